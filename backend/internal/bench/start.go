package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// What was promised of a start and of memory.
const (
	startLimit = 1   // seconds
	emptyLimit = 60  // MB
	restLimit  = 200 // MB, with 100,000 reports
	starts     = 3
)

// start measures an empty city at rest, and then how fast the kept one starts and
// how much it holds.
func (b *bench) start(ctx context.Context) error {
	if err := b.startEmpty(ctx); err != nil {
		return err
	}
	kept, err := b.keep(ctx, b.reports)
	if err != nil {
		return err
	}
	used, err := b.copy(ctx, kept)
	if err != nil {
		return err
	}
	size := thousands(float64(b.reports))
	var health, ready time.Duration
	resting, peak, parts := 0, 0, ""
	for range starts {
		s, err := serve(ctx, b.program, used)
		if err != nil {
			return errors.Join(err, os.RemoveAll(used))
		}
		health, ready = max(health, s.health), max(ready, s.ready)
		err = errors.Join(s.settled(ctx), rest(ctx))
		resting, peak, parts = max(resting, s.resident()), max(peak, s.peak()), s.parts()
		if err = errors.Join(err, s.stop()); err != nil {
			return errors.Join(err, s.remove())
		}
	}
	of := fmt.Sprintf(", %s reports, slowest of %d", size, starts)
	b.say(below("start to /healthz"+of, health.Seconds(), startLimit, "s"))
	b.say(below("start to /readyz"+of, ready.Seconds(), startLimit, "s"))
	b.say(below("resident, "+size+" reports at rest", float64(resting), restLimit, "MB"))
	fmt.Fprintln(b.out, parts)
	b.say(below("  and at most while it started", float64(peak), 0, "MB"))
	return os.RemoveAll(used)
}

// rest is what memory has to come down in after a start.
func rest(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(5 * time.Second):
		return nil
	}
}

func (b *bench) startEmpty(ctx context.Context) error {
	folder, err := os.MkdirTemp(b.cache, "empty")
	if err != nil {
		return err
	}
	s, err := serve(ctx, b.program, folder)
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	err = errors.Join(s.settled(ctx), rest(ctx))
	b.say(below("resident, empty city at rest", float64(s.resident()), emptyLimit, "MB"))
	fmt.Fprintln(b.out, s.parts())
	return errors.Join(err, s.stop(), s.remove())
}
