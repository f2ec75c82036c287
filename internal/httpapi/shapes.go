package httpapi

import "taskflow/internal/taskflow"

// The parts that inputs embed are exported: huma reads no fields of an embedded
// unexported type, and the handler would get empty ones.

// ProjectPath names a project in the path.
type ProjectPath struct {
	WS      string `path:"ws" doc:"Slug or id of the workspace"`
	Project string `path:"project" doc:"Key or id of the project"`
}

// TaskPath names a task in the path.
type TaskPath struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Task string `path:"task" doc:"Id of the task, or its key such as WEB-42"`
}

// CommentPath names a comment in the path.
type CommentPath struct {
	WS      string             `path:"ws" doc:"Slug or id of the workspace"`
	Comment taskflow.CommentID `path:"comment"`
}

// PageQuery asks for one part of a list.
type PageQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" doc:"next_cursor of the page before"`
}

func (q PageQuery) page() taskflow.Page { return taskflow.Page{Limit: q.Limit, Cursor: q.Cursor} }

// pageBody is one part of a list.
type pageBody[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor" doc:"Ask again with it for the next page; null on the last"`
}

// shown is the answer to a read.
type shown[T any] struct{ Body T }

// changed is the answer to a write: the thing as it is now, and its place in
// the change log.
type changed[T any] struct {
	Cursor string `header:"X-Taskflow-Cursor" doc:"Place of this change in the change log, EPOCH.NUMBER"`
	Body   T
}

// gone is the answer to a write that leaves nothing to show.
type gone struct {
	Cursor string `header:"X-Taskflow-Cursor" doc:"Place of this change in the change log, EPOCH.NUMBER"`
}

func show[T any](body T, err error) (*shown[T], error) {
	if err != nil {
		return nil, err
	}
	return &shown[T]{Body: body}, nil
}

func showPage[T any](items []T, next string, err error) (*shown[pageBody[T]], error) {
	if err != nil {
		return nil, err
	}
	out := pageBody[T]{Items: items}
	if items == nil {
		out.Items = []T{}
	}
	if next != "" {
		out.NextCursor = &next
	}
	return &shown[pageBody[T]]{Body: out}, nil
}

func change[T any](body T, at taskflow.Cursor, err error) (*changed[T], error) {
	if err != nil {
		return nil, err
	}
	return &changed[T]{Cursor: at.String(), Body: body}, nil
}

func drop(at taskflow.Cursor, err error) (*gone, error) {
	if err != nil {
		return nil, err
	}
	return &gone{Cursor: at.String()}, nil
}
