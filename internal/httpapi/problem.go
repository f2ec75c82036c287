package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"taskflow/internal/taskflow"
	"taskflow/internal/telemetry"
)

// Problem is the body of every error: RFC 9457 with a stable code, the request
// id to report it under, and one entry for each wrong field. It never repeats
// a value that was sent.
type Problem struct {
	_         struct{}         `additionalProperties:"true"`
	Type      string           `json:"type" doc:"Always about:blank; the code tells problems apart."`
	Title     string           `json:"title"`
	Status    int              `json:"status"`
	Code      string           `json:"code" doc:"Stable, for programs."`
	Detail    string           `json:"detail" doc:"For a person."`
	RequestID string           `json:"request_id"`
	Errors    []taskflow.Field `json:"errors,omitempty" doc:"One entry for each wrong field."`

	extra map[string]any
}

// Error returns the sentence for a person.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type of problem documents.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// MarshalJSON writes the members and, beside them, those of the code.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	if len(p.extra) == 0 {
		return json.Marshal((*plain)(p))
	}
	m := make(map[string]any, len(p.extra)+7)
	for k, v := range p.extra {
		m[k] = v
	}
	m["type"], m["title"], m["status"], m["code"] = p.Type, p.Title, p.Status, p.Code
	m["detail"], m["request_id"] = p.Detail, p.RequestID
	if len(p.Errors) > 0 {
		m["errors"] = p.Errors
	}
	return json.Marshal(m)
}

func newProblem(status int, code, detail string) *Problem {
	title := http.StatusText(status)
	if status == statusClientGone {
		title = "Client Closed Request"
	}
	return &Problem{Type: "about:blank", Title: title, Status: status, Code: code, Detail: detail}
}

// addressTo puts the request id of ctx in.
func (p *Problem) addressTo(ctx context.Context) { p.RequestID = telemetry.FromContext(ctx).ID }

// statusClientGone is nginx's status for a client that left before the answer.
const statusClientGone = 499

// problem turns any error into the one that the client sees. It is the only
// place where kinds become statuses. What the client must not see goes into
// the request's log line.
func (s *server) problem(ctx context.Context, err error) error {
	p := problemFor(err)
	p.addressTo(ctx)
	info := telemetry.FromContext(ctx)
	if p.Status >= 500 && info.Err == nil {
		info.Err = err
	}
	if after, ok := p.extra["retry_after"]; ok {
		return &problemWithHeaders{Problem: p, header: http.Header{"Retry-After": {fmt.Sprint(after)}}}
	}
	return p
}

type problemWithHeaders struct {
	*Problem
	header http.Header
}

// Unwrap returns the problem itself.
func (p *problemWithHeaders) Unwrap() error { return p.Problem }

// GetHeaders returns the headers that huma sends along.
func (p *problemWithHeaders) GetHeaders() http.Header { return p.header }

func problemFor(err error) *Problem {
	var known *Problem
	if errors.As(err, &known) {
		return known
	}
	var e *taskflow.Error
	if errors.As(err, &e) {
		return problemFromError(e)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return newProblem(statusClientGone, "client_gone", "The request was given up.")
	case errors.Is(err, context.DeadlineExceeded):
		return newProblem(http.StatusServiceUnavailable, string(taskflow.Unavailable), "This took too long. Please try again.")
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return tooLargeProblem(tooLarge.Limit)
	}
	return newProblem(http.StatusInternalServerError, string(taskflow.Internal), internalDetail)
}

const internalDetail = "Something went wrong on our side. Please try again; if it stays, tell the operator the request id."

func problemFromError(e *taskflow.Error) *Problem {
	p := newProblem(statusOf(e), e.CodeOrKind(), e.Message)
	p.Errors, p.extra = e.Fields, e.Extra
	switch {
	case e.Kind == taskflow.Internal:
		p.Code, p.Detail, p.Errors, p.extra = string(taskflow.Internal), internalDetail, nil, nil
	case p.Detail == "":
		p.Detail = defaultDetail[e.Kind]
	}
	return p
}

func statusOf(e *taskflow.Error) int {
	switch e.Kind {
	case taskflow.Invalid:
		if len(e.Fields) > 0 || e.Code == "idempotency_mismatch" {
			return http.StatusUnprocessableEntity
		}
		return http.StatusBadRequest
	case taskflow.NotFound:
		return http.StatusNotFound
	case taskflow.Denied:
		return http.StatusForbidden
	case taskflow.Unauthenticated:
		return http.StatusUnauthorized
	case taskflow.Conflict:
		if e.Code == "idempotency_mismatch" {
			return http.StatusUnprocessableEntity
		}
		return http.StatusConflict
	case taskflow.Limited:
		return http.StatusTooManyRequests
	case taskflow.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

var defaultDetail = map[taskflow.Kind]string{
	taskflow.Invalid:         "The request is not valid.",
	taskflow.NotFound:        "There is nothing here, or you cannot see it.",
	taskflow.Denied:          "Your role does not permit this.",
	taskflow.Unauthenticated: "Please sign in.",
	taskflow.Conflict:        "This does not fit the present state.",
	taskflow.Limited:         "Too many requests. Please wait a moment.",
	taskflow.Unavailable:     "The service is not available just now. Please try again.",
}

func tooLargeProblem(limit int64) *Problem {
	p := newProblem(http.StatusRequestEntityTooLarge, "too_large", "The request is larger than "+sizeWords(limit)+".")
	p.extra = map[string]any{"max_bytes": limit}
	return p
}

func sizeWords(n int64) string {
	if n >= 1<<20 {
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n>>10, 10) + " KiB"
}

// writeProblem answers outside of huma.
func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.addressTo(r.Context())
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"about:blank","status":500,"code":"internal"}`)
	}
	if after, ok := p.extra["retry_after"]; ok {
		w.Header().Set("Retry-After", fmt.Sprint(after))
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n'))
	}
}
