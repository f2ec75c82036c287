package workspace

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

func TestWorkspacesAreListedResolvedAndHiddenFromStrangers(t *testing.T) {
	run(t, func(b *bundle) {
		second, err := b.Create(b.Context(), b.member, CreateInput{Name: "Acme"})
		b.must(err)
		if second.Slug != "acme-2" {
			b.Errorf("the second Acme is at %q", second.Slug)
		}
		_, err = b.Create(b.Context(), b.member, CreateInput{Name: "Other", Slug: "acme"})
		b.refused(err, "slug_taken")
		_, err = b.Create(b.Context(), b.member, CreateInput{Name: " ", Slug: "API"})
		if e, ok := err.(*taskflow.Error); !ok || len(e.Fields) != 2 {
			b.Errorf("%v", err)
		}
		mine, err := b.Mine(b.Context(), b.member.Account)
		if err != nil || len(mine) != 2 || mine[0].Role != taskflow.Normal || mine[1].Role != taskflow.Owner || mine[0].MemberID != b.memberID {
			b.Errorf("%+v, %v", mine, err)
		}
		if none, err := b.Mine(b.Context(), b.stranger.Account); err != nil || none == nil || len(none) != 0 {
			b.Errorf("%+v, %v", none, err)
		}
		for _, ref := range []string{"acme", string(b.ws)} {
			if id, err := b.Resolve(b.Context(), b.guest, ref); err != nil || id != b.ws {
				b.Errorf("Resolve(%s) = %s, %v", ref, id, err)
			}
			_, err := b.Resolve(b.Context(), b.stranger, ref)
			b.refused(err, "not_found")
		}
		_, err = b.Get(b.Context(), b.stranger, b.ws)
		b.refused(err, "not_found")
		_, _, err = b.Update(b.Context(), b.stranger, b.ws, UpdateInput{})
		b.refused(err, "not_found")
		_, _, err = b.Update(b.Context(), b.owner, second.ID, UpdateInput{})
		b.refused(err, "not_found")
	})
}

func TestCreatingAWorkspaceTwiceWithOneKeyMakesOne(t *testing.T) {
	run(t, func(b *bundle) {
		c := again(b.stranger)
		first, err := b.Create(b.Context(), c, CreateInput{Name: "Lab"})
		b.must(err)
		second, err := b.Create(b.Context(), c, CreateInput{Name: "Lab"})
		b.must(err)
		if first != second || b.count(`SELECT count(*) FROM workspaces WHERE name = 'Lab'`) != 1 {
			b.Errorf("%+v and %+v", first, second)
		}
		_, err = b.Create(b.Context(), c, CreateInput{Name: "Other"})
		b.refused(err, "idempotency_mismatch")
		c.ReadOnly = true
		_, err = b.Create(b.Context(), again(c), CreateInput{Name: "Lab"})
		b.refused(err, "read_only_token")
	})
}

func TestANewWorkspaceBeginsItsLogWithItselfAndItsOwner(t *testing.T) {
	run(t, func(b *bundle) {
		w, err := b.Create(b.Context(), b.stranger, CreateInput{Name: "Lab"})
		b.must(err)
		b.ws = w.ID
		start := b.head()
		if start.Seq != 1 || len(start.Epoch) != 36 {
			b.Fatalf("the log ends at %v", start)
		}
		start.Seq = 0
		rows := b.since(start)
		if len(rows) != 2 || !strings.HasPrefix(rows[0], "workspace put w ") || !strings.HasPrefix(rows[1], "member put w ") {
			b.Fatalf("%q", rows)
		}
		if strings.Contains(rows[1], "@") {
			b.Errorf("the log carries an e-mail address: %s", rows[1])
		}
	})
}

