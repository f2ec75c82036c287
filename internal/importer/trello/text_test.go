package trello

import (
	"strings"
	"testing"
	"time"
)

func linkBoard(t *testing.T) *Board {
	return mustScan(t, `{"lists":[{"id":"l","name":"A"}],"members":[{"id":"m1","username":"anasilva","fullName":"Ana [x] Silva"},{"id":"m2","username":"Bo_7","fullName":"Bo"}],"cards":[
{"id":"c1","idList":"l","pos":1,"idShort":16,"name":"#10 Waiting"},
{"id":"c2","idList":"l","pos":2,"idShort":10,"name":"#15 Post"},
{"id":"c3","idList":"l","pos":3,"idShort":3,"name":"20 bottles","shortLink":"AbCd1234"},
{"id":"c4","idList":"l","pos":4,"idShort":4,"name":"#30: a"},
{"id":"c5","idList":"l","pos":5,"idShort":5,"name":"#30 b"},
{"id":"c6","idList":"l","pos":6,"idShort":6,"name":"3.5 release"},
{"id":"c7","idList":"l","pos":7,"idShort":7,"name":"Plain"},
{"id":"c8","idList":"l","pos":8,"idShort":8,"name":"20 more"},
{"id":"c9","idList":"l","pos":9,"idShort":9,"name":"#20 marked"},
{"id":"d1","idList":"l","pos":10,"idShort":7,"name":"same short"}]}`)
}

func TestReferences(t *testing.T) {
	t.Parallel()
	b := linkBoard(t)
	for _, c := range []struct{ in, want string }{
		{"Blocked by #10", "Blocked by [#10](task:t-c1)"},
		{"#10", "[#10](task:t-c1)"},
		{"BLOCKED BY #10.", "BLOCKED BY [#10](task:t-c1)."},
		{"(#10, #15)", "([#10](task:t-c1), [#15](task:t-c2))"},
		{"* #16 by Trello's number", "* [#16](task:t-c1) by Trello's number"},
		{"#3", "[#3](task:t-c3)"},
		{"#20 is the marked one", "[#20](task:t-c9) is the marked one"},
		{"#30 is two", "#30 is two"},
		{"#7 is two by Trello's number", "#7 is two by Trello's number"},
		{"#99 is none", "#99 is none"},
		{"#10th #10-4 #10.5 #10% #10/2 #10_a", "#10th #10-4 #10.5 #10% #10/2 #10_a"},
		{"a#10 ##10 &#10; x/y#10 \\#10", "a#10 ##10 &#10; x/y#10 \\#10"},
		{"#10を参照、＃１０も", "[#10](task:t-c1)を参照、[＃１０](task:t-c1)も"},
		{"**#10**", "**[#10](task:t-c1)**"},
		{"`#10` ``a ` #10`` #10", "`#10` ``a ` #10`` [#10](task:t-c1)"},
		{"`open #10", "`open [#10](task:t-c1)"},
		{"```\n#10 @anasilva\n```\n#10", "```\n#10 @anasilva\n```\n[#10](task:t-c1)"},
		{"~~~ js\n#10\n```\n#10\n~~~\n#10", "~~~ js\n#10\n```\n#10\n~~~\n[#10](task:t-c1)"},
		{"```\nnever closed #10", "```\nnever closed #10"},
		{"https://x.org/#10 http://x.org/a?b=#10, #10", "https://x.org/#10 http://x.org/a?b=#10, [#10](task:t-c1)"},
		{"www.x.org/#10 <https://x.org/#10> mailto:a@anasilva.de", "www.x.org/#10 <https://x.org/#10> mailto:a@anasilva.de"},
		{"[see #10](https://x.org) ![#10](https://x.org/a.png)", "[see #10](https://x.org) ![#10](https://x.org/a.png)"},
		{"[#10] and [x", "[[#10](task:t-c1)] and [x"},
		{"<b title='#10'>#10</b> a < b #10", "<b title='#10'>[#10](task:t-c1)</b> a < b [#10](task:t-c1)"},
		{"https://trello.com/c/AbCd1234/3-20-bottles.", "[20 bottles](task:t-c3)."},
		{"(https://trello.com/c/AbCd1234)", "([20 bottles](task:t-c3))"},
		{`[https://trello.com/c/AbCd1234/x](https://trello.com/c/AbCd1234/x "smartCard-inline")`, "[20 bottles](task:t-c3)"},
		{"[bottles](https://trello.com/c/AbCd1234)", "[bottles](task:t-c3)"},
		{"https://trello.com/c/zzzz https://trello.com/c/AbCd1234#comment-1", "https://trello.com/c/zzzz https://trello.com/c/AbCd1234#comment-1"},
		{"@anasilva hi @AnaSilva!", "@[Ana (x) Silva](member:m-m1) hi @[Ana (x) Silva](member:m-m1)!"},
		{"Thanks @bo_7.", "Thanks @[Bo](member:m-m2)."},
		{"@anasilvax a@anasilva.org @@anasilva /@anasilva `@anasilva`", "@anasilvax a@anasilva.org @@anasilva /@anasilva `@anasilva`"},
		{"@anasilva-x @card @board @ana", "@anasilva-x @card @board @ana"},
		{"", ""},
		{"日本語 #10 العربية @anasilva", "日本語 [#10](task:t-c1) العربية @[Ana (x) Silva](member:m-m1)"},
	} {
		w := &rewriter{board: b, resolve: echo{b}}
		if got := w.text(c.in); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
		}
	}
	w := &rewriter{board: b, resolve: echo{b}}
	w.text("#10 #30 #7 #99 @anasilva @nobody @card")
	if want := (Links{Resolved: 1, Ambiguous: 2, Unresolved: 1, Mentions: 1, UnknownMentions: 1}); w.links != want {
		t.Errorf("counts %+v, want %+v", w.links, want)
	}
}

