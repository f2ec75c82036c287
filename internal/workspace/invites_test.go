package workspace

import (
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

func TestAnInviteFromMakingToJoining(t *testing.T) {
	run(t, func(b *bundle) {
		one := 1
		i, secret := b.invite(InviteInput{Role: taskflow.Guest, MaxUses: &one, ExpiresInDays: 3})
		if i.ExpiresAt != i.CreatedAt.Add(3*24*time.Hour) || i.CreatedBy != b.ownerID || i.Role != taskflow.Guest {
			b.Errorf("%+v", i)
		}
		if b.count(`SELECT count(*) FROM invites WHERE token_hash = $1`, secret) != 0 {
			b.Error("the secret is stored as it is")
		}
		p, err := b.PreviewInvite(b.Context(), secret)
		if err != nil || p.WorkspaceName != "Acme" || p.InvitedBy != "owner" || p.Role != taskflow.Guest || p.ClaimsName != nil {
			b.Errorf("%+v, %v", p, err)
		}
		list, err := b.Invites(b.Context(), b.admin, b.ws)
		if err != nil || len(list) == 0 || list[0].ID != i.ID || list[0].MaxUses == nil || *list[0].MaxUses != 1 {
			b.Errorf("%+v, %v", list, err)
		}
		at := b.head()
		w, cursor, err := b.AcceptInvite(b.Context(), b.stranger, secret)
		b.must(err)
		if w.ID != b.ws || cursor.Seq != at.Seq+1 {
			b.Errorf("%+v at %v", w, cursor)
		}
		if rows := b.since(at); len(rows) != 1 || !strings.HasPrefix(rows[0], "member put w ") || strings.Contains(rows[0], "@") {
			b.Errorf("%q", rows)
		}
		// Again by the same person it leads there; for others it is used up.
		if w, again, err := b.AcceptInvite(b.Context(), b.stranger, secret); err != nil || w.ID != b.ws || again != cursor {
			b.Errorf("%+v at %v, %v", w, again, err)
		}
		_, _, err = b.AcceptInvite(b.Context(), b.person("late"), secret)
		b.refused(err, "invite_invalid")
		_, err = b.PreviewInvite(b.Context(), secret)
		b.refused(err, "invite_invalid")
	})
}

func TestInvitesEndByTimeRevocationAndTheirMaker(t *testing.T) {
	run(t, func(b *bundle) {
		refused := func(secret string) {
			b.Helper()
			_, err := b.PreviewInvite(b.Context(), secret)
			b.refused(err, "invite_invalid")
			_, _, err = b.AcceptInvite(b.Context(), b.stranger, secret)
			b.refused(err, "invite_invalid")
			_, err = b.SignUp(b.Context(), SignUpInput{InviteToken: secret, SignUpInput: account.SignUpInput{Name: "New", Email: "new@example.com", Password: goodPassword}})
			b.refused(err, "invite_invalid")
		}
		refused("nonsense")
		_, expired := b.invite(InviteInput{})
		b.clock.pass(7 * 24 * time.Hour)
		refused(expired)

		i, revoked := b.invite(InviteInput{})
		_, err := b.RevokeInvite(b.Context(), b.member, b.ws, i.ID)
		b.refused(err, "denied")
		_, err = b.RevokeInvite(b.Context(), b.admin, b.ws, i.ID)
		b.must(err)
		refused(revoked)
		_, err = b.RevokeInvite(b.Context(), b.admin, b.ws, taskflow.InviteID(taskflow.NewID()))
		b.refused(err, "not_found")

		// An admin who is demoted or removed leaves no door open.
		_, byAdmin, _, err := b.Invite(b.Context(), b.admin, b.ws, InviteInput{Role: taskflow.Admin})
		b.must(err)
		_, _, err = b.SetRole(b.Context(), b.owner, b.ws, b.adminID, taskflow.Normal)
		b.must(err)
		refused(byAdmin)
		_, _, err = b.SetRole(b.Context(), b.owner, b.ws, b.adminID, taskflow.Admin)
		b.must(err)
		_, byAdmin, _, err = b.Invite(b.Context(), b.admin, b.ws, InviteInput{Role: taskflow.Admin})
		b.must(err)
		_, err = b.Remove(b.Context(), b.owner, b.ws, b.adminID)
		b.must(err)
		refused(byAdmin)
		if list, err := b.Invites(b.Context(), b.owner, b.ws); err != nil || len(list) != 0 {
			b.Errorf("%+v, %v", list, err)
		}
	})
}

func TestWhoMayInvite(t *testing.T) {
	run(t, func(b *bundle) {
		for _, c := range []taskflow.Caller{b.member, b.guest} {
			_, _, _, err := b.Invite(b.Context(), c, b.ws, InviteInput{})
			b.refused(err, "denied")
			_, err = b.Invites(b.Context(), c, b.ws)
			b.refused(err, "denied")
		}
		_, _, _, err := b.Invite(b.Context(), b.stranger, b.ws, InviteInput{})
		b.refused(err, "not_found")
		zero := 0
		_, _, _, err = b.Invite(b.Context(), b.owner, b.ws, InviteInput{Role: taskflow.Owner, ExpiresInDays: 31, MaxUses: &zero, ClaimsMemberID: "x"})
		if e, ok := err.(*taskflow.Error); !ok || len(e.Fields) != 4 {
			b.Errorf("%v", err)
		}
	})
}

func TestAnInvitesSecretIsNotReplayed(t *testing.T) {
	run(t, func(b *bundle) {
		c := again(b.owner)
		_, _, _, err := b.Invite(b.Context(), c, b.ws, InviteInput{Role: taskflow.Guest})
		b.must(err)
		before := b.count(`SELECT count(*) FROM invites WHERE workspace_id = $1`, b.ws)
		_, _, _, err = b.Invite(b.Context(), c, b.ws, InviteInput{Role: taskflow.Guest})
		b.refused(err, "replayed_secret")
		if n := b.count(`SELECT count(*) FROM invites WHERE workspace_id = $1`, b.ws); n != before {
			b.Errorf("the replay made an invite")
		}
	})
}

func TestALimitedInviteLetsSoManyIn(t *testing.T) {
	run(t, func(b *bundle) {
		three := 3
		_, secret := b.invite(InviteInput{MaxUses: &three})
		people := make([]taskflow.Caller, 8)
		for i := range people {
			people[i] = b.person("p" + string(rune('a'+i)))
		}
		var wg sync.WaitGroup
		errs := make([]error, len(people))
		for i, c := range people {
			wg.Go(func() { _, _, errs[i] = b.AcceptInvite(b.Context(), c, secret) })
		}
		wg.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
			} else {
				b.refused(err, "invite_invalid")
			}
		}
		if n := b.count(`SELECT count(*) FROM members WHERE workspace_id = $1`, b.ws); in != 3 || n != 4+3 {
			b.Errorf("%d came in, %d members", in, n)
		}
	})
}

