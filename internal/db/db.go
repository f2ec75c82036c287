package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"taskflow/internal/taskflow"
)

// slowRead is how long a read transaction on SQLite may last before it is
// reported: longer ones keep the write-ahead log from being emptied.
const slowRead = 250 * time.Millisecond

// Options say which database to open.
type Options struct {
	// DataDir is the directory of the SQLite file, its lock and snapshots.
	DataDir string
	// URL is a PostgreSQL URL; empty selects SQLite in DataDir.
	URL string
	// MaxConns bounds the PostgreSQL pool; 0 means pgx's default.
	MaxConns int
	// Clock tells the time of transactions; nil is the real one.
	Clock taskflow.Clock
	// Logger hears of slow reads and lost connections; nil is slog.Default.
	Logger *slog.Logger
	// Observe hears how long each transaction of a caller took, waiting
	// included; nil hears nothing.
	Observe func(ctx context.Context, took time.Duration)
	// KeepSchema leaves the schema as it is; Open fails when it is not current.
	KeepSchema bool
}

// DB is an open database.
type DB struct {
	engine Engine
	lite   *sqliteStore
	pg     *postgresStore
	clock  taskflow.Clock
	logger *slog.Logger
	watch  func(ctx context.Context, took time.Duration)
	groups groups
	mark   marker

	statements atomic.Int64
	lock       *os.File

	hooks []func(taskflow.WorkspaceID, taskflow.Cursor)
	hints []func(topic string)
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// Open opens the database and brings its schema up to date under a lock; on
// SQLite a snapshot is written first.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{clock: o.Clock, logger: o.Logger, watch: o.Observe, engine: SQLite}
	if d.watch == nil {
		d.watch = func(context.Context, time.Duration) {}
	}
	if d.logger == nil {
		d.logger = slog.Default()
	}
	if err := d.open(ctx, o); err != nil {
		d.release()
		return nil, err
	}
	background, cancel := context.WithCancel(context.Background())
	d.stop = cancel
	if d.lite != nil {
		d.done.Go(func() {
			d.lite.watch(background, func(err error) { d.logger.Warn("emptying the write-ahead log failed", "error", err) })
		})
		d.done.Go(func() { d.keepMark(background) })
	}
	return d, nil
}

// connect reaches the engine and, on SQLite, takes the data directory's lock.
func (d *DB) connect(ctx context.Context, o Options) (err error) {
	if o.URL != "" {
		d.engine = Postgres
		d.pg, err = openPostgres(ctx, o.URL, o.MaxConns)
	} else {
		if err := d.lockDataDir(o.DataDir); err != nil {
			return err
		}
		d.lite, err = openSQLite(ctx, filepath.Join(o.DataDir, "taskflow.db"))
	}
	return err
}

func (d *DB) open(ctx context.Context, o Options) error {
	if err := d.connect(ctx, o); err != nil {
		return err
	}
	if err := d.migrate(ctx, !o.KeepSchema); err != nil {
		return err
	}
	if d.lite != nil {
		if err := d.lite.begin(ctx); err != nil {
			return err
		}
	}
	return d.settleEpoch(ctx)
}

// lockDataDir makes the directory and takes its lock, which the kernel lets go
// when the process ends, however it ends.
func (d *DB) lockDataDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data directory cannot be made: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the data directory %s is not writable: %w", dir, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return fmt.Errorf("%w: %s", ErrLocked, dir)
	}
	d.lock = f
	return nil
}

// ErrLocked says that another TaskFlow process uses the data directory.
var ErrLocked = errors.New("another taskflow process is using this data directory")

// Close waits for background work and closes the database.
func (d *DB) Close() error {
	d.stop()
	d.done.Wait()
	d.groups.wait()
	var err error
	if d.lite != nil {
		err = d.writeMark()
	}
	d.release()
	return err
}

func (d *DB) release() {
	if d.lite != nil {
		d.lite.close()
	}
	if d.pg != nil {
		d.pg.pool.Close()
	}
	if d.lock != nil {
		d.lock.Close()
	}
}

// Engine returns the kind of database.
func (d *DB) Engine() Engine { return d.engine }

// Now returns the database's clock.
func (d *DB) Now() taskflow.Time { return d.clock.Now() }

// OnCommit registers fn to be called after each commit that appended to a
// workspace's change log. It is called before the first change, must return at
// once, and hears only of this process's commits.
func (d *DB) OnCommit(fn func(taskflow.WorkspaceID, taskflow.Cursor)) {
	d.hooks = append(d.hooks, fn)
}

// OnHint registers fn to be called with each topic that a committed transaction
// hinted at. It is called before the first change and must return at once.
func (d *DB) OnHint(fn func(topic string)) { d.hints = append(d.hints, fn) }

// View runs fn in a read-only transaction that sees one state of the database.
func (d *DB) View(ctx context.Context, fn func(tx *Tx) error) error {
	run := func(c conn) error {
		tx := &Tx{ctx: ctx, conn: c, engine: d.engine, now: d.clock.Now(), count: &d.statements}
		err := fn(tx)
		if tx.open != nil {
			tx.open.Close()
		}
		return err
	}
	begin := time.Now()
	defer func() { d.watch(ctx, time.Since(begin)) }()
	if d.pg != nil {
		return d.pg.view(ctx, run)
	}
	err := d.lite.view(ctx, run)
	if took := time.Since(begin); took > slowRead {
		d.logger.Warn("a read transaction was slow", "duration_ms", took.Milliseconds())
	}
	return err
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if d.pg != nil {
		return d.pg.pool.Ping(ctx)
	}
	return d.lite.readDB.PingContext(ctx)
}

// Stats are figures for metrics.
type Stats struct {
	Connections int64 // open connections of the pool (SQLite: readers)
	InUse       int64
	Waited      time.Duration // total time callers waited for a connection
	Groups      int64         // commits of groups
	Grouped     int64         // changes in those commits
	Statements  int64         // statements of transactions
	WALBytes    int64         // SQLite only
}

// Stats returns the present figures.
func (d *DB) Stats() Stats {
	s := Stats{Groups: d.groups.commits.Load(), Grouped: d.groups.members.Load(), Statements: d.statements.Load()}
	if d.pg != nil {
		p := d.pg.pool.Stat()
		s.Connections, s.InUse, s.Waited = int64(p.TotalConns()), int64(p.AcquiredConns()), p.AcquireDuration()
		return s
	}
	p := d.lite.readDB.Stats()
	s.Connections, s.InUse, s.Waited = int64(p.OpenConnections), int64(p.InUse), p.WaitDuration
	if info, err := os.Stat(d.lite.path + "-wal"); err == nil {
		s.WALBytes = info.Size()
	}
	return s
}

// Check asks the engine whether it understands a statement, without running
// it; for the test that reads every statement of the program.
func (d *DB) Check(ctx context.Context, stmt string) error {
	if d.pg != nil {
		conn, err := d.pg.pool.Acquire(ctx)
		if err != nil {
			return err
		}
		defer conn.Release()
		_, err = conn.Conn().PgConn().Prepare(ctx, "", Dialect(Postgres, stmt), nil)
		return err
	}
	prepared, err := d.lite.readDB.PrepareContext(ctx, Dialect(SQLite, stmt))
	if err != nil {
		return err
	}
	return prepared.Close()
}
