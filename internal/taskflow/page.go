package taskflow

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The sizes of one page of a list.
const (
	DefaultPage = 50
	MaxPage     = 200
)

// Page asks for one part of a list: at most Limit items after Cursor.
type Page struct {
	Limit  int
	Cursor string // opaque, from the reply before; empty for the beginning
}

// Size returns the number of items to read, within the bounds.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return DefaultPage
	case p.Limit > MaxPage:
		return MaxPage
	}
	return p.Limit
}

// pageSeparator cannot be part of an id, a number, a date or a rank.
const pageSeparator = "\x1f"

// PageCursor packs the sort key of the last item of a page into opaque text.
func PageCursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, pageSeparator)))
}

// Parts unpacks the cursor into n parts, nil for the first page.
func (p Page) Parts(n int) ([]string, error) {
	if p.Cursor == "" {
		return nil, nil
	}
	if len(p.Cursor) > 1000 {
		return nil, badPageCursor()
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err != nil || !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return nil, badPageCursor()
	}
	parts := strings.Split(string(b), pageSeparator)
	if len(parts) != n {
		return nil, badPageCursor()
	}
	return parts, nil
}

func badPageCursor() error {
	return &Error{Kind: Invalid, Code: "bad_cursor", Message: "This cursor does not belong to this list.", Fields: []Field{
		{Field: "cursor", Code: "bad_cursor", Message: "This cursor does not belong to this list."},
	}}
}

// lastTime is after every time that is stored.
const lastTime = Time(1 << 62)

// firstTime is before every time that is stored.
const firstTime = -lastTime

// Before unpacks the cursor of a list that runs from the newest to the oldest:
// items are wanted whose (time, id) is less than the returned one.
func (p Page) Before() (Time, string, error) { return p.moment(lastTime) }

// After unpacks the cursor of a list that runs from the oldest to the newest:
// items are wanted whose (time, id) is greater than the returned one.
func (p Page) After() (Time, string, error) { return p.moment(firstTime) }

func (p Page) moment(first Time) (Time, string, error) {
	parts, err := p.Parts(2)
	if err != nil {
		return 0, "", err
	}
	if parts == nil {
		return first, "", nil
	}
	at, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return 0, "", badPageCursor()
	}
	return Time(at), parts[1], nil
}
