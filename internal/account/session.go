package account

import (
	"time"

	"taskflow/internal/taskflow"
)

// How long a session lasts, and how exactly its last use is known.
const (
	SessionIdle     = 14 * 24 * time.Hour
	SessionLife     = 90 * 24 * time.Hour
	lastSeenGrain   = time.Minute
	maxUserAgent    = 300
	maxTokens       = 100
	defaultTokenAge = 90
	maxTokenAge     = 366
)

// Session is one browser that is signed in.
type Session struct {
	ID         taskflow.SessionID `json:"id"`
	UserAgent  string             `json:"user_agent"`
	Address    string             `json:"ip" doc:"Network address that it began from"`
	CreatedAt  taskflow.Time      `json:"created_at"`
	LastSeenAt taskflow.Time      `json:"last_seen_at" doc:"To the minute"`
	ExpiresAt  taskflow.Time      `json:"expires_at" doc:"When it ends if it is not used before"`
	Current    bool               `json:"current" doc:"Whether this very request came through it"`

	account     taskflow.AccountID
	confirmedAt taskflow.Time
	expiresAt   taskflow.Time // the absolute end
}

// endsAt is when the session ends if nothing happens: by idleness or by age.
func (s Session) endsAt() taskflow.Time {
	return min(s.LastSeenAt.Add(SessionIdle), s.expiresAt)
}

// LastDay is when the session ends however much it is used: how long a browser
// keeps its cookie.
func (s Session) LastDay() taskflow.Time { return s.expiresAt }

// Scope is what an API token may do.
type Scope string

// The scopes of tokens.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
)

// Token is an API token, without its secret.
type Token struct {
	ID         taskflow.TokenID `json:"id"`
	Name       string           `json:"name"`
	Prefix     string           `json:"prefix" doc:"How the token begins, to recognise it by"`
	Scope      Scope            `json:"scope" enum:"read,write"`
	CreatedAt  taskflow.Time    `json:"created_at"`
	LastUsedAt *taskflow.Time   `json:"last_used_at" doc:"To the minute"`
	ExpiresAt  *taskflow.Time   `json:"expires_at"`

	account taskflow.AccountID
}

// TokenInput is what a person says of a new token.
type TokenInput struct {
	Name          string `json:"name"`
	Scope         Scope  `json:"scope"`
	ExpiresInDays int    `json:"expires_in_days"`
}

func (in TokenInput) clean() (TokenInput, error) {
	var p taskflow.Problems
	in.Name = taskflow.CleanTitle(&p, "name", in.Name, taskflow.MaxName)
	if in.Scope != ScopeRead && in.Scope != ScopeWrite {
		p.Add("scope", "unknown_scope", "Choose read or write.", nil)
	}
	if in.ExpiresInDays == 0 {
		in.ExpiresInDays = defaultTokenAge
	}
	if in.ExpiresInDays < 1 || in.ExpiresInDays > maxTokenAge {
		p.Add("expires_in_days", "out_of_range", "A token lasts from 1 to 366 days.", map[string]any{"min": 1, "max": maxTokenAge})
	}
	return in, p.Err()
}
