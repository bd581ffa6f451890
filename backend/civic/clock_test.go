package civic

import (
	"encoding/json"
	"testing"
	"time"
)

// What is read and written the short way is what package time reads and writes.
func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2026-03-29T23:59:58.007Z", "0001-01-01T00:00:00.000Z", "0000-02-29T00:00:00.000Z", "2025-02-29T00:00:00.000Z",
		"2024-02-29T24:00:00.000Z", "2024-12-31T23:59:60.000Z", "2024-00-10T00:00:00.000Z", "2024-04-31T00:00:00.000Z",
		"9999-12-31T23:59:59.999Z", "2024-04-00T00:00:00.000Z", "2024-04-01t00:00:00.000z", "2024-04-01T00:00:00.9999999Z",
		"2024-04-01T00:00:00+01:00", "2024-04-01", "", "2024-04-01T00:00:00,000Z", "20２4-04-01T00:00:00.000Z",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := json.Marshal(s)
		if err != nil {
			t.Skip()
		}
		var slow time.Time
		bad := json.Unmarshal(text, &slow)
		var got Time
		if err := json.Unmarshal(text, &got); (err == nil) != (bad == nil) {
			t.Fatalf("%s: %v, and package time says %v", text, err, bad)
		}
		if bad != nil {
			return
		}
		if want := At(slow); got != want {
			t.Fatalf("%s: %v, want %v", text, got, want)
		}
		if got.IsZero() || got.Year() < 0 || got.Year() > 9999 {
			return
		}
		if b, err := got.MarshalJSON(); err != nil || string(b) != `"`+got.String()+`"` {
			t.Fatalf("%s: written %s, %v", text, b, err)
		}
	})
}
