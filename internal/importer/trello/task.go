package trello

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"taskflow/internal/taskflow"
)

// Task is a card with everything that is carried over. References to people,
// labels and lists are the export's ids.
type Task struct {
	CardID      string
	Title       string
	Description string
	Overflow    []string // what did not fit into the description
	Created     time.Time
	Creator     string
	Updated     time.Time
	Start, Due  Date
	Completed   bool // Trello's "complete", which does not depend on the list
	CompletedAt time.Time
	Archived    bool
	ArchivedAt  time.Time
	ListID      string
	Assignees   []string
	Labels      []string
	History     []Entry
	Checklists  int
	Attachments int
	Links       Links
	Notices     Notices
}

// Date is a start or due date: an instant, or a day.
type Date struct {
	Set     bool
	At      time.Time
	DayOnly bool
}

// Entry is one step of a card's way over the board.
type Entry struct {
	ID   string
	At   time.Time
	By   string // a person; empty when unknown
	From string // a list; empty for the first entry
	To   string
}

// Task reads card i with its checklists from the file.
func (b *Board) Task(i int, r Resolver) (*Task, error) {
	c := &b.Cards[i]
	base := fmt.Sprintf("cards[%d]", c.index)
	raw, err := b.file.read(c.at)
	if err != nil {
		return nil, err
	}
	var card rawCard
	if err := b.file.decode(c.at, raw, base, &card); err != nil {
		return nil, err
	}
	lists, err := b.cardChecklists(c.ID, card.Checklists)
	if err != nil {
		return nil, err
	}
	t := &Task{
		CardID: c.ID, Title: c.Title, Created: c.Created, Creator: b.knownPerson(c.creation.by),
		Start: dateOf(card.Start), Due: dateOf(card.Due),
		Archived: c.Archived, ListID: b.Lists[c.List].ID, Notices: Notices{},
	}
	t.Updated = latest(dateOf(card.DateLastActivity).At, c.Created)
	if c.Archived {
		t.ArchivedAt = firstKnown(c.closed, t.Updated)
	}
	if card.DueComplete {
		t.Completed = true
		t.CompletedAt = firstKnown(c.ticked, dateOf(card.DateCompleted).At, t.Updated)
	}
	b.refer(t, &card)
	b.history(t, c)
	b.describe(t, &card, lists, r)
	return t, nil
}

// refer collects the people and labels of a card, each once.
func (b *Board) refer(t *Task, card *rawCard) {
	people := card.IDMembers
	for _, m := range card.Members {
		people = append(people, m.ID)
	}
	for _, id := range people {
		if id = b.knownPerson(id); id != "" && !slices.Contains(t.Assignees, id) {
			t.Assignees = append(t.Assignees, id)
		}
	}
	for _, l := range labelKeys(card) {
		if at, ok := b.label[labelKey(l)]; ok && !slices.Contains(t.Labels, b.Labels[at].ID) {
			t.Labels = append(t.Labels, b.Labels[at].ID)
		}
	}
}

func (b *Board) knownPerson(id string) string {
	if i, ok := b.person[id]; ok {
		return b.People[i].ID
	}
	return ""
}

// history is the way of a card over the board, as far as the export knows it.
func (b *Board) history(t *Task, c *Card) {
	first := t.ListID
	if len(c.moves) > 0 {
		first = c.moves[0].from
	}
	begin := Entry{ID: "first-" + c.ID, At: c.Created, By: t.Creator, To: first}
	switch {
	case !c.creation.at.IsZero():
		begin.At = c.creation.at
		if c.creation.list != "" {
			begin.To = c.creation.list
		}
	case b.Cut:
		// Where the card was before the oldest action, nobody knows.
		begin.At = latest(c.Created, b.Since)
	}
	t.History = append(t.History, begin)
	for _, m := range c.moves {
		t.History = append(t.History, Entry{ID: m.id, At: m.at, By: b.knownPerson(m.by), From: m.from, To: m.to})
	}
	if last := t.History[len(t.History)-1]; last.To != t.ListID {
		t.History = append(t.History, Entry{ID: "last-" + c.ID, At: latest(t.Updated, last.At), From: last.To, To: t.ListID})
		t.Notices.add(NoteInferredMoves, c.Title)
	}
}

// ListName returns the name of a list, of one that is gone as history tells it.
func (b *Board) ListName(id string) string {
	if i, ok := b.list[id]; ok {
		return b.Lists[i].Name
	}
	if name, _ := shorten(b.line(b.pastLists[id], ""), taskflow.MaxName); name != "" {
		return name
	}
	return "Unknown list"
}

// PastCategory guesses the category of a list that the export does not hold.
func (b *Board) PastCategory(id string) string {
	if category, ok := categoryOf(b.ListName(id)); ok {
		return category
	}
	return Todo
}

// cardChecklists are the checklists of a card, wherever the export holds them.
func (b *Board) cardChecklists(id string, lists []rawChecklist) ([]rawChecklist, error) {
	for _, p := range b.checklists[id] {
		if slices.ContainsFunc(lists, func(l rawChecklist) bool { return l.ID == p.id }) {
			continue
		}
		raw, err := b.file.read(p.at)
		if err != nil {
			return nil, err
		}
		var list rawChecklist
		if err := b.file.decode(p.at, raw, fmt.Sprintf("checklists[%d]", p.index), &list); err != nil {
			return nil, err
		}
		lists = append(lists, list)
	}
	slices.SortStableFunc(lists, func(x, y rawChecklist) int { return compareNumbers(x.Pos, y.Pos) })
	for _, list := range lists {
		slices.SortStableFunc(list.CheckItems, func(x, y rawCheckItem) int { return compareNumbers(x.Pos, y.Pos) })
	}
	return lists, nil
}

