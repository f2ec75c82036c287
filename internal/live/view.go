package live

import (
	"strings"

	"taskflow/internal/changes"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// view is what decides who sees which rows of a workspace at one moment. It is
// not changed once it is loaded.
type view struct {
	roles   map[taskflow.MemberID]taskflow.Role
	members map[taskflow.AccountID]taskflow.MemberID
	known   map[taskflow.ProjectID]project.Visibility
	grants  map[grant]taskflow.ProjectRole
}

type grant struct {
	project taskflow.ProjectID
	member  taskflow.MemberID
}

func newView() *view {
	return &view{
		roles: map[taskflow.MemberID]taskflow.Role{}, members: map[taskflow.AccountID]taskflow.MemberID{},
		known: map[taskflow.ProjectID]project.Visibility{}, grants: map[grant]taskflow.ProjectRole{},
	}
}

// sees reports whether a member may have rows of a scope. A scope that is not
// understood is nobody's.
func (v *view) sees(m taskflow.MemberID, scope changes.Scope) bool {
	role, here := v.roles[m]
	if !here {
		return false
	}
	kind, id, _ := strings.Cut(string(scope), ":")
	switch kind {
	case "w":
		return true
	case "m":
		return role != taskflow.Guest
	case "u":
		return taskflow.MemberID(id) == m
	case "p":
		return v.seesProject(m, role, taskflow.ProjectID(id))
	}
	return false
}

func (v *view) seesProject(m taskflow.MemberID, role taskflow.Role, p taskflow.ProjectID) bool {
	visibility, known := v.known[p]
	return known && project.RoleIn(role, visibility, v.grants[grant{p, m}]) != taskflow.ProjectNone
}

// mayMove reports whether a row can change what somebody sees.
func mayMove(k changes.Kind) bool {
	switch k {
	case changes.Workspace, changes.Member, changes.Project, changes.ProjectMember:
		return true
	}
	return false
}

// sight is how a piece of the log is looked at: by what everybody sees at its
// end or later.
type sight struct {
	view *view
	// fetches are the rows, in the piece and after it, that tell somebody to
	// fetch a project.
	fetches []fetch
}

type fetch struct {
	project taskflow.ProjectID
	scope   changes.Scope
	seq     int64
}

// sees is view.sees, except that rows of a project are left out for those who
// are told later to fetch it: they may be from before these could see it, and
// what came of them is in the fetch.
func (s sight) sees(m taskflow.MemberID, scope changes.Scope, seq int64) bool {
	if !s.view.sees(m, scope) {
		return false
	}
	for _, f := range s.fetches {
		if f.seq > seq && changes.InProject(f.project) == scope && s.view.sees(m, f.scope) {
			return false
		}
	}
	return true
}
