package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/taskflow"
	"taskflow/internal/telemetry"
)

// prefix is where the API lives. A breaking change gets another number.
const prefix = "/api/v1"

// access is who may reach a route at all. What a person may do inside a
// workspace is decided by the verb, within the service's transaction.
type access string

const (
	// public routes answer anybody; a caller is known when a valid session came along.
	public access = "public"
	// signedIn routes need an account.
	signedIn access = "signed-in"
	// inWorkspace routes need an account, and the verb's role in the workspace.
	inWorkspace access = "workspace"
)

// route is one row of the table.
type route struct {
	ID      string // operation id, such as "create-task"
	Method  string
	Path    string // below /api/v1
	Summary string
	Tag     string
	Access  access
	Verb    string // row of the permission table; needed for inWorkspace
	Status  int    // of success; 0 is 200, or 204 without a body
	MaxBody int64  // bytes; 0 is 1 MiB

	// PerMinute bounds calls from one network address, beside the general
	// limits; for what guesses secrets. 0 is no such bound.
	PerMinute int
	// Accepts lists media types of a streamed request body; empty is JSON.
	Accepts []string
	// Produces is the media type of a streamed answer; such a route writes by
	// itself and is neither compressed nor cut off by the write timeout.
	Produces string
	// ReadOnlyMay says that a token with the read scope may call it although
	// its method is not GET, because nothing is kept.
	ReadOnlyMay bool
}

const (
	defaultMaxBody = 1 << 20
	bodyTimeout    = 15 * time.Second
)

// register adds a route. It panics on a row that is not complete, which a test
// and every start find.
func register[I, O any](s *server, r route, h func(context.Context, *I) (*O, error)) {
	if err := r.check(s); err != nil {
		panic("httpapi: " + err.Error())
	}
	checkInput(reflect.TypeFor[I](), r.ID)
	s.routes = append(s.routes, r)
	op := s.operation(r)
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
	for _, media := range r.Accepts {
		op.RequestBody.Content[media].Schema = &huma.Schema{Type: huma.TypeString, Format: "binary"}
	}
}

// registerStream adds a route whose handler keeps the connection. It is described
// like any other, by its input type I, but called without huma: what waits for
// hours must not hold huma's frames on its stack, which would double it.
func registerStream[I any](s *server, r route, h http.HandlerFunc) {
	if err := r.check(s); err != nil {
		panic("httpapi: " + err.Error())
	}
	s.routes = append(s.routes, r)
	huma.Register(s.described, s.operation(r), func(context.Context, *I) (*huma.StreamResponse, error) { return nil, nil })
	s.mux.HandleFunc(r.template(), func(w http.ResponseWriter, req *http.Request) {
		if req = s.enter(w, req, &r); req != nil {
			h(w, req)
		}
	})
}

// enter is admit for streams, nil when the request was refused. Kept apart, so
// that its frame is gone while the stream waits: with it the stack of each
// stream would not fit into 8 kB.
//
//go:noinline
func (s *server) enter(w http.ResponseWriter, req *http.Request, r *route) *http.Request {
	ctx, p := s.admit(w, req, *r)
	if p != nil {
		writeProblem(w, req, p)
		return nil
	}
	return req.WithContext(ctx)
}

// describeOnly is an adapter that serves nothing: routes registered with it are
// in the document alone.
type describeOnly struct{}

// Handle does nothing.
func (describeOnly) Handle(*huma.Operation, func(huma.Context)) {}

// ServeHTTP does nothing; nobody calls it.
func (describeOnly) ServeHTTP(http.ResponseWriter, *http.Request) {}

var (
	operationID = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	verbName    = regexp.MustCompile(`^[a-z_]+\.[a-z_]+$`)
)

func (r route) check(s *server) error {
	switch {
	case !operationID.MatchString(r.ID):
		return fmt.Errorf("route %q: the id is not lower-case words with dashes", r.ID)
	case !strings.HasPrefix(r.Path, "/"), r.Method == "", r.Summary == "", r.Tag == "":
		return fmt.Errorf("route %s: method, path, summary and tag are needed", r.ID)
	case r.Access != public && r.Access != signedIn && r.Access != inWorkspace:
		return fmt.Errorf("route %s: says not who may call it", r.ID)
	case r.Access == inWorkspace && !verbName.MatchString(r.Verb):
		return fmt.Errorf("route %s: names no verb of the permission table", r.ID)
	case r.Access == inWorkspace && !strings.Contains(r.Path, "{ws}"):
		return fmt.Errorf("route %s: has no {ws} in its path", r.ID)
	}
	for _, other := range s.routes {
		if other.ID == r.ID {
			return fmt.Errorf("route %s: the id is taken", r.ID)
		}
	}
	return nil
}

