package httpapi

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/importer"
	"taskflow/internal/taskflow"
)

// uploadTime is how long an upload may take, reading it included.
const uploadTime = 10 * time.Minute

type ImportPath struct {
	WS     string            `path:"ws" doc:"Slug or id of the workspace"`
	Import taskflow.ImportID `path:"import"`
}

type listImportsIn struct {
	WS string `path:"ws" doc:"Slug or id of the workspace"`
	PageQuery
}

type uploadImportIn struct {
	WS       string `path:"ws" doc:"Slug or id of the workspace"`
	Source   string `query:"source" required:"true" enum:"trello"`
	Filename string `query:"filename" maxLength:"400" doc:"As the person knows it; only shown"`

	body io.Reader
}

// Resolve takes the body as a stream: a large file never lies in memory. Its
// deadlines are its own.
func (in *uploadImportIn) Resolve(hc huma.Context) []error {
	r, w := humago.Unwrap(hc)
	control, end := http.NewResponseController(w), time.Now().Add(uploadTime)
	// Where the connection knows no deadlines, the general ones stay.
	_ = control.SetReadDeadline(end)
	_ = control.SetWriteDeadline(end.Add(time.Minute))
	in.body = r.Body
	return nil
}

type startImportIn struct {
	ImportPath
	Body importer.StartInput
}

// importsRoutes are imports from other tools.
func (s *server) importsRoutes() {
	const tag = "Imports"
	register(s, route{ID: "list-imports", Method: "GET", Path: "/workspaces/{ws}/imports", Summary: "List your imports, newest first", Tag: tag, Access: inWorkspace, Verb: importer.ReadVerb.Name},
		func(ctx context.Context, in *listImportsIn) (*shown[pageBody[importer.Import]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return showPage(s.Imports.List(ctx, caller(ctx), ws, in.page()))
		})
	register(s, route{ID: "upload-import", Method: "POST", Path: "/workspaces/{ws}/imports", Summary: "Upload an export, as the body itself, and see what it would become; nothing is imported yet", Tag: tag, Access: inWorkspace, Verb: importer.MakeVerb.Name,
		Status: 201, MaxBody: importer.MaxSize, Accepts: []string{"application/json", "application/octet-stream"}},
		func(ctx context.Context, in *uploadImportIn) (*changed[importer.Import], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Imports.Upload(ctx, caller(ctx), ws, importer.UploadInput{Source: in.Source, Filename: in.Filename, Body: in.body}))
		})
	register(s, route{ID: "get-import", Method: "GET", Path: "/workspaces/{ws}/imports/{import}", Summary: "Get an import with its preview, progress and report", Tag: tag, Access: inWorkspace, Verb: importer.ReadVerb.Name},
		func(ctx context.Context, in *ImportPath) (*shown[importer.Import], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return show(s.Imports.Get(ctx, caller(ctx), ws, in.Import))
		})
	register(s, route{ID: "start-import", Method: "POST", Path: "/workspaces/{ws}/imports/{import}/start", Summary: "Import; the project appears when it is whole", Tag: tag, Access: inWorkspace, Verb: importer.StartVerb.Name, Status: 202},
		func(ctx context.Context, in *startImportIn) (*changed[importer.Import], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Imports.Start(ctx, caller(ctx), ws, in.Import, in.Body))
		})
	register(s, route{ID: "undo-import", Method: "POST", Path: "/workspaces/{ws}/imports/{import}/undo", Summary: "Undo an import, or drop an upload", Tag: tag, Access: inWorkspace, Verb: importer.UndoVerb.Name},
		func(ctx context.Context, in *ImportPath) (*changed[importer.Import], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return change(s.Imports.Undo(ctx, caller(ctx), ws, in.Import))
		})
}
