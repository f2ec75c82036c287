package trello

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Resolver names what a text refers to: the task that a card becomes and the
// member that a person becomes.
type Resolver interface {
	// Task returns the id of the task made from a card.
	Task(cardID string) string
	// Member returns the id and name of the member that a person becomes; ok is
	// false when there is none.
	Member(personID string) (id, name string, ok bool)
}

// Links counts the references that were found in texts.
type Links struct {
	Resolved        int `json:"resolved"`         // "#10" that became links
	Ambiguous       int `json:"ambiguous"`        // "#10" that fits several cards: stays text
	Unresolved      int `json:"unresolved"`       // "#10" that fits none: stays text
	Cards           int `json:"cards"`            // links to cards of this board that became links to tasks
	Mentions        int `json:"mentions"`         // "@name" that became mentions
	UnknownMentions int `json:"unknown_mentions"` // "@name" of nobody on the board: stays text
}

// Add adds other to l.
func (l *Links) Add(other Links) {
	l.Resolved += other.Resolved
	l.Ambiguous += other.Ambiguous
	l.Unresolved += other.Unresolved
	l.Cards += other.Cards
	l.Mentions += other.Mentions
	l.UnknownMentions += other.UnknownMentions
}

// rewriter turns the references of one text into links, and leaves code, links
// and addresses alone.
type rewriter struct {
	board     *Board
	resolve   Resolver
	links     Links
	ambiguous []int // the numbers that stayed text
	budget    int   // bytes that may still be looked at ahead of the place
	out       strings.Builder
}

// text returns the Markdown with its references as links.
func (w *rewriter) text(s string) string {
	w.out.Reset()
	w.budget = 8*len(s) + maxLookahead
	fence := ""
	var prose strings.Builder
	flush := func() {
		w.prose(prose.String())
		prose.Reset()
	}
	for len(s) > 0 {
		line := s
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			line = s[:i+1]
		}
		s = s[len(line):]
		mark := fenceOf(line)
		switch {
		case fence == "" && mark == "":
			prose.WriteString(line)
			continue
		case fence == "":
			flush()
			fence = mark
		case mark != "" && mark[0] == fence[0] && len(mark) >= len(fence) && strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), mark[:1])) == "":
			fence = ""
		}
		w.out.WriteString(line)
	}
	flush()
	return w.out.String()
}

// fenceOf returns the run of backticks or tildes that opens or closes a block
// of code on this line, "" for any other line.
func fenceOf(line string) string {
	t := strings.TrimLeft(line, " \t>")
	if t == "" || t[0] != '`' && t[0] != '~' {
		return ""
	}
	n := 0
	for n < len(t) && t[n] == t[0] {
		n++
	}
	if n < 3 || t[0] == '`' && strings.IndexByte(t[n:], '`') >= 0 {
		return ""
	}
	return t[:n]
}

// prose scans text outside of blocks of code.
func (w *rewriter) prose(s string) {
	unclosed := map[int]bool{} // lengths of backtick runs known to have no partner
	prev := rune(' ')
	for i := 0; i < len(s); {
		n := w.token(s, i, prev, unclosed)
		if n == 0 {
			r, size := utf8.DecodeRuneInString(s[i:])
			w.out.WriteString(s[i : i+size])
			prev, i = r, i+size
			continue
		}
		i += n
		prev, _ = utf8.DecodeLastRuneInString(s[:i])
	}
}

// token handles what begins at s[i] and returns its length, 0 for a plain
// character.
func (w *rewriter) token(s string, i int, prev rune, unclosed map[int]bool) int {
	rest := s[i:]
	switch c := rest[0]; {
	case c == '\\' && len(rest) > 1 && rest[1] < utf8.RuneSelf:
		return w.verbatim(rest[:2])
	case c == '`':
		return w.verbatim(codeSpan(rest, unclosed))
	case c == '<':
		return w.verbatim(angle(rest))
	case c == '[':
		return w.link(rest)
	case c == '@' && !wordRune(prev) && !strings.ContainsRune("@/._-", prev):
		return w.mention(rest)
	case (c == '#' || strings.HasPrefix(rest, "＃")) && !wordRune(prev) && !strings.ContainsRune("#&/_", prev):
		return w.number(rest)
	case c < utf8.RuneSelf && unicode.IsLetter(rune(c)) && !wordRune(prev):
		return w.address(rest)
	}
	return 0
}

