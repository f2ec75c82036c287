package task

import (
	"context"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	// mostMine bounds the open tasks that one person is shown.
	mostMine = 1000
	// recentDays is how long a completed task stays among one's own.
	recentDays = 7
	mostRecent = 100

	listMine = `SELECT ` + taskColumns + ` FROM task_assignees a {indexed_by task_assignees_member}
CROSS JOIN tasks t
WHERE a.workspace_id = $1 AND a.member_id = $2 AND t.workspace_id = a.workspace_id AND t.id = a.task_id AND t.deleted_at IS NULL AND t.archived_at IS NULL AND t.closed_at IS NULL
AND t.project_id IN (SELECT value FROM {json_list $3})
ORDER BY COALESCE(t.due_date, '9999-12-32'), COALESCE(t.due_at, 0), t.priority DESC, t.id LIMIT $4`

	listMineDone = `SELECT ` + taskColumns + ` FROM task_assignees a {indexed_by task_assignees_member}
CROSS JOIN tasks t
WHERE a.workspace_id = $1 AND a.member_id = $2 AND t.workspace_id = a.workspace_id AND t.id = a.task_id AND t.deleted_at IS NULL AND t.archived_at IS NULL AND t.completed_at > $3
AND t.project_id IN (SELECT value FROM {json_list $4})
ORDER BY t.completed_at DESC, t.id DESC LIMIT $5`
)

// ProjectBadge is what is shown of a task's project beside the task.
type ProjectBadge struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Color string `json:"color"`
}

// Mine is a task with the badge of its project.
type Mine struct {
	Task
	Project ProjectBadge `json:"project"`
}

// MyTasks are the open tasks of one person by their due date, and those
// completed in the last seven days.
type MyTasks struct {
	Overdue   []Mine `json:"overdue"`
	Today     []Mine `json:"today"`
	Upcoming  []Mine `json:"upcoming"`
	NoDate    []Mine `json:"no_date"`
	Completed []Mine `json:"completed"`
}

// Mine groups the caller's tasks by the calendar of a time zone, "" for that
// of the caller's profile.
func (s *Service) Mine(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, zone string) (MyTasks, error) {
	if _, ok := Zone(zone); zone != "" && !ok {
		var p taskflow.Problems
		p.Add("zone", "bad_zone", "A time zone has an IANA name such as Europe/Berlin.", nil)
		return MyTasks{}, p.Err()
	}
	var out MyTasks
	err := project.See(ctx, s.db, c, ws, func(tx *db.Tx, actor taskflow.Actor) error {
		if zone == "" {
			own, err := account.Load(tx, actor.Account)
			if err != nil {
				return err
			}
			zone = own.Zone
		}
		loc, ok := Zone(zone)
		if !ok {
			loc = time.UTC
		}
		open, done, err := mine(tx, actor)
		if err != nil {
			return err
		}
		out = group(open, tx.Now(), loc)
		out.Completed = done
		return nil
	})
	return out, err
}

func mine(tx *db.Tx, actor taskflow.Actor) (open, done []Mine, err error) {
	seen, err := project.Visible(tx, actor)
	if err != nil {
		return nil, nil, err
	}
	projects := map[taskflow.ProjectID]project.Project{}
	var ids []taskflow.ProjectID
	for _, p := range seen {
		if p.ArchivedAt == nil {
			projects[p.ID] = p
			ids = append(ids, p.ID)
		}
	}
	list := db.JSONList(ids)
	rows, err := tx.Query(listMine, actor.Workspace, actor.Member, list, mostMine)
	openTasks, err := db.Collect(rows, err, scanPlain)
	if err != nil {
		return nil, nil, err
	}
	since := tx.Now().Add(-recentDays * 24 * time.Hour)
	rows, err = tx.Query(listMineDone, actor.Workspace, actor.Member, since, list, mostRecent)
	doneTasks, err := db.Collect(rows, err, scanPlain)
	if err != nil {
		return nil, nil, err
	}
	if err := loadPeople(tx, actor.Workspace, append(pointers(openTasks), pointers(doneTasks)...)); err != nil {
		return nil, nil, err
	}
	badge := func(tasks []Task) []Mine {
		out := make([]Mine, len(tasks))
		for i, t := range tasks {
			p := projects[t.ProjectID]
			t.Key = p.TaskKey(t.Number)
			out[i] = Mine{Task: t, Project: ProjectBadge{p.Key, p.Name, p.Color}}
		}
		return out
	}
	return badge(openTasks), badge(doneTasks), nil
}

// group puts open tasks under the day that they are due on, as the calendar of
// a place has it. An instant that has passed is overdue, today's too.
func group(tasks []Mine, now taskflow.Time, loc *time.Location) MyTasks {
	out := MyTasks{Overdue: []Mine{}, Today: []Mine{}, Upcoming: []Mine{}, NoDate: []Mine{}, Completed: []Mine{}}
	today := now.Std().In(loc).Format(time.DateOnly)
	for _, t := range tasks {
		if t.DueDate == nil {
			out.NoDate = append(out.NoDate, t)
			continue
		}
		day := *t.DueDate
		if t.DueAt != nil {
			day = t.DueAt.Std().In(loc).Format(time.DateOnly)
		}
		switch {
		case day < today || t.DueAt != nil && *t.DueAt < now:
			out.Overdue = append(out.Overdue, t)
		case day == today:
			out.Today = append(out.Today, t)
		default:
			out.Upcoming = append(out.Upcoming, t)
		}
	}
	return out
}
