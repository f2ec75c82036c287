package project

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Columns lists the columns of a project in their order, archived included.
func Columns(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID) ([]Column, error) {
	rows, err := tx.Query(listColumns, ws, id)
	return db.Collect(rows, err, scanColumn)
}

// ColumnsOf lists the columns of several projects, for bootstrap.
func ColumnsOf(tx *db.Tx, ws taskflow.WorkspaceID, ids []taskflow.ProjectID) ([]Column, error) {
	rows, err := tx.Query(listColumnsOf, ws, db.JSONList(ids))
	return db.Collect(rows, err, scanColumn)
}

// Pick returns the column with an id, NotFound when the list has none.
func Pick(columns []Column, id taskflow.ColumnID) (Column, error) {
	for _, c := range columns {
		if c.ID == id {
			return c, nil
		}
	}
	return Column{}, taskflow.Missing("column")
}

// Entry returns the column that new tasks go to: the first that is open and
// not archived, else the first that is not archived.
func Entry(columns []Column) (Column, error) {
	for _, c := range columns {
		if c.ArchivedAt == nil && !c.Category.Closed() {
			return c, nil
		}
	}
	for _, c := range columns {
		if c.ArchivedAt == nil {
			return c, nil
		}
	}
	return Column{}, taskflow.Errorf(taskflow.Conflict, "This project has no column to put a task into.").WithCode("no_column")
}

// FirstOf returns the first column of a category that is not archived.
func FirstOf(columns []Column, category Category) (Column, bool) {
	for _, c := range columns {
		if c.ArchivedAt == nil && c.Category == category {
			return c, true
		}
	}
	return Column{}, false
}

// Counterpart returns where a task of a column belongs in another workflow:
// the column of the same category and name, else the first of the category,
// else of the nearest category that is as open or as closed, else Entry.
func Counterpart(columns []Column, from Column) (Column, error) {
	for _, c := range columns {
		if c.ArchivedAt == nil && c.Category == from.Category && c.Name == from.Name {
			return c, nil
		}
	}
	if c, ok := FirstOf(columns, from.Category); ok {
		return c, nil
	}
	best, distance := Column{}, len(categoryOrder)+1
	for _, c := range columns {
		if c.ArchivedAt != nil || c.Category.Closed() != from.Category.Closed() {
			continue
		}
		d := categoryOrder[c.Category] - categoryOrder[from.Category]
		if d = max(d, -d); d < distance {
			best, distance = c, d
		}
	}
	if best.ID != "" {
		return best, nil
	}
	return Entry(columns)
}

// Usable refuses a column that tasks cannot be put into.
func (c Column) Usable() error {
	if c.ArchivedAt != nil {
		return taskflow.Errorf(taskflow.Conflict, "This column is archived, so no task can be put into it.").WithCode("column_archived")
	}
	return nil
}

func (n NewColumn) column(id taskflow.ProjectID, now taskflow.Time) Column {
	c := Column{ID: n.ID, ProjectID: id, Name: n.Name, Category: n.Category, Color: n.Color, Rank: n.Rank, WIPLimit: n.WIPLimit}
	if n.Archived {
		c.ArchivedAt = &now
	}
	return c
}

// row is a row of the change log about the column.
func (c Column) row(op changes.Op, data any) changes.Row {
	return changes.Row{Scope: changes.InProject(c.ProjectID), Kind: changes.Column, ID: string(c.ID), Op: op, Data: data}
}

func insert(w Work, c Column) error {
	return w.Tx.Exec(insertColumn, w.Workspace(), c.ID, c.ProjectID, c.Name, c.Category, c.Color, c.Rank, c.WIPLimit, c.ArchivedAt, w.Tx.Now())
}

// Columns returns the columns of a project in their order.
func (s *Service) Columns(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) ([]Column, error) {
	var out []Column
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		p, _, err := Find(tx, actor, ref)
		if err != nil {
			return err
		}
		out, err = Columns(tx, ws, p.ID)
		return err
	})
	return out, err
}

// CreateColumn adds a column, at the end unless a rank is given.
func (s *Service) CreateColumn(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, in NewColumn) (Column, taskflow.Cursor, error) {
	var problems taskflow.Problems
	clean := in.clean(&problems)
	if err := problems.Err(); err != nil {
		return Column{}, taskflow.Cursor{}, err
	}
	var out Column
	res, err := Do(ctx, s.db, Request{c, ws, MakeColumn.Name, []any{ref, in}}, func(w Work) (string, error) {
		p, columns, err := Workflow(w, ref, MakeColumn)
		if err != nil {
			return "", err
		}
		out, err = addColumn(w, p, columns, clean)
		return string(out.ID), err
	})
	if err == nil && res.Replayed {
		var all []Column
		if all, err = s.Columns(ctx, c, ws, ref); err == nil {
			out, err = Pick(all, taskflow.ColumnID(res.Entity))
		}
	}
	return out, res.Cursor, err
}

