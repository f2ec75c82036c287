package trello

import (
	"encoding/json"
	"strconv"
	"time"
)

// The shapes of the export that are read. Every field may be missing or null;
// what is not named here is ignored.

type rawList struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Closed bool   `json:"closed"`
	Pos    number `json:"pos"`
}

type rawLabel struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Color string `json:"color"`
}

type rawMember struct {
	ID       string `json:"id"`
	FullName string `json:"fullName"`
	Username string `json:"username"`
	Initials string `json:"initials"`
	Email    string `json:"email"`
}

type rawCard struct {
	ID               string            `json:"id"`
	IDShort          int64             `json:"idShort"`
	ShortLink        string            `json:"shortLink"`
	Name             string            `json:"name"`
	Desc             string            `json:"desc"`
	Closed           bool              `json:"closed"`
	IDList           string            `json:"idList"`
	Pos              number            `json:"pos"`
	Due              string            `json:"due"`
	DueComplete      bool              `json:"dueComplete"`
	Start            string            `json:"start"`
	DateLastActivity string            `json:"dateLastActivity"`
	DateCompleted    string            `json:"dateCompleted"`
	IDLabels         []string          `json:"idLabels"`
	Labels           []rawLabel        `json:"labels"`
	IDMembers        []string          `json:"idMembers"`
	Members          []rawMember       `json:"members"`
	Checklists       []rawChecklist    `json:"checklists"`
	CheckItemStates  []rawCheckState   `json:"checkItemStates"`
	Attachments      []rawAttachment   `json:"attachments"`
	IDMembersVoted   []string          `json:"idMembersVoted"`
	Stickers         []json.RawMessage `json:"stickers"`
	CustomFieldItems []json.RawMessage `json:"customFieldItems"`
	PluginData       []json.RawMessage `json:"pluginData"`
	Cover            json.RawMessage   `json:"cover"`
	IDCover          string            `json:"idAttachmentCover"`
	Coordinates      json.RawMessage   `json:"coordinates"`
	Address          string            `json:"address"`
	IsTemplate       bool              `json:"isTemplate"`
}

type rawChecklist struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	IDCard     string         `json:"idCard"`
	Pos        number         `json:"pos"`
	CheckItems []rawCheckItem `json:"checkItems"`
}

type rawCheckItem struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	State    string `json:"state"`
	Pos      number `json:"pos"`
	Due      string `json:"due"`
	IDMember string `json:"idMember"`
}

// rawCheckState is how older exports say which items are ticked.
type rawCheckState struct {
	IDCheckItem string `json:"idCheckItem"`
	State       string `json:"state"`
}

type rawAttachment struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rawAction struct {
	ID              string          `json:"id"`
	Type            string          `json:"type"`
	Date            string          `json:"date"`
	IDMemberCreator string          `json:"idMemberCreator"`
	MemberCreator   rawMember       `json:"memberCreator"`
	Member          rawMember       `json:"member"`
	Data            json.RawMessage `json:"data"`
}

// rawActionData is decoded for the kinds of actions that are carried over.
type rawActionData struct {
	Data struct {
		Text           string   `json:"text"`
		DateLastEdited string   `json:"dateLastEdited"`
		Card           *rawMark `json:"card"`
		List           *rawRef  `json:"list"`
		ListBefore     *rawRef  `json:"listBefore"`
		ListAfter      *rawRef  `json:"listAfter"`
		Old            rawMark  `json:"old"`
	} `json:"data"`
}

type rawRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// rawMark is the part of a card that an action tells: before and after.
type rawMark struct {
	ID          string `json:"id"`
	Closed      *bool  `json:"closed"`
	DueComplete *bool  `json:"dueComplete"`
}

// number accepts 12, 12.5, "12.5" and words such as "bottom", which some tools
// write as a position; words count as 0, and the order of the file decides. It
// is read after decoding, so that a wrong one can be refused at its place.
type number json.RawMessage

// UnmarshalJSON keeps the bytes.
func (n *number) UnmarshalJSON(b []byte) error {
	*n = append((*n)[:0], b...)
	return nil
}

func (n number) value() (v float64, ok bool) {
	if len(n) == 0 || n[0] == 'n' {
		return 0, true
	}
	if n[0] == '"' {
		v, err := strconv.ParseFloat(string(n[1:len(n)-1]), 64)
		if err != nil || v-v != 0 {
			return 0, true
		}
		return v, true
	}
	v, err := strconv.ParseFloat(string(n), 64)
	return v, err == nil
}

// instant reads a time of the export; ok is false for one that is missing.
// Trello writes UTC with milliseconds; copies made by other tools drop them or
// keep the date only.
func instant(s string) (t time.Time, dateOnly, ok bool, err error) {
	if s == "" {
		return time.Time{}, false, false, nil
	}
	if t, err = time.Parse(time.RFC3339Nano, s); err == nil {
		t = t.UTC()
	} else if t, err = time.Parse(time.DateOnly, s); err == nil {
		dateOnly = true
	} else if t, err = time.Parse("2006-01-02T15:04:05.999", s); err != nil {
		return time.Time{}, false, false, err
	}
	if t.Year() < 1900 || t.Year() > 9999 {
		return time.Time{}, false, false, strconv.ErrRange
	}
	return t, dateOnly, true, nil
}

// madeAt reads the creation time that the first four bytes of a Trello id tell.
func madeAt(id string) (time.Time, bool) {
	if len(id) != 24 {
		return time.Time{}, false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return time.Time{}, false
		}
	}
	seconds, err := strconv.ParseInt(id[:8], 16, 64)
	t := time.Unix(seconds, 0).UTC()
	// Trello opened in 2011; an id made by another tool may hold anything.
	if err != nil || t.Year() < 2008 || t.Year() > 2100 {
		return time.Time{}, false
	}
	return t, true
}

// validID reports whether an id of the export can be used as a key.
func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
