package workspace

import (
	"context"

	"taskflow/internal/changes"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// Labels returns the labels of a workspace by name.
//
// Errors: NotFound.
func (s *Service) Labels(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID) ([]Label, error) {
	var out []Label
	err := s.view(ctx, c, ws, ListLabels, func(tx *db.Tx, _ taskflow.Actor) (err error) {
		out, err = Labels(tx, ws)
		return err
	})
	return out, err
}

// CreateLabel makes a label.
//
// Errors: NotFound, Denied, Invalid with fields, Conflict (label_exists,
// id_taken, too_many_labels).
func (s *Service) CreateLabel(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, in LabelInput) (Label, taskflow.Cursor, error) {
	l, err := in.label()
	if err != nil {
		return Label{}, taskflow.Cursor{}, err
	}
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "label.create", Request: in}
	result, err := s.write(ctx, m, MakeLabel, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		if _, taken, err := optional(scanLabel(tx.QueryRow(selectLabel, ws, l.ID))); err != nil || taken {
			if taken {
				err = taskflow.Errorf(taskflow.Conflict, "A label with this id exists already.").WithCode("id_taken")
			}
			return "", err
		}
		if err := checkLabelName(tx, ws, l); err != nil {
			return "", err
		}
		return string(l.ID), saveNewLabel(tx, author(c, actor), ws, l)
	})
	if err == nil && result.Replayed {
		l, err = s.label(ctx, ws, taskflow.LabelID(result.Entity))
	}
	return l, result.Cursor, err
}

func saveNewLabel(tx *db.Tx, by changes.Author, ws taskflow.WorkspaceID, l Label) error {
	var n int
	if err := tx.QueryRow(countLabels, ws).Scan(&n); err != nil {
		return err
	}
	if n >= maxLabels {
		return taskflow.Errorf(taskflow.Conflict, "This workspace has %d labels, which is the most. Delete some first.", n).WithCode("too_many_labels")
	}
	if err := tx.Exec(insertLabel, ws, l.ID, l.Name, labelKey(l.Name), l.Color, tx.Now()); err != nil {
		return err
	}
	return changes.Append(tx, by, changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: string(l.ID), Op: changes.Put, Data: l})
}

// checkLabelName refuses a name that another label has.
func checkLabelName(tx *db.Tx, ws taskflow.WorkspaceID, l Label) error {
	other, taken, err := optional(scanLabel(tx.QueryRow(selectByName, ws, labelKey(l.Name))))
	if err != nil || !taken || other.ID == l.ID {
		return err
	}
	return &taskflow.Error{Kind: taskflow.Conflict, Code: "label_exists", Message: "There is a label with this name already.",
		Fields: []taskflow.Field{{Field: "name", Code: "label_exists", Message: "There is a label with this name already."}},
		Extra:  map[string]any{"label_id": other.ID}}
}

// EnsureLabel returns the label of a name, making it when there is none, within
// an import's transaction. The id, made outside of it, is used for a new one; a
// colour that is not one of ours is replaced.
//
// Errors: Conflict (too_many_labels).
func EnsureLabel(tx *db.Tx, actor taskflow.Actor, in LabelInput) (Label, error) {
	in.Name = oneLine(in.Name)
	if rs := []rune(in.Name); len(rs) > maxLabelName {
		in.Name = oneLine(string(rs[:maxLabelName]))
	}
	ws := actor.Workspace
	known, ok, err := optional(scanLabel(tx.QueryRow(selectByName, ws, labelKey(in.Name))))
	if err != nil || ok {
		return known, err
	}
	l, err := in.label()
	if err != nil {
		in.Color = ""
		if l, err = in.label(); err != nil {
			return Label{}, err
		}
	}
	return l, saveNewLabel(tx, changes.Author{Member: actor.Member}, ws, l)
}

// UpdateLabel renames or recolours a label.
//
// Errors: NotFound, Denied, Invalid with fields, Conflict (label_exists).
func (s *Service) UpdateLabel(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.LabelID, in LabelChange) (Label, taskflow.Cursor, error) {
	var out Label
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "label.update", Request: []any{id, in}}
	result, err := s.write(ctx, m, ChangeLabel, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		before, err := findLabel(tx, ws, id)
		if err != nil {
			return "", err
		}
		if out, err = in.apply(before); err != nil {
			return "", err
		}
		if err := checkLabelName(tx, ws, out); err != nil {
			return "", err
		}
		patch := map[string]any{}
		if out.Name != before.Name {
			patch["name"] = out.Name
		}
		if out.Color != before.Color {
			patch["color"] = out.Color
		}
		if len(patch) == 0 {
			return string(id), nil
		}
		if err := tx.Exec(updateLabel, out.Name, labelKey(out.Name), out.Color, ws, id); err != nil {
			return "", err
		}
		return string(id), changes.Append(tx, author(c, actor), changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: string(id), Op: changes.Patch, Data: patch})
	})
	if err == nil && result.Replayed {
		out, err = s.label(ctx, ws, id)
	}
	return out, result.Cursor, err
}

// DeleteLabel deletes a label and takes it off every task.
//
// Errors: NotFound, Denied.
func (s *Service) DeleteLabel(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.LabelID) (taskflow.Cursor, error) {
	m := changes.Mutation{Caller: c, Workspace: ws, Name: "label.delete", Request: id}
	result, err := s.write(ctx, m, DeleteLabel, func(tx *db.Tx, actor taskflow.Actor) (string, error) {
		if _, err := findLabel(tx, ws, id); err != nil {
			return "", err
		}
		if s.wiring.Unlabel != nil {
			if err := s.wiring.Unlabel(tx, actor, author(c, actor), id); err != nil {
				return "", err
			}
		}
		if err := tx.Exec(deleteLabelID, ws, id); err != nil {
			return "", err
		}
		if err := changes.Append(tx, author(c, actor), changes.Row{Scope: changes.Everyone(), Kind: changes.Label, ID: string(id), Op: changes.Remove}); err != nil {
			return "", err
		}
		return string(id), s.audit(tx, c, ws, "label.deleted", string(id), nil)
	})
	return result.Cursor, err
}

func findLabel(tx *db.Tx, ws taskflow.WorkspaceID, id taskflow.LabelID) (Label, error) {
	l, ok, err := optional(scanLabel(tx.QueryRow(selectLabel, ws, id)))
	if err == nil && !ok {
		err = taskflow.Missing("label")
	}
	return l, err
}

func (s *Service) label(ctx context.Context, ws taskflow.WorkspaceID, id taskflow.LabelID) (Label, error) {
	var l Label
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		l, err = findLabel(tx, ws, id)
		return err
	})
	return l, err
}
