package civic

import (
	"testing"
	"time"
)

func TestOnward(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := noon
	clock := Onward(func() time.Time { return now })
	for _, c := range []struct {
		what string
		set  time.Duration // the given clock, from noon
		want time.Duration // ours
	}{
		{"it follows", 0, 0},
		{"on", time.Minute, time.Minute},
		{"set back, it stands", -4 * time.Minute, time.Minute},
		{"and goes at half the pace", -2 * time.Minute, 2 * time.Minute},
		{"set back again", -5 * time.Minute, 2 * time.Minute},
		{"still slow", 0, 2*time.Minute + 150*time.Second},
		{"until it is met", 9 * time.Minute, 9 * time.Minute},
		{"set on, it follows", time.Hour, time.Hour},
	} {
		now = noon.Add(c.set)
		if got := clock().Sub(noon); got != c.want {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// The monotonic clock goes through, so that what only measures is not moved by a
// clock that is set.
func TestOnwardKeepsTheMonotonicClock(t *testing.T) {
	clock := Onward(time.Now)
	first, second := clock(), clock()
	if first == first.Round(0) || second.Before(first) {
		t.Errorf("%v, then %v", first, second)
	}
}
