package importer

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

func TestRealBoardEndToEnd(t *testing.T) {
	run(t, func(b *bundle) {
		b.person("ana silva", "ana@example.com", taskflow.Normal)
		up := b.upload(b.realFile())
		if up.State != Previewed || up.Preview.Project != (Suggestion{Name: "How Goes It? - Public Board", Key: "HGIP"}) || b.uploads() != 1 {
			t := up.Preview
			b.Fatalf("preview %s %+v, %d files", up.State, t.Project, b.uploads())
		}
		ana := up.Preview.People[0]
		if ana.MemberID == nil || *ana.MemberID != b.ids["ana silva"] || ana.By != "name" || up.Preview.People[1].MemberID != nil {
			b.Errorf("people %s", text(up.Preview.People))
		}
		before := b.seq()
		var lists []ColumnChoice
		for _, l := range up.Preview.Lists {
			if l.Name == "Review" {
				lists = append(lists, ColumnChoice{ListID: l.ID, Name: "In review", Category: project.InProgress})
			}
		}
		started := b.start(up.ID, StartInput{ProjectName: "How goes it", ProjectKey: "goes", Columns: lists})
		if started.State != Running || started.ProjectID == nil {
			b.Fatalf("started %+v", started)
		}
		if _, err := project.New(b.d).Get(b.Context(), b.owner, b.ws, "GOES"); taskflow.KindOf(err) != taskflow.NotFound {
			b.Errorf("the project is seen before it is whole: %v", err)
		}
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil {
			b.Fatal(err)
		}
		done := b.get(up.ID)
		r := done.Report
		if done.State != Done || done.Progress != (Progress{40, 40}) || done.FinishedAt == nil || b.uploads() != 0 {
			b.Errorf("import %s %+v, %d files", done.State, done.Progress, b.uploads())
		}
		got := fmt.Sprint(r.Columns, r.Tasks, r.TasksArchived, r.Comments, r.Members+r.Placeholders, r.Placeholders, r.Labels, r.LabelsMade, r.Checklists, r.DueDates, r.ListMoves, r.History, r.Links)
		if want := "7 40 1 17 8 7 8 8 2 2 48 88 {6 0 0 0 12 0}"; got != want {
			b.Errorf("report %s, want %s", got, want)
		}
		if r.InFile.ListMoves != 48 || len(r.Left) == 0 || len(r.Notices) != 0 {
			b.Errorf("report %s", text(r))
		}
		p := b.project("GOES")
		blocked, waiting := b.task(p.ID, "#39 "), b.task(p.ID, "#10 ")
		if want := "Blocked by [#10](task:" + string(waiting.ID) + ")"; blocked.Description != want {
			b.Errorf("#39 says %q, want %q", blocked.Description, want)
		}
		if waiting.Key != "GOES-16" || waiting.CreatedAt.String() != "2017-12-08T02:50:55.749Z" || waiting.StartedAt == nil || waiting.ClosedAt != nil || len(waiting.Assignees) != 1 {
			b.Errorf("#10 is %s", text(waiting))
		}
		if first := b.task(p.ID, "#23 "); *first.DueDate != "2018-01-15" || first.DueAt.String() != "2018-01-15T17:00:00.000Z" || *first.DueZone != "UTC" {
			b.Errorf("#23 is due %s", text(first))
		}
		site := b.task(p.ID, "#11 ")
		if site.CompletedAt == nil || *site.CompletedAt != *site.ClosedAt || len(site.Labels) != 2 || *site.CreatedBy != b.ids["ana silva"] {
			b.Errorf("#11 is %s", text(site))
		}
		if archived := b.task(p.ID, "#14 "); archived.ArchivedAt == nil || archived.ArchivedAt.String() != "2017-12-22T19:49:09.908Z" {
			b.Errorf("#14 is %s", text(archived))
		}
		b.order(p.ID)
		if log := strings.Join(b.log(before), ", "); strings.Count(log, "put member w") != 7 || strings.Count(log, "put label w") != 8 || !strings.HasSuffix(log, "fetch project p") || strings.Contains(log, "task") || strings.Count(log, ",") != 15 {
			b.Errorf("the change log says %s", log)
		}
		next, _, err := task.New(b.d).Create(b.Context(), b.owner, b.ws, task.CreateInput{ProjectID: "GOES", Title: "Next"})
		if err != nil || next.Key != "GOES-41" {
			b.Errorf("the next task is %s, %v", next.Key, err)
		}
	})
}

