package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/config"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// house is the whole program in this process, on a database of its own.
type house struct {
	app  *application
	base string
	// people makes accounts with passwords that cost nothing; the program
	// itself checks them at their stored cost.
	people  *account.Service
	counter atomic.Int64
	// actors are everybody's accounts, for the operations that do nothing to accounts.
	actors func() []person
}

const password = "plum lantern ferry"

// newHouse starts the application as Serve does, but for its own listener.
func newHouse(t *testing.T, databaseURL string) *house {
	t.Helper()
	a, err := assemble(t.Context(), Settings{
		Listen: "127.0.0.1:0", Version: "test", Out: io.Discard, Log: io.Discard,
		Server:   config.Server{LogLevel: "error", RateLimit: 10_000_000, TrustedProxies: []string{"127.0.0.0/8", "::1"}},
		Database: config.Database{Data: t.TempDir(), DatabaseURL: databaseURL},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	a.hub.Start()
	a.jobs.Start()
	server := httptest.NewServer(a.edge.Handler())
	t.Cleanup(func() {
		server.CloseClientConnections()
		a.edge.Drain()
		server.Close()
		a.jobs.Stop()
		a.hub.Stop()
		a.db.Close()
	})
	h := &house{app: a, base: server.URL}
	h.people = account.New(a.db, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}})
	h.actors = sync.OnceValue(func() []person { return h.accounts(t) })
	return h
}

// accounts makes an account for everybody who comes with one.
func (h *house) accounts(t *testing.T) []person {
	t.Helper()
	cast := make([]person, 0, len(everybody))
	for _, w := range everybody {
		if w.nobody || w.readOnly {
			cast = append(cast, person{who: w})
		} else {
			cast = append(cast, h.account(t, w))
		}
	}
	return cast
}

// next returns a number that nothing else in the house has.
func (h *house) next() int64 { return h.counter.Add(1) }

// address is a network address that nobody used before, so that the limits on
// guessing do not hold the test back.
func (h *house) address() string {
	n := h.next()
	return fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
}

// person is somebody who tries.
type person struct {
	who
	email, cookie, token string
	member               string // id in the stage's workspace
}

// account makes somebody with an account who is signed in.
func (h *house) account(t *testing.T, w who) person {
	t.Helper()
	p := person{who: w, email: fmt.Sprintf("person%d@example.org", h.next())}
	if _, _, err := h.people.AdminCreate(t.Context(), "Ada Lovelace", p.email, password); err != nil {
		t.Fatal(err)
	}
	p.cookie = h.signIn(t, p.email)
	return p
}

func (h *house) signIn(t *testing.T, email string) (cookie string) {
	t.Helper()
	in, err := h.people.SignIn(t.Context(), account.SignInInput{Email: email, Password: password, Client: account.Client{Address: h.address()}})
	if err != nil {
		t.Fatal(err)
	}
	return "taskflow=" + in.Secret
}

// stage is a workspace with everybody in it, for one operation.
type stage struct {
	*house
	t            *testing.T
	ws           string
	owner        *person
	admin        *person
	stranger     *person
	cast         []person
	private      [2]place
	open         [2]place
	strangers    string // workspace of the stranger
	organisation taskflow.WorkspaceID
}

// place is a project.
type place struct{ id, column string }

// stage makes a workspace with two private and two open projects, and puts the
// cast into their places.
func (h *house) stage(t *testing.T, cast []person) *stage {
	t.Helper()
	s := &stage{house: h, t: t, cast: slices.Clone(cast)}
	for i := range s.cast {
		switch p := &s.cast[i]; {
		case p.role == taskflow.Owner && !p.readOnly:
			s.owner = p
		case p.role == taskflow.Admin:
			s.admin = p
		case p.role == "" && !p.nobody && p.name != removedMember:
			s.stranger = p
		}
	}
	s.ws = s.make(s.owner, "/workspaces", map[string]any{"name": "Engines"}).id()
	s.organisation = taskflow.WorkspaceID(s.ws)
	s.strangers = s.make(s.stranger, "/workspaces", map[string]any{"name": "Elsewhere"}).id()
	for i := range 2 {
		s.private[i] = s.project("private")
		s.open[i] = s.project("workspace")
	}
	for i := range s.cast {
		s.admit(&s.cast[i])
	}
	return s
}

// admit gives one of the cast the place that its row of the matrix says.
func (s *stage) admit(p *person) {
	switch {
	case p.readOnly:
		p.token = s.make(s.owner, "/me/tokens", map[string]any{"name": "reader", "scope": "read", "expires_in_days": 1}).text("token")
		p.member, p.email = s.owner.member, s.owner.email
	case p == s.owner:
		p.member = s.self(p)
	case p.name == removedMember:
		s.join(p, taskflow.Normal)
		s.give(p, s.private, taskflow.ProjectAdmin)
		s.must(s.owner, "DELETE", "/workspaces/"+s.ws+"/members/"+p.member, nil)
	case p.role != "":
		s.join(p, p.role)
		if p.row != "" {
			s.give(p, s.places(p), p.row)
		}
	}
}

