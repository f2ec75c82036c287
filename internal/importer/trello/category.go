package trello

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The categories of a column.
const (
	Backlog    = "backlog"
	Todo       = "todo"
	InProgress = "in_progress"
	Done       = "done"
	Cancelled  = "cancelled"
)

// listWords are what people call their lists. Where several match, the longest decides: "Ready for review" is
// under way, "To be done" is not done.
var listWords = map[string][]string{
	Backlog: {
		"backlog", "idea", "ideas", "icebox", "someday", "some day", "wishlist", "wish list", "inbox", "parking lot", "later", "brainstorm", "proposals", "suggestions", "not now", "future",
		"ideen", "ideensammlung", "irgendwann", "spater", "eingang", "posteingang", "themenspeicher", "idees", "boite a idees", "plus tard", "boite de reception", "pendientes de definir", "futuro", "algun dia", "bandeja de entrada", "ideias", "mais tarde", "caixa de entrada", "idee", "in arrivo", "ideeen", "postvak in",
		"pomysly", "napady", "zasobnik", "ideer", "ideat", "fikirler", "bekleme listesi", "идеи", "бэклог", "входящие", "потом", "когда-нибудь", "ідеї", "беклог", "バックログ", "アイデア", "アイディア", "いつか", "受信箱", "待办池", "想法", "点子", "创意", "需求池", "收件箱", "待辦清單", "백로그", "아이디어", "افكار", "أفكار", "الافكار", "विचार", "y tuong",
	},
	Todo: {
		"to do", "todo", "to-do", "to be done", "not done", "not yet done", "next", "next up", "up next", "ready", "ready to start", "planned", "planning", "scheduled", "open", "new", "available", "to pick up", "this week", "this month", "today", "tomorrow", "sprint backlog", "selected", "selected for development", "queue", "assigned", "not started", "requested", "to discuss",
		"zu erledigen", "zu tun", "offen", "geplant", "anstehend", "als nachstes", "bereit", "heute", "diese woche", "nicht erledigt", "a faire", "prevu", "a venir", "pret", "aujourd'hui", "cette semaine", "por hacer", "pendiente", "pendientes", "hoy", "esta semana", "a fazer", "para fazer", "pendente", "pendentes", "hoje", "da fare", "oggi", "questa settimana", "te doen", "gepland", "vandaag",
		"do zrobienia", "zaplanowane", "dzis", "k vyreseni", "udelat", "k udelani", "att gora", "a gjore", "at gore", "tehtava", "tehtavat", "yapilacak", "yapilacaklar", "сделать", "к выполнению", "нужно сделать", "надо сделать", "запланировано", "сегодня", "зробити", "до виконання", "やること", "未着手", "未対応", "次にやる", "今日", "今週", "待办", "待處理", "待处理", "待辦", "计划", "計劃", "未开始", "未開始", "今天", "本周", "할 일", "할일", "예정", "대기", "오늘", "للقيام", "قائمة المهام", "المهام", "करना है", "करने के लिए", "can lam", "viec can lam", "akan dikerjakan", "teendo", "teendok", "de facut",
	},
	InProgress: {
		"in progress", "progress", "doing", "wip", "work in progress", "working", "working on", "in development", "in dev", "active", "current", "ongoing", "started", "under way", "underway", "review", "in review", "code review", "to review", "ready for review", "reviewing", "qa", "test", "testing", "in test", "ready for test", "ready for testing", "verify", "verification", "validation", "staging", "deploying", "to deploy", "ready to deploy", "drafting", "editing", "building", "not complete", "waiting for approval",
		"in arbeit", "in bearbeitung", "aktuell", "laufend", "wird bearbeitet", "uberprufung", "in prufung", "zur prufung", "en cours", "en revision", "relecture", "a valider", "en validation", "en proceso", "en progreso", "en curso", "haciendo", "revision", "en pruebas", "em andamento", "em progresso", "fazendo", "em revisao", "em teste", "in corso", "in lavorazione", "in revisione", "mee bezig", "bezig", "in uitvoering", "in behandeling",
		"w trakcie", "w toku", "robione", "testowanie", "probiha", "v procesu", "pagar", "pagaende", "pagar nu", "under arbeid", "i gang", "kesken", "tyon alla", "tehdaan", "yapiliyor", "devam eden", "devam ediyor", "в работе", "в процессе", "делаю", "выполняется", "на проверке", "проверка", "тестирование", "у роботі", "в роботі", "виконується", "進行中", "作業中", "対応中", "処理中", "レビュー", "レビュー中", "確認中", "确认中", "进行中", "正在进行", "处理中", "處理中", "开发中", "測試", "测试", "评审", "审核", "진행 중", "진행중", "작업중", "작업 중", "검토", "قيد التنفيذ", "جاري العمل", "قيد العمل", "जारी", "प्रगति में", "dang lam", "dang thuc hien", "sedang dikerjakan", "folyamatban", "in lucru",
	},
	Done: {
		"done", "complete", "completed", "finished", "closed", "shipped", "released", "deployed", "live", "published", "launched", "resolved", "delivered", "accepted", "approved", "archive", "archived", "achieved",
		"erledigt", "fertig", "abgeschlossen", "getan", "veroffentlicht", "termine", "terminee", "terminees", "termines", "fait", "faits", "fini", "acheve", "livre", "hecho", "hechos", "hecha", "terminado", "completado", "finalizado", "listo", "feito", "concluido", "concluida", "concluidos", "pronto", "fatto", "fatti", "completato", "completati", "finito", "klaar", "gedaan", "voltooid", "afgerond",
		"zrobione", "gotowe", "ukonczone", "zakonczone", "hotovo", "dokonceno", "klart", "klar", "fardig", "ferdig", "faerdig", "valmis", "valmiit", "tehty", "tamamlandi", "tamamlanan", "bitti", "yapildi", "готово", "сделано", "завершено", "выполнено", "закрыто", "виконано", "зроблено", "完了", "済み", "完了済み", "終了", "完成", "已完成", "已发布", "已結束", "已结束", "완료", "완료됨", "끝", "تم", "منجز", "مكتمل", "مكتملة", "منتهي", "पूर्ण", "हो गया", "समाप्त", "hoan thanh", "da xong", "xong", "selesai", "kesz", "gata", "finalizat",
	},
	Cancelled: {
		"cancelled", "canceled", "won't do", "wont do", "wontfix", "won't fix", "rejected", "declined", "dropped", "abandoned", "discarded", "obsolete", "duplicate", "duplicates", "trash",
		"abgebrochen", "abgelehnt", "verworfen", "annule", "annules", "annulee", "abandonne", "rejete", "refuse", "cancelado", "cancelados", "cancelada", "rechazado", "descartado", "rejeitado", "annullato", "scartato", "rifiutato", "geannuleerd", "afgewezen", "vervallen", "anulowane", "odrzucone", "zruseno", "avbruten", "avbrutt", "annulleret", "peruttu", "iptal", "iptal edildi", "отменено", "отклонено", "скасовано", "відхилено", "キャンセル", "中止", "却下", "取消", "已取消", "취소", "취소됨", "ملغي", "ملغى", "रद्द", "da huy", "dibatalkan", "torolve", "anulat",
	},
}

