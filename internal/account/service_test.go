package account

import (
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

func newcomer(email string) SignUpInput {
	return SignUpInput{Name: "Ada Lovelace", Email: email, Password: goodPassword, Client: Client{Address: "192.0.2.1"}}
}

func TestTheFirstVisitorSetsTheServerUpAndThenSignUpCloses(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		if i, err := b.Instance(b.Context()); err != nil || !i.SetupRequired || i.SetupCodeRequired || i.SignUpOpen {
			b.Fatalf("%+v, %v", i, err)
		}
		if code, err := b.SetupCode(b.Context()); err != nil || code != "" {
			b.Errorf("on loopback there is a setup code: %q, %v", code, err)
		}
		in, err := b.SignUp(b.Context(), newcomer("Ada@Example.com"))
		if err != nil {
			b.Fatal(err)
		}
		if c := b.caller(in.Secret); c.Account != in.Account.ID || c.ReadOnly {
			b.Errorf("the session is another's: %+v", c)
		}
		if in.Account.Email != "Ada@Example.com" || in.Account.Initials != "AL" || in.Account.WeekStart != 1 {
			b.Errorf("%+v", in.Account)
		}
		_, err = b.SignUp(b.Context(), newcomer("second@example.com"))
		b.refused(err, "sign_up_closed")
		if err := b.SetSignUpOpen(b.Context(), true); err != nil {
			b.Fatal(err)
		}
		if _, err := b.SignUp(b.Context(), newcomer("second@example.com")); err != nil {
			b.Errorf("an open server refuses: %v", err)
		}
		_, err = b.SignUp(b.Context(), newcomer("ADA@example.COM"))
		b.refused(err, "email_taken")
		if err := b.SetSignUpOpen(b.Context(), false); err != nil {
			b.Fatal(err)
		}
		// Closed again, it does not even say whether the address is known.
		_, err = b.SignUp(b.Context(), newcomer("ada@example.com"))
		b.refused(err, "sign_up_closed")
	})
}

func TestBeyondLoopbackTheFirstVisitorNeedsTheCode(t *testing.T) {
	run(t, Options{NeedSetupCode: true}, func(b *bundle) {
		code, err := b.SetupCode(b.Context())
		if err != nil || len(code) != 11 {
			b.Fatalf("code %q, %v", code, err)
		}
		if again, _ := b.SetupCode(b.Context()); again != code {
			b.Errorf("the second process prints %q, the first %q", again, code)
		}
		_, err = b.SignUp(b.Context(), newcomer("ada@example.com"))
		b.refused(err, "setup_code_required")
		in := newcomer("ada@example.com")
		in.SetupCode = "AAAAA-AAAAA"
		_, err = b.SignUp(b.Context(), in)
		b.refused(err, "wrong_setup_code")
		in.SetupCode = " " + strings.ToLower(strings.ReplaceAll(code, "-", "")) + " "
		if _, err := b.SignUp(b.Context(), in); err != nil {
			b.Fatal(err)
		}
		if n := b.count(`SELECT count(*) FROM settings WHERE key = 'setup_code'`); n != 0 {
			b.Error("the code outlives its use")
		}
		if again, err := b.SetupCode(b.Context()); again != "" || err != nil {
			b.Errorf("a code is printed although there is an owner: %q, %v", again, err)
		}
	})
}

func TestOfManyFirstVisitorsOneIsTheFirst(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				in := newcomer("ada" + string(rune('a'+i)) + "@example.com")
				in.Client.Address = "192.0.2." + string(rune('1'+i))
				_, errs[i] = b.SignUp(b.Context(), in)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				b.refused(err, "sign_up_closed")
			}
		}
		if n := b.count(`SELECT count(*) FROM accounts`); won != 1 || n != 1 {
			b.Errorf("%d won, %d accounts", won, n)
		}
	})
}

