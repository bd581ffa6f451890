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

// overlap is how far each round reaches back, for writes that were stamped before
// a round and became visible after it.
const overlap = 5 * time.Second

const page = 1000

// Follower keeps an atlas up to date.
type Follower struct {
	atlas  *Atlas
	source Source
	log    *slog.Logger
	since  civic.Time
}

// Follow makes a Follower that has read nothing yet.
func Follow(a *Atlas, s Source, log *slog.Logger) *Follower {
	return &Follower{atlas: a, source: s, log: log}
}

// Round reads what changed since the last round, or everything the first time.
func (f *Follower) Round(ctx context.Context) error {
	latest, after := f.since, ""
	from := f.since
	if !from.IsZero() {
		from = from.Plus(-overlap)
	}
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
			f.since = latest
			return nil
		}
		after = next
	}
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
