package importer

import (
	"fmt"
	"slices"
	"time"

	"taskflow/internal/changes"
	"taskflow/internal/comment"
	"taskflow/internal/importer/trello"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/taskflow"
)

// converter turns cards into tasks as the plan says. It is the same in every
// run of an import, because everything in it follows from the file and the plan.
type converter struct {
	imp      Import
	board    *trello.Board
	comments [][]int32 // of each card, oldest first
	numbers  []int64   // of each card
	ranks    []string  // of each card, in the column where it goes
	next     int64     // the number after the last
	doneAt   int       // the first column that is done and not archived; -1 for none
	notices  trello.Notices
}

func newConverter(i Import, b *trello.Board) *converter {
	c := &converter{imp: i, board: b, doneAt: -1, notices: trello.Notices{}}
	for n, column := range i.plan.Columns {
		if column.Category == project.Done && !column.Archived {
			c.doneAt = n
			break
		}
	}
	c.comments = make([][]int32, len(b.Cards))
	for n, comment := range b.Comments {
		c.comments[comment.Card] = append(c.comments[comment.Card], int32(n))
	}
	c.number()
	c.rank()
	return c
}

// number keeps Trello's numbers where they are there and each their own, so
// that card 16 of the board is task KEY-16.
func (c *converter) number() {
	const highest = 10_000_000
	used := map[int64]bool{}
	c.numbers = make([]int64, len(c.board.Cards))
	for i, card := range c.board.Cards {
		if n := int64(card.Number); n > 0 && n <= highest && !used[n] {
			c.numbers[i], used[n] = n, true
			c.next = max(c.next, n)
		}
	}
	for i := range c.numbers {
		if c.numbers[i] == 0 {
			c.next++
			c.numbers[i] = c.next
			c.notices.Add(NoteNewNumbers, c.board.Cards[i].Title)
		}
	}
	c.next++
}

// rank gives each column's tasks the order of the board; those that move to
// the done column come after the ones that were there.
func (c *converter) rank() {
	of := make([][]int, len(c.imp.plan.Columns))
	for _, moved := range []bool{false, true} {
		for i := range c.board.Cards {
			at, moves := c.place(i)
			if moves == moved {
				of[at] = append(of[at], i)
			}
		}
	}
	c.ranks = make([]string, len(c.board.Cards))
	for _, cards := range of {
		series := taskflow.RankSeries(len(cards))
		for n, i := range cards {
			c.ranks[i] = series[n]
		}
	}
}

// place returns the column of card i, and whether it goes there because it was
// marked complete: here the column says what is done.
func (c *converter) place(i int) (column int, moves bool) {
	card := c.board.Cards[i]
	column = c.imp.plan.Lists[c.board.Lists[card.List].ID]
	if card.Complete && !c.imp.plan.Columns[column].Category.Closed() && c.doneAt >= 0 {
		return c.doneAt, true
	}
	return column, false
}

// Task is the id of the task that a card becomes.
func (c *converter) Task(cardID string) string {
	return deriveID(c.imp.ID, "task", cardID, c.created(cardID))
}

func (c *converter) created(cardID string) time.Time {
	created, _ := c.board.Created(cardID)
	return c.moment(created)
}

// moment is a time of the file; that of the start for one that is unknown or
// still to come, which only a wrong clock tells.
func (c *converter) moment(t time.Time) time.Time {
	started := c.imp.plan.Started.Std()
	if t.Year() < 1971 || t.After(started) {
		return started
	}
	return t
}

// Member is the member that a person becomes.
func (c *converter) Member(personID string) (id, name string, ok bool) {
	p, ok := c.imp.plan.People[personID]
	return string(p.ID), p.Name, ok
}

func (c *converter) member(personID string) *taskflow.MemberID {
	if p, ok := c.imp.plan.People[personID]; ok {
		return &p.ID
	}
	return nil
}

// piece is one card with all that belongs to it, ready to be written.
type piece struct {
	task     task.Detail
	passages []task.Passage
	activity []changes.Activity
	comments []comment.Comment
	report   Report // what the piece adds to the report
	notices  trello.Notices
}

// rows is about how many rows the piece takes.
func (p *piece) rows() int {
	return 2 + len(p.passages) + len(p.activity) + len(p.comments) + len(p.task.Assignees)*2 + len(p.task.Labels)
}

