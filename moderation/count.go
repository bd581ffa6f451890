package moderation

import (
	"context"

	"jemaa/backend/store"
)

// Waiting counts the cases that wait for a decision.
func (s *Service) Waiting(ctx context.Context) (int64, error) {
	return s.cases.Count(ctx, store.Query{Sort: "rank"})
}
