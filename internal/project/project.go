package project

import (
	"regexp"
	"strings"

	"taskflow/internal/taskflow"
)

// Visibility says who sees a project without being its member.
type Visibility string

// The two visibilities.
const (
	VisibleToWorkspace Visibility = "workspace" // everyone but guests
	Private            Visibility = "private"   // its members, and those who manage the workspace
)

// TrashDays is how long what was deleted can be brought back.
const TrashDays = 30

// MaxKey is the longest key of a project.
const MaxKey = 10

// Project is a board with its people and its workflow.
type Project struct {
	ID          taskflow.ProjectID   `json:"id"`
	Key         string               `json:"key" doc:"Short name in capitals, the first half of task keys such as WEB-42"`
	Name        string               `json:"name"`
	Color       string               `json:"color"`
	Icon        string               `json:"icon"`
	Description string               `json:"description"`
	Visibility  Visibility           `json:"visibility" enum:"workspace,private"`
	ArchivedAt  *taskflow.Time       `json:"archived_at"`
	CreatedAt   taskflow.Time        `json:"created_at"`
	CreatedBy   taskflow.MemberID    `json:"created_by"`
	MyRole      taskflow.ProjectRole `json:"my_role,omitempty" doc:"Role of who asks; absent in the change log"`

	// NextNumber is the number that the next task gets.
	NextNumber int64 `json:"-"`
	// DeletedAt is when the project went to the trash.
	DeletedAt *taskflow.Time `json:"-"`
	// Hidden says that an import is still filling the project.
	Hidden bool `json:"-"`
}

// Active returns an error when nothing may be changed inside the project.
func (p Project) Active() error {
	if p.ArchivedAt != nil {
		return taskflow.Errorf(taskflow.Conflict, "This project is archived. Unarchive it to make changes.").WithCode("project_archived")
	}
	return nil
}

// TaskKey returns the key of the project's task with a number.
func (p Project) TaskKey(number int64) string { return TaskKey(p.Key, number) }

// CreateInput is a new project.
type CreateInput struct {
	ID          taskflow.ProjectID `json:"id,omitempty"`
	Key         string             `json:"key"`
	Name        string             `json:"name"`
	Color       string             `json:"color,omitempty"`
	Icon        string             `json:"icon,omitempty"`
	Description string             `json:"description,omitempty"`
	Visibility  Visibility         `json:"visibility,omitempty"`
	// Columns is the workflow; nil means DefaultColumns.
	Columns []NewColumn `json:"columns,omitempty"`
	// Hidden keeps the project from everybody until Reveal.
	Hidden bool `json:"hidden,omitempty"`
}

// UpdateInput changes the given fields of a project.
type UpdateInput struct {
	Key         taskflow.Opt[string]     `json:"key,omitzero"`
	Name        taskflow.Opt[string]     `json:"name,omitzero"`
	Color       taskflow.Opt[string]     `json:"color,omitzero"`
	Icon        taskflow.Opt[string]     `json:"icon,omitzero"`
	Description taskflow.Opt[string]     `json:"description,omitzero"`
	Visibility  taskflow.Opt[Visibility] `json:"visibility,omitzero"`
	Archived    taskflow.Opt[bool]       `json:"archived,omitzero"`
}

var (
	keyPattern   = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,9}$`)
	colorPattern = regexp.MustCompile(`^([a-z]{3,20}|#[0-9a-fA-F]{6})$`)
)

// CleanKey returns a project key in capitals. Wrong input is recorded in p.
func CleanKey(p *taskflow.Problems, field, key string) string {
	key = strings.ToUpper(strings.TrimSpace(key))
	if !keyPattern.MatchString(key) {
		p.Add(field, "bad_key", "A key is 1 to 10 letters and digits and begins with a letter, such as WEB.", map[string]any{"max": MaxKey})
		return ""
	}
	return key
}

// CleanColor accepts the name of a hue or #rrggbb. Wrong input is recorded in p.
func CleanColor(p *taskflow.Problems, field, color, fallback string) string {
	if color == "" {
		return fallback
	}
	if !colorPattern.MatchString(color) {
		p.Add(field, "bad_color", "A colour is a name such as blue, or #rrggbb.", nil)
		return fallback
	}
	return strings.ToLower(color)
}

func cleanIcon(p *taskflow.Problems, icon string) string {
	if icon == "" {
		return ""
	}
	return taskflow.CleanTitle(p, "icon", icon, 32)
}

func cleanVisibility(p *taskflow.Problems, v Visibility) Visibility {
	switch v {
	case "":
		return VisibleToWorkspace
	case VisibleToWorkspace, Private:
		return v
	}
	p.Add("visibility", "bad_choice", "A project is visible to the workspace, or private.", map[string]any{"choices": []Visibility{VisibleToWorkspace, Private}})
	return VisibleToWorkspace
}

// Validate returns the input in its stored form, or every wrong field.
func (in CreateInput) Validate() (CreateInput, error) {
	var p taskflow.Problems
	if in.ID == "" {
		in.ID = taskflow.ProjectID(taskflow.NewID())
	}
	CheckID(&p, "id", string(in.ID))
	in.Key = CleanKey(&p, "key", in.Key)
	in.Name = taskflow.CleanTitle(&p, "name", in.Name, taskflow.MaxName)
	in.Color = CleanColor(&p, "color", in.Color, "blue")
	in.Icon = cleanIcon(&p, in.Icon)
	in.Description = taskflow.CleanText(&p, "description", in.Description, taskflow.MaxText)
	in.Visibility = cleanVisibility(&p, in.Visibility)
	if in.Columns == nil {
		in.Columns = DefaultColumns()
	}
	if len(in.Columns) == 0 || len(in.Columns) > MaxColumns {
		p.Add("columns", "bad_count", "A project has between 1 and 100 columns.", map[string]any{"min": 1, "max": MaxColumns})
	}
	ranks := taskflow.RankSeries(len(in.Columns))
	columns := make([]NewColumn, len(in.Columns))
	for i, c := range in.Columns {
		c.Rank = ranks[i]
		columns[i] = c.clean(&p)
	}
	in.Columns = columns
	return in, p.Err()
}

// CheckID records a client-made id that is not a UUID in lower case.
func CheckID(p *taskflow.Problems, field, id string) {
	if !taskflow.ValidID(id) {
		p.Add(field, "bad_id", "An id is a UUID in lower case.", nil)
	}
}

// apply returns the project with the input's fields, and the names of those
// that differ, in the form of the log's patch.
func (in UpdateInput) apply(old Project, now taskflow.Time) (Project, map[string]any, error) {
	var p taskflow.Problems
	out, patch := old, map[string]any{}
	set := func(field string, opt taskflow.Opt[string], target *string, clean func(string) string) {
		if !opt.Set {
			return
		}
		if v := clean(opt.Value); v != *target {
			*target = v
			patch[field] = v
		}
	}
	set("key", in.Key, &out.Key, func(v string) string { return CleanKey(&p, "key", v) })
	set("name", in.Name, &out.Name, func(v string) string { return taskflow.CleanTitle(&p, "name", v, taskflow.MaxName) })
	set("color", in.Color, &out.Color, func(v string) string { return CleanColor(&p, "color", v, "blue") })
	set("icon", in.Icon, &out.Icon, func(v string) string { return cleanIcon(&p, v) })
	set("description", in.Description, &out.Description, func(v string) string {
		return taskflow.CleanText(&p, "description", v, taskflow.MaxText)
	})
	if in.Visibility.Set {
		if v := cleanVisibility(&p, in.Visibility.Value); v != old.Visibility {
			out.Visibility = v
			patch["visibility"] = v
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
