package trello

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/taskflow"
)

// cutAt is how many actions Trello writes at most.
const cutAt = 1000

// MaxSize is the largest export that is accepted, in bytes.
const MaxSize = 64 << 20

// scanner reads the file once, from its start to its end.
type scanner struct {
	board   *Board
	file    *file
	dec     *json.Decoder
	seen    map[string]bool // top-level keys
	names   map[string]string
	actions map[string]bool

	labelNames map[string]string
	labelUses  map[string]*labelUse
	checklists map[string]bool
	creations  map[string]creation
	moves      map[string][]move
	closed     map[string]time.Time // when a card was archived last
	ticked     map[string]time.Time // when its due date was marked complete last
	listNames  map[string]string    // lists that only actions name
	comments   []comment
}

type comment struct {
	Comment
	card string
}

// Scan reads the index of an export. The error is a taskflow.Error that names
// the place; reading errors of at itself pass through.
func Scan(at io.ReaderAt, size int64) (*Board, error) {
	f := &file{at: at, size: size}
	b := &Board{
		file: f, Left: Left{}, Notices: Notices{}, checklists: map[string][]part{}, ticked: map[string]bool{},
		list: map[string]int{}, label: map[string]int{}, person: map[string]int{}, card: map[string]int{}, byUsername: map[string]int{},
	}
	s := &scanner{
		board: b, file: f, seen: map[string]bool{}, names: map[string]string{}, actions: map[string]bool{},
		creations: map[string]creation{}, moves: map[string][]move{}, closed: map[string]time.Time{}, ticked: map[string]time.Time{}, listNames: map[string]string{},
		labelUses: map[string]*labelUse{}, checklists: map[string]bool{},
	}
	if size > MaxSize {
		return nil, taskflow.Errorf(taskflow.Invalid, "The file is larger than 64 MB.").WithCode(codeTooLarge)
	}
	start, err := s.opening()
	if err != nil {
		return nil, err
	}
	guarded := &guard{file: f, r: io.NewSectionReader(at, start, size-start), offset: start}
	s.dec = json.NewDecoder(guarded)
	// The decoder counts from the first byte that it is given.
	s.file = &file{at: at, size: size}
	b.file = s.file
	if start != 0 {
		s.dec = json.NewDecoder(io.MultiReader(strings.NewReader(strings.Repeat(" ", int(start))), guarded))
	}
	if err := s.top(); err != nil {
		return nil, err
	}
	if err := s.finish(); err != nil {
		return nil, err
	}
	return b, nil
}

// opening looks at the first bytes, and tells what people upload by mistake. It
// returns where the JSON starts.
func (s *scanner) opening() (int64, error) {
	head := make([]byte, 512)
	n, err := s.file.at.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("read the export: %w", err)
	}
	head = head[:n]
	start := 0
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		start = 3
	}
	text := bytes.TrimLeft(head[start:], " \t\r\n")
	says := ""
	switch {
	case len(text) == 0:
		says = "The file is empty."
	case bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")):
		says = "The file is UTF-16; a Trello export is UTF-8."
	case bytes.HasPrefix(text, []byte("PK\x03\x04")) || bytes.HasPrefix(text, []byte("\x1f\x8b")):
		says = "The file is compressed. Unpack it and choose the .json file inside."
	case text[0] == '<':
		says = "This is a web page, not an export. In Trello, open the board's menu, choose “Print, export, and share”, then “Export as JSON”, and save that page."
	case text[0] != '{':
		says = "This is not a Trello board exported as JSON."
	default:
		return int64(start), nil
	}
	return 0, s.file.refuse(codeForeign, "", int64(n-len(text)), says)
}

func (s *scanner) top() error {
	if _, err := s.token(""); err != nil {
		return err
	}
	for s.dec.More() {
		key, err := s.token("")
		if err != nil {
			return err
		}
		name, ok := key.(string)
		if !ok {
			return s.broken("", errors.New("key"))
		}
		if err := s.member(name); err != nil {
			return err
		}
	}
	if _, err := s.token(""); err != nil {
		return err
	}
	end := s.dec.InputOffset()
	if _, err := s.dec.Token(); !errors.Is(err, io.EOF) {
		var refused *taskflow.Error
		if errors.As(err, &refused) {
			return refused
		}
		return s.file.refuse(codeBroken, "", end, "Something follows after the end of the board.")
	}
	for _, need := range []string{"lists", "cards"} {
		if !s.seen[need] {
			return s.file.refuse(codeForeign, "", 0, "This is JSON, but not a Trello board: it has no “"+need+"”.")
		}
	}
	return nil
}

// member reads one key of the board.
func (s *scanner) member(key string) error {
	b := s.board
	switch key {
	case "name":
		return s.text(key, &b.Name)
	case "desc":
		return s.text(key, &b.Description)
	case "dateLastActivity":
		var date string
		if err := s.text(key, &date); err != nil {
			return err
		}
		b.Active, _, _, _ = instant(date) // only shown; a strange one is left out
		return nil
	case "labelNames":
		piece, raw, err := s.value(key)
		if err != nil {
			return err
		}
		return s.file.decode(piece, raw, key, &s.labelNames)
	case "lists":
		return s.elements(key, s.oneList)
	case "cards":
		return s.elements(key, s.oneCard)
	case "labels":
		return s.elements(key, s.oneLabel)
	case "members":
		return s.elements(key, s.oneMember)
	case "checklists":
		return s.elements(key, s.oneChecklist)
	case "actions":
		return s.elements(key, s.oneAction)
	case "powerUps", "pluginData":
		return s.elements(key, func(int, span, []byte) error { b.Left.add(LeftPowerUps, 1); return nil })
	case "customFields":
		return s.elements(key, func(int, span, []byte) error { b.Left.add(LeftCustomFields, 1); return nil })
	}
	return s.skip(key)
}

