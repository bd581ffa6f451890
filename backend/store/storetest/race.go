package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"jemaa/backend/store"
)

var races = []promise{
	{"concurrent updates lose nothing", increments},
	{"of concurrent inserts of one id exactly one stands", oneInsert},
	{"of concurrent replaces of one revision exactly one stands", oneReplace},
	{"messages are there exactly when their write is", messagesWithWrites},
	{"takers that settle side by side leave nothing behind", settleSideBySide},
	{"a caller that leaves while others write learns the truth", leaver},
	{"who reads after a write was acknowledged reads it, and nobody reads backwards", forwards},
	{"closing lets finish what has begun", closing},
}

// together runs n calls at once and waits for all.
func together(n int, call func(i int)) {
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-gate
			call(i)
		})
	}
	close(gate)
	wg.Wait()
}

func increments(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{})
	const callers, each = 8, 12
	together(callers, func(int) {
		for range each {
			_, err := c.Update(t.Context(), "a", func(i *item) ([]store.Message, error) {
				i.Count++
				return []store.Message{note("item.counted", 1)}, nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "count and revision", [2]int64{got.Count, got.Rev}, [2]int64{callers * each, callers*each + 1})
	equal(t, "messages", len(pendingOf(t, e)[0].Messages), callers*each)
}

// outcomes counts how many of n concurrent writes stood; others must fail by want.
func outcomes(t *testing.T, n int, want error, write func(i int) error) int {
	t.Helper()
	var stood atomic.Int64
	together(n, func(i int) {
		err := write(i)
		if err == nil {
			stood.Add(1)
		} else if !errors.Is(err, want) {
			t.Error(err)
		}
	})
	return int(stood.Load())
}

func oneInsert(t *testing.T, e store.Engine) {
	items(t, e)
	for round := range 10 {
		n := outcomes(t, 16, store.ErrExists, func(i int) error {
			r := store.Record{ID: name(round), Rev: 1, ChangedAt: at(0), Doc: fmt.Appendf(nil, `{"count":%d}`, i)}
			return e.Insert(t.Context(), "items", r, []store.Message{note("item.made", i)})
		})
		equal(t, "inserts that stood", n, 1)
	}
	n, _, err := e.Backlog(t.Context(), "items")
	must(t, err)
	equal(t, "messages", n, 10)
}

func oneReplace(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{})
	for rev := int64(2); rev < 12; rev++ {
		n := outcomes(t, 16, store.ErrStale, func(i int) error {
			r := store.Record{ID: "a", Rev: rev, ChangedAt: at(0), Doc: fmt.Appendf(nil, `{"count":%d}`, i)}
			return e.Replace(t.Context(), "items", r, nil)
		})
		equal(t, "replaces that stood", n, 1)
	}
}

func messagesWithWrites(t *testing.T, e store.Engine) {
	items(t, e)
	var stood sync.Map
	together(16, func(i int) {
		for j := range 10 {
			m := note("item.made", j)
			r := store.Record{ID: name((i + j) % 20), Rev: 1, ChangedAt: at(0), Doc: []byte(`{}`)}
			if e.Insert(t.Context(), "items", r, []store.Message{m}) == nil {
				stood.Store(m.ID, true)
			}
		}
	})
	all := pendingOf(t, e)
	equal(t, "documents", len(all), 20)
	for _, p := range all {
		equal(t, "messages of one", len(p.Messages), 1)
		if _, ok := stood.Load(p.Messages[0].ID); !ok {
			t.Errorf("%s holds the message of a write that failed", p.DocID)
		}
	}
}

func settleSideBySide(t *testing.T, e store.Engine) {
	c := items(t, e)
	for i := range 20 {
		put(t, c, name(i), item{}, note("item.made", 1), note("item.made", 2))
	}
	all := pendingOf(t, e)
	takers := []string{"index", "push", "tally", "log"}
	together(len(takers), func(i int) {
		for _, p := range all {
			for _, m := range p.Messages {
				s := []store.Settlement{{DocID: p.DocID, Message: m.ID, Taker: takers[i], Needs: takers}}
				if err := e.Settle(t.Context(), "items", s); err != nil {
					t.Error(err)
				}
			}
		}
	})
	equal(t, "left behind", len(pendingOf(t, e)), 0)
}

// leaver: whoever is told of success finds the document, even when the call was
// cancelled on its way; whoever is not told so hears of the cancelling alone.
func leaver(t *testing.T, e store.Engine) {
	c := items(t, e)
	told := make([]error, 200)
	together(len(told), func(i int) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if i%2 == 0 {
			go cancel()
		}
		told[i] = c.Insert(ctx, &item{Meta: store.Meta{ID: name(i)}}, note("item.made", i))
	})
	for i, err := range told {
		_, missing := c.Get(t.Context(), name(i))
		switch {
		case err == nil && missing != nil:
			t.Errorf("%d was acknowledged and is not there: %v", i, missing)
		case err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, store.ErrUnavailable):
			t.Errorf("%d: %v", i, err)
		}
	}
}

func closing(t *testing.T, e store.Engine) {
	c := items(t, e)
	var once sync.Once
	together(16, func(i int) {
		for j := range 20 {
			err := c.Insert(t.Context(), &item{Meta: store.Meta{ID: name(i*100 + j)}})
			if err != nil && !errors.Is(err, store.ErrClosed) {
				t.Errorf("while closing: %v", err)
			}
			if j == 10 {
				once.Do(func() {
					if err := e.Close(); err != nil {
						t.Error(err)
					}
				})
			}
		}
	})
}
