package telemetry

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// serve sends one request through the middleware and returns the answer and
// the log lines.
func serve(t *testing.T, h http.HandlerFunc, m *Metrics, target string, headers ...string) (*http.Response, []map[string]any) {
	t.Helper()
	var logs bytes.Buffer
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Middleware(h, NewLogger(&logs, slog.LevelInfo, "1.2.3"), m, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}).ServeHTTP(w, r)
	var lines []map[string]any
	for dec := json.NewDecoder(&logs); ; {
		var line map[string]any
		if err := dec.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return w.Result(), lines
}

func TestOneLineForEachRequest(t *testing.T) {
	t.Parallel()
	m := NewMetrics("1.2.3")
	res, lines := serve(t, func(w http.ResponseWriter, r *http.Request) {
		info := FromContext(r.Context())
		info.Route, info.Account, info.Workspace = "GET /api/v1/me", "a1", "w1"
		info.AddDB(3 * time.Millisecond)
		w.WriteHeader(201)
		_, _ = w.Write([]byte("hello"))
	}, m, "/api/v1/me?token=canary", "X-Request-Id", "req.1-A_z", "Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "Cookie", "taskflow=canary", "Authorization", "Bearer canary")
	if len(lines) != 1 {
		t.Fatalf("%d lines", len(lines))
	}
	want := map[string]any{
		"msg": "request", "level": "info", "request_id": "req.1-A_z", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "route": "GET /api/v1/me",
		"method": "GET", "status": 201.0, "db_ms": 3.0, "account_id": "a1", "workspace_id": "w1", "version": "1.2.3", "bytes": 5.0,
	}
	for k, v := range want {
		if lines[0][k] != v {
			t.Errorf("%s = %v, want %v", k, lines[0][k], v)
		}
	}
	if span, _ := lines[0]["span_id"].(string); len(span) != 16 || span == "00f067aa0ba902b7" {
		t.Errorf("span_id = %q", span)
	}
	if _, ok := lines[0]["duration_ms"].(float64); !ok {
		t.Error("duration_ms is missing")
	}
	if b, err := json.Marshal(lines); err != nil || bytes.Contains(b, []byte("canary")) {
		t.Errorf("a secret is in the log: %s", b)
	}
	if got := res.Header.Get("Traceparent"); !strings.HasPrefix(got, "00-4bf92f3577b34da6a3ce929d0e0e4736-") || res.Header.Get("X-Request-Id") != "req.1-A_z" {
		t.Errorf("headers %v", res.Header)
	}
}

func TestForeignIdsAreChecked(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", strings.Repeat("x", 65), "a b", "a\"b", "<x>", "é"} {
		if r := newRequest(http.Header{"X-Request-Id": {id}}); r.ID == id || !validRequestID(r.ID) {
			t.Errorf("request id %q became %q", id, r.ID)
		}
	}
	const trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for parent, good := range map[string]bool{
		"00-" + trace + "-" + span + "-01":                    true,
		"01-" + trace + "-" + span + "-00-later":              true,
		"00-" + trace + "-" + span + "-01-extra":              false,
		"ff-" + trace + "-" + span + "-01":                    false,
		"00-" + strings.ToUpper(trace) + "-" + span + "-01":   false,
		"00-" + strings.Repeat("0", 32) + "-" + span + "-01":  false,
		"00-" + trace + "-" + strings.Repeat("0", 16) + "-01": false,
		"00-" + trace + "-" + span:                            false,
		"":                                                    false,
	} {
		r := newRequest(http.Header{"Traceparent": {parent}})
		if (r.TraceID == trace) != good || len(r.TraceID) != 32 || len(r.SpanID) != 16 {
			t.Errorf("%q gives trace %s", parent, r.TraceID)
		}
	}
}

func TestPanics(t *testing.T) {
	t.Parallel()
	res, lines := serve(t, func(http.ResponseWriter, *http.Request) { panic(errors.New("boom")) }, NewMetrics(""), "/")
	if res.StatusCode != 500 || len(lines) != 1 || lines[0]["error"] != "panic: boom" || lines[0]["level"] != "error" || lines[0]["stack"] == nil {
		t.Errorf("%d %v", res.StatusCode, lines)
	}
	// Once the answer has begun the connection is broken off, so that nobody
	// takes half of it for the whole.
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("a panic in mid-answer gives %v", p)
		}
	}()
	serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("boom")
	}, NewMetrics(""), "/")
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	m := NewMetrics("1.2.3")
	for _, status := range []int{200, 204, 404} {
		serve(t, func(w http.ResponseWriter, r *http.Request) {
			FromContext(r.Context()).Route = "GET /x/{id}"
			w.WriteHeader(status)
		}, m, "/x/7")
	}
	m.Streams.Set(3)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`taskflow_http_request_duration_seconds_count{method="GET",route="GET /x/{id}",status="2xx"} 2`,
		`taskflow_http_request_duration_seconds_count{method="GET",route="GET /x/{id}",status="4xx"} 1`,
		`taskflow_live_streams 3`, `version="1.2.3"} 1`, "go_goroutines", "taskflow_http_requests_in_flight 0",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

func TestOutsideOfRequestsNothingBreaks(t *testing.T) {
	t.Parallel()
	info := FromContext(t.Context())
	info.AddDB(time.Second)
	(*Request)(nil).AddDB(time.Second)
	if ParseLevel("nonsense") != slog.LevelInfo || ParseLevel("debug") != slog.LevelDebug {
		t.Error("levels")
	}
}