func TestSignUpNamesEveryWrongField(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		_, err := b.SignUp(b.Context(), SignUpInput{Name: " ", Email: "nobody", Password: "short"})
		e, ok := err.(*taskflow.Error)
		if !ok || len(e.Fields) != 3 || e.Fields[0].Field != "name" || e.Fields[1].Field != "email" || e.Fields[2].Field != "password" {
			b.Fatalf("%v", err)
		}
		if n := b.count(`SELECT count(*) FROM accounts`); n != 0 {
			b.Error("something was saved")
		}
	})
}

func TestSignInTellsNobodyWhoHasAnAccount(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		b.person("ada@example.com")
		try := func(email string) *taskflow.Error {
			_, err := b.SignIn(b.Context(), SignInInput{Email: email, Password: "wrong password", Client: Client{Address: "192.0.2.9"}})
			e, ok := err.(*taskflow.Error)
			if !ok {
				b.Fatalf("%s: %v", email, err)
			}
			return e
		}
		// The whole course of ten attempts is the same, lock-out included.
		for i := range 8 {
			with, without := try("ada@example.com"), try("nobody@example.com")
			if with.CodeOrKind() != without.CodeOrKind() || with.Message != without.Message || with.Kind != without.Kind || with.Extra["retry_after"] != without.Extra["retry_after"] {
				b.Fatalf("attempt %d: %q %v with an account, %q %v without", i, with.Message, with.Extra, without.Message, without.Extra)
			}
			if want := map[bool]string{true: "wrong_credentials", false: "locked_out"}[i < freeFailures]; with.CodeOrKind() != want {
				b.Errorf("attempt %d: %s, want %s", i, with.CodeOrKind(), want)
			}
		}
		if a, n := b.count(`SELECT count(*) FROM audit WHERE kind = 'sign_in.failed' AND account_id IS NOT NULL`), b.count(`SELECT count(*) FROM audit WHERE kind = 'sign_in.failed' AND account_id IS NULL`); a != freeFailures || n != a {
			b.Errorf("audit has %d failures with an account, %d without", a, n)
		}
	})
}

func TestLockOutDoublesAndEndsAndSurvivesRestart(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		b.person("ada@example.com")
		// Each attempt comes from a new process, so memory limits none of them.
		attempt := func(password string) error {
			s := New(b.d, Options{Cost: cheapCost})
			_, err := s.SignIn(b.Context(), SignInInput{Email: "ADA@example.com", Password: password})
			return err
		}
		for range freeFailures {
			b.refused(attempt("wrong"), "wrong_credentials")
		}
		b.refused(attempt(goodPassword), "locked_out")
		b.clock.pass(29 * time.Second)
		b.refused(attempt(goodPassword), "locked_out")
		b.clock.pass(time.Second)
		b.refused(attempt("wrong"), "wrong_credentials")
		b.clock.pass(59 * time.Second)
		err := attempt(goodPassword)
		b.refused(err, "locked_out")
		if after := err.(*taskflow.Error).Extra["retry_after"]; after != 1 {
			b.Errorf("retry_after = %v, want 1", after)
		}
		b.clock.pass(time.Second)
		if err := attempt(goodPassword); err != nil {
			b.Fatalf("after the lock-out: %v", err)
		}
		// A success starts the count anew.
		for range freeFailures - 1 {
			b.refused(attempt("wrong"), "wrong_credentials")
		}
		if err := attempt(goodPassword); err != nil {
			b.Errorf("locked too early: %v", err)
		}
	})
}

func TestBurstsAreLimitedPerAddressAndPerAccount(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		limited := 0
		for i := range addressBurst + 5 {
			_, err := b.SignIn(b.Context(), SignInInput{Email: "x" + string(rune('a'+i)) + "@example.com", Password: "wrong", Client: Client{Address: "2001:db8::" + string(rune('1'+i%9))}})
			if e := err.(*taskflow.Error); e.Code == "rate_limited" {
				limited++
				if e.Kind != taskflow.Limited || e.Extra["retry_after"] == nil {
					b.Errorf("%+v", e)
				}
			}
		}
		if limited != 5 {
			b.Errorf("%d of %d attempts of one network were limited, want 5", limited, addressBurst+5)
		}
		b.clock.pass(addressEvery)
		if _, err := b.SignIn(b.Context(), SignInInput{Email: "new@example.com", Password: "wrong", Client: Client{Address: "2001:db8::1"}}); err.(*taskflow.Error).Code != "wrong_credentials" {
			b.Errorf("the limit does not refill: %v", err)
		}
	})
}

