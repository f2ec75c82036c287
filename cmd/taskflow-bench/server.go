package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server is a process of the built binary.
type server struct {
	base string
	cmd  *exec.Cmd
	args []string
	log  bytes.Buffer
	// readyAfter is how long it took from the start of the process to the first
	// answer.
	readyAfter time.Duration
}

func startServer(args ...string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	s := &server{base: "http://" + address, args: append([]string{"serve", "--listen", address, "--metrics-listen=", "--log-level", "warn", "--rate-limit", "100000000"}, args...)}
	return s, s.start()
}

func (s *server) start() error {
	s.cmd = exec.Command("bin/taskflow", s.args...)
	s.cmd.Stderr = &s.log
	begin := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for time.Since(begin) < 20*time.Second {
		if res, err := http.Get(s.base + "/livez"); err == nil {
			res.Body.Close()
			s.readyAfter = time.Since(begin)
			return nil
		}
		time.Sleep(500 * time.Microsecond)
	}
	return fmt.Errorf("the server did not start:\n%s", s.log.String())
}

func (s *server) stop() {
	s.cmd.Process.Signal(os.Interrupt)
	s.cmd.Wait()
}

// cpu is the processor time used so far.
func (s *server) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond // clock ticks of 1/100 s
}

// rss is the resident memory in bytes.
func (s *server) rss() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) * 1024
		}
	}
	return 0
}

// person is the owner at a server.
type person struct {
	base, cookie       string
	workspace, project string
	http               *http.Client
}

func (p *person) call(method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, p.base+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if p.cookie != "" {
		req.Header.Set("Cookie", p.cookie)
	}
	if id, ok := in.(map[string]any); ok && id["id"] != nil {
		req.Header.Set("Idempotency-Key", id["id"].(string))
	}
	res, err := p.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, b)
	}
	if c := res.Header.Get("Set-Cookie"); c != "" && p.cookie == "" {
		p.cookie, _, _ = strings.Cut(c, ";")
	}
	if out != nil {
		return json.Unmarshal(b, out)
	}
	return nil
}

// owner signs up as the first visitor and makes a project.
func owner(s *server) (*person, error) {
	p := &person{base: s.base, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}}
	if err := p.call("POST", "/auth/sign-up", map[string]any{"name": "Bench", "email": "bench@example.com", "password": "correct horse battery staple", "workspace_name": "Bench"}, nil); err != nil {
		return nil, err
	}
	var me struct {
		Workspaces []struct {
			ID string `json:"id"`
		} `json:"workspaces"`
	}
	if err := p.call("GET", "/me", nil, &me); err != nil {
		return nil, err
	}
	p.workspace = me.Workspaces[0].ID
	var project struct {
		ID string `json:"id"`
	}
	err := p.call("POST", "/workspaces/"+p.workspace+"/projects", map[string]any{"key": "BEN", "name": "Bench", "color": "blue", "visibility": "workspace"}, &project)
	p.project = project.ID
	return p, err
}