// card reads card i and makes the task of it.
func (c *converter) card(i int) (*piece, error) {
	t, err := c.board.Task(i, c)
	if err != nil {
		return nil, err
	}
	p := &piece{notices: trello.Notices{}}
	p.notices.Merge(t.Notices)
	p.report.Links.Add(t.Links)
	p.task = c.detail(i, t)
	if p.task.ArchivedAt != nil && !t.Archived {
		p.notices.Add(NoteListArchived, t.Title)
	}
	c.passages(p, i, t)
	if err := c.commentsOf(p, i, t); err != nil {
		return nil, err
	}
	p.count(t)
	return p, nil
}

func (c *converter) detail(i int, t *trello.Task) task.Detail {
	at, moved := c.place(i)
	column := c.imp.plan.Columns[at]
	d := task.Detail{Description: t.Description, Task: task.Task{
		ID: taskflow.TaskID(c.Task(t.CardID)), ProjectID: c.imp.plan.Project, Number: c.numbers[i],
		Key: project.TaskKey(c.imp.plan.Key, c.numbers[i]), Title: t.Title, ColumnID: column.ID, Rank: c.ranks[i],
		Priority: task.None, CreatedAt: taskflow.TimeOf(c.moment(t.Created)), CreatedBy: c.member(t.Creator),
		UpdatedAt: taskflow.TimeOf(c.moment(t.Updated)), DescriptionVersion: 1, HasDescription: t.Description != "",
	}}
	d.ChecklistTotal, d.ChecklistDone = task.Checklist(t.Description)
	for _, person := range t.Assignees {
		if m := c.member(person); m != nil && !slices.Contains(d.Assignees, *m) {
			d.Assignees = append(d.Assignees, *m)
		}
	}
	d.Watchers = d.Assignees
	for _, label := range t.Labels {
		if id, ok := c.imp.plan.Labels[label]; ok && !slices.Contains(d.Labels, id) {
			d.Labels = append(d.Labels, id)
		}
	}
	d.StartDate, d.StartAt, d.StartZone = when(t.Start)
	d.DueDate, d.DueAt, d.DueZone = when(t.Due)
	list := c.board.Lists[c.board.Cards[i].List]
	switch {
	case t.Archived:
		d.ArchivedAt = pointer(c.moment(t.ArchivedAt))
	case list.Archived && !moved:
		d.ArchivedAt = pointer(c.moment(t.Updated))
	}
	return d
}

// when is a date as tasks hold it: Trello means an instant and knows no zone.
func when(d trello.Date) (date *string, at *taskflow.Time, zone *string) {
	if !d.Set {
		return nil, nil, nil
	}
	day := d.At.Format(time.DateOnly)
	if d.DayOnly {
		return &day, nil, nil
	}
	utc := "UTC"
	return &day, pointer(d.At), &utc
}

func pointer(t time.Time) *taskflow.Time {
	v := taskflow.TimeOf(t)
	return &v
}

// passages is the way of the card over the board: status history, the times
// that follow from it, and the lines of activity that tell it.
func (c *converter) passages(p *piece, i int, t *trello.Task) {
	var from *project.Column
	step := func(to project.Column, at time.Time, by *taskflow.MemberID) {
		when := taskflow.TimeOf(c.moment(at))
		p.passages = append(p.passages, task.Passage{Task: p.task.ID, Project: p.task.ProjectID, From: from, To: to, Actor: by, At: when})
		p.activity = append(p.activity, c.line(p, from, to, by, when))
		from = &to
	}
	for _, e := range t.History {
		if e.From != "" {
			before := c.imp.plan.column(c.imp.ID, c.board, e.From)
			from = &before
			p.report.ListMoves++
		}
		step(c.imp.plan.column(c.imp.ID, c.board, e.To), e.At, c.member(e.By))
	}
	at, moved := c.place(i)
	last := p.passages[len(p.passages)-1]
	switch {
	case moved:
		target := c.imp.plan.Columns[at]
		when := c.moment(t.CompletedAt)
		if before := last.At.Std(); when.Before(before) {
			when = before
		}
		step(project.Column{ID: target.ID, Name: target.Name, Category: target.Category}, when, nil)
		p.notices.Add(NoteCompletedMoved, t.Title)
	case t.Completed && !last.To.Category.Closed():
		p.notices.Add(NoteCompletedStays, t.Title)
	}
	p.report.History = len(p.passages)
	p.status()
}

