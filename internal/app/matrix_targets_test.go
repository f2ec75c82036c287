package app

import (
	"encoding/json"
	"net/url"

	"taskflow/internal/taskflow"
)

// targets says for each operation on what it is tried: something fresh and
// right, so that nothing but permission can stand in the way. Whose account or
// import it is, is the person's; all else was made by the owner.
var targets = map[string]func(*stage, *person) target{
	// Signing in, and oneself.
	"get-instance": nothing,
	"sign-up": func(s *stage, _ *person) target {
		return target{body: map[string]any{"name": "Grace Hopper", "email": "new" + taskflow.NewID() + "@example.org", "password": password,
			"invite_token": s.invite(s.stranger, s.strangers, taskflow.Normal)}}
	},
	"sign-in": func(s *stage, p *person) target {
		return target{body: map[string]any{"email": s.signedIn(p).email, "password": password}}
	},
	"sign-out":       nothing,
	"get-me":         nothing,
	"update-me":      func(*stage, *person) target { return target{body: map[string]any{"name": "Grace Hopper"}} },
	"stream-me":      nothing,
	"list-sessions":  nothing,
	"list-tokens":    nothing,
	"create-token":   func(*stage, *person) target { return target{body: map[string]any{"name": "script", "scope": "write"}} },
	"preview-invite": inviteElsewhere,
	"accept-invite":  inviteElsewhere,
	"change-password": func(*stage, *person) target {
		return target{body: map[string]any{"current": password, "new": "another long password"}}
	},
	"change-email": func(s *stage, _ *person) target {
		return target{body: map[string]any{"password": password, "email": "changed" + taskflow.NewID() + "@example.org"}}
	},
	"revoke-other-sessions": nothing,
	"revoke-session": func(s *stage, p *person) target {
		account := s.signedIn(p)
		other := s.signIn(s.t, account.email)
		var sessions struct {
			Items []struct {
				ID      string `json:"id"`
				Current bool   `json:"current"`
			} `json:"items"`
		}
		_, answer := s.call(account, "GET", "/me/sessions", target{cookie: other})
		s.decode(answer, &sessions)
		for _, item := range sessions.Items {
			if item.Current {
				return target{path: map[string]string{"session": item.ID}}
			}
		}
		s.t.Fatal("the new session is not in the list")
		return target{}
	},
	"revoke-token": func(s *stage, p *person) target {
		made := s.make(s.signedIn(p), "/me/tokens", map[string]any{"name": "script", "scope": "write"})
		return target{path: map[string]string{"token": made.id()}}
	},

	// Workspaces.
	"list-workspaces":  nothing,
	"create-workspace": func(*stage, *person) target { return target{body: map[string]any{"name": "Another"}} },
	"get-workspace":    nothing,
	"update-workspace": func(*stage, *person) target { return target{body: map[string]any{"name": "Difference engines"}} },
	"delete-workspace": nothing,
	"leave-workspace": func(s *stage, p *person) target {
		if p == s.owner { // the last owner may not; of two, one may
			s.must(p, "PATCH", s.in("/members/"+s.member().member), map[string]any{"role": "owner"})
		}
		return target{}
	},
	"transfer-workspace": func(s *stage, _ *person) target { return target{body: map[string]any{"member_id": s.member().member}} },
	"read-changes":       func(s *stage, _ *person) target { return target{query: url.Values{"since": {s.head().String()}}} },
	"stream-changes":     nothing,
	"bootstrap":          nothing,
	"announce-presence":  func(*stage, *person) target { return target{body: map[string]any{"client_id": "page"}} },

	// Members, invites, labels.
	"list-members": nothing,
	"set-member-role": func(s *stage, _ *person) target {
		return target{path: map[string]string{"member": s.member().member}, body: map[string]any{"role": "guest"}}
	},
	"remove-member": func(s *stage, _ *person) target {
		return target{path: map[string]string{"member": s.member().member}}
	},
	"reassign-member": func(s *stage, _ *person) target {
		from := s.member().member
		task := s.task(s.open[0])
		s.must(s.owner, "PATCH", s.in("/tasks/"+task), map[string]any{"assignees": map[string]any{"add": []string{from}}})
		return target{path: map[string]string{"member": from}, body: map[string]any{"to": s.owner.member}}
	},
	"list-invites":  nothing,
	"create-invite": func(*stage, *person) target { return target{body: map[string]any{"role": "member"}} },
	"revoke-invite": func(s *stage, _ *person) target {
		return target{path: map[string]string{"invite": s.make(s.owner, s.in("/invites"), map[string]any{"role": "member"}).id()}}
	},
	"list-labels": nothing,
	"create-label": func(s *stage, _ *person) target {
		return target{body: map[string]any{"name": "label " + taskflow.NewID()}}
	},
	"update-label": func(s *stage, _ *person) target {
		return target{path: map[string]string{"label": s.label()}, body: map[string]any{"color": "red"}}
	},
	"delete-label": func(s *stage, _ *person) target { return target{path: map[string]string{"label": s.label()}} },

	// Projects.
	"list-projects": nothing,
	"create-project": func(s *stage, _ *person) target {
		return target{body: map[string]any{"key": s.key(), "name": "New"}}
	},
	"get-project":           inProject,
	"list-project-members":  inProject,
	"list-project-activity": inProject,
	"list-columns":          inProject,
	"add-favourite":         inProject,
	"remove-favourite":      inProject,
	"update-project": func(s *stage, p *person) target {
		return target{path: map[string]string{"project": s.places(p)[0].id}, body: map[string]any{"name": "Renamed " + taskflow.NewID()}}
	},
	"delete-project": func(s *stage, p *person) target { return target{path: map[string]string{"project": s.fresh(p).id}} },
	"restore-project": func(s *stage, p *person) target {
		id := s.fresh(p).id
		s.must(s.owner, "DELETE", s.in("/projects/"+id), nil)
		return target{path: map[string]string{"project": id}}
	},
	"set-project-member": func(s *stage, p *person) target {
		return target{path: map[string]string{"project": s.places(p)[0].id, "member": s.member().member}, body: map[string]any{"role": "viewer"}}
	},
	"remove-project-member": func(s *stage, p *person) target {
		other := s.member()
		s.give(other, s.places(p), taskflow.ProjectViewer)
		return target{path: map[string]string{"project": s.places(p)[0].id, "member": other.member}}
	},
	"create-column": func(s *stage, p *person) target {
		return target{path: map[string]string{"project": s.places(p)[0].id}, body: map[string]any{"name": "Review", "category": "in_progress"}}
	},
	"update-column": func(s *stage, p *person) target {
		at := s.places(p)[0]
		return target{path: map[string]string{"project": at.id, "column": s.column(at)}, body: map[string]any{"wip_limit": 3}}
	},
	"delete-column": func(s *stage, p *person) target {
		at := s.places(p)[0]
		return target{path: map[string]string{"project": at.id, "column": s.column(at)}, query: url.Values{"move_to": {at.column}}}
	},

	// Tasks.
	"list-tasks":   nothing,
	"get-my-tasks": nothing,
	"list-trash":   nothing,
	"create-task": func(s *stage, p *person) target {
		return target{body: map[string]any{"project_id": s.places(p)[0].id, "title": "A task"}}
	},
	"get-task":           onTask,
	"list-watchers":      onTask,
	"list-task-activity": onTask,
	"list-comments":      onTask,
	"complete-task":      onTask,
	"delete-task":        onTask,
	"update-task": func(s *stage, p *person) target {
		return target{path: map[string]string{"task": s.task(s.places(p)[0])}, body: map[string]any{"title": "Another title"}}
	},
	"reopen-task": func(s *stage, p *person) target {
		task := s.task(s.places(p)[0])
		s.must(s.owner, "POST", s.in("/tasks/"+task+"/complete"), nil)
		return target{path: map[string]string{"task": task}}
	},
	"restore-task": func(s *stage, p *person) target {
		task := s.task(s.places(p)[0])
		s.must(s.owner, "DELETE", s.in("/tasks/"+task), nil)
		return target{path: map[string]string{"task": task}}
	},
	"move-task": func(s *stage, p *person) target {
		return target{path: map[string]string{"task": s.task(s.places(p)[0])}, body: map[string]any{"project_id": s.places(p)[1].id}}
	},
	"add-watcher": watchOneself,
	"remove-watcher": func(s *stage, p *person) target {
		return watchOneself(s, p)
	},

	// Comments.
	"create-comment": func(s *stage, p *person) target {
		return target{path: map[string]string{"task": s.task(s.places(p)[0])}, body: map[string]any{"body": "Well said."}}
	},
	"update-comment": func(s *stage, p *person) target {
		return target{path: map[string]string{"comment": s.comment(s.somebodyElse(p), s.places(p)[0])}, body: map[string]any{"body": "Not said."}}
	},
	"delete-comment": func(s *stage, p *person) target {
		return target{path: map[string]string{"comment": s.comment(s.somebodyElse(p), s.places(p)[0])}}
	},
	"restore-comment": func(s *stage, p *person) target {
		id := s.comment(s.somebodyElse(p), s.places(p)[0])
		s.must(s.owner, "DELETE", s.in("/comments/"+id), nil)
		return target{path: map[string]string{"comment": id}}
	},
	"add-reaction": onReaction,
	"remove-reaction": func(s *stage, p *person) target {
		return onReaction(s, p)
	},

	// Imports.
	"list-imports":  nothing,
	"upload-import": func(*stage, *person) target { return target{query: url.Values{"source": {"trello"}}, body: board} },
	"get-import":    onImport,
	"start-import": func(s *stage, p *person) target {
		at := onImport(s, p)
		at.body = map[string]any{"project_key": s.key()}
		return at
	},
	"undo-import": onImport,
}

