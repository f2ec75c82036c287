package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// oldestBinaryKey is the setting that holds the lowest schema number a binary
// must know to run on this database. A contracting migration raises it; an
// expanding one leaves it, which is what makes going back one release possible.
const (
	oldestBinaryKey    = "oldest_binary"
	selectOldestBinary = `SELECT value FROM settings WHERE key = 'oldest_binary'`
)

// ErrTooOld says that the database was contracted by a newer release.
var ErrTooOld = errors.New("this database needs a newer taskflow")

// ErrBehind says that the schema must be migrated first.
var ErrBehind = errors.New("the database schema is behind this binary; run taskflow migrate")

func (d *DB) migrationDB() (handle *sql.DB, folder string, dialect goose.Dialect, release func()) {
	if d.pg != nil {
		handle := stdlib.OpenDBFromPool(d.pg.pool)
		return handle, "migrations/postgres", goose.DialectPostgres, func() { handle.Close() }
	}
	return d.lite.writeDB, "migrations/sqlite", goose.DialectSQLite3, func() {}
}

// provider returns goose on this database, without any global state.
func (d *DB) provider() (*goose.Provider, func(), error) {
	handle, folder, dialect, release := d.migrationDB()
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return nil, nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.pg != nil {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, handle, files, options...)
	if err != nil {
		release()
		return nil, nil, err
	}
	return provider, release, nil
}

// SchemaVersion returns the schema's number of a database that nobody holds
// open, 0 for a new one.
func SchemaVersion(ctx context.Context, o Options) (int64, error) {
	if o.URL == "" {
		if _, err := os.Stat(filepath.Join(o.DataDir, "taskflow.db")); errors.Is(err, fs.ErrNotExist) {
			return 0, nil
		}
	}
	d := &DB{engine: SQLite, clock: o.Clock, logger: slog.Default()}
	defer d.release()
	if err := d.connect(ctx, o); err != nil {
		return 0, err
	}
	provider, release, err := d.provider()
	if err != nil {
		return 0, err
	}
	defer release()
	return provider.GetDBVersion(ctx)
}

// migrate brings the schema up to date, or with apply false only checks it.
func (d *DB) migrate(ctx context.Context, apply bool) error {
	provider, release, err := d.provider()
	if err != nil {
		return err
	}
	defer release()
	sources := provider.ListSources()
	newest := sources[len(sources)-1].Version
	current, err := provider.GetDBVersion(ctx)
	if err != nil {
		if damaged := d.damage(ctx); damaged != nil {
			err = damaged
		}
		return fmt.Errorf("read the schema's version: %w", err)
	}
	switch {
	case current > newest:
		return d.checkOldestBinary(ctx, current, newest)
	case current == newest:
		return nil
	case !apply:
		return ErrBehind
	}
	if d.lite != nil && current > 0 {
		if err := d.snapshotBefore(ctx, newest); err != nil {
			return fmt.Errorf("write a snapshot before migrating: %w", err)
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the schema from %d to %d: %w", current, newest, err)
	}
	return nil
}

// damage returns the error for a SQLite file that is not whole, nil for one
// that is. A torn table can look like a missing one, so whoever fails to read
// the schema asks this before blaming it.
func (d *DB) damage(ctx context.Context) error {
	if d.lite == nil {
		return nil
	}
	var verdict string
	err := d.lite.writeDB.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
	if err == nil && verdict == "ok" {
		return nil
	}
	if err == nil {
		err = errors.New(verdict)
	}
	return damaged(err)
}

func (d *DB) checkOldestBinary(ctx context.Context, current, mine int64) error {
	handle, _, _, release := d.migrationDB()
	defer release()
	var text string
	if err := handle.QueryRowContext(ctx, selectOldestBinary).Scan(&text); err != nil {
		return fmt.Errorf("read %s: %w", oldestBinaryKey, err)
	}
	oldest, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("read %s: %w", oldestBinaryKey, err)
	}
	if mine < oldest {
		return fmt.Errorf("%w: its schema is %d, which runs with schema %d or later; this binary knows %d", ErrTooOld, current, oldest, mine)
	}
	return nil
}

// snapshotBefore copies the file to snapshots/ in the data directory.
func (d *DB) snapshotBefore(ctx context.Context, version int64) error {
	name := fmt.Sprintf("before-schema-%d-%s.db", version, d.clock.Now().Std().Format("20060102T150405Z"))
	path := filepath.Join(filepath.Dir(d.lite.path), "snapshots", name)
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	if err := d.lite.snapshot(ctx, path); err != nil {
		return err
	}
	d.logger.Info("wrote a snapshot before migrating", "file", name)
	return nil
}
