package task

import (
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on machines without a zone database too

	"taskflow/internal/taskflow"
)

// When is a date, or an instant together with the zone that it was meant in.
// In an update, absent parts stay as they are.
type When struct {
	Date taskflow.Opt[string]        `json:"date"`
	At   taskflow.Opt[taskflow.Time] `json:"at"`
	Zone taskflow.Opt[string]        `json:"zone"`
}

// moment is the stored form of a When: nothing, a date, or all three.
type moment struct {
	Date *string
	At   *taskflow.Time
	Zone *string
}

// Years within which a date must lie; the far end is the last that has four digits.
const (
	firstYear = 1900
	lastYear  = 9999
)

var zones sync.Map // name → *time.Location; LoadLocation reads a file each time

// Zone returns the location with an IANA name.
func Zone(name string) (*time.Location, bool) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), true
	}
	if name == "" || name == "Local" || len(name) > 64 || strings.HasPrefix(name, "/") {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

// clean records the wrong parts of w under the field's name.
func (w *When) clean(p *taskflow.Problems, field string) {
	if w.Date.Set && !w.Date.Null {
		checkDate(p, field+"_date", w.Date.Value)
	}
	if w.Zone.Set && !w.Zone.Null {
		if _, ok := Zone(w.Zone.Value); !ok {
			p.Add(field+"_zone", "bad_zone", "A time zone has an IANA name such as Europe/Berlin.", nil)
		}
	}
	if w.At.Set && !w.At.Null {
		checkYear(p, field+"_at", w.At.Value.Std())
		if !w.Zone.Set || w.Zone.Null {
			p.Add(field+"_zone", "required", "An instant needs the time zone that it was meant in.", nil)
		}
	}
	if w.Date.Set && w.Date.Null && w.At.Set && !w.At.Null {
		p.Add(field+"_date", "contradiction", "An instant has a date; leave the date out.", nil)
	}
}

func checkDate(p *taskflow.Problems, field, value string) {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		p.Add(field, "bad_date", "A date has the form YYYY-MM-DD and exists in the calendar.", nil)
		return
	}
	checkYear(p, field, day)
}

func checkYear(p *taskflow.Problems, field string, t time.Time) {
	if y := t.Year(); y < firstYear || y > lastYear {
		p.Add(field, "out_of_range", "A year lies between 1900 and 9999.", map[string]any{"min": firstYear, "max": lastYear})
	}
}

// set reports whether the input touches the moment at all.
func (w When) set() bool { return w.Date.Set || w.At.Set || w.Zone.Set }

// apply returns the moment after the input, which has been cleaned.
//
// An instant sets all three parts. A date alone makes it a whole day. A
// cleared instant leaves the date; a cleared date leaves nothing. A zone alone
// tells an instant in another zone.
func (w When) apply(old moment, p *taskflow.Problems, field string) moment {
	switch {
	case !w.set():
		return old
	case w.At.Set && !w.At.Null:
		loc, ok := Zone(w.Zone.Value)
		if !ok {
			return old
		}
		return instant(w, w.At.Value, w.Zone.Value, loc, p, field)
	case w.Date.Set && w.Date.Null:
		return moment{}
	case w.Date.Set:
		date := w.Date.Value
		return moment{Date: &date}
	case w.At.Set:
		return moment{Date: old.Date}
	case w.Zone.Set && !w.Zone.Null && old.At != nil:
		loc, ok := Zone(w.Zone.Value)
		if !ok {
			return old
		}
		return instant(w, *old.At, w.Zone.Value, loc, p, field)
	case w.Zone.Set && !w.Zone.Null:
		p.Add(field+"_zone", "needless", "A date without a time has no zone.", nil)
	case w.Zone.Set && old.At != nil:
		p.Add(field+"_zone", "required", "An instant needs the time zone that it was meant in.", nil)
	}
	return old
}

func instant(w When, at taskflow.Time, zone string, loc *time.Location, p *taskflow.Problems, field string) moment {
	local := at.Std().In(loc)
	checkYear(p, field+"_at", local)
	date := local.Format(time.DateOnly)
	if w.Date.Set && !w.Date.Null && w.Date.Value != date {
		p.Add(field+"_date", "contradiction", "The instant is on another day in its zone; leave the date out.", nil)
	}
	return moment{Date: &date, At: &at, Zone: &zone}
}

// text is the moment as activity shows it: the instant, else the date, else nil.
func (m moment) text() any {
	switch {
	case m.At != nil:
		return m.At.String()
	case m.Date != nil:
		return *m.Date
	}
	return nil
}

func (m moment) equal(o moment) bool {
	return same(m.Date, o.Date) && same(m.At, o.At) && same(m.Zone, o.Zone)
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func (t Task) start() moment { return moment{t.StartDate, t.StartAt, t.StartZone} }
func (t Task) due() moment   { return moment{t.DueDate, t.DueAt, t.DueZone} }

func (t *Task) setStart(m moment) { t.StartDate, t.StartAt, t.StartZone = m.Date, m.At, m.Zone }
func (t *Task) setDue(m moment)   { t.DueDate, t.DueAt, t.DueZone = m.Date, m.At, m.Zone }
