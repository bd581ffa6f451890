package privacy

import (
	"context"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// How long an account may lie unused.
const (
	IdleAfter = 2 * 365 * 24 * time.Hour // without a sign-in
	IdleWarn  = 30 * 24 * time.Hour      // between the letter and the end
	seenEvery = 24 * time.Hour           // how often it is written that somebody came
)

// presence is when somebody last signed in; its id is the account. A session lasts 90
// days at the most, so this is as near as that.
type presence struct {
	store.Meta
	SeenAt   civic.Time `json:"seen_at"`
	WarnedAt civic.Time `json:"warned_at,omitzero"`
	NextAt   civic.Time `json:"next_at"` // when to warn, or to erase
}

// Seen notes that somebody signed in.
func (s *Service) Seen(ctx context.Context, who civic.ID) error {
	now := s.Clock.Now()
	fresh := func() (*presence, []store.Message, error) {
		return &presence{Meta: store.Meta{ID: string(who)}, SeenAt: now, NextAt: now.Plus(IdleAfter)}, nil, nil
	}
	_, err := s.presences.Put(ctx, string(who), fresh, func(p *presence) ([]store.Message, error) {
		if p.WarnedAt.IsZero() && now.Sub(p.SeenAt.Time) < seenEvery {
			return nil, store.ErrUnchanged
		}
		p.SeenAt, p.WarnedAt, p.NextAt = now, civic.Time{}, now.Plus(IdleAfter)
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("privacy: seen: %w", err)
	}
	return nil
}

// workIdle warns who has not been there for IdleAfter, and has those forgotten who did
// not come back since. Who holds a role is left to the admins.
func (s *Service) workIdle(ctx context.Context) error {
	page, _, err := s.presences.Page(ctx, due(s.Clock.Now()))
	if err != nil {
		return fmt.Errorf("privacy: idle: %w", err)
	}
	return store.Together(page, func(p *presence) error {
		was, err := s.People.Standing(ctx, civic.ID(p.ID))
		switch {
		case civic.KindOf(err) == civic.KindNotFound:
			_, err := s.presences.Purge(ctx, p.ID)
			return err
		case err != nil:
			return fmt.Errorf("privacy: idle: %w", err)
		}
		return s.idle(ctx, p.ID, was.Staff)
	})
}

func (s *Service) idle(ctx context.Context, id string, staff bool) error {
	over := false
	_, err := s.presences.Update(ctx, id, func(p *presence) ([]store.Message, error) {
		now := s.Clock.Now()
		over = false
		switch {
		case p.NextAt.After(now.Time): // seen meanwhile
			return nil, store.ErrUnchanged
		case staff:
			p.WarnedAt, p.NextAt = civic.Time{}, now.Plus(IdleAfter)
			return nil, nil
		case p.WarnedAt.IsZero():
			p.WarnedAt, p.NextAt = now, now.Plus(IdleWarn)
			return []store.Message{store.Note("account.idle", now, "", nil)}, nil
		}
		over = true
		p.NextAt = now.Plus(lease) // should what follows fail
		return nil, nil
	})
	if err != nil || !over {
		return ignoreGone(err)
	}
	return s.Replay(ctx, civic.ID(id), true)
}

func (s *Service) tellIdle(ctx context.Context, who civic.ID) error {
	p, err := s.presences.Get(ctx, string(who))
	if gone(err) || err == nil && p.WarnedAt.IsZero() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("privacy: tell: %w", err)
	}
	return s.Letters.Idle(ctx, who, p.NextAt)
}
