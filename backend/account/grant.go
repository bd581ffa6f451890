package account

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Bounds of what an admin says about a role.
const (
	MaxReason   = 500                       // characters
	longestTerm = 10 * 366 * 24 * time.Hour // of a role that ends
)

// Held is a role that somebody holds: since when, until when, and who gave it.
// Why it was given stands in the log.
type Held struct {
	civic.Grant
	Until civic.Time `json:"until,omitzero"` // when it ends by itself; zero: for good
	At    civic.Time `json:"at,omitzero"`    // when it was given; zero before that was kept
	By    civic.ID   `json:"by,omitempty"`   // who gave it, "" for the command line
}

// inForce tells whether the role holds at a time.
func (h Held) inForce(now civic.Time) bool { return h.Until.IsZero() || h.Until.After(now.Time) }

// granted are the roles in force, as everybody outside this room knows them.
func (a *Account) granted(now civic.Time) []civic.Grant {
	var out []civic.Grant
	for _, h := range a.Grants {
		if h.inForce(now) {
			out = append(out, h.Grant)
		}
	}
	return out
}

// held finds a role that is in force.
func (a *Account) held(g civic.Grant, now civic.Time) (Held, bool) {
	i := slices.IndexFunc(a.Grants, func(h Held) bool { return h.Grant == g && h.inForce(now) })
	if i < 0 {
		return Held{}, false
	}
	return a.Grants[i], true
}

// settle brings what the indexes read in line with the grants.
func (a *Account) settle() {
	a.Staff, a.GrantEnds = len(a.Grants) > 0, civic.Time{}
	for _, h := range a.Grants {
		if !h.Until.IsZero() && (a.GrantEnds.IsZero() || h.Until.Before(a.GrantEnds.Time)) {
			a.GrantEnds = h.Until
		}
	}
}

// Award is a role for whom an address belongs to.
type Award struct {
	Email string
	civic.Grant
	Until  civic.Time // zero: for good
	Reason string
}

// Give has an admin give somebody a role, making the account when there is none,
// or give one that is held another end. A new role ends all sessions of the
// account: what was opened as a resident must not become an official's.
//
// Errors: Denied "auth.denied" for anybody but an admin, "auth.fresh_needed"
// without a fresh passkey; Invalid "email.malformed", "grant.reason" (max), "grant.until"
// for an end that has passed or lies more than ten years ahead, and those of
// Grant; Conflict "grant.last_admin" for an end to the last admin for good.
func (s *Service) Give(ctx context.Context, actor civic.Actor, w Award) (Card, error) {
	if err := s.mayGrant(actor); err != nil {
		return Card{}, err
	}
	if err := s.checkTerm(&w.Until, &w.Reason); err != nil {
		return Card{}, err
	}
	id, _, err := s.give(ctx, w, actor.ID, nil)
	if err != nil {
		return Card{}, err
	}
	return s.card(ctx, id)
}

// Grant gives an address a role for good, making its account when there is none,
// and says whether that changed anything. It is for the command line, which asks
// no rights.
//
// Errors: Invalid "email.malformed"; "grant.role" for a role that can't be given;
// "grant.authority" for an official without a known authority, or another role
// with one; "grant.too_many" (param max).
func (s *Service) Grant(ctx context.Context, email string, g civic.Grant) (civic.ID, bool, error) {
	return s.give(ctx, Award{Email: email, Grant: g}, "", map[string]string{"through": "command_line"})
}

// give writes the role with what the log is told of it.
func (s *Service) give(ctx context.Context, w Award, by civic.ID, what map[string]string) (civic.ID, bool, error) {
	if err := s.checkGrant(w.Grant); err != nil {
		return "", false, err
	}
	id, err := s.Ensure(ctx, Newcomer{Email: w.Email})
	if err != nil {
		return "", false, err
	}
	if w.Role == civic.Admin && !w.Until.IsZero() {
		if err := s.leaveRoll(ctx, id); err != nil {
			return "", false, fmt.Errorf("account: grant: %w", err)
		}
	}
	changed := false
	_, err = s.accounts.Update(ctx, string(id), func(a *Account) (m []store.Message, err error) {
		m, err = a.take(w, Held{w.Grant, w.Until, s.Clock.Now(), by}, what)
		changed = err == nil
		return m, err
	})
	if err != nil {
		return "", false, fmt.Errorf("account: grant: %w", err)
	}
	if w.Role == civic.Admin && w.Until.IsZero() {
		if err := s.joinRoll(ctx, id); err != nil {
			return "", false, fmt.Errorf("account: grant: %w", err)
		}
	}
	return id, changed, nil
}

