package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"taskflow/internal/taskflow"
	"taskflow/internal/testkit"
)

// marker is in every rejected value; no answer may repeat it.
const marker = "zq7rejected7qz"

// ground is two workspaces that know nothing of each other, each with one
// thing of every kind.
type ground struct {
	*testing.T
	owner, stranger *testkit.Client
	ours, theirs    lot
	at              int64 // our workspace's last change, as far as the test made it
}

// lot is one thing of every kind in a workspace.
type lot struct {
	ws                                                  testkit.Workspace
	project                                             testkit.Project
	column, task, comment, label, member, invite, bring string
}

func newGround(t *testing.T, base string) *ground {
	t.Helper()
	g := &ground{T: t}
	g.owner = testkit.Join(t, base, "Ana Silva", map[string]any{"workspace_name": "Lighthouse"})
	ws := g.owner.Workspace(t)
	g.stranger = g.owner.Invite(t, ws, "Ben Okafor", "member")
	g.owner.Must(t, "DELETE", "/workspaces/"+ws.ID+"/members/"+g.stranger.Workspace(t).MemberID, nil, nil)
	g.stranger.Must(t, "POST", "/workspaces", map[string]any{"name": "Elsewhere"}, nil)
	g.ours = g.fillWith(g.owner, ws)
	g.theirs = g.fillWith(g.stranger, g.stranger.Workspace(t))
	return g
}

const tinyBoard = `{"id":"5f0000000000000000000001","name":"Board","lists":[{"id":"5f0000000000000000000002","name":"To do","closed":false,"pos":1}],"cards":[],"actions":[],"members":[],"labels":[],"checklists":[]}`

func (g *ground) fillWith(c *testkit.Client, ws testkit.Workspace) lot {
	g.Helper()
	root := "/workspaces/" + ws.ID
	id := func(path string, body any) string {
		var out struct {
			ID string `json:"id"`
		}
		c.Must(g, "POST", root+path, body, &out)
		return out.ID
	}
	l := lot{ws: ws, member: ws.MemberID, project: c.NewProject(g, ws, "WEB", nil)}
	l.column = id("/projects/"+l.project.ID+"/columns", map[string]any{"name": "Review", "category": "in_progress"})
	l.task = id("/tasks", map[string]any{"project_id": l.project.ID, "title": "A task", "description": "First."})
	l.comment = id("/tasks/"+l.task+"/comments", map[string]any{"body": "Said."})
	l.label = id("/labels", map[string]any{"name": "bug"})
	l.invite = id("/invites", map[string]any{"role": "member"})
	l.bring = id("/imports?source=trello", json.RawMessage(tinyBoard))
	return l
}

// seq is the number of a workspace's last change.
func seq(t *testing.T, c *testkit.Client, ws testkit.Workspace) int64 {
	t.Helper()
	req, err := http.NewRequest("GET", c.Base+"/api/v1/workspaces/"+ws.ID+"/bootstrap", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", c.Cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var cursor struct {
		Seq int64 `json:"seq"`
	}
	if err := json.Unmarshal(line, &cursor); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return cursor.Seq
}

// bad is one wrong request and the answer that it must get.
type bad struct {
	name, method, path string
	body               string
	headers            map[string]string
	status             int
	code, field        string // "" is not looked at
	anonymous          bool
}