// text reads a string of the board itself.
func (s *scanner) text(key string, into *string) error {
	piece, raw, err := s.value(key)
	if err != nil {
		return err
	}
	if err := s.file.decode(piece, raw, key, into); err != nil {
		return err
	}
	*into = s.board.clean(*into, key)
	return nil
}

// elements reads an array, one element at a time.
func (s *scanner) elements(key string, each func(i int, at span, raw []byte) error) error {
	if s.seen[key] {
		return s.file.refuse(codeBroken, key, s.dec.InputOffset(), "The file holds “"+key+"” twice.")
	}
	before := s.dec.InputOffset()
	open, err := s.token(key)
	if err != nil {
		return err
	}
	if open == nil {
		return nil
	}
	s.seen[key] = true
	if open != json.Delim('[') {
		return s.file.refuse(codeWrong, key, s.valueAfter(before), "A Trello board has an array here.")
	}
	for i := 0; s.dec.More(); i++ {
		path := fmt.Sprintf("%s[%d]", key, i)
		at, raw, err := s.value(path)
		if err != nil {
			return err
		}
		if err := each(i, at, raw); err != nil {
			return err
		}
	}
	_, err = s.token(key)
	return err
}

// value reads the bytes of the next value and their place.
func (s *scanner) value(path string) (span, []byte, error) {
	before := s.dec.InputOffset()
	var raw json.RawMessage
	if err := s.dec.Decode(&raw); err != nil {
		return span{}, nil, s.brokenValue(path, before, err)
	}
	return span{offset: s.dec.InputOffset() - int64(len(raw)), length: int32(len(raw))}, raw, nil
}

// skip passes over a value without keeping it.
func (s *scanner) skip(path string) error {
	for depth := 0; ; {
		token, err := s.token(path)
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (s *scanner) token(path string) (json.Token, error) {
	token, err := s.dec.Token()
	if err != nil {
		return nil, s.broken(path, err)
	}
	return token, nil
}

// broken tells where the decoder stopped between values.
func (s *scanner) broken(path string, err error) error {
	return s.brokenValue(path, s.dec.InputOffset(), err)
}

// brokenValue tells where inside the value that starts at or after before the
// file breaks. The decoder's own offsets do not count what it read as tokens,
// so the value is read again from its start.
func (s *scanner) brokenValue(path string, before int64, err error) error {
	var refused *taskflow.Error
	if errors.As(err, &refused) {
		return refused
	}
	var syntax *json.SyntaxError
	truncated := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if !truncated && !errors.As(err, &syntax) {
		return fmt.Errorf("read the export: %w", err)
	}
	start := s.valueAfter(before)
	again := json.NewDecoder(io.NewSectionReader(s.file.at, start, s.file.size-start))
	var raw json.RawMessage
	at := start
	if err := again.Decode(&raw); errors.As(err, &syntax) {
		at = start + max(0, syntax.Offset-1)
	}
	if truncated {
		at = s.file.size
	}
	if at > start && at-start <= maxElement {
		head, err := s.file.read(span{offset: start, length: int32(at - start)})
		if err != nil {
			return err
		}
		path, _ = pathBefore(head, path, at-start)
	}
	if truncated {
		return s.file.refuse(codeBroken, path, at, "The file ends too early: it was cut off. Export the board again.")
	}
	return s.file.refuse(codeBroken, path, at, "The file is broken here: this is not JSON.")
}

// valueAfter returns where the next value starts at or after an offset.
func (s *scanner) valueAfter(offset int64) int64 {
	var c [1]byte
	for ; offset < s.file.size; offset++ {
		if _, err := s.file.at.ReadAt(c[:], offset); err != nil || !strings.ContainsRune(" \t\r\n,:", rune(c[0])) {
			break
		}
	}
	return offset
}

// intern keeps one copy of an id that occurs often.
func (s *scanner) intern(id string) string {
	if kept, ok := s.names[id]; ok {
		return kept
	}
	kept := strings.Clone(id)
	s.names[kept] = kept
	return kept
}

// clean removes control characters, which a text cannot show, and says so.
func (b *Board) clean(text, place string) string {
	cleaned, removed := cleanText(text)
	if removed {
		b.Notices.add(NoteControl, place)
	}
	return cleaned
}

// line is clean for what is one line: names and titles.
func (b *Board) line(text, place string) string { return oneLine(b.clean(text, place)) }

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// cleanText gives a text the form in which texts are stored: composed
// characters, line breaks as "\n", no control characters. removed says whether
// there were any.
func cleanText(text string) (cleaned string, removed bool) {
	if strings.IndexByte(text, '\r') >= 0 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if strings.IndexFunc(text, hidden) >= 0 {
		removed = true
		text = strings.Map(func(r rune) rune {
			if hidden(r) {
				return -1
			}
			return r
		}, text)
	}
	return norm.NFC.String(text), removed
}

func hidden(r rune) bool { return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' }
