package importer

import (
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// The verbs of imports: importing makes a project, so who may do that may
// import. An import is seen by who uploaded it and by those who manage the
// workspace.
var (
	ReadVerb  = taskflow.Verb{Name: "import.read", Says: "see one's own imports; who manages the workspace sees all", Workspace: project.Make.Workspace}
	MakeVerb  = taskflow.Verb{Name: "import.create", Says: "upload an export and see what it would become", Workspace: project.Make.Workspace}
	StartVerb = taskflow.Verb{Name: "import.start", Says: "import one's own upload", Workspace: project.Make.Workspace}
	UndoVerb  = taskflow.Verb{Name: "import.undo", Says: "undo one's own import; who manages the workspace may undo all", Workspace: project.Make.Workspace}
)

// Verbs is everything that can be done with imports, and who may.
var Verbs = []taskflow.Verb{ReadVerb, MakeVerb, StartVerb, UndoVerb}

// permit decides about a verb on an import; owner is empty for a new one.
func permit(verb taskflow.Verb, actor taskflow.Actor, owner taskflow.MemberID) error {
	if !verb.AllowsRole(actor.Role) {
		return verb.Refuse()
	}
	if owner != "" && owner != actor.Member && !actor.Role.Manages() {
		return taskflow.Missing("import")
	}
	return nil
}
