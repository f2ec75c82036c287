package task

import (
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	taskColumns = `t.id, t.project_id, t.number, t.title, t.column_id, t.rank, t.priority, t.estimate,
t.start_date, t.start_at, t.start_zone, t.due_date, t.due_at, t.due_zone, t.parent_id,
t.created_at, t.created_by, t.updated_at, t.started_at, t.completed_at, t.closed_at, t.archived_at, t.deleted_at,
t.comment_count, t.subtask_total, t.subtask_done, t.checklist_total, t.checklist_done, t.description <> '', t.description_version`

	findByID = `SELECT ` + taskColumns + `, t.description FROM tasks t WHERE t.workspace_id = $1 AND t.id = $2`

	findByRef = `SELECT ` + taskColumns + `, t.description FROM task_refs r
JOIN tasks t ON t.workspace_id = r.workspace_id AND t.id = r.task_id
WHERE r.workspace_id = $1 AND r.project_id = $2 AND r.number = $3`

	listByIDs = `SELECT ` + taskColumns + `, t.description FROM tasks t
WHERE t.workspace_id = $1 AND t.id IN (SELECT value FROM {json_list $2}) ORDER BY t.id`

	listPeople = `SELECT 0, task_id, member_id FROM task_assignees WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})
UNION ALL
SELECT 1, task_id, label_id FROM task_labels WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})
UNION ALL
SELECT 2, task_id, member_id FROM task_watchers WHERE workspace_id = $1 AND task_id IN (SELECT value FROM {json_list $2})
ORDER BY 1, 2, 3`

	listLiving = `SELECT id FROM tasks WHERE workspace_id = $1 AND id IN (SELECT value FROM {json_list $2}) AND deleted_at IS NULL`

	// One question for a new task: is the id free, and what ends the column.
	placeAtEnd = `SELECT (SELECT COUNT(*) FROM tasks WHERE workspace_id = $1 AND id = $2),
COALESCE((SELECT rank FROM tasks WHERE workspace_id = $1 AND project_id = $3 AND column_id = $4 AND deleted_at IS NULL AND archived_at IS NULL
ORDER BY rank DESC, id DESC LIMIT 1), '')`

	firstRank = `SELECT rank FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND column_id = $3 AND deleted_at IS NULL AND archived_at IS NULL
ORDER BY rank, id LIMIT 1`

	lastRank = `SELECT rank FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND column_id = $3 AND deleted_at IS NULL AND archived_at IS NULL
ORDER BY rank DESC, id DESC LIMIT 1`

	ranksFrom = `SELECT id, rank FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND column_id = $3 AND deleted_at IS NULL AND archived_at IS NULL
AND rank >= $4 AND id <> $5 ORDER BY rank, id LIMIT $6`

	ranksBefore = `SELECT id, rank FROM tasks WHERE workspace_id = $1 AND project_id = $2 AND column_id = $3 AND deleted_at IS NULL AND archived_at IS NULL
AND rank < $4 AND id <> $5 ORDER BY rank DESC, id DESC LIMIT $6`

	setRank = `UPDATE tasks SET rank = $1 WHERE workspace_id = $2 AND id = $3`

	insertTask = `INSERT INTO tasks (workspace_id, id, project_id, number, title, description, description_version, column_id, rank, priority, estimate,
start_date, start_at, start_zone, due_date, due_at, due_zone, parent_id, created_at, created_by, updated_at, started_at, completed_at, closed_at,
archived_at, comment_count, checklist_total, checklist_done)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28)`

	updateTask = `UPDATE tasks SET project_id = $1, number = $2, title = $3, column_id = $4, rank = $5, priority = $6, estimate = $7,
start_date = $8, start_at = $9, start_zone = $10, due_date = $11, due_at = $12, due_zone = $13, parent_id = $14, updated_at = $15,
started_at = $16, completed_at = $17, closed_at = $18, archived_at = $19
WHERE workspace_id = $20 AND id = $21`

	updateDescription = `UPDATE tasks SET description = $1, description_version = $2, checklist_total = $3, checklist_done = $4
WHERE workspace_id = $5 AND id = $6`

	setDeleted = `UPDATE tasks SET deleted_at = $1, deleted_by = $2, updated_at = $3 WHERE workspace_id = $4 AND id = $5`

	setCommentCount = `UPDATE tasks SET comment_count = $1 WHERE workspace_id = $2 AND id = $3`

	insertRef = `INSERT INTO task_refs (workspace_id, project_id, number, task_id) VALUES ($1, $2, $3, $4)`

	insertStatus = `INSERT INTO status_history (workspace_id, id, task_id, project_id, from_column_id, from_category, column_id, column_name, category, estimate, actor_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

	listStatus = `SELECT COALESCE(from_column_id, ''), COALESCE(from_category, '') FROM status_history {indexed_by status_history_task}
WHERE workspace_id = $1 AND task_id = $2 AND project_id = $3 ORDER BY at DESC, id DESC LIMIT 20`

	addAssignee    = `INSERT INTO task_assignees (workspace_id, task_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	addLabel       = `INSERT INTO task_labels (workspace_id, task_id, label_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	addWatcher     = `INSERT INTO task_watchers (workspace_id, task_id, member_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	removeAssignee = `DELETE FROM task_assignees WHERE workspace_id = $1 AND task_id = $2 AND member_id = $3`
	removeLabel    = `DELETE FROM task_labels WHERE workspace_id = $1 AND task_id = $2 AND label_id = $3`
	removeWatcher  = `DELETE FROM task_watchers WHERE workspace_id = $1 AND task_id = $2 AND member_id = $3`

	// CROSS JOIN makes SQLite take the tables in the order of the text.
	//
	// Ids from a task up to its root.
	listAncestors = `WITH RECURSIVE up (id, parent_id, depth) AS (
SELECT id, parent_id, 1 FROM tasks WHERE workspace_id = $1 AND id = $2
UNION ALL
SELECT t.id, t.parent_id, up.depth + 1 FROM up CROSS JOIN tasks t WHERE t.workspace_id = $1 AND t.id = up.parent_id AND up.depth < 20)
SELECT id FROM up ORDER BY depth`

	// What is below a task, with the depth below it.
	listDescendants = `WITH RECURSIVE down (id, depth) AS (
SELECT id, 1 FROM tasks {indexed_by tasks_parent} WHERE workspace_id = $1 AND parent_id = $2
UNION ALL
SELECT t.id, down.depth + 1 FROM down CROSS JOIN tasks t {indexed_by tasks_parent} WHERE t.workspace_id = $1 AND t.parent_id = down.id AND down.depth < 20)
SELECT t.id, t.project_id, t.deleted_at, t.deleted_by, down.depth FROM down CROSS JOIN tasks t WHERE t.workspace_id = $1 AND t.id = down.id
ORDER BY down.depth, t.id LIMIT $3`

	countSubtasks = `SELECT t.project_id, t.deleted_at, t.subtask_total, t.subtask_done,
(SELECT COUNT(*) FROM tasks c {indexed_by tasks_parent} WHERE c.workspace_id = $1 AND c.parent_id = $2 AND c.deleted_at IS NULL),
(SELECT COUNT(c.closed_at) FROM tasks c {indexed_by tasks_parent} WHERE c.workspace_id = $1 AND c.parent_id = $2 AND c.deleted_at IS NULL)
FROM tasks t WHERE t.workspace_id = $1 AND t.id = $2`

	setSubtasks = `UPDATE tasks SET subtask_total = $1, subtask_done = $2 WHERE workspace_id = $3 AND id = $4`
)

// scanTask scans taskColumns and then more.
func scanTask(rows *db.Rows, more ...any) (Task, error) {
	var t Task
	var level int
	into := []any{&t.ID, &t.ProjectID, &t.Number, &t.Title, &t.ColumnID, &t.Rank, &level, &t.Estimate,
		&t.StartDate, &t.StartAt, &t.StartZone, &t.DueDate, &t.DueAt, &t.DueZone, &t.ParentID,
		&t.CreatedAt, &t.CreatedBy, &t.UpdatedAt, &t.StartedAt, &t.CompletedAt, &t.ClosedAt, &t.ArchivedAt, &t.DeletedAt,
		&t.CommentCount, &t.SubtaskTotal, &t.SubtaskDone, &t.ChecklistTotal, &t.ChecklistDone, &t.HasDescription, &t.DescriptionVersion}
	err := rows.Scan(append(into, more...)...)
	t.Priority = priorityOf(level)
	t.Assignees, t.Labels, t.Watchers = []taskflow.MemberID{}, []taskflow.LabelID{}, []taskflow.MemberID{}
	return t, err
}

func scanPlain(rows *db.Rows) (Task, error) { return scanTask(rows) }

func scanDetail(rows *db.Rows) (Detail, error) {
	var d Detail
	var err error
	d.Task, err = scanTask(rows, &d.Description)
	return d, err
}

// loadPeople fills in the assignees, labels and watchers of tasks with one
// query for all of them.
func loadPeople(tx *db.Tx, ws taskflow.WorkspaceID, tasks []*Task) error {
	if len(tasks) == 0 {
		return nil
	}
	ids := make([]taskflow.TaskID, len(tasks))
	byID := make(map[taskflow.TaskID]*Task, len(tasks))
	for i, t := range tasks {
		ids[i], byID[t.ID] = t.ID, t
	}
	rows, err := tx.Query(listPeople, ws, db.JSONList(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind int
		var id taskflow.TaskID
		var who string
		if err := rows.Scan(&kind, &id, &who); err != nil {
			return err
		}
		switch t := byID[id]; kind {
		case 0:
			t.Assignees = append(t.Assignees, taskflow.MemberID(who))
		case 1:
			t.Labels = append(t.Labels, taskflow.LabelID(who))
		case 2:
			t.Watchers = append(t.Watchers, taskflow.MemberID(who))
		}
	}
	return rows.Err()
}

// Living returns those of some tasks that are not in the trash.
func Living(tx *db.Tx, ws taskflow.WorkspaceID, ids []taskflow.TaskID) (map[taskflow.TaskID]bool, error) {
	rows, err := tx.Query(listLiving, ws, db.JSONList(ids))
	found, err := db.Collect(rows, err, func(rows *db.Rows) (taskflow.TaskID, error) {
		var id taskflow.TaskID
		return id, rows.Scan(&id)
	})
	out := make(map[taskflow.TaskID]bool, len(found))
	for _, id := range found {
		out[id] = true
	}
	return out, err
}

func pointers(tasks []Task) []*Task {
	out := make([]*Task, len(tasks))
	for i := range tasks {
		out[i] = &tasks[i]
	}
	return out
}

// load reads one task with everything but its key.
func load(tx *db.Tx, ws taskflow.WorkspaceID, stmt string, args ...any) (Detail, error) {
	rows, err := tx.Query(stmt, args...)
	found, err := db.Collect(rows, err, scanDetail)
	if err != nil {
		return Detail{}, err
	}
	if len(found) == 0 {
		return Detail{}, taskflow.Missing("task")
	}
	d := found[0]
	return d, loadPeople(tx, ws, []*Task{&d.Task})
}

func save(w project.Work, t Task) error {
	return w.Tx.Exec(updateTask, t.ProjectID, t.Number, t.Title, t.ColumnID, t.Rank, t.Priority.level(), t.Estimate,
		t.StartDate, t.StartAt, t.StartZone, t.DueDate, t.DueAt, t.DueZone, t.ParentID, t.UpdatedAt,
		t.StartedAt, t.CompletedAt, t.ClosedAt, t.ArchivedAt, w.Workspace(), t.ID)
}

// Insert writes a task as it is, with its key and its people, without history,
// activity or a row of the change log; importers fill hidden projects with it.
func Insert(w project.Work, d Detail) error {
	t, ws := d.Task, w.Workspace()
	err := w.Tx.Exec(insertTask, ws, t.ID, t.ProjectID, t.Number, t.Title, d.Description, t.DescriptionVersion, t.ColumnID, t.Rank, t.Priority.level(), t.Estimate,
		t.StartDate, t.StartAt, t.StartZone, t.DueDate, t.DueAt, t.DueZone, t.ParentID, t.CreatedAt, t.CreatedBy, t.UpdatedAt, t.StartedAt, t.CompletedAt, t.ClosedAt,
		t.ArchivedAt, t.CommentCount, t.ChecklistTotal, t.ChecklistDone)
	if err != nil {
		return err
	}
	if err := w.Tx.Exec(insertRef, ws, t.ProjectID, t.Number, t.ID); err != nil {
		return err
	}
	return errors.Join(
		eachOf(w, addAssignee, t.ID, t.Assignees),
		eachOf(w, addLabel, t.ID, t.Labels),
		eachOf(w, addWatcher, t.ID, t.Watchers),
	)
}

// eachOf runs a statement for every id that a task gains or loses.
func eachOf[T ~string](w project.Work, stmt string, task taskflow.TaskID, ids []T) error {
	for _, id := range ids {
		if err := w.Tx.Exec(stmt, w.Workspace(), task, id); err != nil {
			return err
		}
	}
	return nil
}

// Passage is a task's way from one column into another, as status history
// keeps it.
type Passage struct {
	Task     taskflow.TaskID
	Project  taskflow.ProjectID
	From     *project.Column // nil at creation
	To       project.Column
	Estimate *float64
	Actor    *taskflow.MemberID
	At       taskflow.Time
}

// RecordPassage writes a row of status history.
func RecordPassage(w project.Work, p Passage) error {
	var fromID *taskflow.ColumnID
	var fromCategory *project.Category
	if p.From != nil {
		fromID, fromCategory = &p.From.ID, &p.From.Category
	}
	return w.Tx.Exec(insertStatus, w.Workspace(), taskflow.NewID(), p.Task, p.Project, fromID, fromCategory,
		p.To.ID, p.To.Name, p.To.Category, p.Estimate, p.Actor, p.At)
}
