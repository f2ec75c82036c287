package httpapi

import (
	"context"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

type listProjectsIn struct {
	WS string `path:"ws" doc:"Slug or id of the workspace"`
}

type createProjectIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Body struct {
		ID          taskflow.ProjectID `json:"id,omitempty" doc:"UUIDv7 made by the client"`
		Key         string             `json:"key" doc:"Short name in capitals, such as WEB"`
		Name        string             `json:"name"`
		Color       string             `json:"color,omitempty"`
		Icon        string             `json:"icon,omitempty"`
		Description string             `json:"description,omitempty"`
		Visibility  project.Visibility `json:"visibility,omitempty" doc:"workspace or private"`
	}
}

type updateProjectIn struct {
	ProjectPath
	Body project.UpdateInput
}

type favouriteIn struct {
	ProjectPath
	Body *struct {
		Rank string `json:"rank,omitempty" doc:"Order among the favourites; the end when absent"`
	}
}

type setProjectMemberIn struct {
	ProjectPath
	Member taskflow.MemberID `path:"member"`
	Body   struct {
		Role taskflow.ProjectRole `json:"role" doc:"admin, editor, commenter or viewer"`
	}
}

type projectMemberIn struct {
	ProjectPath
	Member taskflow.MemberID `path:"member"`
}

// projectsRoutes are projects, their favourites and their members.
func (s *server) projectsRoutes() {
	const tag = "Projects"
	register(s, route{ID: "list-projects", Method: "GET", Path: "/workspaces/{ws}/projects", Summary: "List the projects that you see", Tag: tag, Access: inWorkspace, Verb: project.List.Name},
		func(ctx context.Context, in *listProjectsIn) (*shown[pageBody[project.Project]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			items, err := s.Projects.List(ctx, caller(ctx), ws)
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-project", Method: "POST", Path: "/workspaces/{ws}/projects", Summary: "Create a project with the usual columns", Tag: tag, Access: inWorkspace, Verb: project.Make.Name, Status: 201},
		func(ctx context.Context, in *createProjectIn) (*changed[project.Project], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			b := in.Body
			return change(s.Projects.Create(ctx, caller(ctx), ws, project.CreateInput{
				ID: b.ID, Key: b.Key, Name: b.Name, Color: b.Color, Icon: b.Icon, Description: b.Description, Visibility: b.Visibility,
			}))
		})
	register(s, route{ID: "get-project", Method: "GET", Path: "/workspaces/{ws}/projects/{project}", Summary: "Get a project", Tag: tag, Access: inWorkspace, Verb: project.Read.Name},
		func(ctx context.Context, in *ProjectPath) (*shown[project.Project], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return show(s.Projects.Get(ctx, caller(ctx), ws, in.Project))
		})
	register(s, route{ID: "update-project", Method: "PATCH", Path: "/workspaces/{ws}/projects/{project}", Summary: "Change a project; an old key keeps working", Tag: tag, Access: inWorkspace, Verb: project.Change.Name},
		func(ctx context.Context, in *updateProjectIn) (*changed[project.Project], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Projects.Update(ctx, caller(ctx), ws, in.Project, in.Body))
		})
	register(s, route{ID: "delete-project", Method: "DELETE", Path: "/workspaces/{ws}/projects/{project}", Summary: "Put a project into the trash", Tag: tag, Access: inWorkspace, Verb: project.Remove.Name},
		func(ctx context.Context, in *ProjectPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Projects.Delete(ctx, caller(ctx), ws, in.Project))
		})
	register(s, route{ID: "restore-project", Method: "POST", Path: "/workspaces/{ws}/projects/{project}/restore", Summary: "Take a project out of the trash", Tag: tag, Access: inWorkspace, Verb: project.BringBack.Name},
		func(ctx context.Context, in *ProjectPath) (*changed[project.Project], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Projects.Restore(ctx, caller(ctx), ws, in.Project))
		})
	s.favouriteRoutes(tag)
	s.projectMemberRoutes(tag)
}

func (s *server) favouriteRoutes(tag string) {
	register(s, route{ID: "add-favourite", Method: "PUT", Path: "/workspaces/{ws}/projects/{project}/favourite", Summary: "Make a project a favourite of yours", Tag: tag, Access: inWorkspace, Verb: project.Favour.Name},
		func(ctx context.Context, in *favouriteIn) (*changed[project.Favourite], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			rank := ""
			if in.Body != nil {
				rank = in.Body.Rank
			}
			return change(s.Projects.SetFavourite(ctx, caller(ctx), ws, in.Project, rank))
		})
	register(s, route{ID: "remove-favourite", Method: "DELETE", Path: "/workspaces/{ws}/projects/{project}/favourite", Summary: "Make a project no favourite of yours", Tag: tag, Access: inWorkspace, Verb: project.Favour.Name},
		func(ctx context.Context, in *ProjectPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Projects.UnsetFavourite(ctx, caller(ctx), ws, in.Project))
		})
}

func (s *server) projectMemberRoutes(tag string) {
	register(s, route{ID: "list-project-members", Method: "GET", Path: "/workspaces/{ws}/projects/{project}/members", Summary: "List the members with a role of their own in a project", Tag: tag, Access: inWorkspace, Verb: project.Read.Name},
		func(ctx context.Context, in *ProjectPath) (*shown[pageBody[project.Member]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			items, err := s.Projects.Members(ctx, caller(ctx), ws, in.Project)
			return showPage(items, "", err)
		})
	register(s, route{ID: "set-project-member", Method: "PUT", Path: "/workspaces/{ws}/projects/{project}/members/{member}", Summary: "Add a member to a project, or change the role", Tag: tag, Access: inWorkspace, Verb: project.SetMember.Name},
		func(ctx context.Context, in *setProjectMemberIn) (*changed[project.Member], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Projects.SetMember(ctx, caller(ctx), ws, in.Project, in.Member, in.Body.Role))
		})
	register(s, route{ID: "remove-project-member", Method: "DELETE", Path: "/workspaces/{ws}/projects/{project}/members/{member}", Summary: "Remove a member from a project", Tag: tag, Access: inWorkspace, Verb: project.DropMember.Name},
		func(ctx context.Context, in *projectMemberIn) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Projects.RemoveMember(ctx, caller(ctx), ws, in.Project, in.Member))
		})
}
