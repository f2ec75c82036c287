package trello

import "strings"

// paletteColor maps a colour of Trello to the nearest of ours. Shades, which
// newer exports write as "green_dark" or "green_light", are one colour here.
func paletteColor(color string) string {
	base, _, _ := strings.Cut(color, "_")
	switch base {
	case "green", "red", "orange", "blue", "lime", "pink":
		return base
	case "yellow":
		return "amber"
	case "purple":
		return "violet"
	case "sky":
		return "cyan"
	}
	return "gray" // black, none, and what is not known yet
}

// colorName is what a label without a name is called.
func colorName(color string) string {
	if color == "" {
		return "Label"
	}
	words := strings.ReplaceAll(color, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}
