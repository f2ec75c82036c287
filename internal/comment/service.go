package comment

import (
	"context"
	"slices"
	"strconv"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Service is everything that can be done to comments. Each method is one
// transaction.
type Service struct{ db *db.DB }

// New returns the service on a database. Comments follow their tasks into
// other projects.
func New(d *db.DB, tasks *task.Service) *Service {
	tasks.OnProjectMove(func(w project.Work, to taskflow.ProjectID, ids []taskflow.TaskID) error {
		return w.Tx.Exec(followTasks, to, w.Workspace(), db.JSONList(ids))
	})
	return &Service{db: d}
}

// found is a comment with its task and what the actor may do there.
type found struct {
	Comment
	task task.Found
}

func find(tx *db.Tx, actor taskflow.Actor, id taskflow.CommentID) (found, error) {
	if !taskflow.ValidID(string(id)) {
		return found{}, taskflow.Missing("comment")
	}
	list, err := load(tx, actor.Workspace, findComment, actor.Workspace, id)
	if err != nil {
		return found{}, err
	}
	if len(list) == 0 {
		return found{}, taskflow.Missing("comment")
	}
	f := found{Comment: list[0]}
	f.task, err = task.Find(tx, actor, string(f.TaskID))
	if taskflow.KindOf(err) == taskflow.NotFound {
		return found{}, taskflow.Missing("comment")
	}
	return f, err
}

// open loads a comment outside the trash that the actor may do the verb to.
func open(w project.Work, id taskflow.CommentID, verb taskflow.Verb) (found, error) {
	f, err := find(w.Tx, w.Actor, id)
	if err != nil {
		return f, err
	}
	if f.DeletedAt != nil {
		return f, taskflow.Missing("comment")
	}
	if err := require(verb, f.task.Role, f.AuthorID, w.Actor.Member); err != nil {
		return f, err
	}
	return f, f.task.Project.Active()
}

// List returns a page of a task's comments, oldest first, and the cursor of
// the next one.
func (s *Service) List(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, page taskflow.Page) (out []Comment, next string, err error) {
	at, id, err := page.After()
	if err != nil {
		return nil, "", err
	}
	size := page.Size()
	err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		f, err := task.Find(tx, actor, ref)
		if err != nil {
			return err
		}
		out, err = load(tx, ws, listComments, ws, f.ID, at, id, size+1)
		return err
	})
	if err != nil || len(out) <= size {
		return out, "", err
	}
	last := out[size-1]
	return out[:size], taskflow.PageCursor(strconv.FormatInt(int64(last.CreatedAt), 10), string(last.ID)), nil
}

// do runs one change of one comment and returns it as it is afterwards.
func (s *Service) do(ctx context.Context, r project.Request, fn func(w project.Work) (Comment, error)) (Comment, taskflow.Cursor, error) {
	var out Comment
	res, err := project.Do(ctx, s.db, r, func(w project.Work) (string, error) {
		var err error
		out, err = fn(w)
		return string(out.ID), err
	})
	if err == nil && res.Replayed {
		err = project.See(ctx, s.db, r.Caller, r.Workspace, func(tx *db.Tx, actor taskflow.Actor) error {
			f, err := find(tx, actor, taskflow.CommentID(res.Entity))
			out = f.Comment
			return err
		})
	}
	return out, res.Cursor, err
}

// Create adds a comment. Its author and those whom it mentions watch the task.
func (s *Service) Create(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, ref string, in CreateInput) (Comment, taskflow.Cursor, error) {
	clean, err := in.Validate()
	if err != nil {
		return Comment{}, taskflow.Cursor{}, err
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: CreateVerb.Name, Input: []any{ref, in}}, func(w project.Work) (Comment, error) {
		t, err := task.Find(w.Tx, w.Actor, ref)
		if err != nil {
			return Comment{}, err
		}
		if err := require(CreateVerb, t.Role, nil, w.Actor.Member); err != nil {
			return Comment{}, err
		}
		if err := t.Project.Active(); err != nil {
			return Comment{}, err
		}
		return create(w, t, clean)
	})
}

