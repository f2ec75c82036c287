package task

import (
	"context"
	"time"

	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

// lesson is one task of the sample project.
type lesson struct {
	category    project.Category
	title       string
	description string
	priority    Priority
	mine        bool // assigned to who makes the sample
	today       bool
	steps       []string // subtasks
}

var lessons = []lesson{
	{category: project.Todo, title: "Drag me to In progress", priority: High, mine: true,
		description: "Pick this card up and drop it one column to the right. Without a mouse, focus the card and press `M`.\n\nWhoever else looks at this board sees it move at once."},
	{category: project.Todo, title: "Press C to create a task", mine: true,
		description: "`C` works anywhere. Try typing:\n\n> Water the plants tomorrow !high"},
	{category: project.Todo, title: "Open me and tick the boxes", mine: true, today: true,
		description: "A task list is plain Markdown, and its progress shows on the card.\n\n- [x] Open a task\n- [ ] Tick this box\n- [ ] Tick this one too"},
	{category: project.Todo, title: "Comment on me",
		description: "Say something below. Type `@` to mention somebody; they watch the task from then on. Reactions work too."},
	{category: project.Todo, title: "Break big things down", priority: Medium,
		description: "Subtasks are real tasks: they have people, dates and a place on the board.",
		steps:       []string{"Complete this subtask", "Then this one"}},
	{category: project.Backlog, title: "Invite somebody",
		description: "Open Members and make an invite link. Two people on one board is where TaskFlow begins to shine."},
	{category: project.Backlog, title: "Find everything that is yours",
		description: "Press `G` and then `M` for My tasks: overdue, today and upcoming, across all projects."},
	{category: project.Backlog, title: "Bring your Trello board along",
		description: "Export it from Trello as JSON and open Import. You see what becomes what before anything happens, and you can undo it."},
	{category: project.Backlog, title: "Delete me", priority: Low,
		description: "It is all right. I go to the trash for 30 days, and you can bring me back."},
	{category: project.InProgress, title: "Complete me", mine: true,
		description: "Drag me to Done, or open me and press `Ctrl Enter` (`⌘ Enter` on a Mac). There is a small reward."},
	{category: project.Done, title: "Create a workspace", mine: true, description: "Well done. That was the hardest part."},
}

// CreateSample makes a project that teaches by doing, once in a workspace: its
// key is taken then.
func (s *Service) CreateSample(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) error {
	c.Mutation = "" // the caller's key belongs to the workspace that this goes with
	_, err := project.Do(ctx, s.db, project.Request{Caller: c, Workspace: ws, Name: project.Make.Name}, func(w project.Work) (string, error) {
		p, err := AddSample(w)
		return string(p.ID), err
	})
	return err
}

// AddSample makes the sample project within a change.
func AddSample(w project.Work) (project.Project, error) {
	in, err := project.CreateInput{Key: "TOUR", Name: "Take the tour", Color: "violet", Icon: "🧭", Description: "Small tasks that show how TaskFlow works. Archive the project when you are done."}.Validate()
	if err != nil {
		return project.Project{}, err
	}
	p, err := project.Create(w, in)
	if err != nil {
		return project.Project{}, err
	}
	columns, err := project.Columns(w.Tx, w.Workspace(), p.ID)
	if err != nil {
		return project.Project{}, err
	}
	for _, l := range lessons {
		column, ok := project.FirstOf(columns, l.category)
		if !ok {
			continue
		}
		if err := l.add(w, p, column); err != nil {
			return project.Project{}, err
		}
	}
	return p, nil
}

func (l lesson) add(w project.Work, p project.Project, column project.Column) error {
	in := CreateInput{ProjectID: string(p.ID), ColumnID: column.ID, Title: l.title, Description: l.description, Priority: l.priority}
	if l.mine {
		in.Assignees = []taskflow.MemberID{w.Actor.Member}
	}
	if l.today {
		in.Due.Date = taskflow.Some(w.Tx.Now().Std().Format(time.DateOnly))
	}
	clean, err := in.Validate()
	if err != nil {
		return err
	}
	made, err := Create(w, clean)
	if err != nil {
		return err
	}
	for _, title := range l.steps {
		step, err := CreateInput{ProjectID: string(p.ID), ColumnID: column.ID, Title: title, ParentID: made.ID}.Validate()
		if err != nil {
			return err
		}
		if _, err := Create(w, step); err != nil {
			return err
		}
	}
	return nil
}
