package project_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func TestCreateProject(t *testing.T) {
	world.Run(t, func(w *world.World) {
		bob := w.Join("Bob", taskflow.Normal)
		head := w.Head()
		key := taskflow.NewID()
		in := project.CreateInput{Key: "web", Name: " Website ", Visibility: project.Private}
		p, _, err := w.Projects.Create(w.Context(), bob.With(key), w.WS, in)
		w.Must(err)
		if p.Key != "WEB" || p.Name != "Website" || p.MyRole != taskflow.ProjectAdmin || p.Color == "" {
			t.Errorf("made %+v", p)
		}
		names := map[string]string{string(p.ID): "WEB", string(p.ID) + ":" + string(bob.Member): "bob"}
		for _, c := range w.Columns(p) {
			names[string(c.ID)] = c.Name
		}
		want := []string{"put project WEB p:WEB", "put project_member bob p:WEB", "put column Backlog p:WEB", "put column To do p:WEB",
			"put column In progress p:WEB", "put column Done p:WEB", "put column Cancelled p:WEB"}
		rows := w.Log(head)
		if got := world.Lines(rows, names); !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
		if strings.Contains(string(rows[0].Data), "my_role") {
			t.Errorf("the log says what one reader's role is: %s", rows[0].Data)
		}
		again, _, err := w.Projects.Create(w.Context(), bob.With(key), w.WS, in)
		w.Must(err)
		if again.ID != p.ID || len(w.Log(head)) != len(want) {
			t.Errorf("the repetition made %s", again.ID)
		}
	})
}

func TestCreateProjectRefusesBadInput(t *testing.T) {
	world.Run(t, func(w *world.World) {
		w.Project("WEB", project.VisibleToWorkspace)
		guest := w.Join("Gil", taskflow.Guest)
		_, _, err := w.Projects.Create(w.Context(), guest.Caller, w.WS, project.CreateInput{Key: "G", Name: "G"})
		w.Wants(err, taskflow.Denied, "")
		for name, c := range map[string]struct {
			in   project.CreateInput
			code string
		}{
			"no name":     {project.CreateInput{Key: "A"}, "required"},
			"long name":   {project.CreateInput{Key: "A", Name: strings.Repeat("x", 101)}, "too_long"},
			"no key":      {project.CreateInput{Name: "A"}, "bad_key"},
			"long key":    {project.CreateInput{Key: "ABCDEFGHIJK", Name: "A"}, "bad_key"},
			"key of dash": {project.CreateInput{Key: "A-B", Name: "A"}, "bad_key"},
			"taken key":   {project.CreateInput{Key: "web", Name: "A"}, "taken"},
			"visibility":  {project.CreateInput{Key: "A", Name: "A", Visibility: "public"}, "bad_choice"},
			"colour":      {project.CreateInput{Key: "A", Name: "A", Color: "url(x)"}, "bad_color"},
			"id":          {project.CreateInput{Key: "A", Name: "A", ID: "1"}, "bad_id"},
			"icon":        {project.CreateInput{Key: "A", Name: "A", Icon: "\x01"}, "control_character"},
		} {
			_, _, err := w.Projects.Create(w.Context(), w.Owner.Caller, w.WS, c.in)
			t.Log(name)
			w.Wants(err, taskflow.Invalid, c.code)
		}
	})
}

func TestKeysAreKept(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Work")
		head := w.Head()
		rename := func(key string) error {
			_, _, err := w.Projects.Update(w.Context(), w.Owner.Caller, w.WS, string(p.ID), project.UpdateInput{Key: taskflow.Some(key)})
			return err
		}
		w.Must(rename("site"))
		names := map[string]string{string(p.ID): "p"}
		if got, want := world.Lines(w.Log(head), names), []string{"patch project p p:p", "fetch project p p:p"}; !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
		for _, ref := range []string{"WEB-1", "SITE-1", "site-1", string(made.ID)} {
			got, err := w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, ref)
			w.Must(err)
			if got.Key != "SITE-1" {
				t.Errorf("%s finds %s", ref, got.Key)
			}
		}
		_, _, err := w.Projects.Create(w.Context(), w.Owner.Caller, w.WS, project.CreateInput{Key: "WEB", Name: "Other"})
		w.Wants(err, taskflow.Invalid, "taken")
		w.Must(rename("WEB"))
		other := w.Project("OPS", project.VisibleToWorkspace)
		_, _, err = w.Projects.Update(w.Context(), w.Owner.Caller, w.WS, string(other.ID), project.UpdateInput{Key: taskflow.Some("SITE")})
		w.Wants(err, taskflow.Invalid, "taken")
	})
}

