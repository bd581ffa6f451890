package account

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Actor is an account as the acting party, for what the program itself asks of
// somebody's rights. Errors: NotFound "account.not_found", and the store's.
func (s *Service) Actor(ctx context.Context, id civic.ID) (civic.Actor, error) {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return civic.Actor{}, civic.NotFound("account.not_found")
	}
	if err != nil {
		return civic.Actor{}, fmt.Errorf("account: actor: %w", err)
	}
	return a.actor(s.Clock.Now()), nil
}
