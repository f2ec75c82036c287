package workspace

import (
	"testing"

	"taskflow/internal/taskflow"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return err.(*taskflow.Error).CodeOrKind()
}

func TestCheckSetRole(t *testing.T) {
	t.Parallel()
	past := taskflow.Time(1)
	account := taskflow.AccountID("a")
	other := func(role taskflow.Role) Member { return Member{ID: "other", Role: role, AccountID: &account} }
	self := func(role taskflow.Role) Member { return Member{ID: "me", Role: role, AccountID: &account} }
	for name, c := range map[string]struct {
		actor  taskflow.Role
		target Member
		to     taskflow.Role
		owners int
		want   string
	}{
		"an owner makes an owner":             {taskflow.Owner, other(taskflow.Normal), taskflow.Owner, 1, ""},
		"an owner demotes another":            {taskflow.Owner, other(taskflow.Owner), taskflow.Guest, 2, ""},
		"the last owner steps down":           {taskflow.Owner, self(taskflow.Owner), taskflow.Admin, 1, "last_owner"},
		"one of two owners steps down":        {taskflow.Owner, self(taskflow.Owner), taskflow.Admin, 2, ""},
		"the last owner stays one":            {taskflow.Owner, self(taskflow.Owner), taskflow.Owner, 1, ""},
		"an admin makes an admin":             {taskflow.Admin, other(taskflow.Normal), taskflow.Admin, 1, ""},
		"an admin demotes an admin":           {taskflow.Admin, other(taskflow.Admin), taskflow.Guest, 1, ""},
		"an admin makes an owner":             {taskflow.Admin, other(taskflow.Normal), taskflow.Owner, 1, "denied"},
		"an admin lifts themselves":           {taskflow.Admin, self(taskflow.Admin), taskflow.Owner, 1, "denied"},
		"an admin demotes an owner":           {taskflow.Admin, other(taskflow.Owner), taskflow.Admin, 2, "denied"},
		"a member makes a guest":              {taskflow.Normal, other(taskflow.Normal), taskflow.Guest, 1, "denied"},
		"a member lifts themselves":           {taskflow.Normal, self(taskflow.Normal), taskflow.Admin, 1, "denied"},
		"a guest lifts themselves":            {taskflow.Guest, self(taskflow.Guest), taskflow.Normal, 1, "denied"},
		"somebody removed":                    {taskflow.Owner, Member{ID: "x", Role: taskflow.Normal, RemovedAt: &past}, taskflow.Admin, 1, "removed"},
		"an imported person becomes an owner": {taskflow.Owner, Member{ID: "x", Role: taskflow.Normal, Placeholder: true}, taskflow.Owner, 1, "placeholder"},
	} {
		actor := taskflow.Actor{Member: "me", Role: c.actor}
		if got := codeOf(checkSetRole(actor, c.target, c.to, c.owners)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestCheckRemove(t *testing.T) {
	t.Parallel()
	past := taskflow.Time(1)
	for name, c := range map[string]struct {
		actor  taskflow.Role
		target Member
		owners int
		want   string
	}{
		"an owner removes an owner":  {taskflow.Owner, Member{ID: "x", Role: taskflow.Owner}, 2, ""},
		"an admin removes an admin":  {taskflow.Admin, Member{ID: "x", Role: taskflow.Admin}, 1, ""},
		"an admin removes an owner":  {taskflow.Admin, Member{ID: "x", Role: taskflow.Owner}, 2, "denied"},
		"a member removes a guest":   {taskflow.Normal, Member{ID: "x", Role: taskflow.Guest}, 1, "denied"},
		"a guest leaves":             {taskflow.Guest, Member{ID: "me", Role: taskflow.Guest}, 1, ""},
		"a member leaves":            {taskflow.Normal, Member{ID: "me", Role: taskflow.Normal}, 1, ""},
		"the last owner leaves":      {taskflow.Owner, Member{ID: "me", Role: taskflow.Owner}, 1, "last_owner"},
		"somebody who is gone":       {taskflow.Owner, Member{ID: "x", Role: taskflow.Normal, RemovedAt: &past}, 1, "removed"},
		"an owner of several leaves": {taskflow.Owner, Member{ID: "me", Role: taskflow.Owner}, 2, ""},
	} {
		actor := taskflow.Actor{Member: "me", Role: c.actor}
		if got := codeOf(checkRemove(actor, c.target, c.owners)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestVerbsAreNamedOnceAndSomebodyMay(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range Verbs {
		if seen[v.Name] || v.Says == "" || len(v.Workspace) == 0 || !v.AllowsRole(taskflow.Owner) {
			t.Errorf("%+v", v)
		}
		seen[v.Name] = true
	}
}

func TestSlugFrom(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Acme":              "acme",
		"Ada's Café & Bar":  "adas-cafe-bar",
		"  --Über  uns--  ": "uber-uns",
		"東京チーム":             "team",
		"X":                 "team-x",
		"Settings":          "settings-team",
		"A very long name of a company that goes on": "a-very-long-name-of-a-compan",
		"🦊": "team",
	} {
		got := slugFrom(name)
		if got != want {
			t.Errorf("slugFrom(%q) = %q, want %q", name, got, want)
		}
		var p taskflow.Problems
		if clean := cleanSlug(&p, "slug", got); p.Err() != nil || clean != got {
			t.Errorf("slugFrom(%q) = %q, which is refused: %v", name, got, p.Err())
		}
	}
}

func TestCleanSlugRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "a", "a--b", "-ab", "ab-", "a b", "ä-b", "a/b", "api", "me", "018f0000-0000-7000-8000-00000000000a", "a_b"} {
		var p taskflow.Problems
		if cleanSlug(&p, "slug", bad); p.Err() == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
