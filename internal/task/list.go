package task

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// Filter says which tasks are wanted, in which order. Zero values do not
// filter, but closed and archived tasks come only when asked for.
type Filter struct {
	Project   string // id or key; empty for every project that is seen
	Column    taskflow.ColumnID
	Assignee  string // a member's id, "me" or "none"
	Label     taskflow.LabelID
	Priority  Priority
	Parent    string // id or key; "none" for roots
	Text      string // part of the title
	DueBefore string // date, excluded
	DueAfter  string // date, excluded
	Closed    string // open, closed or all
	Archived  bool
	Sort      string // rank, created, updated, due or priority
	Page      taskflow.Page
}

// The statement that every list begins with; conditions follow as fragments,
// each with its parameters.
const listTasks = `SELECT ` + taskColumns + ` FROM tasks t WHERE t.workspace_id = $1 AND t.deleted_at IS NULL`

// order is one way to sort: by an expression and then by id, ascending, or
// both descending.
type order struct {
	by   string
	desc bool
	key  func(Task) string
	// parse reads the key back from a cursor as the expression's type.
	parse func(string) (any, error)
}

func parseNumber(s string) (any, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err
}

func parseText(s string) (any, error) { return s, nil }

func timeKey(t taskflow.Time) string { return strconv.FormatInt(int64(t), 10) }

// lastDate sorts what has no date behind everything that has one.
const lastDate = "9999-12-32"

var orders = map[string]order{
	"rank":     {by: "t.rank", key: func(t Task) string { return t.Rank }, parse: parseText},
	"created":  {by: "t.created_at", desc: true, key: func(t Task) string { return timeKey(t.CreatedAt) }, parse: parseNumber},
	"updated":  {by: "t.updated_at", desc: true, key: func(t Task) string { return timeKey(t.UpdatedAt) }, parse: parseNumber},
	"priority": {by: "(4 - t.priority)", key: func(t Task) string { return strconv.Itoa(4 - t.Priority.level()) }, parse: parseNumber},
	"due": {by: "COALESCE(t.due_date, '" + lastDate + "')", parse: parseText, key: func(t Task) string {
		if t.DueDate == nil {
			return lastDate
		}
		return *t.DueDate
	}},
}

// validate returns the filter with its defaults, or every wrong field.
func (f Filter) validate() (Filter, error) {
	var p taskflow.Problems
	if f.Sort == "" {
		f.Sort = "created"
		if f.Project != "" {
			f.Sort = "rank"
		}
	}
	if _, ok := orders[f.Sort]; !ok {
		p.Add("sort", "bad_choice", "Tasks are sorted by rank, created, updated, due or priority.", nil)
	}
	if f.Sort == "rank" && f.Project == "" {
		p.Add("sort", "needs_project", "Ranks order the tasks of one project; name the project.", nil)
	}
	if f.Closed == "" {
		f.Closed = "open"
	}
	if !slices.Contains([]string{"open", "closed", "all"}, f.Closed) {
		p.Add("closed", "bad_choice", "Ask for open, closed or all tasks.", nil)
	}
	if f.Priority != "" {
		checkPriority(&p, f.Priority)
	}
	if f.DueBefore != "" {
		checkDate(&p, "due_before", f.DueBefore)
	}
	if f.DueAfter != "" {
		checkDate(&p, "due_after", f.DueAfter)
	}
	f.Text = strings.TrimSpace(taskflow.CleanText(&p, "q", f.Text, taskflow.MaxTitle))
	return f, p.Err()
}

// List returns a page of the tasks that the caller may see, and the cursor of
// the next one.
func (s *Service) List(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, f Filter) (out []Task, next string, err error) {
	if f, err = f.validate(); err != nil {
		return nil, "", err
	}
	err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		l := lister{tx: tx, actor: actor, filter: f, keys: map[taskflow.ProjectID]project.Project{}}
		out, next, err = l.list()
		return err
	})
	return out, next, err
}

type lister struct {
	tx     *db.Tx
	actor  taskflow.Actor
	filter Filter
	keys   map[taskflow.ProjectID]project.Project
}

func (l *lister) list() ([]Task, string, error) {
	if err := l.scope(); err != nil {
		return nil, "", err
	}
	if l.filter.Parent != "" && l.filter.Parent != "none" {
		parent, err := Find(l.tx, l.actor, l.filter.Parent)
		if err != nil {
			return nil, "", err
		}
		l.filter.Parent = string(parent.ID)
	}
	read := l.sorted
	if l.filter.Sort == "rank" {
		read = l.board
	}
	tasks, next, err := read()
	if err != nil {
		return nil, "", err
	}
	for i := range tasks {
		tasks[i].Key = l.keys[tasks[i].ProjectID].TaskKey(tasks[i].Number)
	}
	return tasks, next, loadPeople(l.tx, l.actor.Workspace, pointers(tasks))
}

// scope finds the projects that are asked about.
func (l *lister) scope() error {
	if l.filter.Project != "" {
		p, _, err := project.Find(l.tx, l.actor, l.filter.Project)
		l.keys[p.ID] = p
		return err
	}
	seen, err := project.Visible(l.tx, l.actor)
	for _, p := range seen {
		l.keys[p.ID] = p
	}
	return err
}

// statement is a text with its parameters, in the order of their first use.
type statement struct {
	text strings.Builder
	args []any
}

// and appends a fragment; each %s in it is one of the values' parameter.
func (s *statement) and(fragment string, values ...any) {
	names := make([]any, len(values))
	for i, v := range values {
		s.args = append(s.args, v)
		names[i] = "$" + strconv.Itoa(len(s.args))
	}
	fmt.Fprintf(&s.text, fragment, names...)
}

