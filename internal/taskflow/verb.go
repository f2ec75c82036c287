package taskflow

// Verb is one thing that a person may want to do, and who may. The same rows
// decide at run time and print docs/PERMISSIONS.md.
type Verb struct {
	// Name is "noun.verb", the key that routes refer to.
	Name string
	// Says is what it does, for the printed table.
	Says string
	// Workspace lists the workspace roles that may. Empty means that the
	// project role decides.
	Workspace []Role
	// Project is the least project role that may, where a project decides.
	Project ProjectRole
	// Own says that the author of a thing may too, with the project role
	// OwnFrom or more; every role that sees the thing when OwnFrom is empty.
	Own     bool
	OwnFrom ProjectRole
}

// AllowsRole reports whether a workspace role may do v.
func (v Verb) AllowsRole(r Role) bool {
	for _, allowed := range v.Workspace {
		if allowed == r {
			return true
		}
	}
	return false
}

// AllowsProject reports whether a project role may do v.
func (v Verb) AllowsProject(r ProjectRole) bool {
	return v.Project != ProjectNone && r.AtLeast(v.Project)
}

// AllowsOwn reports whether a project role may do v to what is the person's own.
func (v Verb) AllowsOwn(r ProjectRole) bool {
	return v.Own && r != ProjectNone && r.AtLeast(v.OwnFrom)
}

// Refuse is the error for a verb that the caller's role does not permit.
func (v Verb) Refuse() error {
	return &Error{Kind: Denied, Code: "denied", Message: "Your role does not permit this: " + v.Says + ".", Extra: map[string]any{"verb": v.Name}}
}
