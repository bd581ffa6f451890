package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/seed"
)

// Seeding is what `jemaa seed` makes.
type Seeding struct {
	Demo    bool  // the believable city
	Count   int   // of so many reports; 0 is 300
	Scale   int   // or so many reports, for benchmarks
	NoIndex bool  // leave search to be filled at the next start, as beyond 100,000 reports in any case
	IfEmpty bool  // nothing when there are reports already
	Random  int64 // the same number makes the same city
}

// What a demonstration's folder says of its seeding. A kill in the middle leaves
// the first mark, and the next seeding starts anew.
const (
	seedingMark = "SEEDING"
	seededMark  = "SEEDED"
)

// Seed fills the configured demonstration with invented reports. It needs the
// folder to itself, for it moves the clock that everything is dated by.
func Seed(ctx context.Context, c config.Config, s Seeding, out io.Writer) error {
	if err := s.check(c); err != nil {
		return err
	}
	f, err := openFolder(c.Data, c.Demo)
	if err != nil {
		return err
	}
	done, err := exists(f.in(seededMark))
	if err != nil {
		return fmt.Errorf("app: seed: %w", err)
	}
	if done && s.IfEmpty {
		fmt.Fprintln(out, "seeded already:", f.path)
		return nil
	}
	if done {
		return fmt.Errorf("app: seed: %s is seeded already: remove it, or use another folder in JEMAA_DATA", f.path)
	}
	if err := f.clearUnfinished(c); err != nil {
		return err
	}
	return s.run(ctx, c, f, out)
}

func (s Seeding) check(c config.Config) error {
	switch {
	case !c.Demo:
		return errors.New("app: seed: only a demonstration is filled with invented reports: set JEMAA_DEMO=true")
	case s.Demo == (s.Scale != 0):
		return errors.New("app: seed: say either --demo or --scale N")
	case s.Scale < 0 || s.Scale > seed.MaxScale:
		return fmt.Errorf("app: seed: --scale is 1 to %d", seed.MaxScale)
	case s.Count < 0 || s.Count > seed.MaxCount:
		return fmt.Errorf("app: seed: --count is 1 to %d", seed.MaxCount)
	}
	return nil
}

// clearUnfinished removes what a seeding that was killed left behind.
func (f *folder) clearUnfinished(c config.Config) error {
	begun, err := exists(f.in(seedingMark))
	if err != nil || !begun {
		return err
	}
	if c.Mongo.URI != "" {
		return errors.New("app: seed: the database holds a half-made demonstration: name another one in JEMAA_MONGODB_URI")
	}
	for _, name := range []string{"jemaa.db", "jemaa.db-wal", "jemaa.db-shm", "photos", "search"} {
		if err := os.RemoveAll(f.in(name)); err != nil {
			return fmt.Errorf("app: seed: %w", err)
		}
	}
	return nil
}

// run seeds between the two marks.
func (s Seeding) run(ctx context.Context, c config.Config, f *folder, out io.Writer) error {
	began := time.Now()
	made, err := s.make(ctx, c, f, out)
	if err != nil || !made {
		return err
	}
	if err := f.finish(c); err != nil {
		return fmt.Errorf("app: seed: %w", err)
	}
	fmt.Fprintf(out, "seeded in %.1f s\n", time.Since(began).Seconds())
	return nil
}

// make opens the city, fills it if it is empty, and closes it.
func (s Seeding) make(ctx context.Context, c config.Config, f *folder, out io.Writer) (made bool, err error) {
	hands := &hands{}
	if c.LogLevel == "info" { // thousands of things that happened long ago
		c.LogLevel = "warn"
	}
	a, err := Open(ctx, c, Options{Clock: hands.now, Unsure: true})
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	first, _, err := a.reports.Tail(ctx, civic.Time{}, "", 1)
	switch {
	case err != nil:
		return false, fmt.Errorf("app: seed: %w", err)
	case len(first) > 0 && s.IfEmpty:
		fmt.Fprintln(out, "there are reports already:", f.path)
		return false, nil
	case len(first) > 0:
		return false, fmt.Errorf("app: seed: %s holds reports already: use another folder in JEMAA_DATA", f.path)
	}
	if err := os.WriteFile(f.in(seedingMark), []byte("This demonstration is not finished.\n"), 0o600); err != nil {
		return false, fmt.Errorf("app: seed: %w", err)
	}
	return true, s.fill(ctx, a, hands, out)
}

// finish makes sure that everything has reached the disk before it says so.
func (f *folder) finish(c config.Config) error {
	if c.Mongo.URI == "" {
		db, err := os.OpenFile(f.in("jemaa.db"), os.O_RDWR, 0)
		if err != nil {
			return err
		}
		if err := errors.Join(db.Sync(), db.Close()); err != nil {
			return err
		}
	}
	return os.Rename(f.in(seedingMark), f.in(seededMark))
}

func (s Seeding) fill(ctx context.Context, a *App, h *hands, out io.Writer) error {
	target := seed.Target{
		City: a.city, Accounts: a.accounts, Reports: a.reports, Photos: a.photos, Moderation: a.moderation,
		SetNow: h.set, Out: out,
	}
	if s.Scale > 0 {
		return s.scale(ctx, a, target)
	}
	err := seed.Run(ctx, target, seed.Demo{Count: s.Count, Now: time.Now(), Number: uint64(s.Random)})
	if err != nil {
		return err
	}
	h.release()
	fmt.Fprintln(out, "carrying what was said to search, counts and inboxes")
	return a.drain(ctx)
}

// indexAtOnce is up to how many reports search is filled before the seeding ends.
const indexAtOnce = 100_000

// scale makes a benchmark's city, has its supports counted, and builds the index.
func (s Seeding) scale(ctx context.Context, a *App, t seed.Target) error {
	backed, err := seed.Fill(ctx, t, seed.Scale{Count: s.Scale, Now: time.Now(), Number: uint64(s.Random)})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(backed, 500) {
		if err := a.tallies.Recount(ctx, some...); err != nil {
			return err
		}
	}
	if s.NoIndex || s.Scale > indexAtOnce {
		fmt.Fprintln(t.Out, `search is filled when the server starts: until then /readyz says "filling" of it, and lists, reports and the map work`)
		return nil
	}
	return a.Reindex(ctx, func(done int) {
		if done%20_000 == 0 {
			fmt.Fprintf(t.Out, "%d of %d indexed\n", done, s.Scale)
		}
	})
}

// drain carries all messages that wait, so that search, counts and notifications
// are whole when a seeding ends.
func (a *App) drain(ctx context.Context) error {
	if err := a.relay.Drain(ctx); err != nil {
		return fmt.Errorf("app: seed: %w", err)
	}
	if err := a.indexAllCounts(ctx); err != nil {
		return fmt.Errorf("app: seed: %w", err)
	}
	return nil
}

// hands are those of a clock that can be set; until then, and once released, it
// is the system's.
type hands struct{ at atomic.Int64 }

func (h *hands) now() time.Time {
	if ms := h.at.Load(); ms != 0 {
		return time.UnixMilli(ms)
	}
	return time.Now()
}

func (h *hands) set(t time.Time) { h.at.Store(t.UnixMilli()) }
func (h *hands) release()        { h.at.Store(0) }
