package httpapi

import (
	"taskflow/internal/db"
)

// Services is what the handlers call. Which of them may be missing is not a
// question at run time: app makes them all; only the description of the API is
// made without any.
type Services struct {
	DB *db.DB
	// Checks are the components that /health reports beside the database.
	Checks []HealthCheck
	// Auth and Workspace, when set, stand in for the services that know who
	// asks and which workspaces they are in.
	Auth      Authenticator
	Workspace Resolver
}

// edges returns who authenticates and who resolves {ws}.
func (sv Services) edges() (Authenticator, Resolver) {
	return sv.Auth, sv.Workspace
}

// register adds every resource's routes, in the order of the documentation.
func (s *server) register() {
}
