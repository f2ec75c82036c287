package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/live"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

const (
	// eventStream is the media type of Server-Sent Events.
	eventStream = "text/event-stream"
	// streamWrite is how long a client may take to receive one piece.
	streamWrite = 10 * time.Second
)

func (s *server) liveRoutes() {
	register(s, route{
		ID: "read-changes", Method: http.MethodGet, Path: "/workspaces/{ws}/changes", Summary: "Read the change log after a cursor",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name,
	}, s.readChanges)
	register(s, route{
		ID: "stream-changes", Method: http.MethodGet, Path: "/workspaces/{ws}/changes/stream", Summary: "Follow the change log as Server-Sent Events",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name, Produces: eventStream,
	}, s.streamChanges)
	register(s, route{
		ID: "announce-presence", Method: http.MethodPut, Path: "/workspaces/{ws}/presence", Summary: "Say where one is, for half a minute",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name, Status: http.StatusNoContent, ReadOnlyMay: true,
	}, s.announce)
	register(s, route{
		ID: "stream-me", Method: http.MethodGet, Path: "/me/stream", Summary: "Hear when the account or its workspaces change, as Server-Sent Events",
		Tag: "Account", Access: signedIn, Produces: eventStream,
	}, s.streamMe)
}

type changesIn struct {
	WS    string `path:"ws" doc:"Slug or id of the workspace"`
	Since string `query:"since" required:"true" maxLength:"64" doc:"Cursor, EPOCH.SEQ"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"200"`
}

type changesOut struct {
	Body struct {
		Items  []json.RawMessage `json:"items" doc:"Changes as in the stream, without those that hold nothing for the reader"`
		Cursor string            `json:"cursor" doc:"Where to read on"`
		More   bool              `json:"more" doc:"Whether the log goes on"`
	}
}

func (s *server) readChanges(ctx context.Context, in *changesIn) (*changesOut, error) {
	since, err := cursorOf("since", in.Since)
	if err != nil {
		return nil, err
	}
	ws, err := s.workspace(ctx, in.WS)
	if err != nil {
		return nil, err
	}
	page, err := s.Live.Read(ctx, ws, caller(ctx).Account, since, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &changesOut{}
	out.Body.Items, out.Body.Cursor, out.Body.More = page.Items, page.Cursor.String(), page.More
	return out, nil
}

// cursorOf reads a cursor and names the field that is wrong.
func cursorOf(field, text string) (taskflow.Cursor, error) {
	c, err := taskflow.ParseCursor(text)
	var e *taskflow.Error
	if errors.As(err, &e) {
		e.Fields = []taskflow.Field{{Field: field, Code: e.Code, Message: e.Message}}
	}
	return c, err
}

type streamIn struct {
	WS     string `path:"ws" doc:"Slug or id of the workspace"`
	Since  string `query:"since" maxLength:"64" doc:"Cursor, EPOCH.SEQ; the present when absent"`
	Last   string `header:"Last-Event-ID" maxLength:"64" doc:"Sent by browsers that reconnect; wins over since"`
	Client string `query:"client_id" maxLength:"64" doc:"The presence that ends with this stream"`
}

func (s *server) streamChanges(ctx context.Context, in *streamIn) (*huma.StreamResponse, error) {
	ws, err := s.workspace(ctx, in.WS)
	if err != nil {
		return nil, err
	}
	var since taskflow.Cursor
	switch {
	case in.Last != "":
		since, err = cursorOf("Last-Event-ID", in.Last)
	case in.Since != "":
		since, err = cursorOf("since", in.Since)
	default:
		since, err = s.Live.Head(ctx, ws)
	}
	if err != nil {
		return nil, err
	}
	c := caller(ctx)
	reader := live.Reader{Workspace: ws, Account: c.Account, Session: c.Session, Token: c.Token, Client: in.Client}
	return s.stream(func(ctx context.Context, out live.Output) (live.End, error) {
		return s.Live.Serve(ctx, reader, since, out)
	}), nil
}

func (s *server) streamMe(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	c := caller(ctx)
	reader := live.Reader{Account: c.Account, Session: c.Session, Token: c.Token}
	return s.stream(func(ctx context.Context, out live.Output) (live.End, error) {
		return s.Live.ServeAccount(ctx, reader, out)
	}), nil
}

// stream runs serve on the connection. What fails before the first byte is
// answered like any other error.
func (s *server) stream(serve func(context.Context, live.Output) (live.End, error)) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		ctx := hc.Context()
		out := &eventOutput{w: w, control: http.NewResponseController(w)}
		// The whole request was read; waiting is what a stream does.
		_ = out.control.SetReadDeadline(time.Time{})
		s.metrics.Streams.Inc()
		defer s.metrics.Streams.Dec()
		end, err := serve(ctx, out)
		if end == live.EndSlow {
			s.metrics.Dropped.Inc()
		}
		var p *Problem
		if err != nil && !out.begun && errors.As(s.problem(ctx, err), &p) {
			if p.Status == http.StatusServiceUnavailable {
				w.Header().Set("Retry-After", "1")
			}
			writeProblem(w, r, p)
		}
	}}
}

// eventOutput writes to a client within a deadline and sends at once.
type eventOutput struct {
	w       http.ResponseWriter
	control *http.ResponseController
	begun   bool
}

// Write sends p; it fails when the client does not take it in time.
func (o *eventOutput) Write(p []byte) (int, error) {
	if !o.begun {
		o.begun = true
		h := o.w.Header()
		h.Set("Content-Type", eventStream)
		h.Set("X-Accel-Buffering", "no") // nginx must not collect events
		o.w.WriteHeader(http.StatusOK)
	}
	if err := o.control.SetWriteDeadline(time.Now().Add(streamWrite)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := o.w.Write(p)
	if err != nil {
		return n, err
	}
	return n, o.control.Flush()
}

type presenceIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Body struct {
		Client  string  `json:"client_id" minLength:"1" maxLength:"64" doc:"Made by the client, one for each open page"`
		Project *string `json:"project_id,omitempty" nullable:"true" format:"uuid"`
		Task    *string `json:"task_id,omitempty" nullable:"true" format:"uuid"`
		Typing  bool    `json:"typing,omitempty"`
	}
}

func (s *server) announce(ctx context.Context, in *presenceIn) (*struct{}, error) {
	ws, err := s.workspace(ctx, in.WS)
	if err != nil {
		return nil, err
	}
	p := live.Presence{Client: in.Body.Client, Typing: in.Body.Typing}
	if in.Body.Project != nil {
		p.Project = taskflow.ProjectID(*in.Body.Project)
		if in.Body.Task != nil {
			p.Task = taskflow.TaskID(*in.Body.Task)
		}
	}
	return nil, s.Live.Announce(ctx, ws, caller(ctx).Account, p)
}

// drainStreams asks those who listen to come back elsewhere.
func (s *server) drainStreams() {
	if s.Live != nil {
		s.Live.Drain()
	}
}
