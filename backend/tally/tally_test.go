package tally

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

// edges are what is counted: one document an edge, as supports are.
type edge struct {
	store.Meta
	Report string     `json:"report"`
	At     civic.Time `json:"at"`
}

type world struct {
	*Service
	t       *testing.T
	ctx     context.Context
	engine  store.Engine
	edges   *store.Collection[edge]
	mu      sync.Mutex
	now     time.Time
	waited  time.Duration
	counts  atomic.Int64  // how often anything was counted
	slow    time.Duration // how long a count takes
	failing error
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	e, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "city.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	w := &world{t: t, ctx: ctx, engine: e, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	w.edges, err = store.Open[edge](ctx, e, w.clock, "edge", store.Index{Name: "report", Fields: []string{"report", "at"}})
	if err != nil {
		t.Fatal(err)
	}
	w.Service, err = Open(ctx, e, w.clock, map[string]Counter{"report": w.count})
	if err != nil {
		t.Fatal(err)
	}
	w.pace.wait = func(_ context.Context, d time.Duration) error {
		w.pass(d)
		w.waited += d
		return nil
	}
	return w
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) pass(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

func (w *world) count(ctx context.Context, of []civic.Subject) (map[civic.Subject]map[string]int64, error) {
	if w.failing != nil {
		return nil, w.failing
	}
	out := map[civic.Subject]map[string]int64{}
	for _, s := range of {
		if s.ID == "gone" {
			continue
		}
		w.counts.Add(1)
		n, err := w.edges.Count(ctx, store.Query{Where: []store.Match{store.Eq("report", string(s.ID))}, Sort: "at"})
		if err != nil {
			return nil, err
		}
		out[s] = map[string]int64{"supports": n}
	}
	if w.slow > 0 {
		w.pass(w.slow)
	}
	return out, nil
}

func (w *world) cast(report, who string) {
	e := &edge{Report: report, At: civic.At(w.clock())}
	e.ID = report + "/" + who
	if err := w.edges.Insert(w.ctx, e); err != nil {
		w.t.Error(err)
	}
}

func subject(id string) civic.Subject { return civic.Subject{Kind: "report", ID: civic.ID(id)} }

func (w *world) supports(id string) int64 {
	w.t.Helper()
	got, err := w.Get(w.ctx, subject(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return got[subject(id)]["supports"]
}

// news lists the ids of the subjects whose counts' copies are old.
func (w *world) news() (out []string) {
	w.t.Helper()
	all, err := w.News(w.ctx, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range all {
		out = append(out, string(n.Subject.ID))
	}
	return out
}

// Fifty people support at once while counts run beside them: whatever the order,
// the count that follows the last support is fifty.
func TestRace(t *testing.T) {
	w := newWorld(t)
	w.pace.wait = func(context.Context, time.Duration) error { w.pass(time.Second); return nil }
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			w.cast("R", fmt.Sprint(i))
			if err := w.Recount(w.ctx, subject("R")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.supports("R"); n != 50 {
		t.Errorf("%d counted", n)
	}
}

func TestOneCountAnswersMany(t *testing.T) {
	w := newWorld(t)
	var batch []civic.Subject
	for i := range 200 {
		w.cast("R", fmt.Sprint(i))
		batch = append(batch, subject("R"))
	}
	if err := w.Recount(w.ctx, batch...); err != nil {
		t.Fatal(err)
	}
	if w.counts.Load() != 1 || w.supports("R") != 200 || w.waited != 0 {
		t.Errorf("%d counts, %d supports, waited %s", w.counts.Load(), w.supports("R"), w.waited)
	}
	// The next one waits for its second, and a quiet subject does not wait for it.
	w.cast("R", "late")
	w.cast("Q", "first")
	if err := w.Recount(w.ctx, subject("R"), subject("Q")); err != nil {
		t.Fatal(err)
	}
	if w.supports("R") != 201 || w.supports("Q") != 1 || w.waited != time.Second {
		t.Errorf("%d, %d, waited %s", w.supports("R"), w.supports("Q"), w.waited)
	}
}

// Whoever comes back a second after the beginning of a long round waits for nobody.
func TestPaceIsOfRounds(t *testing.T) {
	w := newWorld(t)
	w.slow = 30 * time.Millisecond // for each of ten chunks
	var all []civic.Subject
	for i := range 5000 {
		all = append(all, subject(fmt.Sprint(i)))
	}
	for range 3 {
		began := w.clock()
		if err := w.Recount(w.ctx, all...); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Second - w.clock().Sub(began))
	}
	if w.waited != 0 || w.counts.Load() != 15_000 {
		t.Errorf("waited %s, %d counts", w.waited, w.counts.Load())
	}
}

func TestSlowCountsAreRare(t *testing.T) {
	w := newWorld(t)
	w.slow = 300 * time.Millisecond
	w.cast("R", "a")
	if err := w.Recount(w.ctx, subject("R")); err != nil {
		t.Fatal(err)
	}
	if err := w.Recount(w.ctx, subject("R")); err != nil {
		t.Fatal(err)
	}
	if want := 20*w.slow - w.slow; w.waited != want {
		t.Errorf("waited %s, want %s", w.waited, want)
	}
	// However long a count takes, and wherever the clock is set, nobody waits for ever.
	w.slow, w.waited = time.Hour, 0
	w.pass(time.Hour)
	for range 2 {
		if err := w.Recount(w.ctx, subject("R")); err != nil {
			t.Fatal(err)
		}
	}
	w.pass(-24 * time.Hour)
	if err := w.Recount(w.ctx, subject("R")); err != nil || w.waited > time.Minute {
		t.Errorf("waited %s, %v", w.waited, err)
	}
}

// What changed is news until its copies are made, the oldest first, and only that.
func TestNews(t *testing.T) {
	w := newWorld(t)
	recount := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			w.pass(2 * time.Second)
			if err := w.Recount(w.ctx, subject(id)); err != nil {
				t.Fatal(err)
			}
		}
	}
	is := func(what string, want ...string) {
		t.Helper()
		if got := w.news(); !slices.Equal(got, want) {
			t.Fatalf("%s: %q, want %q", what, got, want)
		}
	}
	recount("R", "Q", "S")
	w.cast("R", "a")
	recount("R", "Q")
	is("a change of what is news already keeps its place", "R", "Q", "S")
	first, err := w.News(w.ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	w.cast("Q", "a")
	recount("Q") // while the copies are made
	if err := w.Told(w.ctx, first); err != nil {
		t.Fatal(err)
	}
	is("what changed meanwhile stays news", "Q", "S")
	if n, err := w.Untold(w.ctx); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	recount("R", "R")
	is("nothing new is no news", "Q", "S")
	w.cast("R", "b")
	recount("R")
	is("and a change is", "Q", "S", "R")
	if w.supports("R") != 2 || w.supports("Q") != 1 {
		t.Error("counts were lost")
	}
}

// Many subjects are counted together, and one with many edges by itself: its own
// slowness must not be taken for that of the others, or theirs for its.
func TestTogetherAndAlone(t *testing.T) {
	w := newWorld(t)
	var calls [][]civic.Subject
	counter := w.counters["report"]
	w.counters["report"] = func(ctx context.Context, of []civic.Subject) (map[civic.Subject]map[string]int64, error) {
		calls = append(calls, of)
		out, err := counter(ctx, of)
		if of[0].ID == "crowd" {
			out[of[0]] = map[string]int64{"supports": 50_000}
			w.pass(time.Second)
		}
		return out, err
	}
	var all []civic.Subject
	for i := range 1200 {
		all = append(all, subject(fmt.Sprint(i)))
	}
	if err := w.Recount(w.ctx, append(all, subject("crowd"))...); err != nil {
		t.Fatal(err)
	}
	if err := w.Recount(w.ctx, subject("crowd")); err != nil {
		t.Fatal(err)
	}
	w.waited, calls = 0, nil
	w.pass(time.Minute)
	if err := w.Recount(w.ctx, append(all, subject("crowd"))...); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 4 || w.waited != 0 {
		t.Errorf("%d counts, waited %s", len(calls), w.waited)
	}
	if err := w.Recount(w.ctx, all...); err != nil || w.waited > time.Second {
		t.Errorf("the small ones waited %s for the large one, %v", w.waited, err)
	}
	if err := w.Recount(w.ctx, subject("crowd")); err != nil || w.waited < 15*time.Second {
		t.Errorf("the large one was counted after %s, %v", w.waited, err)
	}
}

func TestFailureIsNotForgotten(t *testing.T) {
	w := newWorld(t)
	w.cast("R", "a")
	w.failing = errors.New("disk")
	if err := w.Recount(w.ctx, subject("R"), subject("Q")); !errors.Is(err, w.failing) {
		t.Errorf("%v", err)
	}
	if err := w.Recount(w.ctx, civic.Subject{Kind: "unknown", ID: "X"}); err == nil {
		t.Error("a kind that nobody counts")
	}
	w.failing = nil
	if err := w.Recount(w.ctx, subject("gone")); err != nil || len(w.news()) != 0 {
		t.Errorf("what was purged comes back for ever: %v", err)
	}
	if err := w.Recount(w.ctx, subject("R")); err != nil || w.supports("R") != 1 {
		t.Errorf("after the failure: %d, %v", w.supports("R"), err)
	}
	ctx, cancel := context.WithCancelCause(w.ctx)
	w.pace.wait = sleep
	cancel(errors.New("closing"))
	if err := w.Recount(ctx, subject("R")); err == nil {
		t.Error("a cancelled wait is no count")
	}
	if got, err := w.Get(w.ctx); err != nil || len(got) != 0 {
		t.Errorf("nothing asked: %v, %v", got, err)
	}
}
