// Package tally counts what hangs on a subject: supports, confirmations, later
// votes. Counts are recounted from the edges, never incremented, and kept in a
// document of their own, so that no crash, race or repeated message can make
// them lie and a count never disturbs the revision of what is counted.
//
// A subject is counted at most once a second, and no more often than twenty
// times as long as its last count took: what comes meanwhile waits and is
// answered by one count. Many subjects are counted together.
//
// Whoever keeps a copy of the counts, as search does to sort by them, asks for the
// News: a tally says of itself that its copies are old until it hears that they
// are not, so that a subject which changes all the time is copied now and then,
// and none is forgotten.
package tally

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Counter counts the edges of up to store.MaxIDs subjects of its kind, by the
// counts' names; subjects that are gone are left out.
type Counter func(ctx context.Context, of []civic.Subject) (map[civic.Subject]map[string]int64, error)

// Tally is the document: the counts of one subject.
type Tally struct {
	store.Meta
	Counts    map[string]int64 `json:"counts"`
	CountedAt civic.Time       `json:"counted_at"`       // when these counts were first found
	NewsAt    civic.Time       `json:"news_at,omitzero"` // since when copies of the counts are old; zero when they are not
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
	tallies, err := store.Open[Tally](ctx, e, clock, "tally", store.Index{Name: "news", Fields: []string{"news_at"}, Sparse: true})
	if err != nil {
		return nil, fmt.Errorf("tally: open: %w", err)
	}
	return &Service{tallies: tallies, clock: clock, counters: counters, pace: newPace(clock)}, nil
}

// Get gives the counts of up to store.MaxIDs subjects; those never counted are
// left out.
func (s *Service) Get(ctx context.Context, subjects ...civic.Subject) (map[civic.Subject]map[string]int64, error) {
	found, err := s.read(ctx, subjects)
	if err != nil {
		return nil, fmt.Errorf("tally: get: %w", err)
	}
	out := make(map[civic.Subject]map[string]int64, len(found))
	for subject, t := range found {
		out[subject] = t.Counts
	}
	return out, nil
}

// Counts is Get with the counts of each subject in its place, nil for those never
// counted. They are shared: nobody may change them.
func (s *Service) Counts(ctx context.Context, subjects []civic.Subject) ([]map[string]int64, error) {
	ids := make([]string, len(subjects))
	for i, subject := range subjects {
		ids[i] = subject.String()
	}
	found, err := s.tallies.LookAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("tally: counts: %w", err)
	}
	out := make([]map[string]int64, len(found))
	for i, t := range found {
		if t != nil {
			out[i] = t.Counts
		}
	}
	return out, nil
}

func (s *Service) read(ctx context.Context, subjects []civic.Subject) (map[civic.Subject]*Tally, error) {
	ids := make([]string, len(subjects))
	byID := make(map[string]civic.Subject, len(subjects))
	for i, subject := range subjects {
		ids[i] = subject.String()
		byID[ids[i]] = subject
	}
	found, err := s.tallies.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[civic.Subject]*Tally, len(found))
	for _, t := range found {
		out[byID[t.ID]] = t
	}
	return out, nil
}

// count counts subjects of one kind together and writes what it found, where it is
// news. The edges are counted between reading the tallies and writing over those
// revisions, so an older count never lands on a newer one.
func (s round) count(ctx context.Context, subjects []civic.Subject, before map[civic.Subject]*Tally) error {
	counter, ok := s.counters[subjects[0].Kind]
	if !ok {
		return fmt.Errorf("tally: count %s: no counter for this kind", subjects[0])
	}
	asked := s.clock()
	counts, err := counter(ctx, subjects)
	s.pace.counted(subjects, s.began, s.clock().Sub(asked))
	if err != nil {
		return fmt.Errorf("tally: count: %w", err)
	}
	return each(subjects, func(subject civic.Subject) error {
		found, ok := counts[subject]
		if !ok {
			return nil // of what is gone there is nothing to count
		}
		err := s.write(ctx, subject, before[subject], found)
		if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrExists) {
			err = s.again(ctx, subject, counter)
		}
		if err != nil {
			return fmt.Errorf("tally: count %s: %w", subject, err)
		}
		return nil
	})
}

// write puts counts in the place of the tally that was read before they were
// counted, nil when there was none.
func (s *Service) write(ctx context.Context, subject civic.Subject, before *Tally, counts map[string]int64) error {
	if before == nil {
		t := &Tally{Meta: store.Meta{ID: subject.String()}}
		t.set(counts, s.clock.Now())
		return s.tallies.Insert(ctx, t)
	}
	if maps.Equal(counts, before.Counts) {
		return nil
	}
	t := *before
	t.set(counts, s.clock.Now())
	return s.tallies.Replace(ctx, &t)
}

func (t *Tally) set(counts map[string]int64, now civic.Time) {
	t.Counts, t.CountedAt = counts, now
	if t.NewsAt.IsZero() {
		t.NewsAt = now
	}
}

// maxTries is how often a count is made anew when others come between.
const maxTries = 20

// again counts one subject anew after somebody else wrote its tally.
func (s *Service) again(ctx context.Context, subject civic.Subject, counter Counter) error {
	for try := 0; ; try++ {
		one := []civic.Subject{subject}
		before, err := s.read(ctx, one)
		if err != nil {
			return err
		}
		counts, err := counter(ctx, one)
		if err != nil {
			return err
		}
		found, ok := counts[subject]
		if !ok {
			return nil
		}
		err = s.write(ctx, subject, before[subject], found)
		if !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrExists) || try >= maxTries {
			return err
		}
	}
}
