package task

import (
	"regexp"
	"strings"
)

var (
	checkItem = regexp.MustCompile(`^\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)])\s+\[([ xX])\](?:\s|$)`)
	codeFence = regexp.MustCompile("^ {0,3}(```+|~~~+)")
)

// Checklist counts the items of Markdown task lists and those that are
// ticked. Items inside fenced code are text.
func Checklist(markdown string) (total, done int) {
	if !strings.Contains(markdown, "[") {
		return 0, 0
	}
	fence := ""
	for line := range strings.Lines(markdown) {
		if m := codeFence.FindStringSubmatch(line); m != nil {
			switch {
			case fence == "":
				fence = m[1]
			case m[1][0] == fence[0] && len(m[1]) >= len(fence):
				fence = ""
			}
			continue
		}
		if fence != "" {
			continue
		}
		if m := checkItem.FindStringSubmatch(line); m != nil {
			total++
			if m[1] != " " {
				done++
			}
		}
	}
	return total, done
}
