package task_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

// A client computes ranks by itself and always drops into the same gap, which
// makes ranks as long as they get; the server must keep them short, unique and
// in the order that people saw.
func TestRanksStayShort(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		first, last := w.Task(p, "first"), w.Task(p, "last")
		column := first.ColumnID
		want := []string{"first"}
		low, high := first.Rank, last.Rank
		for i := range 400 {
			rank, err := taskflow.RankBetween(low, high)
			w.Must(err)
			title := "t" + string(rune('a'+i%26)) + strings.Repeat("x", i/26)
			made, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: title, Rank: rank, ColumnID: column})
			w.Must(err)
			want = append(want, title)
			if len(made.Rank) > 45 {
				t.Fatalf("rank %q after %d", made.Rank, i)
			}
			low, high = made.Rank, w.Get(last.ID).Rank
		}
		want = append(want, "last")
		if got := titles(w, task.Filter{Project: "WEB"}); !slices.Equal(got, want) {
			t.Errorf("the order changed:\n%v\n%v", got, want)
		}
	})
}

func TestTakenRankGoesBehind(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		for _, title := range []string{"a", "b", "c"} {
			w.Task(p, title)
		}
		a := w.Get(mustFind(w, "WEB-1"))
		_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, "WEB-3", task.UpdateInput{Rank: taskflow.Some(a.Rank)})
		w.Must(err)
		if got := strings.Join(titles(w, task.Filter{Project: "WEB"}), ""); got != "acb" {
			t.Errorf("order %s", got)
		}
	})
}

func mustFind(w *world.World, key string) taskflow.TaskID {
	w.Helper()
	d, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, key)
	w.Must(err)
	return d.ID
}

// model is what a board should look like.
type model struct {
	order    map[taskflow.ColumnID][]taskflow.TaskID
	parent   map[taskflow.TaskID]taskflow.TaskID
	gone     map[taskflow.TaskID]bool
	category map[taskflow.ColumnID]project.Category
}

func (m *model) column(id taskflow.TaskID) taskflow.ColumnID {
	for c, ids := range m.order {
		if slices.Contains(ids, id) {
			return c
		}
	}
	return ""
}

// Random moves, completions, new parents, deletions and restorations: the
// order is always the one that was asked for, ranks are unique in a column,
// and every parent's counts are the counts of its children.
func TestBoardProperties(t *testing.T) {
	world.Run(t, func(w *world.World) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			key := "P" + string(rune('A'+round%26)) + string(rune('A'+round/26%26))
			p := w.Project(key, project.VisibleToWorkspace)
			b := board{World: w, r: r, p: p, columns: w.Columns(p)}
			b.model = model{map[taskflow.ColumnID][]taskflow.TaskID{}, map[taskflow.TaskID]taskflow.TaskID{}, map[taskflow.TaskID]bool{}, map[taskflow.ColumnID]project.Category{}}
			for _, c := range b.columns {
				b.category[c.ID] = c.Category
			}
			for range rapid.IntRange(1, 25).Draw(r, "steps") {
				switch rapid.IntRange(0, 5).Draw(r, "what") {
				case 0, 1:
					b.create()
				case 2, 3:
					b.move()
				case 4:
					b.adopt()
				case 5:
					b.deleteAndRestore()
				}
			}
			b.check()
		})
	})
}

type board struct {
	*world.World
	model
	r       *rapid.T
	p       project.Project
	columns []project.Column
	ids     []taskflow.TaskID
}

func (b *board) someColumn() taskflow.ColumnID {
	return b.columns[rapid.IntRange(0, len(b.columns)-1).Draw(b.r, "column")].ID
}

func (b *board) some() taskflow.TaskID {
	if len(b.ids) == 0 {
		b.create()
	}
	return b.ids[rapid.IntRange(0, len(b.ids)-1).Draw(b.r, "task")]
}

