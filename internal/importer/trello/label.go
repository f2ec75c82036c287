package trello

import "fmt"

// maxLabelName is the longest name of a label, in characters.
const maxLabelName = 50

// labelUse is a label as cards name it: cards come before the labels in the
// file, and old exports describe labels nowhere else.
type labelUse struct {
	raw rawLabel
	n   int
}

// labelKey names a label: by its id, or by colour and name where old exports
// give none.
func labelKey(l rawLabel) string {
	if l.ID != "" {
		return l.ID
	}
	return "\x00" + l.Color + "\x00" + l.Name
}

// labelKeys are the labels of a card.
func labelKeys(c *rawCard) []rawLabel {
	if len(c.IDLabels) == 0 {
		return c.Labels
	}
	described := map[string]rawLabel{}
	for _, l := range c.Labels {
		described[l.ID] = l
	}
	out := make([]rawLabel, 0, len(c.IDLabels))
	for _, id := range c.IDLabels {
		l := described[id]
		l.ID = id
		out = append(out, l)
	}
	return out
}

func (s *scanner) countLabels(c *rawCard) {
	for _, l := range labelKeys(c) {
		key := labelKey(l)
		use := s.labelUses[key]
		if use == nil {
			use = &labelUse{raw: l}
			s.labelUses[s.intern(key)] = use
		}
		if use.raw.Name == "" {
			use.raw.Name = l.Name
		}
		if use.raw.Color == "" {
			use.raw.Color = l.Color
		}
		use.n++
	}
}

func (s *scanner) oneLabel(i int, at span, raw []byte) error {
	base := fmt.Sprintf("labels[%d]", i)
	var l rawLabel
	if err := s.file.decode(at, raw, base, &l); err != nil {
		return err
	}
	if err := s.checkID("labels", i, at, raw, l.ID); err != nil {
		return err
	}
	if _, twice := s.board.label[l.ID]; twice {
		return s.duplicate("labels", i, at, raw)
	}
	s.board.addLabel(l)
	return nil
}

func (b *Board) addLabel(raw rawLabel) {
	name := b.line(raw.Name, "")
	l := Label{ID: labelKey(raw), Name: name, Color: paletteColor(raw.Color), named: name != "", tint: raw.Color}
	if !l.named {
		l.Name = colorName(b.line(raw.Color, ""))
	}
	l.Name, _ = shorten(l.Name, maxLabelName)
	b.label[l.ID] = len(b.Labels)
	b.Labels = append(b.Labels, l)
}

// finishLabels adds the labels that only cards or labelNames describe, leaves
// out those that mean nothing, and gives each a name of its own.
func (s *scanner) finishLabels() {
	b := s.board
	for _, color := range sortedKeys(s.labelNames) {
		if name := s.labelNames[color]; name != "" && !s.seen["labels"] {
			b.addLabel(rawLabel{Name: name, Color: color})
		}
	}
	for _, key := range sortedKeys(s.labelUses) {
		use := s.labelUses[key]
		i, known := b.label[key]
		if !known && use.raw.ID == "" {
			if i, known = b.labelLike(use.raw); known {
				b.label[key] = i
			}
		}
		if !known {
			b.addLabel(use.raw)
			i = len(b.Labels) - 1
		}
		b.Labels[i].Uses += use.n
	}
	kept, names, at := b.Labels[:0], map[string]bool{}, map[string]int{}
	for _, l := range b.Labels {
		if !l.named && l.Uses == 0 {
			b.Left.add(LeftLabels, 1)
			continue
		}
		l.Name = b.ownName(l, names)
		names[fold(l.Name)] = true
		at[l.ID] = len(kept)
		kept = append(kept, l)
	}
	old := b.Labels
	for key, i := range b.label {
		if j, ok := at[old[i].ID]; ok && key != old[i].ID {
			at[key] = j
		}
	}
	b.Labels, b.label = kept, at
	b.Counts.Labels = len(kept)
}

// labelLike finds the label of a colour and name; an old card may leave the
// name out.
func (b *Board) labelLike(raw rawLabel) (int, bool) {
	for i, l := range b.Labels {
		if l.tint == raw.Color && (raw.Name == "" || l.Name == raw.Name) {
			return i, true
		}
	}
	return 0, false
}

// ownName tells labels with the same name apart by their colours: Trello lets
// "Bug" be red and orange, a workspace has one of each name.
func (b *Board) ownName(l Label, taken map[string]bool) string {
	if !taken[fold(l.Name)] {
		return l.Name
	}
	b.Notices.add(NoteSameNames, l.Name)
	short, _ := shorten(l.Name, maxLabelName-15)
	name := short + " (" + colorName(l.tint) + ")"
	for n := 2; taken[fold(name)]; n++ {
		name = fmt.Sprintf("%s (%d)", short, n)
	}
	return name
}
