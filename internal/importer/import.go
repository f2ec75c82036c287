package importer

import (
	"taskflow/internal/importer/trello"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// State is where an import is in its life.
type State string

// The states of an import.
const (
	Previewed State = "previewed"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Undone    State = "undone"
)

// Trello is the one source so far.
const Trello = "trello"

// MaxSize is the largest file that is accepted, in bytes.
const MaxSize = trello.MaxSize

// Import is one file on its way into a project.
type Import struct {
	ID         taskflow.ImportID   `json:"id"`
	Source     string              `json:"source" enum:"trello"`
	Filename   string              `json:"filename"`
	State      State               `json:"state" enum:"previewed,running,done,failed,undone"`
	Progress   Progress            `json:"progress"`
	Preview    Preview             `json:"preview"`
	Report     *Report             `json:"report" doc:"What was made so far; complete when the state is done"`
	ProjectID  *taskflow.ProjectID `json:"project_id"`
	CreatedAt  taskflow.Time       `json:"created_at"`
	CreatedBy  taskflow.MemberID   `json:"created_by"`
	FinishedAt *taskflow.Time      `json:"finished_at"`

	stored string
	plan   plan
	undo   made
}

// Progress counts the cards that were brought over.
type Progress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Preview is what a file would become.
type Preview struct {
	Name        string            `json:"name" doc:"Of the board"`
	Description string            `json:"description"`
	Project     Suggestion        `json:"project" doc:"Name and key to begin with; after the start those that it got"`
	Counts      trello.Counts     `json:"counts" doc:"What the file holds"`
	Cut         bool              `json:"cut" doc:"The export holds exactly 1,000 actions, where Trello cuts: older history is missing"`
	Lists       []PreviewList     `json:"lists" doc:"Become columns, in this order"`
	Labels      []PreviewLabel    `json:"labels"`
	People      []PreviewPerson   `json:"people"`
	Links       trello.Links      `json:"links"`
	Left        []trello.Leftover `json:"left" doc:"What cannot be carried over, by kind"`
	Notices     []trello.Notice   `json:"notices" doc:"What comes over changed"`
}

// Suggestion is a name and a free key for the project.
type Suggestion struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

// PreviewList is a list and the column that it becomes.
type PreviewList struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Category project.Category `json:"category" enum:"backlog,todo,in_progress,done,cancelled" doc:"Guessed; may be changed"`
	Guess    string           `json:"guess" enum:"name,position" doc:"What the category was guessed by"`
	Archived bool             `json:"archived"`
	Cards    int              `json:"cards"`
}

// PreviewLabel is a label and whether the workspace has one of that name.
type PreviewLabel struct {
	ID      string            `json:"id"`
	Name    string            `json:"name"`
	Color   string            `json:"color"`
	Uses    int               `json:"uses"`
	LabelID *taskflow.LabelID `json:"label_id" doc:"The existing label that is used; null makes one"`
}

// PreviewPerson is a person and the member that they become.
type PreviewPerson struct {
	ID       string             `json:"id"`
	Name     string             `json:"name"`
	Username string             `json:"username"`
	Former   bool               `json:"former" doc:"No member of the board any more"`
	MemberID *taskflow.MemberID `json:"member_id" doc:"The existing member; null makes a placeholder"`
	By       string             `json:"by" enum:",email,name" doc:"What the member was found by"`

	Email string `json:"email,omitempty"`
}

// Report is what an import made.
type Report struct {
	Columns       int               `json:"columns"`
	Tasks         int               `json:"tasks"`
	TasksArchived int               `json:"tasks_archived"`
	Comments      int               `json:"comments"`
	Members       int               `json:"members" doc:"People found among the members"`
	Placeholders  int               `json:"placeholders" doc:"People without sign-in that were made"`
	Labels        int               `json:"labels"`
	LabelsMade    int               `json:"labels_made"`
	Checklists    int               `json:"checklists"`
	DueDates      int               `json:"due_dates"`
	StartDates    int               `json:"start_dates"`
	ListMoves     int               `json:"list_moves" doc:"Moves between lists that became status history"`
	History       int               `json:"history" doc:"All entries of status history, creations included"`
	Attachments   int               `json:"attachments"`
	InFile        trello.Counts     `json:"in_file" doc:"What the file holds, to compare"`
	Links         trello.Links      `json:"links"`
	Left          []trello.Leftover `json:"left"`
	Notices       []trello.Notice   `json:"notices"`
	Milliseconds  int64             `json:"milliseconds" doc:"From start to finish"`
	Error         *Failure          `json:"error,omitempty" doc:"Why the import failed"`
	Undo          string            `json:"undo,omitempty" enum:"erased,trashed" doc:"What undoing did"`
}

// Failure is why an import failed.
type Failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// StartInput is how to run an import.
type StartInput struct {
	ProjectName string             `json:"project_name,omitempty"`
	ProjectKey  string             `json:"project_key,omitempty"`
	Visibility  project.Visibility `json:"visibility,omitempty"`
	Columns     []ColumnChoice     `json:"columns,omitempty"`
}

// ColumnChoice says what a list becomes. Lists that are not named become what
// the preview says.
type ColumnChoice struct {
	ListID   string           `json:"list_id"`
	Name     string           `json:"name,omitempty"`
	Category project.Category `json:"category,omitempty"`
}

// Codes of notices, beside those of the reader.
const (
	NoteMergedColumns  = "merged_columns"   // more lists than a project may have columns
	NoteCompletedMoved = "completed_moved"  // marked complete: moved to the first done column
	NoteCompletedStays = "completed_stays"  // marked complete, and no column is done
	NoteNewNumbers     = "new_numbers"      // cards whose number was missing or taken
	NoteListArchived   = "archived_by_list" // open cards of archived lists are archived
)
