// Package testkit is what tests of the whole program share: a client of the
// HTTP API, the only door that tests use, and processes of the real binary.
package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/taskflow"
)

// Password is everybody's.
const Password = "correct horse battery staple"

// Client is one person at the API.
type Client struct {
	Base    string // "http://127.0.0.1:8000"
	Cookie  string // of the session
	Token   string // an API token instead
	Account string
	HTTP    *http.Client
}

// Problem is an answer that is not a success.
type Problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"errors"`
	Raw string `json:"-"`
}

// Error returns the problem as it came.
func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Raw) }

// Do sends a request and reads the answer into out; the error is a *Problem
// when the server refused. Extra headers are pairs.
func (c *Client) Do(method, path string, body, out any, headers ...string) (http.Header, error) {
	var payload io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, c.Base+"/api/v1"+path, payload)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.Cookie != "" {
		req.Header.Set("Cookie", c.Cookie)
	}
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return res.Header, err
	}
	if res.StatusCode >= 400 {
		p := &Problem{Status: res.StatusCode, Raw: string(b)}
		_ = json.Unmarshal(b, p) // a body that is no problem is shown raw
		return res.Header, p
	}
	if out != nil {
		if err := json.Unmarshal(b, out); err != nil {
			return res.Header, fmt.Errorf("%s %s answered %q: %w", method, path, b, err)
		}
	}
	return res.Header, nil
}

// Must is Do that fails the test on any error.
func (c *Client) Must(t testing.TB, method, path string, body, out any, headers ...string) http.Header {
	t.Helper()
	h, err := c.Do(method, path, body, out, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return h
}

// Join signs a new person up, as the first owner or by an invite's token.
func Join(t testing.TB, base, name string, more map[string]any) *Client {
	t.Helper()
	c := &Client{Base: base}
	body := map[string]any{"name": name, "email": strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com", "password": Password}
	for k, v := range more {
		body[k] = v
	}
	h := c.Must(t, "POST", "/auth/sign-up", body, nil)
	c.Cookie, _, _ = strings.Cut(h.Get("Set-Cookie"), ";")
	var me struct {
		ID string `json:"id"`
	}
	c.Must(t, "GET", "/me", nil, &me)
	c.Account = me.ID
	return c
}

// Workspace is a workspace as its member sees it.
type Workspace struct {
	ID       string `json:"id"`
	Slug     string `json:"slug"`
	Role     string `json:"role"`
	MemberID string `json:"member_id"`
}

// Workspace returns the client's first workspace.
func (c *Client) Workspace(t testing.TB) Workspace {
	t.Helper()
	var me struct {
		Workspaces []Workspace `json:"workspaces"`
	}
	c.Must(t, "GET", "/me", nil, &me)
	if len(me.Workspaces) == 0 {
		t.Fatal("the account is in no workspace")
	}
	return me.Workspaces[0]
}

// Invite brings a new person into a workspace with a role.
func (c *Client) Invite(t testing.TB, ws Workspace, name, role string) *Client {
	t.Helper()
	var made struct {
		Link string `json:"link"`
	}
	c.Must(t, "POST", "/workspaces/"+ws.ID+"/invites", map[string]any{"role": role, "expires_in_days": 7}, &made)
	return Join(t, c.Base, name, map[string]any{"invite_token": made.Link[strings.LastIndex(made.Link, "/")+1:]})
}

// Project is a project with its columns.
type Project struct {
	ID  string `json:"id"`
	Key string `json:"key"`
}

// NewProject makes a project with the default columns.
func (c *Client) NewProject(t testing.TB, ws Workspace, key string, more map[string]any) Project {
	t.Helper()
	body := map[string]any{"key": key, "name": "Project " + key, "color": "blue", "visibility": "workspace"}
	for k, v := range more {
		body[k] = v
	}
	var p Project
	c.Must(t, "POST", "/workspaces/"+ws.ID+"/projects", body, &p)
	return p
}

// Task is what tests look at of a task.
type Task struct {
	ID        string   `json:"id"`
	Key       string   `json:"key"`
	Title     string   `json:"title"`
	ColumnID  string   `json:"column_id"`
	ProjectID string   `json:"project_id"`
	Rank      string   `json:"rank"`
	Assignees []string `json:"assignees"`
	ClosedAt  *string  `json:"closed_at"`
}

// NewTask makes a task.
func (c *Client) NewTask(t testing.TB, ws Workspace, p Project, title string) Task {
	t.Helper()
	var out Task
	c.Must(t, "POST", "/workspaces/"+ws.ID+"/tasks", map[string]any{"project_id": p.ID, "title": title}, &out, "Idempotency-Key", taskflow.NewID())
	return out
}
