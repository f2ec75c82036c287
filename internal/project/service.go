package project

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Service is everything that can be done to projects. Each method is one
// transaction.
type Service struct{ db *db.DB }

// New returns the service on a database.
func New(d *db.DB) *Service { return &Service{db: d} }

// TaskKey returns the key of the task with a number, such as WEB-42.
func TaskKey(key string, number int64) string { return key + "-" + strconv.FormatInt(number, 10) }

// Find loads the project that ref names, by id or by any key it ever had, and
// what the actor may do there. Whatever the actor may not see is NotFound; so
// is what lies in the trash.
func Find(tx *db.Tx, actor taskflow.Actor, ref string) (Project, taskflow.ProjectRole, error) {
	p, role, err := FindAny(tx, actor, ref)
	if err == nil && p.DeletedAt != nil {
		return Project{}, "", taskflow.Missing("project")
	}
	return p, role, err
}

// FindAny is Find with the projects in the trash.
func FindAny(tx *db.Tx, actor taskflow.Actor, ref string) (Project, taskflow.ProjectRole, error) {
	stmt := findByID
	if !taskflow.ValidID(ref) {
		stmt, ref = findByKey, strings.ToUpper(ref)
		if len(ref) > MaxKey {
			return Project{}, "", taskflow.Missing("project")
		}
	}
	p, role, err := find(tx, actor, stmt, ref)
	if err == nil && (role == taskflow.ProjectNone || p.Hidden) {
		return Project{}, "", taskflow.Missing("project")
	}
	return p, role, err
}

// Visible lists the projects that the actor may see, with MyRole set, ordered
// by name. Archived ones are included.
func Visible(tx *db.Tx, actor taskflow.Actor) ([]Project, error) {
	return listSeen(tx, actor, func(p Project) bool { return p.DeletedAt == nil && !p.Hidden })
}

// Scopes lists the projects whose rows of the change log the actor may read.
// It holds deleted projects too, so that the row that removes one arrives.
func Scopes(tx *db.Tx, actor taskflow.Actor) ([]taskflow.ProjectID, error) {
	seen, err := listSeen(tx, actor, func(Project) bool { return true })
	ids := make([]taskflow.ProjectID, len(seen))
	for i, p := range seen {
		ids[i] = p.ID
	}
	return ids, err
}

func listSeen(tx *db.Tx, actor taskflow.Actor, keep func(Project) bool) ([]Project, error) {
	rows, err := tx.Query(listProjects, actor.Member, actor.Workspace)
	all, err := db.Collect(rows, err, scanSeen(actor))
	seen := make([]Project, 0, len(all))
	for _, p := range all {
		if p.MyRole != taskflow.ProjectNone && keep(p) {
			seen = append(seen, p)
		}
	}
	return seen, err
}

// List returns the projects that the caller may see.
func (s *Service) List(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) ([]Project, error) {
	var out []Project
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) (err error) {
		out, err = Visible(tx, actor)
		return err
	})
	return out, err
}

// Get returns one project.
func (s *Service) Get(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Project, error) {
	var out Project
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) (err error) {
		out, _, err = Find(tx, actor, ref)
		return err
	})
	return out, err
}

// again loads a project for the answer to a repeated write.
func (s *Service) again(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id string) (Project, error) {
	var out Project
	err := See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) (err error) {
		out, _, err = FindAny(tx, actor, id)
		return err
	})
	return out, err
}

// Create makes a project with its columns; its creator becomes its admin.
func (s *Service) Create(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in CreateInput) (Project, taskflow.Cursor, error) {
	clean, err := in.Validate()
	if err != nil {
		return Project{}, taskflow.Cursor{}, err
	}
	var out Project
	res, err := Do(ctx, s.db, Request{c, ws, Make.Name, in}, func(w Work) (string, error) {
		out, err = Create(w, clean)
		return string(out.ID), err
	})
	if err == nil && res.Replayed {
		out, err = s.again(ctx, c, ws, res.Entity)
	}
	return out, res.Cursor, err
}

// Create makes a project from validated input within a change.
func Create(w Work, in CreateInput) (Project, error) {
	if !Make.AllowsRole(w.Actor.Role) {
		return Project{}, Make.Refuse()
	}
	if err := free(w, in.ID, in.Key); err != nil {
		return Project{}, err
	}
	now, ws := w.Tx.Now(), w.Workspace()
	p := Project{
		ID: in.ID, Key: in.Key, Name: in.Name, Color: in.Color, Icon: in.Icon, Description: in.Description,
		Visibility: in.Visibility, CreatedAt: now, CreatedBy: w.Actor.Member, NextNumber: 1, Hidden: in.Hidden,
	}
	var hidden *taskflow.Time
	if in.Hidden {
		hidden = &now
	}
	err := w.Tx.Exec(insertProject, ws, p.ID, p.Key, p.Name, p.Color, p.Icon, p.Description, p.Visibility, p.NextNumber, p.CreatedAt, p.CreatedBy, hidden)
	if err != nil {
		return Project{}, err
	}
	if err := w.Tx.Exec(insertKey, ws, p.Key, p.ID); err != nil {
		return Project{}, err
	}
	if err := w.Tx.Exec(putMember, ws, p.ID, w.Actor.Member, taskflow.ProjectAdmin); err != nil {
		return Project{}, err
	}
	member := newMember(p.ID, w.Actor.Member, taskflow.ProjectAdmin)
	rows := []changes.Row{p.row(changes.Put, p), member.row(changes.Put)}
	for _, n := range in.Columns {
		c := n.column(p.ID, now)
		if err := insert(w, c); err != nil {
			return Project{}, err
		}
		rows = append(rows, c.row(changes.Put, c))
	}
	if in.Hidden {
		rows = nil
	}
	if err := w.Emit(rows...); err != nil {
		return Project{}, err
	}
	if err := w.Record(p.ID, "", "project.created", map[string]any{"name": p.Name}); err != nil {
		return Project{}, err
	}
	p.MyRole = RoleIn(w.Actor.Role, p.Visibility, taskflow.ProjectAdmin)
	return p, nil
}