// ownTargets are things that the person made: for the verbs of which the
// permission table says that the author may. The second result is false where
// somebody cannot have made one.
var ownTargets = map[string]func(*stage, *person) (target, bool){
	"update-comment": func(s *stage, p *person) (target, bool) {
		id, ok := s.ownComment(p)
		return target{path: map[string]string{"comment": id}, body: map[string]any{"body": "Better said."}}, ok
	},
	"delete-comment": func(s *stage, p *person) (target, bool) {
		id, ok := s.ownComment(p)
		return target{path: map[string]string{"comment": id}}, ok
	},
	"restore-comment": func(s *stage, p *person) (target, bool) {
		id, ok := s.ownComment(p)
		if ok {
			s.must(s.owner, "DELETE", s.in("/comments/"+id), nil)
		}
		return target{path: map[string]string{"comment": id}}, ok
	},
	"remove-project-member": func(s *stage, p *person) (target, bool) {
		return target{path: map[string]string{"project": s.places(p)[0].id, "member": p.member}}, p.row != ""
	},
}

func nothing(*stage, *person) target { return target{} }

func inProject(s *stage, p *person) target {
	return target{path: map[string]string{"project": s.places(p)[0].id}}
}

func onTask(s *stage, p *person) target {
	return target{path: map[string]string{"task": s.task(s.places(p)[0])}}
}

