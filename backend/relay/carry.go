package relay

import (
	"context"
	"errors"
	"slices"

	"jemaa/backend/store"
)

// group is what was read and not handed over yet.
type group struct {
	parcels []parcel
	docs    map[string]struct{} // that it holds
	size    int                 // envelopes
	mark    string              // of the last document read
}

// carry adds one page to the group, and hands this over whenever it is full, as
// far as the taker goes along.
func (c *courier) carry(ctx, lasting context.Context, g *group, page []store.Pending) bool {
	for i, p := range page {
		if _, again := g.docs[p.DocID]; again && !c.handOver(lasting, g) {
			return false // first what it held before, for this has it once more
		}
		fresh := c.open(p)
		if n := len(fresh.envelopes); n > 0 && g.size > 0 && g.size+n > c.batch {
			if !c.handOver(lasting, g) || ctx.Err() != nil || c.taker.Pace > 0 && !c.eager {
				c.tally.ahead(oldest(page[i:]))
				return false
			}
		}
		g.mark = p.Mark
		if len(fresh.envelopes) > 0 {
			if g.docs == nil {
				g.docs = map[string]struct{}{}
			}
			g.docs[p.DocID] = struct{}{}
			g.parcels, g.size = append(g.parcels, fresh), g.size+len(fresh.envelopes)
		}
	}
	if len(g.parcels) == 0 {
		c.mark = g.mark
	} else {
		c.tally.ahead(g.parcels[0].envelopes[0].At)
	}
	return true
}

// open takes out of a document what is for the taker; a late one keeps its turn.
func (c *courier) open(p store.Pending) parcel {
	out := parcel{docID: p.DocID, mark: p.Mark}
	for _, m := range p.Messages {
		if c.wanted(m) && !c.ledger.holds(c.taker.Name, p.DocID, m.ID) {
			if len(m.Taken) > 0 {
				c.ledger.learn(p.DocID, m)
			}
			out.envelopes = append(out.envelopes, Envelope{c.collection, p.DocID, m.Message})
		}
	}
	if l := c.late[p.DocID]; l != nil {
		if l.envelopes = out.envelopes; len(l.envelopes) == 0 {
			delete(c.late, p.DocID)
		}
		out.envelopes = nil
	}
	return out
}

func (c *courier) wanted(m store.PendingMessage) bool {
	if c.taker.Name != "" {
		return c.taker.wants(m.Kind) && !slices.Contains(m.Taken, c.taker.Name)
	}
	return covers(m.Taken, c.needs(m.Kind))
}

// handOver gives the group's fresh parcels, together if they are several; when that
// fails, each alone, so that one bad document keeps back no other. It tells whether
// to go on reading; if not, what was not given is read again.
func (c *courier) handOver(ctx context.Context, g *group) bool {
	parcels := g.parcels
	g.parcels, g.docs, g.size = nil, nil, 0
	if len(parcels) > 1 {
		var all []Envelope
		for _, p := range parcels {
			all = append(all, p.envelopes...)
		}
		if c.take(ctx, all) == nil {
			c.succeeded(ctx, all)
			c.mark = g.mark
			return true
		}
	}
	for _, p := range parcels {
		left, err := c.deliver(ctx, p)
		c.mark = p.mark
		if err == nil {
			continue
		}
		c.postpone(&lateParcel{parcel: left}, err)
		if errors.Is(err, ErrMore) {
			continue
		}
		if c.failed++; c.down() {
			c.resume = c.clock().Add(pauseOf(c.failed - downAfter + 1))
			c.tally.ahead(left.envelopes[0].At)
			return false
		}
	}
	c.mark = g.mark
	return len(c.late) < maxLate
}
