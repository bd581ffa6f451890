package tally

import (
	"context"
	"errors"
	"sync"
	"time"

	"jemaa/backend/civic"
)

const (
	least   = time.Second // between two counts of one subject
	share   = 20          // times the last count's duration, between two counts
	workers = 8           // counts at a time; the store groups their writes
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
		if err := s.countAll(ctx, due); err != nil {
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

// countAll counts subjects side by side and joins what went wrong.
func (s *Service) countAll(ctx context.Context, subjects []civic.Subject) error {
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
		next = make(chan civic.Subject)
	)
	for range min(workers, len(subjects)) {
		wg.Go(func() {
			for subject := range next {
				began := s.clock()
				err := s.count(ctx, subject)
				s.pace.counted(subject, began, s.clock().Sub(began))
				if err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, subject := range subjects {
		next <- subject
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

// counted notes a count and forgets, now and then, what no longer has to wait.
func (p *pace) counted(subject civic.Subject, began time.Time, took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.from[subject] = began.Add(min(max(least, share*took), longest))
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