func watchOneself(s *stage, p *person) target {
	return target{path: map[string]string{"task": s.task(s.places(p)[0]), "member": "me"}}
}

func onReaction(s *stage, p *person) target {
	return target{path: map[string]string{"comment": s.comment(s.somebodyElse(p), s.places(p)[0]), "emoji": "👍"}}
}

func inviteElsewhere(s *stage, _ *person) target {
	return target{path: map[string]string{"token": s.invite(s.stranger, s.strangers, taskflow.Normal)}}
}

// onImport is an upload of the person's own, or of the owner's for who cannot
// upload: an import of somebody else is not even seen by a member.
func onImport(s *stage, p *person) target {
	by := s.owner
	if p.role == taskflow.Normal {
		by = p
	}
	_, answer := s.call(by, "POST", s.in("/imports?source=trello"), target{body: board})
	var out made
	s.decode(answer, &out)
	return target{path: map[string]string{"import": out.id()}}
}

// board is the smallest export of a Trello board.
var board = json.RawMessage(`{"id":"5f0000000000000000000001","name":"Board","lists":[{"id":"5f0000000000000000000002","name":"To do","closed":false,"pos":1}],
	"cards":[{"id":"5f0000000000000000000003","idShort":1,"name":"Card","idList":"5f0000000000000000000002","closed":false,"pos":1}],
	"actions":[],"members":[],"labels":[],"checklists":[]}`)

// somebodyElse is a project admin who is not the person.
func (s *stage) somebodyElse(p *person) *person {
	if p == s.owner || p.readOnly {
		return s.admin
	}
	return s.owner
}

// signedIn is the person, or the owner for who has no session.
func (s *stage) signedIn(p *person) *person {
	if p.nobody || p.readOnly {
		return s.owner
	}
	return p
}

// member makes a new member of the workspace.
func (s *stage) member() *person {
	p := s.account(s.t, who{name: "another member", role: taskflow.Normal})
	s.join(&p, taskflow.Normal)
	return &p
}

func (s *stage) key() string {
	n := s.next()
	key := "K"
	for ; n > 0; n /= 26 {
		key += string(rune('A' + n%26))
	}
	return key
}

func (s *stage) label() string {
	return s.make(s.owner, s.in("/labels"), map[string]any{"name": "label " + taskflow.NewID()}).id()
}

func (s *stage) column(at place) string {
	return s.make(s.owner, s.in("/projects/"+at.id+"/columns"), map[string]any{"name": "Column " + s.key(), "category": "todo"}).id()
}

func (s *stage) task(at place) string {
	return s.make(s.owner, s.in("/tasks"), map[string]any{"project_id": at.id, "title": "A task"}).id()
}

func (s *stage) comment(by *person, at place) string {
	return s.make(by, s.in("/tasks/"+s.task(at)+"/comments"), map[string]any{"body": "Said."}).id()
}

// ownComment is a comment of the person's. Who may not comment wrote it when
// they still could.
func (s *stage) ownComment(p *person) (id string, ok bool) {
	at := s.places(p)
	switch {
	case p.may == taskflow.ProjectNone:
		return "", false
	case p.row == "" || p.row.AtLeast(taskflow.ProjectCommenter):
		return s.comment(p, at[0]), true
	}
	s.give(p, at, taskflow.ProjectCommenter)
	defer s.give(p, at, p.row)
	return s.comment(p, at[0]), true
}

// fresh is a project like the one where the person tries, with them in it.
func (s *stage) fresh(p *person) place {
	visibility := "private"
	if p.open {
		visibility = "workspace"
	}
	at := s.project(visibility)
	if p.row != "" {
		s.must(s.owner, "PUT", s.in("/projects/"+at.id+"/members/"+p.member), map[string]any{"role": p.row})
	}
	return at
}
