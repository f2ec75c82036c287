package trello

import (
	"io"
	"unicode/utf8"
)

// The bounds of what is read. Trello's own limits are far below: a text has at
// most 16,384 characters, a card at most 950 attachments.
const (
	maxString  = 2 << 20 // bytes of one string
	maxNumber  = 64      // bytes of one number
	maxDepth   = 64      // nested arrays and objects
	maxElement = 8 << 20 // bytes of one card, action, list, …
)

// guard passes the file to the decoder and refuses what would make it use
// memory without bound, and bytes that no text can hold. It knows just enough
// of JSON for that; the grammar is the decoder's.
type guard struct {
	file    *file
	r       io.Reader
	offset  int64
	depth   int
	text    bool  // inside a string
	escaped bool  // after a backslash
	run     int   // bytes of this string or number
	element int64 // bytes since an element of a top-level array began
	partial [utf8.UTFMax]byte
	pending int // bytes of an unfinished character in partial
	err     error
}

func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.r.Read(p)
	if failed := g.check(p[:n]); failed != nil {
		g.err = failed
		return 0, failed
	}
	return n, err
}

func (g *guard) check(p []byte) error {
	for i, c := range p {
		at := g.offset + int64(i)
		if c == 0 {
			return g.file.refuse(codeBroken, "", at, "The file holds a NUL byte, which text never does.")
		}
		if g.pending > 0 || c >= utf8.RuneSelf {
			g.partial[g.pending] = c
			g.pending++
			if seen := g.partial[:g.pending]; utf8.FullRune(seen) {
				if r, size := utf8.DecodeRune(seen); r == utf8.RuneError && size < 2 || size != g.pending {
					return g.file.refuse(codeBroken, "", at-int64(g.pending)+1, "The file is not UTF-8 here.")
				}
				g.pending = 0
			}
		}
		if err := g.bounds(c, at); err != nil {
			return err
		}
	}
	g.offset += int64(len(p))
	return nil
}

func (g *guard) bounds(c byte, at int64) error {
	if g.element++; g.depth <= 2 {
		g.element = 0
	} else if g.element > maxElement {
		return g.file.refuse(codeTooLarge, "", at, "One card or action is larger than 8 MB.")
	}
	if g.text {
		switch {
		case g.escaped:
			g.escaped = false
		case c == '\\':
			g.escaped = true
		case c == '"':
			g.text, g.run = false, 0
			return nil
		}
		if g.run++; g.run > maxString {
			return g.file.refuse(codeTooLarge, "", at, "One text is larger than 2 MB.")
		}
		return nil
	}
	switch {
	case c == '"':
		g.text, g.run = true, 0
	case c == '{' || c == '[':
		g.run = 0
		if g.depth++; g.depth > maxDepth {
			return g.file.refuse(codeTooLarge, "", at, "The values are nested too deeply.")
		}
	case c == '}' || c == ']':
		g.run = 0
		g.depth--
	case c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E':
		if g.run++; g.run > maxNumber {
			return g.file.refuse(codeTooLarge, "", at, "A number has more than 64 digits.")
		}
	default:
		g.run = 0
	}
	return nil
}