func TestAMemberKeepsTheirRoleWhenTheyOpenAnInvite(t *testing.T) {
	run(t, func(b *bundle) {
		i, secret := b.invite(InviteInput{Role: taskflow.Admin})
		_, _, err := b.AcceptInvite(b.Context(), b.guest, secret)
		b.must(err)
		if m := b.find(b.guestID); m.Role != taskflow.Guest {
			b.Errorf("a guest lifted themselves to %s", m.Role)
		}
		if n := b.count(`SELECT uses FROM invites WHERE workspace_id = $1 AND id = $2`, b.ws, i.ID); n != 0 {
			b.Errorf("%d uses", n)
		}
		readOnly := b.stranger
		readOnly.ReadOnly = true
		_, _, err = b.AcceptInvite(b.Context(), readOnly, secret)
		b.refused(err, "read_only_token")
	})
}

func TestClaimingAnImportedPerson(t *testing.T) {
	run(t, func(b *bundle) {
		id := taskflow.MemberID(taskflow.NewID())
		at := b.head()
		b.tx(func(tx *db.Tx) error {
			actor, err := Authorise(tx, b.ws, b.owner.Account)
			if err != nil {
				return err
			}
			m, err := CreatePlaceholder(tx, actor, PlaceholderInput{ID: id, Name: " Marie\x00 Curie\n", Email: "marie@example.org"})
			if err == nil && (m.Name != "Marie Curie" || m.Initials != "MC" || !m.Placeholder || m.Email() != "marie@example.org") {
				t.Errorf("%+v", m)
			}
			return err
		})
		if rows := b.since(at); len(rows) != 1 || !strings.Contains(rows[0], `"placeholder":true`) || strings.Contains(rows[0], "@") {
			b.Errorf("%q", rows)
		}
		_, _, err := b.SetRole(b.Context(), b.owner, b.ws, id, taskflow.Owner)
		b.refused(err, "placeholder")
		_, err = b.Transfer(b.Context(), b.owner, b.ws, id)
		b.refused(err, "placeholder")
		_, _, _, err = b.Invite(b.Context(), b.owner, b.ws, InviteInput{ClaimsMemberID: b.memberID})
		b.refused(err, "not_claimable")
		i, secret := b.invite(InviteInput{Role: taskflow.Normal, ClaimsMemberID: id})
		if i.MaxUses == nil || *i.MaxUses != 1 {
			b.Errorf("%+v", i)
		}
		if p, err := b.PreviewInvite(b.Context(), secret); err != nil || p.ClaimsName == nil || *p.ClaimsName != "Marie Curie" {
			b.Errorf("%+v, %v", p, err)
		}
		_, _, err = b.AcceptInvite(b.Context(), b.member, secret)
		b.refused(err, "already_member")
		_, second := b.invite(InviteInput{Role: taskflow.Normal, ClaimsMemberID: id})
		_, _, err = b.AcceptInvite(b.Context(), b.stranger, secret)
		b.must(err)
		m := b.find(id)
		if m.Placeholder || m.AccountID == nil || *m.AccountID != b.stranger.Account || m.Name != "stranger" || b.me(b.stranger) != id {
			b.Errorf("%+v", m)
		}
		// The place is taken, so the other invite to it leads nowhere.
		_, err = b.PreviewInvite(b.Context(), second)
		b.refused(err, "invite_invalid")
		_, _, err = b.AcceptInvite(b.Context(), b.person("late"), second)
		b.refused(err, "invite_invalid")
	})
}

