package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
)

// browser is one person's browser: it keeps the session cookie.
type browser struct {
	*site
	cookie string
	bearer string
}

type answer struct {
	status int
	header http.Header
	text   string
	fields map[string]any
}

func (b *browser) do(method, path, body string, headers ...string) answer {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.base+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if b.cookie != "" {
		req.Header.Set("Cookie", b.cookie)
	}
	if b.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+b.bearer)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if c.Name != "taskflow" || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
			b.Errorf("cookie %+v", c)
		}
		b.cookie = ""
		if c.MaxAge >= 0 {
			b.cookie = c.Name + "=" + c.Value
		}
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, text: string(text)}
	_ = json.Unmarshal(text, &a.fields) // lists and empty bodies are read as text
	return a
}

// want does a request that must be answered with a status.
func (b *browser) want(status int, method, path, body string, headers ...string) answer {
	b.Helper()
	a := b.do(method, path, body, headers...)
	if a.status != status {
		b.Fatalf("%s %s: %d, want %d: %s", method, path, a.status, status, a.text)
	}
	return a
}

func (a answer) str(t testing.TB, field string) string {
	t.Helper()
	s, ok := a.fields[field].(string)
	if !ok {
		t.Fatalf("no text %q in %s", field, a.text)
	}
	return s
}

