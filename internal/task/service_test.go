package task_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func TestCreate(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		bob := w.Join("Bob", taskflow.Normal)
		head := w.Head()
		made, at, err := w.Tasks.Create(w.Context(), bob.Caller, w.WS, task.CreateInput{
			ProjectID: "web", Title: "  Ship\nit  ", Description: "- [x] build\n- [ ] 🚢", Priority: task.High, Assignees: []taskflow.MemberID{w.Owner.Member},
		})
		w.Must(err)
		if made.Key != "WEB-1" || made.Title != "Ship it" || made.ColumnID != w.Columns(p)[0].ID {
			t.Errorf("made %+v", made.Task)
		}
		if made.ChecklistTotal != 2 || made.ChecklistDone != 1 || made.Counts.Title != (taskflow.Counts{Characters: 7, Words: 2}) {
			t.Errorf("checklist %d/%d, counts %+v", made.ChecklistDone, made.ChecklistTotal, made.Counts)
		}
		if want := []taskflow.MemberID{bob.Member, w.Owner.Member}; !sameSet(made.Watchers, want) {
			t.Errorf("watchers %v, want %v", made.Watchers, want)
		}
		rows := w.Log(head)
		if len(rows) != 1 || rows[0].Op != changes.Put || rows[0].Kind != changes.Task || rows[0].Scope != changes.InProject(p.ID) {
			t.Fatalf("log %+v", rows)
		}
		if at != w.Head() {
			t.Errorf("cursor %v, want %v", at, w.Head())
		}
		var logged task.Detail
		w.Must(json.Unmarshal(rows[0].Data, &logged))
		stored := w.Get(made.ID)
		if a, b := asJSON(logged), asJSON(stored); a != b || a != asJSON(made) {
			t.Errorf("the reply, the log and the store differ:\n%s\n%s\n%s", asJSON(made), a, b)
		}
		second := w.Task(p, "Second")
		if second.Key != "WEB-2" || second.Rank <= made.Rank {
			t.Errorf("second is %s at %s, after %s", second.Key, second.Rank, made.Rank)
		}
		if got, err := w.Tasks.Get(w.Context(), bob.Caller, w.WS, "web-1"); err != nil || got.ID != made.ID {
			t.Errorf("by key: %v %v", got.ID, err)
		}
	})
}

