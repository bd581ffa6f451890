package report

import (
	"context"
	"errors"

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
	supported, err := s.supporter(ctx, actor.ID, id)
	if err != nil {
		return Supporting{}, err
	}
	if supported {
		return s.supporting(ctx, r, true)
	}
	if err := r.faceOf(actor).maySupport(r); err != nil {
		return Supporting{}, err
	}
	now := s.clock.Now()
	cast := []store.Message{store.Note("support.cast", now, actor.ID, map[string]any{"report": id})}
	_, err = s.supports.Put(ctx, edge(id, actor.ID),
		func() (*Support, []store.Message, error) {
			e := &Support{Report: id, Account: actor.ID, State: on, At: now}
			e.ID = edge(id, actor.ID)
			return e, cast, nil
		},
		func(e *Support) ([]store.Message, error) {
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
		return []store.Message{store.Note("support.withdrawn", now, actor.ID, map[string]any{"report": id})}, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Supporting{}, err
	}
	return s.supporting(ctx, r, false)
}

// countedAtOnce is up to how many supports an answer counts the edges itself; a
// tally, at most a second late, is near enough above.
const countedAtOnce = 500

func (s *Service) supporting(ctx context.Context, r *Report, supported bool) (Supporting, error) {
	counts, err := s.Tallies.Get(ctx, r.Subject())
	if err != nil {
		return Supporting{}, err
	}
	n := counts[r.Subject()][countSupports]
	if n < countedAtOnce {
		if n, err = s.countSupports(ctx, civic.ID(r.ID)); err != nil {
			return Supporting{}, err
		}
	}
	return Supporting{Supported: supported, Supports: n}, nil
}

func (s *Service) countSupports(ctx context.Context, id civic.ID) (int64, error) {
	return s.supports.Count(ctx, store.Query{
		Where: []store.Match{store.Eq("report", string(id)), store.Eq("state", on)}, Sort: "at",
	})
}

// supporter tells whether an account supports a report now.
func (s *Service) supporter(ctx context.Context, account, id civic.ID) (bool, error) {
	e, err := s.supports.Get(ctx, edge(id, account))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && e.State == on, err
}

// Count counts the edges of a report: "supports", and for its current "round"
// how many supporters have "confirmed" or "contested". It is the counter that
// tally asks.
func (s *Service) Count(ctx context.Context, subject civic.Subject) (map[string]int64, error) {
	r, err := s.reports.Get(ctx, string(subject.ID))
	if err != nil {
		return nil, told(err)
	}
	supports, err := s.countSupports(ctx, subject.ID)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{countSupports: supports}
	if r.Round == 0 {
		return out, nil
	}
	out[countRound] = int64(r.Round)
	for name, resolved := range map[string]bool{countConfirmed: true, countContested: false} {
		out[name], err = s.confirmations.Count(ctx, store.Query{Where: []store.Match{
			store.Eq("report", string(subject.ID)), store.Eq("round", int64(r.Round)), store.Eq("resolved", resolved),
		}, Sort: "at"})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
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
