package app

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

// documented is an operation as api/openapi.json tells of it.
type documented struct {
	ID     string `json:"operationId"`
	Access string `json:"x-taskflow-access"`
	Verb   string `json:"x-taskflow-verb"`

	method, path string
}

// document reads the committed description of the API: the matrix tries what
// is promised, not what happens to be registered.
func document(t *testing.T) []documented {
	t.Helper()
	raw, err := os.ReadFile("../../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]documented `json:"paths"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var all []documented
	for path, methods := range doc.Paths {
		for method, op := range methods {
			op.method, op.path = strings.ToUpper(method), path
			all = append(all, op)
		}
	}
	slices.SortFunc(all, func(a, b documented) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// who is one row of the matrix: a person, and where in the workspace they try.
type who struct {
	name string
	// role in the workspace; "" for those who are not in it.
	role taskflow.Role
	// open says that they try it on a project that the workspace sees; else
	// on a private one.
	open bool
	// row is the role that their own row in the project gives them.
	row taskflow.ProjectRole
	// may is what they are in that project, written down here and not computed
	// by the policy that is tested.
	may taskflow.ProjectRole
	// readOnly says that they come with the owner's token of the read scope.
	readOnly bool
	// nobody says that they show no credentials at all.
	nobody bool
}

// everybody is in the order in which they try: the owner last, because what an
// owner may do can end the workspace.
var everybody = []who{
	{name: "anonymous", nobody: true},
	{name: "owner of another workspace"},
	{name: "removed member"},
	{name: "read-only token of the owner", role: taskflow.Owner, may: taskflow.ProjectAdmin, readOnly: true},
	{name: "guest of no project, private", role: taskflow.Guest},
	{name: "guest of no project, open", role: taskflow.Guest, open: true},
	{name: "guest, viewer", role: taskflow.Guest, row: taskflow.ProjectViewer, may: taskflow.ProjectViewer},
	{name: "guest, commenter", role: taskflow.Guest, row: taskflow.ProjectCommenter, may: taskflow.ProjectCommenter},
	{name: "guest, editor", role: taskflow.Guest, row: taskflow.ProjectEditor, may: taskflow.ProjectEditor},
	{name: "guest, project admin", role: taskflow.Guest, row: taskflow.ProjectAdmin, may: taskflow.ProjectAdmin},
	{name: "member without a row, private", role: taskflow.Normal},
	{name: "member without a row, open", role: taskflow.Normal, open: true, may: taskflow.ProjectEditor},
	{name: "member, viewer by a row, open", role: taskflow.Normal, open: true, row: taskflow.ProjectViewer, may: taskflow.ProjectViewer},
	{name: "member, project admin by a row, private", role: taskflow.Normal, row: taskflow.ProjectAdmin, may: taskflow.ProjectAdmin},
	{name: "admin", role: taskflow.Admin, may: taskflow.ProjectAdmin},
	{name: "owner", role: taskflow.Owner, may: taskflow.ProjectAdmin},
}

const removedMember = "removed member"

// keepsNothing are the operations that a read-only token may call although
// their method is not GET.
var keepsNothing = []string{"announce-presence"}

// needsPerson are the operations that read and yet refuse every token: a leaked
// one must not tell where its owner is signed in.
var needsPerson = []string{"list-sessions", "list-tokens"}

// expected is the class of the answer that the permission table promises: 200
// for any success.
func expected(op documented, verbs map[string]taskflow.Verb, w who) int {
	reads := op.method == http.MethodGet || slices.Contains(keepsNothing, op.ID)
	switch {
	case op.Access == "public":
		return 200
	case w.nobody:
		return 401
	case w.readOnly && (!reads || slices.Contains(needsPerson, op.ID)):
		return 403
	case op.Access == "signed-in":
		return 200
	case w.role == "":
		return 404
	}
	verb := verbs[op.Verb]
	if len(verb.Workspace) > 0 {
		if verb.AllowsRole(w.role) {
			return 200
		}
		return 403
	}
	switch {
	case w.may == taskflow.ProjectNone:
		return 404
	case verb.AllowsProject(w.may):
		return 200
	}
	return 403
}

// expectedOfAuthor is the same for who wrote the thing.
func expectedOfAuthor(verb taskflow.Verb, w who) int {
	switch {
	case w.readOnly:
		return 403
	case w.may == taskflow.ProjectNone:
		return 404
	case verb.AllowsProject(w.may) || verb.AllowsOwn(w.may):
		return 200
	}
	return 403
}

func class(status int) int {
	if status >= 200 && status < 300 {
		return 200
	}
	return status
}

// TestEveryOperationAsEverybody is the permission matrix: each operation of
// the API's description is tried by everybody on a fresh target, and must
// answer what the permission table says. What is refused changes nothing.
func TestEveryOperationAsEverybody(t *testing.T) {
	t.Parallel()
	operations := document(t)
	verbs := map[string]taskflow.Verb{}
	for _, v := range Verbs() {
		verbs[v.Name] = v
	}
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, dbtest.Options(t, engine, nil).URL)
			for _, op := range operations {
				t.Run(op.ID, func(t *testing.T) {
					t.Parallel()
					prepare, ok := targets[op.ID]
					if !ok {
						t.Fatalf("the operation %s has no row in the table of targets: nobody knows who may call it", op.ID)
					}
					if _, ok := verbs[op.Verb]; op.Access == "workspace" && !ok {
						t.Fatalf("the operation %s names the verb %q, which has no row in the permission table", op.ID, op.Verb)
					}
					cast := h.actors
					if op.Access != "workspace" {
						cast = func() []person { return h.accounts(t) }
					}
					tryEverybody(t, h.stage(t, cast()), op, verbs, prepare)
				})
			}
		})
	}
	for id := range targets {
		if !slices.ContainsFunc(operations, func(op documented) bool { return op.ID == id }) {
			t.Errorf("the table of targets has a row %s, which is no operation", id)
		}
	}
}

