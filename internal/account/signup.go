package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"strings"

	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// The keys of instance settings.
const (
	settingOwner      = "owner_account" // id of the first account; its row is what makes it the first
	settingSetupCode  = "setup_code"
	settingSignUpOpen = "sign_up_open"
)

// Instance is what anybody may know about this installation.
type Instance struct {
	SetupRequired     bool // nobody has an account yet
	SetupCodeRequired bool // and the first needs the code printed at start
	SignUpOpen        bool // anybody may make an account, without an invite
}

// Instance returns the state of the installation.
func (s *Service) Instance(ctx context.Context) (Instance, error) {
	var i Instance
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		i, err = s.instance(tx)
		return err
	})
	return i, err
}

func (s *Service) instance(tx *db.Tx) (Instance, error) {
	_, owned, err := readSetting(tx, settingOwner)
	if err != nil {
		return Instance{}, err
	}
	open, _, err := readSetting(tx, settingSignUpOpen)
	if err != nil {
		return Instance{}, err
	}
	return Instance{SetupRequired: !owned, SetupCodeRequired: !owned && s.options.NeedSetupCode, SignUpOpen: open == "true"}, nil
}

// SetSignUpOpen lets anybody make an account, or nobody without an invite. It
// is the operator's to decide.
func (s *Service) SetSignUpOpen(ctx context.Context, open bool) error {
	value := "false"
	if open {
		value = "true"
	}
	return s.db.UpdateAccount(ctx, func(tx *db.Tx) error {
		if now, _, err := readSetting(tx, settingSignUpOpen); err != nil || (now == "true") == open {
			return err
		}
		if err := tx.Exec(upsertSetting, settingSignUpOpen, value); err != nil {
			return err
		}
		return Audit(tx, Entry{Kind: "instance.sign_up_open", Data: map[string]any{"open": open}, Address: operator})
	})
}

// operator is the address of what is done on the server itself.
const operator = "operator"

// SetupCode returns the one-time code that the first visitor needs, making it
// if there is none, and "" when none is needed. It is printed at every start
// until the owner has an account; every process of an installation prints the
// same.
func (s *Service) SetupCode(ctx context.Context) (string, error) {
	fresh := newSetupCode()
	code := ""
	ensure := func(tx *db.Tx) error {
		i, err := s.instance(tx)
		if err != nil || !i.SetupCodeRequired {
			return err
		}
		var ok bool
		if code, ok, err = readSetting(tx, settingSetupCode); err != nil || ok {
			return err
		}
		code = fresh
		_, err = tx.ExecCount(insertSetting, settingSetupCode, fresh)
		return err
	}
	err := s.db.UpdateAccount(ctx, ensure)
	if db.IsUnique(err) { // another process was faster
		err = s.db.UpdateAccount(ctx, ensure)
	}
	return code, err
}

// setupLetters leaves out what is easily misread.
const setupLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"

func newSetupCode() string {
	var b strings.Builder
	for b.Len() < 11 {
		if b.Len() == 5 {
			b.WriteByte('-')
		}
		one := make([]byte, 1)
		rand.Read(one)
		// 240 is the largest multiple of 30 in a byte: each letter is equally likely.
		if one[0] < 240 {
			b.WriteByte(setupLetters[int(one[0])%len(setupLetters)])
		}
	}
	return b.String()
}

func sameCode(a, b string) bool {
	plain := func(s string) string {
		return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
	}
	return subtle.ConstantTimeCompare([]byte(plain(a)), []byte(plain(b))) == 1
}

// SignUpInput is what a newcomer tells.
type SignUpInput struct {
	Name      string
	Email     string
	Password  string
	SetupCode string
	Client    Client
}

// Newcomer is an account that is ready to be saved: validated, its password
// hashed, its first session made.
type Newcomer struct {
	service *Service
	setup   string
	hash    string
	invited bool
	client  Client
	SignedIn
}

