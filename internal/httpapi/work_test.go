package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"taskflow/internal/httpapi"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

// people lets a test act as its persons: the token is the account's id.
type people map[string]taskflow.Caller

func (p people) Authenticate(_ context.Context, secret string, _ bool) (taskflow.Caller, error) {
	c, ok := p[secret]
	if !ok {
		return c, taskflow.Errorf(taskflow.Unauthenticated, "Please sign in.")
	}
	return c, nil
}

// door is the API of a world, used as its owner.
type door struct {
	*world.World
	base string
	who  people
}

func open(w *world.World) *door {
	d := &door{World: w, who: people{string(w.Owner.Account): w.Owner.Caller}}
	server := httpapi.New(httpapi.Config{Log: slog.New(slog.DiscardHandler)}, httpapi.Services{
		DB: w.DB, Accounts: w.Accounts, Workspaces: w.Workspaces, Projects: w.Projects, Tasks: w.Tasks, Comments: w.Comments, Auth: d.who,
	})
	running := httptest.NewServer(server.Handler())
	w.Cleanup(running.Close)
	d.base = running.URL + "/api/v1/workspaces/" + string(w.WS)
	return d
}

// answer is a reply with its body as loose JSON.
type answer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

func (d *door) call(method, path, body string, headers ...string) answer {
	d.Helper()
	request, err := http.NewRequestWithContext(d.Context(), method, d.base+path, bytes.NewBufferString(body))
	d.Must(err)
	request.Header.Set("Authorization", "Bearer "+string(d.Owner.Account))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	reply, err := http.DefaultClient.Do(request)
	d.Must(err)
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	d.Must(err)
	a := answer{status: reply.StatusCode, header: reply.Header, raw: string(raw)}
	if len(raw) > 0 {
		d.Must(json.Unmarshal(raw, &a.body))
	}
	return a
}

// wants calls and ends the test unless the status is as expected.
func (d *door) wants(status int, method, path, body string, headers ...string) answer {
	d.Helper()
	a := d.call(method, path, body, headers...)
	if a.status != status {
		d.Fatalf("%s %s %s: %d, want %d: %s", method, path, body, a.status, status, a.raw)
	}
	return a
}

func (a answer) items() []any {
	list, _ := a.body["items"].([]any)
	return list
}

// fields returns the codes of a problem's fields.
func (a answer) fields() map[string]string {
	out := map[string]string{}
	list, _ := a.body["errors"].([]any)
	for _, e := range list {
		f, _ := e.(map[string]any)
		out[f["field"].(string)] = f["code"].(string)
	}
	return out
}

