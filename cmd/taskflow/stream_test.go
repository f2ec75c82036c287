package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"taskflow/internal/testkit"
)

// event is one event of a stream, and when it arrived.
type event struct {
	name, data string
	at         time.Time
}

// listener reads a stream until it ends.
type listener struct {
	events chan event
	ended  chan time.Time // gets the time of the end
	close  context.CancelFunc
}

// listen opens a workspace's stream and waits until it is live.
func listen(t *testing.T, c *testkit.Client, ws testkit.Workspace, query string) *listener {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", c.Base+"/api/v1/workspaces/"+ws.ID+"/changes/stream"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", c.Cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the stream answered %d", res.StatusCode)
	}
	l := &listener{events: make(chan event, 1000), ended: make(chan time.Time, 1), close: cancel}
	go func() {
		defer res.Body.Close()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				e.at = time.Now()
				if e.name != "" {
					l.events <- e
				}
				e = event{}
			}
		}
		l.ended <- time.Now()
	}()
	l.wait(t, "heartbeat", nil)
	return l
}

// wait returns the next event of a name whose data satisfies right.
func (l *listener) wait(t *testing.T, name string, right func(data string) bool) event {
	t.Helper()
	for limit := time.After(5 * time.Second); ; {
		select {
		case e := <-l.events:
			if e.name == name && (right == nil || right(e.data)) {
				return e
			}
		case <-l.ended:
			t.Fatalf("the stream ended before the %s", name)
		case <-limit:
			t.Fatalf("no %s within five seconds", name)
		}
	}
}

// holds says whether the data of a change has a row.
func holds(kind, id string) func(string) bool {
	return func(data string) bool {
		var c entry
		if json.Unmarshal([]byte(data), &c) != nil {
			return false
		}
		for _, r := range c.Rows {
			if r.Kind == kind && r.ID == id {
				return true
			}
		}
		return false
	}
}
