package httpapi

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/live"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// site is the real services behind a real HTTP server.
type site struct {
	testing.TB
	Services
	edge   *Server
	base   string
	ws     taskflow.WorkspaceID
	owner  taskflow.Caller
	people int
	secret map[taskflow.AccountID]string
}

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	accounts := account.New(d, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}, Logger: log})
	tasks := task.New(d)
	s := &site{TB: t, secret: map[taskflow.AccountID]string{}, Services: Services{
		DB: d, Accounts: accounts, Workspaces: workspace.New(d, accounts), Projects: project.New(d), Tasks: tasks,
		Comments: comment.New(d, tasks), Live: live.New(d, live.Options{Alive: account.Alive, Log: log}),
	}}
	s.Workspaces.Wire(tasks.Wiring())
	s.edge = New(Config{Log: log, PerMinute: 1 << 30}, s.Services)
	s.Live.Start()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := NewHTTPServer(s.edge.Handler(), log)
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() {
		s.edge.Drain()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Errorf("the server did not stop: %v", err)
		}
		<-done
		s.Live.Stop()
	})
	s.base = "http://" + l.Addr().String()
	s.owner = s.person("")
	mine, err := s.Workspaces.Mine(context.Background(), s.owner.Account)
	if err != nil || len(mine) != 1 {
		t.Fatalf("%v %v", mine, err)
	}
	s.ws = mine[0].ID
	return s
}

// person signs up: the first makes the workspace, others come by invite.
func (s *site) person(role taskflow.Role) taskflow.Caller {
	s.Helper()
	ctx := context.Background()
	s.people++
	in := workspace.SignUpInput{SignUpInput: account.SignUpInput{Email: fmt.Sprintf("p%d@example.org", s.people), Name: fmt.Sprint("Person ", s.people), Password: "plum lantern ferry"}, WorkspaceName: "Acme"}
	if role != "" {
		_, secret, _, err := s.Workspaces.Invite(ctx, s.owner, s.ws, workspace.InviteInput{Role: role})
		if err != nil {
			s.Fatal(err)
		}
		in.WorkspaceName, in.InviteToken = "", secret
	}
	in.Client.Address = fmt.Sprintf("192.0.2.%d", s.people)
	signed, err := s.Workspaces.SignUp(ctx, in)
	if err != nil {
		s.Fatal(err)
	}
	s.secret[signed.Account.ID] = signed.Secret
	return taskflow.Caller{Account: signed.Account.ID, Session: signed.Session.ID, Address: in.Client.Address}
}

func (s *site) request(ctx context.Context, c taskflow.Caller, method, path, body string, headers ...string) *http.Response {
	s.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, s.base+"/api/v1/workspaces/"+string(s.ws)+path, in)
	if err != nil {
		s.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Cookie", "taskflow="+s.secret[c.Account])
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	return res
}

func (s *site) project(key string, visibility project.Visibility) project.Project {
	s.Helper()
	p, _, err := s.Projects.Create(context.Background(), s.owner, s.ws, project.CreateInput{Key: key, Name: key, Visibility: visibility})
	if err != nil {
		s.Fatal(err)
	}
	return p
}

func (s *site) task(p project.Project, title string) (task.Detail, taskflow.Cursor) {
	s.Helper()
	d, c, err := s.Tasks.Create(context.Background(), s.owner, s.ws, task.CreateInput{ProjectID: string(p.ID), Title: title, Description: "about " + title})
	if err != nil {
		s.Fatal(err)
	}
	return d, c
}

// follow reads a stream and hands each event over.
func (s *site) follow(ctx context.Context, c taskflow.Caller, query string, headers ...string) <-chan [2]string {
	s.Helper()
	res := s.request(ctx, c, "GET", "/changes/stream"+query, "", headers...)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" || res.Header.Get("Cache-Control") != "no-store" {
		b, _ := io.ReadAll(res.Body)
		s.Fatalf("%d %v %s", res.StatusCode, res.Header, b)
	}
	out := make(chan [2]string, 1000)
	go func() {
		defer close(out)
		defer res.Body.Close()
		var name, data string
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "event":
				name = value
			case "data":
				data = value
			case "":
				if name != "" {
					out <- [2]string{name, data}
				}
				name, data = "", ""
			}
		}
	}()
	return out
}

