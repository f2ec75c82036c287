package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("os/exec.(*Cmd).Wait"), goleak.IgnoreAnyFunction("taskflow/internal/db/dbtest.startServer.func1"), goleak.IgnoreAnyFunction("os/exec.(*Cmd).writerDescriptor.func1"))
}

func TestChangesArriveInOrderAndOnce(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p := w.join(taskflow.Normal)
		since := w.head()
		early := w.listen(p, since)
		var writers sync.WaitGroup
		const each, n = 30, 8
		for i := range n {
			writers.Go(func() {
				for j := range each {
					w.change(p.member, label(fmt.Sprint(i, ".", j)))
				}
			})
		}
		// Others join in the middle, from the beginning and from where it is.
		middle := w.listen(p, since)
		time.Sleep(20 * time.Millisecond)
		at := w.head()
		late := w.listen(p, at)
		writers.Wait()
		w.change(p.member, label("last")) // whoever joined late hears of one at least
		last := since.Seq + each*n + 1
		for name, c := range map[string]*client{"early": early, "middle": middle, "late": late} {
			c.untilSeq(last)
			from := since.Seq
			if c == late {
				from = at.Seq
			}
			got := c.seqs()
			for i, seq := range got {
				if want := from + int64(i) + 1; seq != want {
					t.Fatalf("%s: change %d came as number %d, want %d", name, seq, i, want)
				}
			}
			if int64(len(got)) != last-from {
				t.Errorf("%s: %d changes, want %d", name, len(got), last-from)
			}
		}
		for _, e := range early.seen() {
			if e.Name == "change" && e.ID != fmt.Sprintf("e1.%d", e.Change.Seq) {
				t.Errorf("id %q of change %d", e.ID, e.Change.Seq)
			}
		}
	})
}

func TestALostWakeUpCostsHalfASecond(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p := w.join(taskflow.Normal)
		// This hub hears of no commit, as if every hint were dropped.
		deaf := &Hub{db: d, alive: account.Alive, log: slog.New(slog.DiscardHandler), node: "deaf", rooms: map[taskflow.WorkspaceID]*room{}}
		deaf.ctx, deaf.stop = context.WithCancel(context.Background())
		deaf.dirty.init()
		deaf.people.init()
		deaf.faces.init()
		deaf.done.Go(deaf.checkOn)
		t.Cleanup(deaf.Stop)
		c := listenTo(t, deaf, w.ws, p, w.head(), nil)
		c.untilJoined()
		time.Sleep(50 * time.Millisecond)
		began := time.Now()
		at := w.change(p.member, label("x"))
		c.untilSeq(at.Seq)
		if took := time.Since(began); took > 1500*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestTwoProcessesHearEachOther(t *testing.T) {
	t.Parallel()
	o := dbtest.Options(t, db.Postgres, nil)
	one, two := dbtest.Open(t, o), dbtest.Open(t, o)
	w := newWorld(t, one)
	other := newHub(t, two)
	p := w.join(taskflow.Normal)
	q := w.join(taskflow.Normal)
	c := listenTo(t, other, w.ws, q, w.head(), nil)
	c.untilJoined()
	time.Sleep(200 * time.Millisecond) // until it listens
	var waits []time.Duration
	for range 20 {
		began := time.Now()
		at := w.change(p.member, label("x"))
		c.untilSeq(at.Seq)
		waits = append(waits, time.Since(began))
		time.Sleep(15 * time.Millisecond)
	}
	slices.Sort(waits)
	t.Logf("commit in one process, seen in the other: median %v, longest %v", waits[10], waits[19])
	if waits[10] > 200*time.Millisecond {
		t.Errorf("the median is %v: notifications do not arrive", waits[10])
	}
	project := w.project("workspace")
	if err := w.h.Announce(t.Context(), w.ws, p.account, Presence{Client: "c1", Project: project}); err != nil {
		t.Fatal(err)
	}
	c.until("presence from the other process", func(got []event) bool {
		return slices.ContainsFunc(got, func(e event) bool {
			return e.Name == "presence" && strings.Contains(e.Data, string(p.member)) && strings.Contains(e.Data, string(project))
		})
	})
}

func TestResets(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p := w.join(taskflow.Normal)
		for range 5 {
			w.change(p.member, label("x"))
		}
		head := w.head()
		open := w.listen(p, head)
		open.untilJoined()
		isReset := func(name string, c *client) {
			t.Helper()
			if end := c.untilEnd(3 * time.Second); end != EndReset {
				t.Fatalf("%s: ended by %q, %v", name, end, c.err)
			}
			if got := c.seen(); got[len(got)-1].Name != "reset" {
				t.Errorf("%s: last event %v", name, got[len(got)-1])
			}
		}
		isReset("another epoch", w.listen(p, taskflow.Cursor{Epoch: "e0", Seq: 1}))
		isReset("ahead of us", w.listen(p, taskflow.Cursor{Epoch: "e1", Seq: head.Seq + 1}))
		// A trimmed log leads nobody from before its beginning.
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(trimLog, w.ws, head.Seq-1) }); err != nil {
			t.Fatal(err)
		}
		isReset("trimmed", w.listen(p, taskflow.Cursor{Epoch: "e1", Seq: 1}))
		if _, err := w.h.Read(t.Context(), w.ws, p.account, taskflow.Cursor{Epoch: "e1", Seq: 1}, 10); taskflow.KindOf(err) != taskflow.Conflict {
			t.Errorf("a page from before the log: %v", err)
		}
		// Put back to another state, those who listen begin again.
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(updateEpoch, w.ws) }); err != nil {
			t.Fatal(err)
		}
		isReset("epoch changes under a stream", open)
		again := w.listen(p, w.head())
		again.untilJoined()
		at := w.change(p.member, label("after"))
		again.untilSeq(at.Seq)
	})
}

