package workspace

import (
	"context"
	"errors"
	"fmt"

	"taskflow/internal/account"
	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Me is the kind of row that tells a member about their own place in the
// workspace; only they see it.
const Me changes.Kind = "me"

// Wiring is what modules above this one do for it, within its transactions.
// What is nil is not done.
type Wiring struct {
	// RoleChanged sends a member the projects that they see with another role,
	// and takes away those that they do not see any more.
	RoleChanged func(tx *db.Tx, actor taskflow.Actor, by changes.Author, member taskflow.MemberID, from, to taskflow.Role) error
	// MemberLeft drops what a member was granted in projects.
	MemberLeft func(tx *db.Tx, actor taskflow.Actor, by changes.Author, member taskflow.MemberID) error
	// Reassign gives the open tasks of one member to another.
	Reassign func(tx *db.Tx, actor taskflow.Actor, by changes.Author, from, to taskflow.MemberID) error
	// Unlabel takes a label off every task. Clients do so by themselves when
	// they see the label's row removed.
	Unlabel func(tx *db.Tx, actor taskflow.Actor, by changes.Author, label taskflow.LabelID) error
	// Sample makes the project that teaches by doing, in a new workspace.
	Sample func(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) error
}

// Service is everything that can be done with workspaces and their people.
type Service struct {
	db       *db.DB
	accounts *account.Service
	wiring   Wiring
}

// New returns the service. Wire completes it.
func New(d *db.DB, accounts *account.Service) *Service {
	return &Service{db: d, accounts: accounts}
}

// Wire connects the service to the modules above it; once, before it is used.
func (s *Service) Wire(w Wiring) { s.wiring = w }

// Authorise returns who an account is in a workspace, read within the
// transaction that is about to act. Every write begins with it.
//
// Errors: NotFound for strangers, removed members and deleted workspaces.
func Authorise(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.AccountID) (taskflow.Actor, error) {
	a := taskflow.Actor{Account: id, Workspace: ws}
	err := tx.QueryRow(authorise, ws, id).Scan(&a.Member, &a.Role)
	if errors.Is(err, db.ErrNoRows) {
		return taskflow.Actor{}, taskflow.Missing("workspace")
	}
	return a, err
}

// Resolve returns the id of the workspace that ref, a slug or an id, names to
// the caller.
//
// Errors: NotFound, for strangers too.
func (s *Service) Resolve(ctx context.Context, c taskflow.Caller, ref string) (taskflow.WorkspaceID, error) {
	stmt := resolveBySlug
	if taskflow.ValidID(ref) {
		stmt = resolveByID
	}
	var id taskflow.WorkspaceID
	err := s.db.View(ctx, func(tx *db.Tx) error { return tx.QueryRow(stmt, ref, c.Account).Scan(&id) })
	if errors.Is(err, db.ErrNoRows) {
		return "", taskflow.Missing("workspace")
	}
	return id, err
}

// Mine returns the workspaces that an account is a member of, by name.
func (s *Service) Mine(ctx context.Context, id taskflow.AccountID) ([]Membership, error) {
	out := []Membership{}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(selectMine, id)
		list, err := db.Collect(rows, err, func(r *db.Rows) (Membership, error) {
			var m Membership
			err := r.Scan(&m.ID, &m.Slug, &m.Name, &m.Role, &m.MemberID)
			return m, err
		})
		if list != nil {
			out = list
		}
		return err
	})
	return out, err
}

// Get returns a workspace.
//
// Errors: NotFound.
func (s *Service) Get(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) (Workspace, error) {
	var out Workspace
	err := s.view(ctx, c, ws, Read, func(tx *db.Tx, _ taskflow.Actor) (err error) {
		out, err = Find(tx, ws)
		return err
	})
	return out, err
}

// view is a reading method's transaction: who asks, whether they may, then fn.
func (s *Service) view(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, verb taskflow.Verb, fn func(tx *db.Tx, actor taskflow.Actor) error) error {
	return s.db.View(ctx, func(tx *db.Tx) error {
		actor, err := Authorise(tx, ws, c.Account)
		if err != nil {
			return err
		}
		if err := require(verb, actor); err != nil {
			return err
		}
		return fn(tx, actor)
	})
}

