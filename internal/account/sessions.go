package account

import (
	"context"
	"errors"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

func liveSessions(tx *db.Tx, c taskflow.Caller, now taskflow.Time) ([]Session, error) {
	rows, err := tx.Query(selectSessions, c.Account, now, now.Add(-SessionIdle))
	return db.Collect(rows, err, func(r *db.Rows) (Session, error) {
		s, err := scanSession(r)
		s.ExpiresAt, s.Current = s.endsAt(), s.ID == c.Session
		return s, err
	})
}

// Sessions returns the caller's open sessions, last used first.
//
// Errors: Denied (session_required).
func (s *Service) Sessions(ctx context.Context, c taskflow.Caller) ([]Session, error) {
	if err := needSession(c); err != nil {
		return nil, err
	}
	var out []Session
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = liveSessions(tx, c, tx.Now())
		return err
	})
	return out, err
}

// RevokeSession ends one of the caller's sessions.
//
// Errors: NotFound; Denied (session_required).
func (s *Service) RevokeSession(ctx context.Context, c taskflow.Caller, id taskflow.SessionID) error {
	if err := needSession(c); err != nil {
		return err
	}
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		n, err := tx.ExecCount(revokeSession, tx.Now(), id, c.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return taskflow.Missing("session")
		}
		return Audit(tx, Entry{Kind: "session.revoked", Account: c.Account, Target: string(id), Address: c.Address})
	})
	s.known.forget()
	return err
}

// RevokeOtherSessions ends all of the caller's sessions but this one.
//
// Errors: Denied (session_required).
func (s *Service) RevokeOtherSessions(ctx context.Context, c taskflow.Caller) error {
	if err := needSession(c); err != nil {
		return err
	}
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		n, err := tx.ExecCount(revokeOtherSessions, tx.Now(), c.Account, c.Session)
		if err != nil || n == 0 {
			return err
		}
		return Audit(tx, Entry{Kind: "session.others_revoked", Account: c.Account, Target: string(c.Session), Data: map[string]any{"count": n}, Address: c.Address})
	})
	s.known.forget()
	return err
}

// Tokens returns the caller's API tokens, newest first, expired ones included.
//
// Errors: Denied (session_required).
func (s *Service) Tokens(ctx context.Context, c taskflow.Caller) ([]Token, error) {
	if err := needSession(c); err != nil {
		return nil, err
	}
	var out []Token
	err := s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(selectTokens, c.Account)
		out, err = db.Collect(rows, err, func(r *db.Rows) (Token, error) { return scanToken(r) })
		return err
	})
	return out, err
}

// CreateToken makes an API token and returns it with its secret, which is
// shown this once.
//
// Errors: Invalid with fields; Denied (session_required); Conflict
// (too_many_tokens, replayed_secret).
func (s *Service) CreateToken(ctx context.Context, c taskflow.Caller, in TokenInput) (Token, string, error) {
	if err := needSession(c); err != nil {
		return Token{}, "", err
	}
	clean, err := in.clean()
	if err != nil {
		return Token{}, "", err
	}
	secret := newAPIToken()
	now := s.db.Now()
	expires := now.Add(daysOf(clean.ExpiresInDays))
	t := Token{ID: taskflow.TokenID(taskflow.NewID()), Name: clean.Name, Prefix: secret[:shownOfToken], Scope: clean.Scope, CreatedAt: now, ExpiresAt: &expires, account: c.Account}
	m := changes.Mutation{Caller: c, Name: "token.create", Request: in, Secret: true}
	_, err = changes.MutateAccount(ctx, s.db, m, func(tx *db.Tx) (string, error) {
		if _, err := loadOwn(tx, c); err != nil {
			return "", err
		}
		var count int
		if err := tx.QueryRow(countTokens, c.Account, tx.Now()).Scan(&count); err != nil {
			return "", err
		}
		if count >= maxTokens {
			return "", taskflow.Errorf(taskflow.Conflict, "You have %d API tokens. Revoke one that you no longer use.", count).WithCode("too_many_tokens")
		}
		if err := tx.Exec(insertToken, t.ID, c.Account, t.Name, HashSecret(secret), t.Prefix, t.Scope, t.CreatedAt, t.ExpiresAt); err != nil {
			return "", err
		}
		return string(t.ID), Audit(tx, Entry{Kind: "token.created", Account: c.Account, Target: string(t.ID), Data: map[string]any{"scope": t.Scope}, Address: c.Address})
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

// RevokeToken ends an API token of the caller.
//
// Errors: NotFound; Denied (session_required).
func (s *Service) RevokeToken(ctx context.Context, c taskflow.Caller, id taskflow.TokenID) error {
	if err := needSession(c); err != nil {
		return err
	}
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		if _, err := scanToken(tx.QueryRow(selectTokenByID, id, c.Account)); err != nil {
			if errors.Is(err, db.ErrNoRows) {
				return taskflow.Missing("token")
			}
			return err
		}
		if err := tx.Exec(revokeToken, tx.Now(), id, c.Account); err != nil {
			return err
		}
		return Audit(tx, Entry{Kind: "token.revoked", Account: c.Account, Target: string(id), Address: c.Address})
	})
	s.known.forget()
	return err
}