// statement builds the query with all conditions of the filter.
func (l *lister) statement(column taskflow.ColumnID) *statement {
	s := &statement{args: []any{l.actor.Workspace}}
	s.text.WriteString(listTasks)
	f := l.filter
	ids := make([]taskflow.ProjectID, 0, len(l.keys))
	for id := range l.keys {
		ids = append(ids, id)
	}
	if len(ids) == 1 {
		s.and(" AND t.project_id = %s", ids[0])
	} else {
		slices.Sort(ids)
		s.and(" AND t.project_id IN (SELECT value FROM {json_list %s})", db.JSONList(ids))
	}
	if column != "" {
		s.and(" AND t.column_id = %s", column)
	}
	if f.Archived {
		s.and(" AND t.archived_at IS NOT NULL")
	} else {
		s.and(" AND t.archived_at IS NULL")
	}
	switch f.Closed {
	case "open":
		s.and(" AND t.closed_at IS NULL")
	case "closed":
		s.and(" AND t.closed_at IS NOT NULL")
	}
	l.narrow(s)
	return s
}

// narrow adds the conditions that a person chooses.
func (l *lister) narrow(s *statement) {
	f, ws := l.filter, l.actor.Workspace
	assignee := f.Assignee
	if assignee == "me" {
		assignee = string(l.actor.Member)
	}
	switch assignee {
	case "":
	case "none":
		s.and(" AND NOT EXISTS (SELECT 1 FROM task_assignees a WHERE a.workspace_id = t.workspace_id AND a.task_id = t.id)")
	default:
		s.and(" AND t.id IN (SELECT task_id FROM task_assignees WHERE workspace_id = %s AND member_id = %s)", ws, assignee)
	}
	if f.Label != "" {
		s.and(" AND t.id IN (SELECT task_id FROM task_labels WHERE workspace_id = %s AND label_id = %s)", ws, f.Label)
	}
	if f.Priority != "" {
		s.and(" AND t.priority = %s", f.Priority.level())
	}
	switch f.Parent {
	case "":
	case "none":
		s.and(" AND t.parent_id IS NULL")
	default:
		s.and(" AND t.parent_id = %s", f.Parent)
	}
	if f.Text != "" {
		escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Text)
		s.and(` AND t.title {lower_like} %s ESCAPE '\'`, "%"+escaped+"%")
	}
	if f.DueBefore != "" {
		s.and(" AND t.due_date < %s", f.DueBefore)
	}
	if f.DueAfter != "" {
		s.and(" AND t.due_date > %s", f.DueAfter)
	}
}

// page reads up to limit tasks of a statement behind a place in the order.
func (l *lister) page(s *statement, o order, after []any, limit int) ([]Task, error) {
	sign, way := ">", ""
	if o.desc {
		sign, way = "<", " DESC"
	}
	if after != nil {
		s.and(" AND ("+o.by+", t.id) "+sign+" (%s, %s)", after...)
	}
	s.and(" ORDER BY "+o.by+way+", t.id"+way+" LIMIT %s", limit)
	rows, err := l.tx.Query(s.text.String(), s.args...)
	return db.Collect(rows, err, scanPlain)
}

// sorted lists across columns and projects.
func (l *lister) sorted() ([]Task, string, error) {
	if len(l.keys) == 0 {
		return nil, "", nil
	}
	o, size := orders[l.filter.Sort], l.filter.Page.Size()
	parts, err := l.filter.Page.Parts(3)
	if err != nil {
		return nil, "", err
	}
	var after []any
	if parts != nil {
		key, err := o.parse(parts[1])
		if err != nil || parts[0] != l.filter.Sort {
			return nil, "", badCursor()
		}
		after = []any{key, parts[2]}
	}
	tasks, err := l.page(l.statement(l.filter.Column), o, after, size+1)
	if err != nil || len(tasks) <= size {
		return tasks, "", err
	}
	last := tasks[size-1]
	return tasks[:size], taskflow.PageCursor(l.filter.Sort, o.key(last), string(last.ID)), nil
}

// board lists one project in the order of its board: column by column, so
// that the cost does not depend on the size of the project.
func (l *lister) board() ([]Task, string, error) {
	columns, err := l.boardColumns()
	if err != nil {
		return nil, "", err
	}
	size := l.filter.Page.Size()
	parts, err := l.filter.Page.Parts(3)
	if err != nil {
		return nil, "", err
	}
	var out []Task
	for _, c := range columns {
		var after []any
		if parts != nil {
			if string(c.ID) != parts[0] {
				continue // before the cursor's column
			}
			after, parts = []any{parts[1], parts[2]}, nil
		}
		more, err := l.page(l.statement(c.ID), orders["rank"], after, size+1-len(out))
		if err != nil {
			return nil, "", err
		}
		if out = append(out, more...); len(out) > size {
			last := out[size-1]
			return out[:size], taskflow.PageCursor(string(last.ColumnID), last.Rank, string(last.ID)), nil
		}
	}
	return out, "", nil
}

// boardColumns are the columns in which tasks can be that the filter wants.
func (l *lister) boardColumns() ([]project.Column, error) {
	var id taskflow.ProjectID
	for id = range l.keys {
	}
	all, err := project.Columns(l.tx, l.actor.Workspace, id)
	return slices.DeleteFunc(all, func(c project.Column) bool {
		return l.filter.Column != "" && c.ID != l.filter.Column ||
			l.filter.Closed == "open" && c.Category.Closed() ||
			l.filter.Closed == "closed" && !c.Category.Closed()
	}), err
}

func badCursor() error {
	var p taskflow.Problems
	p.Add("cursor", "bad_cursor", "This cursor does not belong to this list.", nil)
	return p.Err()
}
