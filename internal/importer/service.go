package importer

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/importer/trello"
	"taskflow/internal/jobs"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Service is everything that can be done with imports.
type Service struct {
	db     *db.DB
	files  files
	logger *slog.Logger
	// between and observe, when a test sets them, are called after each batch.
	between func(done int) error
	observe func(took time.Duration)
}

// New returns the service. Uploads are kept below dataDir.
func New(d *db.DB, dataDir string, logger *slog.Logger) (*Service, error) {
	f, err := openFiles(dataDir)
	if err != nil {
		return nil, err
	}
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Service{db: d, files: f, logger: logger}, nil
}

// maxWaiting is how many uploads of one member wait to be started; an older one
// makes room.
const maxWaiting = 5

// UploadInput is a file as it arrives.
type UploadInput struct {
	Source   string
	Filename string
	Body     io.Reader
}

// Upload stores a file and previews it. A file that is broken, or something
// else, is refused with the place and not kept.
//
// Errors: Denied, NotFound, Invalid (import_broken, import_foreign,
// import_wrong_value, import_duplicate_id, import_too_large; "place" tells
// where).
func (s *Service) Upload(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in UploadInput) (Import, taskflow.Cursor, error) {
	filename, err := in.check()
	if err != nil {
		return Import{}, taskflow.Cursor{}, err
	}
	// Nobody who may not import fills the disk.
	err = project.See(ctx, s.db, c, ws, func(_ *db.Tx, actor taskflow.Actor) error { return permit(MakeVerb, actor, "") })
	if err != nil {
		return Import{}, taskflow.Cursor{}, err
	}
	if err := s.files.sweep(s.db.Now().Std()); err != nil {
		s.logger.Warn("sweeping old uploads failed", "error", err)
	}
	stored, err := s.files.save(in.Body)
	if err != nil {
		return Import{}, taskflow.Cursor{}, err
	}
	out, cursor, kept, err := s.upload(ctx, c, ws, stored, filename)
	if !kept {
		s.files.remove(stored)
	}
	return out, cursor, err
}

func (in UploadInput) check() (filename string, err error) {
	var p taskflow.Problems
	if in.Source != Trello {
		p.Add("source", "bad_choice", "The source is trello.", map[string]any{"choices": []string{Trello}})
	}
	filename = "export.json"
	if strings.TrimSpace(in.Filename) != "" {
		filename = taskflow.CleanTitle(&p, "filename", in.Filename, 200)
	}
	return filename, p.Err()
}

func (s *Service) upload(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, stored, filename string) (out Import, cursor taskflow.Cursor, kept bool, err error) {
	file, size, err := s.files.open(stored)
	if err != nil {
		return out, cursor, false, err
	}
	defer file.Close()
	preview, err := s.preview(ctx, c, ws, file, size)
	if err != nil {
		return out, cursor, false, err
	}
	text, err := encode(preview)
	if err != nil {
		return out, cursor, false, err
	}
	id := taskflow.ImportID(taskflow.NewID())
	r := project.Request{Caller: c, Workspace: ws, Name: MakeVerb.Name, Input: []any{filename, size, preview.Name, preview.Counts}}
	var dropped []string
	res, err := project.Do(ctx, s.db, r, func(w project.Work) (string, error) {
		if err := permit(MakeVerb, w.Actor, ""); err != nil {
			return "", err
		}
		var err error
		if dropped, err = dropWaiting(w.Tx, ws, w.Actor.Member, maxWaiting-1); err != nil {
			return "", err
		}
		return string(id), w.Tx.Exec(insertImport, ws, id, Trello, filename, stored, text, preview.Counts.Cards, w.Tx.Now(), w.Actor.Member)
	})
	if err != nil {
		return out, cursor, false, err
	}
	for _, name := range dropped {
		s.files.remove(name)
	}
	out, err = s.Get(ctx, c, ws, taskflow.ImportID(res.Entity))
	return out, res.Cursor, !res.Replayed, err
}

// preview reads a file and compares it with the workspace.
func (s *Service) preview(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, at io.ReaderAt, size int64) (Preview, error) {
	board, err := trello.Scan(at, size)
	if err != nil {
		return Preview{}, err
	}
	preview, err := previewOf(board)
	if err != nil {
		return Preview{}, err
	}
	err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		if err := permit(MakeVerb, actor, ""); err != nil {
			return err
		}
		return preview.match(tx, actor)
	})
	return preview, err
}

