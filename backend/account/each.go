package account

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Each shows the id of every account, in no order that says anything: for the
// program's own work after a restore.
func (s *Service) Each(ctx context.Context, see func(civic.ID) error) error {
	q := store.Query{Sort: "changed_at", Limit: store.MaxScan - 1}
	for {
		page, next, err := s.accounts.Page(ctx, q)
		if err != nil {
			return fmt.Errorf("account: each: %w", err)
		}
		for _, a := range page {
			if err := see(civic.ID(a.ID)); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.After = next
	}
}
