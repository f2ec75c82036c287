package httpapi

import (
	"context"

	"taskflow/internal/comment"
	"taskflow/internal/taskflow"
)

type listCommentsIn struct {
	TaskPath
	PageQuery
}

type createCommentIn struct {
	TaskPath
	Body struct {
		ID   taskflow.CommentID `json:"id,omitempty" doc:"UUIDv7 made by the client"`
		Body string             `json:"body" doc:"Markdown; @name or @[Name](member:ID) mentions"`
	}
}

type updateCommentIn struct {
	CommentPath
	Body struct {
		Body string `json:"body" doc:"Markdown; @name or @[Name](member:ID) mentions"`
	}
}

type reactionIn struct {
	CommentPath
	Emoji string `path:"emoji" doc:"One emoji"`
}

// commentsRoutes are comments and reactions.
func (s *server) commentsRoutes() {
	const tag = "Comments"
	register(s, route{ID: "list-comments", Method: "GET", Path: "/workspaces/{ws}/tasks/{task}/comments", Summary: "List the comments on a task, oldest first", Tag: tag, Access: inWorkspace, Verb: comment.ReadVerb.Name},
		func(ctx context.Context, in *listCommentsIn) (*shown[pageBody[comment.Comment]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.Comments.List(ctx, caller(ctx), ws, in.Task, in.page()))
		})
	register(s, route{ID: "create-comment", Method: "POST", Path: "/workspaces/{ws}/tasks/{task}/comments", Summary: "Comment on a task", Tag: tag, Access: inWorkspace, Verb: comment.CreateVerb.Name, Status: 201},
		func(ctx context.Context, in *createCommentIn) (*changed[comment.Comment], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Comments.Create(ctx, caller(ctx), ws, in.Task, comment.CreateInput{ID: in.Body.ID, Body: in.Body.Body}))
		})
	register(s, route{ID: "update-comment", Method: "PATCH", Path: "/workspaces/{ws}/comments/{comment}", Summary: "Edit a comment of yours", Tag: tag, Access: inWorkspace, Verb: comment.UpdateVerb.Name},
		func(ctx context.Context, in *updateCommentIn) (*changed[comment.Comment], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Comments.Update(ctx, caller(ctx), ws, in.Comment, in.Body.Body))
		})
	register(s, route{ID: "delete-comment", Method: "DELETE", Path: "/workspaces/{ws}/comments/{comment}", Summary: "Put a comment into the trash", Tag: tag, Access: inWorkspace, Verb: comment.DeleteVerb.Name},
		func(ctx context.Context, in *CommentPath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Comments.Delete(ctx, caller(ctx), ws, in.Comment))
		})
	register(s, route{ID: "restore-comment", Method: "POST", Path: "/workspaces/{ws}/comments/{comment}/restore", Summary: "Take a comment out of the trash", Tag: tag, Access: inWorkspace, Verb: comment.RestoreVerb.Name},
		func(ctx context.Context, in *CommentPath) (*changed[comment.Comment], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Comments.Restore(ctx, caller(ctx), ws, in.Comment))
		})
	react := func(ctx context.Context, in *reactionIn, on bool) (*changed[comment.Comment], error) {
		ws, err := s.workspace(ctx, in.WS)
		if err != nil {
			return nil, err
		}
		return change(s.Comments.React(ctx, caller(ctx), ws, in.Comment, in.Emoji, on))
	}
	register(s, route{ID: "add-reaction", Method: "PUT", Path: "/workspaces/{ws}/comments/{comment}/reactions/{emoji}", Summary: "React to a comment", Tag: tag, Access: inWorkspace, Verb: comment.ReactVerb.Name},
		func(ctx context.Context, in *reactionIn) (*changed[comment.Comment], error) {
			return react(ctx, in, true)
		})
	register(s, route{ID: "remove-reaction", Method: "DELETE", Path: "/workspaces/{ws}/comments/{comment}/reactions/{emoji}", Summary: "Take a reaction of yours back", Tag: tag, Access: inWorkspace, Verb: comment.ReactVerb.Name},
		func(ctx context.Context, in *reactionIn) (*changed[comment.Comment], error) {
			return react(ctx, in, false)
		})
}
