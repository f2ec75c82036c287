package account

import (
	"context"
	"crypto/rand"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Known is an account as the operator sees it in a list.
type Known struct {
	Account
	LockedUntil *taskflow.Time `json:"locked_until"`
	DisabledAt  *taskflow.Time `json:"disabled_at"`
}

// AdminCreate makes an account without a session, by the operator on the
// server. An empty password is replaced by a generated one; the password is
// returned either way.
//
// Errors: Invalid with fields; Conflict (email_taken).
func (s *Service) AdminCreate(ctx context.Context, name, email, password string) (Account, string, error) {
	if password == "" {
		password = newPassword()
	}
	a, err := newAccount(name, email, password, s.db.Now())
	if err != nil {
		return Account{}, "", err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Account{}, "", err
	}
	err = s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		_, owned, err := readSetting(tx, settingOwner)
		if err != nil {
			return err
		}
		if !owned {
			if err := claimFirst(tx, a.ID); err != nil {
				return err
			}
		}
		if err := saveAccount(tx, a, hash); err != nil {
			return err
		}
		return Audit(tx, Entry{Kind: "account.created", Target: string(a.ID), Address: operator, Data: map[string]any{"by": operator}})
	})
	if err != nil {
		return Account{}, "", err
	}
	return a, password, nil
}

// AdminResetPassword gives an account a new password, lifts its lock-out and
// ends all its sessions and API tokens: it is what one does when somebody else
// may hold them. An empty password is replaced by a generated one.
//
// Errors: NotFound; Invalid with fields.
func (s *Service) AdminResetPassword(ctx context.Context, email, password string) (Account, string, error) {
	generated := password == ""
	if generated {
		password = newPassword()
	}
	var p taskflow.Problems
	checkPassword(&p, "password", password, email)
	if err := p.Err(); err != nil {
		return Account{}, "", err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Account{}, "", err
	}
	var out Account
	err = s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		a, ok, err := find(tx.QueryRow(selectByEmail, EmailKey(email)))
		if err != nil {
			return err
		}
		if !ok {
			return taskflow.Errorf(taskflow.NotFound, "There is no account with this e-mail address.")
		}
		out = a.Account
		if err := tx.Exec(updatePassword, hash, a.ID); err != nil {
			return err
		}
		// The empty id is nobody's session, so all of them end.
		if err := tx.Exec(revokeOtherSessions, tx.Now(), a.ID, ""); err != nil {
			return err
		}
		if err := tx.Exec(revokeAllTokens, tx.Now(), a.ID); err != nil {
			return err
		}
		return Audit(tx, Entry{Kind: "password.reset", Target: string(a.ID), Address: operator})
	})
	s.known.forget()
	if err != nil {
		return Account{}, "", err
	}
	return out, password, nil
}

// AdminList returns accounts in the order of their making, and the cursor of
// the next page.
func (s *Service) AdminList(ctx context.Context, page taskflow.Page) ([]Known, string, error) {
	parts, err := page.Parts(1)
	if err != nil {
		return nil, "", err
	}
	after := ""
	if parts != nil {
		after = parts[0]
	}
	var out []Known
	err = s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(selectAccounts, after, page.Size()+1)
		out, err = db.Collect(rows, err, func(r *db.Rows) (Known, error) {
			a, err := scanAccount(r)
			return Known{Account: a.Account, LockedUntil: a.lockedUntil, DisabledAt: a.disabledAt}, err
		})
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(out) > page.Size() {
		out = out[:page.Size()]
		next = taskflow.PageCursor(string(out[len(out)-1].ID))
	}
	return out, next, nil
}

// newPassword returns a password to read out once: four groups of four
// letters, 78 bits.
func newPassword() string {
	const letters = "abcdefghjkmnpqrstvwxyz23456789"
	out := make([]byte, 0, 19)
	for len(out) < 19 {
		if len(out)%5 == 4 {
			out = append(out, '-')
			continue
		}
		one := make([]byte, 1)
		rand.Read(one)
		if one[0] < 240 {
			out = append(out, letters[int(one[0])%len(letters)])
		}
	}
	return string(out)
}

func daysOf(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