func (w *rewriter) verbatim(s string) int {
	w.out.WriteString(s)
	return len(s)
}

func codeSpan(s string, unclosed map[int]bool) string {
	n := 0
	for n < len(s) && s[n] == '`' {
		n++
	}
	if unclosed[n] {
		return s[:n]
	}
	for i := n; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		start := i
		for i < len(s) && s[i] == '`' {
			i++
		}
		if i-start == n {
			return s[:i]
		}
	}
	unclosed[n] = true
	return s[:n]
}

// maxLookahead bounds one search for the end of a link. All searches in a text
// share a budget, so that a hostile one of open brackets costs no more than a
// few times its length.
const maxLookahead = 2000

func angle(s string) string {
	if len(s) < 2 || !unicode.IsLetter(rune(s[1])) && s[1] != '/' {
		return s[:1]
	}
	for i := 1; i < min(len(s), maxLookahead); i++ {
		switch s[i] {
		case '>':
			return s[:i+1]
		case '<', '\n':
			return s[:1]
		}
	}
	return s[:1]
}

// link copies a Markdown link; one to a card of this board becomes one to its
// task.
func (w *rewriter) link(s string) int {
	closing := w.matching(s, '[', ']')
	if closing < 0 || closing+1 >= len(s) || s[closing+1] != '(' {
		return 0
	}
	end := w.matching(s[closing+1:], '(', ')')
	if end < 0 {
		return 0
	}
	end += closing + 1
	label, target := s[1:closing], strings.TrimSpace(s[closing+2:end])
	// A title may follow, as in (https://… "smartCard-inline").
	target, _, _ = strings.Cut(target, " ")
	if card := w.board.cardAt(strings.Trim(target, "<>")); card >= 0 {
		if strings.Contains(label, "://") {
			label = linkText(w.board.Cards[card].Title)
		}
		w.toCard(label, card)
		w.links.Cards++
		return end + 1
	}
	return w.verbatim(s[:end+1])
}

func (w *rewriter) toCard(label string, card int) {
	w.out.WriteString("[" + label + "](task:" + w.resolve.Task(w.board.Cards[card].ID) + ")")
}

// matching returns the place of the bracket that closes the one at s[0], -1
// when there is none near.
func (w *rewriter) matching(s string, open, closing byte) int {
	depth := 0
	for i := 0; i < min(len(s), maxLookahead) && w.budget > 0; i++ {
		w.budget--
		switch s[i] {
		case '\\':
			i++
		case open:
			depth++
		case closing:
			if depth--; depth == 0 {
				return i
			}
		case '\n':
			if i+1 < len(s) && s[i+1] == '\n' {
				return -1
			}
		}
	}
	return -1
}

// address copies a bare URL or e-mail address; one of a card of this board
// becomes a link to its task.
func (w *rewriter) address(s string) int {
	if !looksLikeAddress(s) {
		return 0
	}
	word := s[:min(len(s), 4*maxLookahead)]
	if i := strings.IndexFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>"`, r) }); i >= 0 {
		word = word[:i]
	}
	scheme := strings.Index(word, "://")
	if scheme < 0 || !isScheme(word[:scheme]) {
		if strings.HasPrefix(strings.ToLower(word), "www.") || strings.HasPrefix(strings.ToLower(word), "mailto:") {
			return w.verbatim(word)
		}
		return 0
	}
	url := strings.TrimRight(word, ".,;:!?'*_")
	for strings.HasSuffix(url, ")") && strings.Count(url, ")") > strings.Count(url, "(") {
		url = url[:len(url)-1]
	}
	if card := w.board.cardAt(url); card >= 0 {
		w.toCard(linkText(w.board.Cards[card].Title), card)
		w.links.Cards++
		return len(url)
	}
	return w.verbatim(url)
}

