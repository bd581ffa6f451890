package relay

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// A lease lasts leaseFor without renewal, and is renewed every third of it.
const (
	leaseFor   = 9 * time.Second
	renewEvery = leaseFor / 3
)

// Lease says which process carries a collection's messages. Its revision grows
// with each renewal: another process takes it over when the revision has stood
// still for leaseFor by that process's own clock, so that clocks need not agree.
type Lease struct {
	store.Meta
	Holder string `json:"holder"` // "" when it was given back
}

type leases struct {
	holder string
	docs   *store.Collection[Lease]
	clock  civic.Clock
	log    *slog.Logger
}

func openLeases(ctx context.Context, cfg Config) (*leases, error) {
	docs, err := store.Open[Lease](ctx, cfg.Engine, cfg.Clock, "lease")
	if err != nil {
		return nil, fmt.Errorf("relay: leases: %w", err)
	}
	return &leases{cfg.Holder, docs, cfg.Clock, cfg.Logger}, nil
}

// whileHeld runs work whenever this process holds the named lease, and ends it
// when the lease is lost.
func (l *leases) whileHeld(ctx context.Context, name string, work func(context.Context)) {
	w := watch{leases: l, id: "relay/" + name}
	for ctx.Err() == nil {
		if w.acquire(ctx) {
			l.log.Info("relay: carries", "collection", name)
			w.hold(ctx, work)
		}
		// A little chance spreads the collections over processes that start together.
		wait(ctx, renewEvery/2+rand.N(renewEvery))
	}
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// watch is what one process has seen of one lease.
type watch struct {
	*leases
	id    string
	rev   int64     // last seen
	since time.Time // when that revision was seen first
}

// acquire takes the lease if it is free or its holder has gone silent.
func (w *watch) acquire(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, renewEvery)
	defer cancel()
	got, err := w.docs.Put(ctx, w.id, func() (*Lease, []store.Message, error) {
		return &Lease{Meta: store.Meta{ID: w.id}, Holder: w.holder}, nil, nil
	}, func(l *Lease) ([]store.Message, error) {
		if l.Rev != w.rev {
			w.rev, w.since = l.Rev, w.clock()
		}
		if l.Holder != "" && l.Holder != w.holder && w.clock().Sub(w.since) < leaseFor {
			return nil, store.ErrUnchanged
		}
		l.Holder = w.holder
		return nil, nil
	})
	if err != nil {
		if ctx.Err() == nil {
			w.log.Warn("relay: lease", "lease", w.id, "error", err)
		}
		return false
	}
	return got.Holder == w.holder
}

// hold works until the context ends or the lease was not renewed in time, and
// gives it back.
func (w *watch) hold(parent context.Context, work func(context.Context)) {
	ctx, cancel := context.WithCancel(parent)
	var wg sync.WaitGroup
	wg.Go(func() { work(ctx) })
	renewed := w.clock()
	for ctx.Err() == nil {
		wait(ctx, renewEvery)
		if ctx.Err() != nil {
			break
		}
		began := w.clock()
		switch w.renew(ctx) {
		case nil:
			renewed = began
		case errLost:
			cancel()
		default:
			if w.clock().Sub(renewed) >= leaseFor-renewEvery {
				cancel() // before anybody else may take it
			}
		}
	}
	cancel()
	wg.Wait()
	w.release(context.WithoutCancel(parent))
}

var errLost = fmt.Errorf("relay: the lease was taken over")

func (w *watch) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, renewEvery)
	defer cancel()
	_, err := w.docs.Update(ctx, w.id, func(l *Lease) ([]store.Message, error) {
		if l.Holder != w.holder {
			return nil, errLost
		}
		return nil, nil // the new revision is the renewal
	})
	return err
}

func (w *watch) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, renewEvery)
	defer cancel()
	_, err := w.docs.Update(ctx, w.id, func(l *Lease) ([]store.Message, error) {
		if l.Holder != w.holder {
			return nil, store.ErrUnchanged
		}
		l.Holder = ""
		return nil, nil
	})
	if err != nil {
		w.log.Warn("relay: a lease was not given back", "lease", w.id, "error", err)
	}
}
