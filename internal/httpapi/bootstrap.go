package httpapi

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/telemetry"
	"taskflow/internal/workspace"
)

const (
	ndjson = "application/x-ndjson"
	// bootstrapChunk is how many tasks travel in one line.
	bootstrapChunk = 500
	// bootstrapRead bounds one transaction; long ones keep SQLite's write-ahead
	// log from being emptied.
	bootstrapRead = 100 * time.Millisecond
	// bootstrapClosed is how far back closed tasks are part of it.
	bootstrapClosed = 30 * 24 * time.Hour
	// bootstrapsAtOnce bounds the work of a crowd that comes back together.
	bootstrapsAtOnce = 8
	bootstrapWait    = 20 * time.Second
)

func (s *server) bootstrapRoutes() {
	s.bootstraps = make(chan struct{}, bootstrapsAtOnce)
	register(s, route{
		ID: "bootstrap", Method: http.MethodGet, Path: "/workspaces/{ws}/bootstrap", Summary: "Load a workspace, or one project of it, to follow the change log from there",
		Tag: "Live", Access: inWorkspace, Verb: workspace.Read.Name, Produces: ndjson,
	}, s.bootstrap)
}

type bootstrapIn struct {
	WS      string `path:"ws" doc:"Slug or id of the workspace"`
	Project string `query:"project" maxLength:"36" doc:"Key or id of one project; its rows alone"`
}

// bootstrapLine is one line of the answer.
type bootstrapLine struct {
	Kind  string `json:"kind"`
	Epoch string `json:"epoch,omitempty"`
	Seq   *int64 `json:"seq,omitempty"`
	Rows  any    `json:"rows,omitempty"`
}

type meRow struct {
	Member  taskflow.MemberID  `json:"member_id"`
	Role    taskflow.Role      `json:"role"`
	Account taskflow.AccountID `json:"account_id"`
}

// bootstrap reads the workspace as the caller sees it. The cursor comes first:
// what changes while the rest is read is told again by the log, whose rows hold
// whole values, so that hearing of something twice does no harm.
func (s *server) bootstrap(ctx context.Context, in *bootstrapIn) (*huma.StreamResponse, error) {
	ws, err := s.workspace(ctx, in.WS)
	if err != nil {
		return nil, err
	}
	leave, err := s.enterBootstrap(ctx)
	if err != nil {
		return nil, err
	}
	b := &bootstrapper{db: s.DB, ws: ws, account: caller(ctx).Account, only: in.Project}
	head, err := b.begin(ctx)
	if err != nil {
		leave()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer leave()
		r, w := humago.Unwrap(hc)
		out := newLines(w, r)
		defer out.close()
		if err := b.write(hc.Context(), head, out); err != nil {
			// The missing last line tells the client; here it is for the log.
			telemetry.FromContext(hc.Context()).Err = err
		}
	}}, nil
}

func (s *server) enterBootstrap(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(bootstrapWait)
	defer timer.Stop()
	select {
	case s.bootstraps <- struct{}{}:
		return func() { <-s.bootstraps }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, &taskflow.Error{Kind: taskflow.Unavailable, Message: "Many people are loading just now. Please try again in a moment.", Extra: map[string]any{"retry_after": 2}}
	}
}

// bootstrapper reads one workspace in short transactions.
type bootstrapper struct {
	db      *db.DB
	ws      taskflow.WorkspaceID
	account taskflow.AccountID
	only    string // reference of one project; empty for all

	projects []project.Project
	closed   bool // open tasks are done, closed ones follow
	at       int  // index into projects
	after    taskflow.TaskID
	start    taskflow.Time // closed tasks from here on
	closedAt taskflow.Time // of the last one that was read in this project
}

// begin reads everything but the tasks, in one transaction.
func (b *bootstrapper) begin(ctx context.Context) ([]bootstrapLine, error) {
	var lines []bootstrapLine
	err := b.db.View(ctx, func(tx *db.Tx) error {
		lines = lines[:0]
		add := func(kind changes.Kind, rows any, n int) {
			if n > 0 {
				lines = append(lines, bootstrapLine{Kind: string(kind), Rows: rows})
			}
		}
		cursor, err := changes.Head(tx, b.ws)
		if err != nil {
			return err
		}
		lines = append(lines, bootstrapLine{Kind: "cursor", Epoch: cursor.Epoch, Seq: &cursor.Seq})
		actor, err := b.see(tx)
		if err != nil {
			return err
		}
		if b.only == "" {
			if err := b.people(tx, actor, add); err != nil {
				return err
			}
		}
		return b.boards(tx, actor, add)
	})
	b.start = b.db.Now().Add(-bootstrapClosed)
	b.closedAt = b.start
	return lines, err
}

// see loads who asks and the projects that they see now.
func (b *bootstrapper) see(tx *db.Tx) (taskflow.Actor, error) {
	actor, err := workspace.Authorise(tx, b.ws, b.account)
	if err != nil {
		return actor, err
	}
	if b.only != "" {
		p, role, err := project.Find(tx, actor, b.only)
		p.MyRole = role
		b.projects = []project.Project{p}
		return actor, err
	}
	b.projects, err = project.Visible(tx, actor)
	return actor, err
}

