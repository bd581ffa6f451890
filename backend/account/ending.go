package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// One sweep ends the roles of at most endPages × endPage people.
const (
	endPage  = 100
	endPages = 20
)

// endGrants takes away the roles whose end has come and tells the log. They gave
// no right any more since that very moment: this is the writing down.
func (s *Service) endGrants(ctx context.Context) (int, error) {
	now, n := s.Clock.Now(), 0
	for range endPages {
		page, _, err := s.accounts.Page(ctx, store.Query{Sort: "grant_ends", To: now.Plus(time.Millisecond), Limit: endPage})
		if err != nil || len(page) == 0 {
			return n, err
		}
		for _, a := range page {
			if err := s.endOf(ctx, a.ID, now); err != nil {
				return n, fmt.Errorf("account: end grants: %w", err)
			}
			n++
		}
	}
	return n, nil
}

func (s *Service) endOf(ctx context.Context, id string, now civic.Time) error {
	_, err := s.accounts.Update(ctx, id, func(a *Account) ([]store.Message, error) {
		var m []store.Message
		a.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(h Held) bool {
			over := !h.inForce(now)
			if over {
				m = append(m, store.Note("log.role_ended", now, "", a.logged(h, "", nil)))
			}
			return over
		})
		if len(m) == 0 {
			return nil, store.ErrUnchanged
		}
		a.settle()
		return m, nil
	})
	return err
}
