package changes

import (
	"encoding/json"
	"fmt"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Op says what a row does to the client's copy of an entity.
type Op string

// The operations.
const (
	Put    Op = "put"    // the whole row
	Patch  Op = "patch"  // the fields that changed, with their new values
	Remove Op = "remove" // gone from the reader's view, with all that belongs to it
	Fetch  Op = "fetch"  // of a project: newly visible, ask for all of it
)

// Kind is the kind of entity that a row is about.
type Kind string

// The kinds of rows.
const (
	Workspace     Kind = "workspace"
	Member        Kind = "member"
	Label         Kind = "label"
	Project       Kind = "project"
	ProjectMember Kind = "project_member"
	Favourite     Kind = "favourite"
	Column        Kind = "column"
	Task          Kind = "task"
	Comment       Kind = "comment"
	Import        Kind = "import"
)

// Scope says who may see a row.
type Scope string

// Everyone is everybody in the workspace, guests included.
func Everyone() Scope { return "w" }

// Members is everybody in the workspace but its guests.
func Members() Scope { return "m" }

// InProject is everybody who sees the project.
func InProject(id taskflow.ProjectID) Scope { return Scope("p:" + string(id)) }

// ForUser is one member alone.
func ForUser(id taskflow.MemberID) Scope { return Scope("u:" + string(id)) }

// Row is one row of a change.
type Row struct {
	Scope Scope
	Kind  Kind
	ID    string
	Op    Op
	Data  any // marshalled as JSON; nil for remove and fetch
}

const (
	insertChange = `INSERT INTO changes (workspace_id, seq, n, at, actor_id, kind, entity_id, op, data, scope, mutation_id, cause, traceparent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	insertActivity = `INSERT INTO activity (workspace_id, id, project_id, task_id, actor_id, kind, data, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// Author is who made a change and through which request; it is written beside
// each row.
type Author struct {
	Member   taskflow.MemberID
	Mutation taskflow.MutationID
	Cause    string // of an effect: what it follows from
	Trace    string // W3C traceparent of the request
}

// Append writes rows into the transaction's entry of the change log.
func Append(tx *db.Tx, by Author, rows ...Row) error {
	at := tx.Cursor()
	for _, r := range rows {
		data := []byte("null")
		if r.Data != nil {
			var err error
			if data, err = json.Marshal(r.Data); err != nil {
				return fmt.Errorf("marshal a %s for the change log: %w", r.Kind, err)
			}
		}
		err := tx.Exec(insertChange, tx.Workspace(), at.Seq, tx.NextRow(), tx.Now(), null(by.Member), r.Kind, r.ID, r.Op, string(data), r.Scope, null(by.Mutation), null(by.Cause), null(by.Trace))
		if err != nil {
			return err
		}
	}
	return nil
}

// Activity is a lasting line of a task's or project's story: data that the
// client puts into words.
type Activity struct {
	ID      string
	Project taskflow.ProjectID
	Task    taskflow.TaskID // "" for the project's own
	Actor   taskflow.MemberID
	Kind    string
	Data    any
	At      taskflow.Time
}

// Record writes lines of activity.
func Record(tx *db.Tx, lines ...Activity) error {
	for _, a := range lines {
		data, err := json.Marshal(a.Data)
		if err != nil {
			return fmt.Errorf("marshal activity %s: %w", a.Kind, err)
		}
		if a.Data == nil {
			data = []byte("{}")
		}
		if err := tx.Exec(insertActivity, tx.Workspace(), a.ID, null(a.Project), null(a.Task), null(a.Actor), a.Kind, string(data), a.At); err != nil {
			return err
		}
	}
	return nil
}

// null returns nil for an empty text, so that absent ids are NULL.
func null[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return string(s)
}