// write is a writing method's transaction. When verb is the zero Verb, fn
// decides by itself who may.
func (s *Service) write(ctx context.Context, m changes.Mutation, verb taskflow.Verb, fn func(tx *db.Tx, actor taskflow.Actor) (string, error)) (changes.Result, error) {
	return changes.Mutate(ctx, s.db, m, func(tx *db.Tx) (string, error) {
		actor, err := Authorise(tx, m.Workspace, m.Caller.Account)
		if err != nil {
			return "", err
		}
		if verb.Name != "" {
			if err := require(verb, actor); err != nil {
				return "", err
			}
		}
		return fn(tx, actor)
	})
}

func author(c taskflow.Caller, actor taskflow.Actor) changes.Author {
	return changes.Author{Member: actor.Member, Mutation: c.Mutation, Trace: c.Trace}
}

func (s *Service) audit(tx *db.Tx, c taskflow.Caller, ws taskflow.WorkspaceID, kind, target string, data map[string]any) error {
	return account.Audit(tx, account.Entry{Workspace: ws, Account: c.Account, Kind: kind, Target: target, Data: data, Address: c.Address})
}

// draft is a workspace that is ready to be saved, its ids made.
type draft struct {
	workspace Workspace
	explicit  bool // the slug was chosen by a person, so another will not do
	epoch     string
	owner     taskflow.MemberID
}

func newDraft(in CreateInput, now taskflow.Time) (draft, error) {
	var p taskflow.Problems
	d := draft{epoch: taskflow.NewID(), owner: taskflow.MemberID(taskflow.NewID())}
	d.workspace = Workspace{ID: taskflow.WorkspaceID(taskflow.NewID()), Name: cleanName(&p, "name", in.Name), CreatedAt: now}
	if in.Slug != "" {
		d.explicit = true
		d.workspace.Slug = cleanSlug(&p, "slug", in.Slug)
	} else {
		d.workspace.Slug = slugFrom(d.workspace.Name)
	}
	return d, p.Err()
}

// save writes the workspace and its first owner within an UpdateAccount.
func (d draft) save(tx *db.Tx, a account.Account) (Workspace, error) {
	w := d.workspace
	for n := 2; ; n++ {
		taken, err := isSlugTaken(tx, w.Slug, w.ID)
		if err != nil {
			return Workspace{}, err
		}
		if !taken {
			break
		}
		if d.explicit || n > 999 {
			return Workspace{}, errSlugTaken()
		}
		w.Slug = fmt.Sprintf("%s-%d", d.workspace.Slug, n)
	}
	if _, err := tx.ExecCount(insertWorkspace, w.ID, w.Slug, w.Name, w.CreatedAt); err != nil {
		if db.IsUnique(err) { // nothing locks the slugs: somebody took it just now
			return Workspace{}, errSlugTaken()
		}
		return Workspace{}, err
	}
	if err := tx.InsertWorkspaceSeq(w.ID, d.epoch); err != nil {
		return Workspace{}, err
	}
	owner := memberOf(a, d.owner, taskflow.Owner, w.CreatedAt)
	if err := saveNewMember(tx, w.ID, owner); err != nil {
		return Workspace{}, err
	}
	err := changes.Append(tx, changes.Author{Member: d.owner},
		changes.Row{Scope: changes.Everyone(), Kind: changes.Workspace, ID: string(w.ID), Op: changes.Put, Data: w},
		changes.Row{Scope: changes.Everyone(), Kind: changes.Member, ID: string(d.owner), Op: changes.Put, Data: owner})
	return w, err
}

// slugRaces bounds how often a derived slug may be snatched away.
const slugRaces = 20

// untilFree runs the transaction that saves the draft, again when somebody
// else took the derived slug in the same moment. One that a person chose is
// not replaced.
func (d draft) untilFree(save func() error) error {
	for n := 1; ; n++ {
		err := save()
		var e *taskflow.Error
		if d.explicit || n == slugRaces || !errors.As(err, &e) || e.Code != slugTakenCode {
			return err
		}
	}
}

func isSlugTaken(tx *db.Tx, slug string, except taskflow.WorkspaceID) (bool, error) {
	var n int
	err := tx.QueryRow(slugTaken, slug, except).Scan(&n)
	return n > 0, err
}

const slugTakenCode = "slug_taken"

func errSlugTaken() error {
	return &taskflow.Error{Kind: taskflow.Conflict, Code: slugTakenCode, Message: "Another workspace has this address. Choose another.",
		Fields: []taskflow.Field{{Field: "slug", Code: slugTakenCode, Message: "Another workspace has this address."}}}
}

