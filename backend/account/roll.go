package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// roll names the admins for good, so that of several who take each other's role
// at once one stays: leaving it is one compare-and-set. Whoever is on it joined
// after getting the role and leaves before losing it, so that a kill in between
// leaves out somebody who is an admin, and never keeps somebody who is none.
type roll struct {
	store.Meta
	Admins []civic.ID `json:"admins"` // at most maxRoll; more are not needed to keep one
}

const (
	rollID  = "admins"
	maxRoll = 100
)

func (a *Account) adminForGood() bool {
	return slices.ContainsFunc(a.Grants, func(h Held) bool { return h.Role == civic.Admin && h.Until.IsZero() })
}

// joinRoll notes an admin for good.
func (s *Service) joinRoll(ctx context.Context, id civic.ID) error {
	return s.changeRoll(ctx, func(r *roll) error {
		if slices.Contains(r.Admins, id) || len(r.Admins) >= maxRoll {
			return store.ErrUnchanged
		}
		r.Admins = append(slices.Clone(r.Admins), id)
		return nil
	})
}

// leaveRoll takes somebody off; Conflict "grant.last_admin" when nobody else is
// an admin for good. Whoever is not on it may lose the role in any case.
func (s *Service) leaveRoll(ctx context.Context, id civic.ID) error {
	return s.changeRoll(ctx, func(r *roll) error {
		if !slices.Contains(r.Admins, id) {
			return store.ErrUnchanged
		}
		others := slices.DeleteFunc(slices.Clone(r.Admins), func(o civic.ID) bool { return o == id })
		sure, err := s.stillAdmins(ctx, others)
		if err != nil {
			return err
		}
		if len(sure) == 0 {
			return civic.Fail(civic.KindConflict, "grant.last_admin")
		}
		r.Admins = sure
		return nil
	})
}

func (s *Service) changeRoll(ctx context.Context, change func(*roll) error) error {
	_, err := s.rolls.Put(ctx, rollID, func() (*roll, []store.Message, error) {
		r, err := s.callRoll(ctx)
		if err != nil {
			return nil, nil, err
		}
		if err := change(r); err != nil && !errors.Is(err, store.ErrUnchanged) {
			return nil, nil, err
		}
		return r, nil, nil
	}, func(r *roll) ([]store.Message, error) { return nil, change(r) })
	if err != nil {
		return fmt.Errorf("account: roll of admins: %w", err)
	}
	return nil
}

// callRoll makes the roll from the accounts, for a store that has none yet.
func (s *Service) callRoll(ctx context.Context) (*roll, error) {
	r := &roll{Meta: store.Meta{ID: rollID}, Admins: []civic.ID{}}
	err := s.eachStaff(ctx, func(a *Account) {
		if a.adminForGood() && len(r.Admins) < maxRoll {
			r.Admins = append(r.Admins, civic.ID(a.ID))
		}
	})
	return r, err
}

func (s *Service) stillAdmins(ctx context.Context, ids []civic.ID) ([]civic.ID, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = string(id)
	}
	as, err := s.accounts.GetAll(ctx, keys)
	if err != nil {
		return nil, err
	}
	out := []civic.ID{}
	for _, a := range as {
		if a.adminForGood() {
			out = append(out, civic.ID(a.ID))
		}
	}
	return out, nil
}