// take puts a role on the account, or another end on one that it has.
func (a *Account) take(w Award, h Held, what map[string]string) ([]store.Message, error) {
	kind := "log.role_given"
	before, had := a.held(w.Grant, h.At)
	if had {
		if before.Until.Equal(w.Until.Time) {
			return nil, store.ErrUnchanged
		}
		kind = "log.role_term"
	}
	a.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(o Held) bool { return o.Grant == w.Grant })
	if len(a.Grants) >= maxGrants {
		return nil, civic.Invalid("grant.too_many", "role").With("max", maxGrants)
	}
	a.Grants = append(a.Grants, h)
	if !had {
		a.Epoch++
	}
	a.settle()
	return []store.Message{store.Note(kind, h.At, h.By, a.logged(h, w.Reason, what))}, nil
}

// logged is what the log is told of a role.
func (a *Account) logged(h Held, reason string, more map[string]string) civic.Logged {
	what := map[string]string{"role": string(h.Role)}
	if h.Authority != "" {
		what["authority"] = h.Authority
	}
	if !h.Until.IsZero() {
		what["until"] = h.Until.String()
	}
	for k, v := range more {
		what[k] = v
	}
	return civic.Logged{About: civic.ID(a.ID), What: what, Reason: reason}
}

// Taking is a role that is taken back.
type Taking struct {
	Account civic.ID
	civic.Grant
	Reason string
}

// TakeBack has an admin take a role from somebody; it works from the next
// request on. Taking what is not held changes nothing. Errors: as Give's, and
// NotFound "account.unknown"; Conflict "grant.last_admin".
func (s *Service) TakeBack(ctx context.Context, actor civic.Actor, t Taking) (Card, error) {
	if err := s.mayGrant(actor); err != nil {
		return Card{}, err
	}
	var none civic.Time
	if err := s.checkTerm(&none, &t.Reason); err != nil {
		return Card{}, err
	}
	if t.Role == civic.Admin {
		if err := s.leaveRoll(ctx, t.Account); err != nil {
			return Card{}, fmt.Errorf("account: take back: %w", err)
		}
	}
	if _, err := s.revoke(ctx, t, actor.ID, nil); err != nil {
		return Card{}, err
	}
	return s.card(ctx, t.Account)
}

// Revoke takes a role from an address and says whether it had it. It is for the
// command line: whoever has it can make an admin again, so the last one may go.
// Errors: as Grant's, and NotFound "account.not_found".
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
	return s.revoke(ctx, Taking{Account: civic.ID(a.ID), Grant: g}, "", map[string]string{"through": "command_line"})
}

func (s *Service) revoke(ctx context.Context, t Taking, by civic.ID, what map[string]string) (bool, error) {
	changed := false
	_, err := s.accounts.Update(ctx, string(t.Account), func(a *Account) ([]store.Message, error) {
		now := s.Clock.Now()
		h, had := a.held(t.Grant, now)
		if changed = had; !had {
			return nil, store.ErrUnchanged
		}
		a.Grants = slices.DeleteFunc(slices.Clone(a.Grants), func(o Held) bool { return o.Grant == t.Grant })
		a.settle()
		return []store.Message{store.Note("log.role_taken", now, by, a.logged(h, t.Reason, what))}, nil
	})
	if err != nil {
		return false, fmt.Errorf("account: revoke: %w", unknown(err))
	}
	return changed, nil
}

// mayGrant tells who decides over roles and levels: an admin whose passkey was
// asked for just now.
func (s *Service) mayGrant(actor civic.Actor) error {
	if err := mayLook(actor); err != nil {
		return err
	}
	return actor.NeedFreshPasskey(s.Clock.Now())
}

// checkTerm tidies a reason and judges it and an end.
func (s *Service) checkTerm(until *civic.Time, reason *string) error {
	var faults []*civic.Error
	*reason = civic.Tidy(*reason)
	if civic.Blank(*reason) || utf8.RuneCountInString(*reason) > MaxReason {
		faults = append(faults, civic.Invalid("grant.reason", "reason").With("max", MaxReason))
	}
	now := s.Clock.Now()
	if *until = civic.At(until.Time); !until.IsZero() && (!until.After(now.Time) || until.Sub(now.Time) > longestTerm) {
		faults = append(faults, civic.Invalid("grant.until", "until"))
	}
	return civic.Join(faults)
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
