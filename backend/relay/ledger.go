package relay

import (
	"context"
	"slices"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

const (
	settleAt    = 256                    // acknowledgements that go in one batch
	settleIn    = 200 * time.Millisecond // or when the first of them is so old
	partAfter   = 5 * time.Second        // a message that some have taken and others have not is noted so
	unsettledAt = 4 * settleAt           // acknowledgements that wait before takers wait for them
	keptGone    = 16 << 10               // messages that left the store last, while pages that were read before still name them
)

// ledger is what the takers of one collection have taken while the store does not
// know it yet. A message that all who need it have taken leaves the store in one
// step; who took it is written down only when somebody lets the others wait. A
// process that ends with a ledger in hand hands its messages over again.
type ledger struct {
	collection string
	outbox     store.Outbox
	clock      civic.Clock
	needs      func(kind string) []string
	bell       chan struct{}

	writing sync.Mutex // held by whoever settles

	mu      sync.Mutex
	open    map[slip]*receipt
	leaving []slip // those that all have taken, in the order in which they were
	gone    map[slip]struct{}
	ring    []slip    // what gone holds, in the order in which it left, once round
	hand    int       // where the oldest of ring stands once it is full
	parted  time.Time // before which messages that wait for somebody are not looked through
	failed  int       // times that the store would not settle since it last did
	resume  time.Time // when it is tried again
}

// slip names one message of one document.
type slip struct {
	doc     string
	message civic.ID
}

// receipt says who has taken a message.
type receipt struct {
	needs  []string
	taken  []string
	fresh  []string // those of taken that the store does not know of
	at     time.Time
	leaves bool
}

func newLedger(r *Relay, collection string) *ledger {
	return &ledger{
		collection: collection, outbox: r.cfg.Engine, clock: r.cfg.Clock, needs: r.needs,
		bell: make(chan struct{}, 1), open: map[slip]*receipt{}, gone: map[slip]struct{}{},
	}
}

// holds tells whether a taker has taken a message already.
func (l *ledger) holds(taker, doc string, message civic.ID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := slip{doc, message}
	if _, all := l.gone[s]; all {
		return true
	}
	r := l.open[s]
	return r != nil && slices.Contains(r.taken, taker)
}

// learn notes who has taken a message as the store says, for when the last one does.
func (l *ledger) learn(doc string, m store.PendingMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.receipt(doc, m.Message)
	for _, taker := range m.Taken {
		if !slices.Contains(r.taken, taker) {
			r.taken = append(r.taken, taker)
		}
	}
}

func (l *ledger) receipt(doc string, m store.Message) *receipt {
	s := slip{doc, m.ID}
	r := l.open[s]
	if r == nil {
		r = &receipt{needs: l.needs(m.Kind), at: l.clock()}
		l.open[s] = r
	}
	return r
}

// took notes what a taker has taken. It tells whether so much waits for the store
// that somebody should settle before they go on.
func (l *ledger) took(taker string, es []Envelope) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range es {
		r := l.receipt(e.DocID, e.Message)
		if !slices.Contains(r.taken, taker) {
			r.taken, r.fresh = append(r.taken, taker), append(r.fresh, taker)
		}
		if !r.leaves && covers(r.taken, r.needs) {
			r.leaves = true
			l.leaving = append(l.leaving, slip{e.DocID, e.ID})
		}
	}
	l.call()
	return len(l.leaving) >= unsettledAt
}

// covers tells whether everything needed has been taken.
func covers(taken, needs []string) bool {
	for _, n := range needs {
		if !slices.Contains(taken, n) {
			return false
		}
	}
	return true
}

// stuck is until when nothing more should be taken, because the store would not
// settle; zero when it does.
func (l *ledger) stuck() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.resume
}

// run settles a little after something was taken, until the context ends.
func (l *ledger) run(ctx context.Context) {
	for ctx.Err() == nil {
		t := time.NewTimer(partAfter)
		select {
		case <-ctx.Done():
		case <-l.bell:
			l.gather(ctx)
		case <-t.C:
		}
		t.Stop()
		if ctx.Err() == nil {
			_ = l.settle(ctx, partAfter) // the couriers say that it fails
		}
	}
}

// gather waits for more, unless there is enough; or until the store is tried again.
func (l *ledger) gather(ctx context.Context) {
	d := settleIn
	if until := l.stuck().Sub(l.clock()); until > d {
		d = until
	}
	wait(ctx, d)
}

// settle tells the store what was taken, batch after batch, and who took what for
// so long waits for others. What can't be told is kept for the next time.
func (l *ledger) settle(ctx context.Context, waited time.Duration) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	for _, next := range []func() []store.Settlement{l.complete, func() []store.Settlement { return l.parts(waited) }} {
		for batch := next(); len(batch) > 0; batch = next() {
			err := l.outbox.Settle(ctx, l.collection, batch)
			if l.settled(batch, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// complete are messages that all have taken: who needs them need not be said.
func (l *ledger) complete() []store.Settlement {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []store.Settlement
	for _, s := range l.leaving[:min(settleAt, len(l.leaving))] {
		out = append(out, store.Settlement{DocID: s.doc, Message: s.message, Taker: l.open[s].taken[0]})
	}
	return out
}

// parts are messages that some have taken while others let them wait.
func (l *ledger) parts(waited time.Duration) []store.Settlement {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock()
	if waited > 0 && now.Before(l.parted) {
		return nil
	}
	var out []store.Settlement
	for s, r := range l.open {
		if r.leaves || now.Sub(r.at) < waited {
			continue
		}
		if len(out) >= settleAt {
			return out // there are more
		}
		if len(r.fresh) == 0 { // the store knows as much
			delete(l.open, s)
		}
		for _, taker := range r.fresh {
			out = append(out, store.Settlement{DocID: s.doc, Message: s.message, Taker: taker, Needs: r.needs})
		}
	}
	if waited > 0 && len(out) == 0 {
		l.parted = now.Add(time.Second)
	}
	return out
}

// settled notes what came of a batch.
func (l *ledger) settled(batch []store.Settlement, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.failed++
		l.resume = l.clock().Add(pauseOf(l.failed))
		l.call()
		return
	}
	l.failed, l.resume = 0, time.Time{}
	gone := 0
	for _, b := range batch {
		s := slip{b.DocID, b.Message}
		r := l.open[s]
		switch {
		case r == nil:
		case len(b.Needs) == 0:
			gone++
			delete(l.open, s)
			l.left(s)
		default:
			r.fresh = slices.DeleteFunc(r.fresh, func(taker string) bool { return taker == b.Taker })
			if len(r.fresh) == 0 && !r.leaves {
				delete(l.open, s)
			}
		}
	}
	l.leaving = l.leaving[gone:]
}

// left remembers for a while that a message has gone.
func (l *ledger) left(s slip) {
	l.gone[s] = struct{}{}
	if len(l.ring) < keptGone {
		l.ring = append(l.ring, s)
		return
	}
	delete(l.gone, l.ring[l.hand])
	l.ring[l.hand] = s
	l.hand = (l.hand + 1) % keptGone
}

func (l *ledger) call() {
	select {
	case l.bell <- struct{}{}:
	default:
	}
}