func TestWorkThroughTheAPI(t *testing.T) {
	world.Run(t, func(w *world.World) {
		d := open(w)
		a := d.wants(201, "POST", "/projects", `{"key":"web","name":"Website"}`)
		if a.body["key"] != "WEB" || a.body["my_role"] != "admin" || a.header.Get("X-Taskflow-Cursor") != w.Head().String() {
			t.Errorf("project %s, cursor %s", a.raw, a.header.Get("X-Taskflow-Cursor"))
		}
		columns := d.wants(200, "GET", "/projects/WEB/columns", "").items()
		if len(columns) != 5 {
			t.Fatalf("%d columns", len(columns))
		}
		a = d.wants(201, "POST", "/tasks", `{"project_id":"WEB","title":"Ship","due_at":"2026-12-24T22:30:00Z","due_zone":"Europe/Berlin","estimate":null}`)
		if a.body["key"] != "WEB-1" || a.body["due_date"] != "2026-12-24" || a.body["description"] != "" || a.body["counts"] == nil {
			t.Errorf("task %s", a.raw)
		}
		id := a.body["id"].(string)
		a = d.wants(200, "PATCH", "/tasks/WEB-1", `{"title":"Ship it","priority":"high","due_date":null,"assignees":{"add":["`+string(w.Owner.Member)+`"]}}`)
		if a.body["title"] != "Ship it" || a.body["due_at"] != nil || len(a.body["assignees"].([]any)) != 1 {
			t.Errorf("patched %s", a.raw)
		}
		a = d.wants(200, "PATCH", "/tasks/"+id, `{"description":"One","description_base":1}`)
		a = d.wants(409, "PATCH", "/tasks/"+id, `{"description":"Two","description_base":1}`)
		if current, _ := a.body["current"].(map[string]any); a.body["code"] != "stale" || current["description"] != "One" || current["description_version"] != 2.0 {
			t.Errorf("stale: %s", a.raw)
		}
		if a = d.wants(200, "POST", "/tasks/WEB-1/complete", ""); a.body["completed_at"] == nil {
			t.Errorf("completed %s", a.raw)
		}
		d.wants(200, "POST", "/tasks/WEB-1/reopen", "")
		a = d.wants(201, "POST", "/tasks/WEB-1/comments", `{"body":"Well done @ada"}`)
		comment := a.body["id"].(string)
		emoji := url.PathEscape("🎉")
		if a = d.wants(200, "PUT", "/comments/"+comment+"/reactions/"+emoji, ""); len(a.body["reactions"].([]any)) != 1 {
			t.Errorf("reaction %s", a.raw)
		}
		d.wants(200, "DELETE", "/comments/"+comment+"/reactions/"+emoji, "")
		d.wants(200, "PATCH", "/comments/"+comment, `{"body":"Better"}`)
		d.wants(204, "DELETE", "/comments/"+comment, "")
		if a = d.wants(200, "GET", "/trash", ""); len(a.items()) != 1 {
			t.Errorf("trash %s", a.raw)
		}
		d.wants(200, "POST", "/comments/"+comment+"/restore", "")
		if a = d.wants(200, "GET", "/tasks/WEB-1/comments", ""); len(a.items()) != 1 || a.body["next_cursor"] != nil {
			t.Errorf("comments %s", a.raw)
		}
		if a = d.wants(200, "GET", "/tasks/WEB-1/activity?limit=3", ""); len(a.items()) != 3 || a.body["next_cursor"] == nil {
			t.Errorf("activity %s", a.raw)
		}
		d.wants(200, "DELETE", "/tasks/WEB-1/watchers/me", "")
		if a = d.wants(200, "GET", "/tasks/WEB-1/watchers", ""); len(a.body["watchers"].([]any)) != 0 {
			t.Errorf("watchers %s", a.raw)
		}
		if a = d.wants(200, "GET", "/my-tasks?zone=Europe/Berlin", ""); len(a.body["no_date"].([]any)) != 1 {
			t.Errorf("my tasks %s", a.raw)
		}
		d.wants(201, "POST", "/projects", `{"key":"OPS","name":"Operations","visibility":"private"}`)
		if a = d.wants(200, "POST", "/tasks/WEB-1/move", `{"project_id":"OPS"}`); a.body["key"] != "OPS-1" {
			t.Errorf("moved %s", a.raw)
		}
		if a = d.wants(200, "GET", "/tasks/WEB-1", ""); a.body["key"] != "OPS-1" {
			t.Errorf("the old key gives %s", a.raw)
		}
		d.wants(200, "PUT", "/projects/OPS/favourite", "")
		d.wants(204, "DELETE", "/projects/OPS/favourite", "")
		a = d.wants(201, "POST", "/projects/OPS/columns", `{"name":"Review","category":"in_progress","wip_limit":2}`)
		d.wants(200, "PATCH", "/projects/OPS/columns/"+a.body["id"].(string), `{"wip_limit":null}`)
		d.wants(204, "DELETE", "/projects/OPS/columns/"+a.body["id"].(string), "")
		d.wants(204, "DELETE", "/tasks/OPS-1", "")
		d.wants(404, "GET", "/tasks/OPS-1", "")
		d.wants(200, "POST", "/tasks/OPS-1/restore", "")
		if a = d.wants(200, "GET", "/tasks?project=OPS", ""); len(a.items()) != 1 {
			t.Errorf("list %s", a.raw)
		}
		d.wants(204, "DELETE", "/projects/OPS", "")
		d.wants(200, "POST", "/projects/OPS/restore", "")
		d.wants(200, "PATCH", "/projects/OPS", `{"archived":true,"name":"Old ops"}`)
		d.wants(409, "POST", "/tasks/OPS-1/complete", "")
		if a = d.wants(200, "GET", "/projects/OPS/activity", ""); len(a.items()) == 0 {
			t.Errorf("activity %s", a.raw)
		}
		if a = d.wants(200, "GET", "/projects", ""); len(a.items()) != 2 {
			t.Errorf("projects %s", a.raw)
		}
	})
}