// Reveal shows a hidden project to everybody who may see it: clients fetch it
// as a whole, so its rows never travel one by one.
func Reveal(w Work, id taskflow.ProjectID) error {
	if err := w.Tx.Exec(setShown, w.Workspace(), id); err != nil {
		return err
	}
	return w.Emit(changes.Row{Scope: changes.InProject(id), Kind: changes.Project, ID: string(id), Op: changes.Fetch})
}

// FindHidden loads a project that an import is filling.
func FindHidden(tx *db.Tx, actor taskflow.Actor, id taskflow.ProjectID) (Project, error) {
	p, role, err := find(tx, actor, findByID, string(id))
	if err == nil && (role == taskflow.ProjectNone || !p.Hidden) {
		return Project{}, taskflow.Missing("project")
	}
	return p, err
}

// free refuses an id or a key that is taken.
func free(w Work, id taskflow.ProjectID, key string) error {
	exists, owner, err := taken(w, id, key)
	if err != nil {
		return err
	}
	if exists {
		return taskflow.Errorf(taskflow.Conflict, "A project with this id exists already.").WithCode("duplicate_id")
	}
	return keyFree(owner, id)
}

// taken reports whether a project has the id, and whose the key is or was.
func taken(w Work, id taskflow.ProjectID, key string) (exists bool, owner taskflow.ProjectID, err error) {
	var n int
	err = w.Tx.QueryRow(projectTaken, w.Workspace(), id, key).Scan(&n, &owner)
	return n > 0, owner, err
}

func keyFree(owner, id taskflow.ProjectID) error {
	if owner == "" || owner == id {
		return nil
	}
	var p taskflow.Problems
	p.Add("key", "taken", "Another project has or had this key.", nil)
	return p.Err()
}

// Update changes fields of a project. A new key keeps the old one as an alias.
func (s *Service) Update(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, in UpdateInput) (Project, taskflow.Cursor, error) {
	var out Project
	res, err := Do(ctx, s.db, Request{c, ws, Change.Name, []any{ref, in}}, func(w Work) (string, error) {
		old, role, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		if err := Require(Change, role); err != nil {
			return "", err
		}
		out, err = update(w, old, in)
		return string(old.ID), err
	})
	if err == nil && res.Replayed {
		out, err = s.again(ctx, c, ws, res.Entity)
	}
	return out, res.Cursor, err
}

func update(w Work, old Project, in UpdateInput) (Project, error) {
	p, patch, err := in.apply(old, w.Tx.Now())
	if err != nil || len(patch) == 0 {
		return old, err
	}
	_, archiving := patch["archived_at"]
	if old.ArchivedAt != nil && !archiving {
		return old, old.Active()
	}
	rows := []changes.Row{p.row(changes.Patch, patch)}
	if p.Key != old.Key {
		_, owner, err := taken(w, p.ID, p.Key)
		if err != nil {
			return old, err
		}
		if err := keyFree(owner, p.ID); err != nil {
			return old, err
		}
		if err := w.Tx.Exec(insertKey, w.Workspace(), p.Key, p.ID); err != nil {
			return old, err
		}
		// Every task's key changes with it; clients ask once for all.
		rows = append(rows, p.row(changes.Fetch, nil))
	}
	if p.Visibility != old.Visibility {
		sight, err := sightAfterVisibility(w, old, p)
		if err != nil {
			return old, err
		}
		rows = append(rows, sight...)
	}
	err = w.Tx.Exec(updateProject, p.Key, p.Name, p.Color, p.Icon, p.Description, p.Visibility, p.ArchivedAt, w.Workspace(), p.ID)
	if err != nil {
		return old, err
	}
	if err := w.Emit(rows...); err != nil {
		return old, err
	}
	return p, recordUpdate(w, p, patch)
}