// join brings a person into the workspace by an invite.
func (s *stage) join(p *person, role taskflow.Role) {
	s.must(p, "POST", "/invites/"+s.invite(s.owner, s.ws, role)+"/accept", nil)
	p.member = s.self(p)
}

// invite returns the token of a fresh link.
func (s *stage) invite(by *person, ws string, role taskflow.Role) string {
	link := s.make(by, "/workspaces/"+ws+"/invites", map[string]any{"role": role}).text("link")
	return link[strings.LastIndex(link, "/")+1:]
}

// self is the id of a person as a member of the workspace.
func (s *stage) self(p *person) string {
	var me struct {
		Workspaces []struct {
			ID     string `json:"id"`
			Member string `json:"member_id"`
		} `json:"workspaces"`
	}
	s.decode(s.must(p, "GET", "/me", nil), &me)
	for _, w := range me.Workspaces {
		if w.ID == s.ws {
			return w.Member
		}
	}
	s.t.Fatalf("%s is not in the workspace", p.name)
	return ""
}

// give writes a person's row in projects.
func (s *stage) give(p *person, places [2]place, role taskflow.ProjectRole) {
	for _, at := range places {
		s.must(s.owner, "PUT", s.in("/projects/"+at.id+"/members/"+p.member), map[string]any{"role": role})
	}
}

// places are the projects where a person tries.
func (s *stage) places(p *person) [2]place {
	if p.open {
		return s.open
	}
	return s.private
}

func (s *stage) in(path string) string { return "/workspaces/" + s.ws + path }

func (s *stage) project(visibility string) place {
	made := s.make(s.owner, s.in("/projects"), map[string]any{"key": fmt.Sprintf("P%d", s.next()), "name": "Project", "visibility": visibility})
	var columns struct {
		Items []struct {
			ID string `json:"id"`
		} `json:"items"`
	}
	s.decode(s.must(s.owner, "GET", s.in("/projects/"+made.id()+"/columns"), nil), &columns)
	return place{id: made.id(), column: columns.Items[0].ID}
}

// seq is the number of the workspace's last change.
func (s *stage) seq() int64 { return s.head().Seq }

// head is where the workspace's log ends.
func (s *stage) head() taskflow.Cursor {
	s.t.Helper()
	var head taskflow.Cursor
	err := s.app.db.View(context.Background(), func(tx *db.Tx) (err error) {
		head, err = changes.Head(tx, s.organisation)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return head
}

// target is what one call is made on.
type target struct {
	path  map[string]string
	query url.Values
	body  any
	// cookie, when set, is the session to use instead of the person's.
	cookie string
}

// fill puts the parameters into a path's template.
func fill(t *testing.T, template string, s *stage, at target) string {
	t.Helper()
	path := strings.ReplaceAll(template, "{ws}", s.ws)
	for name, value := range at.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	if strings.Contains(path, "{") {
		t.Fatalf("the target leaves a parameter of %s open", path)
	}
	if len(at.query) > 0 {
		path += "?" + at.query.Encode()
	}
	return path
}

// call makes a request and returns the status; of a stream it reads no body.
func (s *stage) call(p *person, method, path string, at target) (status int, body string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var payload io.Reader
	if at.body != nil {
		b, err := json.Marshal(at.body)
		if err != nil {
			s.t.Fatal(err)
		}
		payload = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+"/api/v1"+path, payload)
	if err != nil {
		s.t.Fatal(err)
	}
	if at.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Forwarded-For", s.address())
	switch {
	case at.cookie != "":
		req.Header.Set("Cookie", at.cookie)
	case p.token != "":
		req.Header.Set("Authorization", "Bearer "+p.token)
	case p.cookie != "":
		req.Header.Set("Cookie", p.cookie)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	if res.Header.Get("Content-Type") == "text/event-stream" {
		return res.StatusCode, ""
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return res.StatusCode, string(b)
}

// must is a call of the preparation, which has to succeed.
func (s *stage) must(p *person, method, path string, body any) string {
	s.t.Helper()
	status, answer := s.call(p, method, path, target{body: body})
	if class(status) != 200 {
		s.t.Fatalf("preparing: %s %s as %s: %d %s", method, path, p.name, status, answer)
	}
	return answer
}

func (s *stage) decode(answer string, out any) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(answer), out); err != nil {
		s.t.Fatalf("%s: %v", answer, err)
	}
}

// made is what a POST answered.
type made map[string]any

func (m made) text(field string) string { s, _ := m[field].(string); return s }

func (m made) id() string { return m.text("id") }

// make creates something in preparation.
func (s *stage) make(p *person, path string, body any) made {
	s.t.Helper()
	var out made
	s.decode(s.must(p, "POST", path, body), &out)
	return out
}