func TestAccessEndsWithinASecond(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		owner, p, q := w.join(taskflow.Owner), w.join(taskflow.Normal), w.join(taskflow.Normal)
		stay, revoked, removed := w.listen(owner, w.head()), w.listen(p, w.head()), w.listen(q, w.head())
		for _, c := range []*client{stay, revoked, removed} {
			c.untilJoined()
		}
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(updateRevoked, p.session) }); err != nil {
			t.Fatal(err)
		}
		if end := revoked.untilEnd(time.Second); end != EndRevoked {
			t.Errorf("revoked session: %q", end)
		}
		at := w.change(owner.member, append([]changes.Row{row(changes.Everyone(), changes.Member, string(q.member))}, label("secret")...), exec(updateRemoved, 1, w.ws, q.member))
		if end := removed.untilEnd(time.Second); end != EndRemoved {
			t.Errorf("removed member: %q", end)
		}
		if slices.Contains(removed.seqs(), at.Seq) {
			t.Error("a removed member saw the change that removed them")
		}
		stay.untilSeq(at.Seq)
		// Removed without a row in the log, it is noticed all the same.
		again := w.join(taskflow.Normal)
		c := w.listen(again, w.head())
		c.untilJoined()
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(updateRemoved, 1, w.ws, again.member) }); err != nil {
			t.Fatal(err)
		}
		if end := c.untilEnd(1200 * time.Millisecond); end != EndRemoved {
			t.Errorf("removed silently: %q", end)
		}
		if late := w.listen(again, w.head()); late.untilEnd(time.Second) != "" || taskflow.KindOf(late.err) != taskflow.NotFound {
			t.Errorf("a stranger listens: %q %v", late.end, late.err)
		}
	})
}