// try sends a wrong request and checks everything that holds for all of them:
// a problem document that says what is wrong without repeating it, and nothing
// changed.
func (g *ground) try(b bad) {
	g.Run(b.name, func(t *testing.T) {
		if g.at == 0 {
			g.at = seq(t, g.owner, g.ours.ws)
		}
		req, err := http.NewRequest(b.method, g.owner.Base+"/api/v1"+b.path, strings.NewReader(b.body))
		if err != nil {
			t.Fatal(err)
		}
		if b.body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		if !b.anonymous {
			req.Header.Set("Cookie", g.owner.Cookie)
		}
		for k, v := range b.headers {
			req.Header.Set(k, v)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		checkProblem(t, b, res, raw)
		if now := seq(t, g.owner, g.ours.ws); now != g.at {
			t.Errorf("it was refused, and yet the workspace went from %d to %d", g.at, now)
			g.at = now
		}
	})
}

func checkProblem(t *testing.T, b bad, res *http.Response, raw []byte) {
	t.Helper()
	if b.status == 0 && (res.StatusCode < 400 || res.StatusCode >= 500) || b.status != 0 && res.StatusCode != b.status {
		t.Errorf("answered %d, want %d (0 is any refusal): %s", res.StatusCode, b.status, raw)
	}
	if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("the answer is %q", got)
	}
	var p struct {
		testkit.Problem
		RequestID string `json:"request_id"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	if p.Status != res.StatusCode || p.Code == "" || p.Title == "" || p.Detail == "" || p.RequestID == "" || p.RequestID != res.Header.Get("X-Request-Id") {
		t.Errorf("the problem is not complete: %s", raw)
	}
	if b.code != "" && p.Code != b.code {
		found := false
		for _, e := range p.Errors {
			found = found || e.Code == b.code
		}
		if !found {
			t.Errorf("want the code %q: %s", b.code, raw)
		}
	}
	if b.field != "" {
		found := false
		for _, e := range p.Errors {
			found = found || e.Field == b.field && e.Code != "" && e.Message != ""
		}
		if !found {
			t.Errorf("no word about the field %q: %s", b.field, raw)
		}
	}
	if strings.Contains(string(raw), marker) {
		t.Errorf("the answer repeats what was sent: %s", raw)
	}
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestBadInputIsRefusedInWordsAndChangesNothing(t *testing.T) {
	onBothEngines(t, func(t *testing.T, flags []string) {
		p := testkit.Start(t, testkit.FreePort(t), append([]string{"api"}, flags...)...)
		g := newGround(t, p.Base)
		theirs := seq(t, g.stranger, g.theirs.ws)
		for _, cases := range [][]bad{g.shapes(), g.texts(), g.times(), g.places(), g.foreign(), g.addresses()} {
			for _, b := range cases {
				g.try(b)
			}
		}
		if now := seq(t, g.stranger, g.theirs.ws); now != theirs {
			t.Errorf("the other workspace went from %d to %d", theirs, now)
		}
		t.Run("filters by what one cannot see", g.foreignFilters)
		t.Run("stale description", g.staleDescription)
		t.Run("repeated", g.repeated)
	})
}

// create and change are requests about a task with one field wrong.
func (g *ground) create(name, field, value string, status int, code, errorField string) bad {
	body := `{"project_id":` + quote(g.ours.project.ID) + `,"title":"Fine",` + quote(field) + `:` + value + `}`
	if field == "title" {
		body = `{"project_id":` + quote(g.ours.project.ID) + `,"title":` + value + `}`
	}
	return bad{name: "create: " + name, method: "POST", path: g.in("/tasks"), body: body, status: status, code: code, field: errorField}
}

func (g *ground) change(name, body string, status int, code, field string) bad {
	return bad{name: "change: " + name, method: "PATCH", path: g.in("/tasks/" + g.ours.task), body: body, status: status, code: code, field: field}
}

func (g *ground) in(path string) string { return "/workspaces/" + g.ours.ws.ID + path }

// shapes are requests that are not what the route reads.
func (g *ground) shapes() []bad {
	tasks := g.in("/tasks")
	long := strings.Repeat("x", 1<<20)
	deep := strings.Repeat("[", 500_000)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	return []bad{
		g.create("unknown field", "colour", quote(marker), 422, "unknown_field", "colour"),
		{name: "unknown field of odd name", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"Fine","<` + marker + `>":1}`, status: 422, code: "unknown_field"},
		{name: "field in other case", method: "POST", path: tasks, body: `{"project_id":"WEB","Title":` + quote(marker) + `}`, status: 422},
		g.create("number for a text", "title", `17`, 422, "bad_type", "title"),
		g.create("object for a text", "title", `{"`+marker+`":1}`, 422, "bad_type", "title"),
		g.create("text for a list", "labels", quote(marker), 422, "bad_type", "labels"),
		g.create("text for a number", "estimate", quote(marker), 422, "", "estimate"),
		g.create("null for a text", "title", `null`, 422, "", "title"),
		g.create("text for a truth", "archived", quote(marker), 422, "unknown_field", "archived"),
		g.change("text for a truth", `{"archived":`+quote(marker)+`}`, 422, "bad_type", "archived"),
		g.change("list for a change", `{"assignees":["`+marker+`"]}`, 422, "bad_type", "assignees"),
		g.change("unknown part", `{"assignees":{"set":["`+marker+`"]}}`, 422, "unknown_field", ""),
		{name: "title missing", method: "POST", path: tasks, body: `{"project_id":"WEB"}`, status: 422, code: "required", field: "title"},
		{name: "no body", method: "POST", path: tasks, status: 400, code: "body_required"},
		{name: "no JSON", method: "POST", path: tasks, body: marker, status: 400, code: "bad_json"},
		{name: "torn JSON", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"` + marker, status: 400, code: "bad_json"},
		{name: "two documents", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"One"}{"title":"` + marker + `"}`, status: 400, code: "bad_json"},
		{name: "list for an object", method: "POST", path: tasks, body: `["` + marker + `"]`, status: 422},
		{name: "deep JSON", method: "POST", path: tasks, body: deep, status: 400, code: "bad_json"},
		{name: "deep JSON, closed", method: "POST", path: tasks, body: `{"title":` + deep + strings.Repeat("]", 500_000) + `}`, status: 400, code: "bad_json"},
		{name: "large body", method: "POST", path: tasks, body: `{"title":"` + marker + long + `"}`, status: 413, code: "too_large"},
		{name: "large body without a length", method: "POST", path: tasks, body: `{"title":"` + marker + long + `"}`, headers: map[string]string{"Transfer-Encoding": "chunked"}, status: 413, code: "too_large"},
		{name: "bad UTF-8", method: "POST", path: tasks, body: "{\"project_id\":\"WEB\",\"title\":\"" + marker + "\xff\xfe\"}", status: 400, code: "bad_utf8"},
		{name: "form", method: "POST", path: tasks, body: "title=" + marker, headers: form, status: 415, code: "unsupported_media_type"},
		{name: "no content type", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"` + marker + `"}`, headers: map[string]string{"Content-Type": ""}, status: 415},
		{name: "strange charset", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"` + marker + `"}`, headers: map[string]string{"Content-Type": "application/json; charset=utf-16"}, status: 415},
		{name: "bad idempotency key", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"Fine"}`, headers: map[string]string{"Idempotency-Key": marker}, status: 400, code: "bad_idempotency_key"},
		{name: "another actor", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"Fine"}`, headers: map[string]string{"X-Taskflow-Actor": marker}, status: 409, code: "actor_mismatch"},
		{name: "no such route", method: "GET", path: g.in("/" + marker), status: 404},
		{name: "no such method", method: "DELETE", path: g.in("/tasks"), status: 405},
		{name: "made-up session", method: "GET", path: "/me", anonymous: true, headers: map[string]string{"Cookie": "taskflow=" + marker}, status: 401},
		{name: "made-up token", method: "GET", path: "/me", anonymous: true, headers: map[string]string{"Authorization": "Bearer tf_" + marker}, status: 401},
		{name: "another site", method: "POST", path: tasks, body: `{"project_id":"WEB","title":"` + marker + `"}`, headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, status: 403},
		{name: "broken export", method: "POST", path: g.in("/imports?source=trello"), body: `{"name":"` + marker, status: 0},
		{name: "foreign export", method: "POST", path: g.in("/imports?source=trello"), body: `{"rows":[]}`, status: 0},
		{name: "unknown source", method: "POST", path: g.in("/imports?source=" + marker), body: tinyBoard, status: 422, field: "source"},
	}
}

