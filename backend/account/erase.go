package account

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// eraseStretch is how many documents of each kind one Erase takes up.
const eraseStretch = 200

// MayLeave refuses who must name a successor first. Errors: NotFound
// "account.not_found"; Conflict "grant.last_admin".
func (s *Service) MayLeave(ctx context.Context, id civic.ID) error {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return civic.NotFound("account.not_found")
	}
	if err != nil {
		return fmt.Errorf("account: may leave: %w", err)
	}
	if !a.adminForGood() {
		return nil
	}
	others := false
	err = s.eachStaff(ctx, func(o *Account) { others = others || o.ID != a.ID && o.adminForGood() })
	if err != nil {
		return fmt.Errorf("account: may leave: %w", err)
	}
	if !others {
		return civic.Fail(civic.KindConflict, "grant.last_admin")
	}
	return nil
}

// Erase forgets an account and all that opens it: from its first write on nobody acts
// as this person any more. It says whether to come again, which is while a letter or a
// line for the log is still under way. Errors: Conflict "grant.last_admin".
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	a, err := s.accounts.Get(ctx, string(l.Who))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return true, fmt.Errorf("account: erase: %w", err)
	}
	if err == nil {
		if more, err = s.empty(ctx, a); err != nil {
			return true, fmt.Errorf("account: erase: %w", err)
		}
	}
	if again, err := s.forgetVerifying(ctx, l.Who); err != nil {
		return true, fmt.Errorf("account: erase: %w", err)
	} else if again {
		more = true
	}
	by := store.Query{Where: []store.Match{store.Eq("account", string(l.Who))}, Limit: eraseStretch}
	sessions, _, err := s.sessions.Page(ctx, by)
	if err == nil {
		err = purge(ctx, s.sessions, sessions)
	}
	if err != nil {
		return true, fmt.Errorf("account: erase: %w", err)
	}
	logins, _, err := s.logins.Page(ctx, by)
	if err == nil {
		err = purge(ctx, s.logins, logins)
	}
	if err != nil {
		return true, fmt.Errorf("account: erase: %w", err)
	}
	keys, err := s.eraseKeys(ctx, l.Who)
	if err != nil {
		return true, fmt.Errorf("account: erase: %w", err)
	}
	return more || keys || len(sessions) == eraseStretch || len(logins) == eraseStretch, nil
}

// eraseKeys forgets somebody's passkeys and tokens, and what admins said of them.
func (s *Service) eraseKeys(ctx context.Context, id civic.ID) (more bool, err error) {
	empty := func(r *keyring) ([]store.Message, error) {
		*r = keyring{Meta: r.Meta, Keys: []passkey{}}
		return nil, nil
	}
	if _, err := s.keyrings.Update(ctx, string(id), empty); err != nil && !errors.Is(err, store.ErrNotFound) {
		return true, err
	}
	silent := func(r *recovery) ([]store.Message, error) {
		*r = recovery{Meta: r.Meta, By: r.By, AskedAt: r.AskedAt, ExpiresAt: r.AskedAt}
		return nil, nil
	}
	if _, err := s.recoveries.Update(ctx, string(id), silent); err != nil && !errors.Is(err, store.ErrNotFound) {
		return true, err
	}
	for _, gone := range []func() (bool, error){
		func() (bool, error) { return gone(ctx, s.keyrings, id) },
		func() (bool, error) { return gone(ctx, s.tokens, id) },
		func() (bool, error) { return gone(ctx, s.recoveries, id) },
	} {
		done, err := gone()
		if err != nil {
			return true, err
		}
		more = more || !done
	}
	return more, nil
}

// gone purges one document and tells whether it is not there any more: what it
// says to the log may be under way.
func gone[T any](ctx context.Context, c *store.Collection[T], id civic.ID) (bool, error) {
	if n, err := c.Purge(ctx, string(id)); err != nil || n > 0 {
		return n > 0, err
	}
	_, err := c.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}