func TestTheSampleIsMadeOnce(t *testing.T) {
	run(t, func(b *bundle) {
		var made []taskflow.WorkspaceID
		b.Wire(Wiring{Sample: func(_ context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) error {
			if c.Mutation != "" {
				b.Error("the sample is given the key of the workspace")
			}
			made = append(made, ws)
			return nil
		}})
		c := again(b.stranger)
		for range 2 {
			_, err := b.Create(b.Context(), c, CreateInput{Name: "Lab", Sample: true})
			b.must(err)
		}
		_, err := b.Create(b.Context(), again(c), CreateInput{Name: "Lab"})
		b.must(err)
		if len(made) != 1 {
			b.Errorf("samples in %v", made)
		}
	})
}

func TestUpdatingAWorkspaceLogsWhatChanged(t *testing.T) {
	run(t, func(b *bundle) {
		name, slug := "Acme Labs", "labs"
		at := b.head()
		w, cursor, err := b.Update(b.Context(), b.admin, b.ws, UpdateInput{Name: &name, Slug: &slug})
		b.must(err)
		if w.Name != name || w.Slug != slug || cursor.Seq != at.Seq+1 {
			b.Errorf("%+v at %v", w, cursor)
		}
		if rows := b.since(at); len(rows) != 1 || rows[0] != `workspace patch w {"name":"Acme Labs","slug":"labs"}` {
			b.Errorf("%q", rows)
		}
		// The same again changes nothing and takes no number.
		if _, again, err := b.Update(b.Context(), b.admin, b.ws, UpdateInput{Name: &name}); err != nil || again != cursor {
			b.Errorf("%v, %v", again, err)
		}
		for _, c := range []taskflow.Caller{b.member, b.guest} {
			_, _, err := b.Update(b.Context(), c, b.ws, UpdateInput{Name: &name})
			b.refused(err, "denied")
		}
		other, err := b.Create(b.Context(), b.stranger, CreateInput{Name: "Other"})
		b.must(err)
		_, _, err = b.Update(b.Context(), b.owner, b.ws, UpdateInput{Slug: &other.Slug})
		b.refused(err, "slug_taken")
	})
}

func TestDeletingAWorkspaceEndsItForAll(t *testing.T) {
	run(t, func(b *bundle) {
		_, secret := b.invite(InviteInput{Role: taskflow.Normal})
		for _, c := range []taskflow.Caller{b.admin, b.member, b.guest} {
			_, err := b.Delete(b.Context(), c, b.ws)
			b.refused(err, "denied")
		}
		_, err := b.Delete(b.Context(), b.owner, b.ws)
		b.must(err)
		_, err = b.Get(b.Context(), b.owner, b.ws)
		b.refused(err, "not_found")
		_, err = b.Resolve(b.Context(), b.owner, "acme")
		b.refused(err, "not_found")
		_, err = b.PreviewInvite(b.Context(), secret)
		b.refused(err, "invite_invalid")
		if mine, _ := b.Mine(b.Context(), b.owner.Account); len(mine) != 0 {
			b.Errorf("%+v", mine)
		}
		if w, err := b.Create(b.Context(), b.stranger, CreateInput{Name: "New", Slug: "acme"}); err != nil {
			b.Errorf("the address is not free: %+v, %v", w, err)
		}
	})
}

func TestGuestsSeeNamesWithoutAddresses(t *testing.T) {
	run(t, func(b *bundle) {
		for _, c := range []taskflow.Caller{b.owner, b.admin, b.member, b.guest} {
			list, next, emails, err := b.Members(b.Context(), c, b.ws, taskflow.Page{})
			if err != nil || len(list) != 4 || next != "" || emails != (c.Account != b.guest.Account) {
				b.Errorf("%d members, emails %v, %v", len(list), emails, err)
			}
		}
		_, _, _, err := b.Members(b.Context(), b.stranger, b.ws, taskflow.Page{})
		b.refused(err, "not_found")
		var ids []taskflow.MemberID
		page := taskflow.Page{Limit: 3}
		for {
			list, next, _, err := b.Members(b.Context(), b.owner, b.ws, page)
			b.must(err)
			for _, m := range list {
				ids = append(ids, m.ID)
			}
			if page.Cursor = next; next == "" {
				break
			}
		}
		if len(ids) != 4 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 4 {
			b.Errorf("paged: %v", ids)
		}
		if n := b.count(`SELECT count(*) FROM changes WHERE workspace_id = $1 AND data LIKE '%example.com%'`, b.ws); n != 0 {
			b.Errorf("%d rows of the log carry an e-mail address", n)
		}
	})
}

