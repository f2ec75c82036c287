package comment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/comment"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/testkit/world"
)

func say(w *world.World, who world.Person, key, body string) comment.Comment {
	w.Helper()
	c, _, err := w.Comments.Create(w.Context(), who.Caller, w.WS, key, comment.CreateInput{Body: body})
	w.Must(err)
	return c
}

func TestCommentsOfATask(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Work")
		bob, guest := w.Join("Bob Ross", taskflow.Normal), w.Join("Gil", taskflow.Guest)
		head := w.Head()
		c := say(w, bob, "WEB-1", "Hello @ada and @Gil\r\nhow are you?")
		want := "Hello @[Ada Lovelace](member:" + string(w.Owner.Member) + ") and @[Gil](member:" + string(guest.Member) + ")\nhow are you?"
		if c.Body != want || *c.AuthorID != bob.Member || c.Counts != taskflow.Count(want) {
			t.Errorf("comment %+v", c)
		}
		got := w.Get(made.ID)
		if got.CommentCount != 1 || !slices.Contains(got.Watchers, bob.Member) || slices.Contains(got.Watchers, guest.Member) {
			t.Errorf("count %d, watchers %v", got.CommentCount, got.Watchers)
		}
		rows := w.Log(head)
		names := map[string]string{string(c.ID): "c", string(made.ID): "task", string(p.ID): "WEB"}
		if lines := world.Lines(rows, names); !slices.Equal(lines, []string{"put comment c p:WEB", "patch task task p:WEB"}) {
			t.Fatalf("log %v", lines)
		}
		if f := world.Fields(rows[1]); !slices.Equal(f, []string{"comment_count", "watchers"}) {
			t.Errorf("patch %v", f)
		}
		var logged comment.Comment
		w.Must(json.Unmarshal(rows[0].Data, &logged))
		listed, next, err := w.Comments.List(w.Context(), w.Owner.Caller, w.WS, "WEB-1", taskflow.Page{})
		w.Must(err)
		if len(listed) != 1 || next != "" || listed[0].Body != logged.Body || listed[0].ID != logged.ID {
			t.Errorf("listed %+v, logged %+v", listed, logged)
		}

		edited, _, err := w.Comments.Update(w.Context(), bob.Caller, w.WS, c.ID, "Never mind")
		w.Must(err)
		if edited.EditedAt == nil || edited.Body != "Never mind" {
			t.Errorf("edited %+v", edited)
		}
		_, _, err = w.Comments.Update(w.Context(), w.Owner.Caller, w.WS, c.ID, "Not mine")
		w.Wants(err, taskflow.Denied, "")
		_, err = w.Comments.Delete(w.Context(), w.Owner.Caller, w.WS, c.ID) // a project admin may
		w.Must(err)
		if got := w.Get(made.ID); got.CommentCount != 0 {
			t.Errorf("count %d", got.CommentCount)
		}
		_, err = w.Comments.Delete(w.Context(), bob.Caller, w.WS, c.ID)
		w.Wants(err, taskflow.NotFound, "")
		trash, err := w.Comments.Trash(w.Context(), bob.Caller, w.WS, taskflow.Time(1<<62), 10)
		w.Must(err)
		if len(trash) != 1 || trash[0].Title != "Never mind" || trash[0].TaskID != made.ID {
			t.Errorf("trash %+v", trash)
		}
		other := w.Join("Other", taskflow.Normal)
		if theirs, err := w.Comments.Trash(w.Context(), other.Caller, w.WS, taskflow.Time(1<<62), 10); err != nil || len(theirs) != 0 {
			t.Errorf("somebody else's trash %+v %v", theirs, err)
		}
		_, err = w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, "WEB-1")
		w.Must(err)
		if under, err := w.Comments.Trash(w.Context(), bob.Caller, w.WS, taskflow.Time(1<<62), 1); err != nil || len(under) != 0 {
			t.Errorf("trash under a deleted task %+v %v", under, err)
		}
		_, _, err = w.Tasks.Restore(w.Context(), w.Owner.Caller, w.WS, "WEB-1")
		w.Must(err)
		back, _, err := w.Comments.Restore(w.Context(), bob.Caller, w.WS, c.ID)
		w.Must(err)
		if back.DeletedAt != nil || w.Get(made.ID).CommentCount != 1 {
			t.Errorf("restored %+v", back)
		}
		w.Clock.Pass(time.Hour)
		_, err = w.Comments.Delete(w.Context(), bob.Caller, w.WS, c.ID)
		w.Must(err)
		w.Clock.Pass(31 * 24 * time.Hour)
		_, _, err = w.Comments.Restore(w.Context(), bob.Caller, w.WS, c.ID)
		w.Wants(err, taskflow.NotFound, "")
	})
}

