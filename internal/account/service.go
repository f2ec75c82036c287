package account

import (
	"context"
	"log/slog"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Options are what the operator decides.
type Options struct {
	// Cost of a password; the zero value is DefaultCost.
	Cost Cost
	// NeedSetupCode says that the server listens beyond loopback, so that the
	// first visitor must show the code that was printed at start.
	NeedSetupCode bool
	// Logger is told of bookkeeping that failed; nil is slog.Default.
	Logger *slog.Logger
}

// Service is everything that can be done with accounts.
type Service struct {
	db        *db.DB
	options   Options
	hasher    *hasher
	known     *authCache
	addresses *limiter // attempts per network address
	attempts  *limiter // attempts per e-mail address, and failures of unknown ones
	confirms  *limiter // passwords asked again of somebody who is signed in
	logger    *slog.Logger
}

// New returns the service.
func New(d *db.DB, o Options) *Service {
	s := &Service{
		db: d, options: o, hasher: newHasher(o.Cost), known: newAuthCache(), logger: o.Logger,
		addresses: newLimiter(addressBurst, addressEvery),
		attempts:  newLimiter(accountBurst, accountEvery),
		confirms:  newLimiter(accountBurst, accountEvery),
	}
	if s.logger == nil {
		s.logger = slog.Default()
	}
	return s
}

// SignedIn is the answer to a successful sign-in or sign-up.
type SignedIn struct {
	Account Account
	Session Session
	// Secret is the session's token, for the cookie; it is stored nowhere.
	Secret string
}

// Client is what is known about the browser or program of a request.
type Client struct {
	Address   string
	UserAgent string
}

// newSession makes a session for an account; outside of transactions.
func newSession(id taskflow.AccountID, from Client, now taskflow.Time) (Session, string) {
	return Session{
		ID: taskflow.SessionID(taskflow.NewID()), UserAgent: clip(from.UserAgent, maxUserAgent), Address: clip(from.Address, 64),
		CreatedAt: now, LastSeenAt: now, Current: true, ExpiresAt: now.Add(SessionIdle),
		account: id, confirmedAt: now, expiresAt: now.Add(SessionLife),
	}, NewSecret()
}

func saveSession(tx *db.Tx, s Session, secret string) error {
	return tx.Exec(insertSession, s.ID, s.account, HashSecret(secret), s.UserAgent, s.Address, s.CreatedAt, s.confirmedAt, s.LastSeenAt, s.expiresAt)
}

// clip shortens a text to at most n bytes of valid UTF-8 without control
// characters.
func clip(text string, n int) string {
	out := make([]rune, 0, min(len(text), n))
	size := 0
	for _, r := range text {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			continue
		}
		size += len(string(r))
		if size > n {
			break
		}
		out = append(out, r)
	}
	return string(out)
}

// Get returns the caller's account and the session that was used, if it was one.
//
// Errors: Unauthenticated when the account is gone.
func (s *Service) Get(ctx context.Context, c taskflow.Caller) (Account, *Session, error) {
	var a stored
	var session *Session
	err := s.db.View(ctx, func(tx *db.Tx) error {
		var ok bool
		var err error
		if a, ok, err = find(tx.QueryRow(selectAccount, c.Account)); err != nil {
			return err
		}
		if !ok || a.disabledAt != nil {
			return errSignIn()
		}
		if c.Session == "" {
			return nil
		}
		all, err := liveSessions(tx, c, tx.Now())
		for i := range all {
			if all[i].Current {
				session = &all[i]
			}
		}
		return err
	})
	return a.Account, session, err
}

// Load returns an account inside a transaction; for the modules that show it.
//
// Errors: NotFound.
func Load(tx *db.Tx, id taskflow.AccountID) (Account, error) {
	a, ok, err := find(tx.QueryRow(selectAccount, id))
	if err == nil && !ok {
		err = taskflow.Missing("account")
	}
	return a.Account, err
}

func errSignIn() error {
	return taskflow.Errorf(taskflow.Unauthenticated, "Please sign in.")
}

// needSession refuses API tokens where a person has to be present: a leaked
// token must not be able to make more of itself or lock its owner out.
func needSession(c taskflow.Caller) error {
	if c.Session == "" {
		return taskflow.Errorf(taskflow.Denied, "Sign in with your password to do this; an API token cannot.").WithCode("session_required")
	}
	return nil
}

// sessionKeep is how long the rows of sessions that ended are kept.
const sessionKeep = 30 * 24 * time.Hour