// memberOf returns the row by which an account appears in a workspace.
func memberOf(a account.Account, id taskflow.MemberID, role taskflow.Role, now taskflow.Time) Member {
	return Member{ID: id, AccountID: &a.ID, Name: a.Name, Initials: a.Initials, Color: a.Color, Role: role, JoinedAt: now, email: a.Email}
}

// Create makes a workspace with the caller as its owner.
//
// Errors: Invalid with fields; Conflict (slug_taken); Denied for a read-only
// token.
func (s *Service) Create(ctx context.Context, c taskflow.Caller, in CreateInput) (Workspace, error) {
	d, err := newDraft(in, s.db.Now())
	if err != nil {
		return Workspace{}, err
	}
	var out Workspace
	m := changes.Mutation{Caller: c, Name: "workspace.create", Request: in}
	var result changes.Result
	err = d.untilFree(func() error {
		result, err = changes.MutateAccount(ctx, s.db, m, func(tx *db.Tx) (string, error) {
			a, err := account.Load(tx, c.Account)
			if err != nil {
				return "", err
			}
			if out, err = d.save(tx, a); err != nil {
				return "", err
			}
			return string(out.ID), s.audit(tx, c, out.ID, "workspace.created", string(out.ID), nil)
		})
		return err
	})
	if err != nil {
		return Workspace{}, err
	}
	if result.Replayed {
		return s.Get(ctx, c, taskflow.WorkspaceID(result.Entity))
	}
	if in.Sample && s.wiring.Sample != nil {
		// The sample's own writes are no part of this mutation.
		c.Mutation = ""
		if err := s.wiring.Sample(ctx, c, out.ID); err != nil {
			return out, fmt.Errorf("make the sample project: %w", err)
		}
	}
	return out, nil
}

// Update renames a workspace or changes its address.
//
// Errors: NotFound, Denied, Invalid with fields, Conflict (slug_taken).
func (s *Service) Update(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in UpdateInput) (Workspace, taskflow.Cursor, error) {
	var out Workspace
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "workspace.update", Request: in}
	result, err := s.write(ctx, m, Change, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		w, err := Find(tx, ws)
		if err != nil {
			return "", err
		}
		before := w
		var p taskflow.Problems
		if in.Name != nil {
			w.Name = cleanName(&p, "name", *in.Name)
		}
		if in.Slug != nil {
			w.Slug = cleanSlug(&p, "slug", *in.Slug)
		}
		if err := p.Err(); err != nil {
			return "", err
		}
		out = w
		patch := map[string]any{}
		if w.Name != before.Name {
			patch["name"] = w.Name
		}
		if w.Slug != before.Slug {
			patch["slug"] = w.Slug
			taken, err := isSlugTaken(tx, w.Slug, ws)
			if err != nil {
				return "", err
			}
			if taken {
				return "", errSlugTaken()
			}
		}
		if len(patch) == 0 {
			return string(ws), nil
		}
		if _, err := tx.ExecCount(updateWorkspace, w.Slug, w.Name, ws); err != nil {
			if db.IsUnique(err) {
				return "", errSlugTaken()
			}
			return "", err
		}
		return string(ws), changes.Append(tx, author(c, actor), changes.Row{Scope: changes.Everyone(), Kind: changes.Workspace, ID: string(ws), Op: changes.Patch, Data: patch})
	})
	if err == nil && result.Replayed {
		out, err = s.Get(ctx, c, ws)
	}
	return out, result.Cursor, err
}

// Delete ends a workspace for everybody in it. Its address becomes free.
//
// Errors: NotFound, Denied.
func (s *Service) Delete(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "workspace.delete"}
	result, err := s.write(ctx, m, Delete, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		// An id is no possible slug, so this one never stands in the way.
		if err := tx.Exec(deleteWorkspace, tx.Now(), string(ws), ws); err != nil {
			return "", err
		}
		if err := changes.Append(tx, author(c, actor), changes.Row{Scope: changes.Everyone(), Kind: changes.Workspace, ID: string(ws), Op: changes.Remove}); err != nil {
			return "", err
		}
		return string(ws), s.audit(tx, c, ws, "workspace.deleted", string(ws), nil)
	})
	return result.Cursor, err
}
