// Package tally counts what hangs on a subject: supports, confirmations, later
// votes. Counts are recounted from the edges, never incremented, and kept in a
// document of their own, so that no crash, race or repeated message can make
// them lie and a count never disturbs the revision of what is counted.
//
// A subject is counted at most once a second, and no more often than twenty
// times as long as its last count took: what comes meanwhile waits and is
// answered by one count.
package tally

import (
	"context"
	"fmt"
	"maps"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Counter counts the edges of a subject, by the counts' names.
type Counter func(ctx context.Context, s civic.Subject) (map[string]int64, error)

// Tally is the document: the counts of one subject.
type Tally struct {
	store.Meta
	Counts    map[string]int64 `json:"counts"`
	CountedAt civic.Time       `json:"counted_at"` // when these counts were first found
}

// Service keeps tallies.
type Service struct {
	tallies  *store.Collection[Tally]
	clock    civic.Clock
	counters map[string]Counter
	pace     *pace
}

// Open declares the collection of tallies; counters are by subject kind.
func Open(ctx context.Context, e store.Engine, clock civic.Clock, counters map[string]Counter) (*Service, error) {
	tallies, err := store.Open[Tally](ctx, e, clock, "tally")
	if err != nil {
		return nil, fmt.Errorf("tally: open: %w", err)
	}
	return &Service{tallies: tallies, clock: clock, counters: counters, pace: newPace(clock)}, nil
}

// Get gives the counts of up to store.MaxIDs subjects; those never counted are
// left out.
func (s *Service) Get(ctx context.Context, subjects ...civic.Subject) (map[civic.Subject]map[string]int64, error) {
	ids := make([]string, len(subjects))
	byID := make(map[string]civic.Subject, len(subjects))
	for i, subject := range subjects {
		ids[i] = subject.String()
		byID[ids[i]] = subject
	}
	found, err := s.tallies.GetAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("tally: get: %w", err)
	}
	out := make(map[civic.Subject]map[string]int64, len(found))
	for _, t := range found {
		out[byID[t.ID]] = t.Counts
	}
	return out, nil
}

// count counts a subject's edges and writes what it found, if it is news. The
// edges are counted between reading the tally and writing over that revision,
// so an older count never lands on a newer one.
func (s *Service) count(ctx context.Context, subject civic.Subject) error {
	counter, ok := s.counters[subject.Kind]
	if !ok {
		return fmt.Errorf("tally: count %s: no counter for this kind", subject)
	}
	_, err := s.tallies.Put(ctx, subject.String(),
		func() (*Tally, []store.Message, error) {
			counts, err := counter(ctx, subject)
			if err != nil {
				return nil, nil, err
			}
			t := &Tally{Counts: counts, CountedAt: s.clock.Now()}
			t.ID = subject.String()
			return t, s.changed(subject), nil
		},
		func(t *Tally) ([]store.Message, error) {
			counts, err := counter(ctx, subject)
			if err != nil {
				return nil, err
			}
			if maps.Equal(counts, t.Counts) {
				return nil, store.ErrUnchanged
			}
			t.Counts, t.CountedAt = counts, s.clock.Now()
			return s.changed(subject), nil
		})
	if err != nil && civic.KindOf(err) != civic.KindNotFound { // of what is gone there is nothing to count
		return fmt.Errorf("tally: count %s: %w", subject, err)
	}
	return nil
}

func (s *Service) changed(subject civic.Subject) []store.Message {
	return []store.Message{store.Note("tally.changed", s.clock.Now(), "", map[string]any{"subject": subject})}
}
