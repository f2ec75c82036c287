package project

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Work is a change in progress: the transaction, who acts in it, and the
// author that is written beside each row of the log.
type Work struct {
	Tx    *db.Tx
	Actor taskflow.Actor
	By    changes.Author
}

// Request is one write as a client asked for it.
type Request struct {
	Caller    taskflow.Caller
	Workspace taskflow.WorkspaceID
	Name      string // the verb
	Input     any    // what the idempotency key is bound to
}

// Do runs fn as one change of a workspace: locked, authorised, at most once
// for each idempotency key. fn returns the id of what it made or changed.
func Do(ctx context.Context, d *db.DB, r Request, fn func(w Work) (string, error)) (changes.Result, error) {
	m := changes.Mutation{Caller: r.Caller, Workspace: r.Workspace, Name: r.Name, Request: r.Input}
	return changes.Mutate(ctx, d, m, func(tx *db.Tx) (string, error) {
		actor, err := workspace.Authorise(tx, r.Workspace, r.Caller.Account)
		if err != nil {
			return "", err
		}
		return fn(Work{Tx: tx, Actor: actor, By: changes.Author{Member: actor.Member, Mutation: r.Caller.Mutation, Trace: r.Caller.Trace}})
	})
}

// See runs fn as one reading of a workspace by somebody who belongs to it.
func See(ctx context.Context, d *db.DB, c taskflow.Caller, ws taskflow.WorkspaceID, fn func(tx *db.Tx, actor taskflow.Actor) error) error {
	return d.View(ctx, func(tx *db.Tx) error {
		actor, err := workspace.Authorise(tx, ws, c.Account)
		if err != nil {
			return err
		}
		return fn(tx, actor)
	})
}

// Workspace returns the workspace that is changed.
func (w Work) Workspace() taskflow.WorkspaceID { return w.Actor.Workspace }

// Emit appends rows to the change log.
func (w Work) Emit(rows ...changes.Row) error { return changes.Append(w.Tx, w.By, rows...) }

// Record writes a line of activity; task is empty for the project's own.
func (w Work) Record(id taskflow.ProjectID, task taskflow.TaskID, kind string, data any) error {
	return changes.Record(w.Tx, changes.Activity{
		ID: taskflow.NewID(), Project: id, Task: task, Actor: w.By.Member, Kind: kind, Data: data, At: w.Tx.Now(),
	})
}

// Find loads the project that ref names, by id or by any key it ever had, with
// the role of the work's actor.
func (w Work) Find(ref string) (Project, taskflow.ProjectRole, error) {
	return Find(w.Tx, w.Actor, ref)
}
