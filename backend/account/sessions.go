package account

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Session is one signed-in browser or script as its owner sees it.
type Session struct {
	ID        string      `json:"id"` // names it, and opens nothing
	Device    Device      `json:"device"`
	By        civic.Means `json:"by"`
	Bearer    bool        `json:"bearer"`
	Current   bool        `json:"current"`
	CreatedAt civic.Time  `json:"created_at"`
	SeenAt    civic.Time  `json:"seen_at"`    // within five minutes
	ExpiresAt civic.Time  `json:"expires_at"` // when unused until then
}

// maxSessions bounds the list; EndOthers ends all there are.
const maxSessions = 100

// Sessions lists where the actor is signed in, the newest first, at most
// maxSessions; token is of the session that asks. Errors: Unauthenticated
// "auth.required".
func (s *Service) Sessions(ctx context.Context, actor civic.Actor, token string) ([]Session, error) {
	if !actor.SignedIn() {
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	a, err := s.accounts.Get(ctx, string(actor.ID))
	if err != nil {
		return nil, fmt.Errorf("account: sessions: %w", err)
	}
	found, _, err := s.sessions.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("account", string(actor.ID))}, Sort: "created_at", Desc: true, Limit: 5 * maxSessions,
	})
	if err != nil {
		return nil, fmt.Errorf("account: sessions: %w", err)
	}
	out, now, current := []Session{}, s.Clock.Now(), hash(token)
	for _, e := range found {
		if s.live(e, a, now) && len(out) < maxSessions {
			out = append(out, Session{
				ID: e.ID, Device: e.Device, By: e.By, Bearer: e.Bearer, Current: e.ID == current,
				CreatedAt: e.CreatedAt, SeenAt: e.SeenAt, ExpiresAt: e.ExpiresAt,
			})
		}
	}
	return out, nil
}

// EndSession ends one of the actor's sessions; one that has ended is no error.
// Errors: Unauthenticated "auth.required"; NotFound "session.not_found".
func (s *Service) EndSession(ctx context.Context, actor civic.Actor, id string) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	none := civic.NotFound("session.not_found")
	_, err := s.sessions.Update(ctx, id, func(e *session) ([]store.Message, error) {
		if e.Account != actor.ID {
			return nil, none
		}
		return nil, e.end(s.Clock.Now())
	})
	if errors.Is(err, store.ErrNotFound) {
		return none
	}
	if err != nil {
		return fmt.Errorf("account: end session: %w", err)
	}
	return nil
}

// end makes a session open nothing from any request's now, or one under way
// would keep it alive.
func (e *session) end(now civic.Time) error {
	if !e.ExpiresAt.After(now.Time) {
		return store.ErrUnchanged
	}
	e.ExpiresAt = e.CreatedAt
	return nil
}

// EndOthers ends every session of the actor at once, however many there are, and
// opens one in place of that which asks, as fresh as it was. Errors:
// Unauthenticated "auth.required", "auth.session_expired".
func (s *Service) EndOthers(ctx context.Context, actor civic.Actor, token string) (SignedIn, error) {
	if !actor.SignedIn() {
		return SignedIn{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	e, err := s.sessions.Get(ctx, hash(token))
	if errors.Is(err, store.ErrNotFound) {
		return SignedIn{}, noSession()
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: end others: %w", err)
	}
	a, err := s.endAll(ctx, actor.ID)
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: end others: %w", err)
	}
	return s.succeed(ctx, e, a)
}

// endAll voids every session of an account in one write.
func (s *Service) endAll(ctx context.Context, id civic.ID) (*Account, error) {
	return s.accounts.Update(ctx, string(id), func(a *Account) ([]store.Message, error) {
		a.Epoch++
		return nil, nil
	})
}

// succeed opens a session with all the times of one before: nobody proved anew
// who they are.
func (s *Service) succeed(ctx context.Context, e *session, a *Account) (SignedIn, error) {
	token := NewToken()
	_, life := a.limits()
	next := *e
	next.Meta, next.Epoch = store.Meta{ID: hash(token)}, a.Epoch
	if err := s.sessions.Insert(ctx, &next); err != nil {
		return SignedIn{}, fmt.Errorf("account: begin session: %w", err)
	}
	return SignedIn{Token: token, Account: civic.ID(a.ID), ExpiresAt: e.CreatedAt.Plus(life)}, nil
}