func TestSessionsRotateAndEnd(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, first := b.person("ada@example.com")
		second, err := b.SignIn(b.Context(), SignInInput{Email: "ada@example.com", Password: goodPassword, Previous: c})
		if err != nil {
			b.Fatal(err)
		}
		if second.Secret == first.Secret || second.Session.ID == first.Session.ID {
			b.Error("signing in again kept the session")
		}
		_, err = b.Authenticate(b.Context(), first.Secret, false)
		b.refused(err, "unauthenticated")
		_, third := b.signIn("ada@example.com", goodPassword)
		c = b.caller(second.Secret)
		list, err := b.Sessions(b.Context(), c)
		if err != nil || len(list) != 2 {
			b.Fatalf("%d sessions, %v", len(list), err)
		}
		for _, s := range list {
			if s.Current != (s.ID == second.Session.ID) {
				b.Errorf("%s is marked current: %v", s.ID, s.Current)
			}
		}
		if n := b.count(`SELECT count(*) FROM sessions WHERE token_hash = $1`, second.Secret); n != 0 {
			b.Error("a secret is stored as it is")
		}
		if err := b.RevokeOtherSessions(b.Context(), c); err != nil {
			b.Fatal(err)
		}
		_, err = b.Authenticate(b.Context(), third.Secret, false)
		b.refused(err, "unauthenticated")
		if err := b.SignOut(b.Context(), c); err != nil {
			b.Fatal(err)
		}
		_, err = b.Authenticate(b.Context(), second.Secret, false)
		b.refused(err, "unauthenticated")
	})
}

func TestSessionsExpireByIdlenessAndByAge(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, in := b.person("ada@example.com")
		b.clock.pass(SessionIdle - time.Millisecond)
		b.caller(in.Secret) // this use keeps it
		b.clock.pass(SessionIdle - time.Millisecond)
		b.caller(in.Secret)
		if in.Session.ExpiresAt != in.Session.CreatedAt.Add(SessionIdle) {
			b.Errorf("expires_at = %v", in.Session.ExpiresAt)
		}
		for b.d.Now() < in.Session.CreatedAt.Add(SessionLife-24*time.Hour) {
			b.clock.pass(24 * time.Hour)
			b.caller(in.Secret)
		}
		alive := func() bool {
			var out map[string]bool
			if err := b.d.View(b.Context(), func(tx *db.Tx) (err error) {
				out, err = Alive(tx, []taskflow.SessionID{c.Session}, nil)
				return err
			}); err != nil {
				b.Fatal(err)
			}
			return out[string(c.Session)]
		}
		if !alive() {
			b.Error("a session in use is not alive")
		}
		b.clock.pass(24 * time.Hour)
		_, err := b.Authenticate(b.Context(), in.Secret, false)
		b.refused(err, "session_expired")
		if alive() {
			b.Error("a session beyond its age is alive")
		}

		_, in = b.signIn("ada@example.com", goodPassword)
		b.clock.pass(SessionIdle)
		_, err = b.Authenticate(b.Context(), in.Secret, false)
		b.refused(err, "session_expired")
	})
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, in := b.person("ada@example.com")
		seen := func() taskflow.Time {
			list, err := b.Sessions(b.Context(), c)
			if err != nil || len(list) != 1 {
				b.Fatalf("%v, %v", list, err)
			}
			return list[0].LastSeenAt
		}
		began := seen()
		b.clock.pass(59 * time.Second)
		b.caller(in.Secret)
		if seen() != began {
			b.Error("written within the minute")
		}
		b.clock.pass(time.Second)
		b.caller(in.Secret)
		if seen() != began.Add(time.Minute) {
			b.Errorf("last seen %v, want a minute after %v", seen(), began)
		}
	})
}

