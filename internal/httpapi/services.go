package httpapi

import (
	"taskflow/internal/account"
	"taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/importer"
	"taskflow/internal/live"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/workspace"
)

// Services is what the handlers call. The program makes them all; only the
// description of the API is made without any.
type Services struct {
	DB         *db.DB
	Accounts   *account.Service
	Workspaces *workspace.Service
	Projects   *project.Service
	Tasks      *task.Service
	Comments   *comment.Service
	Imports    *importer.Service
	Live       *live.Hub
	// Checks are the components that /health reports beside the database.
	Checks []HealthCheck
	// Auth and Resolver, when set, stand in for the services that know who
	// asks and which workspaces they are in.
	Auth     Authenticator
	Resolver Resolver
}

// edges returns who authenticates and who resolves {ws}.
func (sv Services) edges() (Authenticator, Resolver) {
	auth, resolver := sv.Auth, sv.Resolver
	if auth == nil {
		auth = sv.Accounts
	}
	if resolver == nil {
		resolver = sv.Workspaces
	}
	return auth, resolver
}

// register adds every resource's routes, in the order of the documentation.
func (s *server) register() {
	s.accountsRoutes()
	s.workspacesRoutes()
	s.membersRoutes()
	s.invitesRoutes()
	s.labelsRoutes()
	s.projectsRoutes()
	s.columnsRoutes()
	s.tasksRoutes()
	s.commentsRoutes()
	s.activityRoutes()
	s.myTasksRoutes()
	s.trashRoutes()
	s.importsRoutes()
	s.liveRoutes()
	s.bootstrapRoutes()
}
