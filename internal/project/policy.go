package project

import "taskflow/internal/taskflow"

var (
	everyone  = []taskflow.Role{taskflow.Owner, taskflow.Admin, taskflow.Normal, taskflow.Guest}
	notGuests = []taskflow.Role{taskflow.Owner, taskflow.Admin, taskflow.Normal}
)

// Everyone lists all roles of a workspace, for verbs whose answer holds only
// what the asker may see.
func Everyone() []taskflow.Role { return everyone }

// The verbs of projects.
var (
	List         = taskflow.Verb{Name: "project.list", Says: "see the projects that one may see", Workspace: everyone}
	Make         = taskflow.Verb{Name: "project.create", Says: "create a project", Workspace: notGuests}
	Read         = taskflow.Verb{Name: "project.read", Says: "see a project, its columns, members and activity", Project: taskflow.ProjectViewer}
	Favour       = taskflow.Verb{Name: "project.favourite", Says: "mark a project as a favourite", Project: taskflow.ProjectViewer}
	Change       = taskflow.Verb{Name: "project.update", Says: "change a project's name, key, looks or visibility, and archive it", Project: taskflow.ProjectAdmin}
	Remove       = taskflow.Verb{Name: "project.delete", Says: "delete a project", Project: taskflow.ProjectAdmin}
	BringBack    = taskflow.Verb{Name: "project.restore", Says: "restore a deleted project", Project: taskflow.ProjectAdmin}
	SetMember    = taskflow.Verb{Name: "project.set_member", Says: "add a member to a project or change the role", Project: taskflow.ProjectAdmin}
	DropMember   = taskflow.Verb{Name: "project.remove_member", Says: "remove a member from a project; everyone may remove themselves", Project: taskflow.ProjectAdmin, Own: true}
	MakeColumn   = taskflow.Verb{Name: "column.create", Says: "add a column", Project: taskflow.ProjectAdmin}
	ChangeColumn = taskflow.Verb{Name: "column.update", Says: "rename, recolour, reorder, limit or archive a column", Project: taskflow.ProjectAdmin}
	DropColumn   = taskflow.Verb{Name: "column.delete", Says: "delete a column", Project: taskflow.ProjectAdmin}
)

// Verbs is everything that can be done to projects, and who may.
var Verbs = []taskflow.Verb{List, Make, Read, Favour, Change, Remove, BringBack, SetMember, DropMember, MakeColumn, ChangeColumn, DropColumn}

// RoleIn decides what a member of a workspace may do in a project. Explicit is
// the role of the member's own row in the project, "" for none.
func RoleIn(role taskflow.Role, visibility Visibility, explicit taskflow.ProjectRole) taskflow.ProjectRole {
	switch role {
	case taskflow.Owner, taskflow.Admin:
		return taskflow.ProjectAdmin
	case taskflow.Normal:
		if explicit.Valid() {
			return explicit
		}
		if visibility == VisibleToWorkspace {
			return taskflow.ProjectEditor
		}
	case taskflow.Guest:
		if explicit.Valid() {
			return explicit
		}
	}
	return taskflow.ProjectNone
}

// Require refuses a verb that the role does not permit: not found for those
// who see nothing, denied for those who see.
func Require(verb taskflow.Verb, role taskflow.ProjectRole) error {
	if role == taskflow.ProjectNone {
		return taskflow.Missing("project")
	}
	if !verb.AllowsProject(role) {
		return verb.Refuse()
	}
	return nil
}
