package comment

import (
	"taskflow/internal/taskflow"
)

// The verbs of comments.
var (
	ReadVerb    = taskflow.Verb{Name: "comment.read", Says: "read comments", Project: taskflow.ProjectViewer}
	CreateVerb  = taskflow.Verb{Name: "comment.create", Says: "comment on a task", Project: taskflow.ProjectCommenter}
	UpdateVerb  = taskflow.Verb{Name: "comment.update", Says: "edit one's own comment", Own: true, OwnFrom: taskflow.ProjectCommenter}
	DeleteVerb  = taskflow.Verb{Name: "comment.delete", Says: "delete one's own comment, or as project admin any", Project: taskflow.ProjectAdmin, Own: true, OwnFrom: taskflow.ProjectCommenter}
	RestoreVerb = taskflow.Verb{Name: "comment.restore", Says: "restore one's own deleted comment, or as project admin any", Project: taskflow.ProjectAdmin, Own: true, OwnFrom: taskflow.ProjectCommenter}
	ReactVerb   = taskflow.Verb{Name: "comment.react", Says: "react to a comment", Project: taskflow.ProjectCommenter}
)

// Verbs is everything that can be done to comments, and who may.
var Verbs = []taskflow.Verb{ReadVerb, CreateVerb, UpdateVerb, DeleteVerb, RestoreVerb, ReactVerb}

// require decides whether somebody with a role in the project may do a verb to
// a comment. Authors may only as long as they may comment at all, as OwnFrom says.
func require(verb taskflow.Verb, role taskflow.ProjectRole, author *taskflow.MemberID, self taskflow.MemberID) error {
	if role == taskflow.ProjectNone {
		return taskflow.Missing("comment")
	}
	if verb.AllowsProject(role) {
		return nil
	}
	if author != nil && *author == self && verb.AllowsOwn(role) {
		return nil
	}
	return verb.Refuse()
}