func TestCommentRolesAndBadInput(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.Private)
		w.Task(p, "Work")
		c := say(w, w.Owner, "WEB-1", "First")
		viewer, commenter, stranger := w.Join("V", taskflow.Guest), w.Join("C", taskflow.Guest), w.Join("S", taskflow.Normal)
		for who, role := range map[taskflow.MemberID]taskflow.ProjectRole{viewer.Member: taskflow.ProjectViewer, commenter.Member: taskflow.ProjectCommenter} {
			_, _, err := w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", who, role)
			w.Must(err)
		}
		create := func(who world.Person, in comment.CreateInput) error {
			_, _, err := w.Comments.Create(w.Context(), who.Caller, w.WS, "WEB-1", in)
			return err
		}
		w.Wants(create(viewer, comment.CreateInput{Body: "No"}), taskflow.Denied, "")
		w.Wants(create(stranger, comment.CreateInput{Body: "No"}), taskflow.NotFound, "")
		mine := say(w, commenter, "WEB-1", "Mine")
		_, err := w.Comments.Delete(w.Context(), commenter.Caller, w.WS, c.ID)
		w.Wants(err, taskflow.Denied, "")
		_, _, err = w.Comments.React(w.Context(), viewer.Caller, w.WS, c.ID, "👍", true)
		w.Wants(err, taskflow.Denied, "")
		_, _, err = w.Comments.React(w.Context(), stranger.Caller, w.WS, c.ID, "👍", true)
		w.Wants(err, taskflow.NotFound, "")
		_, _, err = w.Projects.SetMember(w.Context(), w.Owner.Caller, w.WS, "WEB", commenter.Member, taskflow.ProjectViewer)
		w.Must(err)
		_, _, err = w.Comments.Update(w.Context(), commenter.Caller, w.WS, mine.ID, "Still mine?")
		w.Wants(err, taskflow.Denied, "")

		for name, in := range map[string]struct {
			in   comment.CreateInput
			kind taskflow.Kind
			code string
		}{
			"empty":     {comment.CreateInput{Body: " \n\t"}, taskflow.Invalid, "required"},
			"too long":  {comment.CreateInput{Body: strings.Repeat("x", 50_001)}, taskflow.Invalid, "too_long"},
			"control":   {comment.CreateInput{Body: "a\x07"}, taskflow.Invalid, "control_character"},
			"bad UTF-8": {comment.CreateInput{Body: "a\xc3"}, taskflow.Invalid, "bad_utf8"},
			"bad id":    {comment.CreateInput{Body: "a", ID: "x"}, taskflow.Invalid, "bad_id"},
			"taken id":  {comment.CreateInput{Body: "a", ID: c.ID}, taskflow.Conflict, "duplicate_id"},
		} {
			t.Log(name)
			w.Wants(create(w.Owner, in.in), in.kind, in.code)
		}
		for _, emoji := range []string{"", "a", "👍👍", "ok", "1", "👍 ", "\x00", "é", strings.Repeat("👍", 30)} {
			_, _, err := w.Comments.React(w.Context(), w.Owner.Caller, w.WS, c.ID, emoji, true)
			w.Wants(err, taskflow.Invalid, "bad_emoji")
		}
	})
}

func TestReactions(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		w.Task(p, "Work")
		bob := w.Join("Bob", taskflow.Normal)
		c := say(w, w.Owner, "WEB-1", "Done!")
		react := func(who world.Person, emoji string, on bool) comment.Comment {
			w.Clock.Pass(time.Second)
			got, _, err := w.Comments.React(w.Context(), who.Caller, w.WS, c.ID, emoji, on)
			w.Must(err)
			return got
		}
		react(bob, "🎉", true)
		react(w.Owner, "❤️", true)
		for _, emoji := range []string{"🇩🇪", "1️⃣", "👩‍🚀", "✅"} {
			react(bob, emoji, true)
			react(bob, emoji, false)
		}
		head := w.Head()
		got := react(w.Owner, "🎉", true)
		want := []comment.Reaction{{Emoji: "🎉", Members: []taskflow.MemberID{bob.Member, w.Owner.Member}}, {Emoji: "❤️", Members: []taskflow.MemberID{w.Owner.Member}}}
		if len(got.Reactions) != 2 || got.Reactions[0].Emoji != want[0].Emoji || !slices.Equal(got.Reactions[0].Members, want[0].Members) || got.Reactions[1].Emoji != want[1].Emoji {
			t.Errorf("reactions %+v", got.Reactions)
		}
		rows := w.Log(head)
		if len(rows) != 1 || rows[0].Op != changes.Patch || !slices.Equal(world.Fields(rows[0]), []string{"reactions"}) {
			t.Errorf("log %+v", rows)
		}
		head = w.Head()
		react(w.Owner, "🎉", true)
		if w.Head() != head {
			t.Error("the same reaction again did something")
		}
		if got = react(bob, "🎉", false); !slices.Equal(got.Reactions[1].Members, []taskflow.MemberID{w.Owner.Member}) {
			t.Errorf("reactions %+v", got.Reactions)
		}
	})
}

func TestCommentPages(t *testing.T) {
	world.Run(t, func(w *world.World) {
		p := w.Project("WEB", project.VisibleToWorkspace)
		made := w.Task(p, "Work")
		for _, body := range []string{"a", "b", "c", "d", "e"} {
			say(w, w.Owner, "WEB-1", body)
		}
		_, err := w.Tasks.Delete(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
		_, _, err = w.Comments.List(w.Context(), w.Owner.Caller, w.WS, string(made.ID), taskflow.Page{})
		w.Wants(err, taskflow.NotFound, "")
		_, _, err = w.Tasks.Restore(w.Context(), w.Owner.Caller, w.WS, made.Key)
		w.Must(err)
		var all, cursor string
		for {
			items, next, err := w.Comments.List(w.Context(), w.Owner.Caller, w.WS, "WEB-1", taskflow.Page{Limit: 2, Cursor: cursor})
			w.Must(err)
			for _, c := range items {
				all += c.Body
			}
			if cursor = next; next == "" {
				break
			}
		}
		if all != "abcde" {
			t.Errorf("pages give %q", all)
		}
		_, _, err = w.Comments.List(w.Context(), w.Owner.Caller, w.WS, "WEB-1", taskflow.Page{Cursor: "?"})
		w.Wants(err, taskflow.Invalid, "bad_cursor")
		if got := w.Get(made.ID); got.CommentCount != 5 {
			t.Errorf("count %d", got.CommentCount)
		}
	})
}
