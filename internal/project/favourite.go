package project

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Favourite is a project that one member keeps at hand.
type Favourite struct {
	ID   taskflow.ProjectID `json:"id"`
	Rank string             `json:"rank"`
}

// Favourites lists the member's favourites in their order.
func Favourites(tx *db.Tx, ws taskflow.WorkspaceID, m taskflow.MemberID) ([]Favourite, error) {
	rows, err := tx.Query(listFavourites, ws, m)
	return db.Collect(rows, err, func(rows *db.Rows) (Favourite, error) {
		var f Favourite
		return f, rows.Scan(&f.ID, &f.Rank)
	})
}

// SetFavourite marks a project as a favourite of the caller, at the end unless
// a rank is given.
func (s *Service) SetFavourite(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref, rank string) (Favourite, taskflow.Cursor, error) {
	var problems taskflow.Problems
	if rank != "" {
		CheckRank(&problems, "rank", rank)
	}
	if err := problems.Err(); err != nil {
		return Favourite{}, taskflow.Cursor{}, err
	}
	var out Favourite
	res, err := Do(ctx, s.db, Request{c, ws, Favour.Name, []any{ref, rank}}, func(w Work) (string, error) {
		p, _, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		out, err = favour(w, p.ID, rank)
		return string(p.ID), err
	})
	if err == nil && res.Replayed {
		out = Favourite{ID: taskflow.ProjectID(res.Entity), Rank: rank}
		err = See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
			all, err := Favourites(tx, ws, actor.Member)
			for _, f := range all {
				if f.ID == out.ID {
					out = f
				}
			}
			return err
		})
	}
	return out, res.Cursor, err
}

func favour(w Work, id taskflow.ProjectID, rank string) (Favourite, error) {
	all, err := Favourites(w.Tx, w.Workspace(), w.Actor.Member)
	if err != nil {
		return Favourite{}, err
	}
	last := ""
	for _, f := range all {
		if f.ID == id && (rank == "" || rank == f.Rank) {
			return f, nil
		}
		last = f.Rank
	}
	if rank == "" {
		if rank, err = taskflow.RankBetween(last, ""); err != nil {
			return Favourite{}, err
		}
	}
	f := Favourite{ID: id, Rank: rank}
	if err := w.Tx.Exec(putFavourite, w.Workspace(), w.Actor.Member, id, rank); err != nil {
		return Favourite{}, err
	}
	return f, w.Emit(changes.Row{Scope: changes.ForUser(w.Actor.Member), Kind: changes.Favourite, ID: string(id), Op: changes.Put, Data: f})
}

// UnsetFavourite takes the mark away; without one nothing happens.
func (s *Service) UnsetFavourite(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (taskflow.Cursor, error) {
	res, err := Do(ctx, s.db, Request{c, ws, Favour.Name, []any{"unset", ref}}, func(w Work) (string, error) {
		p, _, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		n, err := w.Tx.ExecCount(deleteFavourite, w.Workspace(), w.Actor.Member, p.ID)
		if err != nil || n == 0 {
			return string(p.ID), err
		}
		return string(p.ID), w.Emit(changes.Row{Scope: changes.ForUser(w.Actor.Member), Kind: changes.Favourite, ID: string(p.ID), Op: changes.Remove})
	})
	return res.Cursor, err
}
