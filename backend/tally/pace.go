package tally

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"jemaa/backend/civic"
)

const (
	least   = time.Second // between two counts of one subject
	share   = 20          // times the last count's duration, between two counts
	chunk   = 500         // subjects counted together
	alone   = 10_000      // edges, from which on a subject is counted, and timed, by itself
	writers = 32          // tallies written at a time; the store groups them
	kept    = 20_000      // subjects whose pace is remembered before a clean-up
)

// Recount counts the subjects, each once, waiting until its pace allows it. It
// is what a relay's taker does with a batch of messages: when it returns nil,
// every edge that was there before the call is in the tallies. It may be
// repeated. On an error some subjects may have been counted.
func (s *Service) Recount(ctx context.Context, subjects ...civic.Subject) error {
	todo := make(map[civic.Subject]struct{}, len(subjects))
	for _, subject := range subjects {
		todo[subject] = struct{}{}
	}
	for len(todo) > 0 {
		due, wait := s.pace.due(todo)
		r := round{s, s.clock()}
		if err := r.countAll(ctx, due); err != nil {
			return err
		}
		for _, subject := range due {
			delete(todo, subject)
		}
		if len(todo) > 0 && len(due) == 0 {
			if err := s.pace.wait(ctx, wait); err != nil {
				return err
			}
		}
	}
	return nil
}

// round is one counting of subjects that are due. Their pace is reckoned from its
// beginning: whoever begins a round a second after the last one waits for nobody,
// however late in that one a subject was counted.
type round struct {
	*Service
	began time.Time
}

// countAll counts subjects of all kinds, many of one kind together, and joins what
// went wrong.
func (s round) countAll(ctx context.Context, subjects []civic.Subject) error {
	kinds := map[string][]civic.Subject{}
	for _, subject := range subjects {
		kinds[subject.Kind] = append(kinds[subject.Kind], subject)
	}
	var errs []error
	for _, of := range kinds {
		for some := range slices.Chunk(of, chunk) {
			errs = append(errs, s.countSome(ctx, some))
		}
	}
	return errors.Join(errs...)
}

// countSome counts subjects of one kind: those with many edges alone, so that their
// own pace is known, and the others together.
func (s round) countSome(ctx context.Context, subjects []civic.Subject) error {
	before, err := s.read(ctx, subjects)
	if err != nil {
		return fmt.Errorf("tally: count: %w", err)
	}
	var errs []error
	together := make([]civic.Subject, 0, len(subjects))
	for _, subject := range subjects {
		if before[subject].edges() < alone {
			together = append(together, subject)
			continue
		}
		errs = append(errs, s.count(ctx, []civic.Subject{subject}, before))
	}
	if len(together) > 0 {
		errs = append(errs, s.count(ctx, together, before))
	}
	return errors.Join(errs...)
}

// edges is how many edges were counted last.
func (t *Tally) edges() (n int64) {
	if t == nil {
		return 0
	}
	for _, count := range t.Counts {
		n += count
	}
	return n
}

// each does something with all items, several at once so that they share the
// disk's sync, and joins the errors.
func each[T any](items []T, do func(T) error) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
		next = make(chan T)
	)
	for range min(writers, len(items)) {
		wg.Go(func() {
			for item := range next {
				if err := do(item); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

// pace remembers from when each subject may be counted again.
type pace struct {
	clock civic.Clock
	wait  func(context.Context, time.Duration) error
	mu    sync.Mutex
	from  map[civic.Subject]time.Time
}

func newPace(clock civic.Clock) *pace {
	return &pace{clock: clock, wait: sleep, from: map[civic.Subject]time.Time{}}
}

// due gives the subjects whose turn it is and how long the next one waits.
func (p *pace) due(todo map[civic.Subject]struct{}) (due []civic.Subject, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock()
	for subject := range todo {
		left := p.from[subject].Sub(now)
		switch {
		case left <= 0, left > longest: // longer only when the clock was set back
			due = append(due, subject)
		case wait == 0 || left < wait:
			wait = left
		}
	}
	return due, wait
}

// longest is the longest anybody waits for a count.
const longest = time.Minute

// counted notes a count of some subjects and forgets, now and then, what no longer
// has to wait.
func (p *pace) counted(subjects []civic.Subject, began time.Time, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	took /= time.Duration(len(subjects))
	for _, subject := range subjects {
		p.from[subject] = began.Add(min(max(least, share*took), longest))
	}
	if len(p.from) < kept {
		return
	}
	now := p.clock()
	for subject, from := range p.from {
		if !from.After(now) {
			delete(p.from, subject)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
