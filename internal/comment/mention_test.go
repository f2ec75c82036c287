package comment

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"taskflow/internal/taskflow"
)

const (
	ada  = "01932b1e-0000-7000-8000-00000000000a"
	bob  = "01932b1e-0000-7000-8000-00000000000b"
	bobR = "01932b1e-0000-7000-8000-00000000000c"
	zoe  = "01932b1e-0000-7000-8000-00000000000d"
)

var everybody = []Person{{ada, "Ada Lovelace"}, {bob, "Bob"}, {bobR, "Bob Ross"}, {zoe, "Zoë [Q]"}}

func TestMentions(t *testing.T) {
	link := func(name, id string) string { return "@[" + name + "](member:" + id + ")" }
	for _, c := range []struct {
		in, out string
		found   []taskflow.MemberID
	}{
		{"Hello", "Hello", nil},
		{"@ada!", link("Ada Lovelace", ada) + "!", []taskflow.MemberID{ada}},
		{"@ADA lovelace's", link("Ada Lovelace", ada) + "'s", []taskflow.MemberID{ada}},
		{"@bob", link("Bob", bob), []taskflow.MemberID{bob}},
		{"@Bob Ross paints", link("Bob Ross", bobR) + " paints", []taskflow.MemberID{bobR}},
		{"@bobby", "@bobby", nil},
		{"@zoë", link("Zoë (Q)", zoe), []taskflow.MemberID{zoe}},
		{"me@ada.org", "me@ada.org", nil},
		{`\@ada`, `\@ada`, nil},
		{"`@ada` and ``a ` @bob``", "`@ada` and ``a ` @bob``", nil},
		{"unclosed ` @ada", "unclosed ` " + link("Ada Lovelace", ada), []taskflow.MemberID{ada}},
		{"```\n@ada\n```\n@bob", "```\n@ada\n```\n" + link("Bob", bob), []taskflow.MemberID{bob}},
		{link("Old name", ada), link("Ada Lovelace", ada), []taskflow.MemberID{ada}},
		{link("Nobody", "01932b1e-0000-7000-8000-0000000000ff"), "@Nobody", nil},
		{"@ada @ada", link("Ada Lovelace", ada) + " " + link("Ada Lovelace", ada), []taskflow.MemberID{ada}},
		{"@", "@", nil},
		{"@nobody", "@nobody", nil},
		{"@[@ada", "@[" + link("Ada Lovelace", ada), []taskflow.MemberID{ada}},
		{"@[" + link("Ada Lovelace", ada), "@[" + link("Ada Lovelace", ada), []taskflow.MemberID{ada}},
	} {
		out, found := Mentions(c.in, everybody)
		if out != c.out || !slices.Equal(found, c.found) {
			t.Errorf("Mentions(%q)\n got %q %v\nwant %q %v", c.in, out, found, c.out, c.found)
		}
	}
	twins := []Person{{ada, "Ada One"}, {bob, "Ada Two"}}
	if out, found := Mentions("@ada", twins); out != "@ada" || found != nil {
		t.Errorf("an ambiguous name: %q %v", out, found)
	}
}

// What is stored stays as it is when it is stored again, and no text breaks it.
func TestMentionsTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		words := []string{"@", "ada", "@ada", "@Bob Ross", "`", "```\n", "\n", "[", "](member:" + bob + ")", "@[x](member:" + bob + ")", `\`, "ë", " "}
		text := ""
		for _, w := range rapid.SliceOf(rapid.SampledFrom(words)).Draw(r, "words") {
			text += w
		}
		once, found := Mentions(text, everybody)
		twice, again := Mentions(once, everybody)
		if once != twice || !slices.Equal(found, again) || !utf8.ValidString(once) {
			r.Fatalf("%q\nonce  %q %v\ntwice %q %v", text, once, found, twice, again)
		}
	})
}
