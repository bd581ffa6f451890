package app

import (
	"context"
	"time"

	"jemaa/backend/atlas"
)

// start begins all the work that goes on beside the answering.
func (a *App) start(ctx context.Context) {
	a.task(ctx, func(ctx context.Context) { atlas.Follow(a.atlas, trail{a.reports}, a.log).Run(ctx, mapEvery) })
	a.task(ctx, a.freshen)
	a.task(ctx, a.carry)
	a.task(ctx, a.followCounts)
	a.task(ctx, a.privacy.Run)
	a.task(ctx, func(ctx context.Context) { a.every(ctx, pushEvery, a.pushAgain) })
	a.task(ctx, func(ctx context.Context) { a.every(ctx, sweepEvery, a.sweep) })
	if a.control != nil {
		a.task(ctx, a.control.serve)
	}
	if a.private != nil {
		a.task(ctx, a.serveMetrics)
	}
}

const (
	mapEvery   = 500 * time.Millisecond
	pushEvery  = time.Second
	sweepEvery = 10 * time.Minute
	pushBatch  = 500
)

// every does something again and again until the context ends; what it can't do
// now is logged and done next time.
func (a *App) every(ctx context.Context, d time.Duration, f func(context.Context) error) {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := f(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("housekeeping", "error", err)
		}
	}
}

func (a *App) pushAgain(ctx context.Context) error {
	for {
		n, err := a.push.Retry(ctx, pushBatch)
		if err != nil || n < pushBatch {
			return err
		}
	}
}

// sweep removes what is over: sessions, codes, photos that nothing shows, old
// notifications, dead subscriptions. Each may fail without the others.
func (a *App) sweep(ctx context.Context) error {
	sweeps := map[string]func(context.Context) (int, error){
		"accounts": a.accounts.Sweep, "photos": a.photos.Sweep, "notifications": a.notify.Sweep, "subscriptions": a.push.Sweep,
		"proofs": a.proofs.Sweep,
	}
	if a.counted != nil {
		sweeps["limits"] = a.counted.Sweep
	}
	for name, sweep := range sweeps {
		n, err := sweep(ctx)
		if err != nil {
			a.log.Warn("sweep", "of", name, "error", err)
		} else if n > 0 {
			a.log.Info("swept", "of", name, "removed", n)
		}
	}
	return nil
}

// untilDone tries something until it succeeds or the context ends, with pauses
// that grow from a second to a minute.
func (a *App) untilDone(ctx context.Context, what string, f func(context.Context) error) {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		err := f(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		a.log.Warn(what, "error", err, "again_in", pause)
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}
