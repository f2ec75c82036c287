package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/taskflow"
)

var errNotUTF8 = errors.New("the body is not UTF-8")

// problemFromHuma words what huma found wrong with a request. Huma's own
// sentences quote values and speak of schemas; none of them gets through.
func problemFromHuma(status int, detail string, errs []error) *Problem {
	switch status {
	case http.StatusRequestEntityTooLarge:
		limit := int64(defaultMaxBody)
		if _, n, ok := strings.Cut(detail, "limit="); ok {
			if v, err := strconv.ParseInt(strings.TrimSuffix(n, " bytes"), 10, 64); err == nil {
				limit = v
			}
		}
		return tooLargeProblem(limit)
	case http.StatusRequestTimeout:
		return newProblem(status, "timeout", "The request's body did not arrive in time.")
	case http.StatusUnsupportedMediaType:
		return unsupportedMedia("application/json")
	case http.StatusBadRequest:
		return badBody(detail, errs)
	case http.StatusUnprocessableEntity:
		var p taskflow.Problems
		for _, err := range errs {
			addFinding(&p, err)
		}
		var e *taskflow.Error
		if errors.As(p.Err(), &e) {
			return problemFromError(e)
		}
		return newProblem(status, string(taskflow.Invalid), defaultDetail[taskflow.Invalid])
	case 0: // huma asks what an error looks like
		return &Problem{}
	}
	if status >= 500 {
		return newProblem(http.StatusInternalServerError, string(taskflow.Internal), internalDetail)
	}
	return newProblem(status, string(taskflow.Invalid), defaultDetail[taskflow.Invalid])
}

func unsupportedMedia(accepts string) *Problem {
	p := newProblem(http.StatusUnsupportedMediaType, "unsupported_media_type", "The body must be sent as "+accepts+".")
	p.extra = map[string]any{"accepts": accepts}
	return p
}

func badBody(detail string, errs []error) *Problem {
	if strings.Contains(detail, "body is required") {
		return newProblem(http.StatusBadRequest, "body_required", "The request needs a JSON body.")
	}
	for _, err := range errs {
		if d, ok := err.(*huma.ErrorDetail); ok && d.Message == errNotUTF8.Error() {
			return newProblem(http.StatusBadRequest, "bad_utf8", "The body is not valid UTF-8 text.")
		}
	}
	return newProblem(http.StatusBadRequest, "bad_json", "The body is not valid JSON.")
}

// finding is one sentence of huma and what we say instead.
type finding struct {
	pattern *regexp.Regexp
	code    string
	words   string // $1 is put in
	param   string // name of $1, when it is a limit
	inside  bool   // $1 is the name of a field inside of the location
}

