package taskflow

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is the class of an error: what the caller can do about it.
type Kind string

// The kinds of errors. Each maps to one HTTP status at the edge.
const (
	Invalid         Kind = "invalid"         // the input is wrong: 400, or 422 with fields
	NotFound        Kind = "not_found"       // absent, or not to be seen: 404
	Denied          Kind = "denied"          // seen, but not allowed: 403
	Unauthenticated Kind = "unauthenticated" // nobody is signed in: 401
	Conflict        Kind = "conflict"        // the state does not permit it: 409
	Limited         Kind = "rate_limited"    // too often: 429
	Unavailable     Kind = "unavailable"     // try again: 503
	Internal        Kind = "internal"        // our fault: 500
)

// Field is one wrong field of an input. Message is for a person and never
// repeats the rejected value.
type Field struct {
	Field   string         `json:"field"`
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Params  map[string]any `json:"params,omitempty"`
}

// Error is the one error type that crosses package borders.
type Error struct {
	Kind    Kind
	Code    string         // stable, for machines; the kind when empty
	Message string         // for a person
	Fields  []Field        // for Invalid: one entry per wrong field
	Extra   map[string]any // further members of the problem document
	Op      string         // what was tried, for the log
	Err     error          // the cause, for the log
}

// Error returns the operation, message and cause on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	if e.Message != "" {
		b.WriteString(e.Message)
	} else {
		b.WriteString(string(e.Kind))
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Code)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOrKind returns the stable code of the error.
func (e *Error) CodeOrKind() string {
	if e.Code != "" {
		return e.Code
	}
	return string(e.Kind)
}

// Errorf makes an error of a kind with a message for a person.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// WithCode sets the stable code and returns e.
func (e *Error) WithCode(code string) *Error {
	e.Code = code
	return e
}

// Missing is the answer for what does not exist or may not be seen; the two
// are never told apart. What is a noun: "task", "project".
func Missing(what string) *Error {
	return &Error{Kind: NotFound, Message: "There is no such " + what + ", or you cannot see it."}
}

// KindOf returns the kind of err, Internal when it carries none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Problems collects the wrong fields of one input, so that a person sees all
// of them at once.
type Problems struct{ fields []Field }

// Add records one wrong field.
func (p *Problems) Add(field, code, message string, params map[string]any) {
	p.fields = append(p.fields, Field{Field: field, Code: code, Message: message, Params: params})
}

// Err returns an Invalid error with every recorded field, or nil.
func (p *Problems) Err() error {
	if len(p.fields) == 0 {
		return nil
	}
	message := p.fields[0].Message
	if n := len(p.fields); n > 1 {
		message = fmt.Sprintf("%d fields need attention.", n)
	}
	return &Error{Kind: Invalid, Message: message, Fields: p.fields}
}
