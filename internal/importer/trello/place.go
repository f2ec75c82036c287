package trello

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"taskflow/internal/taskflow"
)

// Place is where in the file something is wrong.
type Place struct {
	Path string `json:"path"` // as in "cards[12].due"; empty for the whole file
	Byte int64  `json:"byte"` // counted from 0
	Line int64  `json:"line"` // counted from 1
}

// The stable codes of a refused file.
const (
	codeBroken    = "import_broken"       // not well-formed, or cut off
	codeForeign   = "import_foreign"      // well-formed, but not a board
	codeWrong     = "import_wrong_value"  // a value that a board cannot hold
	codeDuplicate = "import_duplicate_id" // two things with one id
	codeTooLarge  = "import_too_large"    // beyond what is accepted
)

// refuse makes the error for a place. Message says what is wrong; the place is
// added in words and, for programs, as "place". Values from the file are never
// repeated.
func (f *file) refuse(code, path string, offset int64, message string) error {
	p := Place{Path: path, Byte: offset, Line: f.line(offset)}
	where := fmt.Sprintf("byte %d, line %d", p.Byte, p.Line)
	if path != "" {
		where = path + ", " + where
	}
	return &taskflow.Error{
		Kind:    taskflow.Invalid,
		Code:    code,
		Message: message + " Place: " + where + ". Nothing was imported.",
		Extra:   map[string]any{"place": p},
	}
}

// file is the export: read as a stream once and by places afterwards.
type file struct {
	at   io.ReaderAt
	size int64
}

// line counts the lines before offset. It reads the file again, which only an
// error pays for.
func (f *file) line(offset int64) int64 {
	line, buf := int64(1), make([]byte, 64<<10)
	r := io.NewSectionReader(f.at, 0, min(offset, f.size))
	for {
		n, err := r.Read(buf)
		line += int64(bytes.Count(buf[:n], []byte{'\n'}))
		if err != nil {
			return line
		}
	}
}

// span is a piece of the file.
type span struct {
	offset int64
	length int32
}

// read returns the bytes of a piece.
func (f *file) read(s span) ([]byte, error) {
	raw := make([]byte, s.length)
	if _, err := f.at.ReadAt(raw, s.offset); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the export again: %w", err)
	}
	return raw, nil
}

// visit walks the values of raw in order, telling the path and the offset of
// each, until stop says so.
func visit(raw []byte, base string, stop func(path string, offset int64) bool) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var walk func(path string) bool
	walk = func(path string) bool {
		start := dec.InputOffset()
		for start < int64(len(raw)) && bytes.IndexByte([]byte(" \t\r\n,:"), raw[start]) >= 0 {
			start++
		}
		if stop(path, start) {
			return true
		}
		token, err := dec.Token()
		if err != nil {
			return true
		}
		delim, nested := token.(json.Delim)
		if !nested {
			return false
		}
		for i := 0; dec.More(); i++ {
			child := path + "[" + strconv.Itoa(i) + "]"
			if delim == '{' {
				key, err := dec.Token()
				if err != nil {
					return true
				}
				child = join(path, fmt.Sprint(key))
			}
			if walk(child) {
				return true
			}
		}
		_, err = dec.Token()
		return err != nil
	}
	walk(base)
}

func join(path, key string) string {
	// A key is written by whoever made the file; a long one would fill the message.
	if len(key) > 40 {
		key = key[:40] + "…"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// pathBefore returns the path and offset of the last value that starts before
// offset: the one that a decoding error with that offset is about.
func pathBefore(raw []byte, base string, offset int64) (path string, start int64) {
	path = base
	visit(raw, base, func(p string, at int64) bool {
		if at >= offset && p != base {
			return true
		}
		path, start = p, at
		return false
	})
	return path, start
}

// offsetOf returns the offset of the value at path, 0 when there is none.
func offsetOf(raw []byte, base, path string) (offset int64) {
	visit(raw, base, func(p string, at int64) bool {
		if p == path {
			offset = at
			return true
		}
		return false
	})
	return offset
}

// wrong refuses the value at path inside the piece at s.
func (f *file) wrong(s span, raw []byte, base, path, message string) error {
	return f.refuse(codeWrong, path, s.offset+offsetOf(raw, base, path), message)
}

// decode reads a piece into v, and says which value does not fit.
func (f *file) decode(s span, raw []byte, base string, v any) error {
	err := json.Unmarshal(raw, v)
	if err == nil {
		return nil
	}
	var misfit *json.UnmarshalTypeError
	if errors.As(err, &misfit) {
		path, start := pathBefore(raw, base, misfit.Offset)
		return f.refuse(codeWrong, path, s.offset+start, "This is a "+kindOf(misfit.Value)+" where a Trello board has "+wanted(misfit)+".")
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		path, _ := pathBefore(raw, base, syntax.Offset)
		return f.refuse(codeBroken, path, s.offset+max(0, syntax.Offset-1), "The file is broken here: this is not JSON.")
	}
	return f.refuse(codeWrong, base, s.offset, "This cannot be read.")
}

// kindOf keeps the kind of a value and drops the value, as in "number 1e999".
func kindOf(value string) string {
	for i := range value {
		if value[i] == ' ' {
			return value[:i] + " out of range"
		}
	}
	if value == "bool" {
		return "true or false"
	}
	return value
}

func wanted(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "string":
		return "text"
	case "bool":
		return "true or false"
	case "slice":
		return "an array"
	case "struct", "map":
		return "an object"
	}
	return "a number"
}
