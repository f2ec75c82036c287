package trello

import (
	"fmt"
	"strings"

	"taskflow/internal/taskflow"
)

func (s *scanner) duplicate(key string, i int, at span, raw []byte) error {
	path := fmt.Sprintf("%s[%d].id", key, i)
	return s.file.refuse(codeDuplicate, path, at.offset+offsetOf(raw, fmt.Sprintf("%s[%d]", key, i), path), "Two "+key+" have the same id.")
}

func (s *scanner) checkID(key string, i int, at span, raw []byte, id string) error {
	if validID(id) {
		return nil
	}
	base := fmt.Sprintf("%s[%d]", key, i)
	return s.file.wrong(at, raw, base, base+".id", "Every one of the "+key+" needs an id of letters and digits.")
}

func (s *scanner) pos(at span, raw []byte, base string, n number) (float64, error) {
	v, ok := n.value()
	if !ok {
		return 0, s.file.wrong(at, raw, base, base+".pos", "A position is a number.")
	}
	return v, nil
}

func (s *scanner) oneList(i int, at span, raw []byte) error {
	base := fmt.Sprintf("lists[%d]", i)
	var l rawList
	if err := s.file.decode(at, raw, base, &l); err != nil {
		return err
	}
	if err := s.checkID("lists", i, at, raw, l.ID); err != nil {
		return err
	}
	pos, err := s.pos(at, raw, base, l.Pos)
	if err != nil {
		return err
	}
	b := s.board
	if _, twice := b.list[l.ID]; twice {
		return s.duplicate("lists", i, at, raw)
	}
	b.list[l.ID] = len(b.Lists)
	b.Lists = append(b.Lists, List{ID: s.intern(l.ID), Name: b.shortName(l.Name, "List"), Archived: l.Closed, pos: pos})
	return nil
}

// shortName is a name of at most the length that names may have.
func (b *Board) shortName(name, otherwise string) string {
	name = b.line(name, "")
	if name == "" {
		return otherwise
	}
	short, cut := shorten(name, taskflow.MaxName)
	if cut {
		b.Notices.add(NoteLongName, short)
	}
	return short
}

func (s *scanner) oneMember(i int, at span, raw []byte) error {
	base := fmt.Sprintf("members[%d]", i)
	var m rawMember
	if err := s.file.decode(at, raw, base, &m); err != nil {
		return err
	}
	if err := s.checkID("members", i, at, raw, m.ID); err != nil {
		return err
	}
	p := s.board.meet(m)
	s.board.People[p].Listed, s.board.People[p].Needed = true, true
	return nil
}

// meet returns the person that a part of the file describes, and learns what
// was not known before.
func (b *Board) meet(m rawMember) int {
	i, known := b.person[m.ID]
	if !known {
		i = len(b.People)
		id := strings.Clone(m.ID)
		b.person[id] = i
		b.People = append(b.People, Person{ID: id})
	}
	p := &b.People[i]
	if p.Name == "" && m.FullName != "" {
		p.Name, _ = shorten(b.line(m.FullName, ""), taskflow.MaxName)
	}
	if p.Username == "" && m.Username != "" {
		p.Username = b.line(m.Username, "")
	}
	if p.Email == "" && strings.Contains(m.Email, "@") {
		p.Email = b.line(m.Email, "")
	}
	return i
}

// need marks a person as named by something that is carried over.
func (b *Board) need(m rawMember) {
	if validID(m.ID) {
		b.People[b.meet(m)].Needed = true
	}
}

func (s *scanner) oneChecklist(i int, at span, raw []byte) error {
	base := fmt.Sprintf("checklists[%d]", i)
	var c rawChecklist
	if err := s.file.decode(at, raw, base, &c); err != nil {
		return err
	}
	if err := s.checkID("checklists", i, at, raw, c.ID); err != nil {
		return err
	}
	pos, err := s.checkChecklist(at, raw, base, base, &c)
	if err != nil {
		return err
	}
	for _, other := range s.board.checklists[c.IDCard] {
		if other.id == c.ID {
			return s.duplicate("checklists", i, at, raw)
		}
	}
	s.countChecklist(&c)
	card := s.intern(c.IDCard)
	s.board.checklists[card] = append(s.board.checklists[card], part{id: c.ID, pos: pos, at: at, index: i})
	return nil
}

// checkChecklist looks at what decoding leaves open: positions and times. base
// is the path of the piece, path that of the checklist in it.
func (s *scanner) checkChecklist(at span, raw []byte, base, path string, c *rawChecklist) (float64, error) {
	pos, ok := c.Pos.value()
	if !ok {
		return 0, s.file.wrong(at, raw, base, path+".pos", "A position is a number.")
	}
	for j := range c.CheckItems {
		item := &c.CheckItems[j]
		where := fmt.Sprintf("%s.checkItems[%d]", path, j)
		if _, ok := item.Pos.value(); !ok {
			return 0, s.file.wrong(at, raw, base, where+".pos", "A position is a number.")
		}
		if _, _, _, err := instant(item.Due); err != nil {
			return 0, s.file.wrong(at, raw, base, where+".due", "This is not a time.")
		}
	}
	return pos, nil
}

