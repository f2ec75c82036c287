package trello

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"taskflow/internal/taskflow"
)

func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	real, err := os.ReadFile("testdata/trello-public-board.json")
	if err != nil {
		t.Fatal(err)
	}
	const lists = `"lists":[{"id":"l1","name":"A"}],`
	card := func(fields string) string {
		return "{" + lists + "\n\"cards\":[{\"id\":\"c0\",\"idList\":\"l1\"},\n{\"id\":\"c1\",\"idList\":\"l1\"," + fields + "}]}"
	}
	for _, c := range []struct {
		name, text, code, path string
		line                   int64
	}{
		{"empty", "", codeForeign, "", 1},
		{"spaces", " \n ", codeForeign, "", 2},
		{"truncated", string(real[:200_000]), codeBroken, "actions[*", 0},
		{"truncated at once", `{`, codeBroken, "", 1},
		{"truncated in a key", `{"lis`, codeBroken, "", 1},
		{"truncated after a list", `{"lists":[{"id":"l1"}`, codeBroken, "lists*", 1},
		{"html", "\n<!DOCTYPE html><html>", codeForeign, "", 2},
		{"array", `[{"id":"x"}]`, codeForeign, "", 1},
		{"zip", "PK\x03\x04rest", codeForeign, "", 1},
		{"utf-16", "\xff\xfe{\x00", codeForeign, "", 1},
		{"another JSON", `{"name":"taskflow","version":"1.0.0","dependencies":{"a":"^1"}}`, codeForeign, "", 1},
		{"another JSON with cards", `{"cards":[]}`, codeForeign, "", 1},
		{"cards of another kind", `{` + lists + `"cards":{"a":1}}`, codeWrong, "cards", 1},
		{"a card that is text", `{` + lists + "\n" + `"cards":["x"]}`, codeWrong, "cards[0]", 2},
		{"a card without id", `{` + lists + `"cards":[{"name":"x"}]}`, codeWrong, "cards[0].id", 1},
		{"a null card", `{` + lists + `"cards":[null]}`, codeWrong, "cards[0].id", 1},
		{"an id that is none", `{` + lists + `"cards":[{"id":"../../etc"}]}`, codeWrong, "cards[0].id", 1},
		{"wrong type", card(`"closed":"yes"`), codeWrong, "cards[1].closed", 3},
		{"wrong type at depth", card(`"checklists":[{"id":"k","checkItems":[{"id":"i"},{"id":"j","name":{"a":1}}]}]`), codeWrong, "cards[1].checklists[0].checkItems[1].name", 3},
		{"wrong type in an action", `{"actions":[{"id":"a","type":"commentCard","date":"2020-01-01T00:00:00Z","data":{"text":5}}],` + lists + `"cards":[]}`, codeWrong, "actions[0].data.text", 1},
		{"a date that is none", card(`"due":"tomorrow"`), codeWrong, "cards[1].due", 3},
		{"a date out of range", card(`"due":"0001-01-01T00:00:00Z"`), codeWrong, "cards[1].due", 3},
		{"an action without a time", `{"actions":[{"id":"a","type":"createCard","data":{"card":{"id":"c"}}}],` + lists + `"cards":[]}`, codeWrong, "actions[0].date", 1},
		{"a date in a checklist", `{` + lists + `"cards":[],"checklists":[{"id":"k","checkItems":[{"id":"i"},{"due":"x"}]}]}`, codeWrong, "checklists[0].checkItems[1].due", 1},
		{"a number too large", card(`"pos":1e999`), codeWrong, "cards[1].pos", 3},
		{"a number that is no position", card(`"pos":{}`), codeWrong, "cards[1].pos", 3},
		{"idShort too large", card(`"idShort":99999999999999999999`), codeWrong, "cards[1].idShort", 3},
		{"idShort broken", card(`"idShort":1.5`), codeWrong, "cards[1].idShort", 3},
		{"an endless number", card(`"pos":` + strings.Repeat("1", 2000)), codeTooLarge, "", 3},
		{"an endless text", card(`"desc":"` + strings.Repeat("x", maxString+1)), codeTooLarge, "", 3},
		{"an endless card", card(`"x":[` + strings.Repeat(`"aaaaaaaaaaaaaaa",`, maxElement/16)), codeTooLarge, "", 3},
		{"deep nesting", card(`"x":` + strings.Repeat("[", 100_000)), codeTooLarge, "", 3},
		{"deep nesting at the top", `{"x":` + strings.Repeat(`{"a":`, 100_000), codeTooLarge, "", 1},
		{"NUL", card("\"name\":\"a\x00b\""), codeBroken, "", 3},
		{"bad UTF-8", card("\"name\":\"a\xe4b\""), codeBroken, "", 3},
		{"UTF-8 cut off", card("\"name\":\"a\xe2\x82\""), codeBroken, "", 3},
		{"a line break in a text", card("\"name\":\"a\nb\""), codeBroken, "cards[1].name", 3},
		{"a comma too many", card(`"name":"x",`), codeBroken, "cards[1]*", 3},
		{"two commas", `{` + lists + `,"cards":[]}`, codeBroken, "", 1},
		{"after the end", `{` + lists + `"cards":[]} {}`, codeBroken, "", 1},
		{"cards twice", `{` + lists + `"cards":[],"cards":[]}`, codeBroken, "cards", 1},
		{"two cards with one id", `{` + lists + "\"cards\":[{\"id\":\"c\"},\n{\"name\":\"x\",\"id\":\"c\"}]}", codeDuplicate, "cards[1].id", 2},
		{"two lists with one id", `{"lists":[{"id":"l"},{"id":"l"}],"cards":[]}`, codeDuplicate, "lists[1].id", 1},
		{"two labels with one id", `{` + lists + `"cards":[],"labels":[{"id":"l"},{"id":"l"}]}`, codeDuplicate, "labels[1].id", 1},
		{"two checklists with one id", `{` + lists + `"cards":[],"checklists":[{"id":"l","idCard":"c"},{"id":"l","idCard":"c"}]}`, codeDuplicate, "checklists[1].id", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := scanText(t, c.text)
			var e *taskflow.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, want a refusal", err)
			}
			place, ok := e.Extra["place"].(Place)
			if !ok || e.Kind != taskflow.Invalid || e.Code != c.code {
				t.Fatalf("got %s %s with %v, want %s", e.Kind, e.Code, e.Extra, c.code)
			}
			matches := place.Path == c.path
			if before, ok := strings.CutSuffix(c.path, "*"); ok {
				matches = strings.HasPrefix(place.Path, before)
			}
			if !matches || c.line != 0 && place.Line != c.line {
				t.Errorf("place %+v, want %s in line %d", place, c.path, c.line)
			}
			if place.Byte < 0 || place.Byte > int64(len(c.text)) {
				t.Errorf("byte %d is outside of the file", place.Byte)
			}
			if len(e.Message) > 400 || !strings.Contains(e.Message, fmt.Sprintf("byte %d, line %d", place.Byte, place.Line)) {
				t.Errorf("message %q", e.Message)
			}
		})
	}
}

