package changes

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Mutation is one write as a client asked for it.
type Mutation struct {
	Caller    taskflow.Caller
	Workspace taskflow.WorkspaceID
	// Name is the operation, "task.create"; the same key for another
	// operation is a mistake of the client's.
	Name string
	// Request is the input; the same key with another input is a mistake too.
	Request any
	// Secret says that the answer held something that is not stored, so that a
	// replay cannot be answered.
	Secret bool
}

// Result is the outcome of a mutation.
type Result struct {
	Entity   string // id of what was made or changed
	Cursor   taskflow.Cursor
	Replayed bool // it had been done before; nothing was done now
}

const (
	selectMutation = `SELECT request_hash, entity_id, epoch, seq, secret FROM mutations WHERE actor_id = $1 AND workspace_id = $2 AND id = $3`
	insertMutation = `INSERT INTO mutations (actor_id, workspace_id, id, request_hash, entity_id, epoch, seq, secret, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
)

// Mutate runs fn as one change of a workspace, at most once for each
// idempotency key of its caller. fn returns the id of what it made or changed;
// a repetition returns that id and the first cursor without running fn, and the
// caller loads the answer from it.
//
// Errors: Denied for a token that may only read; Conflict (replayed_secret)
// for the repetition of a mutation whose answer cannot be given twice; Invalid
// (idempotency_mismatch) for a key that was used for something else.
func Mutate(ctx context.Context, d *db.DB, m Mutation, fn func(tx *db.Tx) (entity string, err error)) (Result, error) {
	if m.Caller.ReadOnly {
		return Result{}, ErrReadOnly()
	}
	hash, err := hashRequest(m)
	if err != nil {
		return Result{}, err
	}
	var result Result
	cursor, err := d.Update(ctx, m.Workspace, func(tx *db.Tx) error {
		result = Result{}
		if m.Caller.Mutation != "" {
			done, err := replay(tx, m, hash)
			if err != nil || done != nil {
				if done != nil {
					result = *done
				}
				return err
			}
		}
		entity, err := fn(tx)
		if err != nil {
			return err
		}
		result.Entity = entity
		if m.Caller.Mutation == "" {
			return nil
		}
		at := tx.Cursor()
		if tx.Appended() == 0 {
			at.Seq--
		}
		return tx.Exec(insertMutation, m.Caller.Account, m.Workspace, m.Caller.Mutation, hash, entity, at.Epoch, at.Seq, asInt(m.Secret), tx.Now())
	})
	if err != nil {
		return Result{}, err
	}
	if !result.Replayed {
		result.Cursor = cursor
	}
	return result, nil
}

// ErrReadOnly is the answer to a write with a token that may only read.
func ErrReadOnly() error {
	return taskflow.Errorf(taskflow.Denied, "This API token may only read.").WithCode("read_only_token")
}

func replay(tx *db.Tx, m Mutation, hash string) (*Result, error) {
	var stored string
	var secret int
	r := Result{Replayed: true}
	err := tx.QueryRow(selectMutation, m.Caller.Account, m.Workspace, m.Caller.Mutation).Scan(&stored, &r.Entity, &r.Cursor.Epoch, &r.Cursor.Seq, &secret)
	switch {
	case errors.Is(err, db.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case stored != hash:
		return nil, taskflow.Errorf(taskflow.Invalid, "This Idempotency-Key was used for a different request.").WithCode("idempotency_mismatch")
	case secret != 0:
		return nil, taskflow.Errorf(taskflow.Conflict, "This was done already; its secret is shown only once.").WithCode("replayed_secret")
	}
	return &r, nil
}

func hashRequest(m Mutation) (string, error) {
	if m.Caller.Mutation == "" {
		return "", nil
	}
	h := sha256.New()
	fmt.Fprintln(h, m.Name)
	if err := json.NewEncoder(h).Encode(m.Request); err != nil {
		return "", fmt.Errorf("hash a request of %s: %w", m.Name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
