package relay_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"jemaa/backend/relay"
	"jemaa/backend/store"
)

func TestCarriesInOrder(t *testing.T) {
	for _, batch := range []int{0, 2, 3, 100} {
		p := office(t)
		p.write(p.engine, "a", "thing.made", "thing.named")
		p.write(p.engine, "b", "thing.made")
		p.write(p.engine, "a", "other.said", "thing.moved", "nobody.asked")
		all, some := &ear{}, &ear{}
		r := p.relay(all.taker("all", batch, "thing.", "other."), some.taker("some", batch, "thing.made"))
		must(t, r.Drain(t.Context()))
		same(t, "of a", of("a", all.all()), []string{"a thing.made 1", "a thing.named 2", "a other.said 4", "a thing.moved 5"})
		same(t, "of b", of("b", all.all()), []string{"b thing.made 3"})
		same(t, "one kind", some.all(), []string{"a thing.made 1", "b thing.made 3"})
		if n := p.waiting(); n != 0 {
			t.Fatalf("%d messages still wait", n)
		}
	}
}

func of(id string, heard []string) []string {
	return slices.DeleteFunc(slices.Clone(heard), func(s string) bool { return s[:1] != id })
}

func TestWakesAtOnceAndPollsForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		e := &ear{}
		run(t, p.relay(e.taker("ear", 1, "thing.")))
		synctest.Wait()
		began := time.Now()
		p.write(p.engine, "a", "thing.made")
		soon()
		same(t, "woken", e.all(), []string{"a thing.made 1"})
		if d := time.Since(began); d > 10*time.Millisecond {
			t.Fatalf("after %v", d)
		}
		p.write(p.engine.Engine, "b", "thing.made") // as another process would
		time.Sleep(1001 * time.Millisecond)
		synctest.Wait()
		same(t, "polled", e.all(), []string{"a thing.made 1", "b thing.made 2"})
	})
}

// TestOneDownDelaysNoOther: more documents wait for a taker that is down than a
// courier keeps in mind, and the others hear of each at once all the same.
func TestOneDownDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		down, up := &ear{}, &ear{}
		outage := errors.New("down")
		down.set(func(relay.Envelope) error { return outage })
		r := p.relay(down.taker("search", 10, "thing."), up.taker("push", 1, "thing."))
		run(t, r)
		const many = 1200
		for i := range many {
			p.write(p.engine, fmt.Sprintf("%04d", i), "thing.made")
			if i%50 == 0 { // less than what makes a courier gather
				soon()
				if n := len(up.all()); n != i+1 {
					t.Fatalf("after %d writes the taker that is up has heard %d", i+1, n)
				}
			}
		}
		time.Sleep(10 * time.Minute) // the outage lasts
		p.write(p.engine, "last", "thing.made")
		soon()
		if n := len(up.all()); n != many+1 {
			t.Fatalf("the taker that is up has heard %d of %d", n, many+1)
		}
		stats(t, r, "search", func(s relay.TakerStats) bool {
			return s.Down && s.Late > 0 && time.Since(s.Oldest.Time) >= 10*time.Minute
		})
		stats(t, r, "push", func(s relay.TakerStats) bool { return !s.Down && s.Taken == many+1 && s.Oldest.IsZero() })
		tries := len(down.at)
		if tries > 2000 {
			t.Errorf("a taker that was down for ten minutes was tried %d times", tries)
		}
		down.set(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n, w := len(down.all()), p.waiting(); n != many+1 || w != 0 {
			t.Fatalf("a minute after the outage it has heard %d, %d wait", n, w)
		}
	})
}

func stats(t *testing.T, r *relay.Relay, taker string, fits func(relay.TakerStats) bool) {
	t.Helper()
	for _, s := range r.Takers() {
		if s.Taker == taker && !fits(s) {
			t.Errorf("stats of %s: %+v", taker, s)
		}
	}
}

