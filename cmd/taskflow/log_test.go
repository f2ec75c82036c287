package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"taskflow/internal/taskflow"
	"taskflow/internal/testkit"
)

// canaries are the secrets and the contents of a story. Each is made to be
// found again wherever it gets.
type canaries struct{ planted map[string]string }

// plant returns a text that must never be in a log.
func (c *canaries) plant(what string) string {
	text := "canary" + strings.ReplaceAll(taskflow.NewID()[19:], "-", "")
	c.note(what, text)
	return text
}

// note adds a text that the program made itself.
func (c *canaries) note(what, text string) string {
	if c.planted == nil {
		c.planted = map[string]string{}
	}
	c.planted[text] = what
	return text
}

// find fails the test for each canary in the log.
func (c *canaries) find(t *testing.T, log string) {
	t.Helper()
	for text, what := range c.planted {
		for _, form := range []string{text, url.QueryEscape(text), strings.ToUpper(text)} {
			at := strings.Index(log, form)
			if at < 0 {
				continue
			}
			line := log[strings.LastIndex(log[:at], "\n")+1:]
			line, _, _ = strings.Cut(line, "\n")
			t.Errorf("%s is in the log: %s", what, line)
			break
		}
	}
}

// tell lives through everything that people write and keep secret, and
// returns how many requests that took at least.
func (c *canaries) tell(t *testing.T, p *testkit.Process) int64 {
	sent := &counter{}
	owner := &testkit.Client{Base: p.Base, HTTP: &http.Client{Transport: sent}}
	signIn := func(method, path string, body map[string]any) {
		h := owner.Must(t, method, path, body, nil)
		owner.Cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
		c.note("a session's secret", strings.TrimPrefix(owner.Cookie, "taskflow="))
	}
	refuse := func(method, path string, body any, headers ...string) {
		t.Helper()
		if _, err := owner.Do(method, path, body, nil, headers...); err == nil {
			t.Errorf("%s %s was done", method, path)
		}
	}
	email, password := c.plant("an address")+"@example.org", c.plant("a password")
	signUp := map[string]any{"name": c.plant("a name"), "email": email, "password": password, "workspace_name": c.plant("a workspace's name")}
	signIn("POST", "/auth/sign-up", signUp)
	refuse("POST", "/auth/sign-up", signUp)
	refuse("POST", "/auth/sign-in", map[string]any{"email": email, "password": c.plant("a wrong password")})
	refuse("POST", "/auth/sign-in", map[string]any{"email": c.plant("an unknown address") + "@example.org", "password": password})
	signIn("POST", "/auth/sign-in", map[string]any{"email": email, "password": password})
	changed := c.plant("a new password")
	signIn("POST", "/me/password", map[string]any{"current": password, "new": changed})
	signIn("POST", "/me/email", map[string]any{"password": changed, "email": c.plant("a new address") + "@example.org"})
	owner.Must(t, "PATCH", "/me", map[string]any{"name": c.plant("a new name")}, nil, "User-Agent", c.plant("a user agent"))

	ws := owner.Workspace(t)
	in := func(path string) string { return "/workspaces/" + ws.ID + path }
	var token struct {
		ID     string `json:"id"`
		Secret string `json:"token"`
	}
	owner.Must(t, "POST", "/me/tokens", map[string]any{"name": c.plant("a token's name"), "scope": "write", "expires_in_days": 1}, &token)
	script := &testkit.Client{Base: p.Base, Token: c.note("a token", token.Secret)}
	script.Must(t, "GET", "/me", nil, nil)
	owner.Must(t, "DELETE", "/me/tokens/"+token.ID, nil, nil)
	if _, err := script.Do("GET", "/me", nil, nil); err == nil {
		t.Error("a revoked token is good")
	}
	script.Token = "tf_" + c.plant("a made-up token")
	if _, err := script.Do("GET", "/me", nil, nil); err == nil {
		t.Error("a made-up token is good")
	}

	var invite struct {
		Link string `json:"link"`
	}
	owner.Must(t, "POST", in("/invites"), map[string]any{"role": "member"}, &invite)
	secret := c.note("an invite's link", invite.Link[strings.LastIndex(invite.Link, "/")+1:])
	owner.Must(t, "GET", "/invites/"+secret, nil, nil)
	testkit.Join(t, p.Base, c.plant("a guest's name"), map[string]any{"invite_token": secret, "password": c.plant("a guest's password")})
	refuse("GET", "/invites/"+c.plant("a made-up invite"), nil)

	var project testkit.Project
	owner.Must(t, "POST", in("/projects"), map[string]any{"key": "LOG", "name": c.plant("a project's name"), "description": c.plant("a project's description")}, &project)
	owner.Must(t, "POST", in("/labels"), map[string]any{"name": c.plant("a label")}, nil)
	refuse("POST", in("/labels"), map[string]any{"name": c.plant("a label of no color"), "color": c.plant("a color")})
	owner.Must(t, "POST", in("/projects/LOG/columns"), map[string]any{"name": c.plant("a column"), "category": "todo"}, nil)
	refuse("POST", in("/projects"), map[string]any{"key": "LOG", "name": c.plant("a second project's name")})
	var task testkit.Task
	key := taskflow.NewID()
	owner.Must(t, "POST", in("/tasks"), map[string]any{"project_id": project.ID, "title": c.plant("a title"), "description": c.plant("a description")}, &task, "Idempotency-Key", key)
	refuse("POST", in("/tasks"), map[string]any{"project_id": project.ID, "title": c.plant("another title")}, "Idempotency-Key", key)
	refuse("POST", in("/tasks"), map[string]any{"project_id": project.ID, "title": c.plant("a long title") + strings.Repeat("x", 1000)})
	refuse("POST", in("/tasks"), json.RawMessage(`{"title":"`+c.plant("a field of torn JSON")))
	refuse("POST", in("/tasks"), map[string]any{"project_id": c.plant("an id with a NUL") + "\x00", "title": "x"})
	owner.Must(t, "PATCH", in("/tasks/LOG-1"), map[string]any{"title": c.plant("a changed title"), "description": c.plant("a changed description"), "description_base": 1}, nil)
	refuse("PATCH", in("/tasks/LOG-1"), map[string]any{"description": c.plant("a stale description"), "description_base": 1})
	owner.Must(t, "POST", in("/tasks/LOG-1/comments"), map[string]any{"body": c.plant("a comment")}, nil)
	owner.Must(t, "GET", in("/tasks?project=LOG&q="+c.plant("a search")), nil, nil)
	refuse("GET", in("/tasks?sort="+c.plant("a wrong parameter")), nil)
	refuse("GET", in("/tasks?cursor="+c.plant("a wrong cursor")), nil)
	refuse("GET", in("/"+c.plant("a path of nothing")), nil)
	refuse("GET", "/workspaces/"+c.plant("a workspace that is none"), nil)
	refuse("POST", in("/tasks"), map[string]any{"project_id": project.ID, "title": "x"}, "X-Taskflow-Actor", c.plant("another actor"))

	board := strings.NewReplacer(`"Board"`, `"`+c.plant("a board's name")+`"`, `"To do"`, `"`+c.plant("a list's name")+`"`).Replace(tinyBoard)
	var bring struct {
		ID string `json:"id"`
	}
	owner.Must(t, "POST", in("/imports?source=trello&filename="+c.plant("a file's name")), json.RawMessage(board), &bring)
	owner.Must(t, "POST", in("/imports/"+bring.ID+"/start"), map[string]any{"project_key": "BRD"}, nil)
	refuse("POST", in("/imports?source=trello"), json.RawMessage(`{"name":"`+c.plant("a broken export")))

	stream := listen(t, owner, ws, "?client_id="+c.plant("a client's id"))
	owner.Must(t, "PUT", in("/presence"), map[string]any{"client_id": c.plant("another client's id"), "project_id": project.ID}, nil)
	stream.wait(t, "presence", nil)
	stream.close()
	refuse("GET", "/me", nil, "X-Request-Id", c.plant("a request id with spaces")+" x", "Cookie", "taskflow="+c.plant("a made-up session"))
	owner.Must(t, "DELETE", in(""), nil, nil)
	owner.Must(t, "POST", "/auth/sign-out", nil, nil)
	return sent.requests.Load()
}

