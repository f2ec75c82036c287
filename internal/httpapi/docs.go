package httpapi

import (
	"bytes"
	_ "embed" // the page's template and style
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/telemetry"
)

var (
	//go:embed docs.html
	docsHTML string
	//go:embed docs.css
	docsCSS []byte

	docsPage = template.Must(template.New("docs").Parse(docsHTML))
)

// serveSpec answers with the OpenAPI document.
func (s *server) serveSpec(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET " + prefix + "/openapi.json"
	body, err := (&Server{inner: s}).Spec()
	if err != nil {
		telemetry.FromContext(r.Context()).Err = err
		writeProblem(w, r, newProblem(http.StatusInternalServerError, "internal", internalDetail))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(body)
}

// serveDocs answers with the reference page. It is plain HTML: no script, and
// nothing loaded from elsewhere.
func (s *server) serveDocs(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET " + prefix + "/docs"
	var page bytes.Buffer
	if err := docsPage.Execute(&page, describe(s.api.OpenAPI())); err != nil {
		telemetry.FromContext(r.Context()).Err = err
		writeProblem(w, r, newProblem(http.StatusInternalServerError, "internal", internalDetail))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(page.Bytes())
}

func (s *server) serveDocsStyle(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET " + prefix + "/docs.css"
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(docsCSS)
}

type docsView struct {
	Title, Version, Description, Prefix string
	Sections                            []docsSection
	Schemas                             []docsSchema
}

type docsSection struct {
	ID, Name   string
	Operations []docsOperation
}

type docsOperation struct {
	ID, Method, Path, Summary, Access string
	Params, Body                      []docsField
	Answers                           []docsAnswer
}

type docsSchema struct {
	Name   string
	Fields []docsField
}

type docsField struct {
	Name, In, Says string
	Required       bool
	Type           docsType
}

type docsAnswer struct {
	Status, Says string
	Type         docsType
}

type docsType struct{ Text, Link string }

func describe(api *huma.OpenAPI) docsView {
	v := docsView{Title: api.Info.Title, Version: api.Info.Version, Description: api.Info.Description, Prefix: prefix}
	for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
		item := api.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				v.add(api, path, op)
			}
		}
	}
	sort.Slice(v.Sections, func(i, j int) bool { return v.Sections[i].Name < v.Sections[j].Name })
	all := api.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		v.Schemas = append(v.Schemas, docsSchema{Name: name, Fields: fieldsOf(all[name])})
	}
	return v
}

func (v *docsView) add(api *huma.OpenAPI, path string, op *huma.Operation) {
	o := docsOperation{ID: op.OperationID, Method: op.Method, Path: path, Summary: op.Summary, Access: accessWords(op)}
	for _, p := range op.Parameters {
		o.Params = append(o.Params, docsField{Name: p.Name, In: p.In, Says: p.Description, Required: p.Required, Type: typeOf(p.Schema)})
	}
	if op.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			schema := op.RequestBody.Content[media].Schema
			if media != "application/json" || schema == nil || schema.Format == "binary" {
				o.Body = append(o.Body, docsField{Name: media, Type: docsType{Text: "bytes"}, Required: true})
				continue
			}
			if schema.Ref != "" {
				schema = api.Components.Schemas.SchemaFromRef(schema.Ref)
			}
			o.Body = fieldsOf(schema)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		a := docsAnswer{Status: status, Says: op.Responses[status].Description}
		for _, media := range slices.Sorted(maps.Keys(op.Responses[status].Content)) {
			if content := op.Responses[status].Content[media]; content != nil && content.Schema != nil {
				a.Type = typeOf(content.Schema)
			}
		}
		o.Answers = append(o.Answers, a)
	}
	name := op.Tags[0]
	for i := range v.Sections {
		if v.Sections[i].Name == name {
			v.Sections[i].Operations = append(v.Sections[i].Operations, o)
			return
		}
	}
	v.Sections = append(v.Sections, docsSection{ID: "tag-" + strings.ReplaceAll(strings.ToLower(name), " ", "-"), Name: name, Operations: []docsOperation{o}})
}

func accessWords(op *huma.Operation) string {
	switch op.Extensions["x-taskflow-access"] {
	case string(public):
		return "Anybody may call this."
	case string(signedIn):
		return "Needs an account."
	}
	return fmt.Sprintf("Needs a role in the workspace that permits “%v”.", op.Extensions["x-taskflow-verb"])
}

func fieldsOf(s *huma.Schema) []docsField {
	if s == nil {
		return nil
	}
	var out []docsField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		out = append(out, docsField{Name: name, Says: limitsOf(p), Required: slices.Contains(s.Required, name), Type: typeOf(p)})
	}
	return out
}

func typeOf(s *huma.Schema) docsType {
	if s == nil {
		return docsType{Text: "any"}
	}
	if s.Ref != "" {
		name := strings.TrimPrefix(s.Ref, schemaPrefix)
		return docsType{Text: name, Link: name}
	}
	t := docsType{Text: s.Type}
	switch {
	case s.Type == huma.TypeArray && s.Items != nil:
		item := typeOf(s.Items)
		t = docsType{Text: "list of " + item.Text, Link: item.Link}
	case s.Format != "":
		t.Text = s.Format
	case s.Type == "":
		t.Text = "any"
	}
	if s.Nullable {
		t.Text += " or null"
	}
	return t
}

func limitsOf(s *huma.Schema) string {
	var parts []string
	if s.Description != "" {
		parts = append(parts, s.Description)
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i] = fmt.Sprint(e)
		}
		parts = append(parts, "One of: "+strings.Join(words, ", ")+".")
	}
	if s.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("At most %d characters.", *s.MaxLength))
	}
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("From %v to %v.", *s.Minimum, *s.Maximum))
	}
	return strings.Join(parts, " ")
}
