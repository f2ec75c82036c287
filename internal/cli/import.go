package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"taskflow/internal/app"
	"taskflow/internal/config"
	"taskflow/internal/importer"
)

type importCmd struct {
	Trello importTrelloCmd `cmd:"" help:"Import a Trello board from its JSON export."`
}

type importTrelloCmd struct {
	File      string `arg:"" type:"existingfile" help:"The export: in Trello, Menu → Print, export and share → Export as JSON."`
	Workspace string `required:"" help:"Slug or id of the workspace." placeholder:"W"`
	DryRun    bool   `help:"Show what would become what, and change nothing."`
	config.Database
}

// Help is the long text of the command.
func (importTrelloCmd) Help() string {
	return `Lists become columns, cards tasks, with their comments, labels, people, dates,
checklists and history. A broken file is refused with the place, and nothing is
imported. The import can be undone on the import page.`
}

// Run imports a board.
func (c *importTrelloCmd) Run(ctx context.Context, s *streams) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	o, err := operator(ctx, s, c.Database)
	if err != nil {
		return err
	}
	defer o.Close()
	bar := progressBar(s.err)
	result, err := o.Import(ctx, app.ImportInput{Workspace: c.Workspace, Filename: filepath.Base(c.File), DryRun: c.DryRun, File: file}, bar.show)
	bar.end()
	if err != nil {
		return err
	}
	if result.Report == nil {
		return printPreview(s.out, result.Preview)
	}
	return printReport(s.out, result.Preview, *result.Report)
}

// bar draws progress on a terminal and nothing elsewhere.
type bar struct {
	w     io.Writer
	drawn bool
}

func progressBar(w io.Writer) *bar {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &bar{w: w}
		}
	}
	return &bar{}
}

func (b *bar) show(p importer.Progress) {
	if b.w == nil || p.Total == 0 {
		return
	}
	const width = 30
	full := width * p.Done / p.Total
	fmt.Fprintf(b.w, "\r[%s%s] %d of %d", strings.Repeat("█", full), strings.Repeat("·", width-full), p.Done, p.Total)
	b.drawn = true
}

func (b *bar) end() {
	if b.drawn {
		fmt.Fprintln(b.w)
	}
}

func printPreview(w io.Writer, p importer.Preview) error {
	fmt.Fprintf(w, "Board %q would become project %s (%s).\n", p.Name, p.Project.Name, p.Project.Key)
	for _, l := range p.Lists {
		fmt.Fprintf(w, "  list %q → column, %s, %d cards\n", l.Name, strings.ReplaceAll(string(l.Category), "_", " "), l.Cards)
	}
	fmt.Fprintf(w, "  %d cards (%d archived), %d comments, %d people, %d labels, %d checklists, %d due dates, %d list moves\n",
		p.Counts.Cards, p.Counts.CardsArchived, p.Counts.Comments, len(p.People), len(p.Labels), p.Counts.Checklists, p.Counts.DueDates, p.Counts.ListMoves)
	printLeft(w, p.Cut, p)
	_, err := fmt.Fprintln(w, "Nothing was changed.")
	return err
}

func printReport(w io.Writer, p importer.Preview, r importer.Report) error {
	fmt.Fprintf(w, "Imported %q as project %s.\n", p.Name, p.Project.Key)
	fmt.Fprintf(w, "  %d columns, %d tasks (%d archived), %d comments, %d checklists, %d due dates\n", r.Columns, r.Tasks, r.TasksArchived, r.Comments, r.Checklists, r.DueDates)
	fmt.Fprintf(w, "  %d people (%d found, %d without sign-in), %d labels (%d new)\n", r.Members+r.Placeholders, r.Members, r.Placeholders, r.Labels, r.LabelsMade)
	fmt.Fprintf(w, "  %d of %d list moves became status history\n", r.ListMoves, r.InFile.ListMoves)
	printLeft(w, p.Cut, p)
	return nil
}

func printLeft(w io.Writer, cut bool, p importer.Preview) {
	if cut {
		fmt.Fprintln(w, "  The export holds exactly 1,000 actions, where Trello cuts: older comments and moves are missing.")
	}
	for _, l := range p.Left {
		fmt.Fprintf(w, "  not carried over: %d × %s\n", l.Count, strings.ReplaceAll(l.Kind, "_", " "))
	}
	for _, n := range p.Notices {
		fmt.Fprintf(w, "  changed on the way: %d × %s\n", n.Count, strings.ReplaceAll(n.Code, "_", " "))
	}
}