// texts are texts that cannot be stored or shown.
func (g *ground) texts() []bad {
	comments := g.in("/tasks/" + g.ours.task + "/comments")
	out := []bad{
		g.create("empty title", "title", `"  "`, 422, "required", "title"),
		g.create("title of 10,000 characters", "title", quote(marker+strings.Repeat("é", 10_000)), 422, "too_long", "title"),
		g.create("title with a NUL", "title", `"`+marker+`\u0000"`, 422, "control_character", "title"),
		g.create("title with an escape", "title", `"`+marker+`\u001b[31m"`, 422, "control_character", "title"),
		g.create("description with a NUL", "description", `"`+marker+`\u0000"`, 422, "control_character", "description"),
		g.create("description too long", "description", quote(marker+strings.Repeat("x", 50_001)), 422, "too_long", "description"),
		g.create("letter with a thousand marks", "title", quote("e"+strings.Repeat("\u0301", 20_000)), 422, "too_long", "title"),
		g.create("unknown priority", "priority", quote(marker), 422, "", "priority"),
		g.create("endless estimate", "estimate", `1e999`, 0, "", ""),
		g.create("negative estimate", "estimate", `-1`, 422, "", "estimate"),
		g.create("huge estimate", "estimate", `1e300`, 422, "", "estimate"),
		{name: "comment with a NUL", method: "POST", path: comments, body: `{"body":"` + marker + `\u0000"}`, status: 422, code: "control_character", field: "body"},
		{name: "empty comment", method: "POST", path: comments, body: `{"body":" \n "}`, status: 422, code: "required", field: "body"},
		{name: "reaction of letters", method: "PUT", path: g.in("/comments/" + g.ours.comment + "/reactions/" + marker), status: 422, field: "emoji"},
		{name: "label's name too long", method: "POST", path: g.in("/labels"), body: `{"name":` + quote(marker+strings.Repeat("x", 200)) + `}`, status: 422, code: "too_long", field: "name"},
		{name: "label of no color", method: "POST", path: g.in("/labels"), body: `{"name":"new","color":` + quote(marker) + `}`, status: 422, field: "color"},
		{name: "project of no color", method: "POST", path: g.in("/projects"), body: `{"key":"NEW","name":"New","color":` + quote("#"+marker) + `}`, status: 422, field: "color"},
		{name: "project's bad key", method: "POST", path: g.in("/projects"), body: `{"key":` + quote("9 "+marker) + `,"name":"New"}`, status: 422, field: "key"},
		{name: "two wrong fields", method: "POST", path: g.in("/projects"), body: `{"key":"?","name":` + quote(marker+strings.Repeat("x", 200)) + `}`, status: 422, field: "name"},
		{name: "unknown visibility", method: "POST", path: g.in("/projects"), body: `{"key":"NEW","name":"New","visibility":` + quote(marker) + `}`, status: 422, field: "visibility"},
		{name: "slug of odd letters", method: "PATCH", path: g.in(""), body: `{"slug":` + quote("../"+marker) + `}`, status: 422, field: "slug"},
		{name: "unknown role", method: "PATCH", path: g.in("/members/" + g.ours.member), body: `{"role":` + quote(marker) + `}`, status: 422, field: "role"},
		{name: "no address", method: "POST", path: "/auth/sign-up", body: `{"name":"Eve","email":` + quote(marker) + `,"password":"long enough here","workspace_name":"X"}`, anonymous: true, status: 0},
		{name: "wrong password", method: "POST", path: "/auth/sign-in", body: `{"email":"ana.silva@example.com","password":` + quote(marker) + `}`, anonymous: true, status: 401},
		{name: "search with a NUL", method: "GET", path: g.in("/tasks?q=" + marker + "%00"), status: 0},
	}
	return out
}

