package relay_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/store"
)

// cut is the line of one process to the store; once it is down nothing passes.
type cut struct {
	store.Engine
	down atomic.Bool
}

func (c *cut) Get(ctx context.Context, n string, ids []string) ([]store.Record, error) {
	if c.down.Load() {
		return nil, store.ErrUnavailable
	}
	return c.Engine.Get(ctx, n, ids)
}

func (c *cut) Pending(ctx context.Context, n, after string, limit int) ([]store.Pending, error) {
	if c.down.Load() {
		return nil, store.ErrUnavailable
	}
	return c.Engine.Pending(ctx, n, after, limit)
}

func TestTwoProcessesShareByLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		one, two := &ear{}, &ear{}
		lines := []*cut{{Engine: p.engine.Engine}, {Engine: p.engine.Engine}}
		stop := run(t, p.relayOn(lines[0], "one", one.taker("ear", 1, "thing.")))
		time.Sleep(time.Second)
		run(t, p.relayOn(lines[1], "two", two.taker("ear", 1, "thing.")))
		write := func(id string, within time.Duration) {
			p.write(p.engine.Engine, id, "thing.made")
			time.Sleep(within)
			synctest.Wait()
		}
		write("a", time.Minute)
		write("b", 2*time.Second)
		same(t, "the first carries", one.all(), []string{"a thing.made 1", "b thing.made 2"})
		same(t, "the second does not", two.all(), nil)

		lines[0].down.Store(true) // it lives, but is cut off
		write("c", 20*time.Second)
		same(t, "after the lease ran out the second carries", two.all(), []string{"c thing.made 3"})
		lines[0].down.Store(false)
		write("d", time.Minute)
		same(t, "and keeps it", two.all(), []string{"c thing.made 3", "d thing.made 4"})
		same(t, "the first no more", one.all(), []string{"a thing.made 1", "b thing.made 2"})
		stop()
	})
}

func TestLeaseIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		one, two := &ear{}, &ear{}
		stop := run(t, p.relayOn(p.engine.Engine, "one", one.taker("ear", 1, "thing.")))
		time.Sleep(time.Second)
		run(t, p.relayOn(p.engine.Engine, "two", two.taker("ear", 1, "thing.")))
		time.Sleep(time.Second)
		stop()
		p.write(p.engine.Engine, "a", "thing.made")
		time.Sleep(6 * time.Second)
		synctest.Wait()
		same(t, "the second carries soon", two.all(), []string{"a thing.made 1"})
	})
}
