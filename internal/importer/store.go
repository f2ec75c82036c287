package importer

import (
	"encoding/json"
	"errors"
	"fmt"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	importColumns = `id, source, filename, state, stored_name, project_id, settings, preview, report, undo, done, total, created_at, created_by, finished_at`

	findImport = `SELECT ` + importColumns + ` FROM imports WHERE workspace_id = $1 AND id = $2`

	listImports = `SELECT ` + importColumns + ` FROM imports
WHERE workspace_id = $1 AND (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $4`

	insertImport = `INSERT INTO imports (workspace_id, id, source, filename, state, stored_name, settings, preview, report, undo, total, created_at, created_by)
VALUES ($1, $2, $3, $4, 'previewed', $5, '', $6, '', '', $7, $8, $9)`

	listWaiting = `SELECT id, stored_name FROM imports
WHERE workspace_id = $1 AND created_by = $2 AND state = 'previewed' ORDER BY created_at DESC, id DESC LIMIT 100`

	dropImport = `UPDATE imports SET state = 'undone' WHERE workspace_id = $1 AND id = $2`

	updateImport = `UPDATE imports SET state = $1, project_id = $2, settings = $3, preview = $4, report = $5, undo = $6, done = $7, finished_at = $8
WHERE workspace_id = $9 AND id = $10`

	stepImport = `UPDATE imports SET done = $1, report = $2 WHERE workspace_id = $3 AND id = $4`

	// People and labels that another import used too are not taken away.
	usedElsewhere = `SELECT COUNT(*) FROM imports WHERE workspace_id = $1 AND id <> $2 AND state IN ('running', 'done') AND settings LIKE $3`
)

func scanImport(rows *db.Rows) (Import, error) {
	var i Import
	var settings, preview, report, undo string
	err := rows.Scan(&i.ID, &i.Source, &i.Filename, &i.State, &i.stored, &i.ProjectID, &settings, &preview, &report, &undo,
		&i.Progress.Done, &i.Progress.Total, &i.CreatedAt, &i.CreatedBy, &i.FinishedAt)
	if err != nil {
		return i, err
	}
	return i, errors.Join(decode(settings, &i.plan), decode(preview, &i.Preview), decode(report, &i.Report), decode(undo, &i.undo))
}

func decode(text string, into any) error {
	if text == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("decode a stored import: %w", err)
	}
	return nil
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode an import: %w", err)
	}
	return string(b), nil
}

// load reads an import; NotFound when there is none.
func load(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ImportID) (Import, error) {
	rows, err := tx.Query(findImport, ws, id)
	found, err := db.Collect(rows, err, scanImport)
	if err == nil && len(found) == 0 {
		return Import{}, taskflow.Missing("import")
	}
	if err != nil {
		return Import{}, err
	}
	return found[0], nil
}

// dropWaiting ends a member's uploads that were never started, but for the
// newest ones, and returns the names of their files.
func dropWaiting(tx *db.Tx, ws taskflow.WorkspaceID, m taskflow.MemberID, keep int) ([]string, error) {
	rows, err := tx.Query(listWaiting, ws, m)
	waiting, err := db.Collect(rows, err, func(rows *db.Rows) ([2]string, error) {
		var w [2]string
		return w, rows.Scan(&w[0], &w[1])
	})
	if err != nil || len(waiting) <= keep {
		return nil, err
	}
	var names []string
	for _, w := range waiting[keep:] {
		if err := tx.Exec(dropImport, ws, w[0]); err != nil {
			return nil, err
		}
		names = append(names, w[1])
	}
	return names, nil
}

// save writes what changes in the life of an import.
func save(tx *db.Tx, ws taskflow.WorkspaceID, i Import) error {
	settings, err := encode(i.plan)
	if err != nil {
		return err
	}
	preview, err := encode(i.Preview)
	if err != nil {
		return err
	}
	report, err := encode(i.Report)
	if err != nil {
		return err
	}
	undo, err := encode(i.undo)
	if err != nil {
		return err
	}
	return tx.Exec(updateImport, i.State, i.ProjectID, settings, preview, report, undo, i.Progress.Done, i.FinishedAt, ws, i.ID)
}