// Workflow loads a project that may be changed, with its columns, for somebody
// who may do a verb there.
func Workflow(w Work, ref string, verb taskflow.Verb) (Project, []Column, error) {
	p, role, err := w.Find(ref)
	if err != nil {
		return Project{}, nil, err
	}
	if err := Require(verb, role); err != nil {
		return Project{}, nil, err
	}
	if err := p.Active(); err != nil {
		return Project{}, nil, err
	}
	columns, err := Columns(w.Tx, w.Workspace(), p.ID)
	return p, columns, err
}

func addColumn(w Work, p Project, columns []Column, in NewColumn) (Column, error) {
	if len(columns) >= MaxColumns {
		return Column{}, taskflow.Errorf(taskflow.Conflict, "A project has at most %d columns.", MaxColumns).WithCode("too_many_columns")
	}
	var n int
	if err := w.Tx.QueryRow(columnExists, w.Workspace(), in.ID).Scan(&n); err != nil {
		return Column{}, err
	}
	if n > 0 {
		return Column{}, taskflow.Errorf(taskflow.Conflict, "A column with this id exists already.").WithCode("duplicate_id")
	}
	rank, err := freeRank(columns, in.ID, in.Rank)
	if err != nil {
		return Column{}, err
	}
	in.Rank = rank
	c := in.column(p.ID, w.Tx.Now())
	if err := insert(w, c); err != nil {
		return Column{}, err
	}
	if err := w.Emit(c.row(changes.Put, c)); err != nil {
		return Column{}, err
	}
	return c, w.Record(p.ID, "", "column.added", map[string]any{"column": c.ID, "name": c.Name})
}

// freeRank returns the wanted rank, moved just behind a column that has it
// already; "" means the end.
func freeRank(columns []Column, self taskflow.ColumnID, wanted string) (string, error) {
	last, next, taken := "", "", false
	for _, c := range columns {
		if c.ID == self {
			continue
		}
		last = c.Rank
		if c.Rank == wanted {
			taken = true
		}
		if c.Rank > wanted && next == "" {
			next = c.Rank
		}
	}
	switch {
	case wanted == "":
		return taskflow.RankBetween(last, "")
	case taken:
		return taskflow.RankBetween(wanted, next)
	}
	return wanted, nil
}

// ChangeColumnIn changes fields of one of a project's columns and returns it
// with the one before. What a new category means for the tasks is the task
// module's to do.
func ChangeColumnIn(w Work, p Project, columns []Column, id taskflow.ColumnID, in ColumnUpdate) (before, after Column, err error) {
	before, err = Pick(columns, id)
	if err != nil {
		return before, before, err
	}
	after, patch, err := in.apply(before, w.Tx.Now())
	if err != nil || len(patch) == 0 {
		return before, before, err
	}
	if _, ok := patch["rank"]; ok {
		if after.Rank, err = freeRank(columns, id, after.Rank); err != nil {
			return before, before, err
		}
		patch["rank"] = after.Rank
	}
	if after.ArchivedAt != nil && before.ArchivedAt == nil && isLast(columns, id) {
		return before, before, errLastColumn()
	}
	if err := saveColumn(w.Tx, w.Workspace(), after); err != nil {
		return before, before, err
	}
	if err := w.Emit(after.row(changes.Patch, patch)); err != nil {
		return before, before, err
	}
	if after.Name != before.Name {
		err = w.Record(p.ID, "", "column.renamed", map[string]any{"column": id, "from": before.Name, "name": after.Name})
	}
	return before, after, err
}

// RemoveColumn deletes a column whose tasks have been moved away.
func RemoveColumn(w Work, p Project, columns []Column, c Column) error {
	if isLast(columns, c.ID) {
		return errLastColumn()
	}
	if err := w.Tx.Exec(deleteColumn, w.Workspace(), p.ID, c.ID); err != nil {
		return err
	}
	if err := w.Emit(c.row(changes.Remove, nil)); err != nil {
		return err
	}
	return w.Record(p.ID, "", "column.removed", map[string]any{"column": c.ID, "name": c.Name})
}

// isLast reports whether no other column is left to work in.
func isLast(columns []Column, id taskflow.ColumnID) bool {
	for _, c := range columns {
		if c.ID != id && c.ArchivedAt == nil {
			return false
		}
	}
	return true
}

func errLastColumn() error {
	return taskflow.Errorf(taskflow.Conflict, "A project needs at least one column. Add another one first.").WithCode("last_column")
}