func (b *bootstrapper) people(tx *db.Tx, actor taskflow.Actor, add func(changes.Kind, any, int)) error {
	add(workspace.Me, []meRow{{actor.Member, actor.Role, actor.Account}}, 1)
	w, err := workspace.Find(tx, b.ws)
	if err != nil {
		return err
	}
	add(changes.Workspace, []workspace.Workspace{w}, 1)
	members, err := workspace.Members(tx, b.ws)
	if err != nil {
		return err
	}
	add(changes.Member, members, len(members))
	labels, err := workspace.Labels(tx, b.ws)
	add(changes.Label, labels, len(labels))
	return err
}

func (b *bootstrapper) boards(tx *db.Tx, actor taskflow.Actor, add func(changes.Kind, any, int)) error {
	ids := make([]taskflow.ProjectID, len(b.projects))
	for i := range b.projects {
		ids[i] = b.projects[i].ID
	}
	// The log has no role of the reader's in its rows, so neither has this.
	rows := make([]project.Project, len(b.projects))
	for i, p := range b.projects {
		p.MyRole = taskflow.ProjectNone
		rows[i] = p
	}
	add(changes.Project, rows, len(rows))
	members, err := project.MembersOf(tx, b.ws, ids)
	if err != nil {
		return err
	}
	add(changes.ProjectMember, members, len(members))
	if b.only == "" {
		favourites, err := project.Favourites(tx, b.ws, actor.Member)
		if err != nil {
			return err
		}
		add(changes.Favourite, favourites, len(favourites))
	}
	columns, err := project.ColumnsOf(tx, b.ws, ids)
	add(changes.Column, columns, len(columns))
	return err
}

// write sends what begin read, then the tasks, then the last line.
func (b *bootstrapper) write(ctx context.Context, head []bootstrapLine, out *lines) error {
	for _, l := range head {
		if err := out.write(l); err != nil {
			return err
		}
	}
	if err := out.flush(); err != nil {
		return err
	}
	for done := false; !done; {
		var rows []task.Task
		err := b.db.View(ctx, func(tx *db.Tx) (err error) {
			before := *b
			if rows, done, err = b.tasks(tx); err != nil {
				*b = before
			}
			return err
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			continue
		}
		if err := out.write(bootstrapLine{Kind: string(changes.Task), Rows: rows}); err != nil {
			return err
		}
		if err := out.flush(); err != nil {
			return err
		}
	}
	if err := out.write(bootstrapLine{Kind: "end"}); err != nil {
		return err
	}
	return out.flush()
}

// tasks reads the next tasks. Whose project is no longer to be seen is left out.
func (b *bootstrapper) tasks(tx *db.Tx) (rows []task.Task, done bool, err error) {
	began := time.Now()
	listed := b.projects
	if _, err := b.see(tx); err != nil {
		return nil, false, err
	}
	seen := map[taskflow.ProjectID]bool{}
	for _, p := range b.projects {
		seen[p.ID] = true
	}
	b.projects = listed
	since := b.closedAt
	for len(rows) < bootstrapChunk && time.Since(began) < bootstrapRead {
		if b.at == len(b.projects) {
			if b.closed {
				return rows, true, nil
			}
			b.closed, b.at, b.after = true, 0, ""
			continue
		}
		p := b.projects[b.at]
		var page []task.Task
		if seen[p.ID] {
			if b.closed {
				page, err = task.ListClosedForBootstrap(tx, b.ws, p, since, b.after, bootstrapChunk)
			} else {
				page, err = task.ListOpenForBootstrap(tx, b.ws, p, b.after, bootstrapChunk)
			}
			if err != nil {
				return nil, false, err
			}
		}
		rows = append(rows, page...)
		if len(page) < bootstrapChunk {
			b.at, b.after, since = b.at+1, "", b.start
			continue
		}
		last := page[len(page)-1]
		b.after = last.ID
		if b.closed {
			since = *last.ClosedAt
		}
	}
	b.closedAt = since
	return rows, false, nil
}

// lines writes NDJSON, compressed when the client takes that.
type lines struct {
	w       io.Writer
	zip     *gzip.Writer
	control *http.ResponseController
}

func newLines(w http.ResponseWriter, r *http.Request) *lines {
	l := &lines{w: w, control: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", ndjson)
	h.Set("X-Accel-Buffering", "no")
	h.Add("Vary", "Accept-Encoding")
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		l.zip = gzips.Get().(*gzip.Writer)
		l.zip.Reset(w)
		l.w = l.zip
	}
	return l
}

func (l *lines) write(line bootstrapLine) error {
	// A client that reads slowly gets as long as it goes on reading.
	_ = l.control.SetWriteDeadline(time.Now().Add(30 * time.Second))
	return json.NewEncoder(l.w).Encode(line)
}

func (l *lines) flush() error {
	if l.zip != nil {
		if err := l.zip.Flush(); err != nil {
			return err
		}
	}
	return l.control.Flush()
}

func (l *lines) close() {
	if l.zip != nil {
		_ = l.zip.Close()
		gzips.Put(l.zip)
	}
}
