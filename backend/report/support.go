package report

import (
	"context"
	"errors"
	"sync"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The names of a report's counts in its tally.
const (
	countSupports  = "supports"
	countConfirmed = "confirmed" // supporters who say yes in the round
	countContested = "contested" // supporters who say no in the round
	countRound     = "round"     // the round that the two are about
)

// Support is the edge between a report and somebody whom it hits too. Its id is
// made from the two ends; taking it back keeps it, with the state "off".
type Support struct {
	store.Meta
	Report      civic.ID   `json:"report"`
	Account     civic.ID   `json:"account"`
	State       string     `json:"state"` // "on" or "off"
	At          civic.Time `json:"at"`
	WithdrawnAt civic.Time `json:"withdrawn_at,omitzero"`
}

const (
	on  = "on"
	off = "off"
)

var supportIndexes = []store.Index{
	{Name: "report", Fields: []string{"report", "state", "at"}},
	{Name: "account", Fields: []string{"account", "state", "at"}},
}

// Supporting is what supporting or leaving came to.
type Supporting struct {
	Supported bool  `json:"supported"`
	Supports  int64 `json:"supports"`
}

func edge(report, account civic.ID) string { return string(report) + "/" + string(account) }

// Support says that the report hits the actor too; once a person, and repeating
// it changes nothing.
func (s *Service) Support(ctx context.Context, actor civic.Actor, id civic.ID) (Supporting, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return Supporting{}, err
	}
	if err := r.faceOf(actor).maySupport(r); err != nil {
		return s.supportedBefore(ctx, actor, r, err)
	}
	now := s.clock.Now()
	e := &Support{Report: id, Account: actor.ID, State: on, At: now}
	e.ID = edge(id, actor.ID)
	cast := []store.Message{store.Note("support.cast", now, actor.ID, about{id})}
	_, err = s.supports.Add(ctx, e, cast, func(e *Support) ([]store.Message, error) {
		if e.State == on {
			return nil, store.ErrUnchanged
		}
		e.State, e.At, e.WithdrawnAt = on, now, civic.Time{}
		return cast, nil
	})
	if err != nil {
		return Supporting{}, err
	}
	return s.supporting(ctx, r, true)
}

// supportedBefore answers who repeats a support that could not be given any more.
func (s *Service) supportedBefore(ctx context.Context, actor civic.Actor, r *Report, refused error) (Supporting, error) {
	supported, err := s.supporter(ctx, actor.ID, civic.ID(r.ID))
	if err != nil {
		return Supporting{}, err
	}
	if !supported {
		return Supporting{}, refused
	}
	return s.supporting(ctx, r, true)
}

// about is what messages of an edge say.
type about struct {
	Report civic.ID `json:"report"`
}

// Unsupport takes a support back, also of what is no longer open.
func (s *Service) Unsupport(ctx context.Context, actor civic.Actor, id civic.ID) (Supporting, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return Supporting{}, err
	}
	now := s.clock.Now()
	_, err = s.supports.Update(ctx, edge(id, actor.ID), func(e *Support) ([]store.Message, error) {
		if e.State == off {
			return nil, store.ErrUnchanged
		}
		e.State, e.WithdrawnAt = off, now
		return []store.Message{store.Note("support.withdrawn", now, actor.ID, about{id})}, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Supporting{}, err
	}
	return s.supporting(ctx, r, false)
}

// countedAtOnce is up to how many supports an answer counts the edges itself; a
// tally, at most a second or two late, is near enough above.
const countedAtOnce = 500

// supporting answers with the count. Only for reports known to have many supports
// is the tally read: it changes with every support, and is seldom in memory then.
func (s *Service) supporting(ctx context.Context, r *Report, supported bool) (Supporting, error) {
	if s.crowded.has(r.ID) {
		counts, err := s.Tallies.Get(ctx, r.Subject())
		if err != nil {
			return Supporting{}, err
		}
		if n := counts[r.Subject()][countSupports]; n >= countedAtOnce {
			return Supporting{Supported: supported, Supports: n}, nil
		}
	}
	n, err := s.countSupports(ctx, civic.ID(r.ID))
	if err != nil {
		return Supporting{}, err
	}
	if n >= countedAtOnce {
		s.crowded.add(r.ID)
	}
	return Supporting{Supported: supported, Supports: n}, nil
}

// crowds remembers some reports that have many supports.
type crowds struct {
	mu  sync.RWMutex
	ids map[string]struct{}
}

const maxCrowds = 10_000

func (c *crowds) has(id string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	_, ok := c.ids[id]
	return ok
}

func (c *crowds) add(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ids == nil || len(c.ids) >= maxCrowds {
		c.ids = map[string]struct{}{}
	}
	c.ids[id] = struct{}{}
}

func (s *Service) countSupports(ctx context.Context, id civic.ID) (int64, error) {
	return s.supports.Count(ctx, store.Query{
		Where: []store.Match{store.Eq("report", string(id)), store.Eq("state", on)}, Sort: "at",
	})
}

// supporter tells whether an account supports a report now.
func (s *Service) supporter(ctx context.Context, account, id civic.ID) (bool, error) {
	e, err := s.supports.LookAll(ctx, []string{edge(id, account)}) // keeps also that there is none
	return err == nil && e[0] != nil && e[0].State == on, err
}

// SubjectOf tells whose count a message about an edge concerns; false for
// messages that change no count.
func SubjectOf(m store.Message) (civic.Subject, bool) {
	switch m.Kind {
	case "support.cast", "support.withdrawn", "confirmation.given":
	default:
		return civic.Subject{}, false
	}
	id, ok := edgeOf(m)
	return civic.Subject{Kind: Kind, ID: id}, ok
}