func TestRevokingEndsASessionInThisProcessAtOnceAndElsewhereSoon(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, in := b.person("ada@example.com")
		other := New(b.d, Options{Cost: cheapCost})
		if _, err := other.Authenticate(b.Context(), in.Secret, false); err != nil {
			b.Fatal(err)
		}
		if err := b.RevokeSession(b.Context(), c, c.Session); err != nil {
			b.Fatal(err)
		}
		_, err := b.Authenticate(b.Context(), in.Secret, false)
		b.refused(err, "unauthenticated")
		deadline := time.Now().Add(2 * time.Second)
		for {
			if _, err := other.Authenticate(b.Context(), in.Secret, false); err != nil {
				break
			}
			if time.Now().After(deadline) {
				b.Fatal("another process still lets the session in after 2 s")
			}
			time.Sleep(20 * time.Millisecond)
		}
		b.refused(b.RevokeSession(b.Context(), c, c.Session), "not_found")
	})
}

func TestNobodyRevokesAnothersSession(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		ada, _ := b.person("ada@example.com")
		bob, in := b.person("bob@example.com")
		b.refused(b.RevokeSession(b.Context(), ada, bob.Session), "not_found")
		if err := b.RevokeOtherSessions(b.Context(), ada); err != nil {
			b.Fatal(err)
		}
		b.known.forget()
		b.caller(in.Secret)
		token, _, err := b.CreateToken(b.Context(), bob, TokenInput{Name: "ci", Scope: ScopeRead})
		if err != nil {
			b.Fatal(err)
		}
		b.refused(b.RevokeToken(b.Context(), ada, token.ID), "not_found")
		if list, err := b.Tokens(b.Context(), ada); err != nil || len(list) != 0 {
			b.Errorf("Ada sees %v, %v", list, err)
		}
	})
}

func TestChangingThePasswordRotatesAndEndsOtherSessions(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, in := b.person("ada@example.com")
		_, other := b.signIn("ada@example.com", goodPassword)
		_, err := b.ChangePassword(b.Context(), c, "wrong", "orchid tunnel gravel")
		b.refused(err, "wrong_password")
		_, err = b.ChangePassword(b.Context(), c, goodPassword, "short")
		b.refused(err, "too_short")
		out, err := b.ChangePassword(b.Context(), c, goodPassword, "orchid tunnel gravel")
		if err != nil {
			b.Fatal(err)
		}
		if out.Secret == in.Secret || out.Session.ID != c.Session {
			b.Errorf("session %s with the same secret: %v", out.Session.ID, out.Secret == in.Secret)
		}
		for _, old := range []string{in.Secret, other.Secret} {
			_, err := b.Authenticate(b.Context(), old, false)
			b.refused(err, "unauthenticated")
		}
		if now := b.caller(out.Secret); now.Session != c.Session {
			b.Errorf("%+v", now)
		}
		_, err = b.SignIn(b.Context(), SignInInput{Email: "ada@example.com", Password: goodPassword})
		b.refused(err, "wrong_credentials")
		b.signIn("ada@example.com", "orchid tunnel gravel")
	})
}

func TestAskingThePasswordAgainIsLimitedToo(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, _ := b.person("ada@example.com")
		for range freeFailures {
			_, err := b.ChangeEmail(b.Context(), c, "wrong", "new@example.com")
			b.refused(err, "wrong_password")
		}
		_, err := b.ChangeEmail(b.Context(), c, goodPassword, "new@example.com")
		b.refused(err, "locked_out")
	})
}