func (c *converter) line(p *piece, from *project.Column, to project.Column, by *taskflow.MemberID, at taskflow.Time) changes.Activity {
	a := changes.Activity{
		ID: deriveID(c.imp.ID, "activity", fmt.Sprintf("%s/%d", p.task.ID, len(p.passages)), at.Std()), Project: p.task.ProjectID, Task: p.task.ID,
		Kind: "task.created", Data: map[string]any{"title": p.task.Title, "key": p.task.Key}, At: at,
	}
	if from != nil {
		a.Kind = "task.moved"
		a.Data = map[string]any{"from_column": from.ID, "from_name": from.Name, "to_column": to.ID, "to_name": to.Name, "category": to.Category}
	}
	if by != nil {
		a.Actor = *by
	}
	return a
}

// status computes what the categories of the columns make of the task: started
// when it was first in progress, completed while it is done.
func (p *piece) status() {
	t := &p.task.Task
	for _, passage := range p.passages {
		at := passage.At
		category := passage.To.Category
		if category == project.InProgress && t.StartedAt == nil {
			t.StartedAt = &at
		}
		if category != project.Done {
			t.CompletedAt = nil
		} else if t.CompletedAt == nil {
			t.CompletedAt, t.ClosedAt = &at, nil
		}
		if !category.Closed() {
			t.ClosedAt = nil
		} else if t.ClosedAt == nil {
			t.ClosedAt = &at
		}
	}
}

// commentsOf reads the comments of card i. What did not fit into the
// description comes first, in the name of who imports.
func (c *converter) commentsOf(p *piece, i int, t *trello.Task) error {
	add := func(source, body string, author *taskflow.MemberID, at time.Time) *comment.Comment {
		p.comments = append(p.comments, comment.Comment{
			ID: taskflow.CommentID(deriveID(c.imp.ID, "comment", source, c.moment(at))), TaskID: p.task.ID, ProjectID: p.task.ProjectID,
			AuthorID: author, Body: body, CreatedAt: taskflow.TimeOf(c.moment(at)),
		})
		return &p.comments[len(p.comments)-1]
	}
	for n, rest := range t.Overflow {
		add(fmt.Sprintf("rest/%s/%d", t.CardID, n), rest, &c.imp.CreatedBy, t.Created.Add(time.Duration(n)*time.Millisecond))
	}
	for _, at := range c.comments[i] {
		source := c.board.Comments[at]
		pieces, links, notices, err := c.board.Body(int(at), c)
		if err != nil {
			return err
		}
		p.report.Links.Add(links)
		p.notices.Merge(notices)
		for n, body := range pieces {
			made := add(fmt.Sprintf("%s/%d", source.ID, n), body, c.member(source.Author), source.Created.Add(time.Duration(n)*time.Millisecond))
			if !source.Edited.IsZero() {
				made.EditedAt = pointer(source.Edited)
			}
		}
		if len(pieces) > 0 {
			p.report.Comments++
		}
	}
	p.task.CommentCount = len(p.comments)
	return nil
}

func (p *piece) count(t *trello.Task) {
	p.report.Tasks = 1
	if p.task.ArchivedAt != nil {
		p.report.TasksArchived = 1
	}
	if t.Due.Set {
		p.report.DueDates = 1
	}
	if t.Start.Set {
		p.report.StartDates = 1
	}
	p.report.Checklists, p.report.Attachments = t.Checklists, t.Attachments
}

// add counts what a batch brought.
func (r *Report) add(other Report, notices trello.Notices) {
	r.Tasks += other.Tasks
	r.TasksArchived += other.TasksArchived
	r.Comments += other.Comments
	r.Checklists += other.Checklists
	r.DueDates += other.DueDates
	r.StartDates += other.StartDates
	r.ListMoves += other.ListMoves
	r.History += other.History
	r.Attachments += other.Attachments
	r.Links.Add(other.Links)
	all := trello.Notices{}
	for _, n := range r.Notices {
		all[n.Code] = &n
	}
	all.Merge(notices)
	r.Notices = all.List()
}
