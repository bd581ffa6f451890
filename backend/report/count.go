package report

import (
	"context"

	"jemaa/backend/store"
)

// Due counts public reports that are open, and those among them whose deadline
// is past; a report whose clock stands counts by the deadline it had. For those
// who watch the city, not for people: it counts an index, milliseconds for each
// ten thousand.
func (s *Service) Due(ctx context.Context) (open, late int64, err error) {
	due := "listed." + listed[SortDeadline]
	if open, err = s.reports.Count(ctx, store.Query{Sort: due}); err != nil {
		return 0, 0, err
	}
	late, err = s.reports.Count(ctx, store.Query{Sort: due, To: s.clock.Now()})
	return open, late, err
}