// times are dates and zones that do not exist or cannot be kept.
func (g *ground) times() []bad {
	due := func(name, fields, field string) bad { return g.change(name, `{`+fields+`}`, 422, "", field) }
	return []bad{
		due("year 10000", `"due_date":"10000-01-01"`, "due_date"),
		due("year 0", `"due_date":"0000-01-01"`, "due_date"),
		due("no such day", `"due_date":"2026-02-30"`, "due_date"),
		due("words for a day", `"due_date":"`+marker+`"`, "due_date"),
		due("year 10000 by an instant", `"due_at":"10000-01-01T00:00:00Z","due_zone":"UTC"`, "due_at"),
		due("year 10000 by the zone", `"due_at":"9999-12-31T23:59:59Z","due_zone":"Pacific/Kiritimati"`, "due_at"),
		due("words for an instant", `"due_at":"`+marker+`","due_zone":"UTC"`, "due_at"),
		due("zone of no place", `"due_at":"2026-11-20T09:00:00Z","due_zone":"Europe/`+marker+`"`, "due_zone"),
		due("zone by a path", `"due_at":"2026-11-20T09:00:00Z","due_zone":"../../etc/passwd"`, "due_zone"),
		due("the server's zone", `"start_at":"2026-11-20T09:00:00Z","start_zone":"Local"`, "start_zone"),
		due("instant without a zone", `"start_at":"2026-11-20T09:00:00Z"`, "start_zone"),
		{name: "my tasks in no zone", method: "GET", path: g.in("/my-tasks?zone=" + marker), status: 422, field: "zone"},
		{name: "due before no day", method: "GET", path: g.in("/tasks?due_before=" + marker), status: 422, field: "due_before"},
		{name: "profile in no zone", method: "PATCH", path: "/me", body: `{"zone":` + quote(marker) + `}`, status: 422, field: "zone"},
		{name: "invite for ever", method: "POST", path: g.in("/invites"), body: `{"expires_in_days":100000}`, status: 422, field: "expires_in_days"},
		{name: "token for ever", method: "POST", path: "/me/tokens", body: `{"name":"x","scope":"read","expires_in_days":100000}`, status: 422, field: "expires_in_days"},
	}
}

