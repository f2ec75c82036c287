package workspace

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/taskflow"
)

// Workspace is one team's place; nothing in it is visible from another.
type Workspace struct {
	ID        taskflow.WorkspaceID `json:"id"`
	Slug      string               `json:"slug" doc:"Its name in addresses"`
	Name      string               `json:"name"`
	CreatedAt taskflow.Time        `json:"created_at"`
}

// Membership is a workspace as one of its members sees it in a list.
type Membership struct {
	ID       taskflow.WorkspaceID `json:"id"`
	Slug     string               `json:"slug"`
	Name     string               `json:"name"`
	Role     taskflow.Role        `json:"role" enum:"owner,admin,member,guest"`
	MemberID taskflow.MemberID    `json:"member_id"`
}

// CreateInput is what a person says of a new workspace.
type CreateInput struct {
	Name string `json:"name"`
	// Slug is its name in addresses; empty derives one from the name.
	Slug string `json:"slug,omitempty"`
	// Sample asks for a project that teaches by doing.
	Sample bool `json:"sample,omitempty"`
}

// UpdateInput is a partial change of a workspace; nil leaves a value alone.
type UpdateInput struct {
	Name *string `json:"name,omitempty"`
	Slug *string `json:"slug,omitempty"`
}

const (
	minSlug = 2
	maxSlug = 32 // shorter than an id, so that the two are never confused
)

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// reservedSlugs would be confused with pages of the application.
var reservedSlugs = []string{
	"account", "admin", "api", "app", "assets", "auth", "docs", "health", "help", "import", "inbox", "instance", "invite", "invites", "join",
	"livez", "login", "logout", "me", "metrics", "my-tasks", "new", "onboarding", "profile", "readyz", "search", "settings", "setup", "sign-in", "sign-out",
	"sign-up", "signin", "signup", "static", "taskflow", "trash", "welcome", "workspace", "workspaces",
}

// cleanSlug returns a name for addresses. Wrong input is recorded in p.
func cleanSlug(p *taskflow.Problems, field, value string) string {
	value = strings.ToLower(strings.TrimSpace(value))
	switch {
	case len(value) < minSlug || len(value) > maxSlug || !slugPattern.MatchString(value):
		p.Add(field, "bad_slug", fmt.Sprintf("Use %d to %d letters from a to z, digits and single dashes.", minSlug, maxSlug), map[string]any{"min": minSlug, "max": maxSlug})
	case slices.Contains(reservedSlugs, value):
		p.Add(field, "reserved_slug", "This address is used by TaskFlow itself. Choose another.", nil)
	}
	return value
}

// slugFrom derives a name for addresses from a workspace's name: accents are
// dropped, everything else that is no letter or digit becomes a dash.
func slugFrom(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
			// An accent or apostrophe belongs to its letter.
		default:
			dash = true
		}
		if b.Len() >= maxSlug-4 { // leaves room for "-999"
			break
		}
	}
	slug := strings.Trim(b.String(), "-")
	if len(slug) < minSlug {
		slug = strings.Trim("team-"+slug, "-")
	}
	if slices.Contains(reservedSlugs, slug) {
		slug += "-team"
	}
	return slug
}

// cleanName returns a workspace's name.
func cleanName(p *taskflow.Problems, field, value string) string {
	return taskflow.CleanTitle(p, field, value, taskflow.MaxName)
}
