package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Newcomer is somebody who may not have an account yet. Name and Lang only
// matter when the account is made.
type Newcomer struct {
	Email string
	Name  string
	Lang  civic.Lang
}

// Ensure gives the account of an address, making it first when there is none;
// repeating it is safe. It is for grants and for the seeder: it asks no rights.
// Errors: Invalid "email.malformed", "name.too_long", "name.link".
func (s *Service) Ensure(ctx context.Context, n Newcomer) (civic.ID, error) {
	var err error
	if n.Email, err = NormalizeEmail(n.Email); err != nil {
		return "", err
	}
	if n.Name, err = CleanName(n.Name); err != nil {
		return "", err
	}
	a, err := s.ensure(ctx, n)
	if err != nil {
		return "", fmt.Errorf("account: ensure: %w", err)
	}
	return civic.ID(a.ID), nil
}

// ensure writes the login first: its id is unique, so of several at once one
// decides the account's id, and whoever finds a login without its account (a
// kill came between) makes the account that the login names.
func (s *Service) ensure(ctx context.Context, n Newcomer) (*Account, error) {
	now, id := s.Clock.Now(), s.loginID("email", n.Email)
	l, err := s.logins.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		l = &login{Meta: store.Meta{ID: id}, Kind: "email", Account: civic.NewID(now.Time), CreatedAt: now}
		if err = s.logins.Insert(ctx, l); errors.Is(err, store.ErrExists) {
			l, err = s.logins.Get(ctx, id)
		}
	}
	if err != nil {
		return nil, err
	}
	a, err := s.accounts.Get(ctx, string(l.Account))
	if !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	if !n.Lang.Valid() {
		n.Lang = civic.French
	}
	a = &Account{
		Meta: store.Meta{ID: string(l.Account)}, Name: n.Name, Lang: n.Lang, Contact: n.Email,
		Grants: []Held{}, CreatedAt: now, Demo: s.demo(),
	}
	if err = s.accounts.Insert(ctx, a); errors.Is(err, store.ErrExists) {
		return s.accounts.Get(ctx, string(l.Account))
	}
	return a, err
}

// find gives the account of a normalised address, nil when there is none: the
// one place where absence is no error, for both answers must read alike.
func (s *Service) find(ctx context.Context, email string) (*Account, error) {
	l, err := s.logins.Get(ctx, s.loginID("email", email))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a, err := s.accounts.Get(ctx, string(l.Account))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// Me is what a person may see of their own account. Errors: Unauthenticated
// "auth.required" without a signed-in actor.
func (s *Service) Me(ctx context.Context, actor civic.Actor) (Me, error) {
	if !actor.SignedIn() {
		return Me{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	a, err := s.accounts.Get(ctx, string(actor.ID))
	if err != nil {
		return Me{}, fmt.Errorf("account: me: %w", err)
	}
	return a.me(s.Clock.Now()), nil
}

// Change is what a person may change about themselves; nil leaves a field alone.
type Change struct {
	Name *string
	Lang *civic.Lang
}

// Change changes the actor's own account. Errors: Unauthenticated
// "auth.required"; Invalid "name.too_long" (max), "name.link", "lang.unknown".
func (s *Service) Change(ctx context.Context, actor civic.Actor, c Change) (Me, error) {
	if !actor.SignedIn() {
		return Me{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if c.Lang != nil && !c.Lang.Valid() {
		return Me{}, civic.Invalid("lang.unknown", "lang")
	}
	name := ""
	if c.Name != nil {
		var err error
		if name, err = CleanName(*c.Name); err != nil {
			return Me{}, err
		}
	}
	a, err := s.accounts.Update(ctx, string(actor.ID), func(a *Account) ([]store.Message, error) {
		before := *a
		if c.Name != nil {
			a.Name = name
		}
		if c.Lang != nil {
			a.Lang = *c.Lang
		}
		if a.Name == before.Name && a.Lang == before.Lang {
			return nil, store.ErrUnchanged
		}
		return nil, nil
	})
	if err != nil {
		return Me{}, fmt.Errorf("account: change: %w", err)
	}
	return a.me(s.Clock.Now()), nil
}

// Names gives the public names of up to store.MaxIDs accounts; those unknown are
// left out, and a name not given is "".
func (s *Service) Names(ctx context.Context, ids []civic.ID) (map[civic.ID]string, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = string(id)
	}
	as, err := s.accounts.GetAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("account: names: %w", err)
	}
	out := make(map[civic.ID]string, len(as))
	for _, a := range as {
		out[civic.ID(a.ID)] = a.Name
	}
	return out, nil
}

// Contact is how to reach somebody.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Contact tells somebody's name and address. It asks no rights: whoever calls it
// has checked them and logs the act. Errors: NotFound "account.not_found".
func (s *Service) Contact(ctx context.Context, id civic.ID) (Contact, error) {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return Contact{}, civic.NotFound("account.not_found")
	}
	if err != nil {
		return Contact{}, fmt.Errorf("account: contact: %w", err)
	}
	return Contact{Name: a.Name, Email: a.Contact}, nil
}

// IsOfficial tells whether an account is an official of an authority; an unknown
// account is not.
func (s *Service) IsOfficial(ctx context.Context, id civic.ID, authority string) (bool, error) {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("account: is official: %w", err)
	}
	return a.actor(s.Clock.Now()).OfficialOf(authority), nil
}

// maxStaff bounds the walk over all who hold a grant.
const maxStaff = 10_000

// Officials lists the officials of an authority by name, for its officials and
// for admins. Errors: Unauthenticated "auth.required", Denied "auth.denied".
func (s *Service) Officials(ctx context.Context, actor civic.Actor, authority string) ([]Person, error) {
	if !actor.SignedIn() {
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if !actor.OfficialOf(authority) && !actor.Is(civic.Admin) {
		return nil, civic.Denied("auth.denied")
	}
	out, now := []Person{}, s.Clock.Now()
	err := s.eachStaff(ctx, func(a *Account) {
		if a.actor(now).OfficialOf(authority) {
			out = append(out, Person{ID: civic.ID(a.ID), Name: a.Name})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("account: officials: %w", err)
	}
	slices.SortFunc(out, func(a, b Person) int { return strings.Compare(a.Name+string(a.ID), b.Name+string(b.ID)) })
	return out, nil
}
