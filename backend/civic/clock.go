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
	return t.quoted(), nil
}

// quoted writes TimeFormat in quotes, for years 0..9999: lists hold many times, and
// this takes a third of what time.Format does.
func (t Time) quoted() []byte {
	b := []byte(`"0000-00-00T00:00:00.000Z"`)
	put := func(at, width, n int) {
		for ; width > 0; width-- {
			b[at+width] = byte('0' + n%10)
			n /= 10
		}
	}
	u := t.UTC()
	year, month, day := u.Date()
	hour, minute, second := u.Clock()
	put(0, 4, year)
	put(5, 2, int(month))
	put(8, 2, day)
	put(11, 2, hour)
	put(14, 2, minute)
	put(17, 2, second)
	put(20, 3, u.Nanosecond()/1e6)
	return b
}

// UnmarshalJSON reads any RFC 3339 time, or null.
func (t *Time) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*t = Time{}
		return nil
	}
	if v, ok := exact(b); ok {
		t.Time = v
		return nil
	}
	var v time.Time
	if err := v.UnmarshalJSON(b); err != nil {
		return fmt.Errorf("civic: time: %w", err)
	}
	*t = At(v)
	return nil
}

// exact reads a quoted TimeFormat, as every kept document has them; false for
// anything else, and for what no calendar has.
func exact(b []byte) (time.Time, bool) {
	const form = `"0000-00-00T00:00:00.000Z"`
	if len(b) != len(form) {
		return time.Time{}, false
	}
	for i, c := range b {
		if digit := c >= '0' && c <= '9'; form[i] == '0' && !digit || form[i] != '0' && c != form[i] {
			return time.Time{}, false
		}
	}
	get := func(at, width int) (n int) {
		for _, c := range b[at : at+width] {
			n = 10*n + int(c-'0')
		}
		return n
	}
	year, month, day := get(1, 4), get(6, 2), get(9, 2)
	hour, minute, second := get(12, 2), get(15, 2), get(18, 2)
	if hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 {
		return time.Time{}, false
	}
	v := time.Date(year, time.Month(month), day, hour, minute, second, get(21, 3)*1e6, time.UTC)
	return v, v.Day() == day && !v.IsZero()
}