func TestASlowClientIsDroppedAndResumes(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	w := newWorld(t, d)
	p := w.join(taskflow.Normal)
	since := w.head()
	block := make(chan struct{}, 3)
	block <- struct{}{} // retry
	block <- struct{}{} // heartbeat
	slow := listenTo(t, w.h, w.ws, p, since, block)
	quick := w.listen(p, since)
	slow.untilJoined()
	quick.untilJoined()
	big := changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: "big", Op: changes.Put, Data: map[string]string{"name": strings.Repeat("x", 300_000)}}
	for range 2 * maxQueuedBytes / 300_000 {
		at := w.change(p.member, []changes.Row{big})
		quick.untilSeq(at.Seq) // the others do not wait
	}
	close(block)
	if end := slow.untilEnd(2 * time.Second); end != EndSlow {
		t.Fatalf("ended by %q", end)
	}
	got := slow.seqs()
	last := since
	if len(got) > 0 {
		last.Seq = got[len(got)-1]
	}
	back := w.listen(p, last)
	back.untilSeq(w.head().Seq)
	if first := back.seqs()[0]; first != last.Seq+1 {
		t.Errorf("resumed at %d after %d", first, last.Seq)
	}
}

func TestDrain(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	w := newWorld(t, d)
	p := w.join(taskflow.Normal)
	c := w.listen(p, w.head())
	c.untilJoined()
	w.h.Drain()
	if end := c.untilEnd(time.Second); end != EndDraining {
		t.Errorf("ended by %q", end)
	}
	if late := w.listen(p, w.head()); late.untilEnd(time.Second) != "" || taskflow.KindOf(late.err) != taskflow.Unavailable {
		t.Errorf("let in while draining: %q %v", late.end, late.err)
	}
}

func TestTheAuthorHearsOfWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	w := newWorld(t, d)
	p, q := w.join(taskflow.Normal), w.join(taskflow.Normal)
	c := w.listen(p, w.head())
	c.untilJoined()
	at := w.change(p.member, []changes.Row{row(changes.ForUser(q.member), changes.Favourite, "x")})
	c.until("a heartbeat with the change's number", func(got []event) bool {
		return slices.ContainsFunc(got, func(e event) bool { return e.Name == "heartbeat" && e.ID == at.String() })
	})
}

func TestPresence(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		owner, p, guest := w.join(taskflow.Owner), w.join(taskflow.Normal), w.join(taskflow.Guest)
		open, secret := w.project("workspace"), w.project("private")
		c, g := w.listen(owner, w.head()), w.listen(guest, w.head())
		c.untilJoined()
		g.untilJoined()
		for i, project := range []taskflow.ProjectID{open, secret, open} {
			who := []person{p, owner, guest}[i]
			err := w.h.Announce(t.Context(), w.ws, who.account, Presence{Client: "c", Project: project, Typing: true})
			if want := map[bool]taskflow.Kind{true: taskflow.NotFound}[i == 2]; err != nil && taskflow.KindOf(err) != want || err == nil && want != "" {
				t.Fatalf("announcement %d: %v", i, err)
			}
		}
		if err := w.h.Announce(t.Context(), w.ws, guest.account, Presence{Client: "g"}); err != nil {
			t.Fatal(err)
		}
		has := func(e event, ids ...string) bool {
			for _, id := range ids {
				if !strings.Contains(e.Data, id) {
					return false
				}
			}
			return e.Name == "presence"
		}
		c.until("all three", func(got []event) bool {
			return slices.ContainsFunc(got, func(e event) bool {
				return has(e, string(p.member), string(owner.member), string(guest.member), string(secret))
			})
		})
		g.until("itself", func(got []event) bool {
			return slices.ContainsFunc(got, func(e event) bool { return has(e, string(guest.member)) })
		})
		for _, e := range g.seen() {
			if e.Name == "presence" && (strings.Contains(e.Data, string(open)) || strings.Contains(e.Data, string(secret))) {
				t.Errorf("a guest sees who is in a project: %s", e.Data)
			}
		}
		// Unheard of for long enough, they are gone.
		w.h.people.expire(time.Now().Add(presenceLife+time.Second), w.h.greet)
		c.until("an empty list", func(got []event) bool {
			return slices.ContainsFunc(got, func(e event) bool { return e.Name == "presence" && e.Data == `{"present":[]}` })
		})
		for i := range maxClients + 5 {
			if err := w.h.Announce(t.Context(), w.ws, p.account, Presence{Client: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(w.h.people.list(w.ws)); n != maxClients {
			t.Errorf("one member holds %d places, want at most %d", n, maxClients)
		}
	})
}

func TestAccountStream(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		p := w.join(taskflow.Normal)
		ctx, stop := context.WithCancel(t.Context())
		c := &client{t: t, news: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
		go func() {
			defer close(c.ended)
			c.end, c.err = w.h.ServeAccount(ctx, Reader{Account: p.account, Session: p.session}, c)
		}()
		t.Cleanup(func() { stop(); <-c.ended })
		count := func(want int) func([]event) bool { return func(got []event) bool { return len(got) >= want } }
		c.until("the first", count(1))
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(updateName, "New", p.account) }); err != nil {
			t.Fatal(err)
		}
		c.until("a new name", count(2))
		w.change(p.member, label("role"), exec(updateRole, taskflow.Guest, w.ws, p.member))
		got := c.until("a new role", count(3))
		if got[2].Name != "me" || got[2].Data != "{}" {
			t.Errorf("got %v", got)
		}
		if err := d.UpdateAccount(t.Context(), func(tx *db.Tx) error { return tx.Exec(updateRevoked, p.session) }); err != nil {
			t.Fatal(err)
		}
		if end := c.untilEnd(2500 * time.Millisecond); end != EndRevoked || c.err != nil {
			t.Errorf("ended by %q, %v", end, c.err)
		}
	})
}