// empty takes everything off the account and what was sent to its address, and then
// the account itself.
func (s *Service) empty(ctx context.Context, a *Account) (more bool, err error) {
	if a.adminForGood() {
		if err := s.leaveRoll(ctx, civic.ID(a.ID)); err != nil {
			return true, err
		}
	}
	if a.Contact != "" {
		id := s.codesID(a.Contact)
		n, err := s.codes.Purge(ctx, id)
		if err != nil {
			return true, err
		}
		if _, err := s.codes.Get(ctx, id); err == nil && n == 0 {
			return true, s.voidCodes(ctx, id) // its letter is under way: then once more
		} else if err != nil && !errors.Is(err, store.ErrNotFound) {
			return true, err
		}
	}
	if _, err = s.accounts.Update(ctx, a.ID, func(a *Account) ([]store.Message, error) {
		*a = Account{Meta: a.Meta, Lang: a.Lang, Grants: []Held{}, Epoch: a.Epoch + 1, CreatedAt: a.CreatedAt, Demo: a.Demo}
		return nil, nil
	}); err != nil {
		return true, err
	}
	n, err := s.accounts.Purge(ctx, a.ID)
	return n == 0, err
}

// voidCodes takes back what would still open an account that is going.
func (s *Service) voidCodes(ctx context.Context, id string) error {
	_, err := s.codes.Update(ctx, id, func(c *codes) ([]store.Message, error) {
		if len(c.Open) == 0 {
			return nil, store.ErrUnchanged
		}
		c.Open = nil
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

func purge[T any, P store.Document[T]](ctx context.Context, c *store.Collection[T], docs []*T) error {
	if len(docs) == 0 {
		return nil
	}
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = P(d).Head().ID
	}
	_, err := c.Purge(ctx, ids...)
	return err
}

// OwnAccount is an account as its owner takes it away.
type OwnAccount struct {
	ID        civic.ID      `json:"id"`
	Name      string        `json:"name"`
	Email     string        `json:"email"`
	Lang      civic.Lang    `json:"lang"`
	Level     civic.Level   `json:"level"`
	Area      string        `json:"area"`
	Roles     []civic.Grant `json:"roles"`
	CreatedAt civic.Time    `json:"created_at"`
}

// OwnSession is a session as its owner takes it away: nothing that would open it.
type OwnSession struct {
	By        civic.Means `json:"by"`
	Device    Device      `json:"device"`
	CreatedAt civic.Time  `json:"created_at"`
	SeenAt    civic.Time  `json:"seen_at"`
	ExpiresAt civic.Time  `json:"expires_at"`
}

// Own gives somebody's account, sessions, passkeys and tokens. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	a, err := s.accounts.Get(ctx, string(t.Who))
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("account: own: %w", err)
	}
	out.Items = append(out.Items, civic.Own{List: "account", Data: OwnAccount{
		civic.ID(a.ID), a.Name, a.Contact, a.Lang, a.Level, a.Area, a.granted(s.Clock.Now()), a.CreatedAt,
	}})
	q := store.Query{Where: []store.Match{store.Eq("account", string(t.Who))}, Limit: store.MaxScan}
	for e, err := range s.sessions.Find(ctx, q) {
		if err != nil {
			return out, fmt.Errorf("account: own: %w", err)
		}
		out.Items = append(out.Items, civic.Own{List: "sessions", Data: OwnSession{e.By, e.Device, e.CreatedAt, e.SeenAt, e.ExpiresAt}})
	}
	letter, err := s.ownLetter(ctx, t.Who)
	if err != nil {
		return out, fmt.Errorf("account: own: %w", err)
	}
	out.Items = append(out.Items, letter...)
	err = s.ownKeys(ctx, civic.Actor{ID: t.Who}, &out)
	return out, err
}

func (s *Service) ownKeys(ctx context.Context, who civic.Actor, out *civic.Taken) error {
	keys, err := s.Passkeys(ctx, who)
	if err != nil {
		return err
	}
	for _, k := range keys {
		out.Items = append(out.Items, civic.Own{List: "passkeys", Data: k})
	}
	tokens, err := s.Tokens(ctx, who)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		out.Items = append(out.Items, civic.Own{List: "tokens", Data: t})
	}
	return nil
}
