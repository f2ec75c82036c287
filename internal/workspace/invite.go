package workspace

import (
	"time"

	"taskflow/internal/taskflow"
)

// Invite is a link by which people join a workspace. Its secret is shown once.
type Invite struct {
	ID             taskflow.InviteID  `json:"id"`
	Role           taskflow.Role      `json:"role" enum:"admin,member,guest"`
	CreatedBy      taskflow.MemberID  `json:"created_by"`
	CreatedAt      taskflow.Time      `json:"created_at"`
	ExpiresAt      taskflow.Time      `json:"expires_at"`
	MaxUses        *int               `json:"max_uses"`
	Uses           int                `json:"uses"`
	RevokedAt      *taskflow.Time     `json:"revoked_at"`
	ClaimsMemberID *taskflow.MemberID `json:"claims_member_id"`
}

// InviteInput is what a person says of a new invite.
type InviteInput struct {
	Role           taskflow.Role     `json:"role"`
	ExpiresInDays  int               `json:"expires_in_days"`
	MaxUses        *int              `json:"max_uses"`
	ClaimsMemberID taskflow.MemberID `json:"claims_member_id,omitempty"`
}

// InvitePreview is what somebody who holds the link sees before joining.
type InvitePreview struct {
	WorkspaceName string        `json:"workspace_name"`
	Role          taskflow.Role `json:"role" enum:"admin,member,guest"`
	InvitedBy     string        `json:"invited_by"`
	ExpiresAt     taskflow.Time `json:"expires_at"`
	ClaimsName    *string       `json:"claims_name,omitempty" doc:"The imported person whose place one takes"`
}

const (
	defaultInviteDays = 7
	maxInviteDays     = 30
	maxInviteUses     = 1000
	maxOpenInvites    = 200
)

func (in InviteInput) clean() (InviteInput, error) {
	var p taskflow.Problems
	if in.Role == "" {
		in.Role = taskflow.Normal
	}
	if !in.Role.Valid() || in.Role == taskflow.Owner {
		p.Add("role", "unknown_role", "Invite somebody as admin, member or guest.", nil)
	}
	if in.ExpiresInDays == 0 {
		in.ExpiresInDays = defaultInviteDays
	}
	if in.ExpiresInDays < 1 || in.ExpiresInDays > maxInviteDays {
		p.Add("expires_in_days", "out_of_range", "An invite lasts from 1 to 30 days.", map[string]any{"min": 1, "max": maxInviteDays})
	}
	if in.MaxUses != nil && (*in.MaxUses < 1 || *in.MaxUses > maxInviteUses) {
		p.Add("max_uses", "out_of_range", "An invite can be used from 1 to 1,000 times.", map[string]any{"min": 1, "max": maxInviteUses})
	}
	if in.ClaimsMemberID != "" {
		if !taskflow.ValidID(string(in.ClaimsMemberID)) {
			p.Add("claims_member_id", "bad_id", "An id is a UUID in lower case.", nil)
		}
		// One place can be taken by one person.
		one := 1
		in.MaxUses = &one
	}
	return in, p.Err()
}

// open reports whether the invite can still be used.
func (i Invite) open(now taskflow.Time) bool {
	return i.RevokedAt == nil && now < i.ExpiresAt && (i.MaxUses == nil || i.Uses < *i.MaxUses)
}

// errInvite answers for every invite that cannot be used, so that nobody
// learns which ones there were.
func errInvite() error {
	return taskflow.Errorf(taskflow.NotFound, "This invite cannot be used any more. Ask for a new one.").WithCode("invite_invalid")
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
