package task

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

func TestChecklist(t *testing.T) {
	for text, want := range map[string][2]int{
		"":                                    {0, 0},
		"- [ ] a\n- [x] b\n* [X] c\n+ [ ] d":  {4, 2},
		"1. [x] a\n2) [ ] b":                  {2, 1},
		"  - [x] indented\n> - [ ] quoted":    {2, 1},
		"- [] no\n-[ ] no\n[ ] no\n- [y] no":  {0, 0},
		"- [ ]":                               {1, 0},
		"- [x](https://example.org)":          {0, 0},
		"```\n- [ ] code\n```\n- [x] text":    {1, 1},
		"~~~\n- [ ] a\n```\n- [ ] b\n~~~\n":   {0, 0},
		"````\n```\n- [ ] a\n````\n- [ ] out": {1, 0},
		"- [ ] a\r\n- [x] b\r\n":              {2, 1},
	} {
		total, done := Checklist(text)
		if total != want[0] || done != want[1] {
			t.Errorf("Checklist(%q) = %d, %d, want %d, %d", text, total, done, want[0], want[1])
		}
	}
}

// Whatever lies between two ranks, the ranks spread there are between them,
// ascending and well-formed.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		low, high := "", ""
		for range rapid.IntRange(0, 12).Draw(r, "depth") {
			middle, err := taskflow.RankBetween(low, high)
			if err != nil {
				break
			}
			if rapid.Bool().Draw(r, "low") {
				low = middle
			} else {
				high = middle
			}
		}
		n := rapid.IntRange(0, 200).Draw(r, "n")
		ranks, err := spread(low, high, n)
		if err != nil || len(ranks) != n {
			r.Fatalf("spread(%q, %q, %d): %d ranks, %v", low, high, n, len(ranks), err)
		}
		for i, rank := range ranks {
			if !taskflow.ValidRank(rank) || low != "" && rank <= low || high != "" && rank >= high {
				r.Fatalf("rank %q between %q and %q", rank, low, high)
			}
			if i > 0 && ranks[i-1] >= rank {
				r.Fatalf("ranks %q, %q", ranks[i-1], rank)
			}
		}
	})
}

func TestEntered(t *testing.T) {
	at := func(n taskflow.Time) *taskflow.Time { return &n }
	for name, c := range map[string]struct {
		old  status
		to   project.Category
		want status
	}{
		"begin":               {status{}, project.InProgress, status{Started: at(9)}},
		"begin again":         {status{Started: at(1)}, project.InProgress, status{Started: at(1)}},
		"finish":              {status{Started: at(1)}, project.Done, status{at(1), at(9), at(9)}},
		"stay done":           {status{at(1), at(2), at(2)}, project.Done, status{at(1), at(2), at(2)}},
		"give up":             {status{}, project.Cancelled, status{Closed: at(9)}},
		"give up what's done": {status{nil, at(2), at(2)}, project.Cancelled, status{Closed: at(9)}},
		"finish after all":    {status{Closed: at(2)}, project.Done, status{nil, at(9), at(9)}},
		"reopen":              {status{at(1), at(2), at(2)}, project.Todo, status{Started: at(1)}},
	} {
		got := entered(c.old, c.to, 9)
		if !same(got.Started, c.want.Started) || !same(got.Completed, c.want.Completed) || !same(got.Closed, c.want.Closed) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestVerbsAreComplete(t *testing.T) {
	var names []string
	for _, v := range Verbs {
		if v.Says == "" || len(v.Workspace) == 0 && v.Project == taskflow.ProjectNone {
			t.Errorf("verb %q says not who may", v.Name)
		}
		names = append(names, v.Name)
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(Verbs) {
		t.Error("a verb is listed twice")
	}
}