func (s *site) next(events <-chan [2]string, name string) string {
	s.Helper()
	timeout := time.After(5 * time.Second)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				s.Fatalf("the stream ended before a %s", name)
			}
			if e[0] == name {
				return e[1]
			}
		case <-timeout:
			s.Fatalf("no %s came", name)
		}
	}
}

func TestStreamOverHTTP(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p, secret := s.project("WEB", project.VisibleToWorkspace), s.project("SEC", project.Private)
		other, guest := s.person(taskflow.Normal), s.person(taskflow.Guest)
		first, at := s.task(p, "first")
		mine := s.follow(t.Context(), other, "")
		s.next(mine, "heartbeat")
		theirs := s.follow(t.Context(), guest, "?since="+at.String())
		s.next(theirs, "heartbeat")
		_, _ = s.task(secret, "hidden")
		_, at2 := s.task(p, "second")
		change := s.next(mine, "change")
		for !strings.Contains(change, "second") {
			if strings.Contains(change, "hidden") {
				t.Fatalf("a private project is shown: %s", change)
			}
			change = s.next(mine, "change")
		}
		if !strings.Contains(change, fmt.Sprintf(`"seq":%d`, at2.Seq)) || !strings.Contains(change, `"description":"about second"`) {
			t.Errorf("change: %s", change)
		}
		// Last-Event-ID wins over since, and brings what was missed.
		again := s.follow(t.Context(), other, "?since="+at2.String(), "Last-Event-ID", taskflow.Cursor{Epoch: at.Epoch, Seq: at.Seq - 1}.String())
		if got := s.next(again, "change"); !strings.Contains(got, string(first.ID)) {
			t.Errorf("resumed with %s", got)
		}
		// Adding the guest shows the project from then on.
		members, _, _, err := s.Workspaces.Members(t.Context(), s.owner, s.ws, taskflow.Page{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range members {
			if m.AccountID != nil && *m.AccountID == guest.Account {
				if _, _, err := s.Projects.SetMember(t.Context(), s.owner, s.ws, "WEB", m.ID, taskflow.ProjectViewer); err != nil {
					t.Fatal(err)
				}
			}
		}
		if got := s.next(theirs, "change"); !strings.Contains(got, `"op":"fetch"`) || !strings.Contains(got, string(p.ID)) {
			t.Errorf("the guest heard %s", got)
		}
		_, _ = s.task(p, "third")
		if got := s.next(theirs, "change"); !strings.Contains(got, "third") {
			t.Errorf("the guest heard %s", got)
		}
		// Presence goes through the API and comes back in the stream.
		res := s.request(t.Context(), other, "PUT", "/presence", fmt.Sprintf(`{"client_id":"c1","project_id":%q,"task_id":null,"typing":true}`, p.ID))
		if res.StatusCode != 204 {
			b, _ := io.ReadAll(res.Body)
			t.Errorf("presence: %d %s", res.StatusCode, b)
		}
		if got := s.next(theirs, "presence"); !strings.Contains(got, `"client_id":"c1"`) || !strings.Contains(got, `"task_id":null,"typing":true`) {
			t.Errorf("presence: %s", got)
		}
		if res := s.request(t.Context(), guest, "PUT", "/presence", fmt.Sprintf(`{"client_id":"g","project_id":%q}`, secret.ID)); res.StatusCode != 404 {
			t.Errorf("presence in a project that is not seen: %d", res.StatusCode)
		}
		// A revoked session ends its streams within a second.
		began := time.Now()
		if err := s.Accounts.RevokeSession(t.Context(), other, other.Session); err != nil {
			t.Fatal(err)
		}
		for range mine {
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("the stream of a revoked session ended after %v", took)
		}
		if res := s.request(t.Context(), other, "GET", "/changes/stream", ""); res.StatusCode != 401 {
			t.Errorf("a revoked session listens: %d", res.StatusCode)
		}
	})
}

func TestStreamsEndWithoutAServerThatWaits(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.Open(t, dbtest.Options(t, db.SQLite, nil)))
	events := s.follow(t.Context(), s.owner, "")
	s.next(events, "heartbeat")
	began := time.Now()
	s.edge.Drain()
	for range events {
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("draining took %v", took)
	}
	res := s.request(t.Context(), s.owner, "GET", "/changes/stream", "")
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Errorf("a late stream: %d %v", res.StatusCode, res.Header)
	}
}

