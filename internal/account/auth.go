package account

import (
	"context"
	"errors"
	"sync"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// authFresh is how long a secret that was found valid is believed without
// asking the database again. What this process revokes is forgotten at once;
// other processes follow within this time.
const authFresh = 500 * time.Millisecond

const authEntries = 4096

// Authenticate returns who a session secret or, when isToken, an API token
// belongs to. It is called by every request.
//
// Errors: Unauthenticated, with code session_expired when it was good once.
func (s *Service) Authenticate(ctx context.Context, secret string, isToken bool) (taskflow.Caller, error) {
	if isToken && !wellFormedToken(secret) || !isToken && len(secret) != 2*secretBytes {
		return taskflow.Caller{}, errSignIn()
	}
	hash := HashSecret(secret)
	now := s.db.Now()
	entry, ok := s.known.get(hash, time.Now())
	if !ok {
		version := s.known.version()
		var err error
		if entry, err = s.lookUp(ctx, hash, isToken); err != nil {
			return taskflow.Caller{}, err
		}
		s.known.put(hash, entry, version)
	}
	if now >= entry.until {
		return taskflow.Caller{}, taskflow.Errorf(taskflow.Unauthenticated, "Your session has ended. Please sign in again.").WithCode("session_expired")
	}
	if now >= entry.seen.Add(lastSeenGrain) {
		s.touch(ctx, hash, entry, now)
	}
	return entry.caller, nil
}

func (s *Service) lookUp(ctx context.Context, hash string, isToken bool) (entry authEntry, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		entry = authEntry{read: time.Now()}
		var disabled *taskflow.Time
		if isToken {
			t, err := scanToken(tx.QueryRow(selectToken, hash), &disabled)
			if err != nil {
				return err
			}
			entry.caller = taskflow.Caller{Account: t.account, Token: t.ID, ReadOnly: t.Scope != ScopeWrite}
			entry.until = 1 << 62
			if t.ExpiresAt != nil {
				entry.until = *t.ExpiresAt
			}
			if t.LastUsedAt != nil {
				entry.seen = *t.LastUsedAt
			}
		} else {
			session, err := scanSession(tx.QueryRow(selectSession, hash), &disabled)
			if err != nil {
				return err
			}
			entry.caller = taskflow.Caller{Account: session.account, Session: session.ID}
			entry.until, entry.seen = session.endsAt(), session.LastSeenAt
		}
		if disabled != nil {
			return db.ErrNoRows
		}
		return nil
	})
	if errors.Is(err, db.ErrNoRows) {
		err = errSignIn()
	}
	return entry, err
}

// touch writes that a session or token is in use, at most once a minute. That
// it could not be written is no reason to refuse the request.
func (s *Service) touch(ctx context.Context, hash string, entry authEntry, now taskflow.Time) {
	if !s.known.claimTouch(hash, now) {
		return
	}
	err := s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		if entry.caller.Token != "" {
			return tx.Exec(touchToken, now, entry.caller.Token, now-taskflow.Time(lastSeenGrain.Milliseconds())+1)
		}
		return tx.Exec(touchSession, now, entry.caller.Session, now)
	})
	if err != nil {
		s.logger.WarnContext(ctx, "writing the last use of a session failed", "error", err)
	}
}

// Alive returns which of the sessions and tokens still hold, by id: the hub of
// live streams asks for all of its connections in one go.
func Alive(tx *db.Tx, sessions []taskflow.SessionID, tokens []taskflow.TokenID) (map[string]bool, error) {
	now := tx.Now()
	out := make(map[string]bool, len(sessions)+len(tokens))
	add := func(rows *db.Rows, err error) error {
		ids, err := db.Collect(rows, err, scanID[string])
		for _, id := range ids {
			out[id] = true
		}
		return err
	}
	if len(sessions) > 0 {
		if err := add(tx.Query(selectLiveSessions, db.JSONList(sessions), now, now.Add(-SessionIdle))); err != nil {
			return nil, err
		}
	}
	if len(tokens) > 0 {
		if err := add(tx.Query(selectLiveTokens, db.JSONList(tokens), now)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// authEntry is what is known about one secret.
type authEntry struct {
	caller taskflow.Caller
	until  taskflow.Time // when it ends
	seen   taskflow.Time // its last use, as stored
	read   time.Time     // when this was read
}

// authCache remembers secrets that were found valid, by their hash.
type authCache struct {
	mu      sync.Mutex
	entries map[string]authEntry
	touched map[string]taskflow.Time
	clears  int
}

func newAuthCache() *authCache {
	return &authCache{entries: map[string]authEntry{}, touched: map[string]taskflow.Time{}}
}

func (c *authCache) get(hash string, now time.Time) (authEntry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[hash]
	return e, ok && now.Sub(e.read) < authFresh
}

func (c *authCache) version() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clears
}

// put keeps an entry unless something was revoked since version: the entry may
// have been read just before.
func (c *authCache) put(hash string, e authEntry, version int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clears != version {
		return
	}
	if len(c.entries) >= authEntries {
		clear(c.entries)
	}
	c.entries[hash] = e
}

// claimTouch reports whether the caller is the one to write the last use.
func (c *authCache) claimTouch(hash string, now taskflow.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last, ok := c.touched[hash]; ok && now < last.Add(lastSeenGrain) {
		return false
	}
	if len(c.touched) >= authEntries {
		clear(c.touched)
	}
	c.touched[hash] = now
	// The stored time has changed, so the entry is read again.
	delete(c.entries, hash)
	return true
}

// forget empties the cache after anything was revoked or rotated.
func (c *authCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
	c.clears++
}
