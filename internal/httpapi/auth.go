package httpapi

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/taskflow"
	"taskflow/internal/telemetry"
)

// Authenticator finds out who holds a session cookie or an API token. It
// answers Unauthenticated for one that is unknown, expired or revoked.
type Authenticator interface {
	Authenticate(ctx context.Context, secret string, isToken bool) (taskflow.Caller, error)
}

// Resolver finds a workspace by slug or id for a caller; one that the caller
// does not belong to is not found.
type Resolver interface {
	Resolve(ctx context.Context, c taskflow.Caller, ref string) (taskflow.WorkspaceID, error)
}

const maxSecret = 256

// guard is what every route passes before its body is read: limits, media
// type, who asks, and the headers that say so.
func (s *server) guard(r route) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		ctx, problem := s.admit(w, req, r)
		if problem != nil {
			writeProblem(w, req, problem)
			return
		}
		next(huma.WithContext(hc, ctx))
	}
}

func (s *server) admit(w http.ResponseWriter, req *http.Request, r route) (context.Context, *Problem) {
	ctx := req.Context()
	info := telemetry.FromContext(ctx)
	info.Route, info.Stream = r.template(), r.Produces == eventStream
	if p := s.checkMedia(w, req, r); p != nil {
		return nil, p
	}
	if p := checkAddress(req); p != nil {
		return nil, p
	}
	if r.PerMinute > 0 {
		if p := s.limits.strict(w, req, r, address(ctx)); p != nil {
			return nil, p
		}
	}
	c, err := s.authenticate(ctx, req)
	switch {
	case err == nil:
	case r.Access == public && taskflow.KindOf(err) == taskflow.Unauthenticated:
		c = taskflow.Caller{}
	default:
		var p *Problem
		errors.As(s.problem(ctx, err), &p)
		return nil, p
	}
	who := "ip:" + limitKey(address(ctx))
	if c.Account != "" {
		who, info.Account = "account:"+string(c.Account), string(c.Account)
	}
	if p := s.limits.general(w, req, who); p != nil {
		return nil, p
	}
	if p := checkHeaders(req, r, &c); p != nil {
		return nil, p
	}
	c.Trace, c.Address = info.Traceparent(), address(ctx)
	return context.WithValue(ctx, callerKey, c), nil
}

// authenticate reads the credentials. A bearer token wins over a cookie, so
// that a script in a browser's profile acts as what it says.
func (s *server) authenticate(ctx context.Context, req *http.Request) (taskflow.Caller, error) {
	if h := req.Header.Get("Authorization"); h != "" {
		scheme, secret, _ := strings.Cut(h, " ")
		if !strings.EqualFold(scheme, "Bearer") || secret == "" || len(secret) > maxSecret {
			return taskflow.Caller{}, taskflow.Errorf(taskflow.Unauthenticated, "Send the API token as “Authorization: Bearer tf_…”.")
		}
		return s.auth.Authenticate(ctx, strings.TrimSpace(secret), true)
	}
	if cookie, err := req.Cookie(s.cookieName()); err == nil && cookie.Value != "" && len(cookie.Value) <= maxSecret {
		return s.auth.Authenticate(ctx, cookie.Value, false)
	}
	return taskflow.Caller{}, taskflow.Errorf(taskflow.Unauthenticated, "Please sign in.")
}

// checkMedia refuses bodies that are not what the route reads. A form's media
// types are thereby refused too, which a page of another origin could send.
func (s *server) checkMedia(w http.ResponseWriter, req *http.Request, r route) *Problem {
	if !r.writes() || req.ContentLength == 0 && req.Header.Get("Content-Type") == "" {
		return nil
	}
	max := r.MaxBody
	if max == 0 {
		max = defaultMaxBody
	}
	if req.ContentLength > max {
		// What is not read would be taken for the next request.
		w.Header().Set("Connection", "close")
		return tooLargeProblem(max)
	}
	media, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	accepts := r.Accepts
	if len(accepts) == 0 {
		accepts = []string{"application/json"}
	}
	charset := strings.ToLower(params["charset"])
	if err != nil || !slices.Contains(accepts, media) || charset != "" && charset != "utf-8" {
		return unsupportedMedia(strings.Join(accepts, " or "))
	}
	return nil
}

// checkAddress refuses what no text in the database can be: nothing lies at
// such a path, and no parameter means anything.
func checkAddress(req *http.Request) *Problem {
	if !isText(req.URL.Path) {
		return newProblem(http.StatusNotFound, string(taskflow.NotFound), defaultDetail[taskflow.NotFound])
	}
	if req.URL.RawQuery == "" {
		return nil
	}
	var p taskflow.Problems
	for name, values := range req.URL.Query() {
		if !isText(strings.Join(values, "")) {
			p.Add(boundedField(name), "bad_text", "This is no text: it holds a NUL, or is not valid UTF-8.", nil)
		}
	}
	var e *taskflow.Error
	if errors.As(p.Err(), &e) {
		return problemFromError(e)
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// checkHeaders reads what the client says about its own request.
func checkHeaders(req *http.Request, r route, c *taskflow.Caller) *Problem {
	if c.Account != "" {
		if actor := req.Header.Get("X-Taskflow-Actor"); actor != "" && actor != string(c.Account) {
			return newProblem(http.StatusConflict, "actor_mismatch", "Somebody else is signed in here now. Please load the page again.")
		}
	}
	if !r.writes() {
		return nil
	}
	if c.ReadOnly && r.Access != public && !r.ReadOnlyMay {
		return newProblem(http.StatusForbidden, "read_only", "This API token may only read.")
	}
	if key := req.Header.Get("Idempotency-Key"); key != "" {
		key = strings.ToLower(key)
		if !taskflow.ValidID(key) {
			return newProblem(http.StatusBadRequest, "bad_idempotency_key", "Idempotency-Key must be a UUID.")
		}
		c.Mutation = taskflow.MutationID(key)
	}
	return nil
}

// cookieName is the session cookie's name. Over HTTPS the prefix makes
// browsers refuse one that another host or a plain connection set.
func (s *server) cookieName() string {
	if s.secure() {
		return "__Host-taskflow"
	}
	return "taskflow"
}

// sessionCookie returns the Set-Cookie value that signs a browser in.
func (s *server) sessionCookie(secret string, expires time.Time) string {
	c := s.cookie(secret)
	c.Expires = expires.UTC()
	c.MaxAge = max(1, int(time.Until(expires).Seconds()))
	return c.String()
}

// endCookie returns the Set-Cookie value that signs a browser out.
func (s *server) endCookie() string {
	c := s.cookie("")
	c.MaxAge = -1
	return c.String()
}

func (s *server) cookie(value string) *http.Cookie {
	return &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/",
		Secure: s.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}
