package live

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

const (
	presenceChannel = "taskflow_presence"
	// presenceLife is how long a client is present after it last said so.
	presenceLife = 30 * time.Second
	// maxClients bounds what one member may announce at a time.
	maxClients = 16
)

// Presence is one client of one member, and where it is.
type Presence struct {
	Member  taskflow.MemberID  `json:"member_id"`
	Client  string             `json:"client_id"`
	Project taskflow.ProjectID `json:"project_id"`
	Task    taskflow.TaskID    `json:"task_id"`
	Typing  bool               `json:"typing"`

	gone  bool
	until time.Time
}

// MarshalJSON writes null for a place that the client is not at.
func (p Presence) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Member  taskflow.MemberID   `json:"member_id"`
		Client  string              `json:"client_id"`
		Project *taskflow.ProjectID `json:"project_id"`
		Task    *taskflow.TaskID    `json:"task_id"`
		Typing  bool                `json:"typing"`
	}{p.Member, p.Client, orNil(p.Project), orNil(p.Task), p.Typing})
}

func orNil[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

// people is who is present, by workspace and client.
type people struct {
	mu sync.Mutex
	in map[taskflow.WorkspaceID]map[string]Presence
}

func (p *people) init() { p.in = map[taskflow.WorkspaceID]map[string]Presence{} }

// put records a presence; it reports whether others see a difference.
func (p *people) put(ws taskflow.WorkspaceID, e Presence, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := string(e.Member) + " " + e.Client
	here := p.in[ws]
	old, known := here[key]
	if e.gone {
		delete(here, key)
		return known
	}
	if here == nil {
		here = map[string]Presence{}
		p.in[ws] = here
	}
	if !known && countOf(here, e.Member) >= maxClients {
		return false
	}
	e.until = now.Add(presenceLife)
	here[key] = e
	return !known || old.Project != e.Project || old.Task != e.Task || old.Typing != e.Typing
}

func countOf(here map[string]Presence, m taskflow.MemberID) int {
	n := 0
	for _, e := range here {
		if e.Member == m {
			n++
		}
	}
	return n
}

// expire forgets those who were not heard of and tells changed about each
// workspace where somebody was.
func (p *people) expire(now time.Time, changed func(taskflow.WorkspaceID)) {
	p.mu.Lock()
	var in []taskflow.WorkspaceID
	for ws, here := range p.in {
		before := len(here)
		for key, e := range here {
			if now.After(e.until) {
				delete(here, key)
			}
		}
		if len(here) < before {
			in = append(in, ws)
		}
		if len(here) == 0 {
			delete(p.in, ws)
		}
	}
	p.mu.Unlock()
	for _, ws := range in {
		changed(ws)
	}
}

// list returns who is present in a workspace, in a steady order.
func (p *people) list(ws taskflow.WorkspaceID) []Presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := make([]Presence, 0, len(p.in[ws]))
	for _, e := range p.in[ws] {
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b Presence) int {
		return strings.Compare(string(a.Member)+a.Client, string(b.Member)+b.Client)
	})
	return out
}

// Announce says where a client of the caller is. It fails with NotFound for a
// project that the caller does not see.
func (h *Hub) Announce(ctx context.Context, ws taskflow.WorkspaceID, account taskflow.AccountID, p Presence) error {
	err := h.db.View(ctx, func(tx *db.Tx) error {
		v, err := loadView(tx, ws)
		if err != nil {
			return err
		}
		m, here := v.members[account]
		if !here {
			return taskflow.Missing("workspace")
		}
		if p.Project != "" && !v.sees(m, changes.InProject(p.Project)) {
			return taskflow.Missing("project")
		}
		p.Member = m
		return nil
	})
	if err != nil {
		return err
	}
	h.present(ws, p)
	return nil
}

// presenceNote is how processes tell each other who is where.
type presenceNote struct {
	Node      string               `json:"node"`
	Workspace taskflow.WorkspaceID `json:"ws"`
	Member    taskflow.MemberID    `json:"m"`
	Client    string               `json:"c"`
	Project   taskflow.ProjectID   `json:"p,omitempty"`
	Task      taskflow.TaskID      `json:"t,omitempty"`
	Typing    bool                 `json:"y,omitempty"`
	Gone      bool                 `json:"g,omitempty"`
}

// present records a presence here and in the other processes.
func (h *Hub) present(ws taskflow.WorkspaceID, p Presence) {
	if h.people.put(ws, p, time.Now()) {
		h.greet(ws)
	}
	if h.db.Engine() != db.Postgres || h.ctx.Err() != nil {
		return
	}
	note, err := json.Marshal(presenceNote{h.node, ws, p.Member, p.Client, p.Project, p.Task, p.Typing, p.gone})
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(h.ctx, time.Second)
	defer cancel()
	if err := h.db.Notify(ctx, presenceChannel, string(note)); err != nil && h.ctx.Err() == nil {
		h.log.Debug("telling other processes who is present failed", "error", err)
	}
}

func (h *Hub) heardPresence(payload string) {
	var n presenceNote
	if json.Unmarshal([]byte(payload), &n) != nil || n.Node == h.node {
		return
	}
	if h.people.put(n.Workspace, Presence{n.Member, n.Client, n.Project, n.Task, n.Typing, n.Gone, time.Time{}}, time.Now()) {
		h.greet(n.Workspace)
	}
}

// greet has the room of a workspace show its people again.
func (h *Hub) greet(ws taskflow.WorkspaceID) {
	h.mu.Lock()
	r := h.rooms[ws]
	h.mu.Unlock()
	if r != nil {
		poke(r.greet)
	}
}

// showPresence gives each stream the list of those it may see. Lists are made
// once for all who see the same projects.
func (r *room) showPresence() {
	all := r.hub.people.list(r.id)
	r.mu.Lock()
	defer r.mu.Unlock()
	var projects []taskflow.ProjectID
	for _, e := range all {
		if e.Project != "" && !slices.Contains(projects, e.Project) {
			projects = append(projects, e.Project)
		}
	}
	made := map[string][]byte{}
	key := make([]byte, len(projects))
	for s := range r.streams {
		for i, p := range projects {
			key[i] = '0'
			if r.sight.view.sees(s.member, changes.InProject(p)) {
				key[i] = '1'
			}
		}
		list, ok := made[string(key)]
		if !ok {
			list = encodePresence(all, projects, key)
			made[string(key)] = list
		}
		if len(all) > 0 || s.greeted {
			s.greeted = true
			s.show(list)
		}
	}
}

func encodePresence(all []Presence, projects []taskflow.ProjectID, key []byte) []byte {
	seen := make([]Presence, 0, len(all))
	for _, e := range all {
		if e.Project == "" || key[slices.Index(projects, e.Project)] == '1' {
			seen = append(seen, e)
		}
	}
	var buf bytes.Buffer
	buf.WriteString("event: presence\ndata: {\"present\":")
	b, err := json.Marshal(seen)
	if err != nil {
		b = []byte("[]")
	}
	buf.Write(b)
	buf.WriteString("}\n\n")
	return buf.Bytes()
}