// TestNobodySeesWhatIsNotTheirs moves people and projects about at random and
// compares every row that reached anybody with what they could see when it was
// written.
func TestNobodySeesWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		roles := []taskflow.Role{taskflow.Owner, taskflow.Normal, taskflow.Normal, taskflow.Guest, taskflow.Guest}
		model := newView()
		var people []person
		for _, role := range roles {
			p := w.join(role)
			people = append(people, p)
			model.roles[p.member] = role
		}
		var projects []taskflow.ProjectID
		for i := range 4 {
			visibility := []string{"workspace", "private"}[i%2]
			id := w.project(visibility)
			projects = append(projects, id)
			model.known[id] = project.Visibility(visibility)
		}
		since := w.head()
		var clients []*client
		for _, p := range people {
			clients = append(clients, w.listen(p, since))
		}
		visible := map[int64]map[taskflow.MemberID]map[string]bool{} // seq → member → row ids
		lastMember := map[taskflow.MemberID]int64{}                  // the last change at which a person was no guest
		must := map[taskflow.MemberID][]int64{}
		for i := range 300 {
			var rows []changes.Row
			var stmt []func(*db.Tx) error
			p := people[1+r.IntN(len(people)-1)]
			id := projects[r.IntN(len(projects))]
			before := clone(model)
			switch r.IntN(6) {
			case 0:
				if _, has := model.grants[grant{id, p.member}]; !has {
					model.grants[grant{id, p.member}] = taskflow.ProjectViewer
					stmt = append(stmt, exec(insertGrant, w.ws, id, p.member))
				}
				rows = append(rows, row(changes.InProject(id), changes.ProjectMember, string(id)))
			case 1:
				delete(model.grants, grant{id, p.member})
				stmt = append(stmt, exec(deleteGrant, w.ws, id, p.member))
				rows = append(rows, row(changes.InProject(id), changes.ProjectMember, string(id)))
			case 2:
				role := []taskflow.Role{taskflow.Admin, taskflow.Normal, taskflow.Guest}[r.IntN(3)]
				model.roles[p.member] = role
				stmt = append(stmt, exec(updateRole, role, w.ws, p.member))
				rows = append(rows, row(changes.Everyone(), changes.Member, string(p.member)))
			case 3:
				visibility := []string{"workspace", "private"}[r.IntN(2)]
				model.known[id] = project.Visibility(visibility)
				stmt = append(stmt, exec(updateSeen, visibility, w.ws, id))
				rows = append(rows, row(changes.InProject(id), changes.Project, string(id)))
			}
			for _, q := range people { // as the product does it
				for _, pr := range projects {
					was, is := before.sees(q.member, changes.InProject(pr)), model.sees(q.member, changes.InProject(pr))
					if !was && is {
						rows = append(rows, changes.Row{Scope: changes.ForUser(q.member), Kind: changes.Project, ID: string(pr), Op: changes.Fetch})
					}
				}
			}
			scopes := []changes.Scope{changes.Everyone(), changes.Members(), changes.ForUser(p.member), changes.InProject(id), changes.InProject(projects[0]), "x:unknown", "p:none"}
			r.Shuffle(len(scopes), func(i, j int) { scopes[i], scopes[j] = scopes[j], scopes[i] })
			for j, s := range scopes[:r.IntN(len(scopes))] {
				rows = append(rows, row(s, changes.Task, fmt.Sprintf("t%d-%d", i, j)))
			}
			if len(rows) == 0 {
				continue
			}
			at := w.change(people[0].member, rows, stmt...)
			visible[at.Seq] = map[taskflow.MemberID]map[string]bool{}
			for _, q := range people {
				if model.roles[q.member] != taskflow.Guest {
					lastMember[q.member] = at.Seq
				}
				ids := map[string]bool{}
				for _, row := range rows {
					if model.sees(q.member, row.Scope) {
						ids[string(row.Kind)+row.ID] = true
						if strings.HasPrefix(string(row.Scope), "w") {
							must[q.member] = append(must[q.member], at.Seq)
						}
					}
				}
				visible[at.Seq][q.member] = ids
			}
			if r.IntN(20) == 0 { // some come back, from some time before
				k := r.IntN(len(people))
				clients = append(clients, w.listen(people[k], taskflow.Cursor{Epoch: "e1", Seq: since.Seq + r.Int64N(at.Seq-since.Seq+1)}))
				people = append(people, people[k])
			}
		}
		final := w.change(people[0].member, label("end"))
		rowsSeen := 0
		for i, c := range clients {
			c.untilSeq(final.Seq)
			m := people[i].member
			got := c.seqs()
			for _, e := range c.seen() {
				if e.Name != "change" || e.Change.Seq == final.Seq {
					continue
				}
				for _, row := range e.Change.Rows {
					rowsSeen++
					if row.Data.Scope == "m" && e.Change.Seq <= lastMember[m] {
						continue // a guest who becomes a member may have the members' rows
					}
					if !visible[e.Change.Seq][m][row.Kind+row.ID] {
						t.Fatalf("client %d saw %s %s of change %d in scope %s", i, row.Kind, row.ID, e.Change.Seq, row.Data.Scope)
					}
				}
			}
			for _, seq := range must[m] {
				if len(got) > 0 && seq >= got[0] && !slices.Contains(got, seq) {
					t.Fatalf("client %d never saw change %d, which is everybody's", i, seq)
				}
			}
		}
		if rowsSeen < 500 {
			t.Errorf("only %d rows were looked at", rowsSeen)
		}
	})
}