func TestGainingAndLosingSight(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		bob, gil, admin := w.Join("Bob", taskflow.Normal), w.Join("Gil", taskflow.Guest), w.Join("Adm", taskflow.Admin)
		names := map[string]string{string(p.ID): "p", string(bob.Member): "bob", string(gil.Member): "gil", string(admin.Member): "admin",
			string(p.ID) + ":" + string(bob.Member): "p:bob", string(p.ID) + ":" + string(gil.Member): "p:gil"}
		expect := func(what string, do func() error, want ...string) {
			t.Helper()
			head := w.Head()
			w.Must(do())
			if got := world.Lines(w.Log(head), names); !slices.Equal(got, want) {
				t.Errorf("%s: log %v, want %v", what, got, want)
			}
		}
		sees := func(who world.Person) bool {
			_, err := w.Projects.Get(w.Context(), who.Caller, w.WS, "WEB")
			return err == nil
		}
		visibility := func(v project.Visibility) func() error {
			return func() error {
				_, _, err := w.Projects.Update(w.Context(), w.Owner.Caller, w.WS, "WEB", project.UpdateInput{Visibility: taskflow.Some(v)})
				return err
			}
		}
		grant := func(who world.Person, role taskflow.ProjectRole) func() error {
			return func() error {
				_, _, err := w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", who.Member, role)
				return err
			}
		}
		expect("guest granted", grant(gil, taskflow.ProjectViewer), "fetch project p u:gil", "put project_member p:gil p:p")
		expect("same again", grant(gil, taskflow.ProjectViewer))
		expect("more", grant(gil, taskflow.ProjectEditor), "put project_member p:gil p:p")
		expect("private", visibility(project.Private), "patch project p p:p", "remove project p u:bob")
		if sees(bob) || !sees(gil) || !sees(admin) {
			t.Errorf("private: bob %v, gil %v, admin %v", sees(bob), sees(gil), sees(admin))
		}
		expect("bob granted", grant(bob, taskflow.ProjectViewer), "fetch project p u:bob", "put project_member p:bob p:p")
		expect("bob leaves", func() error {
			_, err := w.Projects.RemoveMember(w.Context(), bob.Caller, w.WS, "WEB", bob.Member)
			return err
		}, "remove project p u:bob", "remove project_member p:bob p:p")
		expect("visible", visibility(project.VisibleToWorkspace), "patch project p p:p", "fetch project p u:bob")
		_, err := w.Projects.RemoveMember(w.Context(), bob.Caller, w.WS, "WEB", gil.Member)
		w.Wants(err, taskflow.Denied, "")
		_, _, err = w.Projects.SetMember(w.Context(), bob.Caller, w.WS, "WEB", bob.Member, taskflow.ProjectAdmin)
		w.Wants(err, taskflow.Denied, "")
		_, _, err = w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", taskflow.MemberID(taskflow.NewID()), taskflow.ProjectAdmin)
		w.Wants(err, taskflow.NotFound, "")
		_, _, err = w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", bob.Member, "boss")
		w.Wants(err, taskflow.Invalid, "bad_choice")

		head := w.Head()
		_, _, err = w.Workspaces.SetRole(w.Context(), w.Owner.Caller, w.WS, bob.Member, taskflow.Guest)
		w.Must(err)
		if got := world.Lines(w.Log(head), names); !slices.Contains(got, "remove project p u:bob") {
			t.Errorf("as a guest: log %v", got)
		}
		_, err = w.Workspaces.Remove(w.Context(), w.Owner.Caller, w.WS, gil.Member)
		w.Must(err)
		members, err := w.Projects.Members(w.Context(), w.Owner.Caller, w.WS, "WEB")
		w.Must(err)
		if slices.ContainsFunc(members, func(m project.Member) bool { return m.MemberID == gil.Member }) {
			t.Error("who left the workspace keeps a role in the project")
		}
	})
}

func TestDeleteAndRestoreProject(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Work")
		bob := w.Join("Bob", taskflow.Normal)
		_, err := w.Projects.Delete(w.Context(), bob.Caller, w.WS, "WEB")
		w.Wants(err, taskflow.Denied, "")
		head := w.Head()
		_, err = w.Projects.Delete(w.Context(), w.Owner.Caller, w.WS, "WEB")
		w.Must(err)
		_, err = w.Tasks.Get(w.Context(), w.Owner.Caller, w.WS, string(made.ID))
		w.Wants(err, taskflow.NotFound, "")
		var scopes []taskflow.ProjectID
		w.Must(w.DB.View(w.Context(), func(tx *db.Tx) (err error) {
			scopes, err = project.Scopes(tx, taskflow.Actor{Workspace: w.WS, Member: bob.Member, Role: taskflow.Normal})
			return err
		}))
		if !slices.Contains(scopes, p.ID) {
			t.Error("bob cannot read the row that removes the project")
		}
		trash, err := w.Projects.Trash(w.Context(), w.Owner.Caller, w.WS, taskflow.Time(1<<62), 10)
		w.Must(err)
		if len(trash) != 1 || trash[0].ID != string(p.ID) {
			t.Errorf("trash %+v", trash)
		}
		if theirs, err := w.Projects.Trash(w.Context(), bob.Caller, w.WS, taskflow.Time(1<<62), 10); err != nil || len(theirs) != 0 {
			t.Errorf("bob's trash %+v %v", theirs, err)
		}
		_, _, err = w.Projects.Restore(w.Context(), w.Owner.Caller, w.WS, string(p.ID))
		w.Must(err)
		if got, want := world.Lines(w.Log(head), map[string]string{string(p.ID): "p"}), []string{"remove project p p:p", "fetch project p p:p"}; !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
		w.Get(made.ID)
		_, err = w.Projects.Delete(w.Context(), w.Owner.Caller, w.WS, "WEB")
		w.Must(err)
		w.Clock.Pass(30 * 24 * time.Hour)
		_, _, err = w.Projects.Restore(w.Context(), w.Owner.Caller, w.WS, string(p.ID))
		w.Wants(err, taskflow.NotFound, "")
	})
}