func TestChangingARole(t *testing.T) {
	run(t, func(b *bundle) {
		var told []string
		b.Wire(Wiring{RoleChanged: func(tx *db.Tx, _ taskflow.Actor, _ changes.Author, m taskflow.MemberID, from, to taskflow.Role) error {
			told = append(told, string(from)+">"+string(to))
			return nil
		}})
		at := b.head()
		m, cursor, err := b.SetRole(b.Context(), b.admin, b.ws, b.memberID, taskflow.Guest)
		b.must(err)
		if m.Role != taskflow.Guest || cursor.Seq != at.Seq+1 || b.find(b.memberID).Role != taskflow.Guest {
			b.Errorf("%+v at %v", m, cursor)
		}
		want := []string{`member patch w {"role":"guest"}`, `me patch u:` + string(b.memberID) + ` {"role":"guest"}`}
		if rows := b.since(at); !slices.Equal(rows, want) {
			b.Errorf("%q", rows)
		}
		if !slices.Contains(told, "member>guest") {
			b.Errorf("projects were told %v", told)
		}
		if n := b.count(`SELECT count(*) FROM audit WHERE workspace_id = $1 AND kind = 'member.role_changed'`, b.ws); n != 1 {
			b.Errorf("%d lines of audit", n)
		}
		_, _, err = b.SetRole(b.Context(), b.owner, b.ws, b.memberID, "king")
		b.refused(err, "unknown_role")
		_, _, err = b.SetRole(b.Context(), b.owner, b.ws, taskflow.MemberID(taskflow.NewID()), taskflow.Admin)
		b.refused(err, "not_found")
		_, _, err = b.SetRole(b.Context(), b.admin, b.ws, b.memberID, taskflow.Owner)
		b.refused(err, "denied")
		_, _, err = b.SetRole(b.Context(), b.stranger, b.ws, b.memberID, taskflow.Admin)
		b.refused(err, "not_found")
		readOnly := b.owner
		readOnly.ReadOnly = true
		_, _, err = b.SetRole(b.Context(), readOnly, b.ws, b.memberID, taskflow.Admin)
		b.refused(err, "read_only_token")
	})
}

func TestReplaysAnswerTheSameAndDoNothing(t *testing.T) {
	run(t, func(b *bundle) {
		c := again(b.owner)
		_, first, err := b.SetRole(b.Context(), c, b.ws, b.memberID, taskflow.Admin)
		b.must(err)
		_, _, err = b.SetRole(b.Context(), b.owner, b.ws, b.memberID, taskflow.Guest)
		b.must(err)
		m, second, err := b.SetRole(b.Context(), c, b.ws, b.memberID, taskflow.Admin)
		if err != nil || second != first || m.ID != b.memberID || b.find(b.memberID).Role != taskflow.Guest {
			b.Errorf("%+v at %v after %v, %v", m, second, first, err)
		}
		_, _, err = b.SetRole(b.Context(), c, b.ws, b.memberID, taskflow.Guest)
		b.refused(err, "idempotency_mismatch")
		_, err = b.Remove(b.Context(), c, b.ws, b.memberID)
		b.refused(err, "idempotency_mismatch")
	})
}