func recordUpdate(w Work, p Project, patch map[string]any) error {
	if _, ok := patch["archived_at"]; ok {
		kind := "project.unarchived"
		if p.ArchivedAt != nil {
			kind = "project.archived"
		}
		if err := w.Record(p.ID, "", kind, nil); err != nil {
			return err
		}
	}
	var fields []string
	for _, f := range []string{"key", "name", "color", "icon", "description", "visibility"} {
		if _, ok := patch[f]; ok {
			fields = append(fields, f)
		}
	}
	if fields == nil {
		return nil
	}
	return w.Record(p.ID, "", "project.updated", map[string]any{"fields": fields})
}

// sightAfterVisibility tells those who gain or lose sight of a project.
func sightAfterVisibility(w Work, old, p Project) ([]changes.Row, error) {
	members, err := workspace.Members(w.Tx, w.Workspace())
	if err != nil {
		return nil, err
	}
	list, err := Members(w.Tx, w.Workspace(), p.ID)
	if err != nil {
		return nil, err
	}
	explicit := map[taskflow.MemberID]taskflow.ProjectRole{}
	for _, m := range list {
		explicit[m.MemberID] = m.Role
	}
	var rows []changes.Row
	for _, m := range members {
		if !m.Active() {
			continue
		}
		before := RoleIn(m.Role, old.Visibility, explicit[m.ID])
		after := RoleIn(m.Role, p.Visibility, explicit[m.ID])
		rows = append(rows, sight(p.ID, m.ID, before, after)...)
	}
	return rows, nil
}

// sight is the row in a member's own scope when a project appears or vanishes.
func sight(id taskflow.ProjectID, m taskflow.MemberID, before, after taskflow.ProjectRole) []changes.Row {
	row := changes.Row{Scope: changes.ForUser(m), Kind: changes.Project, ID: string(id)}
	switch {
	case before == taskflow.ProjectNone && after != taskflow.ProjectNone:
		row.Op = changes.Fetch
	case before != taskflow.ProjectNone && after == taskflow.ProjectNone:
		row.Op = changes.Remove
	default:
		return nil
	}
	return []changes.Row{row}
}

// Delete puts a project into the trash.
func (s *Service) Delete(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (taskflow.Cursor, error) {
	res, err := Do(ctx, s.db, Request{c, ws, Remove.Name, ref}, func(w Work) (string, error) {
		p, role, err := w.Find(ref)
		if err != nil {
			return "", err
		}
		if err := Require(Remove, role); err != nil {
			return "", err
		}
		if err := w.Tx.Exec(setDeleted, w.Tx.Now(), w.Actor.Member, w.Workspace(), p.ID); err != nil {
			return "", err
		}
		if err := w.Emit(p.row(changes.Remove, nil)); err != nil {
			return "", err
		}
		return string(p.ID), w.Record(p.ID, "", "project.deleted", nil)
	})
	return res.Cursor, err
}

// Restore takes a project out of the trash.
func (s *Service) Restore(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string) (Project, taskflow.Cursor, error) {
	var out Project
	res, err := Do(ctx, s.db, Request{c, ws, BringBack.Name, ref}, func(w Work) (string, error) {
		p, role, err := FindAny(w.Tx, w.Actor, ref)
		if err != nil {
			return "", err
		}
		if err := Require(BringBack, role); err != nil {
			return "", err
		}
		out = p
		if p.DeletedAt == nil {
			return string(p.ID), nil
		}
		if Expired(*p.DeletedAt, w.Tx.Now()) {
			return "", taskflow.Missing("project")
		}
		out.DeletedAt = nil
		if err := w.Tx.Exec(setDeleted, nil, nil, w.Workspace(), p.ID); err != nil {
			return "", err
		}
		if err := w.Emit(p.row(changes.Fetch, nil)); err != nil {
			return "", err
		}
		return string(p.ID), w.Record(p.ID, "", "project.restored", nil)
	})
	if err == nil && res.Replayed {
		out, err = s.again(ctx, c, ws, res.Entity)
	}
	return out, res.Cursor, err
}

// Activity lists what happened in a project, newest first.
func (s *Service) Activity(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, page taskflow.Page) (out []changes.Line, next string, err error) {
	err = See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		p, _, err := Find(tx, actor, ref)
		if err != nil {
			return err
		}
		out, next, err = changes.ProjectActivity(tx, ws, p.ID, page)
		return err
	})
	return out, next, err
}

// Expired reports whether something deleted at a time is past bringing back.
func Expired(deleted, now taskflow.Time) bool { return purgeAt(deleted) <= now }

func purgeAt(deleted taskflow.Time) taskflow.Time { return deleted.Add(TrashDays * 24 * time.Hour) }

// row is a row of the change log about the project, in its own scope.
func (p Project) row(op changes.Op, data any) changes.Row {
	if whole, ok := data.(Project); ok {
		whole.MyRole = ""
		data = whole
	}
	return changes.Row{Scope: changes.InProject(p.ID), Kind: changes.Project, ID: string(p.ID), Op: op, Data: data}
}

// SetNextNumber stores the number of the next task. The caller holds the
// workspace's lock and read the number under it.
func SetNextNumber(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.ProjectID, next int64) error {
	if err := tx.Exec(setNextNumber, next, ws, id); err != nil {
		return fmt.Errorf("store the next number: %w", err)
	}
	return nil
}