func (r route) writes() bool {
	return r.Method != http.MethodGet && r.Method != http.MethodHead
}

func (r route) template() string { return r.Method + " " + prefix + r.Path }

// operation describes r for huma and the OpenAPI document.
func (s *server) operation(r route) huma.Operation {
	op := huma.Operation{
		OperationID:     r.ID,
		Method:          r.Method,
		Path:            r.Path,
		Summary:         r.Summary,
		Tags:            []string{r.Tag},
		DefaultStatus:   r.Status,
		MaxBodyBytes:    r.MaxBody,
		BodyReadTimeout: bodyTimeout,
		Middlewares:     huma.Middlewares{s.guard(r)},
		Extensions:      map[string]any{"x-taskflow-access": string(r.Access)},
		Errors:          []int{http.StatusBadRequest, http.StatusTooManyRequests},
	}
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = defaultMaxBody
	}
	if r.Verb != "" {
		op.Extensions["x-taskflow-verb"] = r.Verb
	}
	if r.Access == public {
		op.Security = []map[string][]string{}
	} else {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(r.Path, "{") {
		op.Errors = append(op.Errors, http.StatusNotFound)
	}
	if r.writes() {
		op.Errors = append(op.Errors, http.StatusConflict)
		op.Parameters = append(op.Parameters, idempotencyParam, actorParam)
	}
	if len(r.Accepts) > 0 {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, media := range r.Accepts {
			// Without a schema: huma reads and parses bodies that have one.
			op.RequestBody.Content[media] = &huma.MediaType{}
		}
	}
	if r.Produces != "" {
		op.Responses = map[string]*huma.Response{"200": {
			Description: "A stream.",
			Content:     map[string]*huma.MediaType{r.Produces: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}}
	}
	return op
}

var (
	idempotencyParam = &huma.Param{Name: "Idempotency-Key", In: "header",
		Description: "A UUID made by the client. Sent again with the same body it changes nothing and answers the same.",
		Schema:      &huma.Schema{Type: huma.TypeString, Format: "uuid"}}
	actorParam = &huma.Param{Name: "X-Taskflow-Actor", In: "header",
		Description: "The account that the client believes to act as; another one is refused with 409.",
		Schema:      &huma.Schema{Type: huma.TypeString}}
)

type contextKey int

const (
	callerKey contextKey = iota
	peerKey
)

// peer is what is known about the client's side of the connection.
type peer struct {
	address   string
	userAgent string
}

// caller returns who asks; the zero Caller on a public route without a session.
func caller(ctx context.Context) taskflow.Caller {
	c, _ := ctx.Value(callerKey).(taskflow.Caller)
	return c
}

// address returns the client's network address, as far as trusted proxies tell.
func address(ctx context.Context) string {
	p, _ := ctx.Value(peerKey).(peer)
	return p.address
}

// userAgent returns the client's User-Agent header, bounded.
func userAgent(ctx context.Context) string {
	p, _ := ctx.Value(peerKey).(peer)
	return p.userAgent
}

// workspace resolves {ws}, slug or id, for the caller; a stranger's is not found.
func (s *server) workspace(ctx context.Context, ref string) (taskflow.WorkspaceID, error) {
	ws, err := s.resolver.Resolve(ctx, caller(ctx), ref)
	if err == nil {
		telemetry.FromContext(ctx).Workspace = string(ws)
	}
	return ws, err
}

// checkInput refuses a partial field that the schema would call required.
func checkInput(t reflect.Type, id string) {
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		checkInput(t.Elem(), id)
		return
	}
	if t.Kind() != reflect.Struct || isOpt(t) {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && !f.IsExported() {
			panic(fmt.Sprintf("httpapi: route %s: huma does not see the fields of the embedded %s; embed an exported type", id, f.Name))
		}
		if !f.IsExported() {
			continue
		}
		if isOpt(f.Type) && f.Tag.Get("required") != "false" && !strings.Contains(f.Tag.Get("json"), ",omit") {
			panic(fmt.Sprintf("httpapi: route %s: field %s is partial, so its tag says omitzero", id, f.Name))
		}
		if f.Type.PkgPath() != "net/http" && f.Type.PkgPath() != "time" {
			checkInput(f.Type, id)
		}
	}
}