func TestCreateRefusesBadInput(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		other, elsewhere := w.Elsewhere("Eve")
		foreign, _, err := w.Projects.Create(w.Context(), other.Caller, elsewhere, project.CreateInput{Key: "EVE", Name: "Eve"})
		w.Must(err)
		theirs, _, err := w.Tasks.Create(w.Context(), other.Caller, elsewhere, task.CreateInput{ProjectID: string(foreign.ID), Title: "Secret"})
		w.Must(err)
		known := w.Task(p, "Known")
		at := func(s string) taskflow.Opt[taskflow.Time] {
			v, err := time.Parse(time.RFC3339, s)
			w.Must(err)
			return taskflow.Some(taskflow.TimeOf(v))
		}
		for name, c := range map[string]struct {
			in   task.CreateInput
			kind taskflow.Kind
			code string
		}{
			"no title":            {task.CreateInput{Title: " \n"}, taskflow.Invalid, "required"},
			"10,000 characters":   {task.CreateInput{Title: strings.Repeat("x", 10_000)}, taskflow.Invalid, "too_long"},
			"501 clusters":        {task.CreateInput{Title: strings.Repeat("é", 501)}, taskflow.Invalid, "too_long"},
			"control character":   {task.CreateInput{Title: "a\x00b"}, taskflow.Invalid, "control_character"},
			"bad UTF-8":           {task.CreateInput{Title: "a\xff"}, taskflow.Invalid, "bad_utf8"},
			"long description":    {task.CreateInput{Title: "a", Description: strings.Repeat("x", 50_001)}, taskflow.Invalid, "too_long"},
			"bad id":              {task.CreateInput{Title: "a", ID: "1"}, taskflow.Invalid, "bad_id"},
			"id in capitals":      {task.CreateInput{Title: "a", ID: taskflow.TaskID(strings.ToUpper(taskflow.NewID()))}, taskflow.Invalid, "bad_id"},
			"taken id":            {task.CreateInput{Title: "a", ID: known.ID}, taskflow.Conflict, "duplicate_id"},
			"bad rank":            {task.CreateInput{Title: "a", Rank: "a0'--"}, taskflow.Invalid, "bad_rank"},
			"rank ending in 0":    {task.CreateInput{Title: "a", Rank: "a010"}, taskflow.Invalid, "bad_rank"},
			"rank of 65":          {task.CreateInput{Title: "a", Rank: "a0" + strings.Repeat("1", 63)}, taskflow.Invalid, "bad_rank"},
			"bad priority":        {task.CreateInput{Title: "a", Priority: "now"}, taskflow.Invalid, "bad_choice"},
			"negative estimate":   {task.CreateInput{Title: "a", Estimate: ptr(-1.0)}, taskflow.Invalid, "out_of_range"},
			"no such day":         {task.CreateInput{Title: "a", Due: task.When{Date: taskflow.Some("2026-02-30")}}, taskflow.Invalid, "bad_date"},
			"year 10000":          {task.CreateInput{Title: "a", Due: task.When{Date: taskflow.Some("10000-01-01")}}, taskflow.Invalid, "bad_date"},
			"year 1066":           {task.CreateInput{Title: "a", Due: task.When{Date: taskflow.Some("1066-10-14")}}, taskflow.Invalid, "out_of_range"},
			"instant, no zone":    {task.CreateInput{Title: "a", Due: task.When{At: at("2026-12-01T10:00:00Z")}}, taskflow.Invalid, "required"},
			"no such zone":        {task.CreateInput{Title: "a", Due: task.When{At: at("2026-12-01T10:00:00Z"), Zone: taskflow.Some("Mars/Olympus")}}, taskflow.Invalid, "bad_zone"},
			"the machine's zone":  {task.CreateInput{Title: "a", Due: task.When{At: at("2026-12-01T10:00:00Z"), Zone: taskflow.Some("Local")}}, taskflow.Invalid, "bad_zone"},
			"zone as a path":      {task.CreateInput{Title: "a", Due: task.When{At: at("2026-12-01T10:00:00Z"), Zone: taskflow.Some("../etc/passwd")}}, taskflow.Invalid, "bad_zone"},
			"9999 ends elsewhere": {task.CreateInput{Title: "a", Due: task.When{At: at("9999-12-31T23:00:00Z"), Zone: taskflow.Some("Pacific/Kiritimati")}}, taskflow.Invalid, "out_of_range"},
			"another day":         {task.CreateInput{Title: "a", Due: task.When{Date: taskflow.Some("2026-12-01"), At: at("2026-12-01T23:00:00Z"), Zone: taskflow.Some("Asia/Tokyo")}}, taskflow.Invalid, "contradiction"},
			"no project":          {task.CreateInput{Title: "a", ProjectID: "NOPE"}, taskflow.NotFound, ""},
			"foreign project":     {task.CreateInput{Title: "a", ProjectID: string(foreign.ID)}, taskflow.NotFound, ""},
			"foreign column":      {task.CreateInput{Title: "a", ColumnID: theirs.ColumnID}, taskflow.Invalid, "not_found"},
			"foreign assignee":    {task.CreateInput{Title: "a", Assignees: []taskflow.MemberID{other.Member}}, taskflow.Invalid, "not_found"},
			"foreign label":       {task.CreateInput{Title: "a", Labels: []taskflow.LabelID{taskflow.LabelID(taskflow.NewID())}}, taskflow.Invalid, "not_found"},
			"foreign parent":      {task.CreateInput{Title: "a", ParentID: theirs.ID}, taskflow.Invalid, "not_found"},
		} {
			if c.in.ProjectID == "" {
				c.in.ProjectID = string(p.ID)
			}
			head := w.Head()
			_, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, c.in)
			t.Log(name)
			w.Wants(err, c.kind, c.code)
			if w.Head() != head {
				t.Errorf("%s: something was done", name)
			}
		}
		if next := w.Task(p, "Next"); next.Number != 2 {
			t.Errorf("refused tasks used numbers: the next is %d", next.Number)
		}
		last, _, err := w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: string(p.ID), Title: "The end", Due: task.When{Date: taskflow.Some("9999-12-31")}})
		w.Must(err)
		if *last.DueDate != "9999-12-31" {
			t.Errorf("due %v", *last.DueDate)
		}
		if _, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, string(theirs.ID)); taskflow.KindOf(err) != taskflow.NotFound {
			t.Errorf("a foreign task: %v", err)
		}
	})
}

func TestRepeatedMutation(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		key := taskflow.NewID()
		in := task.CreateInput{ProjectID: string(p.ID), Title: "Once"}
		first, at, err := w.Tasks.Create(w.Context(), w.Owner.With(key), w.WS, in)
		w.Must(err)
		head := w.Head()
		again, atAgain, err := w.Tasks.Create(w.Context(), w.Owner.With(key), w.WS, in)
		w.Must(err)
		if again.ID != first.ID || atAgain != at || w.Head() != head {
			t.Errorf("the repetition made %s at %v, the first was %s at %v", again.ID, atAgain, first.ID, at)
		}
		in.Title = "Twice"
		_, _, err = w.Tasks.Create(w.Context(), w.Owner.With(key), w.WS, in)
		w.Wants(err, taskflow.Invalid, "idempotency_mismatch")
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.With(key), w.WS, string(first.ID))
		w.Wants(err, taskflow.Invalid, "idempotency_mismatch")
		_, err = w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, string(first.ID))
		w.Must(err)
		in.Title = "Once"
		if gone, _, err := w.Tasks.Create(w.Context(), w.Owner.With(key), w.WS, in); err != nil || gone.DeletedAt == nil {
			t.Errorf("after its deletion the repetition answers %v", err)
		}
	})
}