// TestPlaceIsExact compares the byte of an error with where the value is.
func TestPlaceIsExact(t *testing.T) {
	t.Parallel()
	text := `{ "name" : "x", "prefs": {"a":[1,2]}, "lists":[ {"id":"l1"} , {"id":"l2"} ], "cards" : [ {"id":"c0"} , { "id":"c1", "due" : "soon" } ] }`
	_, err := scanText(t, text)
	var e *taskflow.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if got, want := e.Extra["place"].(Place).Byte, int64(strings.Index(text, `"soon"`)); got != want {
		t.Errorf("byte %d, want %d", got, want)
	}
	broken := strings.Replace(text, `"soon"`, `"2020-01-01" ]`, 1)
	_, err = scanText(t, broken)
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if got, want := e.Extra["place"].(Place).Byte, int64(strings.Index(broken, `] }`)); got != want {
		t.Errorf("byte %d, want %d", got, want)
	}
}

// FuzzScan shows that no file makes the parser panic, hang or answer without a
// place, and that whatever it accepts can be read again.
func FuzzScan(f *testing.F) {
	real, err := os.ReadFile("testdata/trello-public-board.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(real[:3000]))
	f.Add(`{"lists":[{"id":"l1","name":"Done"}],"cards":[{"id":"c1","idList":"l1","name":"#1 x","desc":"#1 @a [x](y) ` + "`#1`" + `","checklists":[{"id":"k","checkItems":[{"name":"x"}]}],"cover":{"color":"red"},"labels":[{"name":"x","color":"red"}]}],"labels":[{"id":"x"}],"members":[{"id":"m","username":"a"}],"checklists":[{"id":"q","idCard":"c1"}],"actions":[{"id":"a","type":"commentCard","date":"2020-01-01T00:00:00Z","data":{"card":{"id":"c1"},"text":"#1 @a"}},{"id":"b","type":"updateCard","date":"2020-01-01T00:00:00Z","data":{"card":{"id":"c1"},"listBefore":{"id":"z"},"listAfter":{"id":"l1"}}}]}`)
	f.Add("{\"lists\":[],\"cards\":[{\"id\":\"c\",\"pos\":\"top\",\"due\":\"2020-01-01\"}]}")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Scan(strings.NewReader(text), int64(len(text)))
		if err != nil {
			var e *taskflow.Error
			if !errors.As(err, &e) {
				t.Fatalf("an error without a place: %v", err)
			}
			if p, ok := e.Extra["place"].(Place); !ok || p.Byte < 0 || p.Byte > int64(len(text)) || p.Line < 1 {
				t.Fatalf("place %v", e.Extra)
			}
			return
		}
		for i := range b.Cards {
			task, err := b.Task(i, echo{b})
			if err != nil {
				t.Fatalf("card %d was accepted and cannot be read: %v", i, err)
			}
			if task.Title == "" || len(task.History) == 0 {
				t.Fatalf("task %+v", task)
			}
		}
		for i := range b.Comments {
			if _, _, _, err := b.Body(i, echo{b}); err != nil {
				t.Fatalf("comment %d was accepted and cannot be read: %v", i, err)
			}
		}
	})
}
