package civic

import (
	"sync"
	"time"
)

// Onward makes a clock that never goes back, whatever the given one does: when
// that is set back, it goes at half the pace until it is met again, so that what
// comes later is always stamped later, and waiting ends all the same. It is safe
// for concurrent use.
func Onward(c Clock) Clock {
	var mu sync.Mutex
	var given, read time.Time // what was answered last, and what c said then
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now := c()
		passed := max(0, now.Sub(read)) // by the monotonic clock, where c has it
		read = now
		if slow := given.Round(0).Add(passed / 2); !given.IsZero() && now.Round(0).Before(slow) {
			given = slow
		} else {
			given = now
		}
		return given
	}
}
