package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Joined tells since when an account is there; the zero time for one that is never
// new: staff, and the people of a demonstration. Errors: NotFound
// "account.not_found".
func (s *Service) Joined(ctx context.Context, id civic.ID) (civic.Time, error) {
	a, err := s.accounts.Look(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return civic.Time{}, civic.NotFound("account.not_found")
	}
	if err != nil {
		return civic.Time{}, fmt.Errorf("account: joined: %w", err)
	}
	if a.Staff || slices.ContainsFunc(s.Personas, func(p Persona) bool { return p.Email == a.Contact }) {
		return civic.Time{}, nil
	}
	return a.CreatedAt, nil
}
