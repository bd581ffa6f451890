package relay_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/relay"
	"jemaa/backend/store"
)

// counting is a store that counts what the relay asks of it.
type counting struct {
	store.Engine
	mu    sync.Mutex
	reads atomic.Int64
	acks  []store.Settlement
}

func (c *counting) Pending(ctx context.Context, n, after string, limit int) ([]store.Pending, error) {
	if limit > 1 {
		c.reads.Add(1)
	}
	return c.Engine.Pending(ctx, n, after, limit)
}

func (c *counting) Settle(ctx context.Context, n string, s []store.Settlement) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acks = append(c.acks, s...)
	return c.Engine.Settle(ctx, n, s)
}

func (c *counting) ArrivesInOrder() {}

// A message that several take costs one reading and one acknowledgement.
func TestManyTakersCostOneRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		c := &counting{Engine: p.engine.Engine}
		w := relay.Waking(c)
		var takers []relay.Taker
		ears := make([]*ear, 8)
		for i := range ears {
			ears[i] = &ear{}
			takers = append(takers, ears[i].taker(fmt.Sprint("taker", i), 100, "thing."))
		}
		run(t, p.relayOn(w, "", takers...))
		time.Sleep(time.Second)
		p.write(w, "a", "thing.made") // from here on they follow
		time.Sleep(time.Second)
		synctest.Wait()
		c.reads.Store(0)
		c.acks = nil
		for i := range 40 {
			p.write(w, fmt.Sprint("d", i), "thing.made")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for i, e := range ears {
			if n := len(e.all()); n != 41 {
				t.Errorf("taker %d heard %d", i, n)
			}
		}
		if n := p.waiting(); n != 0 || len(c.acks) != 40 {
			t.Errorf("%d wait, %d acknowledgements", n, len(c.acks))
		}
		if n := c.reads.Load(); n > 20 { // alone, eight takers need more than forty
			t.Errorf("%d readings", n)
		}
	})
}

// While one is down for long, what the others took is written down for each, so
// that the next process does not give it to them again.
func TestOutageIsWrittenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		down, up, again := &ear{}, &ear{}, &ear{}
		down.set(func(relay.Envelope) error { return errors.New("down") })
		stop := run(t, p.relay(down.taker("search", 10, "thing."), up.taker("push", 10, "thing.")))
		for i := range 30 {
			p.write(p.engine, fmt.Sprint("d", i), "thing.made")
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		for _, d := range pending(t, p) {
			same(t, "taken by "+d.DocID, d.Messages[0].Taken, []string{"push"})
		}
		p.write(p.engine, "last", "thing.made")
		soon()
		stop() // what was taken a moment ago is written down as well
		down.set(nil)
		run(t, p.relay(down.taker("search", 10, "thing."), again.taker("push", 10, "thing.")))
		time.Sleep(time.Second)
		synctest.Wait()
		if len(up.all()) != 31 || len(again.all()) != 0 || len(down.all()) != 31 || p.waiting() != 0 {
			t.Errorf("heard %d, again %d, after the outage %d, waiting %d", len(up.all()), len(again.all()), len(down.all()), p.waiting())
		}
	})
}

func pending(t *testing.T, p *post) []store.Pending {
	t.Helper()
	all, err := p.engine.Pending(t.Context(), "things", "", store.MaxScan)
	must(t, err)
	return all
}

// A taker with a pace is given what gathered, together, and the first at once.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		e := &ear{}
		taker := e.taker("count", 1000, "thing.")
		taker.Pace = time.Second
		r := p.relay(taker)
		run(t, r)
		time.Sleep(5 * time.Second)
		p.write(p.engine, "first", "thing.made")
		soon()
		if len(e.all()) != 1 {
			t.Fatal("the first waited")
		}
		for i := range 60 {
			p.write(p.engine, fmt.Sprint("d", i%20), "thing.made")
			time.Sleep(50 * time.Millisecond)
		}
		stats(t, r, "count", func(s relay.TakerStats) bool {
			return s.Oldest.IsZero() || time.Since(s.Oldest.Time) <= 1050*time.Millisecond
		})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(e.all()) != 61 || p.waiting() != 0 {
			t.Errorf("heard %d, %d wait", len(e.all()), p.waiting())
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		for i := 1; i < len(e.at); i++ {
			if gap := e.at[i].Sub(e.at[i-1]); gap < time.Second {
				t.Errorf("take %d came after %v", i+1, gap)
			}
		}
		if len(e.at) > 5 {
			t.Errorf("%d takes in three seconds", len(e.at))
		}
	})
}

// A batch may hold more than is read at once, and never more than was asked for; a
// document that speaks again in it keeps its order and is heard once.
func TestBatchesOverPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		largest := 0
		e := &ear{}
		taker := e.taker("ear", 900, "thing.")
		inner := taker.Take
		taker.Take = func(ctx context.Context, es []relay.Envelope) error {
			largest = max(largest, len(es))
			return inner(ctx, es)
		}
		for i := range 2000 {
			p.write(p.engine, fmt.Sprint(i%700), "thing.made")
		}
		run(t, p.relay(taker))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if n := len(e.all()); n != 2000 || p.waiting() != 0 || largest > 900 {
			t.Fatalf("%d of 2000, %d wait, at most %d at once", n, p.waiting(), largest)
		}
		last := map[string]int{}
		for _, h := range e.all() {
			var id, kind string
			var n int
			if _, err := fmt.Sscan(h, &id, &kind, &n); err != nil {
				t.Fatal(err)
			}
			if n <= last[id] {
				t.Fatalf("%q came after message %d", h, last[id])
			}
			last[id] = n
		}
	})
}
