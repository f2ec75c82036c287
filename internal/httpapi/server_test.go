package httpapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"

	"taskflow/internal/taskflow"
)

const (
	anna   = taskflow.AccountID("018f0000-0000-7000-8000-00000000000a")
	wsID   = taskflow.WorkspaceID("018f0000-0000-7000-8000-0000000000aa")
	someID = "018f0000-0000-7000-8000-0000000000bb"
)

// fakeEdges knows one person: by the cookie "good" and by two tokens.
type fakeEdges struct{}

func (fakeEdges) Authenticate(_ context.Context, secret string, isToken bool) (taskflow.Caller, error) {
	switch {
	case secret == "good" && !isToken:
		return taskflow.Caller{Account: anna, Session: "s"}, nil
	case secret == "tf_write" && isToken:
		return taskflow.Caller{Account: anna, Token: "t"}, nil
	case secret == "tf_read" && isToken:
		return taskflow.Caller{Account: anna, Token: "t", ReadOnly: true}, nil
	}
	return taskflow.Caller{}, taskflow.Errorf(taskflow.Unauthenticated, "Please sign in.")
}

func (fakeEdges) Resolve(_ context.Context, _ taskflow.Caller, ref string) (taskflow.WorkspaceID, error) {
	if ref != "home" {
		return "", taskflow.Missing("workspace")
	}
	return wsID, nil
}

