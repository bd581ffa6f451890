package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// SignIn is a code typed into the browser that asked for it.
type SignIn struct {
	Email   string
	Code    string // as typed: spaces, hyphens and Arabic digits are fine
	Binding string
	Lang    civic.Lang // of the account, if this makes it
	Bearer  bool       // the token is for a script, not for a cookie
	Device  Device
}

// SignedIn is a new session. Token is told here and never again.
type SignedIn struct {
	Token     string
	Account   civic.ID
	ExpiresAt civic.Time // the absolute limit
	Known     string     // by which the browser is known again, after a sign-in by code: see Knows
}

// SignIn turns a code into a session, and makes the account when this is its
// first. Every failure is the same error, Invalid "auth.code_wrong" on field
// "code": a wrong, expired, used, replaced or unknown code, a foreign browser,
// five tries, an address of staff. Other errors are the store's.
func (s *Service) SignIn(ctx context.Context, in SignIn) (SignedIn, error) {
	email, err := NormalizeEmail(in.Email)
	in.Code = typedCode(in.Code)
	if err != nil || in.Code == "" || in.Binding == "" || len(in.Binding) > maxToken {
		return SignedIn{}, wrongCode()
	}
	docID := s.codesID(email)
	o, err := s.check(ctx, docID, in)
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: sign in: %w", err)
	}
	staff, err := s.isStaff(ctx, email)
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: sign in: %w", err)
	}
	if staff { // granted since the code was sent
		return SignedIn{}, s.refuse(ctx, docID, o.ID, letter{Email: email, Lang: in.Lang})
	}
	if err := s.spend(ctx, docID, o.ID); err != nil {
		return SignedIn{}, fmt.Errorf("account: sign in: %w", err)
	}
	a, err := s.ensure(ctx, Newcomer{Email: email, Lang: in.Lang})
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: sign in: %w", err)
	}
	opened, err := s.begin(ctx, a, civic.ByCode, Opening{Bearer: in.Bearer, Device: in.Device})
	opened.Known = s.acquaint(email)
	return opened, err
}

// refuse spends the code and writes to its owner why it opened nothing.
func (s *Service) refuse(ctx context.Context, docID, codeID string, l letter) error {
	m, err := s.sealed("code.refused", docID, codeID, l)
	if err != nil {
		return err
	}
	if err := s.spend(ctx, docID, codeID, m); err != nil {
		return fmt.Errorf("account: sign in: %w", err)
	}
	return wrongCode()
}

func (s *Service) begin(ctx context.Context, a *Account, by civic.Means, o Opening) (SignedIn, error) {
	token, now := NewToken(), s.Clock.Now()
	idle, life := a.limits()
	err := s.sessions.Insert(ctx, &session{
		Meta: store.Meta{ID: hash(token)}, Account: civic.ID(a.ID), Epoch: a.Epoch, By: by, Bearer: o.Bearer, Device: o.Device,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Plus(idle),
	})
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: begin session: %w", err)
	}
	return SignedIn{Token: token, Account: civic.ID(a.ID), ExpiresAt: now.Plus(life)}, nil
}

// limits are how long a session of the account lives unused, and at all.
func (a *Account) limits() (idle, life time.Duration) {
	if a.Staff {
		return StaffIdle, StaffLife
	}
	return SessionIdle, SessionLife
}

// live tells whether a session opens anything. Staff come in with a passkey, or
// with one click in a demonstration, and with nothing else.
func (s *Service) live(e *session, a *Account, now civic.Time) bool {
	if !e.ExpiresAt.After(now.Time) || e.Epoch != a.Epoch {
		return false
	}
	if !a.Staff {
		return true
	}
	return now.Sub(e.SeenAt.Time) < StaffIdle && now.Sub(e.CreatedAt.Time) < StaffLife && (s.demo() || e.By == civic.ByPasskey)
}

// noSession is the one answer to a token that opens nothing.
func noSession() *civic.Error { return civic.Fail(civic.KindUnauthenticated, "auth.session_expired") }

// Session finds who acts with a token, a session's or one made by MakeToken. Any
// token that opens nothing (unknown, ended, unused for too long, too old, void
// since a grant) is the error Unauthenticated "auth.session_expired", and the
// caller decides whether nobody may go on. Other errors are the store's.
func (s *Service) Session(ctx context.Context, token string) (civic.Actor, error) {
	none := noSession()
	if token == "" || len(token) > maxToken {
		return civic.Actor{}, none
	}
	if strings.HasPrefix(token, tokenPrefix) {
		return s.script(ctx, token)
	}
	id, now := hash(token), s.Clock.Now()
	e, err := s.sessions.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return civic.Actor{}, none
	}
	if err != nil {
		return civic.Actor{}, fmt.Errorf("account: session: %w", err)
	}
	if !e.ExpiresAt.After(now.Time) { // most often so, and nothing else need be read
		return civic.Actor{}, none
	}
	a, err := s.accounts.Get(ctx, string(e.Account))
	if errors.Is(err, store.ErrNotFound) {
		return civic.Actor{}, none
	}
	if err != nil {
		return civic.Actor{}, fmt.Errorf("account: session: %w", err)
	}
	if !s.live(e, a, now) {
		return civic.Actor{}, none
	}
	if now.Sub(e.SeenAt.Time) >= seenEvery {
		s.touch(ctx, id, a, now)
	}
	actor := a.actor(now)
	actor.Proof = civic.Proof{By: e.By, At: e.CreatedAt}
	return actor, nil
}

// touch keeps a session in use alive. That it could not be written is no reason
// to turn its owner away.
func (s *Service) touch(ctx context.Context, id string, a *Account, now civic.Time) {
	idle, life := a.limits()
	_, err := s.sessions.Update(ctx, id, func(e *session) ([]store.Message, error) {
		if now.Sub(e.SeenAt.Time) < seenEvery || !e.ExpiresAt.After(now.Time) {
			return nil, store.ErrUnchanged
		}
		e.SeenAt, e.ExpiresAt = now, now.Plus(idle)
		if last := e.CreatedAt.Plus(life); e.ExpiresAt.After(last.Time) {
			e.ExpiresAt = last
		}
		return nil, nil
	})
	if err != nil {
		s.Log.Warn("a session's last use could not be written", "err", err)
	}
}

// SignOut ends the session of a token; one that is not there is no error.
func (s *Service) SignOut(ctx context.Context, token string) error {
	if token == "" || len(token) > maxToken {
		return nil
	}
	_, err := s.sessions.Update(ctx, hash(token), func(e *session) ([]store.Message, error) {
		return nil, e.end(s.Clock.Now())
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("account: sign out: %w", err)
	}
	return nil
}