// Welcome prepares a new account outside of any transaction. Invited says that
// a valid invite was shown; without one, sign-up is for the first person, and
// for all when the operator opened it. The newcomer exists once Save has
// committed.
//
// Errors: Invalid with fields; Denied (sign_up_closed, setup_code_required,
// wrong_setup_code); Limited.
func (s *Service) Welcome(ctx context.Context, in SignUpInput, invited bool) (*Newcomer, error) {
	now := s.db.Now()
	if err := s.addresses.take("sign-up "+addressKey(in.Client.Address), now); err != nil {
		return nil, err
	}
	n := &Newcomer{service: s, setup: in.SetupCode, invited: invited, client: in.Client}
	// Asked before the costly part, and again where it counts.
	if err := s.db.View(ctx, func(tx *db.Tx) error { _, err := n.admit(tx); return err }); err != nil {
		return nil, err
	}
	a, err := newAccount(in.Name, in.Email, in.Password, now)
	if err != nil {
		return nil, err
	}
	if n.hash, err = s.hasher.hash(ctx, in.Password); err != nil {
		return nil, err
	}
	session, secret := newSession(a.ID, in.Client, now)
	n.SignedIn = SignedIn{Account: a, Session: session, Secret: secret}
	return n, nil
}

func newAccount(name, email, password string, now taskflow.Time) (Account, error) {
	var p taskflow.Problems
	a := Account{ID: taskflow.AccountID(taskflow.NewID()), Zone: "UTC", Locale: "en", WeekStart: 1, Preferences: DefaultPreferences(), CreatedAt: now}
	a.Name = cleanName(&p, "name", name)
	a.Email = CleanEmail(&p, "email", email)
	checkPassword(&p, "password", password, a.Name, a.Email, strings.Split(a.Email, "@")[0])
	a.Initials, a.Color = InitialsOf(a.Name), ColorFor(string(a.ID))
	return a, p.Err()
}

// admit decides whether somebody may make an account now.
func (n *Newcomer) admit(tx *db.Tx) (first bool, err error) {
	i, err := n.service.instance(tx)
	switch {
	case err != nil:
		return false, err
	case !i.SetupRequired:
		if !n.invited && !i.SignUpOpen {
			return false, taskflow.Errorf(taskflow.Denied, "You need an invite to make an account here.").WithCode("sign_up_closed")
		}
		return false, nil
	case !i.SetupCodeRequired:
		return true, nil
	case n.setup == "":
		return false, taskflow.Errorf(taskflow.Denied, "Enter the setup code that the server printed when it started.").WithCode("setup_code_required")
	}
	code, ok, err := readSetting(tx, settingSetupCode)
	if err == nil && (!ok || !sameCode(code, n.setup)) {
		err = taskflow.Errorf(taskflow.Denied, "This is not the setup code that the server printed when it started.").WithCode("wrong_setup_code")
	}
	return err == nil, err
}

// Save makes the account and its first session within tx.
//
// Errors: those of Welcome; Conflict (email_taken).
func (n *Newcomer) Save(tx *db.Tx) error {
	first, err := n.admit(tx)
	if err != nil {
		return err
	}
	if first {
		if err := claimFirst(tx, n.Account.ID); err != nil {
			return err
		}
	}
	if err := saveAccount(tx, n.Account, n.hash); err != nil {
		return err
	}
	if err := saveSession(tx, n.Session, n.Secret); err != nil {
		return err
	}
	return Audit(tx, Entry{Kind: "account.created", Account: n.Account.ID, Target: string(n.Account.ID), Address: n.client.Address,
		Data: map[string]any{"first": first, "invited": n.invited}})
}

// claimFirst makes an account the first one. Of several at the same moment the
// key of the settings table lets one through.
func claimFirst(tx *db.Tx, id taskflow.AccountID) error {
	_, err := tx.ExecCount(insertSetting, settingOwner, string(id))
	if db.IsUnique(err) {
		return taskflow.Errorf(taskflow.Denied, "Somebody else has just set this server up. Ask them for an invite.").WithCode("sign_up_closed")
	}
	if err != nil {
		return err
	}
	return tx.Exec(deleteSetting, settingSetupCode)
}

// SignUp makes an account that joins nothing yet.
//
// Errors: those of Welcome and Save.
func (s *Service) SignUp(ctx context.Context, in SignUpInput) (SignedIn, error) {
	n, err := s.Welcome(ctx, in, false)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.db.UpdateAccount(ctx, n.Save); err != nil {
		return SignedIn{}, err
	}
	return n.SignedIn, nil
}

// IsEmailTaken reports whether err says that an address is in use.
func IsEmailTaken(err error) bool {
	var e *taskflow.Error
	return errors.As(err, &e) && e.Code == "email_taken"
}