func TestBadCursors(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.Open(t, dbtest.Options(t, db.SQLite, nil)))
	for path, want := range map[string]string{
		"/changes/stream?since=nonsense": "bad_cursor",
		"/changes?since=x.-1":            "bad_cursor",
		"/changes":                       "invalid",
		"/changes?since=other.0":         "reset",
	} {
		res := s.request(t.Context(), s.owner, "GET", path, "")
		var p Problem
		if err := json.NewDecoder(res.Body).Decode(&p); err != nil || p.Code != want {
			t.Errorf("%s: %d %q, want %q", path, res.StatusCode, p.Code, want)
		}
	}
}

// load reads a bootstrap into kind → id → row.
func (s *site) load(c taskflow.Caller, query string) (map[string]map[string]map[string]any, taskflow.Cursor) {
	s.Helper()
	res := s.request(s.Context(), c, "GET", "/bootstrap"+query, "")
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != ndjson || !res.Uncompressed {
		b, _ := io.ReadAll(res.Body)
		s.Fatalf("%d %v %s", res.StatusCode, res.Header, b)
	}
	out := map[string]map[string]map[string]any{}
	var at taskflow.Cursor
	ended := false
	for dec := json.NewDecoder(res.Body); ; {
		var l struct {
			Kind, Epoch string
			Seq         int64
			Rows        []map[string]any
		}
		if err := dec.Decode(&l); err == io.EOF {
			break
		} else if err != nil {
			s.Fatal(err)
		}
		switch {
		case l.Kind == "cursor":
			at = taskflow.Cursor{Epoch: l.Epoch, Seq: l.Seq}
		case l.Kind == "end":
			ended = true
		case at.Epoch == "" || ended:
			s.Fatalf("%s lies outside of the cursor and the end", l.Kind)
		}
		for _, row := range l.Rows {
			id, _ := row["id"].(string)
			if out[l.Kind] == nil {
				out[l.Kind] = map[string]map[string]any{}
			}
			if out[l.Kind][id] != nil {
				s.Errorf("%s %s came twice", l.Kind, id)
			}
			out[l.Kind][id] = row
		}
	}
	if !ended {
		s.Fatal("the bootstrap has no end")
	}
	return out, at
}

func TestBootstrap(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		web, secret := s.project("WEB", project.VisibleToWorkspace), s.project("SEC", project.Private)
		guest := s.person(taskflow.Guest)
		done := map[string]bool{}
		for i := range 30 {
			x, _ := s.task(web, fmt.Sprint("task ", i))
			if i%3 == 0 {
				if _, _, err := s.Tasks.Complete(t.Context(), s.owner, s.ws, string(x.ID)); err != nil {
					t.Fatal(err)
				}
				done[string(x.ID)] = true
			}
		}
		hidden, last := s.task(secret, "hidden")
		all, at := s.load(s.owner, "")
		if at != last {
			t.Errorf("cursor %v, want %v", at, last)
		}
		if n := len(all["task"]); n != 31 || len(all["project"]) != 2 || len(all["member"]) != 2 || len(all["workspace"]) != 1 || len(all["me"]) != 1 || len(all["column"]) < 4 {
			t.Errorf("%d tasks, %d projects, %d members, %d columns", n, len(all["project"]), len(all["member"]), len(all["column"]))
		}
		for id, row := range all["task"] {
			if _, has := row["description"]; has || row["has_description"] != true {
				t.Errorf("a description travels: %v", row)
			}
			if (row["closed_at"] != nil) != done[id] {
				t.Errorf("task %s closed at %v", id, row["closed_at"])
			}
		}
		one, _ := s.load(s.owner, "?project=SEC")
		if len(one["task"]) != 1 || one["task"][string(hidden.ID)] == nil || len(one["project"]) != 1 || one["member"] != nil || one["me"] != nil {
			t.Errorf("one project: %v", one)
		}
		none, _ := s.load(guest, "")
		if len(none["task"])+len(none["project"])+len(none["column"])+len(none["project_member"]) != 0 || len(none["member"]) != 2 {
			t.Errorf("a guest loads %v", none)
		}
		if res := s.request(t.Context(), guest, "GET", "/bootstrap?project=WEB", ""); res.StatusCode != 404 {
			t.Errorf("a guest loads a project: %d", res.StatusCode)
		}
	})
}

