package task_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	commentpkg "taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func comment(body string) commentpkg.CreateInput { return commentpkg.CreateInput{Body: body} }

// titles lists the titles that a filter finds, through all pages of two.
func titles(w *world.World, f task.Filter) []string {
	w.Helper()
	f.Page.Limit = 2
	var out []string
	for {
		items, next, err := w.Tasks.List(w.Context(), w.Owner.Caller, w.WS, f)
		w.Must(err)
		for _, t := range items {
			out = append(out, t.Title)
		}
		if next == "" {
			return out
		}
		f.Page.Cursor = next
	}
}

func TestList(t *testing.T) {
	world.Run(t, func(w *world.World) {
		web, ops := w.Project("WEB", project.VisibleToWorkspace), w.Project("OPS", project.VisibleToWorkspace)
		bob := w.Join("Bob", taskflow.Normal)
		todo := w.Column(web, project.Todo)
		make := func(p project.Project, title string, in task.CreateInput) task.Detail {
			w.Clock.Pass(time.Second)
			in.ProjectID, in.Title = string(p.ID), title
			d, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, in)
			w.Must(err)
			return d
		}
		a := make(web, "a", task.CreateInput{ColumnID: todo.ID, Priority: task.Low})
		make(web, "b", task.CreateInput{Due: task.When{Date: taskflow.Some("2026-12-02")}, Assignees: []taskflow.MemberID{bob.Member}})
		make(web, "c 100%", task.CreateInput{ParentID: a.ID, Priority: task.Urgent})
		make(ops, "d", task.CreateInput{Due: task.When{Date: taskflow.Some("2026-12-01")}, Assignees: []taskflow.MemberID{w.Owner.Member}})
		e := make(web, "e", task.CreateInput{})
		_, _, err := w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, e.Key)
		w.Must(err)
		f := make(web, "f", task.CreateInput{})
		_, _, err = w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, f.Key, task.UpdateInput{Archived: taskflow.Some(true)})
		w.Must(err)
		for name, c := range map[string]struct {
			filter task.Filter
			want   string
		}{
			"board order":    {task.Filter{Project: "WEB"}, "b,c 100%,a"},
			"all of a board": {task.Filter{Project: "WEB", Closed: "all"}, "b,c 100%,a,e"},
			"closed":         {task.Filter{Project: "WEB", Closed: "closed"}, "e"},
			"column":         {task.Filter{Project: "WEB", Column: todo.ID}, "a"},
			"everywhere":     {task.Filter{}, "d,c 100%,b,a"},
			"by due":         {task.Filter{Sort: "due"}, "d,b,a,c 100%"},
			"by priority":    {task.Filter{Sort: "priority"}, "c 100%,a,b,d"},
			"by update":      {task.Filter{Sort: "updated", Closed: "all"}, "e,d,c 100%,b,a"},
			"assignee":       {task.Filter{Assignee: string(bob.Member)}, "b"},
			"mine":           {task.Filter{Assignee: "me"}, "d"},
			"nobody's":       {task.Filter{Assignee: "none"}, "c 100%,a"},
			"due before":     {task.Filter{DueBefore: "2026-12-02"}, "d"},
			"due after":      {task.Filter{DueAfter: "2026-12-01"}, "b"},
			"priority":       {task.Filter{Priority: task.Urgent}, "c 100%"},
			"subtasks":       {task.Filter{Parent: a.Key}, "c 100%"},
			"roots":          {task.Filter{Parent: "none", Project: "WEB"}, "b,a"},
			"text":           {task.Filter{Text: "C 1"}, "c 100%"},
			"text with %":    {task.Filter{Text: "%"}, "c 100%"},
			"archived":       {task.Filter{Archived: true}, "f"},
		} {
			if got := strings.Join(titles(w, c.filter), ","); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		for name, c := range map[string]task.Filter{
			"sort": {Sort: "size"}, "rank everywhere": {Sort: "rank"}, "closed": {Closed: "maybe"}, "date": {DueBefore: "soon"},
			"cursor": {Page: taskflow.Page{Cursor: "xyz"}}, "another list's cursor": {Sort: "due", Page: taskflow.Page{Cursor: taskflow.PageCursor("created", "1", "2")}},
		} {
			_, _, err := w.Tasks.List(w.Context(), w.Owner.Caller, w.WS, c)
			t.Log(name)
			w.Wants(err, taskflow.Invalid, "")
		}
		stranger := w.Join("Guest", taskflow.Guest)
		items, _, err := w.Tasks.List(w.Context(), stranger.Caller, w.WS, task.Filter{})
		w.Must(err)
		if len(items) != 0 {
			t.Errorf("a guest without projects sees %d tasks", len(items))
		}
	})
}

