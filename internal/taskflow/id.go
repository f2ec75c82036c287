package taskflow

import (
	"github.com/google/uuid"
)

// The ids of the product are UUIDv7 in their canonical text form, made by the
// server or by a client before it sends its first request.
type (
	// AccountID names a person who can sign in.
	AccountID string
	// WorkspaceID names a workspace, the unit of isolation.
	WorkspaceID string
	// MemberID names a person inside one workspace.
	MemberID string
	// ProjectID names a project.
	ProjectID string
	// ColumnID names a column of a project's workflow.
	ColumnID string
	// TaskID names a task.
	TaskID string
	// CommentID names a comment.
	CommentID string
	// LabelID names a label.
	LabelID string
	// SessionID names a signed-in session.
	SessionID string
	// TokenID names an API token.
	TokenID string
	// InviteID names an invitation.
	InviteID string
	// ImportID names one run of an importer.
	ImportID string
	// JobID names a row of the job table.
	JobID string
	// MutationID is the idempotency key of one write.
	MutationID string
)

// NewID returns a fresh UUIDv7. It is called outside transactions, whose
// functions may run again.
func NewID() string {
	return uuid.Must(uuid.NewV7()).String()
}

// ValidID reports whether s is a UUID in canonical lower-case text form, the
// only form in which ids are stored and compared.
func ValidID(s string) bool {
	if len(s) != 36 {
		return false
	}
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}