// order compares a column with the positions in the file.
func (b *bundle) order(p taskflow.ProjectID) {
	b.Helper()
	err := b.d.View(b.Context(), func(tx *db.Tx) error {
		rows, err := tx.Query(`SELECT t.title FROM tasks t JOIN columns c ON c.workspace_id = t.workspace_id AND c.id = t.column_id
WHERE t.workspace_id = $1 AND t.project_id = $2 AND c.name = 'Available to Pickup' ORDER BY t.rank`, b.ws, p)
		titles, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
			var title string
			err := r.Scan(&title)
			return title[:3], err
		})
		if got := fmt.Sprint(titles); got != "[#18 #28 #21 #22 #32]" {
			b.Errorf("order %s", got)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

func TestKilledBetweenBatches(t *testing.T) {
	run(t, func(b *bundle) {
		whole := b.bring(b.realFile(), StartInput{ProjectKey: "ONE"})
		reference := b.counts()
		up := b.upload(b.realFile())
		b.start(up.ID, StartInput{ProjectKey: "TWO"})
		killed := errors.New("killed")
		runs, last := 0, 0
		for ; runs < 50; runs++ {
			s := b.again()
			s.between = func(done int) error {
				if done <= last {
					b.Errorf("progress went from %d to %d", last, done)
				}
				last = done
				return killed
			}
			if err := s.run(b.Context(), RunArgs{b.ws, up.ID}, 1); err == nil {
				break
			} else if !errors.Is(err, killed) {
				b.Fatal(err)
			}
			if i := b.get(up.ID); i.State != Running || i.Progress.Done != last {
				b.Fatalf("after a kill: %s, %+v", i.State, i.Progress)
			}
		}
		if runs < 3 {
			b.Fatalf("killed only %d times", runs)
		}
		second := b.get(up.ID)
		// The second import finds the labels and people of the first.
		second.Report.Members, second.Report.Placeholders, second.Report.LabelsMade = whole.Report.Members, whole.Report.Placeholders, whole.Report.LabelsMade
		second.Report.Milliseconds = whole.Report.Milliseconds
		if text(second.Report) != text(whole.Report) {
			b.Errorf("reports differ:\n%s\n%s", text(second.Report), text(whole.Report))
		}
		after := b.counts()
		for _, table := range []string{"tasks", "task_refs", "task_assignees", "task_labels", "task_watchers", "status_history", "comments", "columns", "activity"} {
			if after[table] != 2*reference[table] {
				b.Errorf("%s: %d rows after two imports, %d after one", table, after[table], reference[table])
			}
		}
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil || differ(after, b.counts()) != "" {
			b.Errorf("running again changed %s, %v", differ(after, b.counts()), err)
		}
	})
}

func TestUndo(t *testing.T) {
	run(t, func(b *bundle) {
		before := b.counts()
		i := b.bring(b.realFile(), StartInput{})
		out, _, err := b.Undo(b.Context(), b.owner, b.ws, i.ID)
		if err != nil || out.State != Undone || out.Report.Undo != UndoErased {
			b.Fatalf("undo: %+v, %v", out.Report, err)
		}
		if _, err := project.New(b.d).Get(b.Context(), b.owner, b.ws, "HGIP"); taskflow.KindOf(err) != taskflow.NotFound {
			b.Errorf("the project is still there: %v", err)
		}
		if err := b.erase(b.Context(), EraseArgs{b.ws, i.ID}); err != nil {
			b.Fatal(err)
		}
		if d := differ(before, b.counts(), "changes", "imports", "jobs"); d != "" {
			b.Errorf("undo left %s", d)
		}
		// In the scope of the workspace: the project's own is nobody's once it is erased.
		log := strings.Join(b.log(0), ", ")
		if !strings.Contains(log, "remove project w") || strings.Count(log, "remove member w") != 8 || strings.Count(log, "remove label w") != 8 {
			b.Errorf("the change log says %s", log)
		}
		if _, _, err := b.Undo(b.Context(), b.owner, b.ws, i.ID); taskflow.KindOf(err) != taskflow.Conflict {
			b.Errorf("undone twice: %v", err)
		}
		again := b.bring(b.realFile(), StartInput{})
		if again.Report.Placeholders != 8 {
			b.Errorf("the second time %+v", again.Report)
		}
	})
}

func TestUndoKeepsWhatIsUsed(t *testing.T) {
	run(t, func(b *bundle) {
		first := b.bring(b.realFile(), StartInput{ProjectKey: "ONE"})
		second := b.bring(b.realFile(), StartInput{ProjectKey: "TWO"})
		if second.Report.Placeholders != 0 || second.Report.LabelsMade != 0 {
			b.Errorf("the second import made people again: %+v", second.Report)
		}
		if _, _, err := b.Undo(b.Context(), b.owner, b.ws, first.ID); err != nil {
			b.Fatal(err)
		}
		if err := b.erase(b.Context(), EraseArgs{b.ws, first.ID}); err != nil {
			b.Fatal(err)
		}
		if c := b.counts(); c["members"] != 9 || c["labels"] != 8 || c["tasks"] != 40 {
			b.Errorf("undoing the first left %v", c)
		}
		// Somebody works on the second: it goes to the trash, whole.
		moved := b.task(*second.ProjectID, "#10 ")
		if _, _, err := task.New(b.d).Update(b.Context(), b.owner, b.ws, string(moved.ID), task.UpdateInput{Title: taskflow.Some("New")}); err != nil {
			b.Fatal(err)
		}
		out, _, err := b.Undo(b.Context(), b.owner, b.ws, second.ID)
		if err != nil || out.Report.Undo != UndoTrashed {
			b.Fatalf("undo %+v, %v", out.Report, err)
		}
		if err := b.erase(b.Context(), EraseArgs{b.ws, second.ID}); err != nil {
			b.Fatal(err)
		}
		if c := b.counts(); c["tasks"] != 40 || c["members"] != 9 {
			b.Errorf("trashing erased rows: %v", c)
		}
		if _, _, err := project.New(b.d).Restore(b.Context(), b.owner, b.ws, string(*second.ProjectID)); err != nil {
			b.Errorf("the project cannot be brought back: %v", err)
		}
	})
}

func TestUndoStopsARun(t *testing.T) {
	run(t, func(b *bundle) {
		before := b.counts()
		up := b.upload(b.realFile())
		b.start(up.ID, StartInput{})
		b.between = func(int) error {
			b.between = nil
			_, _, err := b.Undo(b.Context(), b.owner, b.ws, up.ID)
			return err
		}
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil {
			b.Fatal(err)
		}
		if i := b.get(up.ID); i.State != Undone || i.Progress.Done == 0 || i.Progress.Done == 40 {
			b.Errorf("the import is %s %+v", i.State, i.Progress)
		}
		if err := b.erase(b.Context(), EraseArgs{b.ws, up.ID}); err != nil {
			b.Fatal(err)
		}
		if d := differ(before, b.counts(), "changes", "imports", "jobs"); d != "" || b.uploads() != 0 {
			b.Errorf("stopping left %s, %d files", d, b.uploads())
		}
	})
}

func TestTwoRunnersAtOnce(t *testing.T) {
	run(t, func(b *bundle) {
		up := b.upload(b.realFile())
		b.start(up.ID, StartInput{})
		const runners = 4
		errs := make(chan error, runners)
		for range runners {
			s := b.again()
			go func() { errs <- s.Run(b.Context(), b.ws, up.ID) }()
		}
		for range runners {
			if err := <-errs; err != nil {
				b.Error(err)
			}
		}
		// One that lost a race leaves the rest to the other; the job comes again.
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil {
			b.Error(err)
		}
		if i, c := b.get(up.ID), b.counts(); i.State != Done || i.Report.Tasks != 40 || c["tasks"] != 40 || c["comments"] != 17 || c["status_history"] != 88 {
			b.Errorf("%s %+v %v", i.State, i.Report, c)
		}
	})
}

func TestWaitingUploadsMakeRoom(t *testing.T) {
	run(t, func(b *bundle) {
		small := []byte(`{"lists":[],"cards":[]}`)
		first := b.upload(small)
		for range maxWaiting {
			b.upload(small)
		}
		if b.uploads() != maxWaiting || b.get(first.ID).State != Undone {
			b.Errorf("%d files, the first is %s", b.uploads(), b.get(first.ID).State)
		}
		// An empty board is a project with the usual columns.
		i := b.bring(small, StartInput{})
		if i.Report.Columns != 5 || i.Report.Tasks != 0 {
			b.Errorf("an empty board made %+v", i.Report)
		}
	})
}

func TestRepeatedRequests(t *testing.T) {
	run(t, func(b *bundle) {
		c := b.owner
		c.Mutation = taskflow.MutationID(taskflow.NewID())
		in := func() UploadInput {
			return UploadInput{Source: Trello, Filename: "b.json", Body: bytes.NewReader(b.realFile())}
		}
		one, _, err := b.Upload(b.Context(), c, b.ws, in())
		if err != nil {
			b.Fatal(err)
		}
		two, _, err := b.Upload(b.Context(), c, b.ws, in())
		if err != nil || two.ID != one.ID || b.uploads() != 1 {
			b.Errorf("a repeated upload made %s beside %s, %d files, %v", two.ID, one.ID, b.uploads(), err)
		}
		c.Mutation = taskflow.MutationID(taskflow.NewID())
		for range 2 {
			if i, _, err := b.Start(b.Context(), c, b.ws, one.ID, StartInput{ProjectKey: "ONCE"}); err != nil || i.State != Running {
				b.Errorf("a repeated start: %s %v", i.State, err)
			}
		}
		if _, _, err := b.Start(b.Context(), c, b.ws, one.ID, StartInput{ProjectKey: "OTHER"}); taskflow.KindOf(err) != taskflow.Invalid {
			b.Errorf("the same key for another start: %v", err)
		}
	})
}

func TestDryRunChangesNothing(t *testing.T) {
	run(t, func(b *bundle) {
		before, raw := b.counts(), b.realFile()
		p, err := b.DryRun(b.Context(), b.owner, b.ws, bytes.NewReader(raw), int64(len(raw)))
		if err != nil || p.Counts.Cards != 40 || p.Links.Resolved != 6 {
			b.Fatalf("%+v, %v", p.Counts, err)
		}
		if d := differ(before, b.counts()); d != "" || b.uploads() != 0 {
			b.Errorf("a dry run changed %s, %d files", d, b.uploads())
		}
	})
}

func TestBrokenFileImportsNothing(t *testing.T) {
	run(t, func(b *bundle) {
		before := b.counts()
		for _, body := range []string{string(b.realFile()[:100_000]), "<html>", `{"a":1}`, "", strings.Repeat(" ", MaxSize+1)} {
			_, _, err := b.Upload(b.Context(), b.owner, b.ws, UploadInput{Source: Trello, Body: strings.NewReader(body)})
			if taskflow.KindOf(err) != taskflow.Invalid {
				b.Errorf("%.20q: %v", body, err)
			}
		}
		if d := differ(before, b.counts()); d != "" || b.uploads() != 0 {
			b.Errorf("broken files left %s, %d files", d, b.uploads())
		}
	})
}

func TestFailureTakesTheProjectAway(t *testing.T) {
	run(t, func(b *bundle) {
		before := b.counts()
		up := b.upload(b.realFile())
		b.start(up.ID, StartInput{})
		// The file breaks on the disk after some cards.
		stop := errors.New("stop")
		b.between = func(int) error { return stop }
		if err := b.run(b.Context(), RunArgs{b.ws, up.ID}, 1); !errors.Is(err, stop) {
			b.Fatal(err)
		}
		stored, err := b.load(b.Context(), b.ws, up.ID)
		if err != nil {
			b.Fatal(err)
		}
		if err := b.files.root.WriteFile(stored.stored, []byte(`{"lists":[`), 0o600); err != nil {
			b.Fatal(err)
		}
		b.between = nil
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil {
			b.Fatal(err)
		}
		i := b.get(up.ID)
		if i.State != Failed || i.Report.Error == nil || i.Report.Error.Code != "import_broken" {
			b.Errorf("the import is %s %s", i.State, text(i.Report))
		}
		if d := differ(before, b.counts(), "changes", "imports", "jobs"); d != "" || b.uploads() != 0 {
			b.Errorf("failing left %s, %d files", d, b.uploads())
		}
		up = b.upload(b.realFile())
		b.start(up.ID, StartInput{})
		stored, _ = b.load(b.Context(), b.ws, up.ID)
		b.files.remove(stored.stored)
		if err := b.run(b.Context(), RunArgs{b.ws, up.ID}, 1); !isMissing(err) {
			b.Errorf("a missing file is tried again at first: %v", err)
		}
		if err := b.Service.Run(b.Context(), b.ws, up.ID); err != nil || b.get(up.ID).Report.Error.Code != "import_expired" {
			b.Errorf("a missing file: %v %s", err, text(b.get(up.ID).Report))
		}
	})
}

func TestWhoMayImport(t *testing.T) {
	run(t, func(b *bundle) {
		member, other := b.person("Member", "m@example.com", taskflow.Normal), b.person("Other", "o@example.com", taskflow.Normal)
		guest := b.person("Guest", "g@example.com", taskflow.Guest)
		small := `{"lists":[{"id":"l","name":"Done"}],"cards":[{"id":"c","idList":"l","name":"x"}]}`
		in := func() UploadInput { return UploadInput{Source: Trello, Body: strings.NewReader(small)} }
		if _, _, err := b.Upload(b.Context(), guest, b.ws, in()); taskflow.KindOf(err) != taskflow.Denied {
			b.Errorf("a guest: %v", err)
		}
		if _, _, err := b.Upload(b.Context(), taskflow.Caller{Account: "nobody"}, b.ws, in()); taskflow.KindOf(err) != taskflow.NotFound {
			b.Errorf("a stranger: %v", err)
		}
		reader := member
		reader.ReadOnly = true
		if _, _, err := b.Upload(b.Context(), reader, b.ws, in()); taskflow.KindOf(err) != taskflow.Denied {
			b.Errorf("a read-only token: %v", err)
		}
		if b.uploads() != 0 {
			b.Errorf("%d files of people who may not import", b.uploads())
		}
		i, _, err := b.Upload(b.Context(), member, b.ws, in())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.Get(b.Context(), other, b.ws, i.ID); taskflow.KindOf(err) != taskflow.NotFound {
			b.Errorf("another member sees the import: %v", err)
		}
		if list, _, err := b.List(b.Context(), other, b.ws, taskflow.Page{}); err != nil || len(list) != 0 {
			b.Errorf("another member lists %d, %v", len(list), err)
		}
		if _, _, err := b.Start(b.Context(), other, b.ws, i.ID, StartInput{}); taskflow.KindOf(err) != taskflow.NotFound {
			b.Errorf("another member starts the import: %v", err)
		}
		if list, _, err := b.List(b.Context(), b.owner, b.ws, taskflow.Page{}); err != nil || len(list) != 1 {
			b.Errorf("the owner lists %d, %v", len(list), err)
		}
	})
}

func TestStartingWithBadChoices(t *testing.T) {
	run(t, func(b *bundle) {
		b.bring(b.realFile(), StartInput{ProjectKey: "TAKEN"})
		up := b.upload(b.realFile())
		list := up.Preview.Lists[0].ID
		for _, c := range []struct {
			in    StartInput
			field string
		}{
			{StartInput{ProjectKey: "taken"}, "project_key"},
			{StartInput{ProjectKey: "1 x"}, "project_key"},
			{StartInput{ProjectName: strings.Repeat("x", 101)}, "project_name"},
			{StartInput{Columns: []ColumnChoice{{ListID: "nope"}}}, "columns[0].list_id"},
			{StartInput{Columns: []ColumnChoice{{ListID: list, Category: "soon"}}}, "columns[0].category"},
			{StartInput{Columns: []ColumnChoice{{ListID: list, Name: "a\x00b"}}}, "columns[0].name"},
			{StartInput{Visibility: "secret"}, "visibility"},
		} {
			_, _, err := b.Start(b.Context(), b.owner, b.ws, up.ID, c.in)
			var e *taskflow.Error
			if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != c.field {
				b.Errorf("%+v: %v", c.in, err)
			}
		}
		b.start(up.ID, StartInput{ProjectKey: "OK"})
		if _, _, err := b.Start(b.Context(), b.owner, b.ws, up.ID, StartInput{ProjectKey: "OK2"}); taskflow.KindOf(err) != taskflow.Conflict {
			b.Errorf("started twice: %v", err)
		}
	})
}

func TestArchivedCompleteAndCrowdedBoards(t *testing.T) {
	run(t, func(b *bundle) {
		var lists, cards strings.Builder
		for i := range 130 {
			fmt.Fprintf(&lists, `{"id":"l%d","name":"Week %d","closed":%v,"pos":%d},`, i, i, i < 120, i)
			fmt.Fprintf(&cards, `{"id":"c%d","idList":"l%d","name":"card %d","idShort":%d,"dueComplete":%v,"dateLastActivity":"2024-01-01T00:00:00Z"},`, i, i, i, i%65, i >= 128)
		}
		raw := `{"name":"Wochen","lists":[` + lists.String() + `{"id":"d","name":"Erledigt","pos":999}],"cards":[` + cards.String() + `{"id":"z","idList":"d","name":"last","dueComplete":true}]}`
		i := b.bring([]byte(raw), StartInput{})
		if i.Report.Columns != project.MaxColumns || i.Report.Tasks != 131 || i.Report.TasksArchived != 120 {
			b.Errorf("report %s", text(i.Report))
		}
		codes := map[string]int{}
		for _, n := range i.Report.Notices {
			codes[n.Code] = n.Count
		}
		if codes[NoteCompletedMoved] != 2 || codes[NoteMergedColumns] != 32 || codes[NoteNewNumbers] != 67 || codes[NoteListArchived] != 120 {
			b.Errorf("notices %v", codes)
		}
		d := b.task(*i.ProjectID, "card 129")
		var name string
		b.one(&name, `SELECT name FROM columns WHERE workspace_id = $1 AND id = $2`, b.ws, d.ColumnID)
		if name != "Erledigt" || d.CompletedAt == nil || d.CompletedAt.Std().Year() != 2024 {
			b.Errorf("a card marked complete is in %s, %s", name, text(d))
		}
		if first := b.task(*i.ProjectID, "last"); first.Rank >= d.Rank {
			b.Errorf("it comes before what was there: %s < %s", d.Rank, first.Rank)
		}
	})
}

func TestDerivedIDs(t *testing.T) {
	t.Parallel()
	at := time.Date(2017, 12, 8, 2, 50, 55, 0, time.UTC)
	id := deriveID("i", "task", "c", at)
	if !taskflow.ValidID(id) || id[14] != '7' || id != deriveID("i", "task", "c", at) {
		t.Errorf("id %s", id)
	}
	for _, other := range []string{deriveID("j", "task", "c", at), deriveID("i", "comment", "c", at), deriveID("i", "task", "d", at)} {
		if other == id {
			t.Errorf("%s twice", id)
		}
	}
	if later := deriveID("i", "task", "a", at.Add(time.Second)); later <= id {
		t.Errorf("%s does not come after %s", later, id)
	}
}

func TestSuggestedKeys(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"How Goes It? - Public Board": "HGIP", "Website": "WEBS", "Über uns": "UU", "ремонт": "BOARD", "": "BOARD", "2024 plan": "PLAN", "X": "X", "Taken": "TAKE2",
	} {
		if got := suggestKey(name, map[string]bool{"TAKE": true}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