func (b *board) create() {
	c := b.someColumn()
	d, _, err := b.Tasks.Create(b.Context(), b.Owner.Caller, b.WS, task.CreateInput{ProjectID: string(b.p.ID), Title: "t", ColumnID: c})
	b.Must(err)
	b.ids = append(b.ids, d.ID)
	b.order[c] = append(b.order[c], d.ID)
}

// move drops a task between two others, as a client computes it.
func (b *board) move() {
	id, to := b.some(), b.someColumn()
	from := b.column(id)
	b.order[from] = slices.DeleteFunc(b.order[from], func(o taskflow.TaskID) bool { return o == id })
	at := rapid.IntRange(0, len(b.order[to])).Draw(b.r, "at")
	low, high := "", ""
	if at > 0 {
		low = b.Get(b.order[to][at-1]).Rank
	}
	if at < len(b.order[to]) {
		high = b.Get(b.order[to][at]).Rank
	}
	rank, err := taskflow.RankBetween(low, high)
	b.Must(err)
	_, _, err = b.Tasks.Update(b.Context(), b.Owner.Caller, b.WS, string(id), task.UpdateInput{ColumnID: taskflow.Some(to), Rank: taskflow.Some(rank)})
	b.Must(err)
	b.order[to] = slices.Insert(b.order[to], at, id)
}

func (b *board) adopt() {
	child, parent := b.some(), b.some()
	_, _, err := b.Tasks.Update(b.Context(), b.Owner.Caller, b.WS, string(child), task.UpdateInput{ParentID: taskflow.Some(parent)})
	cycle := false
	for up := parent; up != ""; up = b.parent[up] {
		cycle = cycle || up == child
	}
	if cycle {
		b.Wants(err, taskflow.Invalid, "cycle")
		return
	}
	if err == nil {
		b.parent[child] = parent
		return
	}
	b.Wants(err, taskflow.Invalid, "too_deep")
}

func (b *board) deleteAndRestore() {
	id := b.some()
	_, err := b.Tasks.Delete(b.Context(), b.Owner.Caller, b.WS, string(id))
	b.Must(err)
	if parent := b.parent[id]; parent != "" {
		b.counts(parent, id)
	}
	_, _, err = b.Tasks.Restore(b.Context(), b.Owner.Caller, b.WS, string(id))
	b.Must(err)
}

// counts compares a parent's counts with its children but one.
func (b *board) counts(parent, except taskflow.TaskID) {
	total, done := 0, 0
	for child, p := range b.parent {
		if p != parent || child == except {
			continue
		}
		total++
		if b.category[b.column(child)].Closed() {
			done++
		}
	}
	if got := b.Get(parent); got.SubtaskTotal != total || got.SubtaskDone != done {
		b.r.Fatalf("counts %d/%d, want %d/%d", got.SubtaskDone, got.SubtaskTotal, done, total)
	}
}

func (b *board) check() {
	for _, c := range b.columns {
		items, _, err := b.Tasks.List(b.Context(), b.Owner.Caller, b.WS, task.Filter{Project: string(b.p.ID), Column: c.ID, Closed: "all", Page: taskflow.Page{Limit: 200}})
		b.Must(err)
		var ids []taskflow.TaskID
		for i, t := range items {
			ids = append(ids, t.ID)
			if i > 0 && items[i-1].Rank >= t.Rank {
				b.r.Fatalf("ranks %q and %q", items[i-1].Rank, t.Rank)
			}
			if (t.ClosedAt != nil) != c.Category.Closed() || (t.CompletedAt != nil) != (c.Category == project.Done) {
				b.r.Fatalf("in %s: closed %v, completed %v", c.Category, t.ClosedAt, t.CompletedAt)
			}
		}
		if !slices.Equal(ids, b.order[c.ID]) {
			b.r.Fatalf("order %v, want %v", ids, b.order[c.ID])
		}
	}
	for _, id := range b.ids {
		b.counts(id, "")
	}
}