// places are order keys, cursors and page sizes that nobody gave out.
func (g *ground) places() []bad {
	rank := func(name, value string) bad {
		return g.change("rank "+name, `{"rank":`+quote(value)+`}`, 422, "", "rank")
	}
	list := func(name, query, field string) bad {
		return bad{name: "list: " + name, method: "GET", path: g.in("/tasks?" + query), status: 422, field: field}
	}
	cursors := []bad{}
	for _, path := range []string{"/tasks", "/members", "/trash", "/imports", "/tasks/" + g.ours.task + "/comments", "/tasks/" + g.ours.task + "/activity", "/projects/WEB/activity"} {
		// Not base 64; base 64 of something else; of a NUL and bad UTF-8 in two and three parts.
		for _, cursor := range []string{marker + "!", "eHl6", "MTcfAP_-", "MQAfAP_-", "AAAfAAAfAAA", strings.Repeat("QUFB", 1000)} {
			if path == "/members" && cursor == "eHl6" {
				continue // the members' cursor is one text, and this is one
			}
			cursors = append(cursors, bad{name: "cursor " + cursor[:min(9, len(cursor))] + " of " + path, method: "GET", path: g.in(path + "?cursor=" + cursor), status: 422, field: "cursor"})
		}
	}
	return append(cursors,
		rank("of odd letters", "a b"), rank("that ends in 0", "a1V0"), rank("too long", strings.Repeat("a", 65)), rank("empty", ""), rank("with a NUL", "a\x00"),
		list("no page", "limit=0", "limit"), list("long page", "limit=100000", "limit"), list("words for a page", "limit="+marker, "limit"),
		list("unknown order", "sort="+marker, "sort"), list("unknown state", "closed="+marker, "closed"), list("unknown priority", "priority="+marker, "priority"),
		bad{name: "changes since nowhere", method: "GET", path: g.in("/changes?since=" + marker), status: 422, field: "since"},
		bad{name: "changes since below", method: "GET", path: g.in("/changes?since=a.-1"), status: 422, field: "since"},
		bad{name: "changes of another epoch", method: "GET", path: g.in("/changes?since=" + marker + ".1"), status: 409, code: "reset"},
		bad{name: "stream since nowhere", method: "GET", path: g.in("/changes/stream?since=" + marker), status: 422, field: "since"},
	)
}