// looksLikeAddress looks only at the next few bytes: every word is asked.
func looksLikeAddress(s string) bool {
	head := strings.ToLower(s[:min(len(s), 24)])
	return strings.HasPrefix(head, "www.") || strings.HasPrefix(head, "mailto:") || strings.Contains(head, "://")
}

func isScheme(s string) bool {
	if len(s) < 2 || len(s) > 20 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !wordRune(rune(c)) && c != '+' && c != '.' && c != '-' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (w *rewriter) mention(s string) int {
	end := 1
	for end < len(s) && (s[end] == '_' || s[end] < utf8.RuneSelf && wordRune(rune(s[end]))) {
		end++
	}
	if end < 3 {
		return 0
	}
	if next, _ := utf8.DecodeRuneInString(s[end:]); wordRune(next) || next == '-' {
		return 0
	}
	person, known := w.board.byUsername[strings.ToLower(s[1:end])]
	if known {
		if id, name, ok := w.resolve.Member(w.board.People[person].ID); ok {
			w.out.WriteString("@[" + linkText(name) + "](member:" + id + ")")
			w.links.Mentions++
			return end
		}
	}
	// "@card" and "@board" speak to everybody; they name nobody.
	if name := s[1:end]; name != "card" && name != "board" {
		w.links.UnknownMentions++
	}
	return w.verbatim(s[:end])
}

// number handles "#10".
func (w *rewriter) number(s string) int {
	sign := 1
	if s[0] != '#' {
		sign = len("＃")
	}
	n, length := leadingNumber(s[sign:])
	if length == 0 {
		return 0
	}
	end := sign + length
	if !endsNumber(s[end:]) {
		return 0
	}
	card, several := w.board.cardNumbered(n)
	switch {
	case several:
		w.links.Ambiguous++
		w.ambiguous = append(w.ambiguous, n)
	case card < 0:
		w.links.Unresolved++
	default:
		w.toCard(s[:end], card)
		w.links.Resolved++
		return end
	}
	return w.verbatim(s[:end])
}

// leadingNumber reads up to nine digits, of ASCII or full width.
func leadingNumber(s string) (n, length int) {
	digits := 0
	for length < len(s) {
		r, size := utf8.DecodeRuneInString(s[length:])
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r >= '０' && r <= '９':
			n = n*10 + int(r-'０')
		default:
			return n, length
		}
		if digits++; digits > 9 {
			return 0, 0
		}
		length += size
	}
	return n, length
}

// endsNumber reports whether what follows lets a number end: "10.", "10," and
// "10: x" do; "10th", "10-4", "10.5" and "10%" are something else.
func endsNumber(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	if size == 0 {
		return true
	}
	next, _ := utf8.DecodeRuneInString(rest[size:])
	switch {
	case r == '_' || r == '%' || r == '/':
		return false
	case r == '.' || r == ',' || r == '-' || r == ':':
		return !wordRune(next)
	// Scripts without spaces follow a number directly, as in "#10を参照".
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai):
		return true
	}
	return !wordRune(r)
}

// titleNumber reads the number that a title starts with; marked is true for
// "#10 …", false for "10 …".
func titleNumber(title string) (n int, marked, ok bool) {
	t := strings.TrimSpace(title)
	for _, sign := range []string{"#", "＃"} {
		if strings.HasPrefix(t, sign) {
			t, marked = t[len(sign):], true
			break
		}
	}
	n, length := leadingNumber(t)
	if length == 0 || !endsNumber(t[length:]) {
		return 0, false, false
	}
	return n, marked, true
}

// linkText makes a text safe inside of the brackets of a Markdown link.
func linkText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.NewReplacer("[", "(", "]", ")", "\\", "", "`", "'", "<", "(", ">", ")").Replace(s)
}