// Two owners who demote each other at the same moment: one of them must fail.
func TestOfTwoOwnersDemotedAtOnceOneRemains(t *testing.T) {
	run(t, func(b *bundle) {
		other := New(b.second, b.accounts)
		for round := range 6 {
			_, _, err := b.SetRole(b.Context(), b.owner, b.ws, b.adminID, taskflow.Owner)
			b.must(err)
			var wg sync.WaitGroup
			errs := make([]error, 2)
			wg.Go(func() { _, _, errs[0] = b.SetRole(b.Context(), b.owner, b.ws, b.adminID, taskflow.Admin) })
			wg.Go(func() {
				if round%2 == 0 {
					_, _, errs[1] = other.SetRole(b.Context(), b.admin, b.ws, b.ownerID, taskflow.Admin)
				} else {
					_, errs[1] = other.Leave(b.Context(), b.owner, b.ws)
				}
			})
			wg.Wait()
			failed := 0
			for _, err := range errs {
				if err != nil {
					failed++
				}
			}
			if n := b.count(`SELECT count(*) FROM members WHERE workspace_id = $1 AND role = 'owner' AND removed_at IS NULL`, b.ws); n != 1 || failed != 1 {
				b.Fatalf("round %d: %d owners remain, %d failed: %v", round, n, failed, errs)
			}
			if b.find(b.ownerID).RemovedAt != nil || b.find(b.ownerID).Role != taskflow.Owner {
				// The other won; start the next round from the beginning.
				b.restoreOwner()
			}
		}
	})
}

func (b *bundle) restoreOwner() {
	b.Helper()
	if b.find(b.ownerID).RemovedAt != nil {
		_, secret, _, err := b.Invite(b.Context(), b.admin, b.ws, InviteInput{Role: taskflow.Admin})
		b.must(err)
		_, _, err = b.AcceptInvite(b.Context(), b.owner, secret)
		b.must(err)
	}
	_, err := b.Transfer(b.Context(), b.admin, b.ws, b.ownerID)
	b.must(err)
}

func TestTransfer(t *testing.T) {
	run(t, func(b *bundle) {
		_, err := b.Transfer(b.Context(), b.admin, b.ws, b.memberID)
		b.refused(err, "denied")
		_, err = b.Transfer(b.Context(), b.owner, b.ws, b.ownerID)
		b.refused(err, "self")
		at := b.head()
		_, err = b.Transfer(b.Context(), b.owner, b.ws, b.memberID)
		b.must(err)
		if b.find(b.memberID).Role != taskflow.Owner || b.find(b.ownerID).Role != taskflow.Admin {
			b.Error("the roles did not change places")
		}
		if now := b.head(); now.Seq != at.Seq+1 {
			b.Errorf("it took %d numbers of the log", now.Seq-at.Seq)
		}
		_, err = b.Transfer(b.Context(), b.owner, b.ws, b.adminID)
		b.refused(err, "denied")
	})
}

func TestRemovingAMemberEndsAccessAndDeletesNothing(t *testing.T) {
	run(t, func(b *bundle) {
		left := 0
		b.Wire(Wiring{MemberLeft: func(*db.Tx, taskflow.Actor, changes.Author, taskflow.MemberID) error { left++; return nil }})
		_, err := b.Remove(b.Context(), b.member, b.ws, b.guestID)
		b.refused(err, "denied")
		_, err = b.Remove(b.Context(), b.admin, b.ws, b.ownerID)
		b.refused(err, "denied")
		at := b.head()
		_, err = b.Remove(b.Context(), b.admin, b.ws, b.memberID)
		b.must(err)
		gone := b.find(b.memberID)
		if gone.RemovedAt == nil || gone.Name != "member" || left != 1 {
			b.Errorf("%+v, told %d times", gone, left)
		}
		want := `member patch w {"removed_at":"` + gone.RemovedAt.String() + `"}`
		if rows := b.since(at); len(rows) != 1 || rows[0] != want {
			b.Errorf("%q", rows)
		}
		_, err = b.Get(b.Context(), b.member, b.ws)
		b.refused(err, "not_found")
		_, _, err = b.CreateLabel(b.Context(), b.member, b.ws, LabelInput{Name: "x"})
		b.refused(err, "not_found")
		_, err = b.Remove(b.Context(), b.admin, b.ws, b.memberID)
		b.refused(err, "removed")
		_, _, err = b.SetRole(b.Context(), b.admin, b.ws, b.memberID, taskflow.Guest)
		b.refused(err, "removed")
		// They are still listed, marked as gone.
		list, _, _, err := b.Members(b.Context(), b.owner, b.ws, taskflow.Page{})
		if err != nil || len(list) != 4 {
			b.Errorf("%d members, %v", len(list), err)
		}
		// Invited again they are the same person.
		if id := b.joins(b.member, taskflow.Guest); id != b.memberID {
			b.Errorf("they came back as %s, not %s", id, b.memberID)
		}
		if m := b.find(b.memberID); m.RemovedAt != nil || m.Role != taskflow.Guest {
			b.Errorf("%+v", m)
		}
	})
}

