package account

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
)

// Sweep ends the grants whose time is over, and removes codes, sessions and
// challenges that can open nothing any more, a bounded number at a time, and says
// how many. What still holds messages stays.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if _, err := s.endGrants(ctx); err != nil {
		return 0, fmt.Errorf("account: sweep: %w", err)
	}
	if _, err := s.sweepLetters(ctx); err != nil {
		return 0, fmt.Errorf("account: sweep: %w", err)
	}
	now := s.Clock.Now()
	n, err := s.codes.Sweep(ctx, "purge_at", now)
	if err != nil {
		return n, fmt.Errorf("account: sweep: %w", err)
	}
	m, err := s.sessions.Sweep(ctx, "expires_at", now)
	if err != nil {
		return n + m, fmt.Errorf("account: sweep: %w", err)
	}
	k, err := s.sweepKeys(ctx, now)
	return n + m + k, err
}

func (s *Service) sweepKeys(ctx context.Context, now civic.Time) (int, error) {
	n, err := s.challenges.Sweep(ctx, "expires_at", now)
	if err != nil {
		return n, fmt.Errorf("account: sweep: %w", err)
	}
	m, err := s.recoveries.Sweep(ctx, "expires_at", now)
	if err != nil {
		return n + m, fmt.Errorf("account: sweep: %w", err)
	}
	return n + m, nil
}
