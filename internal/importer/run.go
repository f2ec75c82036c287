package importer

import (
	"context"
	"errors"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/comment"
	"taskflow/internal/db"
	"taskflow/internal/importer/trello"
	"taskflow/internal/jobs"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

const (
	// batchTime is how long one batch may hold the workspace: others wait for it.
	batchTime = 50 * time.Millisecond
	firstRows = 100
	mostRows  = 250

	// findAttempts is how often a run looks for the uploaded file; another
	// process may have it.
	findAttempts = 4
)

// errStopped says that the import was ended or taken over while a batch was
// prepared.
var errStopped = errors.New("importer: the import goes on elsewhere")

// Run fills the project of a started import in this process until it is done.
// The job does the same; whichever comes second finds nothing to do.
func (s *Service) Run(ctx context.Context, ws taskflow.WorkspaceID, id taskflow.ImportID) error {
	return s.run(ctx, RunArgs{Workspace: ws, Import: id}, findAttempts)
}

// run is the job. What is wrong with the file ends the import; what is wrong
// with the world is tried again.
func (s *Service) run(ctx context.Context, a RunArgs, attempt int) error {
	imp, err := s.load(ctx, a.Workspace, a.Import)
	if err != nil || imp.State != Running {
		return ignoreMissing(err)
	}
	err = s.fill(ctx, a.Workspace, imp)
	var refused *taskflow.Error
	switch {
	case err == nil || errors.Is(err, errStopped):
		return nil
	case isMissing(err) && attempt >= findAttempts:
		return s.fail(ctx, a, Failure{Code: "import_expired", Message: "The uploaded file is no longer kept. Upload it again."})
	case errors.As(err, &refused) && refused.Kind == taskflow.Invalid:
		return s.fail(ctx, a, Failure{Code: refused.CodeOrKind(), Message: refused.Message})
	}
	return err
}

func ignoreMissing(err error) error {
	if err != nil && taskflow.KindOf(err) == taskflow.NotFound {
		return nil
	}
	return err
}

func (s *Service) load(ctx context.Context, ws taskflow.WorkspaceID, id taskflow.ImportID) (Import, error) {
	var imp Import
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		imp, err = load(tx, ws, id)
		return err
	})
	return imp, err
}

// fill reads the file again and writes what is missing, batch by batch.
func (s *Service) fill(ctx context.Context, ws taskflow.WorkspaceID, imp Import) error {
	file, size, err := s.files.open(imp.stored)
	if err != nil {
		return err
	}
	defer file.Close()
	board, err := trello.Scan(file, size)
	if err != nil {
		return err
	}
	c := newConverter(imp, board)
	if imp.Progress.Done == 0 {
		imp.Report.add(Report{}, board.Notices)
		imp.Report.add(Report{}, c.notices)
	}
	for rows := firstRows; imp.Progress.Done < len(board.Cards); {
		batch, err := c.batch(imp.Progress.Done, rows)
		if err != nil {
			return err
		}
		begin := time.Now()
		if err := s.write(ctx, ws, &imp, batch); err != nil {
			return err
		}
		took := time.Since(begin)
		rows = nextRows(rows, took)
		if s.observe != nil {
			s.observe(took)
		}
		if s.between != nil {
			if err := s.between(imp.Progress.Done); err != nil {
				return err
			}
		}
	}
	if err := s.finish(ctx, ws, imp, c.next); err != nil {
		return err
	}
	s.files.remove(imp.stored)
	return nil
}

// nextRows keeps batches as large as their time allows.
func nextRows(rows int, took time.Duration) int {
	switch {
	case took > batchTime:
		return max(rows/2, 10)
	case took < batchTime/4:
		return min(rows*2, mostRows)
	}
	return rows
}

// batch prepares cards from the first that is missing, outside any transaction.
func (c *converter) batch(from, rows int) ([]*piece, error) {
	var out []*piece
	for i := from; i < len(c.board.Cards) && rows > 0; i++ {
		p, err := c.card(i)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
		rows -= p.rows()
	}
	return out, nil
}

