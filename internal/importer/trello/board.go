package trello

import (
	"strings"
	"time"
)

// Board is the index of one export: what there is, in the order that it will
// have, and where in the file to read the rest.
type Board struct {
	Name        string
	Description string
	Active      time.Time // the last activity; zero when unknown
	Lists       []List    // by position
	Labels      []Label
	People      []Person // the members, then those that only cards and actions name
	Cards       []Card   // by list, then by position
	Comments    []Comment
	Counts      Counts
	Cut         bool      // exactly 1,000 actions: Trello leaves out the older ones
	Since       time.Time // the oldest action; zero when there is none
	Left        Left
	Notices     Notices

	file        *file
	checklists  map[string][]part // by card
	ticked      map[string]bool   // check items that older exports list as complete
	list        map[string]int
	label       map[string]int // by id, or by colour and name
	person      map[string]int
	card        map[string]int
	pastLists   map[string]string // the names of lists that actions tell
	byUsername  map[string]int
	byShortLink map[string]int
	byNumber    map[int]numbered
}

// List becomes a column.
type List struct {
	ID       string
	Name     string
	Archived bool
	Category string // guessed; the person who imports may change it
	Guess    string // "name" or "position": what the guess goes by
	Cards    int
	pos      float64
}

// Label becomes a label of the workspace.
type Label struct {
	ID    string
	Name  string // the name of its colour when it has none
	Color string // of our palette
	Uses  int
	named bool
	tint  string // the colour as Trello calls it
}

// Person becomes a member of the workspace, or a placeholder.
type Person struct {
	ID       string
	Name     string
	Username string
	Email    string
	Listed   bool // a member of the board; others left it
	Needed   bool // something that is carried over names this person
}

// Card becomes a task.
type Card struct {
	ID       string
	Number   int // Trello's own number of the card; 0 when unknown
	Title    string
	List     int
	Archived bool
	Complete bool // marked complete, wherever it is
	Comments int
	Created  time.Time
	pos      float64
	at       span
	index    int // in the file, for the path in messages
	link     string
	active   time.Time // its last activity
	creation creation
	moves    []move
	closed   time.Time // when it was archived
	ticked   time.Time // when its due date was marked complete
}

// Comment is a comment on a card, in the order of time.
type Comment struct {
	ID      string
	Card    int
	Author  string // a person; empty when unknown
	Created time.Time
	Edited  time.Time // zero when it never was
	at      span
	index   int
}

// Counts are what the file holds.
type Counts struct {
	Lists          int `json:"lists"`
	ListsArchived  int `json:"lists_archived"`
	Cards          int `json:"cards"`
	CardsArchived  int `json:"cards_archived"`
	Comments       int `json:"comments"`
	Members        int `json:"members"`
	FormerMembers  int `json:"former_members"`
	Labels         int `json:"labels"`
	Checklists     int `json:"checklists"`
	ChecklistItems int `json:"checklist_items"`
	DueDates       int `json:"due_dates"`
	StartDates     int `json:"start_dates"`
	Attachments    int `json:"attachments"`
	ListMoves      int `json:"list_moves"`
	Actions        int `json:"actions"`
}

// creation is what an action tells about the making of a card.
type creation struct {
	at   time.Time
	by   string
	list string
}

// move is one card's way from one list to another.
type move struct {
	id       string
	at       time.Time
	by       string
	from, to string
}

// part is a piece of the file with its place in the order.
type part struct {
	id    string
	pos   float64
	at    span
	index int
}

// numbered are the cards that "#10" may mean.
type numbered struct {
	marked, bare, short []int32
}

// cardNumbered returns the card that "#n" means: the one whose title starts
// with the number, else the one that Trello numbered so; -1 for none. several
// is true where more than one fits.
func (b *Board) cardNumbered(n int) (card int, several bool) {
	fits := b.byNumber[n]
	for _, cards := range [][]int32{fits.marked, fits.bare, fits.short} {
		if len(cards) > 0 {
			return int(cards[0]), len(cards) > 1
		}
	}
	return -1, false
}

// cardAt returns the card of this board that a Trello address leads to, else -1.
func (b *Board) cardAt(url string) int {
	_, path, ok := strings.Cut(url, "://trello.com/c/")
	if !ok {
		return -1
	}
	link, more, _ := strings.Cut(path, "/")
	// An address of one comment says more than the card does.
	if strings.ContainsAny(link+more, "#?") {
		return -1
	}
	if card, ok := b.byShortLink[link]; ok {
		return card
	}
	return -1
}

func (b *Board) indexNumbers() {
	b.byNumber = make(map[int]numbered, len(b.Cards))
	b.byShortLink = make(map[string]int, len(b.Cards))
	for i := range b.Cards {
		c := &b.Cards[i]
		if n, marked, ok := titleNumber(c.Title); ok {
			fits := b.byNumber[n]
			if marked {
				fits.marked = append(fits.marked, int32(i))
			} else {
				fits.bare = append(fits.bare, int32(i))
			}
			b.byNumber[n] = fits
		}
		if c.Number > 0 {
			fits := b.byNumber[c.Number]
			fits.short = append(fits.short, int32(i))
			b.byNumber[c.Number] = fits
		}
		if c.link != "" {
			b.byShortLink[c.link] = i
		}
	}
}

// Created returns when a card was made.
func (b *Board) Created(cardID string) (time.Time, bool) {
	i, known := b.card[cardID]
	if !known {
		return time.Time{}, false
	}
	return b.Cards[i].Created, true
}