func TestMine(t *testing.T) {
	world.Run(t, func(w *world.World) { // the clock is at 2026-11-20 12:00 UTC
		p := w.Project("WEB", project.VisibleToWorkspace)
		hour := func(h int) task.When {
			return task.When{At: taskflow.Some(taskflow.TimeOf(time.Date(2026, 11, 20, h, 0, 0, 0, time.UTC))), Zone: taskflow.Some("UTC")}
		}
		day := func(d string) task.When { return task.When{Date: taskflow.Some(d)} }
		for title, due := range map[string]task.When{
			"yesterday": day("2026-11-19"), "today": day("2026-11-20"), "tomorrow": day("2026-11-21"), "none": {},
			"this morning": hour(9), "this evening": hour(23),
		} {
			_, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: title, Due: due, Assignees: []taskflow.MemberID{w.Owner.Member}})
			w.Must(err)
		}
		done, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: "done", Assignees: []taskflow.MemberID{w.Owner.Member}})
		w.Must(err)
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, done.Key)
		w.Must(err)
		w.Task(p, "not mine")
		look := func(zone string) string {
			m, err := w.Tasks.Mine(w.Context(), w.Owner.Caller, w.WS, zone)
			w.Must(err)
			var groups []string
			for _, g := range [][]task.Mine{m.Overdue, m.Today, m.Upcoming, m.NoDate, m.Completed} {
				var names []string
				for _, t := range g {
					if t.Project.Key != "WEB" || t.Key == "" {
						w.Errorf("%s has no project: %+v", t.Title, t.Project)
					}
					names = append(names, t.Title)
				}
				slices.Sort(names)
				groups = append(groups, strings.Join(names, ","))
			}
			return strings.Join(groups, " | ")
		}
		for zone, want := range map[string]string{
			"UTC":                "this morning,yesterday | this evening,today | tomorrow | none | done",
			"Europe/Berlin":      "this morning,yesterday | today | this evening,tomorrow | none | done",
			"Pacific/Kiritimati": "this morning,today,yesterday | this evening,tomorrow |  | none | done",
		} {
			if got := look(zone); got != want {
				t.Errorf("%s: %s, want %s", zone, got, want)
			}
		}
		if got := look(""); got == "" {
			t.Error("no zone: nothing")
		}
		w.Clock.Pass(8 * 24 * time.Hour)
		if got := look("UTC"); !strings.HasSuffix(got, " | ") {
			t.Errorf("after eight days: %s", got)
		}
		_, err = w.Tasks.Mine(w.Context(), w.Owner.Caller, w.WS, "Moon")
		w.Wants(err, taskflow.Invalid, "bad_zone")
	})
}

func TestBootstrapReaders(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		fill(w, p, w.Column(p, project.Todo), 5)
		fillAt := w.Column(p, project.Done)
		for range 3 {
			w.Clock.Pass(time.Hour)
			d := w.Task(p, "closed")
			_, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, string(d.ID), task.UpdateInput{ColumnID: taskflow.Some(fillAt.ID)})
			w.Must(err)
		}
		w.Must(w.DB.View(w.Context(), func(tx *db.Tx) error {
			var open, closed int
			after := taskflow.TaskID("")
			for {
				page, err := task.ListOpenForBootstrap(tx, w.WS, p, after, 2)
				if err != nil || len(page) == 0 {
					if err != nil {
						return err
					}
					break
				}
				open += len(page)
				after = page[len(page)-1].ID
			}
			at, id := taskflow.Time(0), taskflow.TaskID("")
			for {
				page, err := task.ListClosedForBootstrap(tx, w.WS, p, at, id, 2)
				if err != nil || len(page) == 0 {
					if err != nil {
						return err
					}
					break
				}
				closed += len(page)
				at, id = *page[len(page)-1].ClosedAt, page[len(page)-1].ID
			}
			if open != 5 || closed != 3 {
				t.Errorf("open %d, closed %d", open, closed)
			}
			return nil
		}))
	})
}
