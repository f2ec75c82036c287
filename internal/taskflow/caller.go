package taskflow

// Role is a member's place in a workspace.
type Role string

// The roles of a workspace, most powerful first.
const (
	Owner  Role = "owner"
	Admin  Role = "admin"
	Normal Role = "member"
	Guest  Role = "guest"
)

// Valid reports whether r is one of the four roles.
func (r Role) Valid() bool {
	switch r {
	case Owner, Admin, Normal, Guest:
		return true
	}
	return false
}

// Manages reports whether r administers the workspace.
func (r Role) Manages() bool { return r == Owner || r == Admin }

// ProjectRole is what a member may do in one project. The empty role sees
// nothing.
type ProjectRole string

// The roles of a project, most powerful first.
const (
	ProjectAdmin     ProjectRole = "admin"
	ProjectEditor    ProjectRole = "editor"
	ProjectCommenter ProjectRole = "commenter"
	ProjectViewer    ProjectRole = "viewer"
	ProjectNone      ProjectRole = ""
)

var projectRank = map[ProjectRole]int{ProjectViewer: 1, ProjectCommenter: 2, ProjectEditor: 3, ProjectAdmin: 4}

// Valid reports whether r is one of the four project roles.
func (r ProjectRole) Valid() bool { return projectRank[r] > 0 }

// AtLeast reports whether r may do everything that least may.
func (r ProjectRole) AtLeast(least ProjectRole) bool { return projectRank[r] >= projectRank[least] }

// Caller is who asks for an operation: an account, through a session or an
// API token. What it may do in a workspace is decided inside the transaction.
type Caller struct {
	Account  AccountID
	Session  SessionID  // empty for a token
	Token    TokenID    // empty for a session
	ReadOnly bool       // a token with the read scope
	Mutation MutationID // idempotency key of this call; empty when the client sent none
	Trace    string     // W3C traceparent of the request
	Address  string     // network address, for the audit log
}

// Actor is a caller inside one workspace, loaded within the transaction that
// it acts in.
type Actor struct {
	Account   AccountID
	Workspace WorkspaceID
	Member    MemberID
	Role      Role
}

// Cursor is a place in a workspace's change log. Numbers of different epochs
// cannot be compared.
type Cursor struct {
	Epoch string
	Seq   int64
}