func tryEverybody(t *testing.T, s *stage, op documented, verbs map[string]taskflow.Verb, prepare func(*stage, *person) target) {
	for i := range s.cast {
		p := &s.cast[i]
		s.attempt(t, op, p, prepare(s, p), expected(op, verbs, p.who), "")
		verb := verbs[op.Verb]
		own, ok := ownTargets[op.ID]
		if verb.Own != ok {
			t.Fatalf("%s: the verb's author counts: %v; there is a target of one's own: %v", op.ID, verb.Own, ok)
		}
		if !ok || p.role == "" || p.readOnly {
			continue
		}
		if mine, ok := own(s, p); ok {
			s.attempt(t, op, p, mine, expectedOfAuthor(verb, p.who), " on their own")
		}
	}
}

// attempt makes one call and compares its status with the expected class.
func (s *stage) attempt(t *testing.T, op documented, p *person, at target, want int, what string) {
	t.Helper()
	before := s.seq()
	status, body := s.call(p, op.method, fill(t, op.path, s, at), at)
	if got := class(status); got != want {
		t.Errorf("%s as %s%s: answered %d, the permission table says %d: %s", op.ID, p.name, what, status, want, body)
	}
	if want != 200 && op.Access == "workspace" && s.seq() != before {
		t.Errorf("%s as %s%s: refused, and yet the workspace changed", op.ID, p.name, what)
	}
}

// TestThePermissionTableIsTheReviewedOne holds the rows that the matrix
// expects against the page that people review: a changed row is seen there.
func TestThePermissionTableIsTheReviewedOne(t *testing.T) {
	t.Parallel()
	now, err := Permissions(Routes(), Verbs())
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../docs/PERMISSIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	if now != string(committed) {
		t.Error("docs/PERMISSIONS.md is not the table that decides: run make generate and review what changed")
	}
}