func clone(v *view) *view {
	out := newView()
	for k, x := range v.roles {
		out.roles[k] = x
	}
	for k, x := range v.known {
		out.known[k] = x
	}
	for k, x := range v.grants {
		out.grants[k] = x
	}
	return out
}

var errBroken = errors.New("broken")

// brokenOutput fails after some writes.
type brokenOutput struct{ left int }

func (b *brokenOutput) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestABrokenConnectionLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	w := newWorld(t, d)
	p := w.join(taskflow.Normal)
	since := taskflow.Cursor{Epoch: "e1"}
	for left := range 4 {
		done := make(chan End)
		go func() {
			end, err := w.h.Serve(t.Context(), Reader{Workspace: w.ws, Account: p.account, Session: p.session, Client: "c"}, since, &brokenOutput{left})
			if err != nil {
				t.Error(err)
			}
			done <- end
		}()
		time.Sleep(30 * time.Millisecond)
		w.change(p.member, label("x"))
		select {
		case end := <-done:
			if end != EndGone {
				t.Errorf("after %d writes: %q", left, end)
			}
		case <-time.After(3 * time.Second):
			t.Fatalf("after %d writes the stream goes on", left)
		}
	}
	w.h.mu.Lock()
	defer w.h.mu.Unlock()
	if len(w.h.rooms) != 0 {
		t.Errorf("%d rooms are still open", len(w.h.rooms))
	}
}
