package account

import (
	"context"
	"errors"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// forgetVerifying erases somebody's letter and the codes that they showed at
// counters. It says whether to come again: lines for the log may be under way.
func (s *Service) forgetVerifying(ctx context.Context, who civic.ID) (more bool, err error) {
	if _, err := s.addressed.Purge(ctx, string(who)); err != nil {
		return true, err
	}
	_, err = s.addressed.Update(ctx, string(who), func(v *addressed) ([]store.Message, error) {
		*v = addressed{Meta: v.Meta, AskedAt: v.AskedAt, PurgeAt: s.Clock.Now()}
		return nil, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return true, err
	}
	more = err == nil
	by := store.Query{Where: []store.Match{store.Eq("account", string(who))}, Limit: eraseStretch}
	shown, _, err := s.counted.Page(ctx, by)
	if err == nil {
		err = purge(ctx, s.counted, shown)
	}
	if err != nil || len(shown) == 0 {
		return more, err
	}
	left, _, err := s.counted.Page(ctx, by)
	return more || len(left) > 0, err
}

// OwnLetter is a letter to somebody's address as they take it away. What was
// written on it is sealed, and gone once it is printed.
type OwnLetter struct {
	Area    string     `json:"area"`
	AskedAt civic.Time `json:"asked_at"`
	LapseAt civic.Time `json:"lapse_at,omitzero"`
	Name    string     `json:"name,omitempty"`
	Address string     `json:"address,omitempty"`
}

// ownLetter gives somebody's letter, if there is one.
func (s *Service) ownLetter(ctx context.Context, who civic.ID) ([]civic.Own, error) {
	v, err := s.addressed.Get(ctx, string(who))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l := OwnLetter{Area: v.Area, AskedAt: v.AskedAt, LapseAt: v.LapseAt}
	if p, err := s.openPrinted(v); err == nil {
		l.Name, l.Address = p.Name, p.Address
	}
	return []civic.Own{{List: "letter", Data: l}}, nil
}
