package account

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"taskflow/internal/taskflow"
)

// Account is a person who can sign in.
type Account struct {
	ID          taskflow.AccountID `json:"id"`
	Email       string             `json:"email"`
	Name        string             `json:"name"`
	Initials    string             `json:"initials"`
	Color       string             `json:"color"`
	Zone        string             `json:"zone" doc:"IANA time zone"`
	Locale      string             `json:"locale" doc:"BCP 47 language tag"`
	WeekStart   int                `json:"week_start" doc:"0 is Sunday, 1 Monday"`
	Preferences Preferences        `json:"preferences"`
	CreatedAt   taskflow.Time      `json:"created_at"`
}

// Preferences are how a person wants the application to behave.
type Preferences struct {
	Theme     string `json:"theme" enum:"system,light,dark"`
	Confetti  bool   `json:"confetti"`
	Shortcuts bool   `json:"shortcuts"`
}

// DefaultPreferences are those of a new account.
func DefaultPreferences() Preferences {
	return Preferences{Theme: "system", Confetti: true, Shortcuts: true}
}

// ProfileInput is a partial change of a profile; nil leaves a value alone.
type ProfileInput struct {
	Name        *string           `json:"name,omitempty"`
	Initials    *string           `json:"initials,omitempty"`
	Color       *string           `json:"color,omitempty"`
	Zone        *string           `json:"zone,omitempty"`
	Locale      *string           `json:"locale,omitempty"`
	WeekStart   *int              `json:"week_start,omitempty"`
	Preferences *PreferencesInput `json:"preferences,omitempty"`
}

// PreferencesInput is a partial change of preferences.
type PreferencesInput struct {
	Theme     *string `json:"theme,omitempty"`
	Confetti  *bool   `json:"confetti,omitempty"`
	Shortcuts *bool   `json:"shortcuts,omitempty"`
}

// Colors are the names of the colours that people choose from, for themselves,
// their labels, projects and columns. The style sheet gives each its shades in
// both themes.
var Colors = []string{"gray", "red", "orange", "amber", "lime", "green", "teal", "cyan", "blue", "indigo", "violet", "pink", "brown"}

// CleanColor returns one of Colors. Wrong input is recorded in p.
func CleanColor(p *taskflow.Problems, field, value string) string {
	if !slices.Contains(Colors, value) {
		p.Add(field, "unknown_color", "Choose one of the colors on offer.", map[string]any{"colors": Colors})
		return ""
	}
	return value
}

// ColorFor picks a colour for a new thing from its id, so that it is the same
// on every replay. It is never gray, which means "nobody" and "nothing".
func ColorFor(id string) string {
	h := fnv.New32a()
	h.Write([]byte(id))
	return Colors[1+int(h.Sum32()%uint32(len(Colors)-1))]
}

// InitialsOf returns the letters that stand for a name where there is no room
// for it: of the first and the last word, or the first of a single word.
func InitialsOf(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == '_' || r == ',' })
	words = slices.DeleteFunc(words, func(w string) bool { return !strings.ContainsFunc(w, unicode.IsLetter) })
	if len(words) == 0 {
		return firstCluster(strings.TrimSpace(name))
	}
	letters := firstLetter(words[0])
	if len(words) > 1 {
		letters += firstLetter(words[len(words)-1])
	}
	return letters
}

func firstLetter(word string) string {
	return strings.ToUpper(firstCluster(strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })))
}

func firstCluster(s string) string {
	if s == "" {
		return "?"
	}
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
	return cluster
}

// cleanName returns a person's name.
func cleanName(p *taskflow.Problems, field, value string) string {
	return taskflow.CleanTitle(p, field, value, taskflow.MaxName)
}

// CleanEmail returns an address as it was meant to be written. It asks only
// for what every address has, because only a message could tell whether it
// works. Wrong input is recorded in p.
func CleanEmail(p *taskflow.Problems, field, value string) string {
	value = norm.NFC.String(strings.TrimSpace(value))
	local, domain, ok := strings.Cut(value, "@")
	bad := !ok || local == "" || domain == "" || len(value) > 254 || strings.Contains(domain, "@") ||
		strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") ||
		strings.ContainsFunc(value, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar || strings.ContainsRune(`<>"(),;:\[]`, r)
		})
	if bad {
		p.Add(field, "bad_email", "Enter an e-mail address, like ada@example.com.", nil)
		return ""
	}
	return value
}

// EmailKey is the form in which addresses are compared: without regard to case
// and to how accents are composed. Dots and plus signs count, because what
// they mean is the mail server's affair.
func EmailKey(email string) string {
	return norm.NFC.String(strings.ToLower(norm.NFC.String(strings.TrimSpace(email))))
}

// apply returns the account with a validated change of its profile.
func (in ProfileInput) apply(a Account) (Account, error) {
	var p taskflow.Problems
	if in.Name != nil {
		generated := a.Initials == InitialsOf(a.Name)
		a.Name = cleanName(&p, "name", *in.Name)
		if generated {
			a.Initials = InitialsOf(a.Name)
		}
	}
	if in.Initials != nil {
		a.Initials = taskflow.CleanTitle(&p, "initials", *in.Initials, 3)
	}
	if in.Color != nil {
		a.Color = CleanColor(&p, "color", *in.Color)
	}
	if in.Zone != nil {
		a.Zone = cleanZone(&p, "zone", *in.Zone)
	}
	if in.Locale != nil {
		a.Locale = cleanLocale(&p, "locale", *in.Locale)
	}
	if in.WeekStart != nil {
		if *in.WeekStart < 0 || *in.WeekStart > 6 {
			p.Add("week_start", "out_of_range", "A week starts on a day from 0, Sunday, to 6, Saturday.", map[string]any{"min": 0, "max": 6})
		}
		a.WeekStart = *in.WeekStart
	}
	if in.Preferences != nil {
		a.Preferences = in.Preferences.apply(&p, a.Preferences)
	}
	return a, p.Err()
}

func (in PreferencesInput) apply(p *taskflow.Problems, v Preferences) Preferences {
	if in.Theme != nil {
		if !slices.Contains([]string{"system", "light", "dark"}, *in.Theme) {
			p.Add("preferences.theme", "unknown_theme", "Choose system, light or dark.", nil)
		}
		v.Theme = *in.Theme
	}
	if in.Confetti != nil {
		v.Confetti = *in.Confetti
	}
	if in.Shortcuts != nil {
		v.Shortcuts = *in.Shortcuts
	}
	return v
}

// cleanZone accepts the names of the IANA database. "Local" would mean the
// server's own zone, which says nothing about a person.
func cleanZone(p *taskflow.Problems, field, value string) string {
	if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" || len(value) > 64 {
		p.Add(field, "unknown_zone", "Choose a time zone, like Europe/Zurich.", nil)
		return ""
	}
	return value
}

func cleanLocale(p *taskflow.Problems, field, value string) string {
	tag, err := language.Parse(value)
	if err != nil || len(value) > 35 {
		p.Add(field, "unknown_locale", "Choose a language, like en or de-CH.", nil)
		return ""
	}
	return tag.String()
}

func (v Preferences) encode() string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // three plain fields always encode
	}
	return string(b)
}

// decodePreferences reads stored preferences; what a row of an older version
// lacks has its default.
func decodePreferences(text string) (Preferences, error) {
	v := DefaultPreferences()
	err := json.Unmarshal([]byte(text), &v)
	return v, err
}
