package workspace

import (
	"fmt"
	"slices"
	"testing"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

func TestLabels(t *testing.T) {
	run(t, func(b *bundle) {
		at := b.head()
		id := taskflow.LabelID(taskflow.NewID())
		c := again(b.member)
		l, cursor, err := b.CreateLabel(b.Context(), c, b.ws, LabelInput{ID: id, Name: " Bug ", Color: "red"})
		b.must(err)
		if l != (Label{ID: id, Name: "Bug", Color: "red"}) || cursor.Seq != at.Seq+1 {
			b.Errorf("%+v at %v", l, cursor)
		}
		if rows := b.since(at); len(rows) != 1 || rows[0] != `label put w {"color":"red","id":"`+string(id)+`","name":"Bug"}` {
			b.Errorf("%q", rows)
		}
		if again, replayed, err := b.CreateLabel(b.Context(), c, b.ws, LabelInput{ID: id, Name: " Bug ", Color: "red"}); err != nil || again != l || replayed != cursor {
			b.Errorf("%+v at %v, %v", again, replayed, err)
		}
		_, _, err = b.CreateLabel(b.Context(), b.member, b.ws, LabelInput{ID: id, Name: "Other"})
		b.refused(err, "id_taken")
		_, _, err = b.CreateLabel(b.Context(), b.member, b.ws, LabelInput{Name: "bUG"})
		b.refused(err, "label_exists")
		_, _, err = b.CreateLabel(b.Context(), b.guest, b.ws, LabelInput{Name: "Other"})
		b.refused(err, "denied")
		_, _, err = b.CreateLabel(b.Context(), b.stranger, b.ws, LabelInput{Name: "Other"})
		b.refused(err, "not_found")
		_, _, err = b.CreateLabel(b.Context(), b.member, b.ws, LabelInput{ID: "1", Name: "", Color: "#f00"})
		if e, ok := err.(*taskflow.Error); !ok || len(e.Fields) != 3 {
			b.Errorf("%v", err)
		}
		other, _, err := b.CreateLabel(b.Context(), b.owner, b.ws, LabelInput{Name: "Idea"})
		b.must(err)
		list, err := b.Labels(b.Context(), b.guest, b.ws)
		if err != nil || !slices.Equal(list, []Label{l, other}) {
			b.Errorf("%+v, %v", list, err)
		}

		at = b.head()
		name, color := "BUG", "brown"
		if l, _, err = b.UpdateLabel(b.Context(), b.member, b.ws, id, LabelChange{Name: &name, Color: &color}); err != nil || l.Name != name || l.Color != color {
			b.Errorf("%+v, %v", l, err)
		}
		_, _, err = b.UpdateLabel(b.Context(), b.member, b.ws, id, LabelChange{Name: &other.Name})
		b.refused(err, "label_exists")
		_, _, err = b.UpdateLabel(b.Context(), b.guest, b.ws, id, LabelChange{Name: &name})
		b.refused(err, "denied")

		var off []taskflow.LabelID
		b.Wire(Wiring{Unlabel: func(_ *db.Tx, _ taskflow.Actor, _ changes.Author, l taskflow.LabelID) error {
			off = append(off, l)
			return nil
		}})
		_, err = b.DeleteLabel(b.Context(), b.member, b.ws, id)
		b.must(err)
		want := []string{`label patch w {"color":"brown","name":"BUG"}`, `label remove w null`}
		if rows := b.since(at); !slices.Equal(rows, want) || len(off) != 1 || off[0] != id {
			b.Errorf("%q, taken off: %v", rows, off)
		}
		_, err = b.DeleteLabel(b.Context(), b.member, b.ws, id)
		b.refused(err, "not_found")
		second, err := b.Create(b.Context(), b.stranger, CreateInput{Name: "Elsewhere"})
		b.must(err)
		_, err = b.DeleteLabel(b.Context(), b.stranger, second.ID, other.ID)
		b.refused(err, "not_found")
	})
}

func TestEnsureLabelReusesAndCleans(t *testing.T) {
	run(t, func(b *bundle) {
		ensure := func(name, color string) (l Label) {
			in := LabelInput{ID: taskflow.LabelID(taskflow.NewID()), Name: name, Color: color}
			b.tx(func(tx *db.Tx) error {
				actor, err := Authorise(tx, b.ws, b.owner.Account)
				if err == nil {
					l, err = EnsureLabel(tx, actor, in)
				}
				return err
			})
			return l
		}
		first := ensure("Frontend", "blue")
		if again := ensure(" frontend\t", "red"); again != first {
			b.Errorf("%+v and %+v", first, again)
		}
		if odd := ensure("a\x00b", "sky_dark"); odd.Name != "a b" || !slices.Contains([]string{"red", "orange", "amber", "lime", "green", "teal", "cyan", "blue", "indigo", "violet", "pink", "brown"}, odd.Color) {
			b.Errorf("%+v", odd)
		}
		b.tx(func(tx *db.Tx) error {
			known, err := KnownLabels(tx, b.ws, []taskflow.LabelID{first.ID, "nope"})
			if err == nil && (len(known) != 1 || !known[first.ID]) {
				err = fmt.Errorf("known: %v", known)
			}
			return err
		})
	})
}