// DryRun tells what a file would become and changes nothing, not even by
// storing the file.
//
// Errors: as Upload.
func (s *Service) DryRun(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, at io.ReaderAt, size int64) (Preview, error) {
	return s.preview(ctx, c, ws, at, size)
}

// Get returns an import.
func (s *Service) Get(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.ImportID) (Import, error) {
	var out Import
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) (err error) {
		if out, err = load(tx, ws, id); err != nil {
			return err
		}
		return permit(ReadVerb, actor, out.CreatedBy)
	})
	return out, err
}

// List returns the imports that the caller may see, newest first.
func (s *Service) List(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, page taskflow.Page) (out []Import, next string, err error) {
	at, id, err := page.Before()
	if err != nil {
		return nil, "", err
	}
	err = project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		if err := permit(ReadVerb, actor, ""); err != nil {
			return err
		}
		rows, err := tx.Query(listImports, ws, at, id, page.Size()+1)
		found, err := db.Collect(rows, err, scanImport)
		if err != nil {
			return err
		}
		if len(found) > page.Size() {
			found = found[:page.Size()]
			last := found[len(found)-1]
			next = taskflow.PageCursor(strconv.FormatInt(int64(last.CreatedAt), 10), string(last.ID))
		}
		out = make([]Import, 0, len(found))
		for _, i := range found {
			if permit(ReadVerb, actor, i.CreatedBy) == nil {
				out = append(out, i)
			}
		}
		return nil
	})
	return out, next, err
}

// Start makes the hidden project and lets a job fill it.
//
// Errors: NotFound, Denied, Invalid with fields, Conflict (import_started,
// import_expired).
func (s *Service) Start(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.ImportID, in StartInput) (Import, taskflow.Cursor, error) {
	var out Import
	res, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: StartVerb.Name, Input: []any{id, in}}, func(w project.Work) (string, error) {
		i, err := load(w.Tx, ws, id)
		if err != nil {
			return "", err
		}
		if err := permit(StartVerb, w.Actor, i.CreatedBy); err != nil {
			return "", err
		}
		if err := s.startable(i); err != nil {
			return "", err
		}
		if out, err = start(w, i, in); err != nil {
			return "", err
		}
		return string(id), jobs.Enqueue(w.Tx, RunArgs{Workspace: ws, Import: id}, jobs.Options{Workspace: ws, UniqueKey: "import.run:" + string(id), Trace: c.Trace})
	})
	if err == nil && res.Replayed {
		out, err = s.Get(ctx, c, ws, id)
	}
	return out, res.Cursor, err
}