func TestPeopleThroughHTTP(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		owner := &browser{site: s}
		instance := owner.want(200, "GET", "/instance", "")
		if instance.fields["setup_required"] != false || instance.fields["sign_up_open"] != false || instance.fields["secure"] != false {
			t.Errorf("%s", instance.text)
		}

		wrong := owner.want(401, "POST", "/auth/sign-in", `{"email":"p1@example.org","password":"nope nope nope"}`)
		nobody := owner.want(401, "POST", "/auth/sign-in", `{"email":"zz@example.org","password":"nope nope nope"}`)
		for _, field := range []string{"type", "title", "status", "code", "detail"} {
			if wrong.fields[field] != nobody.fields[field] {
				t.Errorf("%s differs: %v and %v", field, wrong.fields[field], nobody.fields[field])
			}
		}
		if len(wrong.fields) != len(nobody.fields) || len(wrong.text) != len(nobody.text) {
			t.Errorf("%s and %s", wrong.text, nobody.text)
		}
		owner.want(401, "GET", "/me", "")
		owner.want(200, "POST", "/auth/sign-in", `{"email":"P1@Example.org","password":"plum lantern ferry"}`)
		first := owner.cookie
		me := owner.want(200, "GET", "/me", "")
		if !strings.Contains(me.text, `"workspaces":[{"id":"`) || !strings.Contains(me.text, `"session":{"id":"`) || !strings.Contains(me.text, `"preferences":{"theme":"system","confetti":true,"shortcuts":true}`) {
			t.Errorf("%s", me.text)
		}
		owner.want(200, "PATCH", "/me", `{"name":"Ada King","preferences":{"theme":"dark"}}`)
		if me := owner.want(200, "GET", "/me", ""); me.str(t, "initials") != "AK" || !strings.Contains(me.text, `{"theme":"dark","confetti":true,"shortcuts":true}`) {
			t.Errorf("%s", me.text)
		}
		owner.want(422, "PATCH", "/me", `{"nmae":"x"}`)

		owner.want(422, "POST", "/me/password", `{"current":"wrong","new":"orchid tunnel gravel"}`)
		owner.want(200, "POST", "/me/password", `{"current":"plum lantern ferry","new":"orchid tunnel gravel"}`)
		if owner.cookie == first {
			t.Error("the cookie was not rotated")
		}
		(&browser{site: s, cookie: first}).want(401, "GET", "/me", "")
		owner.want(200, "GET", "/me", "")
		if list := owner.want(200, "GET", "/me/sessions", ""); strings.Count(list.text, `"current":true`) != 1 || !strings.Contains(list.text, `"ip":"127.0.0.1"`) {
			t.Errorf("%s", list.text)
		}
		owner.want(204, "DELETE", "/me/sessions", "")

		key := []string{"Idempotency-Key", taskflow.NewID()}
		token := owner.want(201, "POST", "/me/tokens", `{"name":"ci","scope":"read"}`, key...)
		if p := owner.want(409, "POST", "/me/tokens", `{"name":"ci","scope":"read"}`, key...); p.str(t, "code") != "replayed_secret" {
			t.Errorf("%s", p.text)
		}
		reader := &browser{site: s, bearer: token.str(t, "token")}
		reader.want(200, "GET", "/workspaces/acme/labels", "")
		reader.want(403, "POST", "/workspaces/acme/labels", `{"name":"x"}`)
		reader.want(403, "GET", "/me/tokens", "")
		if list := owner.want(200, "GET", "/me/tokens", ""); strings.Contains(list.text, reader.bearer) || !strings.Contains(list.text, reader.bearer[:8]) {
			t.Errorf("%s", list.text)
		}
		owner.want(204, "DELETE", "/me/tokens/"+token.str(t, "id"), "")
		reader.want(401, "GET", "/me", "")

		invite := owner.want(201, "POST", "/workspaces/acme/invites", `{"role":"guest","max_uses":1}`)
		link := invite.str(t, "link")
		if !strings.HasPrefix(link, s.base+"/invite/") || invite.header.Get("X-Taskflow-Cursor") == "" {
			t.Errorf("%s", invite.text)
		}
		secret := link[strings.LastIndex(link, "/")+1:]
		guest := &browser{site: s}
		if p := guest.want(200, "GET", "/invites/"+secret, ""); p.str(t, "workspace_name") != "Acme" || p.str(t, "role") != "guest" {
			t.Errorf("%s", p.text)
		}
		guest.want(403, "POST", "/auth/sign-up", `{"name":"Eve","email":"eve@example.org","password":"plum lantern ferry"}`)
		guest.want(422, "POST", "/auth/sign-up", `{"name":"Eve","email":"eve","password":"1234567890","invite_token":"`+secret+`"}`)
		guest.want(201, "POST", "/auth/sign-up", `{"name":"Eve","email":"eve@example.org","password":"plum lantern ferry","invite_token":"`+secret+`"}`)
		guest.want(404, "GET", "/invites/"+secret, "")

		members := owner.want(200, "GET", "/workspaces/acme/members", "")
		if !strings.Contains(members.text, `"email":"eve@example.org"`) || !strings.Contains(members.text, `"removed_at":null`) {
			t.Errorf("%s", members.text)
		}
		if list := guest.want(200, "GET", "/workspaces/acme/members", ""); strings.Contains(list.text, "@") {
			t.Errorf("a guest sees addresses: %s", list.text)
		}
		guest.want(403, "POST", "/workspaces/acme/labels", `{"name":"Bug"}`)
		guest.want(403, "GET", "/workspaces/acme/invites", "")
		label := owner.want(201, "POST", "/workspaces/acme/labels", `{"name":"Bug","color":"red"}`)
		owner.want(200, "PATCH", "/workspaces/acme/labels/"+label.str(t, "id"), `{"name":"Defect"}`)
		owner.want(409, "POST", "/workspaces/acme/labels", `{"name":"defect"}`)
		owner.want(204, "DELETE", "/workspaces/acme/labels/"+label.str(t, "id"), "")

		eve := memberIDOf(t, guest)
		owner.want(200, "PATCH", "/workspaces/acme/members/"+eve, `{"role":"member"}`)
		guest.want(403, "PATCH", "/workspaces/acme/members/"+eve, `{"role":"admin"}`)
		owner.want(422, "PATCH", "/workspaces/acme/members/"+eve, `{"role":"king"}`)
		owner.want(409, "POST", "/workspaces/acme/leave", "")
		owner.want(204, "POST", "/workspaces/acme/members/"+eve+"/reassign", `{"to":"`+memberIDOf(t, owner)+`"}`)
		owner.want(204, "DELETE", "/workspaces/acme/members/"+eve, "")
		guest.want(404, "GET", "/workspaces/acme", "")

		second := owner.want(201, "POST", "/workspaces", `{"name":"Second Place"}`)
		owner.want(200, "PATCH", "/workspaces/second-place", `{"slug":"other"}`)
		owner.want(404, "GET", "/workspaces/second-place", "")
		owner.want(204, "DELETE", "/workspaces/"+second.str(t, "id"), "")
		owner.want(409, "GET", "/me", "", "X-Taskflow-Actor", taskflow.NewID())

		owner.want(204, "POST", "/auth/sign-out", "")
		owner.want(401, "GET", "/me", "")
	})
}

func memberIDOf(t testing.TB, b *browser) string {
	t.Helper()
	list, err := b.Workspaces.Mine(b.Context(), taskflow.AccountID(b.want(200, "GET", "/me", "").str(t, "id")))
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	return string(list[0].MemberID)
}

func TestAddressesOfInvites(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ origin, host, want string }{
		{"https://tasks.example", "tasks.example", "https://tasks.example"},
		{"http://tasks.example:8000", "tasks.example:8000", "http://tasks.example:8000"},
		{"https://evil.example", "tasks.example", "http://tasks.example"},
		{"", "[::1]:8000", "http://[::1]:8000"},
		{"", "a/b\"><script>", ""},
	} {
		if got := originOf(c.origin, c.host); got != c.want {
			t.Errorf("originOf(%q, %q) = %q, want %q", c.origin, c.host, got, c.want)
		}
	}
	s := &server{config: Config{PublicURL: "https://tasks.example/"}}
	if got := s.inviteLink("http://inside:8000", "x"); got != "https://tasks.example/invite/x" {
		t.Errorf("%s", got)
	}
}