func TestUpdatePatchesOnlyWhatDiffers(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		bob := w.Join("Bob", taskflow.Normal)
		made := w.Task(p, "Old")
		head := w.Head()
		w.Clock.Pass(time.Second)
		got, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, made.Key, task.UpdateInput{
			Title: taskflow.Some("New"), Priority: taskflow.Some(task.None), Estimate: taskflow.Some(3.5),
			Assignees: task.Change[taskflow.MemberID]{Add: []taskflow.MemberID{bob.Member, w.Owner.Member}},
		})
		w.Must(err)
		rows := w.Log(head)
		want := []string{"assignees", "counts", "estimate", "title", "updated_at", "watchers"}
		if len(rows) != 1 || !slices.Equal(world.Fields(rows[0]), want) {
			t.Errorf("patched %v, want %v", world.Fields(rows[0]), want)
		}
		if a, b := asJSON(got), asJSON(w.Get(made.ID)); a != b {
			t.Errorf("the reply is not what is stored:\n%s\n%s", a, b)
		}
		head = w.Head()
		_, at, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, made.Key, task.UpdateInput{
			Title: taskflow.Some("New"), Estimate: taskflow.Some(3.5), Assignees: task.Change[taskflow.MemberID]{Add: []taskflow.MemberID{bob.Member}},
		})
		w.Must(err)
		if len(w.Log(head)) != 0 || at != head {
			t.Errorf("an update that changes nothing wrote %v", w.Log(head))
		}
		kinds := activity(w, made.ID)
		if want := []string{"task.assigned", "task.estimated", "task.renamed", "task.created"}; !sameSet(kinds, want) {
			t.Errorf("activity %v, want %v", kinds, want)
		}
	})
}

func TestStaleDescription(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Text")
		write := func(base int, text string) (task.Detail, error) {
			got, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, made.Key, task.UpdateInput{Description: taskflow.Some(text), DescriptionBase: &base})
			return got, err
		}
		got, err := write(1, "one")
		w.Must(err)
		if got.DescriptionVersion != 2 || !got.HasDescription {
			t.Fatalf("version %d", got.DescriptionVersion)
		}
		_, err = write(1, "other")
		w.Wants(err, taskflow.Conflict, "stale")
		var e *taskflow.Error
		errors.As(err, &e)
		current, _ := e.Extra["current"].(map[string]any)
		if current["description"] != "one" || current["description_version"] != 2 {
			t.Errorf("current is %v", current)
		}
		if _, err := write(1, "one"); err != nil {
			t.Errorf("the same text on an old version: %v", err)
		}
		if w.Get(made.ID).Description != "one" {
			t.Errorf("description %q", w.Get(made.ID).Description)
		}
	})
}

func TestCompleteAndReopen(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		doing, done, cancelled := w.Column(p, project.InProgress), w.Column(p, project.Done), w.Column(p, project.Cancelled)
		made := w.Task(p, "Work")
		move := func(id taskflow.ColumnID) task.Detail {
			w.Clock.Pass(time.Minute)
			got, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, made.Key, task.UpdateInput{ColumnID: taskflow.Some(id)})
			w.Must(err)
			return got
		}
		started := move(doing.ID)
		if started.StartedAt == nil || started.ClosedAt != nil {
			t.Errorf("in progress: %+v", started.Task)
		}
		w.Clock.Pass(time.Minute)
		completed, _, err := w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
		if completed.ColumnID != done.ID || completed.CompletedAt == nil || completed.ClosedAt == nil || *completed.StartedAt != *started.StartedAt {
			t.Errorf("completed: %+v", completed.Task)
		}
		head := w.Head()
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
		if w.Head() != head {
			t.Error("completing twice did something")
		}
		given := move(cancelled.ID)
		if given.CompletedAt != nil || given.ClosedAt == nil || *given.ClosedAt == *completed.ClosedAt {
			t.Errorf("cancelled: %+v", given.Task)
		}
		reopened, _, err := w.Tasks.Reopen(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
		if reopened.ColumnID != doing.ID || reopened.ClosedAt != nil || *reopened.StartedAt != *started.StartedAt {
			t.Errorf("reopened: %+v", reopened.Task)
		}
		if got, want := history(w, made.ID), []string{">backlog", "backlog>in_progress", "in_progress>done", "done>cancelled", "cancelled>in_progress"}; !slices.Equal(got, want) {
			t.Errorf("history %v, want %v", got, want)
		}
	})
}

