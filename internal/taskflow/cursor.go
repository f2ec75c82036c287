package taskflow

import (
	"strconv"
	"strings"
)

// String returns "EPOCH.SEQ".
func (c Cursor) String() string {
	return c.Epoch + "." + strconv.FormatInt(c.Seq, 10)
}

// ParseCursor reads "EPOCH.SEQ".
func ParseCursor(s string) (Cursor, error) {
	epoch, seq, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(seq, 10, 64)
	if !ok || err != nil || n < 0 || epoch == "" || len(epoch) > 36 {
		return Cursor{}, Errorf(Invalid, "A cursor has the form EPOCH.NUMBER.").WithCode("bad_cursor")
	}
	return Cursor{Epoch: epoch, Seq: n}, nil
}
