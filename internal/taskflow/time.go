package taskflow

import (
	"encoding/json"
	"fmt"
	"time"
)

// Time is an instant in milliseconds since 1970 UTC. It is stored as a number
// and written in JSON as RFC 3339 with three decimals.
type Time int64

const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// TimeOf converts a standard time, cutting below the millisecond.
func TimeOf(t time.Time) Time { return Time(t.UnixMilli()) }

// Std returns the standard library's form, in UTC.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).UTC() }

// Add returns the instant d later.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

// String returns the RFC 3339 form.
func (t Time) String() string { return t.Std().Format(timeLayout) }

// MarshalJSON writes the RFC 3339 form.
func (t Time) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, len(timeLayout)+2)
	b = append(b, '"')
	b = t.Std().AppendFormat(b, timeLayout)
	return append(b, '"'), nil
}

// UnmarshalJSON reads any RFC 3339 form.
func (t *Time) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	v, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("not an RFC 3339 time")
	}
	*t = TimeOf(v)
	return nil
}

// Clock tells the time; tests replace it.
type Clock func() time.Time

// Now returns the clock's instant, of the real clock when c is nil.
func (c Clock) Now() Time {
	if c == nil {
		return TimeOf(time.Now())
	}
	return TimeOf(c())
}
