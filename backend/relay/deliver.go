package relay

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
)

// deliver hands over one document's messages in their order, up to the first that
// fails, and returns those that are left.
func (c *courier) deliver(ctx context.Context, p parcel) (parcel, error) {
	size := c.batch
	for len(p.envelopes) > 0 {
		n := min(size, len(p.envelopes))
		if err := c.take(ctx, p.envelopes[:n]); err != nil {
			if n > 1 {
				size = 1
				continue
			}
			return p, err
		}
		c.succeeded(ctx, p.envelopes[:n])
		p.envelopes = p.envelopes[n:]
	}
	return p, nil
}

// take calls the taker, bounded in time; a panic is its own failure.
func (c *courier) take(ctx context.Context, e []Envelope) (err error) {
	ctx, cancel := context.WithTimeout(ctx, takeLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.log.Error("relay: a taker panicked", "kind", e[0].Kind, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.taker.Take(ctx, slices.Clone(e))
}

// succeeded notes what is to be acknowledged.
func (c *courier) succeeded(ctx context.Context, es []Envelope) {
	c.failed = 0
	c.moved += len(es)
	c.tally.taken(len(es))
	if !c.ledger.took(c.taker.Name, es) {
		return
	}
	if err := c.ledger.settle(ctx, partAfter); err != nil {
		c.failures = append(c.failures, err)
	}
}
