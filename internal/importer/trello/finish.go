package trello

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"taskflow/internal/taskflow"
)

// finish puts together what the file tells in any order.
func (s *scanner) finish() error {
	b := s.board
	if b.Name, _ = shorten(b.line(b.Name, ""), taskflow.MaxName); b.Name == "" {
		b.Name = "Trello board"
	}
	b.Cut = b.Counts.Actions == cutAt
	if b.Cut {
		b.Notices.add(NoteCut, "")
	}
	s.finishLists()
	s.finishCards()
	s.finishComments()
	s.finishPeople()
	s.finishLabels()
	for id, lists := range b.checklists {
		if _, known := b.card[id]; !known {
			b.Left.add(LeftChecklists, len(lists))
		}
	}
	return nil
}

// noList is the id of the column for cards whose list is missing.
const noList = "no-list"

func (s *scanner) finishLists() {
	b := s.board
	b.Counts.Lists = len(b.Lists)
	slices.SortStableFunc(b.Lists, func(x, y List) int { return cmp.Compare(x.pos, y.pos) })
	for i := range b.Lists {
		b.list[b.Lists[i].ID] = i
		if b.Lists[i].Archived {
			b.Counts.ListsArchived++
		}
	}
	guessCategories(b.Lists)
	for i := range b.Cards {
		c := &b.Cards[i]
		at, known := b.list[c.creation.list]
		if !known {
			if at, known = b.list[noList]; !known {
				at = len(b.Lists)
				b.list[noList] = at
				b.Lists = append(b.Lists, List{ID: noList, Name: "Without a list", Category: Backlog, Guess: "position"})
			}
			b.Notices.add(NoteNoList, c.Title)
		}
		c.List, c.creation = at, creation{}
		b.Lists[at].Cards++
	}
}

func (s *scanner) finishCards() {
	b := s.board
	slices.SortStableFunc(b.Cards, func(x, y Card) int {
		return cmp.Or(cmp.Compare(x.List, y.List), cmp.Compare(x.pos, y.pos), cmp.Compare(x.index, y.index))
	})
	for i := range b.Cards {
		c := &b.Cards[i]
		b.card[c.ID] = i
		c.creation, c.moves = s.creations[c.ID], s.moves[c.ID]
		c.closed, c.ticked = s.closed[c.ID], s.ticked[c.ID]
		slices.SortStableFunc(c.moves, func(x, y move) int { return cmp.Or(x.at.Compare(y.at), cmp.Compare(x.id, y.id)) })
		c.Created = c.born(b)
		b.needID(c.creation.by)
		for _, m := range c.moves {
			b.needID(m.by)
			for _, list := range []string{m.from, m.to} {
				if _, known := b.list[list]; !known {
					b.Notices.add(NoteUnknownList, c.Title)
				}
			}
		}
		if c.Title == "Untitled" {
			b.Notices.add(NoteNoTitle, "")
		}
		delete(s.moves, c.ID)
	}
	for _, moves := range s.moves {
		b.Left.add(LeftMoves, len(moves))
	}
	b.pastLists = s.listNames
	b.indexNumbers()
}

// born is when a card was made: told by its id, for copies made by other tools
// by its creation or the oldest thing that is known of it.
func (c *Card) born(b *Board) time.Time {
	t, told := madeAt(c.ID)
	switch {
	case !c.creation.at.IsZero() && (!told || c.creation.at.Before(t) || c.creation.at.Sub(t) < time.Minute):
		// The action also knows the milliseconds.
		return c.creation.at
	case told:
		return t
	case len(c.moves) > 0:
		return c.moves[0].at
	}
	return firstKnown(c.active, b.Since, b.Active)
}

func (s *scanner) finishComments() {
	b := s.board
	for _, c := range s.comments {
		card, known := b.card[c.card]
		if !known {
			b.Left.add(LeftComments, 1)
			continue
		}
		c.Card = card
		b.Cards[card].Comments++
		b.needID(c.Author)
		b.Comments = append(b.Comments, c.Comment)
	}
	slices.SortStableFunc(b.Comments, func(x, y Comment) int { return cmp.Or(x.Created.Compare(y.Created), cmp.Compare(x.ID, y.ID)) })
	b.Counts.Comments = len(b.Comments)
}

func (b *Board) needID(id string) {
	if i, known := b.person[id]; known {
		b.People[i].Needed = true
	}
}

// finishPeople keeps whom something names, and gives everybody a name.
func (s *scanner) finishPeople() {
	b := s.board
	kept, nameless := b.People[:0], 0
	for _, p := range b.People {
		if !p.Needed {
			continue
		}
		if p.Name == "" {
			p.Name = p.Username
		}
		if p.Name == "" {
			nameless++
			p.Name = fmt.Sprintf("Former member %d", nameless)
			b.Notices.add(NoteMissingMembers, p.Name)
		}
		if p.Listed {
			b.Counts.Members++
		} else {
			b.Counts.FormerMembers++
		}
		kept = append(kept, p)
	}
	b.People, b.person = kept, make(map[string]int, len(kept))
	for i, p := range kept {
		b.person[p.ID] = i
		if p.Username != "" {
			b.byUsername[strings.ToLower(p.Username)] = i
		}
	}
}

// shorten cuts a text to at most max characters as people count them; cut says
// whether it did.
func shorten(s string, max int) (short string, cut bool) {
	// Marks can make one character endless; the bytes are bounded too.
	if len(s) <= max {
		return s, false
	}
	count, end, state, rest := 0, 0, -1, s
	last := 0
	for rest != "" {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if count++; count > max || end+len(cluster) > max*8 {
			return strings.TrimSpace(s[:last]) + "…", true
		}
		last, end = end, end+len(cluster)
	}
	return s, false
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
