package changes

import (
	"context"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// noWorkspace stands in the table of mutations for what belongs to no
// workspace. Workspace ids are UUIDs, so that it is never one.
const noWorkspace taskflow.WorkspaceID = "-"

// MutateAccount is Mutate for what belongs to no workspace: API tokens, and
// the making of a workspace. m.Workspace is ignored.
func MutateAccount(ctx context.Context, d *db.DB, m Mutation, fn func(tx *db.Tx) (entity string, err error)) (Result, error) {
	if m.Caller.ReadOnly {
		return Result{}, ErrReadOnly()
	}
	m.Workspace = noWorkspace
	hash, err := hashRequest(m)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var raced bool
	run := func(tx *db.Tx) error {
		result, raced = Result{}, false
		if m.Caller.Mutation != "" {
			done, err := replay(tx, m, hash)
			if err != nil {
				return err
			}
			if done != nil {
				result = *done
				return nil
			}
		}
		if result.Entity, err = fn(tx); err != nil {
			return err
		}
		if tx.Workspace() != "" {
			result.Cursor = tx.Cursor()
			if tx.Appended() == 0 {
				result.Cursor.Seq--
			}
		}
		if m.Caller.Mutation == "" {
			return nil
		}
		_, err := tx.ExecCount(insertMutation, m.Caller.Account, m.Workspace, m.Caller.Mutation, hash, result.Entity, result.Cursor.Epoch, result.Cursor.Seq, asInt(m.Secret), tx.Now())
		raced = db.IsUnique(err)
		return err
	}
	err = d.UpdateAccount(ctx, run)
	if raced {
		// No lock orders these on PostgreSQL: the same key was committed by
		// another request meanwhile, and now it is there to be replayed.
		err = d.UpdateAccount(ctx, run)
	}
	if err != nil {
		return Result{}, err
	}
	return result, nil
}