func TestLeaving(t *testing.T) {
	run(t, func(b *bundle) {
		_, err := b.Leave(b.Context(), b.owner, b.ws)
		b.refused(err, "last_owner")
		for _, c := range []taskflow.Caller{b.guest, b.member, b.admin} {
			_, err := b.Leave(b.Context(), c, b.ws)
			b.must(err)
			_, err = b.Get(b.Context(), c, b.ws)
			b.refused(err, "not_found")
		}
	})
}

func TestReassigning(t *testing.T) {
	run(t, func(b *bundle) {
		_, err := b.ReassignTasks(b.Context(), b.owner, b.ws, b.memberID, b.adminID)
		b.refused(err, "unavailable")
		var calls [][2]taskflow.MemberID
		b.Wire(Wiring{Reassign: func(_ *db.Tx, _ taskflow.Actor, _ changes.Author, from, to taskflow.MemberID) error {
			calls = append(calls, [2]taskflow.MemberID{from, to})
			return nil
		}})
		_, err = b.Remove(b.Context(), b.owner, b.ws, b.memberID)
		b.must(err)
		_, err = b.ReassignTasks(b.Context(), b.guest, b.ws, b.memberID, b.adminID)
		b.refused(err, "denied")
		_, err = b.ReassignTasks(b.Context(), b.admin, b.ws, b.adminID, b.memberID)
		b.refused(err, "removed")
		_, err = b.ReassignTasks(b.Context(), b.admin, b.ws, b.memberID, taskflow.MemberID(taskflow.NewID()))
		b.refused(err, "not_found")
		_, err = b.ReassignTasks(b.Context(), b.admin, b.ws, b.memberID, b.adminID)
		b.must(err)
		if len(calls) != 1 || calls[0] != [2]taskflow.MemberID{b.memberID, b.adminID} {
			b.Errorf("%v", calls)
		}
	})
}

func TestProfilesAreCarriedIntoEveryWorkspaceOnce(t *testing.T) {
	run(t, func(b *bundle) {
		name := "Grace Hopper"
		_, err := b.accounts.UpdateProfile(b.Context(), b.member, account.ProfileInput{Name: &name})
		b.must(err)
		at := b.head()
		for range 2 {
			b.must(b.CarryProfile(b.Context(), b.member.Account))
		}
		if rows := b.since(at); len(rows) != 1 || rows[0] != `member patch w {"initials":"GH","name":"Grace Hopper"}` {
			b.Errorf("%q", rows)
		}
		if m := b.find(b.memberID); m.Name != name {
			b.Errorf("%+v", m)
		}
		// Nobody's row is of interest to who is in no workspace.
		b.must(b.CarryProfile(b.Context(), b.stranger.Account))
	})
}

func TestAuditKnowsWhoDidWhat(t *testing.T) {
	run(t, func(b *bundle) {
		b.clock.pass(time.Minute)
		_, err := b.Remove(b.Context(), b.admin, b.ws, b.guestID)
		b.must(err)
		if n := b.count(`SELECT count(*) FROM audit WHERE workspace_id = $1 AND account_id = $2 AND kind = 'member.removed' AND target = $3 AND address = '192.0.2.1' AND at = $4`,
			b.ws, b.admin.Account, b.guestID, b.d.Now()); n != 1 {
			b.Errorf("%d lines", n)
		}
	})
}
