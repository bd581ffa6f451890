package tally

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// News is a subject whose counts changed since their copies were made.
type News struct {
	Subject civic.Subject
	tally   *Tally
}

// CountedAt is when the counts that are news were found.
func (n News) CountedAt() civic.Time { return n.tally.CountedAt }

// News gives up to limit subjects whose counts' copies are old, those that are so
// longest first.
func (s *Service) News(ctx context.Context, limit int) ([]News, error) {
	var out []News
	for t, err := range s.tallies.Find(ctx, store.Query{Sort: "news_at", Limit: limit}) {
		if err != nil {
			return nil, fmt.Errorf("tally: news: %w", err)
		}
		kind, id, _ := strings.Cut(t.ID, "/")
		out = append(out, News{civic.Subject{Kind: kind, ID: civic.ID(id)}, t})
	}
	return out, nil
}

// Told says that copies were made after News gave these. A subject that was counted
// anew meanwhile stays news.
func (s *Service) Told(ctx context.Context, news []News) error {
	return each(news, func(n News) error {
		t := *n.tally
		t.NewsAt = civic.Time{}
		err := s.tallies.Replace(ctx, &t)
		if err == nil || errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return fmt.Errorf("tally: told: %w", err)
	})
}

// Untold counts the subjects whose counts' copies are old.
func (s *Service) Untold(ctx context.Context) (int64, error) {
	return s.tallies.Count(ctx, store.Query{Sort: "news_at"})
}
