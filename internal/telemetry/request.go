package telemetry

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Request is what is known about one HTTP request for its log line. The
// middleware makes it, handlers fill in what they learn.
type Request struct {
	ID      string // X-Request-Id, ours or the caller's
	TraceID string // W3C trace id, 32 hex digits
	SpanID  string // our span, 16 hex digits
	flags   string

	Route     string // template such as "GET /api/v1/me", never the path itself
	Account   string
	Workspace string
	Err       error // the cause of an answer of class 5xx
	Stream    bool  // an open stream: its duration says nothing about latency

	db atomic.Int64 // nanoseconds spent in the database
}

// AddDB adds time spent waiting for the database. It may be called from any
// goroutine.
func (r *Request) AddDB(d time.Duration) {
	if r != nil {
		r.db.Add(int64(d))
	}
}

// DB returns the time spent waiting for the database.
func (r *Request) DB() time.Duration { return time.Duration(r.db.Load()) }

// Traceparent is the W3C header value that hands this trace on.
func (r *Request) Traceparent() string {
	return "00-" + r.TraceID + "-" + r.SpanID + "-" + r.flags
}

type requestKey struct{}

// WithRequest returns a context that carries r.
func WithRequest(ctx context.Context, r *Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// FromContext returns the request of ctx; one without a name outside of any
// request, so that callers need not check.
func FromContext(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}

// newRequest reads or makes the ids of a request.
func newRequest(h http.Header) *Request {
	r := &Request{ID: h.Get("X-Request-Id"), flags: "01"}
	if !validRequestID(r.ID) {
		r.ID = randomHex(16)
	}
	if trace, flags, ok := parseTraceparent(h.Get("Traceparent")); ok {
		r.TraceID, r.flags = trace, flags
	} else {
		r.TraceID = randomHex(16)
	}
	r.SpanID = randomHex(8)
	return r
}

// validRequestID bounds what a caller may put into our log lines.
func validRequestID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// parseTraceparent reads "00-<trace>-<span>-<flags>" and refuses the values
// that the specification calls invalid.
func parseTraceparent(s string) (trace, flags string, ok bool) {
	parts := strings.Split(s, "-")
	if len(parts) < 4 || len(s) > 128 {
		return "", "", false
	}
	version, trace, span, flags := parts[0], parts[1], parts[2], parts[3]
	if version == "00" && len(parts) != 4 {
		return "", "", false
	}
	if !lowerHex(version, 2) || version == "ff" || !lowerHex(trace, 32) || !lowerHex(span, 16) || !lowerHex(flags, 2) {
		return "", "", false
	}
	if strings.Trim(trace, "0") == "" || strings.Trim(span, "0") == "" {
		return "", "", false
	}
	return trace, flags, true
}

func lowerHex(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}