// foreign are ids of another workspace, and of nothing, wherever an id is read.
func (g *ground) foreign() []bad {
	var out []bad
	nothing, nul := taskflow.NewID(), marker[:8]+"\x00"
	for _, from := range []struct {
		name string
		lot
	}{{"of another workspace", g.theirs}, {"of nothing", lot{
		ws: testkit.Workspace{ID: nothing}, project: testkit.Project{ID: nothing}, column: nothing, task: nothing, comment: nothing, label: nothing, member: nothing, invite: nothing, bring: nothing,
	}}, {"that is no id", lot{
		ws: testkit.Workspace{ID: marker}, project: testkit.Project{ID: marker}, column: marker, task: marker, comment: marker, label: marker, member: marker, invite: marker, bring: marker,
	}}, {"with a NUL", lot{
		ws: testkit.Workspace{ID: nul}, project: testkit.Project{ID: nul}, column: nul, task: nul, comment: nul, label: nul, member: nul, invite: nul, bring: nul,
	}}} {
		l := from.lot
		add := func(what, method, path, body string) {
			out = append(out, bad{name: what + " " + from.name, method: method, path: strings.ReplaceAll(path, "\x00", "%00"), body: body})
		}
		field := func(name, value string) string { return `{` + quote(name) + `:` + value + `}` }
		list := func(name, id string) string { return field(name, `{"add":[`+quote(id)+`]}`) }
		create := func(name, value string) string {
			return `{"title":"Fine","project_id":` + quote(g.ours.project.ID) + `,` + quote(name) + `:` + value + `}`
		}
		task, project := g.in("/tasks/"+g.ours.task), g.in("/projects/"+g.ours.project.ID)
		add("workspace", "GET", "/workspaces/"+l.ws.ID, "")
		add("create in project", "POST", g.in("/tasks"), `{"title":"Fine","project_id":`+quote(l.project.ID)+`}`)
		add("create in column", "POST", g.in("/tasks"), create("column_id", quote(l.column)))
		add("create for", "POST", g.in("/tasks"), create("assignees", `[`+quote(l.member)+`]`))
		add("create with label", "POST", g.in("/tasks"), create("labels", `[`+quote(l.label)+`]`))
		add("create below", "POST", g.in("/tasks"), create("parent_id", quote(l.task)))
		add("into column", "PATCH", task, field("column_id", quote(l.column)))
		add("below task", "PATCH", task, field("parent_id", quote(l.task)))
		add("assign", "PATCH", task, list("assignees", l.member))
		add("label", "PATCH", task, list("labels", l.label))
		add("watch", "PATCH", task, list("watchers", l.member))
		add("watcher", "PUT", task+"/watchers/"+l.member, "")
		add("move to project", "POST", task+"/move", field("project_id", quote(l.project.ID)))
		add("move to column", "POST", task+"/move", `{"project_id":`+quote(g.ours.project.ID)+`,"column_id":`+quote(l.column)+`}`)
		add("get task", "GET", g.in("/tasks/"+l.task), "")
		add("delete task", "DELETE", g.in("/tasks/"+l.task), "")
		add("delete comment", "DELETE", g.in("/comments/"+l.comment), "")
		add("edit comment", "PATCH", g.in("/comments/"+l.comment), field("body", `"x"`))
		add("comments of", "GET", g.in("/tasks/"+l.task+"/comments"), "")
		add("get project", "GET", g.in("/projects/"+l.project.ID), "")
		add("favourite", "PUT", g.in("/projects/"+l.project.ID+"/favourite"), "")
		add("bootstrap of", "GET", g.in("/bootstrap?project="+l.project.ID), "")
		add("project member", "PUT", project+"/members/"+l.member, field("role", `"viewer"`))
		add("remove project member", "DELETE", project+"/members/"+l.member, "")
		add("change column", "PATCH", project+"/columns/"+l.column, field("name", `"x"`))
		add("delete column", "DELETE", project+"/columns/"+l.column, "")
		add("move tasks to column", "DELETE", project+"/columns/"+g.ours.column+"?move_to="+l.column, "")
		add("change label", "PATCH", g.in("/labels/"+l.label), field("name", `"x"`))
		add("delete label", "DELETE", g.in("/labels/"+l.label), "")
		add("role of", "PATCH", g.in("/members/"+l.member), field("role", `"guest"`))
		add("remove member", "DELETE", g.in("/members/"+l.member), "")
		add("reassign from", "POST", g.in("/members/"+l.member+"/reassign"), field("to", quote(g.ours.member)))
		add("reassign to", "POST", g.in("/members/"+g.ours.member+"/reassign"), field("to", quote(l.member)))
		add("transfer to", "POST", g.in("/transfer"), field("member_id", quote(l.member)))
		add("invite in place of", "POST", g.in("/invites"), field("claims_member_id", quote(l.member)))
		add("revoke invite", "DELETE", g.in("/invites/"+l.invite), "")
		add("get import", "GET", g.in("/imports/"+l.bring), "")
		add("start import", "POST", g.in("/imports/"+l.bring+"/start"), `{}`)
		add("undo import", "POST", g.in("/imports/"+l.bring+"/undo"), "")
		add("list of project", "GET", g.in("/tasks?project="+l.project.ID), "")
		add("list below", "GET", g.in("/tasks?parent="+l.task), "")
	}
	return out
}

