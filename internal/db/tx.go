package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	"taskflow/internal/taskflow"
)

// ErrNoRows is the error of scanning a row that does not exist.
var ErrNoRows = sql.ErrNoRows

var errRowsOpen = errors.New("db: the rows of an earlier query are still open")

// conn is one transaction's connection on an engine.
type conn interface {
	// exec runs a statement or puts it into the pipeline; an error may come
	// with a later call.
	exec(ctx context.Context, stmt string, args []any) error
	// execCount runs a statement and returns the rows it touched.
	execCount(ctx context.Context, stmt string, args []any) (int64, error)
	query(ctx context.Context, stmt string, args []any) (engineRows, error)
}

type engineRows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Tx is a transaction. It carries its own context, because the transactions of
// a group share a connection that one caller's cancellation must not break.
// It is used by one goroutine; one query is open at a time.
type Tx struct {
	ctx    context.Context
	conn   conn
	engine Engine
	now    taskflow.Time
	open   *Rows
	broken error // a database error after which the engine's transaction is lost

	// Of transactions that change a workspace:
	workspace taskflow.WorkspaceID
	cursor    taskflow.Cursor // of this mutation, if it appends to the log
	appended  int             // rows in the log so far
	count     *atomic.Int64   // statements run, of the whole database
	hints     []string        // topics to announce after the commit
}

// Context returns the transaction's context.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Now returns the transaction's time, the same throughout.
func (tx *Tx) Now() taskflow.Time { return tx.now }

// Engine returns the engine that the transaction runs on.
func (tx *Tx) Engine() Engine { return tx.engine }

// Workspace returns the workspace that is locked, "" for none.
func (tx *Tx) Workspace() taskflow.WorkspaceID { return tx.workspace }

// Cursor returns the place in the change log that this transaction's rows get.
func (tx *Tx) Cursor() taskflow.Cursor { return tx.cursor }

// NextRow returns the next row number within this transaction's entry of the
// change log. It panics outside a change of a workspace.
func (tx *Tx) NextRow() int {
	if tx.workspace == "" {
		panic("db: a change was appended outside a transaction on a workspace")
	}
	tx.appended++
	return tx.appended
}

// Appended returns how many rows of the change log this transaction wrote.
func (tx *Tx) Appended() int { return tx.appended }

// Hint announces a topic to the process after the commit, and never if there is
// none. A lost hint only delays what polls would find anyway.
func (tx *Tx) Hint(topic string) { tx.hints = append(tx.hints, topic) }

// Exec runs a statement whose outcome is not needed at once. On PostgreSQL it
// travels with the next query or the commit, and so may its error.
func (tx *Tx) Exec(stmt string, args ...any) error {
	if err := tx.ready(); err != nil {
		return err
	}
	return tx.check(stmt, tx.conn.exec(tx.ctx, stmt, args))
}

// ExecCount runs a statement and returns how many rows it touched.
func (tx *Tx) ExecCount(stmt string, args ...any) (int64, error) {
	if err := tx.ready(); err != nil {
		return 0, err
	}
	n, err := tx.conn.execCount(tx.ctx, stmt, args)
	return n, tx.check(stmt, err)
}

// Query runs a statement that returns rows. They must be closed or read to the
// end before the next statement.
func (tx *Tx) Query(stmt string, args ...any) (*Rows, error) {
	if err := tx.ready(); err != nil {
		return nil, err
	}
	inner, err := tx.conn.query(tx.ctx, stmt, args)
	if err := tx.check(stmt, err); err != nil {
		return nil, err
	}
	rows := &Rows{tx: tx, inner: inner, stmt: stmt}
	tx.open = rows
	return rows, nil
}

// QueryRow runs a statement that returns at most one row.
func (tx *Tx) QueryRow(stmt string, args ...any) *Row {
	rows, err := tx.Query(stmt, args...)
	return &Row{rows: rows, err: err}
}

func (tx *Tx) ready() error {
	if tx.broken != nil {
		return tx.broken
	}
	if tx.open != nil {
		return errRowsOpen
	}
	tx.count.Add(1)
	return nil
}

func (tx *Tx) check(stmt string, err error) error {
	if err == nil {
		return nil
	}
	err = mapError(fmt.Errorf("%s: %w", firstWords(stmt), err))
	tx.broken = err
	return err
}

// Rows are the rows of a query.
type Rows struct {
	tx    *Tx
	inner engineRows
	stmt  string
	err   error
}

// Next moves to the next row; false closes the rows.
func (r *Rows) Next() bool {
	if r.inner.Next() {
		return true
	}
	r.Close()
	return false
}

// Scan copies the row's columns.
func (r *Rows) Scan(dest ...any) error {
	if err := r.inner.Scan(dest...); err != nil {
		return fmt.Errorf("%s: %w", firstWords(r.stmt), err)
	}
	return nil
}

// Err returns what ended the rows before their end, or nil.
func (r *Rows) Err() error { return r.err }

// Close ends the rows; it may be called twice.
func (r *Rows) Close() error {
	if r.tx.open != r {
		return r.err
	}
	r.tx.open = nil
	err := r.inner.Err()
	if closeErr := r.inner.Close(); err == nil {
		err = closeErr
	}
	r.err = r.tx.check(r.stmt, err)
	return r.err
}

// Row is the row of a query for one.
type Row struct {
	rows *Rows
	err  error
}

// Scan copies the row's columns, or returns ErrNoRows.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	return r.rows.Close()
}

// Collect reads all rows with scan and closes them.
func Collect[T any](rows *Rows, err error, scan func(*Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

const insertWorkspaceSeq = `INSERT INTO workspace_seq (workspace_id, seq, epoch) VALUES ($1, $2, $3)`

// InsertWorkspaceSeq begins the change log of a new workspace inside an
// UpdateAccount, which from here on may append to it.
func (tx *Tx) InsertWorkspaceSeq(ws taskflow.WorkspaceID, epoch string) error {
	tx.workspace = ws
	tx.cursor = taskflow.Cursor{Epoch: epoch, Seq: 1}
	return tx.Exec(insertWorkspaceSeq, ws, 0, epoch)
}

func firstWords(stmt string) string {
	const most = 60
	if len(stmt) <= most {
		return stmt
	}
	return stmt[:most] + "…"
}
