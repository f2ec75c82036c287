package db_test

import (
	"errors"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
)

const (
	pretendNewer = `INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, $2)`
	setOldest    = `UPDATE settings SET value = $1 WHERE key = 'oldest_binary'`
)

// newer makes a database look as a later release leaves it, with the lowest
// schema number that its binaries must know.
func newer(t *testing.T, o db.Options, oldest string) {
	t.Helper()
	d := open(t, o)
	defer d.Close()
	applied := any(1)
	if d.Engine() == db.Postgres {
		applied = true
	}
	err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error {
		if err := tx.Exec(pretendNewer, 999, applied); err != nil {
			return err
		}
		return tx.Exec(setOldest, oldest)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnOlderBinaryRunsUntilTheSchemaIsContracted(t *testing.T) {
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			expanded := dbtest.Options(t, engine, nil)
			newer(t, expanded, "1")
			open(t, expanded).Close()

			contracted := dbtest.Options(t, engine, nil)
			newer(t, contracted, "999")
			if _, err := db.Open(t.Context(), contracted); !errors.Is(err, db.ErrTooOld) {
				t.Errorf("got %v, want ErrTooOld", err)
			}
		})
	}
}

func TestASchemaThatIsBehindIsLeftAloneWhenAsked(t *testing.T) {
	t.Parallel()
	o := db.Options{DataDir: t.TempDir(), KeepSchema: true}
	if _, err := db.Open(t.Context(), o); !errors.Is(err, db.ErrBehind) {
		t.Errorf("got %v, want ErrBehind", err)
	}
}
