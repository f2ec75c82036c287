package live

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// MaxPage is the most changes that one call for a page returns.
const MaxPage = 500

// Page is a piece of the change log as one reader sees it.
type Page struct {
	Items  []json.RawMessage // changes; those with nothing to see are left out
	Cursor taskflow.Cursor   // the place that the page leads to
	More   bool              // the log goes on
}

// Head returns the end of a workspace's log.
func (h *Hub) Head(ctx context.Context, ws taskflow.WorkspaceID) (taskflow.Cursor, error) {
	var c taskflow.Cursor
	err := h.db.View(ctx, func(tx *db.Tx) (err error) {
		c, err = changes.Head(tx, ws)
		return err
	})
	return c, err
}

// Read returns changes after since, for clients that ask instead of listening.
// It fails with Conflict, code "reset", when the log does not lead there.
func (h *Hub) Read(ctx context.Context, ws taskflow.WorkspaceID, account taskflow.AccountID, since taskflow.Cursor, limit int) (Page, error) {
	if limit <= 0 || limit > MaxPage {
		limit = MaxPage
	}
	var p Page
	err := h.db.View(ctx, func(tx *db.Tx) error {
		p = Page{Items: []json.RawMessage{}, Cursor: since}
		look, err := loadSight(tx, ws, since.Seq)
		if err != nil {
			return err
		}
		member, here := look.view.members[account]
		if !here {
			return taskflow.Missing("workspace")
		}
		page, head, err := changes.Read(tx, ws, since, limit)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			e := newEncoder(since.Epoch, &page[i])
			if e.event(*look, member) != nil {
				var buf bytes.Buffer
				e.writeJSON(&buf)
				p.Items = append(p.Items, buf.Bytes())
			}
			p.Cursor.Seq = page[i].Seq
		}
		p.More = p.Cursor.Seq < head.Seq
		return nil
	})
	if errors.Is(err, changes.ErrReset) {
		return p, taskflow.Errorf(taskflow.Conflict, "The change log does not reach back to this cursor. Load everything again.").WithCode("reset")
	}
	return p, err
}
