package httpapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

type trashIn struct {
	WS string `path:"ws" doc:"Slug or id of the workspace"`
	PageQuery
}

// trashRoutes is what was deleted and can be restored.
func (s *server) trashRoutes() {
	register(s, route{ID: "list-trash", Method: "GET", Path: "/workspaces/{ws}/trash", Summary: "List what was deleted and can be restored by you, newest first", Tag: "Trash", Access: inWorkspace, Verb: task.TrashVerb.Name},
		func(ctx context.Context, in *trashIn) (*shown[pageBody[project.TrashItem]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.trash(ctx, ws, in.page()))
		})
}

// trashTies is how many things deleted in one millisecond a page may hold
// beyond its size, since the next page begins with an earlier one.
const trashTies = 100

// trash merges what the modules have in the trash.
func (s *server) trash(ctx context.Context, ws taskflow.WorkspaceID, page taskflow.Page) ([]project.TrashItem, string, error) {
	before, _, err := page.Before()
	if err != nil {
		return nil, "", err
	}
	var all []project.TrashItem
	for _, list := range []func(context.Context, taskflow.Caller, taskflow.WorkspaceID, taskflow.Time, int) ([]project.TrashItem, error){
		s.Projects.Trash, s.Tasks.Trash, s.Comments.Trash,
	} {
		items, err := list(ctx, caller(ctx), ws, before, page.Size()+trashTies)
		if err != nil {
			return nil, "", err
		}
		all = append(all, items...)
	}
	slices.SortStableFunc(all, func(a, b project.TrashItem) int { return cmp.Compare(b.DeletedAt, a.DeletedAt) })
	end := page.Size()
	for end < len(all) && all[end].DeletedAt == all[end-1].DeletedAt {
		end++
	}
	if len(all) <= end {
		return all, "", nil
	}
	last := all[end-1]
	return all[:end], taskflow.PageCursor(strconv.FormatInt(int64(last.DeletedAt), 10), last.ID), nil
}