func TestDueDates(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Due")
		evening := taskflow.TimeOf(time.Date(2026, 12, 24, 22, 30, 0, 0, time.UTC))
		due := func(in task.When) task.Detail {
			got, _, err := w.Tasks.Update(w.Context(), w.Owner.Caller, w.WS, made.Key, task.UpdateInput{Due: in})
			w.Must(err)
			if a, b := asJSON(got), asJSON(w.Get(made.ID)); a != b {
				t.Errorf("the reply is not what is stored:\n%s\n%s", a, b)
			}
			return got
		}
		got := due(task.When{At: taskflow.Some(evening), Zone: taskflow.Some("Europe/Berlin")})
		if *got.DueDate != "2026-12-24" || *got.DueAt != evening || *got.DueZone != "Europe/Berlin" {
			t.Errorf("instant: %+v", got.Task)
		}
		if got = due(task.When{Zone: taskflow.Some("Asia/Tokyo")}); *got.DueDate != "2026-12-25" || *got.DueAt != evening {
			t.Errorf("another zone: %+v", got.Task)
		}
		if got = due(task.When{At: taskflow.Null[taskflow.Time]()}); *got.DueDate != "2026-12-25" || got.DueAt != nil || got.DueZone != nil {
			t.Errorf("instant cleared: %+v", got.Task)
		}
		if got = due(task.When{Date: taskflow.Null[string]()}); got.DueDate != nil {
			t.Errorf("cleared: %+v", got.Task)
		}
	})
}

func TestRoles(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.Private)
		made := w.Task(p, "Work")
		people := map[taskflow.ProjectRole]world.Person{}
		for _, role := range []taskflow.ProjectRole{taskflow.ProjectViewer, taskflow.ProjectCommenter, taskflow.ProjectEditor, taskflow.ProjectAdmin} {
			people[role] = w.Join("P "+string(role), taskflow.Guest)
			_, _, err := w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", people[role].Member, role)
			w.Must(err)
		}
		people[taskflow.ProjectNone] = w.Join("Stranger", taskflow.Normal)
		for role, who := range people {
			for verb, try := range map[*taskflow.Verb]func() error{
				&task.ReadVerb: func() error { _, err := w.Tasks.Get(w.Context(), who.Caller, w.WS, made.Key); return err },
				&task.UpdateVerb: func() error {
					_, _, err := w.Tasks.Update(w.Context(), who.Caller, w.WS, string(made.ID), task.UpdateInput{Title: taskflow.Some("X")})
					return err
				},
				&task.CreateVerb: func() error {
					_, _, err := w.Tasks.Create(w.Context(), who.Caller, w.WS, task.CreateInput{ProjectID: string(p.ID), Title: "Mine"})
					return err
				},
				&task.WatchVerb: func() error {
					_, _, err := w.Tasks.SetWatcher(w.Context(), who.Caller, w.WS, string(made.ID), "me", true)
					return err
				},
				&task.EnlistVerb: func() error {
					_, _, err := w.Tasks.SetWatcher(w.Context(), who.Caller, w.WS, string(made.ID), string(w.Owner.Member), false)
					return err
				},
			} {
				err := try()
				switch {
				case role == taskflow.ProjectNone:
					w.Wants(err, taskflow.NotFound, "")
				case verb.AllowsProject(role):
					w.Must(err)
				default:
					w.Wants(err, taskflow.Denied, "")
				}
			}
		}
		readOnly := w.Owner.Caller
		readOnly.ReadOnly = true
		_, err := w.Tasks.Delete(w.Context(), readOnly, w.WS, made.Key)
		w.Wants(err, taskflow.Denied, "read_only_token")
	})
}

func TestArchivedProjectIsReadOnly(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Work")
		_, _, err := w.Projects.Update(w.Context(), w.Owner.Caller, w.WS, "WEB", project.UpdateInput{Archived: taskflow.Some(true)})
		w.Must(err)
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Wants(err, taskflow.Conflict, "project_archived")
		_, _, err = w.Tasks.Create(w.Context(), w.Owner.Caller, w.WS, task.CreateInput{ProjectID: "WEB", Title: "No"})
		w.Wants(err, taskflow.Conflict, "project_archived")
		_, _, err = w.Projects.Update(w.Context(), w.Owner.Caller, w.WS, "WEB", project.UpdateInput{Archived: taskflow.Some(false)})
		w.Must(err)
		_, _, err = w.Tasks.Complete(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
	})
}
