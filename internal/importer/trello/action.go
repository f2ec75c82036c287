package trello

import (
	"fmt"
	"strings"
	"time"
)

// oneAction takes from the board's history what is carried over: how cards
// came to be, their moves, their comments, and when they were archived.
func (s *scanner) oneAction(i int, at span, raw []byte) error {
	base := fmt.Sprintf("actions[%d]", i)
	var a rawAction
	if err := s.file.decode(at, raw, base, &a); err != nil {
		return err
	}
	b := s.board
	b.Counts.Actions++
	if a.MemberCreator.ID == "" {
		a.MemberCreator.ID = a.IDMemberCreator
	}
	for _, m := range []rawMember{a.MemberCreator, a.Member} {
		if validID(m.ID) {
			b.meet(m)
		}
	}
	date, _, dated, err := instant(a.Date)
	if dated && (b.Since.IsZero() || date.Before(b.Since)) {
		b.Since = date
	}
	switch a.Type {
	case "updateCard", "commentCard", "copyCommentCard", "createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "moveCardToBoard":
	default:
		b.Left.add(LeftActionsPrefix+kindName(a.Type), 1)
		return nil
	}
	if err := s.checkID("actions", i, at, raw, a.ID); err != nil {
		return err
	}
	if err != nil || !dated {
		return s.file.wrong(at, raw, base, base+".date", "This is not a time.")
	}
	if s.actions[a.ID] {
		b.Left.add(LeftRepeated, 1)
		return nil
	}
	s.actions[s.intern(a.ID)] = true
	var d rawActionData
	if err := s.file.decode(at, raw, base, &d); err != nil {
		return err
	}
	if d.Data.Card == nil || d.Data.Card.ID == "" {
		b.Left.add(LeftActionsPrefix+kindName(a.Type), 1)
		return nil
	}
	s.carry(action{raw: a, data: d, at: date, span: at, index: i, card: s.intern(d.Data.Card.ID)})
	return nil
}

// action is one that something is carried over from.
type action struct {
	raw   rawAction
	data  rawActionData
	at    time.Time
	span  span
	index int
	card  string
}

func (s *scanner) carry(a action) {
	d, by := &a.data.Data, ""
	if validID(a.raw.MemberCreator.ID) {
		by = s.intern(a.raw.MemberCreator.ID)
	}
	for _, ref := range []*rawRef{d.List, d.ListBefore, d.ListAfter} {
		if ref != nil && ref.ID != "" {
			s.listNames[s.intern(ref.ID)] = ref.Name
		}
	}
	switch a.raw.Type {
	case "updateCard":
		s.update(a, by)
	case "commentCard", "copyCommentCard":
		c := comment{card: a.card, Comment: Comment{ID: s.intern(a.raw.ID), Author: by, Created: a.at, at: a.span, index: a.index}}
		// An edit time that cannot be read is worth less than the comment.
		c.Edited, _, _, _ = instant(d.DateLastEdited)
		s.comments = append(s.comments, c)
	default:
		made := creation{at: a.at, by: by}
		if d.List != nil {
			made.list = s.intern(d.List.ID)
		}
		if known, ok := s.creations[a.card]; !ok || a.at.Before(known.at) {
			s.creations[a.card] = made
		}
	}
}

func (s *scanner) update(a action, by string) {
	d := &a.data.Data
	if d.ListBefore != nil && d.ListAfter != nil && d.ListBefore.ID != "" && d.ListAfter.ID != "" {
		s.board.Counts.ListMoves++
		s.moves[a.card] = append(s.moves[a.card], move{id: s.intern(a.raw.ID), at: a.at, by: by, from: s.intern(d.ListBefore.ID), to: s.intern(d.ListAfter.ID)})
		return
	}
	switch {
	case d.Old.Closed != nil && d.Card.Closed != nil:
		if *d.Card.Closed && a.at.After(s.closed[a.card]) {
			s.closed[a.card] = a.at
		}
	case d.Old.DueComplete != nil && d.Card.DueComplete != nil:
		if *d.Card.DueComplete && a.at.After(s.ticked[a.card]) {
			s.ticked[a.card] = a.at
		}
	default:
		s.board.Left.add(LeftActionsPrefix+a.raw.Type, 1)
	}
}

// kindName is a kind of action as it may be shown.
func kindName(kind string) string {
	if validID(kind) && len(kind) <= 40 {
		return strings.Clone(kind)
	}
	return "unnamed"
}
