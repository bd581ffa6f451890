package account

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// RecoveryLife is how long a second admin has to confirm.
const RecoveryLife = 24 * time.Hour

// recovery is one admin's word that a member of staff lost their passkeys, which
// another one must confirm; its id is the account's.
type recovery struct {
	store.Meta
	By        civic.ID   `json:"by"`
	Reason    string     `json:"reason"`
	AskedAt   civic.Time `json:"asked_at"`
	ExpiresAt civic.Time `json:"expires_at"` // AskedAt once it is over
}

// Recovery is what admins see of one.
type Recovery struct {
	Account   civic.ID   `json:"account"`
	Name      string     `json:"name"`
	By        civic.ID   `json:"by"`
	ByName    string     `json:"by_name"`
	Reason    string     `json:"reason"`
	AskedAt   civic.Time `json:"asked_at"`
	ExpiresAt civic.Time `json:"expires_at"`
}

// mayRecover asks for an admin with a fresh passkey, who is somebody else.
func (s *Service) mayRecover(actor civic.Actor, account civic.ID) error {
	if actor.SignedIn() && !actor.Is(civic.Admin) {
		return civic.Denied("auth.denied")
	}
	if err := actor.NeedFreshPasskey(s.Clock.Now()); err != nil {
		return err
	}
	if actor.ID == account {
		return civic.Denied("recovery.own")
	}
	return nil
}

// AskRecovery is the first admin's part. Asking anew replaces what was asked.
// Errors: Unauthenticated "auth.required"; Denied "auth.denied",
// "auth.fresh_needed", "recovery.own"; Invalid "recovery.reason" (max); NotFound
// "account.not_found"; Conflict "enrolment.not_staff".
func (s *Service) AskRecovery(ctx context.Context, actor civic.Actor, account civic.ID, reason string) (Recovery, error) {
	if err := s.mayRecover(actor, account); err != nil {
		return Recovery{}, err
	}
	if reason = civic.Tidy(reason); civic.Blank(reason) || utf8.RuneCountInString(reason) > maxReason {
		return Recovery{}, civic.Invalid("recovery.reason", "reason").With("max", maxReason)
	}
	if err := s.isOfStaff(ctx, account); err != nil {
		return Recovery{}, err
	}
	now := s.Clock.Now()
	set := func(r *recovery) ([]store.Message, error) {
		r.By, r.Reason, r.AskedAt, r.ExpiresAt = actor.ID, reason, now, now.Plus(RecoveryLife)
		told := civic.Logged{About: account, Reason: reason}
		return []store.Message{store.Note("log.recovery_asked", now, actor.ID, told)}, nil
	}
	fresh := func() (*recovery, []store.Message, error) {
		r := &recovery{Meta: store.Meta{ID: string(account)}}
		m, err := set(r)
		return r, m, err
	}
	r, err := s.recoveries.Put(ctx, string(account), fresh, set)
	if err != nil {
		return Recovery{}, fmt.Errorf("account: ask recovery: %w", err)
	}
	return s.toldOf(ctx, r)
}

const maxReason = 500 // characters

