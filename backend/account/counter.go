package account

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// At a counter a resident shows a short code on their phone; an official types
// it, looks at whom it belongs to and at a paper, and confirms. The first official
// to type it has it to themself for counterWork.
const (
	CounterDigits = 6
	CounterLife   = 5 * time.Minute
	counterWork   = 30 * time.Minute
)

// counted is a code that a resident shows; its id is a keyed hash of the code, so
// no two people ever show the same.
type counted struct {
	store.Meta
	Account   civic.ID   `json:"account"`
	Official  civic.ID   `json:"official,omitempty"` // who has typed it
	ExpiresAt civic.Time `json:"expires_at"`
}

// Shown is a code for a counter.
type Shown struct {
	Code      string     `json:"code"`
	ExpiresAt civic.Time `json:"expires_at"`
}

// maxDraws is how often another code is drawn when one is in use.
const maxDraws = 20

// ShowCode gives the actor a code to show at a counter. Errors: Unauthenticated
// "auth.required"; Unavailable "verify.counter_full" when hundreds of thousands
// are shown at once.
func (s *Service) ShowCode(ctx context.Context, actor civic.Actor) (Shown, error) {
	if !actor.SignedIn() {
		return Shown{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(CounterDigits), nil)
	for range maxDraws {
		n, err := rand.Int(rand.Reader, limit)
		if err != nil {
			panic("account: random: " + err.Error()) // crypto/rand never fails since Go 1.24
		}
		code, now := fmt.Sprintf("%0*d", CounterDigits, n), s.Clock.Now()
		doc := &counted{Meta: store.Meta{ID: s.counterID(code)}, Account: actor.ID, ExpiresAt: now.Plus(CounterLife)}
		_, err = s.counted.Add(ctx, doc, nil, func(c *counted) ([]store.Message, error) {
			if c.ExpiresAt.After(now.Time) {
				return nil, store.ErrExists
			}
			c.Account, c.Official, c.ExpiresAt = doc.Account, "", doc.ExpiresAt
			return nil, nil
		})
		if errors.Is(err, store.ErrExists) {
			continue
		}
		if err != nil {
			return Shown{}, fmt.Errorf("account: show code: %w", err)
		}
		return Shown{Code: code, ExpiresAt: doc.ExpiresAt}, nil
	}
	return Shown{}, civic.Fail(civic.KindUnavailable, "verify.counter_full")
}

func (s *Service) counterID(code string) string { return keyed(s.codeKey, "counter", code) }

// Visitor is whom a code at a counter belongs to: enough to be sure that it is
// the person who stands there.
type Visitor struct {
	Name  string      `json:"name"`
	Email string      `json:"email"` // all but its ends hidden
	Level civic.Level `json:"level"`
	Area  string      `json:"area,omitempty"`
}

// MeetVisitor tells an official of a counter whom a code belongs to; from then on
// it is that official's alone. That it was asked stands in the log. Errors:
// Unauthenticated "auth.required"; Denied "verify.not_counter", "verify.own";
// NotFound "verify.counter_code" for a code that nobody shows, or that another
// official has.
func (s *Service) MeetVisitor(ctx context.Context, actor civic.Actor, typed string) (Visitor, error) {
	c, err := s.shown(ctx, actor, typed, func(c *counted, now civic.Time) []store.Message {
		if c.Official == actor.ID {
			return nil
		}
		c.Official, c.ExpiresAt = actor.ID, now.Plus(counterWork)
		return []store.Message{store.Note("log.counter_met", now, actor.ID, civic.Logged{About: c.Account})}
	})
	if err != nil {
		return Visitor{}, err
	}
	a, err := s.accounts.Get(ctx, string(c.Account))
	if err != nil {
		return Visitor{}, fmt.Errorf("account: meet visitor: %w", unknown(err))
	}
	return Visitor{Name: a.Name, Email: masked(a.Contact), Level: a.Level, Area: a.Area}, nil
}

// shown finds the code that an official typed and changes it.
func (s *Service) shown(ctx context.Context, actor civic.Actor, typed string, change func(*counted, civic.Time) []store.Message) (*counted, error) {
	if err := s.mayVerify(actor); err != nil {
		return nil, err
	}
	none := civic.NotFound("verify.counter_code")
	none.Field = "code"
	code := digitsOf(typed)
	if len(code) != CounterDigits {
		return nil, none
	}
	now := s.Clock.Now()
	c, err := s.counted.Update(ctx, s.counterID(code), func(c *counted) ([]store.Message, error) {
		if !c.ExpiresAt.After(now.Time) || c.Official != "" && c.Official != actor.ID {
			return nil, none
		}
		if c.Account == actor.ID {
			return nil, civic.Denied("verify.own")
		}
		before := *c
		m := change(c, now)
		if *c == before {
			return nil, store.ErrUnchanged
		}
		return m, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, none
	}
	if err != nil {
		return nil, fmt.Errorf("account: counter: %w", err)
	}
	return c, nil
}

// Sighting is what an official confirms of the person at the counter.
type Sighting struct {
	Code     string
	Level    civic.Level // LevelAddress for a paper with the address, LevelSeen in person
	Area     string
	Identity Identity // the fields that the city chose
}

// ConfirmVisitor confirms the person whose code the official has. Errors: as
// MeetVisitor's, PersonOf's and SetLevel's.
func (s *Service) ConfirmVisitor(ctx context.Context, actor civic.Actor, g Sighting) (Visitor, error) {
	visitor, err := s.MeetVisitor(ctx, actor, g.Code)
	if err != nil {
		return visitor, err
	}
	person, err := s.PersonOf(g.Identity)
	if err != nil {
		return visitor, err
	}
	c, err := s.counted.Get(ctx, s.counterID(digitsOf(g.Code)))
	if err != nil {
		return visitor, fmt.Errorf("account: confirm visitor: %w", err)
	}
	st := Standing{Level: g.Level, Area: g.Area, Person: person, Through: "counter"}
	if err := s.SetLevel(ctx, actor.ID, c.Account, st); err != nil {
		return visitor, err
	}
	_, err = s.shown(ctx, actor, g.Code, func(c *counted, now civic.Time) []store.Message {
		c.ExpiresAt = now // spent
		return nil
	})
	if err != nil {
		return visitor, err
	}
	visitor.Level, visitor.Area = max(visitor.Level, g.Level), g.Area
	return visitor, nil
}

// digitsOf are the digits of what was typed, with spaces or in Arabic; "" when
// there is anything else.
func digitsOf(typed string) string {
	if len(typed) > 64 {
		return ""
	}
	s := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, latinDigits(typed))
	if strings.Trim(s, "0123456789") != "" {
		return ""
	}
	return s
}

// masked hides an address but for its ends: "s•••@e•••.org".
func masked(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok || local == "" {
		return ""
	}
	dot := strings.LastIndexByte(domain, '.')
	if dot < 1 {
		return ""
	}
	return local[:1] + "•••@" + domain[:1] + "•••" + domain[dot:]
}