func TestSignUpMakesAllOfItOrNothing(t *testing.T) {
	run(t, func(b *bundle) {
		in := func(email string) SignUpInput {
			return SignUpInput{SignUpInput: account.SignUpInput{Name: "New Person", Email: email, Password: goodPassword, Client: account.Client{Address: "192.0.2.44"}}}
		}
		closed := in("new@example.com")
		closed.WorkspaceName = "Mine"
		_, err := b.SignUp(b.Context(), closed)
		b.refused(err, "sign_up_closed")

		one := 1
		_, secret := b.invite(InviteInput{Role: taskflow.Normal, MaxUses: &one})
		invited := in("owner@example.com")
		invited.InviteToken = secret
		_, err = b.SignUp(b.Context(), invited)
		b.refused(err, "email_taken")
		invited.Email = "new@example.com"
		out, err := b.SignUp(b.Context(), invited)
		b.must(err)
		c, err := b.accounts.Authenticate(b.Context(), out.Secret, false)
		b.must(err)
		if m := b.find(b.me(c)); m.Name != "New Person" || m.Role != taskflow.Normal || m.Email() != "new@example.com" {
			b.Errorf("%+v", m)
		}
		invited.Email = "later@example.com"
		_, err = b.SignUp(b.Context(), invited)
		b.refused(err, "invite_invalid")

		b.must(b.accounts.SetSignUpOpen(b.Context(), true))
		open := in("open@example.com")
		open.WorkspaceName = "\x00"
		_, err = b.SignUp(b.Context(), open)
		if e, ok := err.(*taskflow.Error); !ok || e.Fields[0].Field != "workspace_name" {
			b.Errorf("%v", err)
		}
		open.WorkspaceName = "Acme"
		out, err = b.SignUp(b.Context(), open)
		b.must(err)
		mine, err := b.Mine(b.Context(), out.Account.ID)
		if err != nil || len(mine) != 1 || mine[0].Slug != "acme-2" || mine[0].Role != taskflow.Owner {
			b.Errorf("%+v, %v", mine, err)
		}
		if n := b.count(`SELECT count(*) FROM accounts WHERE email_key IN ('later@example.com', 'nobody@example.com')`); n != 0 {
			b.Error("a refused sign-up left an account")
		}
	})
}
