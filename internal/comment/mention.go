package comment

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"taskflow/internal/taskflow"
)

// Person is somebody who can be mentioned.
type Person struct {
	ID   taskflow.MemberID
	Name string
}

var (
	linkMention = regexp.MustCompile(`^@\[([^\[\]\n]{0,400})\]\(member:([0-9a-f-]{36})\)`)
	codeBlock   = regexp.MustCompile("(?m)^ {0,3}(```|~~~)")
)

// Mentions rewrites every mention in a Markdown text to @[Name](member:ID) and
// returns the people mentioned, sorted. A link to somebody unknown becomes
// plain text. A typed @name counts when exactly one person has that name or
// first name; text inside code does not count.
func Mentions(body string, people []Person) (string, []taskflow.MemberID) {
	if !strings.Contains(body, "@") {
		return body, nil
	}
	m := mentioner{people: people}
	fenced := false
	for line := range strings.Lines(body) {
		if codeBlock.MatchString(line) {
			fenced = !fenced
			m.out.WriteString(line)
			continue
		}
		if fenced {
			m.out.WriteString(line)
			continue
		}
		m.line(line)
	}
	slices.Sort(m.found)
	return m.out.String(), slices.Compact(m.found)
}

type mentioner struct {
	people []Person
	out    strings.Builder
	found  []taskflow.MemberID
}

func (m *mentioner) line(line string) {
	previous := ' '
	for i := 0; i < len(line); {
		if line[i] == '`' {
			n := codeSpan(line[i:])
			m.out.WriteString(line[i : i+n])
			i, previous = i+n, '`'
			continue
		}
		if line[i] == '@' && !isNameRune(previous) && previous != '\\' {
			if n := m.at(line[i:]); n > 0 {
				i, previous = i+n, ')'
				continue
			}
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		m.out.WriteString(line[i : i+n])
		i, previous = i+n, r
	}
}

// at writes the mention that s begins with and returns how long it is in s, 0
// when it is none.
func (m *mentioner) at(s string) int {
	if link := linkMention.FindStringSubmatch(s); link != nil {
		i := slices.IndexFunc(m.people, func(p Person) bool { return string(p.ID) == link[2] })
		if i < 0 {
			m.out.WriteString("@" + link[1])
		} else {
			m.write(m.people[i])
		}
		return len(link[0])
	}
	p, n := m.typed(s[1:])
	if n == 0 {
		return 0
	}
	m.write(p)
	return 1 + n
}

func (m *mentioner) write(p Person) {
	name := strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(p.Name)
	m.out.WriteString("@[" + name + "](member:" + string(p.ID) + ")")
	m.found = append(m.found, p.ID)
}

// typed finds the one person whose whole name, or else first name, s begins
// with.
func (m *mentioner) typed(s string) (Person, int) {
	for _, form := range []func(string) string{
		func(name string) string { return name },
		func(name string) string { first, _, _ := strings.Cut(name, " "); return first },
	} {
		var best Person
		length, count := 0, 0
		for _, p := range m.people {
			n := prefixFold(s, form(p.Name))
			if n == 0 || n < length {
				continue
			}
			if n > length {
				length, count = n, 0
			}
			best = p
			count++
		}
		if count == 1 {
			return best, length
		}
		if count > 1 {
			return Person{}, 0
		}
	}
	return Person{}, 0
}

// prefixFold returns how much of s is name, whatever the case, when a word
// ends there; else 0.
func prefixFold(s, name string) int {
	if name == "" {
		return 0
	}
	n := 0
	for _, want := range name {
		if n >= len(s) {
			return 0
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if unicode.ToLower(r) != unicode.ToLower(want) {
			return 0
		}
		n += size
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); n < len(s) && isNameRune(next) {
		return 0
	}
	return n
}

func isNameRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// codeSpan returns the length of the code span that s begins with, or of its
// backticks when nothing closes them.
func codeSpan(s string) int {
	n := 0
	for n < len(s) && s[n] == '`' {
		n++
	}
	for i := n; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := i
		for i < len(s) && s[i] == '`' {
			i++
		}
		if i-run == n {
			return i
		}
	}
	return n
}
