package main

import (
	"errors"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"taskflow/internal/testkit"
)

// person is who acts in a script, kept between its commands.
type person struct{ *testkit.Client }

// TestScripts tells the stories of the command line, one file each in
// testdata/script.
func TestScripts(t *testing.T) {
	t.Parallel()
	board, err := filepath.Abs("../../internal/importer/trello/testdata/trello-public-board.json")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			port := testkit.FreePort(t)
			e.Setenv("PORT", port)
			e.Setenv("BOARD", board)
			e.Setenv("TASKFLOW_METRICS_LISTEN", "")
			e.Values["person"] = &person{&testkit.Client{Base: "http://127.0.0.1:" + port}}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ends": ends, "ready": ready, "sign-up": signUp, "sign-in": signIn, "projects": projects,
		},
	})
}

// ends runs a command that must end with a status: ends STATUS COMMAND….
func ends(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	status := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		status = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if status != want {
		ts.Fatalf("ended with %d, want %d", status, want)
	}
}

// ready waits for a server in the background: ready DATA.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	socket := filepath.Join(ts.MkAbs(args[0]), "operator.sock")
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			conn.Close()
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("the server did not get ready: %v", err)
		}
	}
}

func (p *person) enter(path string, body map[string]any) error {
	h, err := p.Do("POST", path, body, nil)
	if err == nil {
		p.Cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
	}
	return err
}

// signUp makes the first account with its workspace: sign-up EMAIL WORKSPACE.
func signUp(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value("person").(*person)
	ts.Check(p.enter("/auth/sign-up", map[string]any{"name": "Ana Silva", "email": args[0], "password": testkit.Password, "workspace_name": args[1]}))
}

// signIn signs in with a password from a file: sign-in EMAIL FILE.
func signIn(ts *testscript.TestScript, neg bool, args []string) {
	p := ts.Value("person").(*person)
	err := p.enter("/auth/sign-in", map[string]any{"email": args[0], "password": strings.TrimSpace(ts.ReadFile(args[1]))})
	var refused *testkit.Problem
	switch {
	case neg && !(errors.As(err, &refused) && refused.Status == 401):
		ts.Fatalf("the sign-in was not refused: %v", err)
	case !neg:
		ts.Check(err)
	}
}

// projects counts what the signed-in person sees: projects NUMBER.
func projects(ts *testscript.TestScript, _ bool, args []string) {
	p := ts.Value("person").(*person)
	var list struct {
		Items []testkit.Project `json:"items"`
	}
	_, err := p.Do("GET", "/workspaces/lighthouse/projects", nil, &list)
	ts.Check(err)
	if strconv.Itoa(len(list.Items)) != args[0] {
		ts.Fatalf("there are %d projects, want %s", len(list.Items), args[0])
	}
}
