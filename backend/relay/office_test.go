package relay_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/relay"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

// post is a room with one collection and a relay's engine.
type post struct {
	t      *testing.T
	engine *relay.Waker
	n      int
}

// office opens a room; within a bubble of synctest, time passes only while all wait.
func office(t *testing.T) *post {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	must(t, err)
	t.Cleanup(func() { must(t, e.Close()) })
	must(t, e.Declare(t.Context(), "things", nil))
	return &post{t: t, engine: relay.Waking(e)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write changes a thing, or makes it, leaving messages of the kinds.
func (p *post) write(e store.Engine, id string, kinds ...string) {
	p.t.Helper()
	var m []store.Message
	for _, k := range kinds {
		p.n++
		m = append(m, store.Note(k, civic.At(time.Now()), "", p.n))
	}
	r := store.Record{ID: id, Rev: 1, ChangedAt: civic.At(time.Now()), Doc: []byte(`{}`)}
	err := e.Insert(p.t.Context(), "things", r, m)
	for r.Rev = 2; errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale); r.Rev++ {
		err = e.Replace(p.t.Context(), "things", r, m)
	}
	must(p.t, err)
}

func (p *post) relay(takers ...relay.Taker) *relay.Relay { return p.relayOn(p.engine, "", takers...) }

func (p *post) relayOn(e store.Engine, holder string, takers ...relay.Taker) *relay.Relay {
	p.t.Helper()
	r, err := relay.New(p.t.Context(), relay.Config{
		Engine: e, Collections: []string{"things"}, Takers: takers, Clock: time.Now, Holder: holder,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	must(p.t, err)
	return r
}

// run starts a relay and stops it, with all its goroutines, at the test's end or
// by the function it returns.
func run(t *testing.T, r *relay.Relay) func() {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// soon passes the moment in which a woken courier gathers.
func soon() {
	time.Sleep(10 * time.Millisecond)
	synctest.Wait()
}

func (p *post) waiting() int64 {
	p.t.Helper()
	n, _, err := p.engine.Backlog(p.t.Context(), "things")
	must(p.t, err)
	return n
}

// ear is a taker that remembers what it heard, and fails where it is told to.
type ear struct {
	mu    sync.Mutex
	heard []string
	at    []time.Time
	fails func(relay.Envelope) error
}

func (e *ear) taker(name string, batch int, kinds ...string) relay.Taker {
	return relay.Taker{Name: name, Kinds: kinds, Batch: batch, Take: func(_ context.Context, es []relay.Envelope) error {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.at = append(e.at, time.Now())
		for _, x := range es {
			if e.fails != nil {
				if err := e.fails(x); err != nil {
					return err
				}
			}
		}
		for _, x := range es {
			e.heard = append(e.heard, fmt.Sprintf("%s %s %s", x.DocID, x.Kind, x.Data))
		}
		return nil
	}}
}

func (e *ear) set(fails func(relay.Envelope) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fails = fails
}

func (e *ear) all() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.heard)
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s:\n got %q\nwant %q", what, got, want)
	}
}