// TestHostileText must take a time that grows with the text, not its square.
func TestHostileText(t *testing.T) {
	t.Parallel()
	b := linkBoard(t)
	begin := time.Now()
	var ladder strings.Builder
	for n := 1; n < 900; n++ {
		ladder.WriteString(strings.Repeat("`", n) + " ")
	}
	for _, s := range []string{
		strings.Repeat("[", 400_000), strings.Repeat("[](", 130_000), strings.Repeat("<a", 200_000),
		strings.Repeat("a:", 200_000), strings.Repeat("#1", 200_000), strings.Repeat("@a", 200_000), ladder.String(),
		strings.Repeat("`\n", 200_000), strings.Repeat("http://", 60_000),
	} {
		w := &rewriter{board: b, resolve: echo{b}}
		if got := w.text(s); len(got) < len(s) {
			t.Errorf("text of %d bytes lost some: %d", len(s), len(got))
		}
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestCategories(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"To Do": Todo, "To do": Todo, "Doing": InProgress, "Done": Done, "DONE!": Done, "✅ Done": Done, "Done 2024": Done,
		"Backlog": Backlog, "Product backlog": Backlog, "Sprint Backlog": Todo, "Ready for review": InProgress, "Ready": Todo, "To be done": Todo,
		"Won't do": Cancelled, "Won’t fix": Cancelled, "Not done": Todo, "Code Review": InProgress, "QA": InProgress, "Abandoned": Cancelled,
		"Zu erledigen": Todo, "In Bearbeitung": InProgress, "Erledigt": Done, "Ideen": Backlog, "Abgebrochen": Cancelled,
		"À faire": Todo, "En cours": InProgress, "Terminé": Done, "Terminées": Done, "Por hacer": Todo, "En proceso": InProgress, "Hecho": Done,
		"A fazer": Todo, "Em andamento": InProgress, "Concluído": Done, "Da fare": Todo, "In corso": InProgress, "Fatto": Done,
		"Te doen": Todo, "Mee bezig": InProgress, "Klaar": Done, "Do zrobienia": Todo, "W trakcie": InProgress, "Zrobione": Done,
		"Сделать": Todo, "В работе": InProgress, "Готово": Done, "Идеи": Backlog, "Зробити": Todo, "Ідеї": Backlog, "Виконано": Done,
		"Yapılacaklar": Todo, "Yapılıyor": InProgress, "Tamamlandı": Done, "やること": Todo, "進行中": InProgress, "今週完了したもの": Done, "未着手": Todo,
		"待办": Todo, "进行中": InProgress, "已完成": Done, "할 일": Todo, "진행 중": InProgress, "완료": Done, "للقيام": Todo, "تم": Done,
		"Att göra": Todo, "Pågår": InProgress, "Klart": Done, "Cần làm": Todo, "Đang làm": InProgress, "Hoàn thành": Done,
		"Marketing": "", "Undone": "", "Redone": "", "Projet A": "", "": "",
	} {
		if got, _ := categoryOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestCategoriesByPosition(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ names, want string }{
		{"Alpha,Beta,Gamma", "todo,in_progress,done"},
		{"Alpha", "todo"},
		{"Alpha,Beta", "todo,done"},
		{"Ideas,Alpha,Doing,Done,Notes", "backlog,todo,in_progress,done,backlog"},
		{"Alpha,Done", "todo,done"},
		{"To do,Alpha,Beta", "todo,todo,done"},
		{"-Old,Alpha,-Done 2019,Beta", "backlog,todo,done,done"},
	} {
		var lists []List
		for _, name := range strings.Split(c.names, ",") {
			name, archived := strings.CutPrefix(name, "-")
			lists = append(lists, List{Name: name, Archived: archived})
		}
		guessCategories(lists)
		var got []string
		for _, l := range lists {
			got = append(got, l.Category)
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("%s: %v, want %s", c.names, got, c.want)
		}
	}
}

func TestLongTexts(t *testing.T) {
	t.Parallel()
	title := strings.Repeat("ä", 10_000)
	desc := strings.Repeat("line of text\n", 9000)
	b := mustScan(t, `{"lists":[{"id":"l"}],"cards":[{"id":"c","idList":"l","name":"`+title+`","desc":"`+strings.ReplaceAll(desc, "\n", `\n`)+`"}]}`)
	task := taskOf(t, b, "ä")
	if n := len([]rune(task.Title)); n != 500 || !strings.HasSuffix(task.Title, "…") {
		t.Errorf("a title of %d characters", n)
	}
	if !strings.HasPrefix(task.Description, title+"\n\nline") || len(task.Overflow) != 2 {
		t.Errorf("description begins %.20q, %d more pieces", task.Description, len(task.Overflow))
	}
	all := strings.Join(append([]string{task.Description}, task.Overflow...), "\n")
	if got, want := strings.Count(all, "line of text"), 9000; got != want {
		t.Errorf("%d of %d lines are left", got, want)
	}
	if task.Notices[NoteLongTitle] == nil || task.Notices[NoteLongDescription] == nil {
		t.Errorf("notices %+v", task.Notices.List())
	}
}