func (s *scanner) oneCard(i int, at span, raw []byte) error {
	base := fmt.Sprintf("cards[%d]", i)
	var c rawCard
	if err := s.file.decode(at, raw, base, &c); err != nil {
		return err
	}
	if err := s.checkID("cards", i, at, raw, c.ID); err != nil {
		return err
	}
	b := s.board
	if _, twice := b.card[c.ID]; twice {
		return s.duplicate("cards", i, at, raw)
	}
	pos, err := s.checkCard(at, raw, base, &c)
	if err != nil {
		return err
	}
	card := Card{ID: s.intern(c.ID), Title: b.title(c.Name), Archived: c.Closed, Complete: c.DueComplete, pos: pos, at: at, index: i, link: c.ShortLink, active: dateOf(c.DateLastActivity).At}
	if c.IDShort > 0 && c.IDShort < 1_000_000_000 {
		card.Number = int(c.IDShort)
	}
	card.creation.list = s.intern(c.IDList) // where it is; finish puts the index in List
	b.card[card.ID] = len(b.Cards)
	b.Cards = append(b.Cards, card)
	s.countCard(&c)
	return nil
}

// checkCard looks at what decoding leaves open.
func (s *scanner) checkCard(at span, raw []byte, base string, c *rawCard) (float64, error) {
	for _, date := range []struct{ field, value string }{{"due", c.Due}, {"start", c.Start}, {"dateLastActivity", c.DateLastActivity}, {"dateCompleted", c.DateCompleted}} {
		if _, _, _, err := instant(date.value); err != nil {
			return 0, s.file.wrong(at, raw, base, base+"."+date.field, "This is not a time.")
		}
	}
	if c.IDList != "" && !validID(c.IDList) {
		return 0, s.file.wrong(at, raw, base, base+".idList", "This is not the id of a list.")
	}
	for j, id := range c.IDMembers {
		if !validID(id) {
			return 0, s.file.wrong(at, raw, base, fmt.Sprintf("%s.idMembers[%d]", base, j), "This is not the id of a member.")
		}
	}
	for j := range c.Checklists {
		if _, err := s.checkChecklist(at, raw, base, fmt.Sprintf("%s.checklists[%d]", base, j), &c.Checklists[j]); err != nil {
			return 0, err
		}
	}
	return s.pos(at, raw, base, c.Pos)
}

// countCard counts what a card holds, and meets its people and labels.
func (s *scanner) countCard(c *rawCard) {
	b := s.board
	b.Counts.Cards++
	if c.Closed {
		b.Counts.CardsArchived++
	}
	if c.Due != "" {
		b.Counts.DueDates++
	}
	if c.Start != "" {
		b.Counts.StartDates++
	}
	for _, m := range c.Members {
		b.need(m)
	}
	for _, id := range c.IDMembers {
		b.need(rawMember{ID: id})
	}
	for _, state := range c.CheckItemStates {
		if state.State == "complete" {
			b.ticked[s.intern(state.IDCheckItem)] = true
		}
	}
	for _, a := range c.Attachments {
		if webAddress(a.URL) {
			b.Counts.Attachments++
		} else {
			b.Left.add(LeftAttachments, 1)
		}
	}
	for i := range c.Checklists {
		s.countChecklist(&c.Checklists[i])
	}
	s.countLabels(c)
	b.Left.add(LeftVotes, len(c.IDMembersVoted))
	b.Left.add(LeftStickers, len(c.Stickers))
	b.Left.add(LeftCustomFields, len(c.CustomFieldItems))
	b.Left.add(LeftPowerUps, len(c.PluginData))
	for kind, has := range map[string]bool{
		LeftCovers:    c.IDCover != "" || hasCover(c.Cover),
		LeftLocations: c.Address != "" || len(c.Coordinates) > 4,
		LeftTemplates: c.IsTemplate,
	} {
		if has {
			b.Left.add(kind, 1)
		}
	}
}

// countChecklist counts a checklist once: some exports hold it in the card and
// at the top.
func (s *scanner) countChecklist(c *rawChecklist) {
	if s.checklists[c.ID] {
		return
	}
	s.checklists[s.intern(c.ID)] = true
	s.board.Counts.Checklists++
	s.board.Counts.ChecklistItems += len(c.CheckItems)
}

// hasCover reports whether a card shows a colour or a picture: newer exports
// write a cover for every card, most of them empty.
func hasCover(cover []byte) bool {
	for _, field := range []string{"color", "idAttachment", "idUploadedBackground", "idPlugin"} {
		if at := offsetOf(cover, "", field); at > 0 && at < int64(len(cover)) && cover[at] == '"' {
			return true
		}
	}
	return false
}

// title is the title that a task gets.
func (b *Board) title(name string) string {
	title, _ := shorten(b.line(name, ""), taskflow.MaxTitle)
	if title == "" {
		return "Untitled"
	}
	return title
}
