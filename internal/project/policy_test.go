package project

import (
	"testing"

	"taskflow/internal/taskflow"
)

func TestRoleIn(t *testing.T) {
	const none = taskflow.ProjectNone
	for _, c := range []struct {
		role       taskflow.Role
		visibility Visibility
		explicit   taskflow.ProjectRole
		want       taskflow.ProjectRole
	}{
		{taskflow.Owner, Private, none, taskflow.ProjectAdmin},
		{taskflow.Admin, Private, taskflow.ProjectViewer, taskflow.ProjectAdmin},
		{taskflow.Normal, VisibleToWorkspace, none, taskflow.ProjectEditor},
		{taskflow.Normal, VisibleToWorkspace, taskflow.ProjectViewer, taskflow.ProjectViewer},
		{taskflow.Normal, VisibleToWorkspace, taskflow.ProjectAdmin, taskflow.ProjectAdmin},
		{taskflow.Normal, Private, none, none},
		{taskflow.Normal, Private, taskflow.ProjectCommenter, taskflow.ProjectCommenter},
		{taskflow.Guest, VisibleToWorkspace, none, none},
		{taskflow.Guest, VisibleToWorkspace, taskflow.ProjectViewer, taskflow.ProjectViewer},
		{taskflow.Guest, Private, taskflow.ProjectAdmin, taskflow.ProjectAdmin},
		{taskflow.Normal, Private, "boss", none},
		{"robot", VisibleToWorkspace, taskflow.ProjectAdmin, none},
	} {
		if got := RoleIn(c.role, c.visibility, c.explicit); got != c.want {
			t.Errorf("RoleIn(%s, %s, %q) = %q, want %q", c.role, c.visibility, c.explicit, got, c.want)
		}
	}
}

func TestCounterpart(t *testing.T) {
	column := func(id, name string, c Category) Column {
		return Column{ID: taskflow.ColumnID(id), Name: name, Category: c}
	}
	archived := column("old", "In progress", InProgress)
	archived.ArchivedAt = new(taskflow.Time)
	target := []Column{column("1", "Ideas", Backlog), archived, column("2", "Doing", InProgress), column("3", "Review", InProgress), column("4", "Shipped", Done)}
	for _, c := range []struct {
		from Column
		want taskflow.ColumnID
	}{
		{column("x", "Review", InProgress), "3"},
		{column("x", "In progress", InProgress), "2"},
		{column("x", "To do", Todo), "1"},
		{column("x", "Backlog", Backlog), "1"},
		{column("x", "Cancelled", Cancelled), "4"},
	} {
		got, err := Counterpart(target, c.from)
		if err != nil || got.ID != c.want {
			t.Errorf("counterpart of %s (%s) is %s, want %s (%v)", c.from.Name, c.from.Category, got.ID, c.want, err)
		}
	}
	if got, err := Counterpart(target[:1], column("x", "Done", Done)); err != nil || got.ID != "1" {
		t.Errorf("without a closed column: %s, %v", got.ID, err)
	}
	if _, err := Counterpart([]Column{archived}, column("x", "Done", Done)); taskflow.KindOf(err) != taskflow.Conflict {
		t.Errorf("without any column: %v", err)
	}
}
