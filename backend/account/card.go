package account

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Card is an account as an admin sees it.
type Card struct {
	ID        civic.ID    `json:"id"`
	Name      string      `json:"name"`
	Email     string      `json:"email"`
	Roles     []Held      `json:"roles"` // in force
	Level     civic.Level `json:"level"`
	Area      string      `json:"area,omitempty"`
	CreatedAt civic.Time  `json:"created_at"`
}

func (s *Service) cardOf(a *Account) Card {
	now, roles := s.Clock.Now(), []Held{}
	for _, h := range a.Grants {
		if h.inForce(now) {
			roles = append(roles, h)
		}
	}
	return Card{
		ID: civic.ID(a.ID), Name: a.Name, Email: a.Contact, Roles: roles, Level: a.Level, Area: a.Area, CreatedAt: a.CreatedAt,
	}
}

func (s *Service) card(ctx context.Context, id civic.ID) (Card, error) {
	a, err := s.accounts.Get(ctx, string(id))
	if err != nil {
		return Card{}, fmt.Errorf("account: card: %w", unknown(err))
	}
	return s.cardOf(a), nil
}

// unknown makes the store's "not found" what an admin is told.
func unknown(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return civic.NotFound("account.unknown").By(err)
	}
	return err
}

// mayLook tells who may look people up.
func mayLook(actor civic.Actor) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if !actor.Is(civic.Admin) {
		return civic.Denied("auth.denied")
	}
	return nil
}

// Lookup finds the account of exactly one address, for an admin: nobody browses
// residents. Errors: Unauthenticated "auth.required", Denied "auth.denied",
// Invalid "email.malformed", NotFound "account.unknown".
func (s *Service) Lookup(ctx context.Context, actor civic.Actor, email string) (Card, error) {
	if err := mayLook(actor); err != nil {
		return Card{}, err
	}
	email, err := NormalizeEmail(email)
	if err != nil {
		return Card{}, err
	}
	a, err := s.find(ctx, email)
	if err != nil {
		return Card{}, fmt.Errorf("account: lookup: %w", err)
	}
	if a == nil {
		return Card{}, civic.NotFound("account.unknown")
	}
	return s.cardOf(a), nil
}

// Holders asks for the people who hold a role.
type Holders struct {
	civic.Grant        // Authority "" for any
	After       string // a cursor from HolderPage, "" for the start
	Limit       int    // about; 1..100
}

// HolderPage is some of the people who hold a role.
type HolderPage struct {
	Items []Card
	Next  string // "" at the end
}

// Holders lists who holds a role, for an admin, in no order that says anything.
// A page may hold up to twice the limit. Errors: Unauthenticated "auth.required",
// Denied "auth.denied", Invalid "cursor.malformed".
func (s *Service) Holders(ctx context.Context, actor civic.Actor, h Holders) (HolderPage, error) {
	out := HolderPage{Items: []Card{}}
	if err := mayLook(actor); err != nil {
		return out, err
	}
	now, limit := s.Clock.Now(), max(1, min(h.Limit, 100))
	q := store.Query{Where: []store.Match{store.Eq("staff", true)}, Limit: limit, After: h.After}
	for seen := 0; seen < maxStaff && len(out.Items) < limit; {
		page, next, err := s.accounts.Page(ctx, q)
		if errors.Is(err, store.ErrCursor) {
			return out, civic.Invalid("cursor.malformed", "after")
		}
		if err != nil {
			return out, fmt.Errorf("account: holders: %w", err)
		}
		for _, a := range page {
			if slices.ContainsFunc(a.granted(now), h.fits) {
				out.Items = append(out.Items, s.cardOf(a))
			}
		}
		out.Next, q.After = next, next
		if seen += len(page); next == "" {
			break
		}
	}
	return out, nil
}

func (h Holders) fits(g civic.Grant) bool {
	return (h.Role == "" || g.Role == h.Role) && (h.Authority == "" || g.Authority == h.Authority)
}

// Contacts tells names and addresses of up to store.MaxIDs accounts; those
// unknown, or erased, are left out. It asks no rights: whoever calls it has.
func (s *Service) Contacts(ctx context.Context, ids []civic.ID) (map[civic.ID]Contact, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = string(id)
	}
	as, err := s.accounts.GetAll(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("account: contacts: %w", err)
	}
	out := make(map[civic.ID]Contact, len(as))
	for _, a := range as {
		if a.Name != "" || a.Contact != "" {
			out[civic.ID(a.ID)] = Contact{Name: a.Name, Email: a.Contact}
		}
	}
	return out, nil
}

// eachStaff shows everybody who holds a role, or held one until just now.
func (s *Service) eachStaff(ctx context.Context, see func(*Account)) error {
	q := store.Query{Where: []store.Match{store.Eq("staff", true)}, Limit: 500}
	for seen := 0; seen < maxStaff; {
		page, next, err := s.accounts.Page(ctx, q)
		if err != nil {
			return err
		}
		for _, a := range page {
			see(a)
		}
		if seen += len(page); next == "" {
			return nil
		}
		q.After = next
	}
	return nil
}
