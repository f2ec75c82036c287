package taskflow

import "strings"

// Ranks order tasks and columns: fractions written in base 62, compared byte
// by byte, so that a thing can always be placed between two others by writing
// that one row. The format is the one of the fractional-indexing family: a
// letter that gives the length of the whole part, the whole part, a fraction
// without trailing zeros.

const (
	rankDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// MaxRank is the longest rank that is stored; the server rebalances before.
	MaxRank   = 64
	firstRank = "a0"
)

// ValidRank reports whether s is a well-formed rank.
func ValidRank(s string) bool {
	if len(s) < 2 || len(s) > MaxRank {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(rankDigits, s[i]) < 0 {
			return false
		}
	}
	n := wholeLength(s[0])
	if n == 0 || len(s) < n || s == "A"+strings.Repeat("0", 26) {
		return false
	}
	return len(s) == n || s[len(s)-1] != '0'
}

// wholeLength is the length of the whole part that begins with head, the head
// included; 0 for a head that no rank has.
func wholeLength(head byte) int {
	switch {
	case head >= 'a' && head <= 'z':
		return int(head-'a') + 2
	case head >= 'A' && head <= 'Z':
		return int('Z'-head) + 2
	}
	return 0
}

// RankBetween returns a rank between a and b. An empty a means the beginning,
// an empty b the end.
func RankBetween(a, b string) (string, error) {
	if a != "" && !ValidRank(a) || b != "" && !ValidRank(b) || a != "" && b != "" && a >= b {
		return "", &Error{Kind: Invalid, Code: "bad_rank", Message: "The position is not between two others."}
	}
	var out string
	switch {
	case a == "" && b == "":
		out = firstRank
	case a == "":
		out = rankBefore(b)
	case b == "":
		out = rankAfter(a)
	default:
		wholeA, wholeB := a[:wholeLength(a[0])], b[:wholeLength(b[0])]
		if wholeA == wholeB {
			out = wholeA + fractionBetween(a[len(wholeA):], b[len(wholeB):])
		} else if next := increment(wholeA); next != "" && next < b {
			out = next
		} else {
			out = wholeA + fractionBetween(a[len(wholeA):], "")
		}
	}
	if len(out) > MaxRank {
		return "", &Error{Kind: Conflict, Code: "rank_full", Message: "There is no room left between these two; the order is being renewed."}
	}
	return out, nil
}

func rankBefore(b string) string {
	whole := b[:wholeLength(b[0])]
	if len(b) > len(whole) {
		return whole
	}
	if smaller := decrement(whole); smaller != "" {
		return smaller
	}
	return whole + fractionBetween("", b[len(whole):])
}

func rankAfter(a string) string {
	whole := a[:wholeLength(a[0])]
	if next := increment(whole); next != "" {
		return next
	}
	return whole + fractionBetween(a[len(whole):], "")
}

// fractionBetween returns the shortest digits between fractions a and b, both
// without trailing zeros; an empty b is one.
func fractionBetween(a, b string) string {
	if b != "" {
		n := 0
		for n < len(b) && digitAt(a, n) == b[n] {
			n++
		}
		if n > 0 {
			rest := ""
			if n < len(a) {
				rest = a[n:]
			}
			return b[:n] + fractionBetween(rest, b[n:])
		}
	}
	low := strings.IndexByte(rankDigits, digitAt(a, 0))
	high := len(rankDigits)
	if b != "" {
		high = strings.IndexByte(rankDigits, b[0])
	}
	if high-low > 1 {
		return rankDigits[(low+high+1)/2 : (low+high+1)/2+1]
	}
	if len(b) > 1 {
		return b[:1]
	}
	rest := ""
	if len(a) > 0 {
		rest = a[1:]
	}
	return rankDigits[low:low+1] + fractionBetween(rest, "")
}

func digitAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return '0'
}

// increment returns the next whole part, "" after the last.
func increment(whole string) string {
	head, digits := whole[0], []byte(whole[1:])
	for i := len(digits) - 1; i >= 0; i-- {
		d := strings.IndexByte(rankDigits, digits[i]) + 1
		if d < len(rankDigits) {
			digits[i] = rankDigits[d]
			return string(head) + string(digits)
		}
		digits[i] = '0'
	}
	switch {
	case head == 'Z':
		return firstRank
	case head == 'z':
		return ""
	}
	head++
	return string(head) + strings.Repeat("0", wholeLength(head)-1)
}

// decrement returns the whole part before, "" before the first.
func decrement(whole string) string {
	head, digits := whole[0], []byte(whole[1:])
	for i := len(digits) - 1; i >= 0; i-- {
		if d := strings.IndexByte(rankDigits, digits[i]); d > 0 {
			digits[i] = rankDigits[d-1]
			out := string(head) + string(digits)
			if out == "A"+strings.Repeat("0", 26) {
				return ""
			}
			return out
		}
		digits[i] = 'z'
	}
	switch {
	case head == 'a':
		return "Zz"
	case head == 'A':
		return ""
	}
	head--
	return string(head) + strings.Repeat("z", wholeLength(head)-1)
}

// RankSeries returns n ranks in ascending order, short and evenly spread.
func RankSeries(n int) []string {
	out := make([]string, n)
	rank := ""
	for i := range out {
		if rank == "" {
			rank = firstRank
		} else {
			rank = increment(rank)
		}
		out[i] = rank
	}
	return out
}
