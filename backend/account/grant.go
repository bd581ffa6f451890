package account

import (
	"context"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Grant gives an address a role, making its account when there is none, and says
// whether that changed anything. It is for the command line, which asks no
// rights. All sessions of the account end with it: what was opened as a
// resident must not become an official's.
//
// Errors: Invalid "email.malformed"; "grant.role" for a role that can't be given;
// "grant.authority" for an official without a known authority, or another role
// with one; "grant.too_many" (param max).
func (s *Service) Grant(ctx context.Context, email string, g civic.Grant) (civic.ID, bool, error) {
	if err := s.checkGrant(g); err != nil {
		return "", false, err
	}
	id, err := s.Ensure(ctx, Newcomer{Email: email})
	if err != nil {
		return "", false, err
	}
	changed := false
	_, err = s.accounts.Update(ctx, string(id), func(a *Account) ([]store.Message, error) {
		if changed = !slices.Contains(a.Grants, g); !changed {
			return nil, store.ErrUnchanged
		}
		if len(a.Grants) >= maxGrants {
			return nil, civic.Invalid("grant.too_many", "role").With("max", maxGrants)
		}
		a.Grants = append(a.Grants, g)
		a.Staff = true
		a.Epoch++
		return nil, nil
	})
	if err != nil {
		return "", false, fmt.Errorf("account: grant: %w", err)
	}
	return id, changed, nil
}

// Revoke takes a role from an address and says whether it had it. It works from
// the next request on. Errors: as Grant's, and NotFound "account.not_found".
func (s *Service) Revoke(ctx context.Context, email string, g civic.Grant) (bool, error) {
	email, err := NormalizeEmail(email)
	if err != nil {
		return false, err
	}
	a, err := s.find(ctx, email)
	if err != nil {
		return false, fmt.Errorf("account: revoke: %w", err)
	}
	if a == nil {
		return false, civic.NotFound("account.not_found")
	}
	changed := false
	_, err = s.accounts.Update(ctx, a.ID, func(a *Account) ([]store.Message, error) {
		n := len(a.Grants)
		a.Grants = slices.DeleteFunc(a.Grants, func(h civic.Grant) bool { return h == g })
		if changed = len(a.Grants) < n; !changed {
			return nil, store.ErrUnchanged
		}
		a.Staff = len(a.Grants) > 0
		return nil, nil
	})
	if err != nil {
		return false, fmt.Errorf("account: revoke: %w", err)
	}
	return changed, nil
}

func (s *Service) checkGrant(g civic.Grant) error {
	switch g.Role {
	case civic.Official:
		if s.Authority == nil || !s.Authority(g.Authority) {
			return civic.Invalid("grant.authority", "authority")
		}
	case civic.Moderator, civic.Admin:
		if g.Authority != "" {
			return civic.Invalid("grant.authority", "authority")
		}
	default:
		return civic.Invalid("grant.role", "role")
	}
	return nil
}
