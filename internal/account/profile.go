package account

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/jobs"
	"taskflow/internal/taskflow"
)

// ProfileChanged is the job that carries a changed profile into the workspaces
// that show it.
type ProfileChanged struct {
	Account taskflow.AccountID `json:"account"`
}

// Kind is the job's stable name.
func (ProfileChanged) Kind() string { return "account.profile_changed" }

func enqueueProfile(tx *db.Tx, c taskflow.Caller) error {
	return jobs.Enqueue(tx, ProfileChanged{Account: c.Account}, jobs.Options{UniqueKey: ProfileChanged{}.Kind() + ":" + string(c.Account), Trace: c.Trace})
}

// UpdateProfile changes the caller's profile and preferences.
//
// Errors: Invalid with fields; Denied for a read-only token.
func (s *Service) UpdateProfile(ctx context.Context, c taskflow.Caller, in ProfileInput) (Account, error) {
	if c.ReadOnly {
		return Account{}, changes.ErrReadOnly()
	}
	var out Account
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		current, err := loadOwn(tx, c)
		if err != nil {
			return err
		}
		next, err := in.apply(current.Account)
		if err != nil {
			return err
		}
		out = next
		if next == current.Account {
			return nil
		}
		if err := tx.Exec(updateProfile, next.Name, next.Initials, next.Color, next.Zone, next.Locale, next.WeekStart, next.Preferences.encode(), c.Account); err != nil {
			return err
		}
		if next.Name == current.Name && next.Initials == current.Initials && next.Color == current.Color {
			return nil
		}
		return enqueueProfile(tx, c)
	})
	return out, err
}

// loadOwn locks and returns the caller's account.
func loadOwn(tx *db.Tx, c taskflow.Caller) (stored, error) {
	a, ok, err := find(tx.QueryRow(lockAccount, c.Account))
	if err == nil && (!ok || a.disabledAt != nil) {
		err = errSignIn()
	}
	return a, err
}

// confirm asks the caller's password again before something that could lock
// them out of their account.
func (s *Service) confirm(ctx context.Context, c taskflow.Caller, field, password string) (stored, error) {
	if err := needSession(c); err != nil {
		return stored{}, err
	}
	now := s.db.Now()
	key := string(c.Account)
	if until := s.confirms.lockedUntil(key); now < until {
		return stored{}, errLockedOut(until, now)
	}
	if err := s.confirms.take(key, now); err != nil {
		return stored{}, err
	}
	var a stored
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		var ok bool
		if a, ok, err = find(tx.QueryRow(selectAccount, c.Account)); err == nil && !ok {
			err = errSignIn()
		}
		return err
	})
	if err != nil {
		return stored{}, err
	}
	if len(password) > MaxPassword*16 {
		password = ""
	}
	match, _, err := s.hasher.verify(ctx, a.passwordHash, password)
	if err != nil {
		return stored{}, err
	}
	if !match {
		s.confirms.fail(key, now)
		var p taskflow.Problems
		p.Add(field, "wrong_password", "This is not your present password.", nil)
		return stored{}, p.Err()
	}
	return a, nil
}

// ChangePassword sets a new password. Every other session ends and this one
// gets a new secret, which is returned. API tokens stay: they are listed and
// revoked one by one.
//
// Errors: Invalid with fields (wrong_password among them); Denied
// (session_required); Limited.
func (s *Service) ChangePassword(ctx context.Context, c taskflow.Caller, current, next string) (SignedIn, error) {
	a, err := s.confirm(ctx, c, "current", current)
	if err != nil {
		return SignedIn{}, err
	}
	var p taskflow.Problems
	checkPassword(&p, "new", next, a.Name, a.Email)
	if err := p.Err(); err != nil {
		return SignedIn{}, err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return SignedIn{}, err
	}
	return s.rotate(ctx, c, a, "password.changed", func(tx *db.Tx) error { return tx.Exec(updatePassword, hash, c.Account) })
}

// ChangeEmail sets the address that the caller signs in with. Every other
// session ends and this one gets a new secret, which is returned.
//
// Errors: Invalid with fields; Conflict (email_taken); Denied
// (session_required); Limited.
func (s *Service) ChangeEmail(ctx context.Context, c taskflow.Caller, password, email string) (SignedIn, error) {
	a, err := s.confirm(ctx, c, "password", password)
	if err != nil {
		return SignedIn{}, err
	}
	var p taskflow.Problems
	email = CleanEmail(&p, "email", email)
	if err := p.Err(); err != nil {
		return SignedIn{}, err
	}
	out, err := s.rotate(ctx, c, a, "email.changed", func(tx *db.Tx) error {
		if _, err := tx.ExecCount(updateEmail, email, EmailKey(email), c.Account); err != nil {
			if db.IsUnique(err) {
				return errEmailTaken()
			}
			return err
		}
		return enqueueProfile(tx, c)
	})
	if err == nil {
		out.Account.Email = email
	}
	return out, err
}

// rotate makes a change of privilege: the caller's session gets a new secret
// and all others end.
func (s *Service) rotate(ctx context.Context, c taskflow.Caller, a stored, kind string, change func(tx *db.Tx) error) (SignedIn, error) {
	secret := NewSecret()
	var session Session
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		current, err := loadOwn(tx, c)
		if err != nil {
			return err
		}
		if current.passwordHash != a.passwordHash {
			return taskflow.Errorf(taskflow.Conflict, "Your password was changed a moment ago. Try again with the new one.")
		}
		if err := change(tx); err != nil {
			return err
		}
		n, err := tx.ExecCount(rotateSession, HashSecret(secret), now, c.Session, c.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return errSignIn()
		}
		if err := tx.Exec(revokeOtherSessions, now, c.Account, c.Session); err != nil {
			return err
		}
		all, err := liveSessions(tx, c, now)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Current {
				session = one
			}
		}
		return Audit(tx, Entry{Kind: kind, Account: c.Account, Target: string(c.Account), Address: c.Address})
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.known.forget()
	return SignedIn{Account: a.Account, Session: session, Secret: secret}, nil
}
