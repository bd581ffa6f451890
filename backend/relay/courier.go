package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

const (
	pageSize   = 512                    // documents read at once
	maxLate    = 1000                   // documents that may wait for another try before the courier reads no further
	downAfter  = 3                      // documents that fail one after the other before the taker counts as down
	firstPause = 100 * time.Millisecond // before the second try
	lastPause  = 30 * time.Second       // between later ones
	gather     = 5 * time.Millisecond   // after a ring, so that a rush of writes makes no rush of passes
	busyAt     = 64                     // messages that make a pass a busy one
	busyPause  = 200 * time.Millisecond // after which more is gathered, for writers go first
	rewindBy   = 5 * time.Second        // how far back to look, once a second, for what arrived out of order
	sweepEvery = 30 * time.Second       // looking again from the beginning, for what arrived later still
	sweepShare = 20                     // and no more often than every so many times what the last look took
)

// parcel is what one document holds for the taker, in order.
type parcel struct {
	docID     string
	mark      string
	envelopes []Envelope
}

// lateParcel waits for another try.
type lateParcel struct {
	parcel
	tries int
	next  time.Time
}

// courier carries one collection's messages to one taker. A pass is made by one
// goroutine at a time.
type courier struct {
	collection string
	taker      Taker
	batch      int
	needs      func(kind string) []string
	reader     *reader
	ledger     *ledger
	clock      civic.Clock
	log        *slog.Logger
	bell       chan struct{}

	ordered bool // nothing arrives before a mark that was given

	mu       sync.Mutex
	mark     string // all before it is taken or late
	steps    []step // where it was in the last seconds, when arrivals are not ordered
	rewound  time.Time
	late     map[string]*lateParcel
	failed   int       // fresh documents that failed since the last success
	trouble  int       // times the outbox itself failed since it last worked
	resume   time.Time // nothing is tried before
	eager    bool      // this pass knows no pauses
	sweep    time.Time // when to look from the beginning again
	moved    int       // messages taken in this pass
	failures []error   // of this pass

	tally tally
}

func newCourier(r *Relay, in *office, t Taker) *courier {
	return &courier{
		collection: in.collection, taker: t, batch: max(1, t.Batch), needs: r.needs,
		reader: in.reader, ledger: in.ledger, clock: r.cfg.Clock,
		log:  r.cfg.Logger.With("collection", in.collection, "taker", t.Name),
		bell: make(chan struct{}, 1), late: map[string]*lateParcel{}, ordered: in.reader.ordered,
	}
}

func (c *courier) ring() {
	c.tally.rung(c.clock)
	select {
	case c.bell <- struct{}{}:
	default:
	}
}

// run makes passes: at the start, at each ring, and when something is due.
func (c *courier) run(ctx context.Context) {
	c.mu.Lock()
	c.mark, c.steps, c.late = "", nil, map[string]*lateParcel{} // another process may have carried meanwhile
	c.mu.Unlock()
	c.tally.running(true)
	defer c.tally.running(false)
	for ctx.Err() == nil {
		c.pass(ctx, false)
		d, bell := c.untilDue()
		t := time.NewTimer(d)
		select {
		case <-ctx.Done():
		case <-bell:
			wait(ctx, gather)
		case <-t.C:
		}
		t.Stop()
	}
}

// untilDue is how long nothing needs doing unless the bell rings; while the
// courier pauses it hears none.
func (c *courier) untilDue() (time.Duration, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	due, bell := c.sweep, (<-chan struct{})(c.bell)
	for _, l := range c.late {
		if l.next.Before(due) {
			due = l.next
		}
	}
	if c.idle() {
		due, bell = c.resume, nil
	}
	return max(time.Millisecond, due.Sub(c.clock())), bell
}

// idle tells whether the courier stopped short and goes on after its pause.
func (c *courier) idle() bool { return c.resume.After(c.clock()) }

// pass carries all that can be carried now and says how many messages were
// taken. An eager pass knows no pauses and begins from the start.
func (c *courier) pass(ctx context.Context, eager bool) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lasting, release := outlasting(ctx)
	defer release()
	c.moved, c.failures, c.eager = 0, nil, eager
	began := c.clock()
	c.tally.answered()
	if eager {
		c.resume, c.failed, c.late = time.Time{}, 0, map[string]*lateParcel{}
	}
	sweeping := eager || !began.Before(c.sweep)
	if !c.ordered {
		c.rewind()
	}
	if sweeping {
		c.mark = ""
		c.reader.forget()
	}
	c.advance(ctx, lasting)
	c.rest(began)
	if now := c.clock(); sweeping {
		c.sweep = now.Add(max(sweepEvery, sweepShare*now.Sub(began)))
		if c.ordered {
			c.sweep = now.Add(24 * time.Hour)
		}
	}
	c.note()
	return c.moved, errors.Join(c.failures...)
}

