package project

import (
	"taskflow/internal/taskflow"
)

// Category is what a column means, whatever its name.
type Category string

// The categories, in the order of the work.
const (
	Backlog    Category = "backlog"
	Todo       Category = "todo"
	InProgress Category = "in_progress"
	Done       Category = "done"
	Cancelled  Category = "cancelled"
)

var categoryOrder = map[Category]int{Backlog: 1, Todo: 2, InProgress: 3, Done: 4, Cancelled: 5}

// Categories lists all of them in order.
func Categories() []Category { return []Category{Backlog, Todo, InProgress, Done, Cancelled} }

// Valid reports whether c is one of the five categories.
func (c Category) Valid() bool { return categoryOrder[c] > 0 }

// Closed reports whether work in such a column is over.
func (c Category) Closed() bool { return c == Done || c == Cancelled }

// MaxColumns bounds the columns of one project, archived ones included.
const MaxColumns = 100

// MaxWIPLimit bounds the number that a column can be limited to.
const MaxWIPLimit = 10_000

// Column is a status of a project's workflow.
type Column struct {
	ID         taskflow.ColumnID  `json:"id"`
	ProjectID  taskflow.ProjectID `json:"project_id"`
	Name       string             `json:"name"`
	Category   Category           `json:"category" enum:"backlog,todo,in_progress,done,cancelled"`
	Color      string             `json:"color"`
	Rank       string             `json:"rank"`
	WIPLimit   *int               `json:"wip_limit" doc:"How many tasks should be here at most; a warning, never a refusal"`
	ArchivedAt *taskflow.Time     `json:"archived_at"`
}

// NewColumn is a column to be added.
type NewColumn struct {
	ID       taskflow.ColumnID `json:"id,omitempty"`
	Name     string            `json:"name"`
	Category Category          `json:"category"`
	Color    string            `json:"color,omitempty"`
	Rank     string            `json:"rank,omitempty"`
	WIPLimit *int              `json:"wip_limit,omitempty"`
	Archived bool              `json:"archived,omitempty"`
}

// ColumnUpdate changes the given fields of a column.
type ColumnUpdate struct {
	Name     taskflow.Opt[string]   `json:"name,omitzero"`
	Category taskflow.Opt[Category] `json:"category,omitzero"`
	Color    taskflow.Opt[string]   `json:"color,omitzero"`
	Rank     taskflow.Opt[string]   `json:"rank,omitzero"`
	WIPLimit taskflow.Opt[int]      `json:"wip_limit,omitzero"`
	Archived taskflow.Opt[bool]     `json:"archived,omitzero"`
}

// DefaultColumns is the workflow of a new project.
func DefaultColumns() []NewColumn {
	return []NewColumn{
		{Name: "Backlog", Category: Backlog, Color: "gray"},
		{Name: "To do", Category: Todo, Color: "blue"},
		{Name: "In progress", Category: InProgress, Color: "amber"},
		{Name: "Done", Category: Done, Color: "green"},
		{Name: "Cancelled", Category: Cancelled, Color: "gray"},
	}
}

func defaultColor(c Category) string {
	for _, d := range DefaultColumns() {
		if d.Category == c {
			return d.Color
		}
	}
	return "gray"
}

func (c NewColumn) clean(p *taskflow.Problems) NewColumn {
	if c.ID == "" {
		c.ID = taskflow.ColumnID(taskflow.NewID())
	}
	CheckID(p, "id", string(c.ID))
	c.Name = taskflow.CleanTitle(p, "name", c.Name, taskflow.MaxName)
	checkCategory(p, c.Category)
	c.Color = CleanColor(p, "color", c.Color, defaultColor(c.Category))
	if c.Rank != "" {
		CheckRank(p, "rank", c.Rank)
	}
	if c.WIPLimit != nil {
		checkWIPLimit(p, *c.WIPLimit)
	}
	return c
}

// CheckRank records a malformed rank.
func CheckRank(p *taskflow.Problems, field, rank string) {
	if !taskflow.ValidRank(rank) {
		p.Add(field, "bad_rank", "A rank is an order key as the server or the fractional indexing library makes it.", nil)
	}
}

func checkCategory(p *taskflow.Problems, c Category) {
	if !c.Valid() {
		p.Add("category", "bad_choice", "A category is one of backlog, todo, in_progress, done and cancelled.", map[string]any{"choices": Categories()})
	}
}

func checkWIPLimit(p *taskflow.Problems, n int) {
	if n < 1 || n > MaxWIPLimit {
		p.Add("wip_limit", "out_of_range", "A limit is a number from 1 to 10,000.", map[string]any{"min": 1, "max": MaxWIPLimit})
	}
}

// apply returns the column with the input's fields and the patch of those that
// differ.
func (in ColumnUpdate) apply(old Column, now taskflow.Time) (Column, map[string]any, error) {
	var p taskflow.Problems
	out, patch := old, map[string]any{}
	if in.Name.Set {
		if v := taskflow.CleanTitle(&p, "name", in.Name.Value, taskflow.MaxName); v != old.Name {
			out.Name, patch["name"] = v, v
		}
	}
	if in.Category.Set {
		checkCategory(&p, in.Category.Value)
		if in.Category.Value != old.Category {
			out.Category, patch["category"] = in.Category.Value, in.Category.Value
		}
	}
	if in.Color.Set {
		if v := CleanColor(&p, "color", in.Color.Value, defaultColor(out.Category)); v != old.Color {
			out.Color, patch["color"] = v, v
		}
	}
	if in.Rank.Set {
		CheckRank(&p, "rank", in.Rank.Value)
		if in.Rank.Value != old.Rank {
			out.Rank, patch["rank"] = in.Rank.Value, in.Rank.Value
		}
	}
	if in.WIPLimit.Set {
		if !in.WIPLimit.Null {
			checkWIPLimit(&p, in.WIPLimit.Value)
		}
		out.WIPLimit = in.WIPLimit.Ptr()
		if (out.WIPLimit == nil) != (old.WIPLimit == nil) || out.WIPLimit != nil && *out.WIPLimit != *old.WIPLimit {
			patch["wip_limit"] = out.WIPLimit
		}
	}
	if in.Archived.Set && in.Archived.Value != (old.ArchivedAt != nil) {
		out.ArchivedAt = nil
		if in.Archived.Value {
			out.ArchivedAt = &now
		}
		patch["archived_at"] = out.ArchivedAt
	}
	return out, patch, p.Err()
}
