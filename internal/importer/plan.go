package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"taskflow/internal/importer/trello"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// plan is what was decided when an import started: what everything of the file
// becomes.
type plan struct {
	Project taskflow.ProjectID          `json:"project"`
	Key     string                      `json:"key"`
	Columns []planColumn                `json:"columns"`
	Lists   map[string]int              `json:"lists"` // list → column
	People  map[string]planPerson       `json:"people"`
	Labels  map[string]taskflow.LabelID `json:"labels"`
	Started taskflow.Time               `json:"started"`
}

type planColumn struct {
	ID       taskflow.ColumnID `json:"id"`
	Name     string            `json:"name"`
	Category project.Category  `json:"category"`
	Archived bool              `json:"archived"`
}

type planPerson struct {
	ID   taskflow.MemberID `json:"id"`
	Name string            `json:"name"`
}

// made is what an import made outside of its project, for undoing.
type made struct {
	Placeholders []taskflow.MemberID `json:"placeholders,omitempty"`
	Labels       []taskflow.LabelID  `json:"labels,omitempty"`
	LastActivity string              `json:"last_activity,omitempty"` // id of the line that the import wrote last
}

// deriveID returns the id of what something of a file becomes: the same in
// every run of the same import, ordered by time as every UUIDv7.
func deriveID(id taskflow.ImportID, kind, source string, at time.Time) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s", id, kind, source))
	var u uuid.UUID
	copy(u[:], sum[:16])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(at.UnixMilli(), 0)))
	copy(u[:6], ms[2:])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// columns decides which columns the lists become. A board may have more lists
// than a project columns, most of them archived; the surplus shares one.
func (p *plan) columns(id taskflow.ImportID, lists []PreviewList) (merged int) {
	p.Lists = make(map[string]int, len(lists))
	open := 0
	for _, l := range lists {
		if !l.Archived {
			open++
		}
	}
	roomOpen := min(open, project.MaxColumns-1)
	roomArchived := project.MaxColumns - 1 - roomOpen
	if len(lists) <= project.MaxColumns {
		roomOpen, roomArchived = len(lists), len(lists)
	}
	surplus := -1
	for _, l := range lists {
		room := &roomOpen
		if l.Archived {
			room = &roomArchived
		}
		if *room == 0 {
			if surplus < 0 {
				surplus = len(p.Columns)
				p.Columns = append(p.Columns, planColumn{Name: "More lists", Category: project.Backlog, Archived: true})
			}
			p.Columns[surplus].Archived = p.Columns[surplus].Archived && l.Archived
			p.Lists[l.ID] = surplus
			merged++
			continue
		}
		*room--
		p.Lists[l.ID] = len(p.Columns)
		p.Columns = append(p.Columns, planColumn{Name: l.Name, Category: l.Category, Archived: l.Archived})
	}
	if len(p.Columns) == 0 {
		for _, c := range project.DefaultColumns() {
			p.Columns = append(p.Columns, planColumn{Name: c.Name, Category: c.Category})
		}
	}
	for i := range p.Columns {
		p.Columns[i].ID = taskflow.ColumnID(deriveID(id, "column", fmt.Sprint(i), time.UnixMilli(int64(p.Started))))
	}
	return merged
}

// newColumns is the workflow for making the project.
func (p *plan) newColumns() []project.NewColumn {
	out := make([]project.NewColumn, len(p.Columns))
	for i, c := range p.Columns {
		out[i] = project.NewColumn{ID: c.ID, Name: c.Name, Category: c.Category, Archived: c.Archived}
	}
	return out
}

// apply puts a person's choices into the lists of the preview.
func (in StartInput) apply(lists []PreviewList) ([]PreviewList, error) {
	var p taskflow.Problems
	at := map[string]int{}
	out := append([]PreviewList(nil), lists...)
	for i, l := range out {
		at[l.ID] = i
	}
	for i, c := range in.Columns {
		j, known := at[c.ListID]
		if !known {
			p.Add(fmt.Sprintf("columns[%d].list_id", i), "not_found", "The file has no such list.", nil)
			continue
		}
		if c.Name != "" {
			out[j].Name = taskflow.CleanTitle(&p, fmt.Sprintf("columns[%d].name", i), c.Name, taskflow.MaxName)
		}
		if c.Category != "" {
			if !c.Category.Valid() {
				p.Add(fmt.Sprintf("columns[%d].category", i), "bad_choice", "A category is one of backlog, todo, in_progress, done and cancelled.", map[string]any{"choices": project.Categories()})
			}
			out[j].Category = c.Category
		}
	}
	return out, p.Err()
}

// column returns the column that a list became, for status history also one of
// a list that the export does not hold any more.
func (p *plan) column(id taskflow.ImportID, b *trello.Board, list string) project.Column {
	if i, known := p.Lists[list]; known {
		c := p.Columns[i]
		return project.Column{ID: c.ID, Name: c.Name, Category: c.Category}
	}
	return project.Column{
		ID:   taskflow.ColumnID(deriveID(id, "past-column", list, time.UnixMilli(int64(p.Started)))),
		Name: b.ListName(list), Category: project.Category(b.PastCategory(list)),
	}
}

// suggestKey makes a project key of a board's name: the first letters of its
// words, or of its only word. A key that is taken gets a number.
func suggestKey(name string, taken map[string]bool) string {
	var words []string
	for _, w := range strings.FieldsFunc(asciiUpper(name), func(r rune) bool { return r == ' ' }) {
		if w[0] >= 'A' && w[0] <= 'Z' {
			words = append(words, w)
		}
	}
	key := ""
	if len(words) == 1 {
		key = words[0][:min(len(words[0]), 4)]
	} else {
		for _, w := range words[:min(len(words), 4)] {
			key += w[:1]
		}
	}
	if key == "" {
		key = "BOARD"
	}
	for n, base := 2, key; taken[key]; n++ {
		key = fmt.Sprintf("%s%d", base, n)
	}
	return key
}

// asciiUpper keeps letters and digits of a name as capitals, without accents;
// everything else parts words.
func asciiUpper(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			return r
		case r >= 0x300 && r < 0x370: // accents of decomposed letters
			return -1
		}
		return ' '
	}, decompose(name))
}
