package atlas

import (
	"context"
	"log/slog"
	"time"

	"jemaa/backend/civic"
)

// Source lists marks by the time of their last change, oldest first, from since
// (inclusive), tombstones included: at most limit of them, and the cursor of the
// rest ("" at the end).
type Source interface {
	Changed(ctx context.Context, since civic.Time, after string, limit int) ([]Mark, string, civic.Time, error)
}

// Rounds reach back for writes that were stamped before a round and became visible
// after it: each a little, and one every so often as far as a slow write takes. A
// city in which nothing moved for long has no such writes left, and is not read
// again and again.
const (
	overlap     = 500 * time.Millisecond
	longOverlap = 5 * time.Second
)

const page = 1000

// Follower keeps an atlas up to date.
type Follower struct {
	atlas  *Atlas
	source Source
	log    *slog.Logger
	since  civic.Time
	moved  time.Time // when since was set
	long   time.Time // when a round reached back far
}

// Follow makes a Follower that has read nothing yet.
func Follow(a *Atlas, s Source, log *slog.Logger) *Follower {
	return &Follower{atlas: a, source: s, log: log}
}

// Round reads what changed since the last round, or everything the first time.
func (f *Follower) Round(ctx context.Context) error {
	latest, after := f.since, ""
	from := f.from(time.Now())
	for {
		marks, next, last, err := f.source.Changed(ctx, from, after, page)
		if err != nil {
			return err
		}
		f.atlas.Put(marks...)
		if last.After(latest.Time) {
			latest = last
		}
		if next == "" {
			f.move(latest, time.Now())
			f.atlas.filled.Store(true)
			return nil
		}
		after = next
	}
}

// from is where a round begins to read.
func (f *Follower) from(now time.Time) civic.Time {
	switch still := now.Sub(f.moved); {
	case f.since.IsZero():
		return f.since
	case still > 2*longOverlap:
		return f.since.Plus(time.Millisecond) // a whole city may bear one stamp
	case now.Sub(f.long) >= longOverlap:
		f.long = now
		return f.since.Plus(-longOverlap)
	}
	return f.since.Plus(-overlap)
}

// move notes how far a round came, and never beyond now: what this process writes
// next must lie behind it, though somebody's clock is ahead or was set back. What
// a first round found may be as old as its stamp says.
func (f *Follower) move(to civic.Time, now time.Time) {
	if to.After(now) {
		to = civic.At(now)
	}
	if !to.After(f.since.Time) {
		return
	}
	if f.moved = now; f.since.IsZero() && to.Before(now) {
		f.moved = to.Time
	}
	f.since = to
}

// Run makes a round every interval until the context ends. A round that fails is
// logged and made again.
func (f *Follower) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := f.Round(ctx); err != nil && ctx.Err() == nil {
			f.log.Warn("map index", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
