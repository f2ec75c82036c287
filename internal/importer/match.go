package importer

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"taskflow/internal/db"
	"taskflow/internal/importer/trello"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

func decompose(s string) string { return norm.NFD.String(s) }

// key is the form in which names and addresses are compared.
func key(s string) string {
	return norm.NFKC.String(strings.ToLower(strings.Join(strings.Fields(s), " ")))
}

// matchPeople finds the members that people of the file are: by address, else
// by a name that only one active member has.
func matchPeople(tx *db.Tx, ws taskflow.WorkspaceID, people []PreviewPerson) error {
	members, err := workspace.Members(tx, ws)
	if err != nil {
		return err
	}
	byEmail, byName := map[string][]taskflow.MemberID{}, map[string][]taskflow.MemberID{}
	for _, m := range members {
		if !m.Active() {
			continue
		}
		if m.Email() != "" {
			byEmail[key(m.Email())] = append(byEmail[key(m.Email())], m.ID)
		}
		byName[key(m.Name)] = append(byName[key(m.Name)], m.ID)
	}
	for i := range people {
		people[i].MemberID, people[i].By = nil, ""
	}
	// Two people of the file never become one member.
	taken := map[taskflow.MemberID]bool{}
	for _, found := range []struct {
		by      string
		members map[string][]taskflow.MemberID
		of      func(PreviewPerson) string
	}{
		{"email", byEmail, func(p PreviewPerson) string { return p.Email }},
		{"name", byName, func(p PreviewPerson) string { return p.Name }},
	} {
		for i := range people {
			ids := found.members[key(found.of(people[i]))]
			if people[i].MemberID != nil || found.of(people[i]) == "" || len(ids) != 1 || taken[ids[0]] {
				continue
			}
			people[i].MemberID, people[i].By = &ids[0], found.by
			taken[ids[0]] = true
		}
	}
	return nil
}

// matchLabels finds the labels that the workspace has already.
func matchLabels(tx *db.Tx, ws taskflow.WorkspaceID, labels []PreviewLabel) error {
	known, err := workspace.Labels(tx, ws)
	if err != nil {
		return err
	}
	byName := map[string]taskflow.LabelID{}
	for _, l := range known {
		byName[key(l.Name)] = l.ID
	}
	for i := range labels {
		labels[i].LabelID = nil
		if id, ok := byName[key(labels[i].Name)]; ok {
			labels[i].LabelID = &id
		}
	}
	return nil
}

// match completes a preview with what the workspace has.
func (p *Preview) match(tx *db.Tx, actor taskflow.Actor) error {
	if err := matchPeople(tx, actor.Workspace, p.People); err != nil {
		return err
	}
	if err := matchLabels(tx, actor.Workspace, p.Labels); err != nil {
		return err
	}
	projects, err := project.Visible(tx, actor)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, other := range projects {
		taken[other.Key] = true
	}
	p.Project = Suggestion{Name: p.Name, Key: suggestKey(p.Name, taken)}
	return nil
}

// previewOf reads the whole board: every text is looked at, so that the counts
// of links are those of the import.
func previewOf(b *trello.Board) (Preview, error) {
	p := Preview{Name: b.Name, Description: b.Description, Counts: b.Counts, Cut: b.Cut, Lists: []PreviewList{}, Labels: []PreviewLabel{}, People: []PreviewPerson{}}
	for _, l := range b.Lists {
		p.Lists = append(p.Lists, PreviewList{ID: l.ID, Name: l.Name, Category: project.Category(l.Category), Guess: l.Guess, Archived: l.Archived, Cards: l.Cards})
	}
	for _, l := range b.Labels {
		p.Labels = append(p.Labels, PreviewLabel{ID: l.ID, Name: l.Name, Color: l.Color, Uses: l.Uses})
	}
	for _, person := range b.People {
		p.People = append(p.People, PreviewPerson{ID: person.ID, Name: person.Name, Username: person.Username, Former: !person.Listed, Email: person.Email})
	}
	notices := trello.Notices{}
	notices.Merge(b.Notices)
	for i := range b.Cards {
		t, err := b.Task(i, unnamed{})
		if err != nil {
			return p, err
		}
		p.Links.Add(t.Links)
		notices.Merge(t.Notices)
	}
	for i := range b.Comments {
		_, links, more, err := b.Body(i, unnamed{})
		if err != nil {
			return p, err
		}
		p.Links.Add(links)
		notices.Merge(more)
	}
	p.Left, p.Notices = b.Left.List(), notices.List()
	return p, nil
}

// unnamed resolves references for counting.
type unnamed struct{}

func (unnamed) Task(string) string                       { return "-" }
func (unnamed) Member(string) (id, name string, ok bool) { return "-", "-", true }