// still reloads the import behind the workspace's lock.
func still(tx *db.Tx, ws taskflow.WorkspaceID, imp Import) error {
	now, err := load(tx, ws, imp.ID)
	if err != nil {
		return err
	}
	if now.State != Running || now.Progress.Done != imp.Progress.Done {
		return errStopped
	}
	return nil
}

// work is a change of the import's own: of who started it, without a request.
func work(tx *db.Tx, ws taskflow.WorkspaceID, imp Import) project.Work {
	return project.Work{
		Tx: tx, Actor: taskflow.Actor{Workspace: ws, Member: imp.CreatedBy, Role: taskflow.Owner},
		By: changes.Author{Member: imp.CreatedBy, Cause: "import:" + string(imp.ID)},
	}
}

// write commits a batch together with the progress.
func (s *Service) write(ctx context.Context, ws taskflow.WorkspaceID, imp *Import, batch []*piece) error {
	done, report := imp.Progress.Done+len(batch), *imp.Report
	for _, p := range batch {
		report.add(p.report, p.notices)
	}
	text, err := encode(&report)
	if err != nil {
		return err
	}
	_, err = s.db.Update(ctx, ws, func(tx *db.Tx) error {
		if err := still(tx, ws, *imp); err != nil {
			return err
		}
		w := work(tx, ws, *imp)
		for _, p := range batch {
			if err := p.insert(w); err != nil {
				return err
			}
		}
		return tx.Exec(stepImport, done, text, ws, imp.ID)
	})
	if err != nil {
		return err
	}
	imp.Progress.Done, imp.Report = done, &report
	return nil
}

func (p *piece) insert(w project.Work) error {
	if err := task.Insert(w, p.task); err != nil {
		return err
	}
	for _, passage := range p.passages {
		if err := task.RecordPassage(w, passage); err != nil {
			return err
		}
	}
	for _, c := range p.comments {
		if err := comment.Insert(w, c); err != nil {
			return err
		}
	}
	return changes.Record(w.Tx, p.activity...)
}

// finish shows the project, all at once.
func (s *Service) finish(ctx context.Context, ws taskflow.WorkspaceID, imp Import, next int64) error {
	line := taskflow.NewID()
	_, err := s.db.Update(ctx, ws, func(tx *db.Tx) error {
		if err := still(tx, ws, imp); err != nil {
			return err
		}
		w, now := work(tx, ws, imp), tx.Now()
		if err := project.SetNextNumber(tx, ws, imp.plan.Project, next); err != nil {
			return err
		}
		if err := project.Reveal(w, imp.plan.Project); err != nil {
			return err
		}
		data := map[string]any{"source": imp.Source, "import_id": imp.ID, "tasks": imp.Report.Tasks, "comments": imp.Report.Comments}
		if err := changes.Record(tx, changes.Activity{ID: line, Project: imp.plan.Project, Actor: imp.CreatedBy, Kind: "import.finished", Data: data, At: now}); err != nil {
			return err
		}
		end, report := imp, *imp.Report
		report.Milliseconds = int64(now - imp.plan.Started)
		end.State, end.Report, end.FinishedAt, end.undo.LastActivity = Done, &report, &now, line
		return save(tx, ws, end)
	})
	return err
}

// fail ends an import whose file cannot be read, and takes away what it made.
func (s *Service) fail(ctx context.Context, a RunArgs, why Failure) error {
	_, err := s.db.Update(ctx, a.Workspace, func(tx *db.Tx) error {
		imp, err := load(tx, a.Workspace, a.Import)
		if err != nil || imp.State != Running {
			return ignoreMissing(err)
		}
		now := tx.Now()
		imp.State, imp.FinishedAt, imp.Report.Error = Failed, &now, &why
		if err := save(tx, a.Workspace, imp); err != nil {
			return err
		}
		return jobs.Enqueue(tx, EraseArgs(a), jobs.Options{Workspace: a.Workspace})
	})
	if err != nil {
		return err
	}
	return s.erase(ctx, EraseArgs(a))
}
