package task

import (
	"errors"
	"slices"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// longRank is the length from which the order around a place is renewed, well
// before ranks become too long to be stored.
const longRank = 40

// ranked is a task's place in its column.
type ranked struct {
	id   taskflow.TaskID
	rank string
}

// spot is a column of a project, and the task that is to be put there.
type spot struct {
	project taskflow.ProjectID
	column  taskflow.ColumnID
	task    taskflow.TaskID
}

// atEnd returns a rank behind the column's last task.
func atEnd(w project.Work, s spot) (string, error) {
	last, err := edgeRank(w, lastRank, s)
	if err != nil {
		return "", err
	}
	rank, err := taskflow.RankBetween(last, "")
	if err != nil {
		return makeRoom(w, s, last)
	}
	return rank, nil
}

// atTop returns a rank before the column's first task.
func atTop(w project.Work, s spot) (string, error) {
	first, err := edgeRank(w, firstRank, s)
	if err != nil {
		return "", err
	}
	rank, err := taskflow.RankBetween("", first)
	if err != nil {
		return makeRoom(w, s, first)
	}
	return rank, nil
}

func edgeRank(w project.Work, stmt string, s spot) (string, error) {
	var rank string
	err := w.Tx.QueryRow(stmt, w.Workspace(), s.project, s.column).Scan(&rank)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return rank, err
}

// at returns the wanted rank. If another task has it, the place just behind
// that one; if ranks there have become long, the order around it is renewed.
func at(w project.Work, s spot, wanted string) (string, error) {
	near, err := ranksOf(w, ranksFrom, s, wanted, 64)
	if err != nil {
		return "", err
	}
	// Several may hold one rank, after a restore or a column's removal.
	n := 0
	for n < len(near) && near[n].rank == wanted {
		n++
	}
	if n == 0 && len(wanted) < longRank {
		return wanted, nil
	}
	if n == 0 || n == len(near) && n == 64 {
		return makeRoom(w, s, wanted)
	}
	next := ""
	if n < len(near) {
		next = near[n].rank
	}
	rank, err := taskflow.RankBetween(wanted, next)
	if err != nil || len(rank) >= longRank {
		return makeRoom(w, s, wanted)
	}
	return rank, nil
}

func ranksOf(w project.Work, stmt string, s spot, rank string, limit int) ([]ranked, error) {
	rows, err := w.Tx.Query(stmt, w.Workspace(), s.project, s.column, rank, s.task, limit)
	return db.Collect(rows, err, func(rows *db.Rows) (ranked, error) {
		var r ranked
		return r, rows.Scan(&r.id, &r.rank)
	})
}

// makeRoom gives the tasks around a rank new, short ranks and returns the one
// that is left free for the task that wanted it: behind those with a rank up
// to the wanted one, before the others. The window grows until it is roomy.
func makeRoom(w project.Work, s spot, wanted string) (string, error) {
	for size := 32; ; size *= 4 {
		before, err := ranksOf(w, ranksBefore, s, wanted, size+1)
		if err != nil {
			return "", err
		}
		after, err := ranksOf(w, ranksFrom, s, wanted, size+1)
		if err != nil {
			return "", err
		}
		slices.Reverse(before)
		low, high := "", ""
		if len(before) > size {
			low, before = before[0].rank, before[1:]
		}
		if len(after) > size {
			high, after = after[size].rank, after[:size]
		}
		fresh, err := spread(low, high, len(before)+len(after)+1)
		whole := low == "" && high == ""
		if !whole && (err != nil || longest(fresh) >= longRank/2) {
			continue
		}
		if err != nil {
			return "", err
		}
		// Tasks with the wanted rank itself stay before the newcomer.
		gap := len(before)
		for gap-len(before) < len(after) && after[gap-len(before)].rank == wanted {
			gap++
		}
		return fresh[gap], rerank(w, s, slices.Concat(before, after), slices.Delete(slices.Clone(fresh), gap, gap+1))
	}
}

// rerank stores new ranks and tells everybody, row by row or, when that would
// be too much, as one request to fetch the project.
func rerank(w project.Work, s spot, old []ranked, fresh []string) error {
	var rows []changes.Row
	for i, r := range old {
		if r.rank == fresh[i] {
			continue
		}
		if err := w.Tx.Exec(setRank, fresh[i], w.Workspace(), r.id); err != nil {
			return err
		}
		rows = append(rows, row(s.project, r.id, changes.Patch, map[string]any{"rank": fresh[i]}))
	}
	return emitMany(w, s.project, rows)
}

// emitMany appends rows of one project, or one request to fetch it when they
// are more than clients should take one by one.
func emitMany(w project.Work, id taskflow.ProjectID, rows []changes.Row) error {
	if len(rows) > MaxBulk {
		rows = []changes.Row{{Scope: changes.InProject(id), Kind: changes.Project, ID: string(id), Op: changes.Fetch}}
	}
	return w.Emit(rows...)
}

func longest(ranks []string) int {
	n := 0
	for _, r := range ranks {
		n = max(n, len(r))
	}
	return n
}

// spread returns n ascending ranks between two, which may be "" for the ends.
func spread(low, high string, n int) ([]string, error) {
	switch {
	case n == 0:
		return nil, nil
	case low == "" && high == "":
		return taskflow.RankSeries(n), nil
	case high == "":
		return chain(n, func(last string) (string, error) { return taskflow.RankBetween(last, "") }, low)
	case low == "":
		ranks, err := chain(n, func(last string) (string, error) { return taskflow.RankBetween("", last) }, high)
		slices.Reverse(ranks)
		return ranks, err
	}
	middle, err := taskflow.RankBetween(low, high)
	if err != nil {
		return nil, err
	}
	left, err := spread(low, middle, (n-1)/2)
	if err != nil {
		return nil, err
	}
	right, err := spread(middle, high, n-1-len(left))
	if err != nil {
		return nil, err
	}
	return slices.Concat(left, []string{middle}, right), nil
}

func chain(n int, next func(string) (string, error), from string) ([]string, error) {
	ranks := make([]string, n)
	for i := range ranks {
		var err error
		if from, err = next(from); err != nil {
			return nil, err
		}
		ranks[i] = from
	}
	return ranks, nil
}