// foldedWords holds the same words in the form that names are compared in.
var foldedWords = func() map[string][]string {
	out := map[string][]string{}
	for category, words := range listWords {
		for _, word := range words {
			out[category] = append(out[category], fold(word))
		}
	}
	return out
}()

// categoryOf guesses from a list's name; ok is false when it says nothing.
func categoryOf(name string) (category string, ok bool) {
	folded := fold(name)
	longest := 0
	// The order is fixed, so that a tie is always decided the same way.
	for _, c := range []string{InProgress, Done, Todo, Backlog, Cancelled} {
		for _, word := range foldedWords[c] {
			if len(word) > longest && says(folded, word) {
				category, longest = c, len(word)
			}
		}
	}
	return category, longest > 0
}

// says reports whether a folded name holds a word. Scripts that write without
// spaces match anywhere, others at the borders of words.
func says(name, word string) bool {
	for from := 0; ; {
		i := strings.Index(name[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if unspaced(word) || border(name, start, end) {
			return true
		}
		from = start + 1
	}
}

func border(s string, start, end int) bool {
	before, after := strings.ToValidUTF8(s[:start], ""), s[end:]
	if runes := []rune(before); len(runes) > 0 && wordRune(runes[len(runes)-1]) {
		return false
	}
	for _, r := range after {
		return !wordRune(r)
	}
	return true
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func unspaced(word string) bool {
	for _, r := range word {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return true
		}
	}
	return false
}

// fold makes names comparable: compatibility forms, lower case, no accents, one
// space between words.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) && r < 0x300+0x70:
			// Only Latin, Greek and Cyrillic accents: other scripts' marks carry meaning.
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ł' || r == 'Ł':
			b.WriteByte('l')
		case r == 'đ' || r == 'Đ':
			b.WriteByte('d')
		case r == 'ø' || r == 'Ø':
			b.WriteByte('o')
		case r == '’':
			b.WriteByte('\'')
		case r == '_' || r == '/' || r == '|':
			b.WriteByte(' ')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(strings.Join(strings.Fields(b.String()), " "))
}

// guessCategories fills in the category of every list: by name, else by
// position. Archived lists keep out of the guess by position: where nothing
// says otherwise they hold work that nobody planned to do.
func guessCategories(lists []List) {
	first, last, begun := -1, -1, len(lists)
	doneNamed, beforeNamed := false, false
	for i := range lists {
		category, ok := categoryOf(lists[i].Name)
		lists[i].Category, lists[i].Guess = category, "name"
		if !ok {
			lists[i].Guess = "position"
		}
		if lists[i].Archived {
			if !ok {
				lists[i].Category = Backlog
			}
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		doneNamed = doneNamed || category == Done
		beforeNamed = beforeNamed || category == Backlog || category == Todo
		if category == InProgress && i < begun {
			begun = i
		}
	}
	seenDone := false
	for i := range lists {
		if lists[i].Archived {
			continue
		}
		seenDone = seenDone || lists[i].Category == Done
		if lists[i].Category != "" {
			continue
		}
		switch {
		case i == first:
			lists[i].Category = Todo
		case seenDone:
			// After the finished work comes what is kept for reference.
			lists[i].Category = Backlog
		case i == last && !doneNamed:
			lists[i].Category = Done
		case begun < len(lists) && i < begun:
			lists[i].Category = Todo
		case begun == len(lists) && i == first+1 && beforeNamed && i != last:
			lists[i].Category = Todo
		default:
			lists[i].Category = InProgress
		}
	}
}