// TestPoison: a document whose message always fails keeps back its own later
// messages and nobody else's, and they come in order once it is well.
func TestPoison(t *testing.T) {
	for _, batch := range []int{1, 8} {
		synctest.Test(t, func(t *testing.T) {
			p := office(t)
			e := &ear{}
			e.set(func(x relay.Envelope) error {
				if x.DocID == "x" && x.Kind == "thing.bad" {
					return errors.New("cannot be")
				}
				return nil
			})
			run(t, p.relay(e.taker("ear", batch, "thing.")))
			p.write(p.engine, "x", "thing.made", "thing.bad")
			p.write(p.engine, "x", "thing.moved")
			for i := range 20 {
				p.write(p.engine, fmt.Sprint("d", i), "thing.made")
			}
			soon()
			same(t, "of the poisoned", of("x", e.all()), []string{"x thing.made 1"})
			if n := len(of("d", e.all())); n != 20 {
				t.Fatalf("%d of 20 others", n)
			}
			p.write(p.engine, "x", "thing.gone")
			time.Sleep(time.Hour)
			synctest.Wait()
			same(t, "an hour later", of("x", e.all()), []string{"x thing.made 1"})
			p.write(p.engine, "d0", "thing.moved")
			soon()
			if n := len(of("d", e.all())); n != 21 {
				t.Fatalf("%d of 21 others", n)
			}
			e.set(nil)
			time.Sleep(31 * time.Second)
			synctest.Wait()
			same(t, "once well", of("x", e.all()), []string{"x thing.made 1", "x thing.bad 2", "x thing.moved 3", "x thing.gone 24"})
			if n := p.waiting(); n != 0 {
				t.Fatalf("%d messages still wait", n)
			}
		})
	}
}

func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		e := &ear{}
		e.set(func(relay.Envelope) error { panic("a taker's own mistake") })
		run(t, p.relay(e.taker("ear", 1, "thing.")))
		p.write(p.engine, "a", "thing.made")
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		e.mu.Lock()
		defer e.mu.Unlock()
		longest := time.Duration(0)
		for i := 1; i < len(e.at); i++ {
			gap := e.at[i].Sub(e.at[i-1])
			if gap < 50*time.Millisecond || gap > 30*time.Second {
				t.Errorf("try %d came after %v", i+1, gap)
			}
			longest = max(longest, gap)
		}
		if longest < 15*time.Second || len(e.at) < 25 || len(e.at) > 60 {
			t.Errorf("%d tries, at most %v apart", len(e.at), longest)
		}
	})
}

// dying loses its process at the moment of acknowledging.
type dying struct {
	store.Engine
	dead atomic.Bool
}

func (d *dying) Settle(ctx context.Context, c string, s []store.Settlement) error {
	if d.dead.Load() {
		return store.ErrUnavailable
	}
	return d.Engine.Settle(ctx, c, s)
}

func TestKilledBetweenTakingAndSettling(t *testing.T) {
	p := office(t)
	p.write(p.engine, "a", "thing.made", "thing.moved")
	first, second := &ear{}, &ear{}
	process := &dying{Engine: p.engine}
	process.dead.Store(true)
	killed := p.relayOn(process, "", first.taker("ear", 1, "thing."))
	if err := killed.Drain(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("drain without acknowledgement: %v", err)
	}
	want := []string{"a thing.made 1", "a thing.moved 2"}
	same(t, "before", first.all()[:2], want)
	must(t, p.relay(second.taker("ear", 1, "thing.")).Drain(t.Context()))
	same(t, "again after", second.all(), want)
}

func TestSettlesWhenTheStoreIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		d := &dying{Engine: p.engine.Engine}
		d.dead.Store(true)
		e := &ear{}
		run(t, p.relayOn(d, "", e.taker("ear", 1, "thing.")))
		p.write(d, "a", "thing.made")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		d.dead.Store(false)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		same(t, "heard", e.all(), []string{"a thing.made 1"})
		if n := p.waiting(); n != 0 {
			t.Fatalf("%d messages still wait", n)
		}
	})
}

