package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"taskflow/internal/taskflow"
)

// IsUnique reports whether err is a row that exists already.
func IsUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) && (lite.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// isTransient reports whether the same transaction may succeed when run again.
func isTransient(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "40001", "40P01": // serialization failure, deadlock
			return true
		}
		return false
	}
	return pgconn.SafeToRetry(err)
}

// mapError gives an engine's error the kind that callers can act on. Errors of
// the statement itself stay internal.
func mapError(err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return ErrNoRows
	}
	unavailable := func(code, message string) error {
		return &taskflow.Error{Kind: taskflow.Unavailable, Code: code, Message: message, Err: err}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case lib.SQLITE_FULL:
			return unavailable("disk_full", "The disk is full, so nothing can be saved right now. Nothing was changed.")
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
			return damaged(err)
		case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
			return unavailable("database_busy", "The database is busy. Try again.")
		case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_IOERR:
			return unavailable("database_unwritable", "The database file cannot be read or written.")
		}
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "22021", "22P05": // a NUL, or bytes that are no UTF-8
			return &taskflow.Error{Kind: taskflow.Invalid, Code: "bad_text", Message: "A value holds a character that is no text, such as a NUL.", Err: err}
		}
		switch pg.Code[:2] {
		case "53":
			return unavailable("database_exhausted", "The database has no room left. Nothing was changed.")
		case "57", "08":
			return unavailable("database_unavailable", "The database is not available right now. Try again.")
		}
		return err
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || pgconn.Timeout(err) && !errors.Is(err, context.Canceled) {
		return unavailable("database_unavailable", "The database is not available right now. Try again.")
	}
	return err
}

// damaged is the error for a database file that is not whole.
func damaged(cause error) error {
	return &taskflow.Error{Kind: taskflow.Unavailable, Code: "database_corrupt", Message: "The database file is damaged. Restore it from a backup.", Err: cause}
}
