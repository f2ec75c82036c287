package trello

import "sort"

// Left counts what is not carried over, by kind.
type Left map[string]int

// Kinds of things that are not carried over.
const (
	LeftVotes         = "votes"
	LeftStickers      = "stickers"
	LeftCovers        = "covers"
	LeftCustomFields  = "custom_fields"
	LeftPowerUps      = "power_ups"
	LeftLocations     = "locations"
	LeftTemplates     = "templates"          // cards marked as templates come as plain tasks
	LeftLabels        = "unused_labels"      // without a name and on no card
	LeftAttachments   = "attachments"        // whose address is not http or https
	LeftComments      = "comments"           // on cards that the export does not hold
	LeftMoves         = "list_moves"         // of cards that the export does not hold
	LeftChecklists    = "checklists"         // of cards that the export does not hold
	LeftRepeated      = "repeated_actions"   // the same action twice
	LeftActionsPrefix = "action:"            // followed by Trello's name of the kind
	leftOtherActions  = "action:other_kinds" // beyond the kinds that are listed
)

// maxLeftKinds bounds how many kinds a report names: the names come from the file.
const maxLeftKinds = 60

func (l Left) add(kind string, n int) {
	if n <= 0 {
		return
	}
	if _, seen := l[kind]; !seen && len(l) >= maxLeftKinds {
		kind = leftOtherActions
	}
	l[kind] += n
}

// Leftover is one kind of thing that is not carried over.
type Leftover struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// List returns the kinds with their counts, most first.
func (l Left) List() []Leftover {
	out := make([]Leftover, 0, len(l))
	for kind, n := range l {
		out = append(out, Leftover{kind, n})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Count != out[j].Count {
			return out[i].Count > out[j].Count
		}
		return out[i].Kind < out[j].Kind
	})
	return out
}

// Notice tells the person who imports about something that came over changed.
type Notice struct {
	Code   string   `json:"code"`
	Count  int      `json:"count"`
	Places []string `json:"places,omitempty"` // the first few, by the titles of cards
}

// Codes of notices.
const (
	NoteCut             = "export_cut"          // exactly 1,000 actions: history begins with what is known
	NoteLongTitle       = "long_title"          // the whole title is at the top of the description
	NoteLongDescription = "long_description"    // the rest became comments
	NoteControl         = "control_characters"  // removed
	NoteNoList          = "cards_without_list"  // their list is missing; a column was made for them
	NoteNoTitle         = "cards_without_title" // they are called "Untitled"
	NoteAmbiguous       = "ambiguous_links"     // "#10" that fits several cards
	NoteUnknownList     = "unknown_lists"       // history names lists that the export does not hold
	NoteInferredMoves   = "inferred_moves"      // the last known list is not where the card is
	NoteSameNames       = "same_label_names"    // told apart by their colours
	NoteLongName        = "long_name"           // the name of a list was cut
	NoteMissingMembers  = "missing_members"     // people that the export refers to and does not name

	maxPlaces = 10
)

// Notices collects notices by their code.
type Notices map[string]*Notice

func (n Notices) add(code, place string) {
	notice := n[code]
	if notice == nil {
		notice = &Notice{Code: code}
		n[code] = notice
	}
	notice.Count++
	if place != "" && len(notice.Places) < maxPlaces {
		notice.Places = append(notice.Places, place)
	}
}

// Add counts one notice at a place, which may be empty.
func (n Notices) Add(code, place string) { n.add(code, place) }

// Merge adds the notices of other.
func (n Notices) Merge(other Notices) {
	for _, o := range other.List() {
		mine := n[o.Code]
		if mine == nil {
			n[o.Code] = &o
			continue
		}
		mine.Count += o.Count
		mine.Places = append(mine.Places, o.Places[:min(len(o.Places), maxPlaces-len(mine.Places))]...)
	}
}

// List returns the notices by code.
func (n Notices) List() []Notice {
	out := make([]Notice, 0, len(n))
	for _, notice := range n {
		out = append(out, *notice)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}