// TestMore: a long piece of work goes in steps, and others have their turn between.
func TestMore(t *testing.T) {
	p := office(t)
	p.write(p.engine, "a", "thing.made")
	p.write(p.engine, "b", "thing.made")
	steps := 0
	var heard []string
	r := p.relay(relay.Taker{Name: "fan", Kinds: []string{"thing."}, Take: func(_ context.Context, es []relay.Envelope) error {
		heard = append(heard, es[0].DocID)
		if es[0].DocID == "a" {
			if steps++; steps < 4 {
				return fmt.Errorf("step %d: %w", steps, relay.ErrMore)
			}
		}
		return nil
	}})
	must(t, r.Drain(t.Context()))
	slices.Sort(heard)
	same(t, "steps", heard, []string{"a", "a", "a", "a", "b"})
}

func TestStopLetsTheTakeFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		took := make(chan struct{})
		stop := run(t, p.relay(relay.Taker{Name: "slow", Kinds: []string{"thing."}, Take: func(ctx context.Context, _ []relay.Envelope) error {
			close(took)
			select {
			case <-time.After(5 * time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}))
		p.write(p.engine, "a", "thing.made")
		<-took
		stop()
		if n := p.waiting(); n != 0 {
			t.Fatal("what was in hand when the program stopped was not acknowledged")
		}
	})
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := office(t)
		took := make(chan struct{}, 9)
		stop := run(t, p.relay(relay.Taker{Name: "stuck", Kinds: []string{"thing."}, Take: func(ctx context.Context, _ []relay.Envelope) error {
			took <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		}}))
		p.write(p.engine, "a", "thing.made")
		<-took
		began := time.Now()
		stop()
		if d := time.Since(began); d > 11*time.Second {
			t.Fatalf("stopping took %v", d)
		}
		if n := p.waiting(); n != 1 {
			t.Fatal("a message that was not taken has gone")
		}
	})
}

func TestDrainGivesUp(t *testing.T) {
	p := office(t)
	p.write(p.engine, "a", "thing.made")
	e, cause := &ear{}, errors.New("no")
	e.set(func(relay.Envelope) error { return cause })
	if err := p.relay(e.taker("ear", 1, "thing.")).Drain(t.Context()); !errors.Is(err, cause) {
		t.Fatalf("drain with a taker that fails: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	p := office(t)
	take := func(context.Context, []relay.Envelope) error { return nil }
	good := relay.Taker{Name: "a", Kinds: []string{"x"}, Take: take}
	for name, takers := range map[string][]relay.Taker{
		"two of one name": {good, good}, "no name": {{Kinds: good.Kinds, Take: take}},
		"no kinds": {{Name: "a", Take: take}}, "no take": {{Name: "a", Kinds: good.Kinds}},
	} {
		_, err := relay.New(t.Context(), relay.Config{Engine: p.engine, Takers: takers, Clock: time.Now, Logger: slog.Default()})
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// slow lets one document's write arrive after others that come behind it.
type slow struct {
	store.Engine
	hidden atomic.Value // the id that has not arrived yet
}

func (s *slow) Pending(ctx context.Context, c, after string, limit int) ([]store.Pending, error) {
	all, err := s.Engine.Pending(ctx, c, after, limit+1)
	all = slices.DeleteFunc(all, func(p store.Pending) bool { return p.DocID == s.hidden.Load() })
	return all[:min(limit, len(all))], err
}

func TestArrivalsOutOfOrder(t *testing.T) {
	for _, late := range []time.Duration{3 * time.Second, 20 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			p := office(t)
			e, stuck := &ear{}, &ear{}
			stuck.set(func(relay.Envelope) error { return errors.New("down") }) // so that messages stay
			s := &slow{Engine: p.engine.Engine}
			s.hidden.Store("x")
			run(t, p.relayOn(s, "", e.taker("ear", 1, "thing."), stuck.taker("stuck", 1, "thing.")))
			time.Sleep(time.Minute)
			p.write(s, "x", "thing.made")
			p.write(s, "y", "thing.made")
			time.Sleep(late)
			synctest.Wait()
			same(t, "before it arrives", e.all(), []string{"y thing.made 2"})
			s.hidden.Store("")
			within := 1500 * time.Millisecond
			if late > 5*time.Second {
				within = 31 * time.Second
			}
			time.Sleep(within)
			synctest.Wait()
			same(t, "after", e.all(), []string{"y thing.made 2", "x thing.made 1"})
		})
	}
}