func TestColumns(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		bob := w.Join("Bob", taskflow.Normal)
		_, _, err := w.Projects.CreateColumn(w.Context(), bob.Caller, w.WS, "WEB", project.NewColumn{Name: "Mine", Category: project.Todo})
		w.Wants(err, taskflow.Denied, "")
		first := w.Columns(p)[0]
		review, _, err := w.Projects.CreateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", project.NewColumn{Name: "Review", Category: project.InProgress, Rank: first.Rank})
		w.Must(err)
		if order := w.Columns(p); order[1].ID != review.ID {
			t.Errorf("a taken rank puts the column at %v", order)
		}
		for _, c := range []struct {
			in   project.NewColumn
			code string
		}{
			{project.NewColumn{Name: "", Category: project.Todo}, "required"},
			{project.NewColumn{Name: "A", Category: "maybe"}, "bad_choice"},
			{project.NewColumn{Name: "A", Category: project.Todo, Rank: "!"}, "bad_rank"},
			{project.NewColumn{Name: "A", Category: project.Todo, WIPLimit: new(int)}, "out_of_range"},
		} {
			_, _, err := w.Projects.CreateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", c.in)
			w.Wants(err, taskflow.Invalid, c.code)
		}
		head := w.Head()
		_, _, err = w.Tasks.UpdateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", review.ID, project.ColumnUpdate{Name: taskflow.Some("Look"), WIPLimit: taskflow.Some(3)})
		w.Must(err)
		rows := w.Log(head)
		if len(rows) != 1 || !slices.Equal(world.Fields(rows[0]), []string{"name", "wip_limit"}) {
			t.Errorf("log %+v", rows)
		}
		for _, c := range w.Columns(p)[1:] {
			_, err = w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", c.ID, "")
			w.Must(err)
		}
		_, err = w.Tasks.RemoveColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", first.ID, "")
		w.Wants(err, taskflow.Conflict, "")
		_, _, err = w.Tasks.UpdateColumn(w.Context(), w.Owner.Caller, w.WS, "WEB", first.ID, project.ColumnUpdate{Archived: taskflow.Some(true)})
		w.Wants(err, taskflow.Conflict, "last_column")
	})
}

func TestFavourites(t *testing.T) {
	world.Run(t, func(w *world.World) {
		web, ops := w.Project("WEB", project.VisibleToWorkspace), w.Project("OPS", project.Private)
		bob := w.Join("Bob", taskflow.Normal)
		_, _, err := w.Projects.SetFavourite(w.Context(), bob.Caller, w.WS, "OPS", "")
		w.Wants(err, taskflow.NotFound, "")
		head := w.Head()
		a, _, err := w.Projects.SetFavourite(w.Context(), w.Owner.Caller, w.WS, "WEB", "")
		w.Must(err)
		b, _, err := w.Projects.SetFavourite(w.Context(), w.Owner.Caller, w.WS, "OPS", "")
		w.Must(err)
		if a.Rank >= b.Rank {
			t.Errorf("ranks %s, %s", a.Rank, b.Rank)
		}
		_, err = w.Projects.UnsetFavourite(w.Context(), w.Owner.Caller, w.WS, "WEB")
		w.Must(err)
		_, err = w.Projects.UnsetFavourite(w.Context(), w.Owner.Caller, w.WS, "WEB")
		w.Must(err)
		names := map[string]string{string(web.ID): "web", string(ops.ID): "ops", string(w.Owner.Member): "ada"}
		want := []string{"put favourite web u:ada", "put favourite ops u:ada", "remove favourite web u:ada"}
		if got := world.Lines(w.Log(head), names); !slices.Equal(got, want) {
			t.Errorf("log %v, want %v", got, want)
		}
	})
}

func TestTheSampleTeaches(t *testing.T) {
	world.Run(t, func(w *world.World) {
		w.Must(w.Tasks.CreateSample(w.Context(), w.Owner.Caller, w.WS))
		p, err := w.Projects.Get(w.Context(), w.Owner.Caller, w.WS, "TOUR")
		w.Must(err)
		if p.NextNumber < 10 {
			t.Errorf("the sample has %d tasks", p.NextNumber-1)
		}
		if again := w.Tasks.CreateSample(w.Context(), w.Owner.Caller, w.WS); again == nil {
			t.Error("a second sample was made")
		}
	})
}
