package comment

import (
	"unicode"

	"github.com/rivo/uniseg"

	"taskflow/internal/taskflow"
)

// MaxReactions bounds the different emoji under one comment.
const MaxReactions = 50

// Comment is something said about a task.
type Comment struct {
	ID        taskflow.CommentID `json:"id"`
	TaskID    taskflow.TaskID    `json:"task_id"`
	ProjectID taskflow.ProjectID `json:"project_id"`
	AuthorID  *taskflow.MemberID `json:"author_id"`
	Body      string             `json:"body"`
	CreatedAt taskflow.Time      `json:"created_at"`
	EditedAt  *taskflow.Time     `json:"edited_at"`
	DeletedAt *taskflow.Time     `json:"deleted_at"`
	Reactions []Reaction         `json:"reactions"`
	Counts    taskflow.Counts    `json:"counts"`
}

// Reaction is an emoji with those who chose it, in that order.
type Reaction struct {
	Emoji   string              `json:"emoji"`
	Members []taskflow.MemberID `json:"members"`
}

// CreateInput is a new comment.
type CreateInput struct {
	ID   taskflow.CommentID `json:"id,omitempty"`
	Body string             `json:"body"`
}

// Validate returns the input in its stored form, or every wrong field.
func (in CreateInput) Validate() (CreateInput, error) {
	var p taskflow.Problems
	if in.ID == "" {
		in.ID = taskflow.CommentID(taskflow.NewID())
	}
	if !taskflow.ValidID(string(in.ID)) {
		p.Add("id", "bad_id", "An id is a UUID in lower case.", nil)
	}
	in.Body = cleanBody(&p, in.Body)
	return in, p.Err()
}

func cleanBody(p *taskflow.Problems, body string) string {
	body = taskflow.CleanText(p, "body", body, taskflow.MaxText)
	for _, r := range body {
		if !unicode.IsSpace(r) {
			return body
		}
	}
	if p.Err() == nil {
		p.Add("body", "required", "Write something first.", nil)
	}
	return body
}

// checkEmoji refuses what is not one emoji.
func checkEmoji(emoji string) error {
	var p taskflow.Problems
	if len(emoji) > 64 || uniseg.GraphemeClusterCount(emoji) != 1 || !looksLikeEmoji(emoji) {
		p.Add("emoji", "bad_emoji", "A reaction is one emoji.", nil)
	}
	return p.Err()
}

func looksLikeEmoji(s string) bool {
	symbol := false
	for _, r := range s {
		switch {
		case r == unicode.ReplacementChar || unicode.IsLetter(r) || unicode.IsSpace(r) || unicode.IsControl(r):
			return false
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Sm, r) && r > 0x7f, r == 0x20e3, r == 0x203c, r == 0x2049:
			symbol = true
		}
	}
	return symbol
}
