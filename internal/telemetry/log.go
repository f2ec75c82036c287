package telemetry

import (
	"io"
	"log/slog"
	"strings"
	"time"
)

// NewLogger returns the JSON logger of the program. Every line carries the
// version of the binary that wrote it.
func NewLogger(w io.Writer, level slog.Level, version string) *slog.Logger {
	h := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: plainAttr})
	return slog.New(h).With(slog.String("version", version))
}

// ParseLevel reads debug, info, warn or error; anything else is info.
func ParseLevel(s string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(strings.TrimSpace(s))) != nil {
		return slog.LevelInfo
	}
	return l
}

// plainAttr writes times in UTC with milliseconds and levels in lower case, as
// the log pipeline's parsers expect them.
func plainAttr(groups []string, a slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return a
	}
	switch a.Key {
	case slog.TimeKey:
		if t, ok := a.Value.Any().(time.Time); ok {
			return slog.String(slog.TimeKey, t.UTC().Format("2006-01-02T15:04:05.000Z07:00"))
		}
	case slog.LevelKey:
		return slog.String(slog.LevelKey, strings.ToLower(a.Value.String()))
	}
	return a
}