// counter counts the requests that pass.
type counter struct{ requests atomic.Int64 }

// RoundTrip sends a request on.
func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests.Add(1)
	return http.DefaultTransport.RoundTrip(r)
}

func TestNoContentAndNoSecretIsLogged(t *testing.T) {
	onBothEngines(t, func(t *testing.T, flags []string) {
		p := testkit.Start(t, testkit.FreePort(t), append([]string{"api", "--log-level", "debug"}, flags...)...)
		var c canaries
		sent := c.tell(t, p)
		p.Stop()
		if len(c.planted) < 45 {
			t.Errorf("only %d canaries were planted", len(c.planted))
		}
		c.find(t, p.Log())
		lines := requestLines(t, p.Log())
		if int64(len(lines)) < sent {
			t.Errorf("%d requests were logged of at least %d", len(lines), sent)
		}
	})
}

// requestLine is the one line of a request.
type requestLine struct {
	Message  string   `json:"msg"`
	Level    string   `json:"level"`
	Time     string   `json:"time"`
	Request  string   `json:"request_id"`
	Trace    string   `json:"trace_id"`
	Route    string   `json:"route"`
	Status   int      `json:"status"`
	Duration *float64 `json:"duration_ms"`
}

var (
	traceID = regexp.MustCompile(`^[0-9a-f]{32}$`)
	// routes are templates; whatever no route answers is "other".
	routes = regexp.MustCompile(`^((GET|POST|PUT|PATCH|DELETE) /[a-z0-9/{}_.-]*|other)$`)
)

