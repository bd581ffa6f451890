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
	err = s.confirmationPhotos(ctx, id, func(c *Confirmation) error {
		out = append(out, c.Photo.ID)
		return nil
	})
	return out, err
}

// confirmationPhotos hands over every supporter's answer to a report that came
// with a photo.
func (s *Service) confirmationPhotos(ctx context.Context, id civic.ID, take func(*Confirmation) error) error {
	q := store.Query{Where: []store.Match{store.Eq("report", string(id))}, Sort: "photo.id", Limit: store.MaxScan}
	for {
		page, next, err := s.confirmations.Page(ctx, q)
		if err != nil {
			return fmt.Errorf("report: photos: %w", err)
		}
		for _, c := range page {
			if err := take(c); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}
