package task

import (
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// lastOpen returns the open column that a task was in most recently, or where
// new tasks go when that one is no more.
func lastOpen(e *edit, columns []project.Column) (project.Column, error) {
	type step struct {
		column   taskflow.ColumnID
		category project.Category
	}
	rows, err := e.w.Tx.Query(listStatus, e.w.Workspace(), e.old.ID, e.project.ID)
	steps, err := db.Collect(rows, err, func(rows *db.Rows) (step, error) {
		var s step
		return s, rows.Scan(&s.column, &s.category)
	})
	if err != nil {
		return project.Column{}, err
	}
	for _, s := range steps {
		if s.column == "" || s.category.Closed() {
			continue
		}
		c, err := project.Pick(columns, s.column)
		if err == nil && c.ArchivedAt == nil && !c.Category.Closed() {
			return c, nil
		}
	}
	if c, ok := project.FirstOf(columns, project.Todo); ok {
		return c, nil
	}
	return project.Entry(columns)
}
