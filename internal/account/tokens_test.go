package account

import (
	"strings"
	"testing"
	"time"

	"taskflow/internal/taskflow"
)

func TestAPITokens(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		c, _ := b.person("ada@example.com")
		_, _, err := b.CreateToken(b.Context(), c, TokenInput{Name: "", Scope: "all", ExpiresInDays: 400})
		if e, ok := err.(*taskflow.Error); !ok || len(e.Fields) != 3 {
			b.Fatalf("%v", err)
		}
		c.Mutation = taskflow.MutationID(taskflow.NewID())
		token, secret, err := b.CreateToken(b.Context(), c, TokenInput{Name: "ci", Scope: ScopeRead, ExpiresInDays: 2})
		if err != nil {
			b.Fatal(err)
		}
		if !strings.HasPrefix(secret, token.Prefix) || len(token.Prefix) != 8 || b.count(`SELECT count(*) FROM api_tokens WHERE token_hash = $1`, secret) != 0 {
			b.Errorf("prefix %q", token.Prefix)
		}
		// A secret is shown once: its replay is a conflict and makes no other.
		_, _, err = b.CreateToken(b.Context(), c, TokenInput{Name: "ci", Scope: ScopeRead, ExpiresInDays: 2})
		b.refused(err, "replayed_secret")
		_, _, err = b.CreateToken(b.Context(), c, TokenInput{Name: "other", Scope: ScopeRead, ExpiresInDays: 2})
		b.refused(err, "idempotency_mismatch")
		c.Mutation = ""

		by, err := b.Authenticate(b.Context(), secret, true)
		if err != nil || by.Account != c.Account || by.Token != token.ID || !by.ReadOnly || by.Session != "" {
			b.Fatalf("%+v, %v", by, err)
		}
		// Neither passes where the other belongs, nor does a token with a typo.
		_, err = b.Authenticate(b.Context(), secret, false)
		b.refused(err, "unauthenticated")
		_, err = b.Authenticate(b.Context(), secret[:len(secret)-1]+"_", true)
		b.refused(err, "unauthenticated")
		// A token cannot make tokens, change the password or see sessions.
		_, _, err = b.CreateToken(b.Context(), by, TokenInput{Name: "more", Scope: ScopeWrite})
		b.refused(err, "session_required")
		_, err = b.ChangePassword(b.Context(), by, goodPassword, "orchid tunnel gravel")
		b.refused(err, "session_required")
		_, err = b.Sessions(b.Context(), by)
		b.refused(err, "session_required")
		_, err = b.UpdateProfile(b.Context(), by, ProfileInput{})
		b.refused(err, "read_only_token")

		list, err := b.Tokens(b.Context(), c)
		if err != nil || len(list) != 1 || list[0].LastUsedAt == nil {
			b.Fatalf("%+v, %v", list, err)
		}
		b.clock.pass(48 * time.Hour)
		_, err = b.Authenticate(b.Context(), secret, true)
		b.refused(err, "session_expired")

		write, secret, err := b.CreateToken(b.Context(), c, TokenInput{Name: "cli", Scope: ScopeWrite})
		if err != nil || *write.ExpiresAt != write.CreatedAt.Add(daysOf(defaultTokenAge)) {
			b.Fatalf("%+v, %v", write, err)
		}
		if by, err := b.Authenticate(b.Context(), secret, true); err != nil || by.ReadOnly {
			b.Errorf("%+v, %v", by, err)
		}
		if err := b.RevokeToken(b.Context(), c, write.ID); err != nil {
			b.Fatal(err)
		}
		_, err = b.Authenticate(b.Context(), secret, true)
		b.refused(err, "unauthenticated")
	})
}

func TestTheOperatorMakesAndResetsAccounts(t *testing.T) {
	run(t, Options{NeedSetupCode: true}, func(b *bundle) {
		a, generated, err := b.AdminCreate(b.Context(), "Ada Lovelace", "ada@example.com", "")
		if err != nil || len(generated) < 19 {
			b.Fatalf("%q, %v", generated, err)
		}
		if i, _ := b.Instance(b.Context()); i.SetupRequired {
			b.Error("with an account the server still asks to be set up")
		}
		_, _, err = b.AdminCreate(b.Context(), "Ada", "ADA@example.com", "")
		b.refused(err, "email_taken")
		c, in := b.signIn("ada@example.com", generated)
		_, secret, err := b.CreateToken(b.Context(), c, TokenInput{Name: "ci", Scope: ScopeRead})
		if err != nil {
			b.Fatal(err)
		}
		for range freeFailures {
			_, err := b.SignIn(b.Context(), SignInInput{Email: "ada@example.com", Password: "wrong"})
			b.refused(err, "wrong_credentials")
		}
		reset, next, err := b.AdminResetPassword(b.Context(), "Ada@example.com ", "")
		if err != nil || reset.ID != a.ID || next == generated {
			b.Fatalf("%+v, %v", reset, err)
		}
		for _, old := range []struct {
			secret  string
			isToken bool
		}{{in.Secret, false}, {secret, true}} {
			_, err := b.Authenticate(b.Context(), old.secret, old.isToken)
			b.refused(err, "unauthenticated")
		}
		b.clock.pass(accountEvery)
		b.signIn("ada@example.com", next)
		_, _, err = b.AdminResetPassword(b.Context(), "nobody@example.com", "")
		b.refused(err, "not_found")

		for _, email := range []string{"b@example.com", "c@example.com"} {
			if _, _, err := b.AdminCreate(b.Context(), "Somebody", email, ""); err != nil {
				b.Fatal(err)
			}
		}
		var emails []string
		page := taskflow.Page{Limit: 2}
		for {
			list, next, err := b.AdminList(b.Context(), page)
			if err != nil {
				b.Fatal(err)
			}
			for _, one := range list {
				emails = append(emails, one.Email)
			}
			if page.Cursor = next; next == "" {
				break
			}
		}
		if strings.Join(emails, " ") != "ada@example.com b@example.com c@example.com" {
			b.Errorf("%v", emails)
		}
	})
}

func TestAPasswordOfAnOlderCostIsHashedAgain(t *testing.T) {
	run(t, Options{}, func(b *bundle) {
		b.person("ada@example.com")
		dearer := New(b.d, Options{Cost: Cost{Memory: 128, Passes: 1, Threads: 1}})
		for range 2 {
			if _, err := dearer.SignIn(b.Context(), SignInInput{Email: "ada@example.com", Password: goodPassword}); err != nil {
				b.Fatal(err)
			}
		}
		if n := b.count(`SELECT count(*) FROM accounts WHERE password_hash LIKE '$argon2id$v=19$m=128,t=1,p=1$%'`); n != 1 {
			b.Error("the hash kept its old cost")
		}
	})
}