// foreignFilters are lists narrowed down to what is in another workspace: it
// matches nothing.
func (g *ground) foreignFilters(t *testing.T) {
	for _, query := range []string{"column=" + g.theirs.column, "label=" + g.theirs.label, "assignee=" + g.theirs.member} {
		var list struct {
			Items []testkit.Task `json:"items"`
		}
		g.owner.Must(t, "GET", g.in("/tasks?"+query), nil, &list)
		if len(list.Items) > 0 {
			t.Errorf("%s finds %v", query, list.Items)
		}
	}
}

// addresses are parts of a path or a query that no database takes.
func (g *ground) addresses() []bad {
	var out []bad
	for _, odd := range []string{"%00", marker + "%00", "%ff%fe", strings.Repeat("x", 5000)} {
		for _, path := range []string{
			"/workspaces/" + odd, g.in("/projects/" + odd), g.in("/tasks/" + odd), g.in("/labels/" + odd + "?delete"), g.in("/tasks?column=" + odd), g.in("/tasks?label=" + odd),
			g.in("/tasks?assignee=" + odd), g.in("/tasks?parent=" + odd), g.in("/tasks?project=" + odd), g.in("/imports/" + odd), g.in("/bootstrap?project=" + odd),
			"/invites/" + odd, "/me/sessions/" + odd + "?delete", "/me/tokens/" + odd + "?delete", g.in("/members/" + odd + "?delete"), g.in("/invites/" + odd + "?delete"), g.in("/comments/" + odd + "?delete"),
			g.in("/changes?since=" + odd + ".1"), g.in("/changes/stream?since=" + odd + ".1"), g.in("/projects/WEB/columns/" + g.ours.column + "?delete&move_to=" + odd),
		} {
			if len(odd) > 1000 && regexp.MustCompile(`(column|label|assignee)=`).MatchString(path) {
				continue // a filter that nothing matches
			}
			method := "GET"
			if strings.Contains(path, "?delete") {
				method = "DELETE"
			}
			path = strings.TrimSuffix(strings.Replace(path, "?delete&", "?", 1), "?delete")
			out = append(out, bad{name: method + " " + path[:min(len(path), 200)], method: method, path: path})
		}
	}
	return out
}

