// Package limit counts how often something is done, by GCRA (ITU-T I.371): of a
// key nothing is kept but the moment at which all that it has used will have
// come back. Memory counts in this process and costs a read nothing. Shared
// counts in the store, for processes that answer for one city together: what
// waits for the same key goes into one compare-and-set, so that even a key that
// everybody uses costs one write a round trip. Layered asks the process first,
// which keeps a flood away from the store, and then the store where a quota
// wants that.
package limit

import (
	"context"
	"time"

	"jemaa/backend/civic"
)

// Quota is how often a key may be used: Burst times at once, then once every
// Every.
type Quota struct {
	Name   string
	Every  time.Duration // at least a microsecond
	Burst  int           // at least 1
	Shared bool          // counted together by all processes
}

// Window is the time in which all of a quota comes back.
func (q Quota) Window() time.Duration { return q.Every * time.Duration(q.Burst) }

// State is how a key stands after a use, or after a use that was refused.
type State struct {
	Wait time.Duration // until the next use; 0: this one is granted
	Left int           // uses that are left at once
	Full time.Duration // until all of them are back
}

// Limiter takes one use of a key, in one atomic step. An error means that it
// can't tell; whoever asks decides what that means.
type Limiter interface {
	Take(ctx context.Context, who string, q Quota) (State, error)
}

// ErrFull says that nothing more can be remembered.
var ErrFull = civic.Fail(civic.KindUnavailable, "limit.full")

// take uses up to n of a key that is used up until at, and gives the moment until
// which it is used up then, and how many of the n were granted. Moments are in
// any one unit of time, counted from anywhere.
func take(at, now, every int64, burst, n int) (next int64, granted int) {
	at = max(at, now)
	room := (int64(burst)*every - (at - now)) / every
	granted = int(min(int64(n), max(room, 0)))
	return at + int64(granted)*every, granted
}

// state is how a key stands that is used up until at.
func (q Quota) state(at, now, unit int64, granted bool) State {
	at = max(at, now)
	every := int64(q.Every) / unit
	s := State{
		Left: int(max(0, (int64(q.Burst)*every-(at-now))/every)),
		Full: time.Duration((at - now) * unit),
	}
	if !granted {
		s.Wait = time.Duration((at + every - now - int64(q.Burst)*every) * unit)
	}
	return s
}
