package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// Recover answers a request whose handler panicked, when nothing was sent yet.
type Recover func(w http.ResponseWriter, r *http.Request)

// Middleware gives each request its ids, measures it, and writes its one log
// line. A panic is logged in that same line and answered by onPanic.
func Middleware(next http.Handler, log *slog.Logger, m *Metrics, onPanic Recover) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		info := newRequest(r.Header)
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", info.ID)
		rec.Header().Set("Traceparent", info.Traceparent())
		r = r.WithContext(WithRequest(r.Context(), info))
		m.inFlight.Inc()
		defer func() {
			m.inFlight.Dec()
			p := recover()
			var stack []byte
			if p != nil && p != http.ErrAbortHandler {
				stack = debug.Stack()
				info.Err = fmt.Errorf("panic: %T", p)
				if err, ok := p.(error); ok {
					info.Err = fmt.Errorf("panic: %w", err)
				}
			}
			// Once part of an answer is out, the connection must not be reused.
			broken := p != nil && (p == http.ErrAbortHandler || rec.status != 0)
			if p != nil && !broken {
				onPanic(rec, r)
			}
			status := rec.status
			if status == 0 {
				status = http.StatusOK
			}
			took := time.Since(started)
			route := info.Route
			if route == "" {
				route = "other"
			}
			m.observe(route, r.Method, status, took, info.Stream)
			logRequest(r.Context(), log, info, r.Method, route, status, rec.bytes, took, stack)
			if broken {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

func logRequest(ctx context.Context, log *slog.Logger, info *Request, method, route string, status int, bytes int64, took time.Duration, stack []byte) {
	level := slog.LevelInfo
	if status >= 500 || stack != nil {
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 14)
	attrs = append(attrs,
		slog.String("request_id", info.ID), slog.String("trace_id", info.TraceID), slog.String("span_id", info.SpanID),
		slog.String("route", route), slog.String("method", knownMethod(method)), slog.Int("status", status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000), slog.Int64("bytes", bytes))
	if d := info.DB(); d > 0 {
		attrs = append(attrs, slog.Float64("db_ms", float64(d.Microseconds())/1000))
	}
	if info.Account != "" {
		attrs = append(attrs, slog.String("account_id", info.Account))
	}
	if info.Workspace != "" {
		attrs = append(attrs, slog.String("workspace_id", info.Workspace))
	}
	if info.Err != nil {
		attrs = append(attrs, slog.String("error", info.Err.Error()))
	}
	if stack != nil {
		attrs = append(attrs, slog.String("stack", string(stack)))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}

// recorder notes the status and size of an answer.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader notes the final status.
func (r *recorder) WriteHeader(status int) {
	if status >= 200 && r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the answer.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Flush sends what is buffered.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }
