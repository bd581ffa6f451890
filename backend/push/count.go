package push

import (
	"context"

	"jemaa/backend/store"
)

// Owed counts the subscriptions that are owed a push.
func (s *Service) Owed(ctx context.Context) (int64, error) {
	return s.subs.Count(ctx, store.Query{Sort: "owed_at"})
}

// Flying is how many attempts are under way.
func (s *Service) Flying() int { return len(s.slots) + len(s.slow) }
