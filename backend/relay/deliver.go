package relay

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"jemaa/backend/store"
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
func (c *courier) succeeded(ctx context.Context, e []Envelope) {
	if len(c.taken) == 0 {
		c.takenAt = c.clock()
	}
	for _, x := range e {
		c.taken = append(c.taken, store.Settlement{DocID: x.DocID, Message: x.ID, Taker: c.taker.Name, Needs: c.needs(x.Kind)})
	}
	c.failed = 0
	c.moved += len(e)
	c.tally.taken(len(e))
	if len(c.taken) >= settleAt || c.clock().Sub(c.takenAt) >= settleIn {
		c.settle(ctx)
	}
}

// settle acknowledges what was taken. What cannot be acknowledged is kept for the
// next pass; a process that ends before hands it over again.
func (c *courier) settle(ctx context.Context) bool {
	for len(c.taken) > 0 {
		n := min(settleAt, len(c.taken))
		if err := c.outbox.Settle(ctx, c.collection, c.taken[:n]); err != nil {
			c.troubled(ctx, "acknowledge messages", err)
			return false
		}
		c.taken, c.trouble = slices.Clone(c.taken[n:]), 0
	}
	return true
}