// rest lets more be gathered after a busy pass, and as long as the taker's pace asks.
func (c *courier) rest(began time.Time) {
	d := time.Duration(0)
	if c.moved >= busyAt {
		d = busyPause
	}
	if c.moved > 0 {
		d = max(d, c.taker.Pace-c.clock().Sub(began))
	}
	if d <= 0 || c.eager {
		return
	}
	if until := c.clock().Add(d); until.After(c.resume) {
		c.resume = until
	}
}

// step is where a mark was at a time.
type step struct {
	at   time.Time
	mark string
}

// remember notes where the mark is, once a second.
func (c *courier) remember() {
	now := c.clock()
	if n := len(c.steps); n == 0 || now.Sub(c.steps[n-1].at) >= pollEvery {
		c.steps = append(c.steps, step{now, c.mark})
	}
	for len(c.steps) > 1 && now.Sub(c.steps[1].at) >= rewindBy {
		c.steps = c.steps[1:]
	}
}

// rewind goes back, once a second, to where the mark was some seconds ago: a
// writer that was slower than another may have arrived before it since.
func (c *courier) rewind() {
	c.remember()
	if now := c.clock(); now.Sub(c.rewound) >= pollEvery {
		c.rewound = now
		c.mark = c.steps[0].mark
	}
}

// outlasting is a context for work in hand: it ends a while after its parent.
func outlasting(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	stop := context.AfterFunc(parent, func() {
		t := time.AfterFunc(stopGrace, cancel)
		context.AfterFunc(ctx, func() { t.Stop() })
	})
	return ctx, func() { stop(); cancel() }
}

// advance retries what is due and reads on, to the end or until it must pause. What
// it read is handed over once it fills a batch, or at the end.
func (c *courier) advance(ctx, lasting context.Context) {
	g := group{mark: c.mark}
	for ctx.Err() == nil && !c.idle() {
		c.retry(ctx, lasting)
		if until := c.ledger.stuck(); until.After(c.clock()) && !c.eager {
			c.resume = until
		}
		if c.idle() || len(c.late) >= maxLate {
			break
		}
		limit := pageSize
		if c.down() {
			limit = 1 // only knock
		}
		page, err := c.reader.next(ctx, g.mark, limit)
		if err != nil {
			c.troubled(ctx, "read messages", err)
			break
		}
		c.trouble = 0
		if len(page) == 0 {
			if c.handOver(lasting, &g) {
				c.tally.ahead(civic.Time{})
			}
			return
		}
		if !c.carry(ctx, lasting, &g, page) {
			return
		}
	}
	if ctx.Err() == nil {
		c.handOver(lasting, &g)
	}
}

// down tells whether document after document failed.
func (c *courier) down() bool { return c.failed >= downAfter && !c.eager }

// troubled waits a while before the outbox is asked again.
func (c *courier) troubled(ctx context.Context, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	c.trouble++
	c.resume = c.clock().Add(pauseOf(c.trouble))
	c.failures = append(c.failures, err)
	if rare(c.trouble) {
		c.log.Warn("relay: cannot "+what, "error", err, "tries", c.trouble)
	}
}

// retry gives late documents their next try; while the taker is down, one of them
// and then a short pause, which never grows: the fault may be the document's.
func (c *courier) retry(ctx, lasting context.Context) {
	for _, id := range c.due() {
		if ctx.Err() != nil {
			return
		}
		l := c.late[id]
		left, err := c.deliver(lasting, l.parcel)
		if err == nil {
			delete(c.late, id)
			continue
		}
		l.parcel = left
		c.postpone(l, err)
		if c.down() && !errors.Is(err, ErrMore) {
			c.resume = c.clock().Add(pauseOf(1))
			return
		}
	}
}

// due lists the late documents whose time has come, the longest overdue first.
func (c *courier) due() []string {
	now := c.clock()
	var out []string
	for id, l := range c.late {
		if !l.next.After(now) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return c.late[a].next.Compare(c.late[b].next) })
	return out
}

// postpone sets a document's next try.
func (c *courier) postpone(l *lateParcel, err error) {
	c.late[l.docID] = l
	if errors.Is(err, ErrMore) {
		l.tries, l.next = 0, c.clock()
		c.moved++
		return
	}
	l.tries++
	l.next = c.clock().Add(pauseOf(l.tries))
	c.tally.failed()
	c.failures = append(c.failures, fmt.Errorf("taker %s: %w", c.taker.Name, err))
	if rare(l.tries) {
		c.log.Warn("relay: a message was not taken", "kind", l.envelopes[0].Kind, "message", l.envelopes[0].ID, "tries", l.tries, "error", err)
	}
}

// pauseOf doubles from 100 ms to 30 s, with half of it left to chance so that many
// do not knock at once.
func pauseOf(tries int) time.Duration {
	d := lastPause
	if tries < 10 {
		d = min(d, firstPause<<(tries-1))
	}
	return d/2 + rand.N(d/2)
}

// rare thins out what is logged about the same trouble.
func rare(n int) bool { return n&(n-1) == 0 }

func oldest(page []store.Pending) civic.Time {
	for _, p := range page {
		for _, m := range p.Messages {
			return m.At
		}
	}
	return civic.Time{}
}