func create(w project.Work, t task.Found, in CreateInput) (Comment, error) {
	var taken int
	if err := w.Tx.QueryRow(commentTaken, w.Workspace(), in.ID).Scan(&taken); err != nil {
		return Comment{}, err
	}
	if taken > 0 {
		return Comment{}, taskflow.Errorf(taskflow.Conflict, "A comment with this id exists already.").WithCode("duplicate_id")
	}
	body, mentioned, err := mentions(w, t.Project, in.Body)
	if err != nil {
		return Comment{}, err
	}
	author := w.Actor.Member
	c := Comment{
		ID: in.ID, TaskID: t.ID, ProjectID: t.ProjectID, AuthorID: &author, Body: body,
		CreatedAt: w.Tx.Now(), Reactions: []Reaction{}, Counts: taskflow.Count(body),
	}
	if err := Insert(w, c); err != nil {
		return Comment{}, err
	}
	if err := w.Emit(c.row(changes.Put, c)); err != nil {
		return Comment{}, err
	}
	if err := task.Discuss(w, t.Task, t.CommentCount+1, append(mentioned, author)); err != nil {
		return Comment{}, err
	}
	return c, w.Record(t.ProjectID, t.ID, "comment.added", map[string]any{"comment_id": c.ID})
}

// mentions rewrites the mentions of a text and returns those mentioned who may
// see the project.
func mentions(w project.Work, p project.Project, body string) (string, []taskflow.MemberID, error) {
	if !slices.Contains([]byte(body), '@') {
		return body, nil, nil
	}
	members, err := workspace.Members(w.Tx, w.Workspace())
	if err != nil {
		return "", nil, err
	}
	people := make([]Person, 0, len(members))
	for _, m := range members {
		if m.Active() {
			people = append(people, Person{ID: m.ID, Name: m.Name})
		}
	}
	text, named := Mentions(body, people)
	if len(named) == 0 {
		return text, nil, nil
	}
	list, err := project.Members(w.Tx, w.Workspace(), p.ID)
	if err != nil {
		return "", nil, err
	}
	explicit := map[taskflow.MemberID]taskflow.ProjectRole{}
	for _, m := range list {
		explicit[m.MemberID] = m.Role
	}
	var seeing []taskflow.MemberID
	for _, m := range members {
		if slices.Contains(named, m.ID) && project.RoleIn(m.Role, p.Visibility, explicit[m.ID]) != taskflow.ProjectNone {
			seeing = append(seeing, m.ID)
		}
	}
	return text, seeing, nil
}

// Update replaces the text of the caller's own comment.
func (s *Service) Update(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.CommentID, body string) (Comment, taskflow.Cursor, error) {
	var p taskflow.Problems
	clean := cleanBody(&p, body)
	if err := p.Err(); err != nil {
		return Comment{}, taskflow.Cursor{}, err
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: UpdateVerb.Name, Input: []any{id, body}}, func(w project.Work) (Comment, error) {
		f, err := open(w, id, UpdateVerb)
		if err != nil {
			return Comment{}, err
		}
		text, mentioned, err := mentions(w, f.task.Project, clean)
		if err != nil || text == f.Body {
			return f.Comment, err
		}
		now := w.Tx.Now()
		out := f.Comment
		out.Body, out.EditedAt, out.Counts = text, &now, taskflow.Count(text)
		if err := w.Tx.Exec(setBody, text, now, w.Workspace(), id); err != nil {
			return Comment{}, err
		}
		patch := map[string]any{"body": out.Body, "edited_at": out.EditedAt, "counts": out.Counts}
		if err := w.Emit(out.row(changes.Patch, patch)); err != nil {
			return Comment{}, err
		}
		return out, task.Discuss(w, f.task.Task, f.task.CommentCount, mentioned)
	})
}

