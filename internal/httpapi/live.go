package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"taskflow/internal/live"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

const (
	// eventStream is the media type of Server-Sent Events.
	eventStream = "text/event-stream"
	// streamWrite is how long a client may take to receive one piece.
	streamWrite = 10 * time.Second
	maxClientID = 64
)

func (s *server) liveRoutes() {
	register(s, route{
		ID: "read-changes", Method: http.MethodGet, Path: "/workspaces/{ws}/changes", Summary: "Read the change log after a cursor",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name,
	}, s.readChanges)
	registerStream[streamIn](s, route{
		ID: "stream-changes", Method: http.MethodGet, Path: "/workspaces/{ws}/changes/stream", Summary: "Follow the change log as Server-Sent Events",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name, Produces: eventStream,
	}, s.streamChanges)
	register(s, route{
		ID: "announce-presence", Method: http.MethodPut, Path: "/workspaces/{ws}/presence", Summary: "Say where one is, for half a minute",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name, Status: http.StatusNoContent, ReadOnlyMay: true,
	}, s.announce)
	registerStream[struct{}](s, route{
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

func (s *server) streamChanges(w http.ResponseWriter, r *http.Request) {
	if serve := s.changesFor(w, r); serve != nil {
		s.stream(w, r, serve)
	}
}

// serving writes a stream until it ends.
type serving func(context.Context, live.Output) (live.End, error)

// changesFor reads who wants to hear what; nil when the request was refused.
//
//go:noinline
func (s *server) changesFor(w http.ResponseWriter, r *http.Request) serving {
	reader, since, err := s.streamFrom(r)
	if err != nil {
		s.refuse(w, r, err)
		return nil
	}
	return func(ctx context.Context, out live.Output) (live.End, error) {
		return s.Live.Serve(ctx, reader, since, out)
	}
}

// streamFrom reads who wants to hear what.
func (s *server) streamFrom(r *http.Request) (live.Reader, taskflow.Cursor, error) {
	ctx := r.Context()
	ws, err := s.workspace(ctx, r.PathValue("ws"))
	if err != nil {
		return live.Reader{}, taskflow.Cursor{}, err
	}
	c, query := caller(ctx), r.URL.Query()
	reader := live.Reader{Workspace: ws, Account: c.Account, Session: c.Session, Token: c.Token, Client: query.Get("client_id")}
	if len(reader.Client) > maxClientID {
		var p taskflow.Problems
		p.Add("client_id", "too_long", "This must have at most 64 characters.", map[string]any{"max": maxClientID})
		return reader, taskflow.Cursor{}, p.Err()
	}
	var since taskflow.Cursor
	switch last := r.Header.Get("Last-Event-ID"); {
	case last != "":
		since, err = cursorOf("Last-Event-ID", last)
	case query.Get("since") != "":
		since, err = cursorOf("since", query.Get("since"))
	default:
		since, err = s.Live.Head(ctx, ws)
	}
	return reader, since, err
}

func (s *server) streamMe(w http.ResponseWriter, r *http.Request) {
	c := caller(r.Context())
	s.stream(w, r, func(ctx context.Context, out live.Output) (live.End, error) {
		return s.Live.ServeAccount(ctx, live.Reader{Account: c.Account, Session: c.Session, Token: c.Token}, out)
	})
}

// stream runs serve on the connection. What fails before the first byte is
// answered like any other error.
func (s *server) stream(w http.ResponseWriter, r *http.Request, serve serving) {
	out := &eventOutput{w: w, control: http.NewResponseController(w)}
	// The whole request was read; waiting is what a stream does.
	_ = out.control.SetReadDeadline(time.Time{})
	s.metrics.Streams.Inc()
	defer s.metrics.Streams.Dec()
	end, err := serve(r.Context(), out)
	if end == live.EndSlow {
		s.metrics.Dropped.Inc()
	}
	if err != nil && !out.begun {
		s.refuse(w, r, err)
	}
}

// refuse answers an error outside of huma.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	if !errors.As(s.problem(r.Context(), err), &p) {
		p = newProblem(http.StatusInternalServerError, string(taskflow.Internal), internalDetail)
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	writeProblem(w, r, p)
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
