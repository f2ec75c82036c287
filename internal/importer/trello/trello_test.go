package trello

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// echo resolves everything to the export's own ids.
type echo struct{ b *Board }

func (echo) Task(id string) string { return "t-" + id }

func (e echo) Member(id string) (string, string, bool) {
	return "m-" + id, e.b.People[e.b.person[id]].Name, true
}

func scanText(t *testing.T, text string) (*Board, error) {
	t.Helper()
	return Scan(strings.NewReader(text), int64(len(text)))
}

func mustScan(t *testing.T, text string) *Board {
	t.Helper()
	b, err := scanText(t, text)
	if err != nil {
		t.Fatalf("Scan: %v", err)
	}
	return b
}

func realBoard(t *testing.T) *Board {
	t.Helper()
	raw, err := os.ReadFile("testdata/trello-public-board.json")
	if err != nil {
		t.Fatal(err)
	}
	b, err := Scan(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func taskOf(t *testing.T, b *Board, title string) *Task {
	t.Helper()
	for i, c := range b.Cards {
		if strings.HasPrefix(c.Title, title) {
			task, err := b.Task(i, echo{b})
			if err != nil {
				t.Fatal(err)
			}
			return task
		}
	}
	t.Fatalf("no card %q", title)
	return nil
}

func TestRealBoard(t *testing.T) {
	t.Parallel()
	b := realBoard(t)
	want := Counts{Lists: 7, Cards: 40, CardsArchived: 1, Comments: 17, Members: 8, Labels: 8, Checklists: 2, ChecklistItems: 5, DueDates: 2, ListMoves: 48, Actions: 361}
	if b.Counts != want {
		t.Errorf("counts\n got %+v\nwant %+v", b.Counts, want)
	}
	var lists []string
	for _, l := range b.Lists {
		lists = append(lists, fmt.Sprintf("%s=%s(%d)", l.Name, l.Category, l.Cards))
	}
	if got, want := strings.Join(lists, ", "), "Ideas=backlog(0), Blocked by Dependencies=todo(4), Available to Pickup=todo(5), Assigned, Ready for Work=todo(7), In Progress=in_progress(4), Review=in_progress(1), Done=done(19)"; got != want {
		t.Errorf("lists\n got %s\nwant %s", got, want)
	}
	var links Links
	moves, entries := 0, 0
	for i := range b.Cards {
		task, err := b.Task(i, echo{b})
		if err != nil {
			t.Fatal(err)
		}
		links.Add(task.Links)
		entries += len(task.History)
		for _, e := range task.History {
			if e.From != "" {
				moves++
			}
		}
		if len(task.Notices) > 0 {
			t.Errorf("%s: unexpected notices %+v", task.Title, task.Notices.List())
		}
	}
	if moves != 48 || entries != 88 {
		t.Errorf("history: %d moves in %d entries, want 48 in 88", moves, entries)
	}
	comments := 0
	for i := range b.Comments {
		pieces, l, _, err := b.Body(i, echo{b})
		if err != nil {
			t.Fatal(err)
		}
		links.Add(l)
		comments += len(pieces)
	}
	if want := (Links{Resolved: 6, Mentions: 12}); links != want || comments != 17 {
		t.Errorf("links %+v in %d comments, want %+v in 17", links, comments, want)
	}
	if got := taskOf(t, b, "#39 ").Description; got != "Blocked by [#10](task:t-5a29fe0ff80757b4d412c5a3)" {
		t.Errorf("#39 says %q: it must link to the card titled “#10 …”", got)
	}
	if got := taskOf(t, b, "#27 ").Description; got != "## Checklist\n\n- [x] Set it up\n- [x] Temporary logo\n- [x] Post some tweets\n- [x] Follow a few folks" {
		t.Errorf("#27 says %q", got)
	}
	archived := taskOf(t, b, "#14 ")
	if !archived.Archived || archived.ArchivedAt.Format(time.RFC3339) != "2017-12-22T19:49:09Z" {
		t.Errorf("#14 archived %v at %v", archived.Archived, archived.ArchivedAt)
	}
	if due := taskOf(t, b, "#23 ").Due; !due.Set || due.DayOnly || due.At.Format(time.RFC3339) != "2018-01-15T17:00:00Z" {
		t.Errorf("#23 is due %+v", due)
	}
}

// TestOtherYears holds what Trello and tools around it wrote at other times.
func TestOtherYears(t *testing.T) {
	t.Parallel()
	b := mustScan(t, "\xef\xbb\xbf"+`{"name":"Ремонт","desc":"Всё о\r\nремонте","closed":null,"labelNames":{"green":"Срочно","red":""},
"lists":[{"id":"l2","name":"Готово","pos":"bottom"},{"id":"l1","name":"Сделать","closed":false},{"id":"l3","name":"Старое","closed":true,"pos":9e9}],
"unknown":{"deep":[[[{}]]]},
"cards":[
 {"id":"c1","name":"Купить краску","idList":"l1","pos":2,"labels":[{"color":"green"},{"color":"red","name":""}],"due":"2024-02-03","dueComplete":true,
  "members":[{"id":"p1","fullName":"Олег"}],"idMembers":["p9"],"desc":null,
  "checklists":[{"id":"k1","name":"Цвета","checkItems":[{"id":"i2","name":"белый","pos":2},{"id":"i1","name":"синий\nтёмный","state":"incomplete","pos":1,"due":"2024-05-06T10:00:00.000Z","idMember":"p1"}]}],
  "checkItemStates":[{"idCheckItem":"i2","state":"complete"}],
  "attachments":[{"name":"план [1]","url":"https://example.org/a (1).png"},{"name":"x","url":"javascript:alert(1)"},{"url":"https://trello.com/c/AbCd/2-x"}],
  "cover":{"color":"blue","idAttachment":null},"idMembersVoted":["p1","p2"],"stickers":[{}],"customFieldItems":[{},{}],"pluginData":[{}]},
 {"id":"c2","name":"","idList":"gone","idShort":7,"shortLink":"AbCd","closed":true,"pos":1},
 {"id":"c3","name":"Обои","idList":"l3","start":"2024-01-01T00:00:00Z","cover":{"color":null}}],
"checklists":[{"id":"k1","idCard":"c1","name":"Цвета","checkItems":[]},{"id":"k2","idCard":"nobody","checkItems":[]}],
"actions":[
 {"id":"a4","type":"updateCard","date":"2024-01-04T00:00:00.000Z","idMemberCreator":"p7","data":{"card":{"id":"c3"},"listBefore":{"id":"lx","name":"Архив идей"},"listAfter":{"id":"l1","name":"Сделать"}}},
 {"id":"a3","type":"commentCard","date":"2024-01-03T00:00:00.000Z","idMemberCreator":"p8","memberCreator":{"id":"p8","username":"gone_user","fullName":null},"data":{"card":{"id":"c1"},"text":"да, \u0007@gone_user"}},
 {"id":"a2","type":"commentCard","date":"2024-01-02T00:00:00.000Z","data":{"card":{"id":"missing"},"text":"x"}},
 {"id":"a1","type":"createCard","date":"2024-01-01T00:00:00.000Z","memberCreator":null,"data":{"card":{"id":"c1"},"list":{"id":"l1"}}},
 {"id":"a1","type":"createCard","date":"2024-01-01T00:00:00.000Z","data":{"card":{"id":"c1"}}},
 {"type":"voteOnCard","date":null}],
"members":null,"customFields":[{"id":"f"}]}`)
	if b.Name != "Ремонт" || b.Description != "Всё о\nремонте" {
		t.Errorf("board %q %q", b.Name, b.Description)
	}
	c := taskOf(t, b, "Купить")
	want := "## Цвета\n\n- [ ] синий тёмный · Олег · due 2024-05-06\n- [x] белый\n\n## Attachments\n\n- [план (1)](https://example.org/a%20%281%29.png)\n- [Untitled](task:t-c2)"
	if c.Description != want {
		t.Errorf("description\n got %q\nwant %q", c.Description, want)
	}
	if fmt.Sprint(c.Assignees) != "[p9 p1]" || len(c.Labels) != 2 || !c.Completed || !c.Due.DayOnly {
		t.Errorf("task %+v", c)
	}
	var names []string
	for _, p := range b.People {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, ","); got != "Олег,Former member 1,Former member 2,gone_user" {
		t.Errorf("people %s", got)
	}
	names = nil
	for _, l := range b.Labels {
		names = append(names, fmt.Sprintf("%s/%s/%d", l.Name, l.Color, l.Uses))
	}
	if got := strings.Join(names, ","); got != "Срочно/green/1,Red/red/1" {
		t.Errorf("labels %s", got)
	}
	if got := taskOf(t, b, "Обои"); len(got.History) != 3 || got.History[2].To != "l3" || b.ListName("lx") != "Архив идей" {
		t.Errorf("history %+v", got.History)
	}
	wantLeft := Left{LeftVotes: 2, LeftStickers: 1, LeftCustomFields: 3, LeftPowerUps: 1, LeftCovers: 1, LeftAttachments: 1, LeftComments: 1, LeftRepeated: 1, LeftChecklists: 1, "action:voteOnCard": 1}
	if fmt.Sprint(b.Left) != fmt.Sprint(wantLeft) {
		t.Errorf("left\n got %v\nwant %v", b.Left, wantLeft)
	}
	body, links, notices, err := b.Body(0, echo{b})
	if err != nil || body[0] != "да, @[gone_user](member:m-p8)" || links.Mentions != 1 || notices[NoteControl] == nil {
		t.Errorf("comment %q %+v %v %v", body, links, notices.List(), err)
	}
	if last := b.Lists[len(b.Lists)-1]; last.ID != noList || last.Cards != 1 || b.Notices[NoteNoList].Count != 1 {
		t.Errorf("the card of a missing list is in %+v", last)
	}
	cats := map[string]string{}
	for _, l := range b.Lists {
		cats[l.Name] = l.Category
	}
	if cats["Готово"] != Done || cats["Сделать"] != Todo || cats["Старое"] != Backlog {
		t.Errorf("categories %v", cats)
	}
}

func TestCutExport(t *testing.T) {
	t.Parallel()
	for _, n := range []int{999, 1000, 1001} {
		var b strings.Builder
		b.WriteString(`{"lists":[{"id":"l1","name":"A"},{"id":"l2","name":"B"}],"cards":[{"id":"5a20253af52b5167cd7fbd34","idList":"l2","name":"old"}],"actions":[`)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			before, after := "l1", "l2"
			if (n-i)%2 == 0 {
				before, after = after, before
			}
			fmt.Fprintf(&b, `{"id":"a%d","type":"updateCard","date":"2020-01-01T00:%02d:%02d.000Z","data":{"card":{"id":"5a20253af52b5167cd7fbd34"},"listBefore":{"id":%q},"listAfter":{"id":%q}}}`, i, (n-i)/60, (n-i)%60, before, after)
		}
		b.WriteString(`]}`)
		board := mustScan(t, b.String())
		if board.Cut != (n == 1000) || (board.Notices[NoteCut] != nil) != (n == 1000) {
			t.Errorf("%d actions: cut %v", n, board.Cut)
		}
		first := taskOf(t, board, "old").History[0]
		wantYear := 2017
		if n == 1000 {
			wantYear = 2020
		}
		if first.At.Year() != wantYear || first.From != "" || first.To != "l1" {
			t.Errorf("%d actions: history begins with %+v", n, first)
		}
	}
}