func (s *Service) startable(i Import) error {
	if i.State != Previewed {
		return taskflow.Errorf(taskflow.Conflict, "This import was started already.").WithCode("import_started")
	}
	file, _, err := s.files.open(i.stored)
	if isMissing(err) {
		return taskflow.Errorf(taskflow.Conflict, "The uploaded file is no longer kept. Upload it again.").WithCode("import_expired")
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// start makes, within a change, what the tasks of the file will refer to.
func start(w project.Work, i Import, in StartInput) (Import, error) {
	lists, err := in.apply(i.Preview.Lists)
	if err != nil {
		return i, err
	}
	if err := i.Preview.match(w.Tx, w.Actor); err != nil {
		return i, err
	}
	i.plan = plan{Started: w.Tx.Now(), People: map[string]planPerson{}, Labels: map[string]taskflow.LabelID{}}
	i.plan.Project = taskflow.ProjectID(deriveID(i.ID, "project", "", w.Tx.Now().Std()))
	merged := i.plan.columns(i.ID, lists)
	i.undo = made{}
	i.Report = &Report{InFile: i.Preview.Counts, Left: i.Preview.Left, Columns: len(i.plan.Columns), Labels: len(i.Preview.Labels)}
	notices := trello.Notices{}
	for range merged {
		notices.Add(NoteMergedColumns, "")
	}
	i.Report.Notices = notices.List()
	if err := startProject(w, &i, in); err != nil {
		return i, err
	}
	if err := startPeople(w, &i); err != nil {
		return i, err
	}
	if err := startLabels(w, &i); err != nil {
		return i, err
	}
	i.State, i.ProjectID = Running, &i.plan.Project
	return i, save(w.Tx, w.Workspace(), i)
}

func startProject(w project.Work, i *Import, in StartInput) error {
	name, projectKey := in.ProjectName, in.ProjectKey
	if strings.TrimSpace(name) == "" {
		name = i.Preview.Project.Name
	}
	if strings.TrimSpace(projectKey) == "" {
		projectKey = i.Preview.Project.Key
	}
	input, err := project.CreateInput{
		ID: i.plan.Project, Key: projectKey, Name: name, Visibility: in.Visibility,
		Description: cut(i.Preview.Description), Columns: i.plan.newColumns(), Hidden: true,
	}.Validate()
	if err != nil {
		return renamed(err)
	}
	p, err := project.Create(w, input)
	i.plan.Key, i.Preview.Project = p.Key, Suggestion{Name: p.Name, Key: p.Key}
	return renamed(err)
}

// cut bounds the description of a board.
func cut(text string) string {
	if r := []rune(text); len(r) > taskflow.MaxText/2 {
		return string(r[:taskflow.MaxText/2]) + "…"
	}
	return text
}

// renamed gives the fields of a project the names that they have in StartInput.
func renamed(err error) error {
	e, ok := err.(*taskflow.Error)
	if !ok {
		return err
	}
	for n, f := range e.Fields {
		if f.Field == "name" || f.Field == "key" {
			e.Fields[n].Field = "project_" + f.Field
		}
	}
	return e
}

func startPeople(w project.Work, i *Import) error {
	for _, p := range i.Preview.People {
		if p.MemberID != nil {
			m, err := workspace.FindMember(w.Tx, w.Workspace(), *p.MemberID)
			if err != nil {
				return err
			}
			i.plan.People[p.ID] = planPerson{ID: m.ID, Name: m.Name}
			i.Report.Members++
			continue
		}
		id := taskflow.MemberID(deriveID(i.ID, "member", p.ID, w.Tx.Now().Std()))
		m, err := workspace.CreatePlaceholder(w.Tx, w.Actor, workspace.PlaceholderInput{ID: id, Name: p.Name, Email: p.Email})
		if err != nil {
			return fmt.Errorf("make a placeholder: %w", err)
		}
		i.plan.People[p.ID] = planPerson{ID: m.ID, Name: m.Name}
		i.undo.Placeholders = append(i.undo.Placeholders, m.ID)
		i.Report.Placeholders++
	}
	return nil
}

func startLabels(w project.Work, i *Import) error {
	for _, l := range i.Preview.Labels {
		id := taskflow.LabelID(deriveID(i.ID, "label", l.ID, w.Tx.Now().Std()))
		made, err := workspace.EnsureLabel(w.Tx, w.Actor, workspace.LabelInput{ID: id, Name: l.Name, Color: l.Color})
		if err != nil {
			return err
		}
		i.plan.Labels[l.ID] = made.ID
		if made.ID == id {
			i.undo.Labels = append(i.undo.Labels, id)
			i.Report.LabelsMade++
		}
	}
	return nil
}

// RunArgs are the arguments of the job that fills a project.
type RunArgs struct {
	Workspace taskflow.WorkspaceID `json:"workspace"`
	Import    taskflow.ImportID    `json:"import"`
}

// Kind is the name of the job.
func (RunArgs) Kind() string { return "import.run" }

// EraseArgs are the arguments of the job that takes a project away again.
type EraseArgs struct {
	Workspace taskflow.WorkspaceID `json:"workspace"`
	Import    taskflow.ImportID    `json:"import"`
}

// Kind is the name of the job.
func (EraseArgs) Kind() string { return "import.erase" }

const jobTimeout = 10 * time.Minute

// RegisterJobs adds the jobs of this module.
func (s *Service) RegisterJobs(kinds jobs.Kinds) {
	jobs.Register(kinds, jobTimeout, func(ctx context.Context, j jobs.Job, a RunArgs) (jobs.Effects, error) {
		return nil, s.run(ctx, a, j.Attempt)
	})
	jobs.Register(kinds, jobTimeout, func(ctx context.Context, _ jobs.Job, a EraseArgs) (jobs.Effects, error) {
		return nil, s.erase(ctx, a)
	})
}
