// Package db is the only package that knows database engines. It opens SQLite
// or PostgreSQL, runs transactions on them with one SQL text for both, groups
// the commits of changes that wait for the same lock, maps engine errors and
// carries the migrations.
//
// Statements are written in PostgreSQL's spelling, parameters numbered in the
// order of their first use, and name workspace_id wherever the table has it.
// What differs between engines is a fragment in braces, see dialect.go.
//
// It owns the table workspace_seq: the row that every change of a workspace
// locks first, and from which the change log takes its numbers.
package db
