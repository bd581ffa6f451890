package report

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Shown lists every photo that hangs on a report: its own, its updates', and
// those that supporters sent with their answers. It is for the program's own
// takers; none when there is no such report.
func (s *Service) Shown(ctx context.Context, id civic.ID) ([]civic.ID, error) {
	r, err := s.reports.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("report: photos: %w", err)
	}
	out := r.PhotoIDs()
	q := store.Query{Where: []store.Match{store.Eq("report", string(id))}, Sort: "photo.id", Limit: store.MaxScan}
	for {
		page, next, err := s.confirmations.Page(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("report: photos: %w", err)
		}
		for _, c := range page {
			if c.Photo != nil {
				out = append(out, c.Photo.ID)
			}
		}
		if next == "" {
			return out, nil
		}
		q.After = next
	}
}
