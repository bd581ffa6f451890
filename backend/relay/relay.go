// Package relay carries the messages that documents hold to those who asked for
// their kind: at least once, in order for one document and taker, with back-off.
// Each taker acknowledges for itself, so one that is down delays no other.
//
// For every collection and taker there is one courier. It goes over the documents
// with messages in the order in which these arrived, read once for all couriers of
// the collection, and hands over what its taker wants. A document whose message
// fails waits for its own next try, while the courier goes on with others; when one
// document after the other fails, the taker is down, and the courier only knocks
// now and then. What was taken is noted in the collection's ledger, and a message
// that all have taken leaves the store with many others, in one write.
//
// Couriers are woken by writes of this process (Waking) and look every second for
// what other processes left, also behind them where a store's messages may turn up
// a little out of order. After a busy pass they let more gather: writers go first,
// and what comes together costs less. Several processes share the collections by leases;
// should two carry one collection for a moment, takers hear a message twice,
// which they must bear anyway.
package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Envelope is a message and the document that holds it.
type Envelope struct {
	Collection string
	DocID      string
	store.Message
}

// Taker wants messages of some kinds. Take must be idempotent: it upserts by id
// and revision, or writes under ids derived from the message's id. An error
// means "again later"; ErrMore means "again soon, I have kept how far I am". The
// context ends after a minute, and ten seconds after the program was asked to stop.
type Taker struct {
	Name  string   // stable: it is written into the acknowledgement
	Kinds []string // exact kinds, or "report." for all that start so
	Take  func(context.Context, []Envelope) error
	Batch int // most envelopes a Take; 0 means 1
	// Pace is the least time between the beginnings of two passes over what waits,
	// each of one Take unless documents fail: for takers to whom much that comes
	// together is hardly more than one, such as counting.
	Pace time.Duration
}

// ErrMore is returned by a Take that has done one step of long work, such as a
// fan-out to many followers, and has written down how far it came in a document
// of its own: it is called again with the same envelope after other documents had
// their turn, without counting a failure. Such a taker has a Batch of 1.
var ErrMore = errors.New("relay: more to do")

// Config is what a relay works on.
type Config struct {
	Engine      store.Engine // from Waking, so that writes are heard at once
	Collections []string     // declared before Run, those that may hold messages
	Takers      []Taker
	Clock       civic.Clock
	Logger      *slog.Logger
	// Holder names this process among those that share the work, unique for each
	// start. When it is empty the relay carries alone and takes no leases.
	Holder string
}

const (
	pollEvery = time.Second      // looking for what other processes left
	takeLimit = time.Minute      // the longest one Take
	stopGrace = 10 * time.Second // what a Take has to finish when the program stops
	// What the store has then, to note what was taken.
	settleGrace = 3 * time.Second
)

// Relay carries messages while Run runs.
type Relay struct {
	cfg     Config
	offices []*office
	routes  map[string]*office // by collection
	leases  *leases            // nil when it carries alone

	kinds sync.RWMutex
	known map[string][]string // who needs a kind
}

// office is where one collection's messages are carried.
type office struct {
	collection string
	reader     *reader
	ledger     *ledger
	couriers   []*courier
}

// New checks the takers and prepares the couriers. With a Holder it declares the
// collection of leases.
func New(ctx context.Context, cfg Config) (*Relay, error) {
	if cfg.Engine == nil || cfg.Clock == nil || cfg.Logger == nil {
		return nil, errors.New("relay: new: engine, clock and logger are needed")
	}
	seen := map[string]bool{"": true}
	for _, t := range cfg.Takers {
		if seen[t.Name] || t.Take == nil || len(t.Kinds) == 0 {
			return nil, fmt.Errorf("relay: new: taker %q has no name of its own, no kinds or no Take", t.Name)
		}
		seen[t.Name] = true
	}
	r := &Relay{cfg: cfg, routes: map[string]*office{}, known: map[string][]string{}}
	for _, name := range cfg.Collections {
		if r.routes[name] != nil {
			return nil, fmt.Errorf("relay: new: collection %s is named twice", name)
		}
		o := &office{
			collection: name, ledger: newLedger(r, name),
			reader: &reader{collection: name, outbox: cfg.Engine, ordered: inOrder(cfg.Engine)},
		}
		for _, t := range append([]Taker{r.nobody()}, cfg.Takers...) {
			o.couriers = append(o.couriers, newCourier(r, o, t))
		}
		r.routes[name], r.offices = o, append(r.offices, o)
	}
	if cfg.Holder != "" {
		l, err := openLeases(ctx, cfg)
		if err != nil {
			return nil, err
		}
		r.leases = l
	}
	if w, ok := cfg.Engine.(*Waker); ok {
		w.listen(r.Wake)
	}
	return r, nil
}