type thingIn struct {
	WS    string `path:"ws"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Body  struct {
		Title string                      `json:"title" minLength:"1" maxLength:"10"`
		Due   taskflow.Opt[string]        `json:"due,omitzero" format:"date"`
		At    taskflow.Opt[taskflow.Time] `json:"at,omitzero"`
		Kind  taskflow.Opt[string]        `json:"kind,omitzero" enum:"a,b"`
		Add   struct {
			Labels []string `json:"labels,omitempty" maxItems:"2"`
		} `json:"add,omitzero"`
	}
}

type thingOut struct {
	Cursor string `header:"X-Taskflow-Cursor"`
	Body   struct {
		Title    string                   `json:"title"`
		DueNull  bool                     `json:"due_null"`
		Mutation taskflow.MutationID      `json:"mutation"`
		Account  taskflow.AccountID       `json:"account"`
		Address  string                   `json:"address"`
		At       *taskflow.Time           `json:"at"`
		Padding  string                   `json:"padding"`
		WS       taskflow.WorkspaceID     `json:"ws"`
		Fields   []taskflow.Field         `json:"fields"`
		Links    map[string]taskflow.Time `json:"links"`
	}
}

func testServer(t *testing.T, c Config, logs io.Writer) *Server {
	t.Helper()
	if logs == nil {
		logs = io.Discard
	}
	c.Log = slog.New(slog.NewJSONHandler(logs, nil))
	srv := New(c, Services{Auth: fakeEdges{}, Resolver: fakeEdges{}})
	s := srv.inner
	register(s, route{ID: "make-thing", Method: "POST", Path: "/test/{ws}/things", Summary: "Make", Tag: "Test", Access: inWorkspace, Verb: "thing.create", Status: 201},
		func(ctx context.Context, in *thingIn) (*thingOut, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			out := &thingOut{Cursor: "e.7"}
			out.Body.Title, out.Body.DueNull, out.Body.WS = in.Body.Title, in.Body.Due.Null, ws
			out.Body.At = in.Body.At.Ptr()
			out.Body.Mutation, out.Body.Account, out.Body.Address = caller(ctx).Mutation, caller(ctx).Account, caller(ctx).Address
			if in.Body.Title == "long" {
				out.Body.Padding = strings.Repeat("x", 4000)
			}
			return out, nil
		})
	register(s, route{ID: "fail", Method: "GET", Path: "/test/fail/{how}", Summary: "Fail", Tag: "Test", Access: public},
		func(_ context.Context, in *struct {
			How string `path:"how"`
		}) (*struct{}, error) {
			switch in.How {
			case "panic":
				panic("secret-canary")
			case "internal":
				return nil, errors.New("disk secret-cause")
			case "limited":
				return nil, &taskflow.Error{Kind: taskflow.Limited, Extra: map[string]any{"retry_after": 9}}
			case "stale":
				return nil, &taskflow.Error{Kind: taskflow.Conflict, Code: "stale", Message: "Changed.", Extra: map[string]any{"current": map[string]any{"description_version": 4}}}
			}
			return nil, nil
		})
	register(s, route{ID: "sign-in-test", Method: "POST", Path: "/test/guess", Summary: "Guess", Tag: "Test", Access: public, PerMinute: 3},
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
	return srv
}

type reply struct {
	*http.Response
	body []byte
}

func (r reply) problem(t *testing.T) Problem {
	t.Helper()
	var p Problem
	if err := json.Unmarshal(r.body, &p); err != nil {
		t.Fatalf("not a problem: %s", r.body)
	}
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type = %q", got)
	}
	if p.RequestID == "" || p.RequestID != r.Header.Get("X-Request-Id") {
		t.Errorf("request_id = %q, header %q", p.RequestID, r.Header.Get("X-Request-Id"))
	}
	return p
}

func send(t *testing.T, srv *Server, method, path, body string, headers ...string) reply {
	t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, in)
	r.RemoteAddr = "192.0.2.7:1234"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	srv.Handler().ServeHTTP(w, r)
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res, b}
}

const things = "/api/v1/test/home/things"

func TestAccess(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{}, nil)
	tests := []struct {
		name    string
		path    string
		headers []string
		status  int
		code    string
	}{
		{"nobody", things, nil, 401, "unauthenticated"},
		{"bad cookie", things, []string{"Cookie", "taskflow=bad"}, 401, "unauthenticated"},
		{"cookie", things, []string{"Cookie", "taskflow=good"}, 201, ""},
		{"token", things, []string{"Authorization", "Bearer tf_write"}, 201, ""},
		{"read-only token", things, []string{"Authorization", "Bearer tf_read"}, 403, "read_only"},
		{"basic auth", things, []string{"Authorization", "Basic Zm9v"}, 401, "unauthenticated"},
		{"stranger's workspace", "/api/v1/test/other/things", []string{"Cookie", "taskflow=good"}, 404, "not_found"},
		{"other actor", things, []string{"Cookie", "taskflow=good", "X-Taskflow-Actor", someID}, 409, "actor_mismatch"},
		{"same actor", things, []string{"Cookie", "taskflow=good", "X-Taskflow-Actor", string(anna)}, 201, ""},
		{"bad key", things, []string{"Cookie", "taskflow=good", "Idempotency-Key", "again"}, 400, "bad_idempotency_key"},
		{"other site", things, []string{"Cookie", "taskflow=good", "Sec-Fetch-Site", "cross-site"}, 403, "cross_origin"},
		{"form", things, []string{"Cookie", "taskflow=good", "Content-Type", "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"},
		{"no media type", things, []string{"Cookie", "taskflow=good", "Content-Type", ""}, 415, "unsupported_media_type"},
		{"charset", things, []string{"Cookie", "taskflow=good", "Content-Type", "application/json; charset=latin1"}, 415, "unsupported_media_type"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := send(t, srv, "POST", tc.path, `{"title":"x"}`, tc.headers...)
			if r.StatusCode != tc.status {
				t.Fatalf("status = %d, want %d: %s", r.StatusCode, tc.status, r.body)
			}
			if tc.code != "" {
				if p := r.problem(t); p.Code != tc.code {
					t.Errorf("code = %q, want %q", p.Code, tc.code)
				}
			}
		})
	}
}

func TestCallerCarriesTheRequest(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, nil)
	r := send(t, srv, "POST", things, `{"title":"x","due":null,"at":"2026-11-20T10:00:00.123Z"}`, "Cookie", "taskflow=good",
		"Idempotency-Key", strings.ToUpper(someID), "X-Forwarded-For", "203.0.113.9, 198.51.100.4, 192.0.2.1", "X-Request-Id", "abc.1")
	var out struct {
		DueNull                            bool `json:"due_null"`
		Mutation, Account, Address, WS, At string
	}
	if err := json.Unmarshal(r.body, &out); err != nil || r.StatusCode != 201 {
		t.Fatalf("%d %s %v", r.StatusCode, r.body, err)
	}
	if !out.DueNull || out.Mutation != someID || out.Account != string(anna) || out.Address != "198.51.100.4" || out.WS != string(wsID) || out.At != "2026-11-20T10:00:00.123Z" {
		t.Errorf("got %+v", out)
	}
	if r.Header.Get("X-Taskflow-Cursor") != "e.7" || r.Header.Get("X-Request-Id") != "abc.1" {
		t.Errorf("headers %v", r.Header)
	}
	// The same hops from an address that is no proxy of ours say nothing.
	plain := testServer(t, Config{}, nil)
	r = send(t, plain, "POST", things, `{"title":"x"}`, "Cookie", "taskflow=good", "X-Forwarded-For", "203.0.113.9")
	if !strings.Contains(string(r.body), `"address":"192.0.2.7"`) {
		t.Errorf("an untrusted X-Forwarded-For was believed: %s", r.body)
	}
}

func TestWrongInputIsWorded(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{}, nil)
	tests := []struct {
		name, query, body string
		status            int
		code              string
		fields            string // "field code, …"
	}{
		{"missing", "", `{}`, 422, "invalid", "title required"},
		{"empty", "", `{"title":""}`, 422, "invalid", "title required"},
		{"too long", "", `{"title":"canary-canary-canary"}`, 422, "invalid", "title too_long"},
		{"wrong type", "", `{"title":7}`, 422, "invalid", "title bad_type"},
		{"unknown", "", `{"title":"x","colour":"canary"}`, 422, "invalid", "colour unknown_field"},
		{"other case", "", `{"Title":"x"}`, 422, "invalid", "title required, Title unknown_field"},
		{"odd name", "", `{"title":"x","<canary>":1}`, 422, "invalid", "? unknown_field"},
		{"bad date", "", `{"title":"x","due":"canary"}`, 422, "invalid", "due bad_date"},
		{"bad time", "", `{"title":"x","at":"canary"}`, 422, "invalid", "at bad_time"},
		{"bad choice", "", `{"title":"x","kind":"canary"}`, 422, "invalid", "kind not_allowed"},
		{"nested", "", `{"title":"x","add":{"labels":["a","b","c"]}}`, 422, "invalid", "add.labels too_many"},
		{"bad query", "?limit=canary", `{"title":"x"}`, 422, "invalid", "limit bad_type"},
		{"large query", "?limit=201", `{"title":"x"}`, 422, "invalid", "limit too_large"},
		{"not JSON", "", `{"title":canary}`, 400, "bad_json", ""},
		{"not UTF-8", "", "{\"title\":\"\xff\"}", 400, "bad_utf8", ""},
		{"two at once", "?limit=0", `{"title":"", "kind":1}`, 422, "invalid", "limit too_small, kind bad_type, title required"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r := send(t, srv, "POST", things+tc.query, tc.body, "Cookie", "taskflow=good")
			p := r.problem(t)
			var got []string
			for _, f := range p.Errors {
				got = append(got, f.Field+" "+f.Code)
				if f.Message == "" || f.Message == unknownFinding.words {
					t.Errorf("field %s has no words", f.Field)
				}
			}
			if p.Status != tc.status || r.StatusCode != tc.status || p.Code != tc.code || strings.Join(got, ", ") != tc.fields {
				t.Errorf("got %d %s [%s], want %d %s [%s]\n%s", p.Status, p.Code, strings.Join(got, ", "), tc.status, tc.code, tc.fields, r.body)
			}
			if bytes.Contains(r.body, []byte("canary")) {
				t.Errorf("a value is echoed: %s", r.body)
			}
		})
	}
}

func TestLimitsOfSize(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{}, nil)
	big := `{"title":"` + strings.Repeat("x", defaultMaxBody) + `"}`
	r := send(t, srv, "POST", things, big, "Cookie", "taskflow=good")
	if p := r.problem(t); p.Code != "too_large" || r.StatusCode != 413 {
		t.Errorf("declared size: %d %s", r.StatusCode, r.body)
	}
	// Without a declared length the reading itself stops.
	req := httptest.NewRequest("POST", things, io.MultiReader(strings.NewReader(big)))
	req.ContentLength = -1
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", "taskflow=good")
	w := httptest.NewRecorder()
	srv.Handler().ServeHTTP(w, req)
	if w.Code != 413 || strings.Contains(w.Body.String(), "xxx") {
		t.Errorf("chunked: %d %.200s", w.Code, w.Body)
	}
}

func TestErrorsAtTheEdge(t *testing.T) {
	t.Parallel()
	var logs bytes.Buffer
	srv := testServer(t, Config{}, &logs)
	r := send(t, srv, "GET", "/api/v1/test/fail/panic", "")
	if p := r.problem(t); p.Code != "internal" || r.StatusCode != 500 || bytes.Contains(r.body, []byte("canary")) {
		t.Errorf("panic: %s", r.body)
	}
	if n := strings.Count(logs.String(), `"msg":"request"`); n != 1 || !strings.Contains(logs.String(), `"stack"`) || strings.Contains(logs.String(), "secret-canary\\n") {
		t.Errorf("a panic wrote %d lines: %s", n, logs.String())
	}
	logs.Reset()
	r = send(t, srv, "GET", "/api/v1/test/fail/internal?token=secret-query", "")
	if p := r.problem(t); p.Code != "internal" || strings.Contains(p.Detail, "disk") {
		t.Errorf("internal: %s", r.body)
	}
	if line := logs.String(); !strings.Contains(line, "disk secret-cause") || strings.Contains(line, "secret-query") || !strings.Contains(line, `"route":"GET /api/v1/test/fail/{how}"`) {
		t.Errorf("log line: %s", line)
	}
	r = send(t, srv, "GET", "/api/v1/test/fail/limited", "")
	if r.StatusCode != 429 || r.Header.Get("Retry-After") != "9" {
		t.Errorf("limited: %d %v", r.StatusCode, r.Header)
	}
	r = send(t, srv, "GET", "/api/v1/test/fail/stale", "")
	if r.StatusCode != 409 || !bytes.Contains(r.body, []byte(`"current":{"description_version":4}`)) || r.problem(t).Code != "stale" {
		t.Errorf("stale: %s", r.body)
	}
	r = send(t, srv, "GET", "/api/v1/nothing", "")
	if p := r.problem(t); r.StatusCode != 404 || p.Code != "not_found" {
		t.Errorf("no route: %s", r.body)
	}
	r = send(t, srv, "DELETE", things, "")
	if p := r.problem(t); r.StatusCode != 405 || p.Code != "method_not_allowed" || r.Header.Get("Allow") != "POST" {
		t.Errorf("method: %d %v %s", r.StatusCode, r.Header["Allow"], r.body)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{PerMinute: 5}, nil)
	for i := range 6 {
		r := send(t, srv, "POST", things, `{"title":"x"}`, "Cookie", "taskflow=good")
		if want := map[bool]int{true: 201, false: 429}[i < 5]; r.StatusCode != want {
			t.Fatalf("call %d: %d", i, r.StatusCode)
		}
		if i == 5 && (r.problem(t).Code != "rate_limited" || r.Header.Get("Retry-After") == "") {
			t.Errorf("limited: %v", r.Header)
		}
	}
	strict := testServer(t, Config{}, nil)
	for i := range 4 {
		r := send(t, strict, "POST", "/api/v1/test/guess", "")
		if want := map[bool]int{true: 204, false: 429}[i < 3]; r.StatusCode != want {
			t.Fatalf("guess %d: %d", i, r.StatusCode)
		}
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	for _, public := range []string{"", "http://tasks.lan", "https://tasks.example"} {
		srv := testServer(t, Config{PublicURL: public, UI: files}, nil)
		for _, path := range []string{"/", "/board", "/assets/none.js", "/livez", "/health", "/api/v1/nothing", "/api/v1/openapi.json", "/api/v1/docs", "/api/v1/test/fail/panic", "/api/other"} {
			h := send(t, srv, "GET", path, "").Header
			if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'self'") || h.Get("X-Content-Type-Options") != "nosniff" ||
				h.Get("Referrer-Policy") == "" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("Permissions-Policy") == "" {
				t.Errorf("%s: headers missing: %v", path, h)
			}
			if got, want := h.Get("Strict-Transport-Security") != "", strings.HasPrefix(public, "https"); got != want {
				t.Errorf("%s with %q: HSTS = %v", path, public, got)
			}
		}
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	plain := testServer(t, Config{}, nil).inner
	if c := plain.endCookie(); !strings.HasPrefix(c, "taskflow=;") || strings.Contains(c, "Secure") || !strings.Contains(c, "Max-Age=0") {
		t.Errorf("plain: %s", c)
	}
	strict := testServer(t, Config{PublicURL: "https://tasks.example"}, nil).inner
	c := strict.endCookie()
	for _, want := range []string{"__Host-taskflow=", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(c, want) {
			t.Errorf("strict cookie lacks %s: %s", want, c)
		}
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{}, nil)
	for title, want := range map[string]string{"x": "", "long": "gzip"} {
		r := send(t, srv, "POST", things, `{"title":"`+title+`"}`, "Cookie", "taskflow=good", "Accept-Encoding", "br, gzip")
		if got := r.Header.Get("Content-Encoding"); got != want || r.StatusCode != 201 || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %q %d %v", title, got, r.StatusCode, r.Header["Vary"])
		}
		if want == "gzip" {
			zr, err := gzip.NewReader(bytes.NewReader(r.body))
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(zr)
			if err != nil || !bytes.Contains(b, []byte("xxxx")) || len(r.body) > 1000 {
				t.Errorf("%v, %d bytes packed", err, len(r.body))
			}
		}
	}
}

func TestUI(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("console.log(1);", 200)
	srv := testServer(t, Config{UI: fstest.MapFS{
		"index.html":       {Data: []byte("<!doctype html>app")},
		"assets/a-1234.js": {Data: []byte(script)},
		"assets/b-1.css":   {Data: []byte("a{}")}, "assets/b-1.css.br": {Data: []byte("brotli")},
		".gitkeep": {},
	}}, nil)
	tests := []struct {
		path, encoding      string
		status              int
		media, cache, coded string
	}{
		{"/", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"/w/home/board", "", 200, "text/html; charset=utf-8", "no-cache", ""},
		{"/assets/a-1234.js", "", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", ""},
		{"/assets/a-1234.js", "gzip", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "gzip"},
		{"/assets/b-1.css", "gzip, br", 200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", "br"},
		{"/assets/gone.js", "", 404, "application/problem+json", "no-store", ""},
		{"/favicon.ico", "", 404, "application/problem+json", "no-store", ""},
		{"/.gitkeep", "", 404, "application/problem+json", "no-store", ""},
		{"/assets/b-1.css.br", "", 404, "application/problem+json", "no-store", ""},
		{"/../../etc/passwd", "", 200, "text/html; charset=utf-8", "no-cache", ""},
	}
	for _, tc := range tests {
		r := send(t, srv, "GET", tc.path, "", "Accept-Encoding", tc.encoding)
		if r.StatusCode == 307 || r.StatusCode == 301 {
			r = send(t, srv, "GET", r.Header.Get("Location"), "", "Accept-Encoding", tc.encoding)
		}
		if r.StatusCode != tc.status || r.Header.Get("Content-Type") != tc.media || r.Header.Get("Cache-Control") != tc.cache || r.Header.Get("Content-Encoding") != tc.coded {
			t.Errorf("%s (%s): %d %v", tc.path, tc.encoding, r.StatusCode, r.Header)
		}
		if tag := r.Header.Get("ETag"); tag != "" {
			if again := send(t, srv, "GET", tc.path, "", "If-None-Match", tag, "Accept-Encoding", tc.encoding); again.StatusCode != 304 && !strings.Contains(tc.path, "..") {
				t.Errorf("%s again: %d", tc.path, again.StatusCode)
			}
		}
	}
}

func TestDescription(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{Version: "1.2.3"}, nil)
	r := send(t, srv, "GET", "/api/v1/openapi.json", "")
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]map[string]any
		Components struct {
			Schemas map[string]struct{ Properties map[string]map[string]any }
		}
	}
	if err := json.Unmarshal(r.body, &doc); err != nil || !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Fatalf("%v: %.200s", err, r.body)
	}
	op := doc.Paths["/test/{ws}/things"]["post"]
	if op["operationId"] != "make-thing" || op["x-taskflow-verb"] != "thing.create" || op["x-taskflow-access"] != "workspace" {
		t.Errorf("operation: %v", op)
	}
	var at map[string]any
	for _, s := range doc.Components.Schemas {
		if p := s.Properties["due"]; p != nil {
			at = s.Properties["at"]
			if got := p["type"]; !strings.Contains(toJSON(t, got), "null") || p["format"] != "date" {
				t.Errorf("a partial field is described as %v", p)
			}
		}
	}
	if at == nil || at["format"] != "date-time" {
		t.Errorf("a time is described as %v", at)
	}
	again := send(t, srv, "GET", "/api/v1/openapi.json", "")
	if !bytes.Equal(again.body, r.body) {
		t.Error("two descriptions differ")
	}
	page := send(t, srv, "GET", "/api/v1/docs", "")
	if page.StatusCode != 200 || !bytes.Contains(page.body, []byte("make-thing")) || bytes.Contains(page.body, []byte("<script")) || bytes.Contains(page.body, []byte("style=")) {
		t.Errorf("docs page: %d %.300s", page.StatusCode, page.body)
	}
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRoutesWithoutAnAccessRowAreRefused(t *testing.T) {
	t.Parallel()
	good := route{ID: "do-it", Method: "GET", Path: "/{ws}/x", Summary: "Do", Tag: "T", Access: inWorkspace, Verb: "a.b"}
	for name, spoil := range map[string]func(*route){
		"access": func(r *route) { r.Access = "" },
		"verb":   func(r *route) { r.Verb = "" },
		"path":   func(r *route) { r.Path = "/x" },
		"id":     func(r *route) { r.ID = "doIt" },
		"words":  func(r *route) { r.Summary = "" },
	} {
		s := testServer(t, Config{}, nil).inner
		r := good
		spoil(&r)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a route without %s was accepted", name)
				}
			}()
			register(s, r, func(context.Context, *struct {
				WS string `path:"ws"`
			}) (*struct{}, error) {
				return nil, nil
			})
		}()
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	srv := testServer(t, Config{Version: "1.2.3"}, nil)
	disk := errors.New("full")
	srv.inner.Checks = []HealthCheck{{Name: "disk", Check: func(context.Context) (string, error) { return "", disk }}}
	r := send(t, srv, "GET", "/health", "")
	if r.StatusCode != 200 || !bytes.Contains(r.body, []byte(`"status":"degraded"`)) {
		t.Errorf("health: %d %s", r.StatusCode, r.body)
	}
	srv.inner.Checks[0].Vital = true
	if r := send(t, srv, "GET", "/health", ""); r.StatusCode != 503 {
		t.Errorf("a vital part is gone: %d", r.StatusCode)
	}
	if r := send(t, srv, "GET", "/readyz", ""); r.StatusCode != 200 {
		t.Errorf("readyz: %d", r.StatusCode)
	}
	srv.Drain()
	if r := send(t, srv, "GET", "/readyz", ""); r.StatusCode != 503 {
		t.Errorf("readyz while stopping: %d", r.StatusCode)
	}
	if r := send(t, srv, "GET", "/livez", ""); r.StatusCode != 200 {
		t.Errorf("livez while stopping: %d", r.StatusCode)
	}
}
