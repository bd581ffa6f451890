package store

import (
	"context"

	"jemaa/backend/civic"
)

// One Sweep removes at most sweepPages × sweepPage documents.
const (
	sweepPage  = 500
	sweepPages = 20
)

// Sweep purges the documents whose time in field lies before a moment, the oldest
// first and a bounded number, and says how many. An index of that field alone must
// be declared. What still holds messages stays until a later sweep.
func (c *Collection[T]) Sweep(ctx context.Context, field string, before civic.Time) (int, error) {
	removed := 0
	q := Query{Sort: field, To: before, Limit: sweepPage}
	for range sweepPages {
		page, next, err := c.Page(ctx, q)
		if err != nil || len(page) == 0 {
			return removed, err
		}
		ids := make([]string, len(page))
		for i, doc := range page {
			ids[i] = c.head(doc).ID
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
