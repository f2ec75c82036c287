package account

import (
	"encoding/json"
	"errors"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	selectSetting = `SELECT value FROM settings WHERE key = $1`
	insertSetting = `INSERT INTO settings (key, value) VALUES ($1, $2)`
	upsertSetting = `INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`
	deleteSetting = `DELETE FROM settings WHERE key = $1`

	accountColumns = `id, email, name, initials, color, zone, locale, week_start, preferences, created_at, password_hash, failed_sign_ins, locked_until, disabled_at`
	selectAccount  = `SELECT ` + accountColumns + ` FROM accounts WHERE id = $1`
	lockAccount    = selectAccount + ` {for_update}`
	selectByEmail  = `SELECT ` + accountColumns + ` FROM accounts WHERE email_key = $1`
	selectAccounts = `SELECT ` + accountColumns + ` FROM accounts WHERE id > $1 ORDER BY id LIMIT $2`
	insertAccount  = `INSERT INTO accounts (id, email, email_key, name, initials, color, password_hash, zone, locale, week_start, preferences, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`
	updateProfile  = `UPDATE accounts SET name = $1, initials = $2, color = $3, zone = $4, locale = $5, week_start = $6, preferences = $7 WHERE id = $8`
	updateEmail    = `UPDATE accounts SET email = $1, email_key = $2 WHERE id = $3`
	updatePassword = `UPDATE accounts SET password_hash = $1, failed_sign_ins = 0, locked_until = NULL WHERE id = $2`
	updateFailures = `UPDATE accounts SET failed_sign_ins = $1, locked_until = $2 WHERE id = $3`

	sessionColumns = `s.id, s.account_id, s.user_agent, s.address, s.created_at, s.confirmed_at, s.last_seen_at, s.expires_at`
	selectSession  = `SELECT ` + sessionColumns + `, a.disabled_at FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1 AND s.revoked_at IS NULL`
	selectSessions = `SELECT ` + sessionColumns + ` FROM sessions s WHERE s.account_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 ORDER BY s.last_seen_at DESC, s.id`
	insertSession  = `INSERT INTO sessions (id, account_id, token_hash, user_agent, address, created_at, confirmed_at, last_seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	rotateSession       = `UPDATE sessions SET token_hash = $1, confirmed_at = $2 WHERE id = $3 AND account_id = $4 AND revoked_at IS NULL`
	touchSession        = `UPDATE sessions SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $3 AND revoked_at IS NULL`
	revokeSession       = `UPDATE sessions SET revoked_at = $1 WHERE id = $2 AND account_id = $3 AND revoked_at IS NULL`
	revokeOtherSessions = `UPDATE sessions SET revoked_at = $1 WHERE account_id = $2 AND id <> $3 AND revoked_at IS NULL`
	deleteOldSessions   = `DELETE FROM sessions WHERE account_id = $1 AND (expires_at < $2 OR last_seen_at < $3 OR revoked_at < $2)`
	selectLiveSessions  = `SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account_id
		WHERE s.id IN (SELECT value FROM {json_list $1}) AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 AND a.disabled_at IS NULL`

	tokenColumns     = `t.id, t.account_id, t.name, t.prefix, t.scope, t.created_at, t.last_used_at, t.expires_at`
	selectToken      = `SELECT ` + tokenColumns + `, a.disabled_at FROM api_tokens t JOIN accounts a ON a.id = t.account_id WHERE t.token_hash = $1 AND t.revoked_at IS NULL`
	selectTokenByID  = `SELECT ` + tokenColumns + ` FROM api_tokens t WHERE t.id = $1 AND t.account_id = $2 AND t.revoked_at IS NULL`
	selectTokens     = `SELECT ` + tokenColumns + ` FROM api_tokens t WHERE t.account_id = $1 AND t.revoked_at IS NULL ORDER BY t.id DESC`
	countTokens      = `SELECT count(*) FROM api_tokens WHERE account_id = $1 AND revoked_at IS NULL AND expires_at > $2`
	insertToken      = `INSERT INTO api_tokens (id, account_id, name, token_hash, prefix, scope, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	touchToken       = `UPDATE api_tokens SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $3)`
	revokeToken      = `UPDATE api_tokens SET revoked_at = $1 WHERE id = $2 AND account_id = $3 AND revoked_at IS NULL`
	revokeAllTokens  = `UPDATE api_tokens SET revoked_at = $1 WHERE account_id = $2 AND revoked_at IS NULL`
	selectLiveTokens = `SELECT t.id FROM api_tokens t JOIN accounts a ON a.id = t.account_id
		WHERE t.id IN (SELECT value FROM {json_list $1}) AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2) AND a.disabled_at IS NULL`

	insertAudit = `INSERT INTO audit (id, workspace_id, account_id, kind, target, data, address, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
)

// stored is an account with what nobody outside this package sees.
type stored struct {
	Account
	passwordHash string
	failures     int
	lockedUntil  *taskflow.Time
	disabledAt   *taskflow.Time
}

func (s stored) locked(now taskflow.Time) bool { return s.lockedUntil != nil && now < *s.lockedUntil }

type scanner interface{ Scan(dest ...any) error }

func scanAccount(row scanner) (stored, error) {
	var a stored
	var preferences string
	err := row.Scan(&a.ID, &a.Email, &a.Name, &a.Initials, &a.Color, &a.Zone, &a.Locale, &a.WeekStart, &preferences,
		&a.CreatedAt, &a.passwordHash, &a.failures, &a.lockedUntil, &a.disabledAt)
	if err != nil {
		return stored{}, err
	}
	a.Preferences, err = decodePreferences(preferences)
	return a, err
}

// find returns the account that row selects; false when there is none.
func find(row scanner) (stored, bool, error) {
	a, err := scanAccount(row)
	if errors.Is(err, db.ErrNoRows) {
		return stored{}, false, nil
	}
	return a, err == nil, err
}

func scanSession(row scanner, more ...any) (Session, error) {
	var s Session
	err := row.Scan(append([]any{&s.ID, &s.account, &s.UserAgent, &s.Address, &s.CreatedAt, &s.confirmedAt, &s.LastSeenAt, &s.expiresAt}, more...)...)
	return s, err
}

func scanToken(row scanner, more ...any) (Token, error) {
	var t Token
	err := row.Scan(append([]any{&t.ID, &t.account, &t.Name, &t.Prefix, &t.Scope, &t.CreatedAt, &t.LastUsedAt, &t.ExpiresAt}, more...)...)
	return t, err
}

func scanID[T ~string](r *db.Rows) (T, error) {
	var id T
	err := r.Scan(&id)
	return id, err
}

func saveAccount(tx *db.Tx, a Account, hash string) error {
	n, err := tx.ExecCount(insertAccount, a.ID, a.Email, EmailKey(a.Email), a.Name, a.Initials, a.Color, hash,
		a.Zone, a.Locale, a.WeekStart, a.Preferences.encode(), a.CreatedAt)
	if db.IsUnique(err) {
		return errEmailTaken()
	}
	if err == nil && n != 1 {
		err = errors.New("account: the row was not inserted")
	}
	return err
}

func errEmailTaken() error {
	return &taskflow.Error{Kind: taskflow.Conflict, Code: "email_taken", Message: "There is an account with this e-mail address already. Sign in with it instead.",
		Fields: []taskflow.Field{{Field: "email", Code: "email_taken", Message: "There is an account with this e-mail address already."}}}
}

func readSetting(tx *db.Tx, key string) (value string, ok bool, err error) {
	err = tx.QueryRow(selectSetting, key).Scan(&value)
	if errors.Is(err, db.ErrNoRows) {
		return "", false, nil
	}
	return value, err == nil, err
}

// Entry is one line of the audit log.
type Entry struct {
	Workspace taskflow.WorkspaceID // empty for what belongs to none
	Account   taskflow.AccountID   // who did it; empty when nobody is known
	Kind      string               // "noun.verb_in_the_past"
	Target    string               // id of what it was done to
	Data      map[string]any       // ids, roles and numbers; never a text that somebody wrote
	Address   string               // network address it came from
}

// Audit appends a line to the audit log.
func Audit(tx *db.Tx, e Entry) error {
	data := []byte("{}")
	if len(e.Data) > 0 {
		var err error
		if data, err = json.Marshal(e.Data); err != nil {
			return err
		}
	}
	// An id made here differs when the function runs again, which nobody sees:
	// only the last run is committed.
	return tx.Exec(insertAudit, taskflow.NewID(), orNull(string(e.Workspace)), orNull(string(e.Account)), e.Kind, e.Target, string(data), e.Address, tx.Now())
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
