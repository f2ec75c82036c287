package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/google/uuid"
)

// A database that was put back to an older state would feed clients different
// changes under numbers they have seen. So every start asks whether the state
// is the one that was left, and gives all workspaces a new epoch if it is not.
//
// PostgreSQL tells by the identity of the database: another cluster, timeline
// or database is another history. A SQLite file is compared with a mark beside
// it, which is written after commits and so never runs ahead of the file.

const (
	markName       = "mark.json"
	markEvery      = time.Second
	markTolerance  = 5 * time.Second // between what a mark says and when its file was changed
	identitySQL    = `SELECT system_identifier::text || ':' || (SELECT timeline_id FROM pg_control_checkpoint()) || ':' || (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()`
	selectIdentity = `SELECT value FROM settings WHERE key = 'identity'`
	upsertIdentity = `INSERT INTO settings (key, value) VALUES ('identity', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
	renewEpochs    = `UPDATE workspace_seq SET epoch = $1`
	sumOfSeqs      = `SELECT CAST(coalesce(sum(seq), 0) AS BIGINT) FROM workspace_seq`
)

// mark is what is known beside the SQLite file.
type mark struct {
	Identity string `json:"identity"` // the file's own, made with it
	Changes  int64  `json:"changes"`  // committed at least, over all workspaces
	Written  int64  `json:"written"`  // when, in ms since 1970

	moved bool // the file was not left here by us: it was copied or restored
}

// settleEpoch compares the database with what was left and renews the epochs
// when it is another one.
func (d *DB) settleEpoch(ctx context.Context) error {
	var identity string
	var err error
	left := mark{}
	if d.pg != nil {
		if err := d.pg.pool.QueryRow(ctx, identitySQL).Scan(&identity); err != nil {
			return fmt.Errorf("read the identity of the database: %w", err)
		}
	} else if left, err = d.readMark(); err != nil {
		return err
	}
	epoch, fresh := uuid.NewString(), uuid.NewString()
	renewed := false
	var changes int64
	err = d.UpdateAccount(ctx, func(tx *Tx) error {
		var stored string
		if err := tx.QueryRow(selectIdentity).Scan(&stored); err != nil && !errors.Is(err, ErrNoRows) {
			return err
		}
		if err := tx.QueryRow(sumOfSeqs).Scan(&changes); err != nil {
			return err
		}
		if d.pg == nil {
			identity = stored
			if stored == "" {
				identity = fresh
			}
			renewed = left.Identity != "" && (left.Identity != stored || changes < left.Changes || left.moved)
		} else {
			renewed = stored != "" && stored != identity
		}
		if renewed {
			if err := tx.Exec(renewEpochs, epoch); err != nil {
				return err
			}
		}
		if stored == identity {
			return nil
		}
		return tx.Exec(upsertIdentity, identity)
	})
	if err != nil {
		return err
	}
	if renewed {
		d.logger.Warn("the database is not the state that was left: it was restored or replaced; clients start anew")
	}
	d.mark.identity = identity
	d.mark.changes.Store(changes)
	if d.pg != nil {
		return nil
	}
	return d.writeMark()
}

// marker keeps the mark beside a SQLite file.
type marker struct {
	identity string
	changes  atomic.Int64
	written  atomic.Int64 // changes in the file and one, 0 for no file yet
}

func (d *DB) markPath() string { return filepath.Join(filepath.Dir(d.lite.path), markName) }

func (d *DB) readMark() (mark, error) {
	var m mark
	b, err := os.ReadFile(d.markPath())
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	if json.Unmarshal(b, &m) != nil {
		return mark{}, nil // torn by a power cut: nothing is known
	}
	// A backup of the whole directory brings its mark along, but whatever
	// writes a file also sets the time of its change, which nothing can preserve.
	var info syscall.Stat_t
	if err := syscall.Stat(d.markPath(), &info); err != nil {
		return m, err
	}
	apart := time.Unix(info.Ctim.Unix()).Sub(time.UnixMilli(m.Written))
	m.moved = apart.Abs() > markTolerance
	return m, nil
}

// writeMark replaces the file in one step.
func (d *DB) writeMark() error {
	m := mark{Identity: d.mark.identity, Changes: d.mark.changes.Load(), Written: time.Now().UnixMilli()}
	if d.mark.written.Load() == m.Changes+1 {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	path := d.markPath()
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	d.mark.written.Store(m.Changes + 1)
	return os.Rename(path+".new", path)
}

// keepMark writes the mark while changes go on, and once at the end.
func (d *DB) keepMark(ctx context.Context) {
	ticker := time.NewTicker(markEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := d.writeMark(); err != nil {
				d.logger.Warn("the mark beside the database could not be written", "error", err)
			}
		}
	}
}

// committed counts one change of a workspace that is durable.
func (d *DB) committed() { d.mark.changes.Add(1) }