// Delete puts a comment into the trash.
func (s *Service) Delete(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.CommentID) (taskflow.Cursor, error) {
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: DeleteVerb.Name, Input: id}, func(w project.Work) (string, error) {
		f, err := open(w, id, DeleteVerb)
		if err != nil {
			return "", err
		}
		if err := w.Tx.Exec(setDeleted, w.Tx.Now(), w.Actor.Member, w.Workspace(), id); err != nil {
			return "", err
		}
		if err := w.Emit(f.row(changes.Remove, nil)); err != nil {
			return "", err
		}
		if err := task.Discuss(w, f.task.Task, f.task.CommentCount-1, nil); err != nil {
			return "", err
		}
		return string(id), w.Record(f.ProjectID, f.TaskID, "comment.deleted", map[string]any{"comment_id": id})
	})
	return res.Cursor, err
}

// Restore takes a comment out of the trash.
func (s *Service) Restore(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.CommentID) (Comment, taskflow.Cursor, error) {
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: RestoreVerb.Name, Input: id}, func(w project.Work) (Comment, error) {
		f, err := find(w.Tx, w.Actor, id)
		if err != nil {
			return Comment{}, err
		}
		if err := require(RestoreVerb, f.task.Role, f.AuthorID, w.Actor.Member); err != nil {
			return Comment{}, err
		}
		if f.DeletedAt == nil {
			return f.Comment, nil
		}
		if err := f.task.Project.Active(); err != nil {
			return Comment{}, err
		}
		if project.Expired(*f.DeletedAt, w.Tx.Now()) {
			return Comment{}, taskflow.Missing("comment")
		}
		out := f.Comment
		out.DeletedAt = nil
		if err := w.Tx.Exec(setDeleted, nil, nil, w.Workspace(), id); err != nil {
			return Comment{}, err
		}
		if err := w.Emit(out.row(changes.Put, out)); err != nil {
			return Comment{}, err
		}
		return out, task.Discuss(w, f.task.Task, f.task.CommentCount+1, nil)
	})
}

// React adds the caller's reaction, or takes it away.
func (s *Service) React(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.CommentID, emoji string, on bool) (Comment, taskflow.Cursor, error) {
	if err := checkEmoji(emoji); err != nil {
		return Comment{}, taskflow.Cursor{}, err
	}
	return s.do(ctx, project.Request{Caller: c, Workspace: ws, Name: ReactVerb.Name, Input: []any{id, emoji, on}}, func(w project.Work) (Comment, error) {
		f, err := open(w, id, ReactVerb)
		if err != nil {
			return Comment{}, err
		}
		i := slices.IndexFunc(f.Reactions, func(r Reaction) bool { return r.Emoji == emoji })
		has := i >= 0 && slices.Contains(f.Reactions[i].Members, w.Actor.Member)
		if has == on {
			return f.Comment, nil
		}
		if on && i < 0 && len(f.Reactions) >= MaxReactions {
			return Comment{}, taskflow.Errorf(taskflow.Conflict, "This comment has enough different reactions.").WithCode("too_many_reactions")
		}
		if on {
			err = w.Tx.Exec(addReaction, w.Workspace(), id, emoji, w.Actor.Member, w.Tx.Now())
		} else {
			err = w.Tx.Exec(removeReaction, w.Workspace(), id, emoji, w.Actor.Member)
		}
		if err != nil {
			return Comment{}, err
		}
		list, err := load(w.Tx, w.Workspace(), findComment, w.Workspace(), id)
		if err != nil {
			return Comment{}, err
		}
		return list[0], w.Emit(list[0].row(changes.Patch, map[string]any{"reactions": list[0].Reactions}))
	})
}

// row is a row of the change log about the comment, in its project's scope.
func (c Comment) row(op changes.Op, data any) changes.Row {
	return changes.Row{Scope: changes.InProject(c.ProjectID), Kind: changes.Comment, ID: string(c.ID), Op: op, Data: data}
}
