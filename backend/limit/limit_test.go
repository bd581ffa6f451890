package limit

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

var began = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// limiters are one of each kind, on a clock that the test moves.
func limiters(t *testing.T, now *time.Time) map[string]Limiter {
	clock := func() time.Time { return *now }
	far := shared(t, database(t), now)
	return map[string]Limiter{
		"memory": NewMemory(clock), "shared": far, "layered": Layered{Near: NewMemory(clock), Far: shared(t, database(t), now)},
	}
}

func database(t *testing.T) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

func shared(t *testing.T, e store.Engine, now *time.Time) *Shared {
	t.Helper()
	s, err := OpenShared(t.Context(), e, func() time.Time { return *now }, make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLimiterCounts(t *testing.T) {
	now := began
	for name, l := range limiters(t, &now) {
		t.Run(name, func(t *testing.T) {
			now = began
			q := Quota{Name: "q", Every: time.Second, Burst: 3, Shared: true}
			take := func(who string) State {
				s, err := l.Take(t.Context(), who, q)
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			for i := range 3 {
				if got, want := take("a"), (State{Left: 2 - i, Full: time.Duration(i+1) * time.Second}); got != want {
					t.Fatalf("use %d: %+v, want %+v", i, got, want)
				}
			}
			now = now.Add(300 * time.Millisecond)
			if got, want := take("a"), (State{Wait: 700 * time.Millisecond, Full: 2700 * time.Millisecond}); got != want {
				t.Fatalf("one too many: %+v, want %+v", got, want)
			}
			if take("b").Wait != 0 {
				t.Fatal("one key's use counts for another")
			}
			now = now.Add(700 * time.Millisecond)
			if take("a").Wait != 0 || take("a").Wait != time.Second {
				t.Fatal("not one a second")
			}
			now = now.Add(time.Hour)
			for range 3 {
				if take("a").Wait != 0 {
					t.Fatal("the burst does not come back")
				}
			}
		})
	}
}

func TestQuotasAreKeptApart(t *testing.T) {
	now := began
	for name, l := range limiters(t, &now) {
		for _, q := range []Quota{{"one", time.Hour, 1, true}, {"another", time.Hour, 1, true}} {
			if s, err := l.Take(t.Context(), "a", q); err != nil || s.Wait > 0 {
				t.Errorf("%s %s: %+v %v", name, q.Name, s, err)
			}
		}
	}
}

// Of many who take one key at once, in two processes, as many are granted as one
// alone would be.
func TestProcessesCountTogether(t *testing.T) {
	now, e := began, database(t)
	two := []*Shared{shared(t, e, &now), shared(t, e, &now)}
	q := Quota{Name: "q", Every: time.Hour, Burst: 37, Shared: true}
	var all sync.WaitGroup
	var granted atomic.Int64
	for i := range 400 {
		all.Go(func() {
			s, err := two[i%2].Take(t.Context(), "k", q)
			if err != nil {
				t.Error(err)
			} else if s.Wait == 0 {
				granted.Add(1)
			}
		})
	}
	all.Wait()
	if n := granted.Load(); n != 37 {
		t.Errorf("%d of 400 were granted, of 37", n)
	}
	for i, s := range two {
		for end := time.Now().Add(5 * time.Second); s.busy() > 0; runtime.Gosched() { // who wrote takes its leave after its answer
			if time.Now().After(end) {
				t.Fatalf("process %d still writes %d keys", i, s.busy())
			}
		}
	}
}

// busy is how many keys are being written.
func (s *Shared) busy() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.under)
}

func TestNobodyIsNamedInTheStore(t *testing.T) {
	now, e := began, database(t)
	s := shared(t, e, &now)
	q := Quota{Name: "q", Every: time.Second, Burst: 3}
	if _, err := s.Take(t.Context(), "net:6.6.6.0/24", q); err != nil {
		t.Fatal(err)
	}
	other, err := OpenShared(t.Context(), e, s.clock, []byte("another secret of thirty-two bytes"))
	if err != nil {
		t.Fatal(err)
	}
	if s.id("q", "a") == other.id("q", "a") {
		t.Error("a key's name can be told without the secret")
	}
	now = now.Add(30 * time.Second)
	if n, err := s.Sweep(t.Context()); n != 0 || err != nil {
		t.Errorf("swept %d in use: %v", n, err)
	}
	now = now.Add(time.Hour)
	if n, err := s.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d: %v", n, err)
	}
}

func TestStoreThatIsGone(t *testing.T) {
	now, e := began, database(t)
	s := shared(t, e, &now)
	l := Layered{Near: NewMemory(s.clock), Far: s}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Take(t.Context(), "a", Quota{Name: "q", Every: time.Second, Burst: 1, Shared: true}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("what is shared: %v", err)
	}
	if s, err := l.Take(t.Context(), "a", Quota{Name: "r", Every: time.Second, Burst: 1}); err != nil || s.Wait > 0 {
		t.Errorf("what is not: %+v %v", s, err)
	}
}

func TestMemoryIsAtomicAndBounded(t *testing.T) {
	now := began
	m := NewMemory(func() time.Time { return now })
	var all sync.WaitGroup
	var granted atomic.Int64
	for range 50 {
		all.Go(func() {
			if s, err := m.Take(t.Context(), "k", Quota{Name: "q", Every: time.Hour, Burst: 10}); err == nil && s.Wait == 0 {
				granted.Add(1)
			}
		})
	}
	all.Wait()
	if n := granted.Load(); n != 10 {
		t.Errorf("%d of 50 passed a burst of 10", n)
	}
	full := 0
	once := Quota{Name: "q", Every: time.Hour, Burst: 1}
	for i := range maxKeys*len(m.shards) + 20_000 {
		if _, err := m.Take(t.Context(), fmt.Sprint(i), once); err != nil {
			full++
		}
	}
	kept := 0
	for i := range m.shards {
		kept += len(m.shards[i].at)
	}
	if full == 0 || kept > maxKeys*len(m.shards) {
		t.Errorf("%d keys kept, %d refused", kept, full)
	}
	now = now.Add(2 * time.Hour)
	if _, err := m.Take(t.Context(), "late", once); err != nil {
		t.Errorf("idle keys are not forgotten: %v", err)
	}
}