func compareNumbers(x, y number) int {
	a, _ := x.value()
	b, _ := y.value()
	return cmp.Compare(a, b)
}

// describe writes the description: the card's own, then its checklists as task
// lists, then its attachments as links.
func (b *Board) describe(t *Task, card *rawCard, lists []rawChecklist, r Resolver) {
	w := &rewriter{board: b, resolve: r}
	var parts []string
	if whole := b.line(card.Name, ""); whole != "" && whole != t.Title {
		parts = append(parts, whole)
		t.Notices.add(NoteLongTitle, t.Title)
	}
	if desc := strings.TrimRight(w.text(strings.TrimLeft(t.clean(card.Desc), "\n")), " \t\n"); desc != "" {
		parts = append(parts, desc)
	}
	for _, list := range lists {
		parts = append(parts, b.checklist(t, list, w))
	}
	t.Checklists = len(lists)
	if links := b.attachments(t, card.Attachments, w); links != "" {
		parts = append(parts, links)
	}
	pieces := split(strings.Join(parts, "\n\n"))
	t.Description, t.Overflow = pieces[0], pieces[1:]
	if len(t.Overflow) > 0 {
		t.Notices.add(NoteLongDescription, t.Title)
	}
	t.Links = w.links
	for range w.ambiguous {
		t.Notices.add(NoteAmbiguous, t.Title)
	}
}

func (t *Task) clean(text string) string {
	cleaned, removed := cleanText(text)
	if removed {
		t.Notices.add(NoteControl, t.Title)
	}
	return cleaned
}

func (b *Board) checklist(t *Task, list rawChecklist, w *rewriter) string {
	var out strings.Builder
	name := oneLine(t.clean(list.Name))
	if name == "" {
		name = "Checklist"
	}
	out.WriteString("## " + name + "\n")
	for _, item := range list.CheckItems {
		box := "- [ ] "
		if item.State == "complete" || item.State == "" && b.ticked[item.ID] {
			box = "- [x] "
		}
		out.WriteString("\n" + box + w.text(oneLine(t.clean(item.Name))))
		if person, ok := b.person[item.IDMember]; ok {
			out.WriteString(" · " + linkText(b.People[person].Name))
		}
		if due := dateOf(item.Due); due.Set {
			out.WriteString(" · due " + due.At.Format(time.DateOnly))
		}
	}
	return out.String()
}

func (b *Board) attachments(t *Task, list []rawAttachment, w *rewriter) string {
	var out strings.Builder
	for _, a := range list {
		if !webAddress(a.URL) {
			continue
		}
		if out.Len() == 0 {
			out.WriteString("## Attachments\n")
		}
		t.Attachments++
		out.WriteString("\n- ")
		if card := b.cardAt(a.URL); card >= 0 {
			out.WriteString("[" + linkText(b.Cards[card].Title) + "](task:" + w.resolve.Task(b.Cards[card].ID) + ")")
			w.links.Cards++
			continue
		}
		name := linkText(t.clean(a.Name))
		if name == "" {
			name = linkText(a.URL)
		}
		out.WriteString("[" + name + "](" + linkTarget(a.URL) + ")")
	}
	return out.String()
}

// webAddress reports whether an address is one that a browser may be sent to.
func webAddress(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(address) <= 4*maxLookahead
}

// linkTarget makes an address safe inside of the parentheses of a Markdown link.
func linkTarget(address string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "\"", "%22", "\\", "%5C", "`", "%60").Replace(strings.TrimSpace(address))
}

// Body reads a comment's text. A text longer than a comment may be comes in
// several pieces; an empty comment in none.
func (b *Board) Body(i int, r Resolver) (pieces []string, links Links, notices Notices, err error) {
	c := &b.Comments[i]
	raw, err := b.file.read(c.at)
	if err != nil {
		return nil, Links{}, nil, err
	}
	var d rawActionData
	if err := b.file.decode(c.at, raw, fmt.Sprintf("actions[%d]", c.index), &d); err != nil {
		return nil, Links{}, nil, err
	}
	notices = Notices{}
	title := b.Cards[c.Card].Title
	text, removed := cleanText(d.Data.Text)
	if removed {
		notices.add(NoteControl, title)
	}
	w := &rewriter{board: b, resolve: r}
	text = strings.TrimSpace(w.text(text))
	for range w.ambiguous {
		notices.add(NoteAmbiguous, title)
	}
	if text == "" {
		return nil, w.links, notices, nil
	}
	return split(text), w.links, notices, nil
}

// split cuts a text into pieces of the length that a description or comment may
// have, between lines where that is possible.
func split(text string) []string {
	if len(text) <= taskflow.MaxText || uniseg.GraphemeClusterCount(text) <= taskflow.MaxText && len(text) <= taskflow.MaxText*8 {
		return []string{text}
	}
	var pieces []string
	for text != "" {
		// Bytes are at least as many as characters; the rest is room for
		// characters that grow when they are normalised.
		end := min(len(text), taskflow.MaxText-1000)
		if end < len(text) {
			for !utf8.RuneStart(text[end]) {
				end--
			}
			if i := strings.LastIndexByte(text[:end], '\n'); i > end/2 {
				end = i
			}
		}
		pieces = append(pieces, strings.Trim(text[:end], "\n"))
		text = strings.TrimLeft(text[end:], "\n")
	}
	return pieces
}

// dateOf reads a time that Scan has checked.
func dateOf(s string) Date {
	at, dayOnly, ok, _ := instant(s)
	return Date{Set: ok, At: at, DayOnly: dayOnly}
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func firstKnown(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