var findings = []finding{
	{pattern: regexp.MustCompile(`^expected required property (\S+) to be present`), code: "required", words: "This is needed.", inside: true},
	{pattern: regexp.MustCompile(`^required .* parameter is missing`), code: "required", words: "This is needed."},
	{pattern: regexp.MustCompile(`^unexpected property|^unknown query parameter`), code: "unknown_field", words: "There is no such field."},
	{pattern: regexp.MustCompile(`^expected string to be RFC 3339 date-time`), code: "bad_time", words: "This must be a time such as 2026-11-20T09:30:00Z."},
	{pattern: regexp.MustCompile(`^expected string to be RFC 3339 date`), code: "bad_date", words: "This must be a date such as 2026-11-20."},
	{pattern: regexp.MustCompile(`^expected string to be RFC 5322 email`), code: "bad_email", words: "This must be an e-mail address."},
	{pattern: regexp.MustCompile(`^expected string to be RFC 4122 uuid`), code: "bad_id", words: "This must be a UUID."},
	{pattern: regexp.MustCompile(`^expected string to be RFC|^expected string to match pattern|^expected string to be `), code: "bad_format", words: "This has not the right form."},
	{pattern: regexp.MustCompile(`^expected value to be one of "(.*)"$`), code: "not_allowed", words: "This must be one of: $1.", param: "allowed"},
	{pattern: regexp.MustCompile(`^expected boolean|^invalid boolean`), code: "bad_type", words: "This must be true or false."},
	{pattern: regexp.MustCompile(`^expected integer|^invalid integer`), code: "bad_type", words: "This must be a whole number."},
	{pattern: regexp.MustCompile(`^expected number to be a multiple of (.+)`), code: "bad_step", words: "This must be a multiple of $1.", param: "step"},
	{pattern: regexp.MustCompile(`^expected number >= (.+)`), code: "too_small", words: "This must be at least $1.", param: "min"},
	{pattern: regexp.MustCompile(`^expected number > (.+)`), code: "too_small", words: "This must be more than $1.", param: "min"},
	{pattern: regexp.MustCompile(`^expected number <= (.+)`), code: "too_large", words: "This must be at most $1.", param: "max"},
	{pattern: regexp.MustCompile(`^expected number < (.+)`), code: "too_large", words: "This must be less than $1.", param: "max"},
	{pattern: regexp.MustCompile(`^expected number|^invalid float|^invalid number`), code: "bad_type", words: "This must be a number."},
	{pattern: regexp.MustCompile(`^expected length >= 1$`), code: "required", words: "This must not be empty."},
	{pattern: regexp.MustCompile(`^expected length >= (\d+)`), code: "too_short", words: "This must have at least $1 characters.", param: "min"},
	{pattern: regexp.MustCompile(`^expected length <= (\d+)`), code: "too_long", words: "This must have at most $1 characters.", param: "max"},
	{pattern: regexp.MustCompile(`^expected array length >= (\d+)`), code: "too_few", words: "This must have at least $1 entries.", param: "min"},
	{pattern: regexp.MustCompile(`^expected array length <= (\d+)`), code: "too_many", words: "This must have at most $1 entries.", param: "max"},
	{pattern: regexp.MustCompile(`^expected array items to be unique`), code: "duplicate", words: "Each entry may be given once."},
	{pattern: regexp.MustCompile(`^expected string`), code: "bad_type", words: "This must be text."},
	{pattern: regexp.MustCompile(`^expected array`), code: "bad_type", words: "This must be a list."},
	{pattern: regexp.MustCompile(`^expected object`), code: "bad_type", words: "This must be an object."},
}

// unknownFinding stands for whatever has no better words.
var unknownFinding = finding{code: "invalid", words: "This value is not accepted."}

func addFinding(p *taskflow.Problems, err error) {
	var e *taskflow.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			p.Add(f.Field, f.Code, f.Message, f.Params)
		}
		if len(e.Fields) == 0 {
			p.Add("", e.CodeOrKind(), e.Message, nil)
		}
		return
	}
	d, ok := err.(*huma.ErrorDetail)
	if !ok {
		p.Add("", unknownFinding.code, unknownFinding.words, nil)
		return
	}
	field := fieldPath(d.Location)
	for _, f := range findings {
		m := f.pattern.FindStringSubmatch(d.Message)
		if m == nil {
			continue
		}
		words, params := f.words, map[string]any(nil)
		if len(m) > 1 {
			if f.inside {
				field = strings.TrimPrefix(field+"."+m[1], ".")
			}
			value := m[1]
			if f.param == "allowed" {
				value = strings.ReplaceAll(value, ", ", ", ")
				params = map[string]any{f.param: strings.Split(value, ", ")}
			} else if f.param != "" {
				params = map[string]any{f.param: json.Number(value)}
			}
			words = strings.ReplaceAll(words, "$1", value)
		}
		p.Add(boundedField(field), f.code, words, params)
		return
	}
	p.Add(boundedField(field), unknownFinding.code, unknownFinding.words, nil)
}

// fieldPath drops where in the request a field was: people know "title", not
// "body.title".
func fieldPath(location string) string {
	for _, in := range []string{"body", "query", "path", "header", "cookie"} {
		if location == in {
			return ""
		}
		if rest, ok := strings.CutPrefix(location, in+"."); ok {
			return rest
		}
	}
	return location
}

// boundedField keeps invented names of fields from being echoed at length.
func boundedField(field string) string {
	odd := func(c rune) bool {
		return c > 'z' || !slices.Contains([]rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]"), c)
	}
	if len(field) > 80 || strings.ContainsFunc(field, odd) {
		return "?"
	}
	return field
}