// requestLines checks every line of a log and returns those of requests.
func requestLines(t *testing.T, log string) []requestLine {
	t.Helper()
	var out []requestLine
	for line := range strings.Lines(log) {
		if strings.HasPrefix(line, "TaskFlow's API is at ") {
			continue // said to the person who started it
		}
		var l requestLine
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Errorf("a line is no JSON: %q", line)
			continue
		}
		if l.Message == "" || l.Level == "" || l.Time == "" {
			t.Errorf("a line lacks time, level or message: %s", line)
		}
		if l.Level == "error" {
			t.Errorf("somebody would have to act: %s", line)
		}
		if l.Message != "request" {
			continue
		}
		if l.Request == "" || !traceID.MatchString(l.Trace) || !routes.MatchString(l.Route) || l.Status < 100 || l.Duration == nil || *l.Duration < 0 {
			t.Errorf("the line of a request lacks something: %s", line)
		}
		out = append(out, l)
	}
	return out
}

func TestRequestAndTraceIdsAreKeptWithinBounds(t *testing.T) {
	t.Parallel()
	p := testkit.Start(t, testkit.FreePort(t), "api", "--data", t.TempDir())
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	type sent struct{ id, trace string }
	var answers []sent
	for _, c := range []struct {
		name, id, parent string
		keepID, keep     bool
	}{
		{"good ones", "order-17_b.c", "00-" + trace + "-00f067aa0ba902b7-01", true, true},
		{"longest id", strings.Repeat("a", 64), "00-" + trace + "-00f067aa0ba902b7-00", true, true},
		{"none", "", "", false, false},
		{"too long", strings.Repeat("a", 65), "00-" + trace + "-00f067aa0ba902b7-01-" + strings.Repeat("a", 200), false, false},
		{"odd letters", "a b\"{}", "00-" + strings.ToUpper(trace) + "-00f067aa0ba902b7-01", false, false},
		{"no trace", "é", "00-00000000000000000000000000000000-00f067aa0ba902b7-01", false, false},
		{"unknown version", "x/y", "ff-" + trace + "-00f067aa0ba902b7-01", false, false},
	} {
		req, err := http.NewRequest("GET", p.Base+"/api/v1/instance", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.id != "" {
			req.Header.Set("X-Request-Id", c.id)
		}
		if c.parent != "" {
			req.Header.Set("Traceparent", c.parent)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		id, parent := res.Header.Get("X-Request-Id"), res.Header.Get("Traceparent")
		parts := strings.Split(parent, "-")
		if len(parts) != 4 || !traceID.MatchString(parts[1]) || parts[2] == "00f067aa0ba902b7" {
			t.Errorf("%s: the trace goes on as %q", c.name, parent)
			continue
		}
		if (id == c.id) != c.keepID || id == "" || len(id) > 64 {
			t.Errorf("%s: the request id became %q", c.name, id)
		}
		if (parts[1] == trace) != c.keep {
			t.Errorf("%s: the trace became %q", c.name, parts[1])
		}
		answers = append(answers, sent{id: id, trace: parts[1]})
	}
	p.Stop()
	logged := map[sent]bool{}
	for _, l := range requestLines(t, p.Log()) {
		logged[sent{id: l.Request, trace: l.Trace}] = true
	}
	for _, a := range answers {
		if !logged[a] {
			t.Errorf("the log has no line of the request %s in the trace %s", a.id, a.trace)
		}
	}
}
