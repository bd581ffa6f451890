package account

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// EnrolmentLife is how long a member of staff has to register with their link.
const EnrolmentLife = 24 * time.Hour

// enrolment lets whoever holds its token register the account's one passkey, in
// place of all others, once.
type enrolment struct {
	Hash      string     `json:"hash"`
	ExpiresAt civic.Time `json:"expires_at"`
}

// Enrolment is a new link, told once. Token goes behind the # of the page
// /{lang}/enrol, so that no server's log ever sees it.
type Enrolment struct {
	Token     string
	ExpiresAt civic.Time
}

// idLength is that of a civic.ID, with which a token begins.
const idLength = 26

func wrongLink() *civic.Error { return civic.Invalid("enrolment.gone", "token") }

// Enrol makes a link for a member of staff in place of the last one. Nothing of
// theirs ends before it is used. It asks no rights: it is for the command line.
// Errors: NotFound "account.not_found", Conflict "enrolment.not_staff".
func (s *Service) Enrol(ctx context.Context, id civic.ID) (Enrolment, error) {
	if err := s.isOfStaff(ctx, id); err != nil {
		return Enrolment{}, err
	}
	told := civic.Logged{About: id, What: map[string]string{"through": "command_line"}}
	return s.link(ctx, id, func(*keyring) error { return nil }, store.Note("log.enrolment_made", s.Clock.Now(), "", told))
}

// Invite is Enrol for an admin, and only for somebody who has no passkey of staff
// yet: for whoever has, it takes two (AskRecovery). Errors: also Unauthenticated
// "auth.required"; Denied "auth.denied", "auth.fresh_needed", "recovery.own";
// Conflict "enrolment.has_keys".
func (s *Service) Invite(ctx context.Context, actor civic.Actor, id civic.ID) (Enrolment, error) {
	if err := s.mayRecover(actor, id); err != nil {
		return Enrolment{}, err
	}
	if err := s.isOfStaff(ctx, id); err != nil {
		return Enrolment{}, err
	}
	unless := func(r *keyring) error {
		if r.opensForStaff() {
			return civic.Fail(civic.KindConflict, "enrolment.has_keys")
		}
		return nil
	}
	return s.link(ctx, id, unless, store.Note("log.enrolment_made", s.Clock.Now(), actor.ID, civic.Logged{About: id}))
}

func (s *Service) isOfStaff(ctx context.Context, id civic.ID) error {
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return civic.NotFound("account.not_found")
	}
	if err != nil {
		return fmt.Errorf("account: enrol: %w", err)
	}
	if !a.Staff {
		return civic.Fail(civic.KindConflict, "enrolment.not_staff")
	}
	return nil
}

// link makes a link and changes the ring in the same write.
func (s *Service) link(ctx context.Context, id civic.ID, also func(*keyring) error, told ...store.Message) (Enrolment, error) {
	out := Enrolment{Token: string(id) + NewToken(), ExpiresAt: s.Clock.Now().Plus(EnrolmentLife)}
	_, err := s.changeRing(ctx, id, func(r *keyring) error {
		r.Link = &enrolment{hash(out.Token), out.ExpiresAt}
		return also(r)
	}, told...)
	if err != nil {
		return Enrolment{}, fmt.Errorf("account: enrol: %w", err)
	}
	return out, nil
}

// EnrolAddress is Enrol for whoever has an address; for the command line. Errors:
// also Invalid "email.malformed".
func (s *Service) EnrolAddress(ctx context.Context, email string) (Enrolment, error) {
	email, err := NormalizeEmail(email)
	if err != nil {
		return Enrolment{}, err
	}
	a, err := s.find(ctx, email)
	if err != nil {
		return Enrolment{}, fmt.Errorf("account: enrol: %w", err)
	}
	if a == nil {
		return Enrolment{}, civic.NotFound("account.not_found")
	}
	return s.Enrol(ctx, civic.ID(a.ID))
}

// Enrolled tells whether somebody has a passkey that staff come in with.
func (s *Service) Enrolled(ctx context.Context, id civic.ID) (bool, error) {
	r, err := s.ring(ctx, id)
	if err != nil {
		return false, fmt.Errorf("account: enrolled: %w", err)
	}
	return r.opensForStaff(), nil
}

// holds tells whether a token is that of the ring's link. Comparing takes as long
// for every token.
func (r *keyring) holds(token string, now civic.Time) bool {
	return r.Link != nil && r.Link.ExpiresAt.After(now.Time) &&
		subtle.ConstantTimeCompare([]byte(r.Link.Hash), []byte(hash(token))) == 1
}

// linked finds whose link a token is of.
func (s *Service) linked(ctx context.Context, token string) (civic.ID, error) {
	if len(token) <= idLength || len(token) > maxToken {
		return "", wrongLink()
	}
	id := civic.ID(token[:idLength])
	r, err := s.keyrings.Get(ctx, string(id))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("account: link: %w", err)
	}
	if err != nil || !r.holds(token, s.Clock.Now()) {
		return "", wrongLink()
	}
	return id, nil
}

// AskEnrolment invites the browser of whoever holds a link's token to make a
// passkey. Errors: Invalid "enrolment.gone" for a link that was used, replaced,
// has lapsed or never was; NotFound "passkey.off".
func (s *Service) AskEnrolment(ctx context.Context, token, binding string) (Invitation, error) {
	id, err := s.linked(ctx, token)
	if err != nil {
		return Invitation{}, err
	}
	return s.invite(ctx, question{toEnrol, id, binding})
}

// CompleteEnrolment registers the passkey that the browser made as the account's
// only one, ends all its sessions and tokens, and signs in. The link is spent
// last but for the session, together with the change of keys: a kill in between
// leaves it usable. Errors: as AskEnrolment's and AddPasskey's.
func (s *Service) CompleteEnrolment(ctx context.Context, token string, reg Registration) (SignedIn, error) {
	id, err := s.linked(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	k, err := s.registered(ctx, question{toEnrol, id, reg.Binding}, reg)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.dropTokens(ctx, id); err != nil {
		return SignedIn{}, fmt.Errorf("account: enrol: %w", err)
	}
	a, err := s.endAll(ctx, id)
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: enrol: %w", err)
	}
	k.Staff = true
	_, err = s.changeRing(ctx, id, func(r *keyring) error {
		if !r.holds(token, s.Clock.Now()) {
			return wrongLink()
		}
		r.Keys, r.Link = []passkey{k}, nil
		return nil
	}, store.Note("log.enrolled", s.Clock.Now(), id, civic.Logged{About: id}))
	if err != nil {
		return SignedIn{}, fmt.Errorf("account: enrol: %w", err)
	}
	return s.begin(ctx, a, civic.ByPasskey, Opening{Device: reg.Device})
}
