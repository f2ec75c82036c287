package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	streamCount = 1000
	liveChanges = 100
)

// streams measures how long one change takes to the last of many streams, and
// what a stream costs.
func streams(p *page) error {
	dir, err := os.MkdirTemp(".", "bench-live-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := startServer("--data", dir)
	if err != nil {
		return err
	}
	defer s.stop()
	a, err := owner(s)
	if err != nil {
		return err
	}
	time.Sleep(time.Second)
	before := s.rss()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: streamCount}}
	arrived := make(chan time.Time, streamCount)
	var ready, closed sync.WaitGroup
	failed := make(chan error, streamCount)
	for range streamCount {
		ready.Add(1)
		closed.Go(func() {
			once := sync.OnceFunc(ready.Done)
			defer once()
			if err := follow(ctx, client, a, once, arrived); err != nil && ctx.Err() == nil {
				failed <- err
			}
		})
	}
	ready.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	time.Sleep(time.Second)
	perStream := (s.rss() - before) / streamCount / 1024
	var last []float64
	for range liveChanges {
		begin := time.Now()
		if err := a.create(); err != nil {
			return err
		}
		var latest time.Time
		for range streamCount {
			select {
			case at := <-arrived:
				if at.After(latest) {
					latest = at
				}
			case <-time.After(10 * time.Second):
				return fmt.Errorf("a change did not reach every stream")
			}
		}
		last = append(last, float64(latest.Sub(begin).Microseconds())/1000)
		time.Sleep(20 * time.Millisecond)
	}
	cancel()
	closed.Wait()
	p.section(fmt.Sprintf("One change to the last of %d streams", streamCount))
	p.table("what", "figure", "goal")
	p.row("request sent → change received by the last stream, p50, ms", percentile(last, .5), "")
	p.row("the same, p99, ms", percentile(last, .99), "50")
	p.row("resident memory per stream, kB", perStream, "40")
	return nil
}

// follow reads one stream and reports each change.
func follow(ctx context.Context, client *http.Client, a *person, open func(), arrived chan<- time.Time) error {
	req, err := http.NewRequestWithContext(ctx, "GET", a.base+"/api/v1/workspaces/"+a.workspace+"/changes/stream", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Cookie", a.cookie)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("stream: %s", res.Status)
	}
	lines := bufio.NewReaderSize(res.Body, 2048)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err
		}
		switch strings.TrimSpace(line) {
		case "event: heartbeat":
			open()
		case "event: change":
			arrived <- time.Now()
		}
	}
}

// startAndRest measures a start on existing data and a process at rest.
func startAndRest(p *page) error {
	dir, err := os.MkdirTemp(".", "bench-start-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := startServer("--data", filepath.Join(dir, "data"))
	if err != nil {
		return err
	}
	a, err := owner(s)
	if err != nil {
		return err
	}
	for range 200 {
		if err := a.create(); err != nil {
			return err
		}
	}
	var starts []float64
	for range 9 {
		s.stop()
		if err := s.start(); err != nil {
			return err
		}
		starts = append(starts, float64(s.readyAfter.Microseconds())/1000)
	}
	time.Sleep(5 * time.Second)
	idle := s.rss() / (1 << 20)
	s.stop()
	info, err := os.Stat("bin/taskflow")
	if err != nil {
		return err
	}
	p.section("Starting and resting")
	p.table("what", "figure", "goal")
	p.row("start on existing data to the first answer, ms", median(starts), "50")
	p.row("resident memory at rest, MB", idle, "30")
	p.row("size of the binary, MB", float64(info.Size())/(1<<20), "30")
	return nil
}
