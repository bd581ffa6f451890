package account

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// One sweep removes at most sweepBatches × sweepBatch documents of each kind.
const (
	sweepBatch   = 500
	sweepBatches = 20
)

// Sweep removes codes and sessions that can open nothing any more, a bounded
// number at a time, and says how many. What still holds messages stays.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	n, err := sweep(ctx, s.codes, "purge_at", now)
	if err != nil {
		return n, fmt.Errorf("account: sweep: %w", err)
	}
	m, err := sweep(ctx, s.sessions, "expires_at", now)
	if err != nil {
		return n + m, fmt.Errorf("account: sweep: %w", err)
	}
	return n + m, nil
}

func sweep[T any, P store.Document[T]](ctx context.Context, c *store.Collection[T], field string, before civic.Time) (int, error) {
	removed := 0
	q := store.Query{Sort: field, To: before, Limit: sweepBatch}
	for range sweepBatches {
		page, next, err := c.Page(ctx, q)
		if err != nil || len(page) == 0 {
			return removed, err
		}
		ids := make([]string, len(page))
		for i, d := range page {
			ids[i] = P(d).Head().ID
		}
		n, err := c.Purge(ctx, ids...)
		removed += n
		if err != nil || next == "" {
			return removed, err
		}
		q.After = next
	}
	return removed, nil
}
