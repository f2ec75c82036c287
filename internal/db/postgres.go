package db

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgresStore is a pool of connections to one PostgreSQL database.
type postgresStore struct {
	texts texts
	pool  *pgxpool.Pool
}

func openPostgres(ctx context.Context, url string, maxConns int) (*postgresStore, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the database URL: %w", err)
	}
	if maxConns > 0 {
		cfg.MaxConns = int32(maxConns)
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "taskflow"
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	return &postgresStore{texts: texts{engine: Postgres}, pool: pool}, nil
}

// pgConn is a transaction whose statements travel together: what needs no
// answer waits in the pipeline for the next query or for the commit.
type pgConn struct {
	store   *postgresStore
	conn    *pgx.Conn
	pending *pgx.Batch
}

func (s *postgresStore) begin(conn *pgx.Conn, how string) *pgConn {
	c := &pgConn{store: s, conn: conn, pending: &pgx.Batch{}}
	c.pending.Queue(how)
	return c
}

func (c *pgConn) exec(_ context.Context, text string, args []any) error {
	c.pending.Queue(c.store.texts.get(text), args...)
	return nil
}

func (c *pgConn) execCount(ctx context.Context, text string, args []any) (int64, error) {
	c.pending.Queue(c.store.texts.get(text), args...)
	results, err := c.send(ctx)
	if err != nil {
		return 0, err
	}
	tag, err := results.Exec()
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	return tag.RowsAffected(), err
}

func (c *pgConn) query(ctx context.Context, text string, args []any) (engineRows, error) {
	c.pending.Queue(c.store.texts.get(text), args...)
	results, err := c.send(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		results.Close()
		return nil, err
	}
	return &pgRows{Rows: rows, results: results}, nil
}

// send sends the pipeline and reads the answers of all but its last statement.
func (c *pgConn) send(ctx context.Context) (pgx.BatchResults, error) {
	batch := c.pending
	c.pending = &pgx.Batch{}
	results := c.conn.SendBatch(ctx, batch)
	for range batch.Len() - 1 {
		if _, err := results.Exec(); err != nil {
			results.Close()
			return nil, err
		}
	}
	return results, nil
}

// commit sends what is left and commits.
func (c *pgConn) commit(ctx context.Context) error {
	c.pending.Queue("COMMIT")
	results, err := c.send(ctx)
	if err != nil {
		return err
	}
	tag, err := results.Exec()
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	if err == nil && tag.String() != "COMMIT" {
		err = fmt.Errorf("the transaction was rolled back by the database")
	}
	return err
}

// rollback ends the transaction on a connection that may be in any state.
func (c *pgConn) rollback() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if c.conn.IsClosed() {
		return
	}
	if _, err := c.conn.PgConn().Exec(ctx, "ROLLBACK").ReadAll(); err != nil {
		c.conn.Close(ctx)
	}
}

type pgRows struct {
	pgx.Rows
	results pgx.BatchResults
}

// Close ends the rows and the batch that they came with.
func (r *pgRows) Close() error {
	r.Rows.Close()
	err := r.Rows.Err()
	if closeErr := r.results.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (s *postgresStore) view(ctx context.Context, fn func(conn) error) error {
	pooled, err := s.pool.Acquire(ctx)
	if err != nil {
		return mapError(err)
	}
	defer pooled.Release()
	c := s.begin(pooled.Conn(), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
	if err := fn(c); err != nil {
		c.rollback()
		return err
	}
	if c.pending.Len() > 0 { // nothing was asked
		return nil
	}
	if err := c.commit(ctx); err != nil {
		c.rollback()
		return mapError(err)
	}
	return nil
}

// Listen calls fn with the payload of each notification on channel until ctx
// ends. It owns one connection and opens a new one when that is lost; lost
// payloads are not repeated. ready is called whenever it listens (again).
func (d *DB) Listen(ctx context.Context, channel string, ready func(), fn func(payload string)) {
	for ctx.Err() == nil {
		err := d.listenOnce(ctx, channel, ready, fn)
		if ctx.Err() != nil {
			return
		}
		d.logger.Warn("listening for notifications failed; trying again", "channel", channel, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (d *DB) listenOnce(ctx context.Context, channel string, ready func(), fn func(payload string)) error {
	conn, err := pgx.ConnectConfig(ctx, d.pg.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		conn.Close(closing)
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	ready()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		fn(n.Payload)
	}
}

// Notify sends a payload of at most 7,999 bytes to the listeners of channel in
// every process, outside any transaction. It does nothing on SQLite.
func (d *DB) Notify(ctx context.Context, channel, payload string) error {
	if d.pg == nil {
		return nil
	}
	_, err := d.pg.pool.Exec(ctx, "SELECT pg_notify($1, $2)", channel, payload)
	return err
}
