package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/taskflow"
)

// settleHuma sets what huma keeps in package variables. It is done once and
// before the first API is made, because they are read without a lock.
var settleHuma = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, detail string, errs ...error) huma.StatusError {
		return problemFromHuma(status, detail, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, detail string, errs ...error) huma.StatusError {
		p := problemFromHuma(status, detail, errs)
		p.addressTo(ctx.Context())
		return p
	}
})

// jsonFormat reads and writes bodies. Text that is not UTF-8 is refused, since
// encoding/json would silently put replacement characters in its place.
var jsonFormat = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) {
			return errNotUTF8
		}
		return json.Unmarshal(data, v)
	},
}

func apiConfig() huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:   "TaskFlow",
				Version: apiVersion,
				Description: "Everything that the TaskFlow web application does goes through this API. " +
					"Sign in with a session cookie or send an API token as a bearer token. " +
					"Errors are problem documents (RFC 9457) with a stable code.",
			},
			Servers: []*huma.Server{{URL: prefix}},
			Components: &huma.Components{
				Schemas: newSchemas(),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "taskflow", Description: "The session of a signed-in person; over HTTPS the cookie is named __Host-taskflow."},
					"token":   {Type: "http", Scheme: "bearer", Description: "An API token, tf_…"},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
}

// apiVersion is the version of the API's description; the binary's own is in
// /health, so that the same code gives the same document.
const apiVersion = "1"

// Spec returns the OpenAPI document, indented and the same for the same code,
// so that it can be committed and compared.
func Spec() ([]byte, error) {
	return New(Config{}, Services{}).Spec()
}

// Spec returns the OpenAPI document of the running server.
func (s *Server) Spec() ([]byte, error) {
	raw, err := json.Marshal(s.inner.api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// schemas is the registry of JSON schemas. It differs from huma's in knowing
// taskflow.Time and taskflow.Opt, and in letting two packages use one name.
type schemas struct {
	byName map[string]*huma.Schema
	types  map[string]reflect.Type
	names  map[reflect.Type]string
}

var _ huma.Registry = (*schemas)(nil)

const schemaPrefix = "#/components/schemas/"

func newSchemas() *schemas {
	return &schemas{byName: map[string]*huma.Schema{}, types: map[string]reflect.Type{}, names: map[reflect.Type]string{}}
}

var (
	timeType     = reflect.TypeFor[taskflow.Time]()
	stdTimeType  = reflect.TypeFor[time.Time]()
	providerType = reflect.TypeFor[huma.SchemaProvider]()
)

// isOpt reports whether t is some taskflow.Opt.
func isOpt(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == timeType.PkgPath() && strings.HasPrefix(t.Name(), "Opt[")
}

// Schema returns the schema of a type, by reference for structs.
func (r *schemas) Schema(t reflect.Type, allowRef bool, hint string) *huma.Schema {
	nullable := t.Kind() == reflect.Pointer
	base := t
	for base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	switch {
	case base == timeType:
		return &huma.Schema{Type: huma.TypeString, Format: "date-time", Nullable: nullable}
	case isOpt(base):
		value, _ := base.FieldByName("Value")
		s := r.Schema(value.Type, allowRef, hint)
		if s.Ref == "" {
			s.Nullable = true
		}
		return s
	}
	if base.Kind() != reflect.Struct || base == stdTimeType ||
		base.Implements(providerType) || reflect.PointerTo(base).Implements(providerType) {
		return huma.SchemaFromType(r, t)
	}
	name, known := r.names[base]
	if !known {
		name = r.freeName(base, hint)
		r.names[base], r.types[name] = name, base
		r.byName[name] = &huma.Schema{}
		*r.byName[name] = *huma.SchemaFromType(r, base)
	}
	if allowRef {
		return &huma.Schema{Ref: schemaPrefix + name}
	}
	return r.byName[name]
}

// freeName is the type's name, with its package before it when another type
// has it already, with a number when that does not help either.
func (r *schemas) freeName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if _, taken := r.byName[name]; !taken {
		return name
	}
	if pkg := t.PkgPath(); pkg != "" {
		name = huma.DefaultSchemaNamer(t, "")
		pkg = pkg[strings.LastIndex(pkg, "/")+1:]
		name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
	}
	for try, n := name, 2; ; n++ {
		if _, taken := r.byName[try]; !taken {
			return try
		}
		try = fmt.Sprintf("%s%d", name, n)
	}
}

// SchemaFromRef returns the schema that a reference points to.
func (r *schemas) SchemaFromRef(ref string) *huma.Schema {
	return r.byName[strings.TrimPrefix(ref, schemaPrefix)]
}

// TypeFromRef returns the Go type that a reference points to.
func (r *schemas) TypeFromRef(ref string) reflect.Type {
	return r.types[strings.TrimPrefix(ref, schemaPrefix)]
}

// Map returns the schemas by name.
func (r *schemas) Map() map[string]*huma.Schema { return r.byName }

// RegisterTypeAlias is part of huma's interface; nothing here uses aliases.
func (r *schemas) RegisterTypeAlias(reflect.Type, reflect.Type) {}

// MarshalJSON writes the schemas for the OpenAPI document.
func (r *schemas) MarshalJSON() ([]byte, error) { return json.Marshal(r.byName) }
