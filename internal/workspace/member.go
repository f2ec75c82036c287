package workspace

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/account"
	"taskflow/internal/taskflow"
)

// Member is a person inside one workspace. This is also the row of the change
// log, which everybody in the workspace reads, guests included: it carries no
// e-mail address.
type Member struct {
	ID          taskflow.MemberID   `json:"id"`
	AccountID   *taskflow.AccountID `json:"account_id,omitempty"`
	Name        string              `json:"name"`
	Initials    string              `json:"initials"`
	Color       string              `json:"color"`
	Role        taskflow.Role       `json:"role" enum:"owner,admin,member,guest"`
	Placeholder bool                `json:"placeholder" doc:"Came with an import and has no account"`
	RemovedAt   *taskflow.Time      `json:"removed_at"`
	JoinedAt    taskflow.Time       `json:"joined_at"`

	email string
}

// Email returns the member's address, for those who may see it; empty when none
// is known.
func (m Member) Email() string { return m.email }

// Active reports whether the member belongs to the workspace today.
func (m Member) Active() bool { return m.RemovedAt == nil }

// PlaceholderInput is what an import knows of a person.
type PlaceholderInput struct {
	ID    taskflow.MemberID // made outside the transaction
	Name  string
	Email string // may be empty
}

func (in PlaceholderInput) member(now taskflow.Time) Member {
	name := oneLine(in.Name)
	if name == "" {
		name = "Someone"
	}
	var p taskflow.Problems
	email := account.CleanEmail(&p, "email", in.Email)
	return Member{
		ID: in.ID, Name: name, Initials: account.InitialsOf(name), Color: account.ColorFor(string(in.ID)),
		Role: taskflow.Normal, Placeholder: true, JoinedAt: now, email: email,
	}
}

// oneLine makes a foreign name storable: control characters become spaces and
// it is cut to the longest name.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	if rs := []rune(s); len(rs) > taskflow.MaxName {
		s = string(rs[:taskflow.MaxName])
	}
	return s
}
