package privacy

import (
	"context"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Purpose is what people are asked to agree to, each by itself; the word on the wire.
type Purpose string

// The purposes. Nothing else that the program does needs an agreement.
const (
	Push    Purpose = "push"    // notifications on one's devices: only if agreed
	Contact Purpose = "contact" // the authority in charge reads one's address to ask about a report: unless objected
)

// Terms is the version of the words in which people are asked; whoever agrees says
// which they read. It changes whenever their meaning does.
const Terms = "2026-11-23"

// Purposes lists every purpose.
var Purposes = []Purpose{Push, Contact}

// granted tells what holds before anything was said.
func (p Purpose) granted() bool { return p == Contact }

// maxSaid bounds the history of one person: the first answers and the latest ones stay.
const maxSaid = 200

// consents is what somebody said, in its order; the document's id is the account.
type consents struct {
	store.Meta
	Said []answer `json:"said"`
}

// answer is one word of somebody's, for or against.
type answer struct {
	Purpose Purpose    `json:"purpose"`
	Given   bool       `json:"given"`
	Version string     `json:"version"`
	At      civic.Time `json:"at"`
}

// Consent is what holds for one purpose.
type Consent struct {
	Purpose Purpose    `json:"purpose" enum:"push,contact"`
	Given   bool       `json:"given"`
	Version string     `json:"version,omitempty"` // of the words that were answered; "" when nothing was said
	At      civic.Time `json:"at,omitzero"`
}

// last is what was said last of a purpose.
func (c *consents) last(p Purpose) (answer, bool) {
	if c == nil {
		return answer{}, false
	}
	for _, a := range slices.Backward(c.Said) {
		if a.Purpose == p {
			return a, true
		}
	}
	return answer{}, false
}

func (c *consents) say(a answer) {
	if c.Said = append(c.Said, a); len(c.Said) > maxSaid {
		c.Said = slices.Delete(c.Said, maxSaid/2, maxSaid/2+1)
	}
}

func (s *Service) said(ctx context.Context, who civic.ID) (*consents, error) {
	c, err := s.consents.LookAll(ctx, []string{string(who)}) // keeps also that there is none
	if err != nil {
		return nil, fmt.Errorf("privacy: consent: %w", err)
	}
	return c[0], nil
}

// Consents tells what holds for the actor, purpose by purpose.
func (s *Service) Consents(ctx context.Context, actor civic.Actor) ([]Consent, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	c, err := s.said(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Consent, len(Purposes))
	for i, p := range Purposes {
		out[i] = Consent{Purpose: p, Given: p.granted()}
		if a, said := c.last(p); said {
			out[i] = Consent{p, a.Given, a.Version, a.At}
		}
	}
	return out, nil
}

// Allows tells whether somebody agrees to a purpose, or did not object.
func (s *Service) Allows(ctx context.Context, who civic.ID, p Purpose) (bool, error) {
	c, err := s.said(ctx, who)
	if err != nil {
		return false, err
	}
	if a, said := c.last(p); said {
		return a.Given, nil
	}
	return p.granted(), nil
}

// Say agrees to a purpose, or takes that back, with effect before it answers. Errors:
// Unauthenticated "auth.required"; NotFound "privacy.purpose"; Conflict
// "privacy.version" when the words that were read are not those in force.
func (s *Service) Say(ctx context.Context, actor civic.Actor, c Consent) (Consent, error) {
	if err := signedIn(actor); err != nil {
		return Consent{}, err
	}
	if !slices.Contains(Purposes, c.Purpose) {
		return Consent{}, civic.NotFound("privacy.purpose")
	}
	if c.Version != Terms {
		return Consent{}, civic.Fail(civic.KindConflict, "privacy.version").With("version", Terms)
	}
	a := answer{c.Purpose, c.Given, c.Version, s.Clock.Now()}
	if err := s.keep(ctx, actor.ID, a); err != nil {
		return Consent{}, err
	}
	if effect := s.Effects[c.Purpose]; !c.Given && effect != nil { // also when it was said before: it may not have come so far
		if err := effect(ctx, actor.ID); err != nil {
			return Consent{}, fmt.Errorf("privacy: consent: %w", err)
		}
	}
	c.At = a.At
	return c, nil
}

func (s *Service) keep(ctx context.Context, who civic.ID, a answer) error {
	fresh := func() (*consents, []store.Message, error) {
		return &consents{Meta: store.Meta{ID: string(who)}, Said: []answer{a}}, nil, nil
	}
	_, err := s.consents.Put(ctx, string(who), fresh, func(c *consents) ([]store.Message, error) {
		if last, said := c.last(a.Purpose); said && last.Given == a.Given && last.Version == a.Version {
			return nil, store.ErrUnchanged
		}
		c.Said = slices.Clone(c.Said)
		c.say(a)
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("privacy: consent: %w", err)
	}
	return nil
}

// Agree is for an act that means an agreement, like letting a browser show
// notifications: it is written down, unless it was taken back before. Errors: Denied
// "privacy.withdrawn".
func (s *Service) Agree(ctx context.Context, actor civic.Actor, p Purpose) error {
	if err := signedIn(actor); err != nil {
		return err
	}
	c, err := s.said(ctx, actor.ID)
	if err != nil {
		return err
	}
	switch a, said := c.last(p); {
	case said && !a.Given:
		return civic.Denied("privacy.withdrawn")
	case said:
		return nil
	}
	return s.keep(ctx, actor.ID, answer{p, true, Terms, s.Clock.Now()})
}