func TestChangingTheEmail(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, _ := b.person("ada@example.com")
		b.person("bob@example.com")
		_, err := b.ChangeEmail(b.Context(), c, goodPassword, "BOB@example.com")
		b.refused(err, "email_taken")
		_, err = b.ChangeEmail(b.Context(), c, goodPassword, "nonsense")
		b.refused(err, "bad_email")
		out, err := b.ChangeEmail(b.Context(), c, goodPassword, "Countess@example.com")
		if err != nil || out.Account.Email != "Countess@example.com" {
			b.Fatalf("%+v, %v", out, err)
		}
		b.signIn("countess@example.com", goodPassword)
		if n := b.count(`SELECT count(*) FROM jobs WHERE kind = 'account.profile_changed'`); n != 1 {
			b.Errorf("%d jobs carry the change on", n)
		}
	})
}

func TestProfile(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, _ := b.person("ada@example.com")
		text := func(s string) *string { return &s }
		no, day := false, 0
		a, err := b.UpdateProfile(b.Context(), c, ProfileInput{Name: text(" Ada  King "), Zone: text("Europe/Zurich"), Locale: text("de-ch"), WeekStart: &day, Color: text("violet"),
			Preferences: &PreferencesInput{Confetti: &no}})
		if err != nil {
			b.Fatal(err)
		}
		want := a
		want.Initials, want.Zone, want.Locale, want.WeekStart, want.Color = "AK", "Europe/Zurich", "de-CH", 0, "violet"
		want.Preferences = Preferences{Theme: "system", Confetti: false, Shortcuts: true}
		got, session, err := b.Get(b.Context(), c)
		if err != nil || got != want || session == nil || session.ID != c.Session {
			b.Fatalf("%+v, %+v, %v", got, session, err)
		}
		_, err = b.UpdateProfile(b.Context(), c, ProfileInput{Initials: text("ABCD")})
		b.refused(err, "too_long")
		for _, in := range []ProfileInput{{Zone: text("Local")}, {Zone: text("../etc/passwd")}, {Zone: text("")}, {Locale: text("!!")}, {Color: text("#fff")}, {Preferences: &PreferencesInput{Theme: text("neon")}}, {Name: text("a\x00b")}} {
			if _, err := b.UpdateProfile(b.Context(), c, in); taskflow.KindOf(err) != taskflow.Invalid {
				b.Errorf("%+v was accepted: %v", in, err)
			}
		}
		// Initials that a person chose stay when the name changes.
		if _, err := b.UpdateProfile(b.Context(), c, ProfileInput{Initials: text("Z")}); err != nil {
			b.Fatal(err)
		}
		if a, err := b.UpdateProfile(b.Context(), c, ProfileInput{Name: text("Grace Hopper")}); err != nil || a.Initials != "Z" {
			b.Errorf("%+v, %v", a, err)
		}
		// Three changes that others see wait as one job.
		if n := b.count(`SELECT count(*) FROM jobs WHERE kind = 'account.profile_changed'`); n != 1 {
			b.Errorf("%d jobs", n)
		}
		c.ReadOnly = true
		_, err = b.UpdateProfile(b.Context(), c, ProfileInput{Name: text("X")})
		b.refused(err, "read_only_token")
	})
}

func TestMutateAccountRunsOnceForManyReplays(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, _ := b.person("ada@example.com")
		c.Mutation = taskflow.MutationID(taskflow.NewID())
		var wg sync.WaitGroup
		entities := make([]string, 6)
		for i := range entities {
			wg.Go(func() {
				id := taskflow.NewID()
				r, err := changes.MutateAccount(b.Context(), b.d, changes.Mutation{Caller: c, Name: "test", Request: 1}, func(tx *db.Tx) (string, error) {
					return id, tx.Exec(upsertSetting, id, "x")
				})
				if err != nil {
					b.Error(err)
				}
				entities[i] = r.Entity
			})
		}
		wg.Wait()
		for _, e := range entities {
			if e != entities[0] {
				b.Errorf("replays answered %v", entities)
				break
			}
		}
		if n := b.count(`SELECT count(*) FROM settings WHERE value = 'x'`); n != 1 {
			b.Errorf("it was done %d times", n)
		}
	})
}