// staleDescription is somebody who writes over what they have not read.
func (g *ground) staleDescription(t *testing.T) {
	path := g.in("/tasks/" + g.ours.task)
	g.owner.Must(t, "PATCH", path, map[string]any{"description": "Second.", "description_base": 1}, nil)
	before := seq(t, g.owner, g.ours.ws)
	_, err := g.owner.Do("PATCH", path, map[string]any{"description": marker, "description_base": 1, "title": "Not this"}, nil)
	p, ok := err.(*testkit.Problem)
	if !ok || p.Status != 409 || p.Code != "stale" {
		t.Fatalf("a stale description was answered %v", err)
	}
	var extra struct {
		Current struct {
			Description string `json:"description"`
			Version     int    `json:"description_version"`
		} `json:"current"`
	}
	if err := json.Unmarshal([]byte(p.Raw), &extra); err != nil || extra.Current.Description != "Second." || extra.Current.Version != 2 {
		t.Errorf("the answer does not hold the present text: %s", p.Raw)
	}
	if strings.Contains(p.Raw, marker) || seq(t, g.owner, g.ours.ws) != before {
		t.Errorf("the stale write was repeated or changed something: %s", p.Raw)
	}
}

// inside is the ground for a subtest.
func (g *ground) inside(t *testing.T) *ground {
	sub := *g
	sub.T, sub.at = t, 0
	return &sub
}

// repeated are ids and idempotency keys that were used before.
func (g *ground) repeated(t *testing.T) {
	id, key := taskflow.NewID(), taskflow.NewID()
	body := map[string]any{"id": id, "project_id": "WEB", "title": "Once"}
	g.owner.Must(t, "POST", g.in("/tasks"), body, nil, "Idempotency-Key", key)
	before := seq(t, g.owner, g.ours.ws)
	var again testkit.Task
	g.owner.Must(t, "POST", g.in("/tasks"), body, &again, "Idempotency-Key", key)
	if again.ID != id {
		t.Errorf("the repetition made %s", again.ID)
	}
	for _, b := range []bad{
		{name: "key with another body", body: `{"project_id":"WEB","title":` + quote(marker) + `}`, headers: map[string]string{"Idempotency-Key": key}, status: 422, code: "idempotency_mismatch"},
		{name: "id used before", body: `{"id":` + quote(id) + `,"project_id":"WEB","title":` + quote(marker) + `}`, status: 409, code: "duplicate_id"},
		{name: "id that is no UUID", body: `{"id":` + quote(marker) + `,"project_id":"WEB","title":"Fine"}`, status: 422, field: "id"},
	} {
		b.method, b.path = "POST", g.in("/tasks")
		g.inside(t).try(b)
	}
	g.inside(t).try(bad{
		name: "key of another operation", method: "POST", path: g.in("/labels"), body: `{"name":` + quote(marker) + `}`, headers: map[string]string{"Idempotency-Key": key}, status: 422, code: "idempotency_mismatch"})
	if now := seq(t, g.owner, g.ours.ws); now != before {
		t.Errorf("the repetitions changed the workspace from %d to %d", before, now)
	}
	// An id may exist in two workspaces; the other one's is not touched.
	theirs := seq(t, g.stranger, g.theirs.ws)
	g.owner.Must(t, "POST", g.in("/tasks"), map[string]any{"id": g.theirs.task, "project_id": "WEB", "title": "Mine"}, nil)
	var other testkit.Task
	g.stranger.Must(t, "GET", "/workspaces/"+g.theirs.ws.ID+"/tasks/"+g.theirs.task, nil, &other)
	if other.Title != "A task" || seq(t, g.stranger, g.theirs.ws) != theirs {
		t.Errorf("a task of another workspace became %q", other.Title)
	}
}
