package account

import (
	"context"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// SignInInput is what a person types to sign in, and where from.
type SignInInput struct {
	Email    string
	Password string
	Client   Client
	// Previous is who was signed in at this browser so far; that session ends.
	Previous taskflow.Caller
}

func errWrongPassword() error {
	return taskflow.Errorf(taskflow.Unauthenticated, "The e-mail address or the password is wrong.").WithCode("wrong_credentials")
}

// SignIn checks a password and begins a session. Whether there is an account
// with the address can be told neither from the answer nor from its time: each
// path hashes once and commits once.
//
// Errors: Unauthenticated (wrong_credentials); Limited (rate_limited,
// locked_out).
func (s *Service) SignIn(ctx context.Context, in SignInInput) (SignedIn, error) {
	now := s.db.Now()
	key := EmailKey(in.Email)
	if err := s.addresses.take("sign-in "+addressKey(in.Client.Address), now); err != nil {
		return SignedIn{}, err
	}
	if len(in.Email) > 254 || len(in.Password) > MaxPassword*16 {
		return SignedIn{}, errWrongPassword()
	}
	if err := s.attempts.take(key, now); err != nil {
		return SignedIn{}, err
	}
	var a stored
	var exists bool
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		a, exists, err = find(tx.QueryRow(selectByEmail, key))
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	exists = exists && a.disabledAt == nil
	if !exists {
		a = stored{}
		// An address without an account locks in the same way, in memory.
		until := s.attempts.lockedUntil(key)
		a.lockedUntil = &until
	}
	if a.locked(now) {
		return SignedIn{}, errLockedOut(*a.lockedUntil, now)
	}
	match, outdated, err := s.hasher.verify(ctx, a.passwordHash, in.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if !match {
		return SignedIn{}, s.failSignIn(ctx, a, exists, key, in.Client)
	}
	return s.beginSession(ctx, a, in, outdated)
}

// failSignIn counts a failure and returns the error to answer with.
func (s *Service) failSignIn(ctx context.Context, a stored, exists bool, key string, from Client) error {
	if !exists {
		s.attempts.fail(key, s.db.Now())
	}
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		// Nothing that was typed is written down: people type passwords into
		// the wrong field.
		entry := Entry{Kind: "sign_in.failed", Account: a.ID, Address: from.Address}
		current, ok, err := find(tx.QueryRow(lockAccount, a.ID))
		if err != nil {
			return err
		}
		if ok {
			failures := current.failures + 1
			until := current.lockedUntil
			if lock := lockFor(failures); lock > 0 {
				t := tx.Now().Add(lock)
				until = &t
			}
			if err := tx.Exec(updateFailures, failures, until, a.ID); err != nil {
				return err
			}
			entry.Data = map[string]any{"failures": failures}
		}
		return Audit(tx, entry)
	})
	if err != nil {
		return err
	}
	return errWrongPassword()
}

func (s *Service) beginSession(ctx context.Context, a stored, in SignInInput, outdated bool) (SignedIn, error) {
	newHash := ""
	if outdated {
		var err error
		if newHash, err = s.hasher.hash(ctx, in.Password); err != nil {
			return SignedIn{}, err
		}
	}
	session, secret := newSession(a.ID, in.Client, s.db.Now())
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		current, ok, err := find(tx.QueryRow(lockAccount, a.ID))
		if err != nil {
			return err
		}
		// Between the look and here the password may have changed, or other
		// guesses may have locked the account.
		if !ok || current.disabledAt != nil || current.passwordHash != a.passwordHash {
			return errWrongPassword()
		}
		if current.locked(now) {
			return errLockedOut(*current.lockedUntil, now)
		}
		if newHash != "" {
			if err := tx.Exec(updatePassword, newHash, a.ID); err != nil {
				return err
			}
		} else if current.failures > 0 {
			if err := tx.Exec(updateFailures, 0, nil, a.ID); err != nil {
				return err
			}
		}
		if in.Previous.Session != "" {
			if err := tx.Exec(revokeSession, now, in.Previous.Session, in.Previous.Account); err != nil {
				return err
			}
		}
		old := now.Add(-sessionKeep)
		if err := tx.Exec(deleteOldSessions, a.ID, old, old.Add(-SessionIdle)); err != nil {
			return err
		}
		if err := saveSession(tx, session, secret); err != nil {
			return err
		}
		return Audit(tx, Entry{Kind: "sign_in", Account: a.ID, Target: string(session.ID), Address: in.Client.Address})
	})
	if err != nil {
		return SignedIn{}, err
	}
	s.known.forget()
	return SignedIn{Account: a.Account, Session: session, Secret: secret}, nil
}

// SignOut ends the session of the call. Without one there is nothing to do.
func (s *Service) SignOut(ctx context.Context, c taskflow.Caller) error {
	if c.Session == "" {
		return nil
	}
	defer s.known.forget()
	return s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		n, err := tx.ExecCount(revokeSession, tx.Now(), c.Session, c.Account)
		if err != nil || n == 0 {
			return err
		}
		return Audit(tx, Entry{Kind: "sign_out", Account: c.Account, Target: string(c.Session), Address: c.Address})
	})
}
