package task

import (
	"math"
	"reflect"
	"slices"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	// MaxDepth is how many levels of subtasks a tree has, the root included.
	MaxDepth = 8
	// MaxPeople bounds the assignees and the labels of one task.
	MaxPeople = 200
	// MaxWatchers bounds the watchers of one task.
	MaxWatchers = 1000
	// MaxEstimate bounds an estimate.
	MaxEstimate = 1_000_000
	// MaxBulk is the most tasks that one request changes row by row.
	MaxBulk = 500
)

// Priority says how much a task matters.
type Priority string

// The priorities, least first.
const (
	None   Priority = "none"
	Low    Priority = "low"
	Medium Priority = "medium"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

var priorities = []Priority{None, Low, Medium, High, Urgent}

// Valid reports whether p is one of the five priorities.
func (p Priority) Valid() bool { return slices.Contains(priorities, p) }

// level is the stored form: 0 for none to 4 for urgent.
func (p Priority) level() int { return max(slices.Index(priorities, p), 0) }

func priorityOf(level int) Priority {
	if level < 0 || level >= len(priorities) {
		return None
	}
	return priorities[level]
}

// Task is a piece of work.
type Task struct {
	ID                 taskflow.TaskID     `json:"id"`
	ProjectID          taskflow.ProjectID  `json:"project_id"`
	Number             int64               `json:"number"`
	Key                string              `json:"key" doc:"Project key and number, such as WEB-42"`
	Title              string              `json:"title"`
	ColumnID           taskflow.ColumnID   `json:"column_id"`
	Rank               string              `json:"rank" doc:"Order within the column, compared byte by byte; ties by id"`
	Priority           Priority            `json:"priority" enum:"none,low,medium,high,urgent"`
	Estimate           *float64            `json:"estimate"`
	StartDate          *string             `json:"start_date"`
	StartAt            *taskflow.Time      `json:"start_at"`
	StartZone          *string             `json:"start_zone"`
	DueDate            *string             `json:"due_date" doc:"YYYY-MM-DD; with due_at its date in due_zone"`
	DueAt              *taskflow.Time      `json:"due_at"`
	DueZone            *string             `json:"due_zone" doc:"IANA name of a time zone"`
	ParentID           *taskflow.TaskID    `json:"parent_id"`
	Assignees          []taskflow.MemberID `json:"assignees"`
	Labels             []taskflow.LabelID  `json:"labels"`
	Watchers           []taskflow.MemberID `json:"watchers"`
	CreatedAt          taskflow.Time       `json:"created_at"`
	CreatedBy          *taskflow.MemberID  `json:"created_by"`
	UpdatedAt          taskflow.Time       `json:"updated_at"`
	StartedAt          *taskflow.Time      `json:"started_at" doc:"When it was first in progress"`
	CompletedAt        *taskflow.Time      `json:"completed_at" doc:"When it was done"`
	ClosedAt           *taskflow.Time      `json:"closed_at" doc:"When it was done or cancelled"`
	ArchivedAt         *taskflow.Time      `json:"archived_at"`
	DeletedAt          *taskflow.Time      `json:"deleted_at"`
	CommentCount       int                 `json:"comment_count"`
	SubtaskTotal       int                 `json:"subtask_total"`
	SubtaskDone        int                 `json:"subtask_done"`
	ChecklistTotal     int                 `json:"checklist_total"`
	ChecklistDone      int                 `json:"checklist_done"`
	HasDescription     bool                `json:"has_description"`
	DescriptionVersion int                 `json:"description_version"`
}

// TextCounts are the lengths of a task's texts.
type TextCounts struct {
	Title       taskflow.Counts `json:"title"`
	Description taskflow.Counts `json:"description"`
}

// Detail is a task with its description.
type Detail struct {
	Task
	Description string     `json:"description"`
	Counts      TextCounts `json:"counts"`
}

func (d *Detail) count() {
	d.Counts = TextCounts{Title: taskflow.Count(d.Title), Description: taskflow.Count(d.Description)}
}

// CreateInput is a new task.
type CreateInput struct {
	ID          taskflow.TaskID     `json:"id,omitempty"`
	ProjectID   string              `json:"project_id"` // id or key
	Title       string              `json:"title"`
	ColumnID    taskflow.ColumnID   `json:"column_id,omitempty"`
	Rank        string              `json:"rank,omitempty"`
	Description string              `json:"description,omitempty"`
	Priority    Priority            `json:"priority,omitempty"`
	Estimate    *float64            `json:"estimate,omitempty"`
	Assignees   []taskflow.MemberID `json:"assignees,omitempty"`
	Labels      []taskflow.LabelID  `json:"labels,omitempty"`
	ParentID    taskflow.TaskID     `json:"parent_id,omitempty"`
	Start       When                `json:"start"`
	Due         When                `json:"due"`
}

// Change is an addition to a set and a removal from it.
type Change[T ~string] struct {
	Add    []T `json:"add,omitempty"`
	Remove []T `json:"remove,omitempty"`
}

// UpdateInput changes the given fields of a task.
type UpdateInput struct {
	Title           taskflow.Opt[string]            `json:"title"`
	Description     taskflow.Opt[string]            `json:"description"`
	DescriptionBase *int                            `json:"description_base,omitempty"`
	ColumnID        taskflow.Opt[taskflow.ColumnID] `json:"column_id"`
	Rank            taskflow.Opt[string]            `json:"rank"`
	Priority        taskflow.Opt[Priority]          `json:"priority"`
	Estimate        taskflow.Opt[float64]           `json:"estimate"`
	Start           When                            `json:"start"`
	Due             When                            `json:"due"`
	ParentID        taskflow.Opt[taskflow.TaskID]   `json:"parent_id"`
	Archived        taskflow.Opt[bool]              `json:"archived"`
	Assignees       Change[taskflow.MemberID]       `json:"assignees"`
	Labels          Change[taskflow.LabelID]        `json:"labels"`
	Watchers        Change[taskflow.MemberID]       `json:"watchers"`
}

// Validate returns the input in its stored form, or every wrong field.
func (in CreateInput) Validate() (CreateInput, error) {
	var p taskflow.Problems
	if in.ID == "" {
		in.ID = taskflow.TaskID(taskflow.NewID())
	}
	project.CheckID(&p, "id", string(in.ID))
	if in.ProjectID == "" {
		p.Add("project_id", "required", "A task belongs to a project.", nil)
	}
	in.Title = taskflow.CleanTitle(&p, "title", in.Title, taskflow.MaxTitle)
	in.Description = taskflow.CleanText(&p, "description", in.Description, taskflow.MaxText)
	if in.Priority == "" {
		in.Priority = None
	}
	checkPriority(&p, in.Priority)
	if in.Estimate != nil {
		checkEstimate(&p, *in.Estimate)
	}
	if in.Rank != "" {
		project.CheckRank(&p, "rank", in.Rank)
	}
	if in.ColumnID != "" {
		project.CheckID(&p, "column_id", string(in.ColumnID))
	}
	if in.ParentID != "" {
		project.CheckID(&p, "parent_id", string(in.ParentID))
	}
	in.Start.clean(&p, "start")
	in.Due.clean(&p, "due")
	in.Assignees = cleanSet(&p, "assignees", in.Assignees)
	in.Labels = cleanSet(&p, "labels", in.Labels)
	return in, p.Err()
}

// Validate returns the input in its stored form, or every wrong field.
func (in UpdateInput) Validate() (UpdateInput, error) {
	var p taskflow.Problems
	if in.Title.Set {
		in.Title.Value = taskflow.CleanTitle(&p, "title", in.Title.Value, taskflow.MaxTitle)
	}
	if in.Description.Set {
		in.Description.Value = taskflow.CleanText(&p, "description", in.Description.Value, taskflow.MaxText)
	}
	if in.Priority.Set {
		if in.Priority.Null {
			in.Priority.Value = None
		}
		checkPriority(&p, in.Priority.Value)
	}
	if in.Estimate.Set && !in.Estimate.Null {
		checkEstimate(&p, in.Estimate.Value)
	}
	if in.Rank.Set {
		project.CheckRank(&p, "rank", in.Rank.Value)
	}
	if in.ColumnID.Set {
		project.CheckID(&p, "column_id", string(in.ColumnID.Value))
	}
	if in.ParentID.Set && !in.ParentID.Null {
		project.CheckID(&p, "parent_id", string(in.ParentID.Value))
	}
	in.Start.clean(&p, "start")
	in.Due.clean(&p, "due")
	in.Assignees.clean(&p, "assignees")
	in.Labels.clean(&p, "labels")
	in.Watchers.clean(&p, "watchers")
	return in, p.Err()
}

// verb is what the input asks for: to watch oneself takes less than to change
// the task.
func (in UpdateInput) verb(self taskflow.MemberID) taskflow.Verb {
	rest := in
	rest.Watchers = Change[taskflow.MemberID]{}
	if !reflect.DeepEqual(rest, UpdateInput{}) {
		return UpdateVerb
	}
	for _, id := range slices.Concat(in.Watchers.Add, in.Watchers.Remove) {
		if id != self {
			return EnlistVerb
		}
	}
	return WatchVerb
}

func (c *Change[T]) clean(p *taskflow.Problems, field string) {
	c.Add = cleanSet(p, field, c.Add)
	c.Remove = cleanSet(p, field, c.Remove)
}

// cleanSet sorts ids, drops repetitions and records malformed ones.
func cleanSet[T ~string](p *taskflow.Problems, field string, ids []T) []T {
	if len(ids) > MaxPeople {
		p.Add(field, "too_many", "These are too many at once.", map[string]any{"max": MaxPeople})
		return nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		if !taskflow.ValidID(string(id)) {
			p.Add(field, "bad_id", "An id is a UUID in lower case.", nil)
			break
		}
	}
	return ids
}

func checkPriority(p *taskflow.Problems, v Priority) {
	if !v.Valid() {
		p.Add("priority", "bad_choice", "A priority is none, low, medium, high or urgent.", map[string]any{"choices": priorities})
	}
}

func checkEstimate(p *taskflow.Problems, v float64) {
	if math.IsNaN(v) || v < 0 || v > MaxEstimate {
		p.Add("estimate", "out_of_range", "An estimate is a number from 0 to 1,000,000.", map[string]any{"min": 0, "max": MaxEstimate})
	}
}