// Recoveries lists what waits for a second admin. Errors: Unauthenticated
// "auth.required", Denied "auth.denied".
func (s *Service) Recoveries(ctx context.Context, actor civic.Actor) ([]Recovery, error) {
	if !actor.SignedIn() {
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if !actor.Is(civic.Admin) {
		return nil, civic.Denied("auth.denied")
	}
	now := s.Clock.Now()
	found, _, err := s.recoveries.Page(ctx, store.Query{Sort: "expires_at", From: now, Limit: 100})
	if err != nil {
		return nil, fmt.Errorf("account: recoveries: %w", err)
	}
	out := []Recovery{}
	for _, r := range found {
		v, err := s.toldOf(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) toldOf(ctx context.Context, r *recovery) (Recovery, error) {
	people, err := s.accounts.GetAll(ctx, []string{r.ID, string(r.By)})
	if err != nil {
		return Recovery{}, fmt.Errorf("account: recovery: %w", err)
	}
	out := Recovery{Account: civic.ID(r.ID), By: r.By, Reason: r.Reason, AskedAt: r.AskedAt, ExpiresAt: r.ExpiresAt}
	for _, a := range people {
		if a.ID == r.ID {
			out.Name = a.shownName()
		} else {
			out.ByName = a.shownName()
		}
	}
	return out, nil
}

// ConfirmRecovery is the second admin's part: it ends the person's passkeys,
// sessions and tokens, and gives a link to hand over. Errors: as
// AskRecovery's, and NotFound "recovery.not_found"; Denied "recovery.same_admin"
// to whoever asked; Conflict "recovery.asker" when whoever asked is no admin any
// more.
func (s *Service) ConfirmRecovery(ctx context.Context, actor civic.Actor, account civic.ID) (Enrolment, error) {
	if err := s.mayRecover(actor, account); err != nil {
		return Enrolment{}, err
	}
	r, err := s.waiting(ctx, account)
	if err != nil {
		return Enrolment{}, err
	}
	if r.By == actor.ID {
		return Enrolment{}, civic.Denied("recovery.same_admin")
	}
	asker, err := s.Actor(ctx, r.By)
	if civic.KindOf(err) == civic.KindNotFound || err == nil && !asker.Is(civic.Admin) {
		return Enrolment{}, civic.Fail(civic.KindConflict, "recovery.asker")
	}
	if err != nil {
		return Enrolment{}, err
	}
	if err := s.settleRecovery(ctx, r, "log.recovery_confirmed", actor.ID); err != nil {
		return Enrolment{}, err
	}
	if err := s.dropTokens(ctx, account); err != nil {
		return Enrolment{}, fmt.Errorf("account: confirm recovery: %w", err)
	}
	out, err := s.link(ctx, account, func(r *keyring) error {
		r.Keys = []passkey{}
		return nil
	})
	if err != nil {
		return Enrolment{}, err
	}
	if _, err := s.endAll(ctx, account); err != nil {
		return Enrolment{}, fmt.Errorf("account: confirm recovery: %w", err)
	}
	return out, nil
}

func (s *Service) waiting(ctx context.Context, account civic.ID) (*recovery, error) {
	r, err := s.recoveries.Get(ctx, string(account))
	if errors.Is(err, store.ErrNotFound) || err == nil && !r.ExpiresAt.After(s.Clock()) {
		return nil, civic.NotFound("recovery.not_found")
	}
	if err != nil {
		return nil, fmt.Errorf("account: recovery: %w", err)
	}
	return r, nil
}

// settleRecovery ends a recovery, once, if it is still what was read, and tells
// the log what came of it.
func (s *Service) settleRecovery(ctx context.Context, seen *recovery, kind string, by civic.ID) error {
	_, err := s.recoveries.Update(ctx, seen.ID, func(r *recovery) ([]store.Message, error) {
		if r.Rev != seen.Rev {
			return nil, civic.NotFound("recovery.not_found")
		}
		r.ExpiresAt = r.AskedAt
		return []store.Message{store.Note(kind, s.Clock.Now(), by, civic.Logged{About: civic.ID(r.ID)})}, nil
	})
	if err != nil {
		return fmt.Errorf("account: recovery: %w", err)
	}
	return nil
}

// DropRecovery takes back what was asked; any admin may, also whom it is about.
// Errors: Unauthenticated "auth.required", Denied "auth.denied", NotFound
// "recovery.not_found".
func (s *Service) DropRecovery(ctx context.Context, actor civic.Actor, account civic.ID) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if !actor.Is(civic.Admin) {
		return civic.Denied("auth.denied")
	}
	r, err := s.waiting(ctx, account)
	if err != nil {
		return err
	}
	return s.settleRecovery(ctx, r, "log.recovery_dropped", actor.ID)
}
