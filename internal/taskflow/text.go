package taskflow

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// The longest texts that are accepted, in grapheme clusters.
const (
	MaxTitle = 500
	MaxText  = 50_000
	MaxName  = 100
)

// Counts are the lengths of a text as people count them.
type Counts struct {
	Characters int `json:"characters" doc:"Grapheme clusters: what a reader sees as one character"`
	Words      int `json:"words" doc:"Words by the rules of Unicode; runs of spaces and punctuation do not count"`
}

// Count returns the number of grapheme clusters (UAX 29) and of words, where
// a word segment counts if it holds a letter, a digit or a symbol such as an
// emoji.
func Count(text string) Counts {
	var c Counts
	c.Characters = uniseg.GraphemeClusterCount(text)
	state := -1
	for rest := text; rest != ""; {
		var word string
		word, rest, state = uniseg.FirstWordInString(rest, state)
		if strings.ContainsFunc(word, countsAsWord) {
			c.Words++
		}
	}
	return c
}

func countsAsWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.So, r)
}

// CleanTitle returns a one-line text, trimmed, with inner line breaks as
// spaces. Wrong input is recorded in p.
func CleanTitle(p *Problems, field, value string, max int) string {
	value = strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ").Replace(value))
	if value == "" {
		p.Add(field, "required", "This cannot be empty.", nil)
		return ""
	}
	return clean(p, field, value, max, false)
}

// CleanText returns a text of several lines with line breaks as "\n". Empty
// is allowed. Wrong input is recorded in p.
func CleanText(p *Problems, field, value string, max int) string {
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(value)
	return clean(p, field, value, max, true)
}

func clean(p *Problems, field, value string, max int, lines bool) string {
	if !utf8.ValidString(value) {
		p.Add(field, "bad_utf8", "This text is not valid UTF-8.", nil)
		return ""
	}
	for _, r := range value {
		if unicode.Is(unicode.Cc, r) && (!lines || r != '\n' && r != '\t') {
			p.Add(field, "control_character", "This text holds a control character, which cannot be shown.", nil)
			return ""
		}
	}
	value = norm.NFC.String(value)
	// A text with fewer bytes than the limit cannot have more clusters.
	if len(value) > max && uniseg.GraphemeClusterCount(value) > max {
		p.Add(field, "too_long", "This text is too long.", map[string]any{"max": max})
	}
	// One visible character may carry any number of marks; the bytes are bounded too.
	if len(value) > max*16 {
		p.Add(field, "too_long", "This text is too long.", map[string]any{"max": max})
	}
	return value
}