func TestBadInputThroughTheAPI(t *testing.T) {
	world.Run(t, func(w *world.World) {
		d := open(w)
		p := w.Project("WEB", project.VisibleToWorkspace)
		w.Task(p, "Work")
		for _, c := range []struct {
			status             int
			method, path, body string
			field, code        string
		}{
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a","titel":"b"}`, "titel", "unknown_field"},
			{422, "POST", "/tasks", `{"title":"a"}`, "project_id", "required"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":7}`, "title", "bad_type"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":""}`, "title", "required"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"` + strings.Repeat("x", 10_000) + `"}`, "title", "too_long"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a\u0000"}`, "title", "control_character"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a","rank":"zz"}`, "rank", "bad_rank"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a","due_date":"10000-01-01"}`, "due_date", "bad_date"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a","due_at":"2026-01-01T00:00:00Z"}`, "due_zone", "required"},
			{422, "POST", "/tasks", `{"project_id":"WEB","title":"a","column_id":"` + taskflow.NewID() + `"}`, "column_id", "not_found"},
			{404, "POST", "/tasks", `{"project_id":"` + taskflow.NewID() + `","title":"a"}`, "", ""},
			{422, "PATCH", "/tasks/WEB-1", `{"title":null}`, "title", "required"},
			{422, "PATCH", "/tasks/WEB-1", `{"estimate":-1}`, "estimate", "out_of_range"},
			{422, "PATCH", "/tasks/WEB-1", `{"number":7}`, "number", "unknown_field"},
			{404, "PATCH", "/tasks/WEB-99999999999999999999", `{}`, "", ""},
			{404, "GET", "/tasks/WEB-0", "", "", ""},
			{404, "GET", "/tasks/%F0%9F%8E%89", "", "", ""},
			{422, "GET", "/tasks?sort=size", "", "sort", "bad_choice"},
			{422, "GET", "/tasks?cursor=abc", "", "cursor", "bad_cursor"},
			{422, "GET", "/tasks?limit=1000", "", "limit", "too_large"},
			{422, "GET", "/my-tasks?zone=Local", "", "zone", "bad_zone"},
			{400, "POST", "/tasks", `{"project_id":"WEB","title":`, "", ""},
			{400, "POST", "/tasks", "{\"project_id\":\"WEB\",\"title\":\"\xff\"}", "", ""},
			{413, "POST", "/tasks", `{"project_id":"WEB","title":"a","description":"` + strings.Repeat("x", 1<<20) + `"}`, "", ""},
		} {
			head := w.Head()
			a := d.call(c.method, c.path, c.body)
			short := c.body[:min(len(c.body), 80)]
			if a.status != c.status || c.field != "" && a.fields()[c.field] != c.code {
				t.Errorf("%s %s %s: %d %s", c.method, c.path, short, a.status, a.raw)
			}
			if w.Head() != head {
				t.Errorf("%s %s %s: something was done", c.method, c.path, short)
			}
		}
		key := taskflow.NewID()
		a := d.wants(201, "POST", "/tasks", `{"project_id":"WEB","title":"Once"}`, "Idempotency-Key", key)
		b := d.wants(201, "POST", "/tasks", `{"project_id":"WEB","title":"Once"}`, "Idempotency-Key", key)
		if a.body["id"] != b.body["id"] || a.header.Get("X-Taskflow-Cursor") != b.header.Get("X-Taskflow-Cursor") {
			t.Errorf("repeated: %s, %s", a.raw, b.raw)
		}
		if a = d.wants(422, "POST", "/tasks", `{"project_id":"WEB","title":"Twice"}`, "Idempotency-Key", key); a.body["code"] != "idempotency_mismatch" {
			t.Errorf("mismatch: %s", a.raw)
		}
	})
}