// nobody takes what no taker wants, or wants any more, so that it leaves.
func (r *Relay) nobody() Taker {
	return Taker{Batch: pageSize, Take: func(context.Context, []Envelope) error { return nil }}
}

// needs lists the takers that must acknowledge a kind.
func (r *Relay) needs(kind string) []string {
	r.kinds.RLock()
	out, known := r.known[kind]
	r.kinds.RUnlock()
	if known {
		return out
	}
	for _, t := range r.cfg.Takers {
		if t.wants(kind) {
			out = append(out, t.Name)
		}
	}
	r.kinds.Lock()
	defer r.kinds.Unlock()
	if len(r.known) < maxKinds {
		r.known[kind] = out
	}
	return out
}

// maxKinds bounds what is remembered of kinds; a program knows some dozens.
const maxKinds = 1000

func (t Taker) wants(kind string) bool {
	return slices.ContainsFunc(t.Kinds, func(k string) bool {
		return k == kind || (strings.HasSuffix(k, ".") && strings.HasPrefix(kind, k))
	})
}

// Wake tells the collection's couriers that something was written. It never blocks.
func (r *Relay) Wake(collection string) {
	if o := r.routes[collection]; o != nil {
		o.wake()
	}
}

func (o *office) wake() {
	o.reader.written.Add(1)
	for _, c := range o.couriers {
		c.ring()
	}
}

// Run carries until the context ends; then it lets every Take in hand finish, up
// to ten seconds, settles what was taken, and returns nil.
func (r *Relay) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, o := range r.offices {
		wg.Go(func() {
			if r.leases == nil {
				r.serve(ctx, o)
			} else {
				r.leases.whileHeld(ctx, o.collection, func(ctx context.Context) { r.serve(ctx, o) })
			}
		})
	}
	wg.Wait()
	return nil
}

// serve carries one collection's messages until the context ends, and settles what
// was taken.
func (r *Relay) serve(ctx context.Context, o *office) {
	o.reader.forget()
	var wg sync.WaitGroup
	for _, c := range o.couriers {
		wg.Go(func() { c.run(ctx) })
	}
	wg.Go(func() { o.ledger.run(ctx) })
	r.poll(ctx, o)
	wg.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleGrace)
	defer cancel()
	if err := o.ledger.settle(last, 0); err != nil {
		r.cfg.Logger.Warn("relay: what was taken is handed over again", "collection", o.collection, "error", err)
	}
}

// poll looks for messages that other processes wrote, for all couriers of the
// collection at once, so that an idle relay asks one small question a second.
func (r *Relay) poll(ctx context.Context, o *office) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failed := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		page, err := r.cfg.Engine.Pending(ctx, o.collection, "", 1)
		if err == nil {
			failed = 0
		} else if failed++; ctx.Err() == nil && rare(failed) {
			r.cfg.Logger.Warn("relay: cannot look for messages", "collection", o.collection, "tries", failed, "error", err)
		}
		if len(page) > 0 {
			o.wake()
		} else if err == nil {
			o.reader.forget()
		}
	}
}

// inOrder tells whether an engine's messages arrive in the order of their marks.
func inOrder(e store.Engine) bool {
	if w, ok := e.(*Waker); ok {
		e = w.Engine
	}
	_, ok := e.(store.InOrder)
	return ok
}

// Drain carries everything that waits, and what that leads to, without pauses and
// without regard to leases: for tests and for commands that end. It gives up with
// the takers' errors when a whole round brings nothing forward.
func (r *Relay) Drain(ctx context.Context) error {
	for {
		moved := 0
		var failures []error
		for _, o := range r.offices {
			n, err := o.drain(ctx)
			moved += n
			failures = append(failures, err)
		}
		waiting := int64(0)
		for _, name := range r.cfg.Collections {
			n, _, err := r.cfg.Engine.Backlog(ctx, name)
			if err != nil {
				return fmt.Errorf("relay: drain: %w", err)
			}
			waiting += n
		}
		if waiting == 0 {
			return nil
		}
		if moved == 0 {
			return fmt.Errorf("relay: drain: %d messages still wait: %w", waiting, errors.Join(failures...))
		}
	}
}

func (o *office) drain(ctx context.Context) (int, error) {
	moved := 0
	var failures []error
	for _, c := range o.couriers {
		n, err := c.pass(ctx, true)
		moved += n
		failures = append(failures, err)
	}
	failures = append(failures, o.ledger.settle(ctx, 0))
	return moved, errors.Join(failures...)
}
