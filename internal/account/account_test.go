package account_test

import (
	"strings"
	"testing"

	"taskflow/internal/account"
	"taskflow/internal/taskflow"
)

func TestInitialsOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ada Lovelace":         "AL",
		"ada":                  "A",
		"Jean-Luc de la Tour":  "JT",
		"ådne Øst":             "ÅØ",
		"e\u0301mile zola":     "E\u0301Z",
		"王 小明":                 "王小",
		"grace.hopper":         "GH",
		"(Bob) Stone":          "BS",
		"🦊":                    "🦊",
		"R2 D2 42":             "RD",
		"  padded   and wide ": "PW",
	} {
		if got := account.InitialsOf(name); got != want {
			t.Errorf("InitialsOf(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestEmails(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"ada@example.com", " ada+x@example.co.uk ", "a@b", "ünal@exämple.de", "o'brien@example.com"} {
		var p taskflow.Problems
		if account.CleanEmail(&p, "email", good); p.Err() != nil {
			t.Errorf("%q was refused: %v", good, p.Err())
		}
	}
	for _, bad := range []string{"", "ada", "@example.com", "ada@", "a b@example.com", "a@b@c", "a@.com", "a@b..c", "a@b.", "<a@b>", "a@b,c@d", "a\u200b@b.c", "a\n@b.c", strings.Repeat("a", 250) + "@b.cd"} {
		var p taskflow.Problems
		if account.CleanEmail(&p, "email", bad); p.Err() == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if account.EmailKey(" ADA@Example.com") != account.EmailKey("ada@example.COM ") {
		t.Error("case and spaces make two accounts of one address")
	}
	if account.EmailKey("e\u0301@x.y") != account.EmailKey("é@x.y") {
		t.Error("the composition of an accent makes two accounts of one address")
	}
	if account.EmailKey("a.b@gmail.com") == account.EmailKey("ab@gmail.com") {
		t.Error("dots were dropped, which is the mail server's affair")
	}
}

func TestColorForIsStableAndNeverGray(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 500 {
		id := taskflow.NewID()
		c := account.ColorFor(id)
		if c != account.ColorFor(id) || c == "gray" {
			t.Fatalf("ColorFor(%s) = %s", id, c)
		}
		seen[c] = true
	}
	if len(seen) != len(account.Colors)-1 {
		t.Errorf("%d of %d colors are ever picked", len(seen), len(account.Colors)-1)
	}
}
