package civic

import (
	"bytes"
	"fmt"
	"time"
)

// Clock tells the time; tests inject their own.
type Clock func() time.Time

// Now is the clock's time as a Time.
func (c Clock) Now() Time { return At(c()) }

// TimeFormat is the one way a Time is written: UTC, milliseconds, fixed width,
// so that times sort as text on every engine.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// Time is an instant in UTC with millisecond precision, the precision that every
// store keeps. Its JSON is TimeFormat; the zero Time is written as null and
// belongs behind `omitzero`.
type Time struct{ time.Time }

// At rounds t down to a millisecond of UTC.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Millisecond)}
}

// Plus is the time d later.
func (t Time) Plus(d time.Duration) Time { return At(t.Add(d)) }

// String is TimeFormat.
func (t Time) String() string { return t.UTC().Format(TimeFormat) }

// MarshalJSON writes TimeFormat, or null for the zero time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	if y := t.Year(); y < 0 || y > 9999 {
		return nil, fmt.Errorf("civic: year %d outside 0..9999", y)
	}
	b := make([]byte, 0, len(TimeFormat)+2)
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, TimeFormat)
	return append(b, '"'), nil
}

// UnmarshalJSON reads any RFC 3339 time, or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*t = Time{}
		return nil
	}
	var v time.Time
	if err := v.UnmarshalJSON(b); err != nil {
		return fmt.Errorf("civic: time: %w", err)
	}
	*t = At(v)
	return nil
}
