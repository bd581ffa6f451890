package relay

import (
	"context"
	"fmt"
	"sync"

	"jemaa/backend/civic"
)

// TakerStats says how far one taker has come with one collection.
type TakerStats struct {
	Collection string
	Taker      string
	Taken      uint64     // messages since the start
	Failed     uint64     // tries that failed since the start
	Late       int        // documents that wait for another try
	Down       bool       // document after document fails
	Oldest     civic.Time // of the messages known to wait for it; zero when none does
}

// CollectionStats says what waits in one collection, for whomever.
type CollectionStats struct {
	Collection string
	Waiting    int64 // messages
	Oldest     civic.Time
}

// tally is what a courier tells of itself; it is read while a pass goes on.
type tally struct {
	mu    sync.Mutex
	stats TakerStats
	next  civic.Time // of the first message that is in hand, or was left unread
	first civic.Time // of the late ones
	bell  civic.Time // when the courier was rung first since it last began to look
	runs  bool
}

// rung notes that something may wait from now on.
func (t *tally) rung(clock civic.Clock) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.runs && t.bell.IsZero() {
		t.bell = clock.Now()
	}
}

// running notes whether the courier carries at all: what another process carries
// is not late here.
func (t *tally) running(does bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.runs, t.next, t.first, t.bell = does, civic.Time{}, civic.Time{}, civic.Time{}
}

func (t *tally) answered() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bell = civic.Time{}
}

func (t *tally) taken(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stats.Taken += uint64(n)
}

func (t *tally) failed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stats.Failed++
}

func (t *tally) ahead(at civic.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next = at
}

// note writes down where the courier stands at the end of a pass.
func (c *courier) note() {
	var first civic.Time
	for _, l := range c.late {
		first = earlier(first, l.envelopes[0].At)
	}
	c.tally.mu.Lock()
	defer c.tally.mu.Unlock()
	c.tally.first = first
	c.tally.stats.Late = len(c.late)
	c.tally.stats.Down = c.down()
}

func earlier(a, b civic.Time) civic.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a.Time)) {
		return b
	}
	return a
}

// Takers tells how every taker stands with every collection, for metrics: lag is
// the clock's time less Oldest.
func (r *Relay) Takers() []TakerStats {
	var out []TakerStats
	for _, o := range r.offices {
		for _, c := range o.couriers {
			if c.taker.Name == "" {
				continue
			}
			c.tally.mu.Lock()
			s := c.tally.stats
			s.Collection, s.Taker, s.Oldest = c.collection, c.taker.Name, earlier(c.tally.bell, earlier(c.tally.first, c.tally.next))
			c.tally.mu.Unlock()
			out = append(out, s)
		}
	}
	return out
}

// Waiting asks the store what waits in each collection.
func (r *Relay) Waiting(ctx context.Context) ([]CollectionStats, error) {
	var out []CollectionStats
	for _, name := range r.cfg.Collections {
		n, at, err := r.cfg.Engine.Backlog(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("relay: waiting: %w", err)
		}
		out = append(out, CollectionStats{name, n, at})
	}
	return out, nil
}
