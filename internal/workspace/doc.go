// Package workspace is the unit of isolation and the people in it: workspaces,
// their members and roles, invites by link, and the labels that all projects
// of a workspace share.
//
// Invariants:
//   - A workspace that is not deleted has at least one owner who can sign in.
//   - A member's row is never deleted: what they wrote keeps their name. Removed
//     means removed_at; invited again they are the same member.
//   - An account has at most one member row in a workspace. A row without an
//     account is a placeholder that an import made, until an invite claims it.
//   - An invite holds only while somebody who could make it today stands behind
//     it: removing or demoting its maker revokes it.
//
// Every write of another module begins with Authorise, which reads the member
// within the writing transaction.
//
// It owns the tables workspaces, members, invites and labels, and emits rows of
// the kinds workspace, member, label and me.
package workspace