// TestBootstrapAndLogAgree loads while others write, follows the log from the
// bootstrap's cursor, and must end with what a fresh bootstrap says.
func TestBootstrapAndLogAgree(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		p := s.project("WEB", project.VisibleToWorkspace)
		var writers sync.WaitGroup
		written := make(chan struct{}, 200)
		for i := range 3 {
			writers.Go(func() {
				for j := range 20 {
					x, _ := s.task(p, fmt.Sprint(i, " ", j))
					if _, _, err := s.Tasks.Update(context.Background(), s.owner, s.ws, string(x.ID), task.UpdateInput{Title: taskflow.Some(fmt.Sprint("renamed ", i, j))}); err != nil {
						t.Error(err)
					}
					written <- struct{}{}
				}
			})
		}
		for range 10 {
			<-written
		}
		rows, at := s.load(s.owner, "")
		writers.Wait()
		state := rows["task"]
		for more := true; more; {
			res := s.request(t.Context(), s.owner, "GET", "/changes?limit=7&since="+at.String(), "")
			var page struct {
				Items []struct {
					Rows []struct {
						Kind, ID, Op string
						Data         map[string]any
					}
				}
				Cursor string
				More   bool
			}
			if err := json.NewDecoder(res.Body).Decode(&page); err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Items {
				for _, r := range c.Rows {
					switch {
					case r.Kind != "task":
					case r.Op == "put":
						state[r.ID] = r.Data
					default:
						for k, v := range r.Data {
							state[r.ID][k] = v
						}
					}
				}
			}
			at, _ = taskflow.ParseCursor(page.Cursor)
			more = page.More
		}
		want, head := s.load(s.owner, "")
		if at != head || len(state) != len(want["task"]) || len(state) != 60 {
			t.Fatalf("%d tasks at %v, want %d at %v", len(state), at, len(want["task"]), head)
		}
		for id, row := range want["task"] {
			if state[id]["title"] != row["title"] || state[id]["key"] != row["key"] || state[id]["rank"] != row["rank"] {
				t.Errorf("task %s is %v, want %v", id, state[id], row)
			}
		}
	})
}

// BenchmarkThousandStreams measures, over real connections, how long one
// change takes to the last of 1,000 streams and what a stream costs. The
// clients are in this process too: what they cost is measured against a
// listener that does nothing, and taken off.
func BenchmarkThousandStreams(b *testing.B) {
	const streams = 1000
	d, err := db.Open(b.Context(), db.Options{DataDir: b.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	s := newSite(b, d)
	p := s.project("WEB", project.VisibleToWorkspace)
	arrived := make(chan time.Time, streams)
	begin := memory()
	crowd(b, idleListener(b, streams), streams, "x", arrived)
	clients := memory() - begin
	begin = memory()
	crowd(b, strings.TrimPrefix(s.base, "http://"), streams, fmt.Sprintf("GET /api/v1/workspaces/%s/changes/stream HTTP/1.1\r\nHost: x\r\nCookie: taskflow=%s\r\n\r\n", s.ws, s.secret[s.owner.Account]), arrived)
	cost := memory() - begin - clients
	var waits []time.Duration
	for b.Loop() {
		_, _ = s.task(p, "x")
		committed := time.Now()
		var last time.Time
		for range streams {
			if at := <-arrived; at.After(last) {
				last = at
			}
		}
		waits = append(waits, last.Sub(committed))
		time.Sleep(30 * time.Millisecond)
	}
	slices.Sort(waits)
	b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(cost)/streams/1024, "kB/stream")
}

// idleListener accepts n connections, greets each, and keeps them.
func idleListener(b *testing.B, n int) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var kept []net.Conn
	go func() {
		for range n {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("event: heartbeat\n\n"))
			kept = append(kept, conn)
		}
	}()
	b.Cleanup(func() {
		l.Close()
		for _, conn := range kept {
			conn.Close()
		}
	})
	return l.Addr().String()
}

// crowd opens n connections and says when a change arrives on one of them.
func crowd(b *testing.B, address string, n int, hello string, arrived chan<- time.Time) {
	for range n {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, hello); err != nil {
			b.Fatal(err)
		}
		ready := make(chan struct{})
		go func() {
			buf := make([]byte, 2048)
			joined := false
			for {
				n, err := conn.Read(buf)
				if err != nil {
					return
				}
				if !joined && bytes.Contains(buf[:n], []byte("heartbeat")) {
					joined = true
					close(ready)
				}
				if bytes.Contains(buf[:n], []byte("event: change")) {
					arrived <- time.Now()
				}
			}
		}()
		<-ready
	}
}

// memory is what the program holds, in bytes.
func memory() int64 {
	for range 6 { // each halves the stacks that reading the database made
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}
