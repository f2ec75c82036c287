package workspace

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/account"
	"taskflow/internal/taskflow"
)

// Label is a word on tasks, shared by all projects of a workspace. This is
// also its row in the change log.
type Label struct {
	ID    taskflow.LabelID `json:"id"`
	Name  string           `json:"name"`
	Color string           `json:"color"`
}

// LabelInput is a new label.
type LabelInput struct {
	ID    taskflow.LabelID `json:"id,omitempty"` // made by the client; empty lets the server make one
	Name  string           `json:"name"`
	Color string           `json:"color,omitempty"` // empty picks one
}

// LabelChange is a partial change of a label; nil leaves a value alone.
type LabelChange struct {
	Name  *string `json:"name,omitempty"`
	Color *string `json:"color,omitempty"`
}

const (
	maxLabelName = 50
	maxLabels    = 500
)

func (in LabelInput) label() (Label, error) {
	var p taskflow.Problems
	if in.ID == "" {
		in.ID = taskflow.LabelID(taskflow.NewID())
	} else if !taskflow.ValidID(string(in.ID)) {
		p.Add("id", "bad_id", "An id is a UUID in lower case.", nil)
	}
	l := Label{ID: in.ID, Name: taskflow.CleanTitle(&p, "name", in.Name, maxLabelName), Color: account.ColorFor(string(in.ID))}
	if in.Color != "" {
		l.Color = account.CleanColor(&p, "color", in.Color)
	}
	return l, p.Err()
}

func (in LabelChange) apply(l Label) (Label, error) {
	var p taskflow.Problems
	if in.Name != nil {
		l.Name = taskflow.CleanTitle(&p, "name", *in.Name, maxLabelName)
	}
	if in.Color != nil {
		l.Color = account.CleanColor(&p, "color", *in.Color)
	}
	return l, p.Err()
}

// labelKey is the form in which the names of labels are compared.
func labelKey(name string) string {
	return norm.NFKC.String(strings.ToLower(strings.Join(strings.Fields(name), " ")))
}
