package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"taskflow/internal/taskflow"
)

// oldestSQLite is the first version without the bug that could corrupt a WAL.
const oldestSQLite = 3_051_003

// checkpointSize is the size of the write-ahead log, in bytes, above which new
// readers are held back for a moment so that it can be emptied.
const checkpointSize = 64 << 20

// sqliteStore is one file with one writing connection and a pool of readers.
type sqliteStore struct {
	path    string
	texts   texts
	writeDB *sql.DB
	writer  *sql.Conn
	stmts   map[string]*sql.Stmt // of the writer; used under its lock only
	writing sync.Mutex
	readDB  *sql.DB
	reads   sync.Map      // string → *sql.Stmt
	slots   chan struct{} // one for each reader; a connection more is left for preparing statements
	gate    sync.RWMutex  // held by readers; taken alone to empty the WAL
}

func sqliteDSN(path string, pragmas ...string) string {
	q := url.Values{}
	q.Add("_pragma", "busy_timeout(5000)") // first: the others may have to wait
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func openSQLite(ctx context.Context, path string) (*sqliteStore, error) {
	s := &sqliteStore{path: path, texts: texts{engine: SQLite}, stmts: map[string]*sql.Stmt{}}
	s.writeDB = openPool(sqliteDSN(path, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-16000)", "temp_store(MEMORY)"))
	s.writeDB.SetMaxOpenConns(2) // one is the writer, one is lent to migrations before it starts
	s.readDB = openPool(sqliteDSN(path, "query_only(1)", "cache_size(-8000)", "temp_store(MEMORY)"))
	readers := max(4, 2*runtime.NumCPU())
	// A statement is prepared by the pool while its transaction holds a
	// connection: without one to spare, readers would wait for each other.
	s.slots = make(chan struct{}, readers)
	s.readDB.SetMaxOpenConns(readers + 1)
	s.readDB.SetMaxIdleConns(readers + 1)
	var version string
	if err := s.writeDB.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return nil, openError(path, err)
	}
	var major, minor, patch int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); err != nil {
		return nil, fmt.Errorf("SQLite's version %q: %w", version, err)
	}
	if major*1_000_000+minor*1_000+patch < oldestSQLite {
		return nil, fmt.Errorf("SQLite %s can corrupt its write-ahead log; 3.51.3 or later is needed", version)
	}
	var schema int
	if err := s.writeDB.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&schema); err != nil {
		return nil, openError(path, err)
	}
	return s, nil
}

// begin takes the writing connection after migrations are done.
func (s *sqliteStore) begin(ctx context.Context) error {
	s.writeDB.SetMaxOpenConns(1)
	var err error
	s.writer, err = s.writeDB.Conn(ctx)
	return err
}

func openError(path string, err error) error {
	mapped := mapError(err)
	if taskflow.KindOf(mapped) == taskflow.Unavailable {
		return fmt.Errorf("the database %s: %w", path, mapped)
	}
	return fmt.Errorf("open the database %s: %w", path, err)
}

func (s *sqliteStore) close() {
	for _, stmt := range s.stmts {
		stmt.Close()
	}
	if s.writer != nil {
		s.writer.Close()
	}
	s.readDB.Close()
	s.writeDB.Close()
}

// checkpoint empties the WAL when it has grown past checkpointSize.
func (s *sqliteStore) checkpoint(ctx context.Context) error {
	info, err := os.Stat(s.path + "-wal")
	if err != nil || info.Size() < checkpointSize {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.gate.Lock()
	defer s.gate.Unlock()
	_, err = s.writer.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// snapshot writes a consistent copy of the file.
func (s *sqliteStore) snapshot(ctx context.Context, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	_, err := s.writeDB.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

// view runs fn in a read transaction.
func (s *sqliteStore) view(ctx context.Context, fn func(conn) error) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return mapError(ctx.Err())
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	tx, err := s.readDB.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return mapError(err)
	}
	defer tx.Rollback()
	return fn(&sqliteReader{store: s, tx: tx})
}

// sqliteReader is a read transaction of the pool.
type sqliteReader struct {
	store *sqliteStore
	tx    *sql.Tx
}

func (r *sqliteReader) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := r.store.reads.Load(text); ok {
		return r.tx.StmtContext(ctx, s.(*sql.Stmt)), nil
	}
	stmt, err := r.store.readDB.PrepareContext(ctx, r.store.texts.get(text))
	if err != nil {
		return nil, err
	}
	if old, loaded := r.store.reads.LoadOrStore(text, stmt); loaded {
		stmt.Close()
		stmt = old.(*sql.Stmt)
	}
	return r.tx.StmtContext(ctx, stmt), nil
}

func (r *sqliteReader) exec(context.Context, string, []any) error {
	return fmt.Errorf("db: a read transaction cannot write")
}

func (r *sqliteReader) execCount(context.Context, string, []any) (int64, error) {
	return 0, fmt.Errorf("db: a read transaction cannot write")
}

func (r *sqliteReader) query(ctx context.Context, text string, args []any) (engineRows, error) {
	stmt, err := r.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// sqliteWriter is the writing connection inside a transaction.
type sqliteWriter struct{ store *sqliteStore }

func (w *sqliteWriter) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := w.store.stmts[text]; ok {
		return s, nil
	}
	stmt, err := w.store.writer.PrepareContext(ctx, w.store.texts.get(text))
	if err != nil {
		return nil, err
	}
	w.store.stmts[text] = stmt
	return stmt, nil
}

func (w *sqliteWriter) exec(ctx context.Context, text string, args []any) error {
	_, err := w.execCount(ctx, text, args)
	return err
}

func (w *sqliteWriter) execCount(ctx context.Context, text string, args []any) (int64, error) {
	stmt, err := w.stmt(ctx, text)
	if err != nil {
		return 0, err
	}
	res, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (w *sqliteWriter) query(ctx context.Context, text string, args []any) (engineRows, error) {
	stmt, err := w.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// watch empties the WAL whenever it is too large, until ctx ends.
func (s *sqliteStore) watch(ctx context.Context, failed func(error)) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.checkpoint(ctx); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}
