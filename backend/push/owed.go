package push

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// write is a context for putting an outcome down: it outlives Close, for that is
// what Close waits for.
func (s *Service) write() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.life), 5*time.Second)
}

// owe writes a job's notifications down as owed, not before at.
func (s *Service) owe(j *job, at civic.Time) error {
	ctx, cancel := s.write()
	defer cancel()
	_, err := s.subs.Update(ctx, j.to.ID, func(d *Subscription) ([]store.Message, error) {
		if !d.live(s.Clock.Now()) || d.Account != j.to.Account {
			return nil, store.ErrUnchanged
		}
		before := len(d.Owed)
		d.owe(j.ids)
		if len(d.Owed) == before && !d.OwedAt.Before(at.Time) {
			return nil, store.ErrUnchanged
		}
		if d.OwedAt.Before(at.Time) {
			d.OwedAt = at
		}
		return nil, nil
	})
	return missing(err)
}

// owe adds notifications that are not among the owed yet, and keeps the newest.
func (d *Subscription) owe(ids []string) {
	for _, id := range ids {
		if !slices.Contains(d.Owed, id) {
			d.Owed = append(d.Owed, id)
		}
	}
	if over := len(d.Owed) - maxOwed; over > 0 {
		d.Owed = slices.Delete(d.Owed, 0, over)
	}
}

// record writes down what became of a job, where that differs from what the
// document says already.
func (s *Service) record(j *job, e ending) error {
	if e.err != nil {
		return e.err // whoever asked asks again
	}
	if !e.gone && len(e.again) == 0 && !j.owed && j.to.clean() {
		return nil // as most end: there was nothing to take off, and nothing was put on
	}
	ctx, cancel := s.write()
	defer cancel()
	_, err := s.subs.Update(ctx, j.to.ID, func(d *Subscription) ([]store.Message, error) {
		if d.Endpoint != j.to.Endpoint || d.Account != j.to.Account {
			return nil, store.ErrUnchanged // its browser came back with another endpoint
		}
		if e.gone {
			d.forget(s.Clock.Now())
			return nil, nil
		}
		if len(e.again) == 0 && d.clean() {
			return nil, store.ErrUnchanged
		}
		d.settle(j.ids, e, s.Clock.Now())
		return nil, nil
	})
	return missing(err)
}

// clean tells whether nothing is owed and nothing failed.
func (d *Subscription) clean() bool {
	return len(d.Owed) == 0 && d.Failures == 0 && d.OwedAt.IsZero()
}

// settle takes a job's notifications off what is owed, save those to send again.
func (d *Subscription) settle(ids []string, e ending, now civic.Time) {
	d.Owed = slices.DeleteFunc(d.Owed, func(id string) bool { return slices.Contains(ids, id) })
	d.OwedAt = civic.Time{}
	if len(e.again) == 0 {
		d.Failures = 0
		if len(d.Owed) > 0 {
			d.OwedAt = now // came while we were sending
		}
		return
	}
	d.owe(e.again)
	if d.Failures++; d.Failures > maxFailures {
		d.Owed, d.Failures = nil, 0
		return
	}
	d.OwedAt = now.Plus(d.rest(e.after))
}

// heeded is how many failures in a row wait no longer than the push service asked
// for, when it did. A service that says "soon" again and again is given more rest
// all the same: what is owed must outlive its troubles, and tries are numbered.
const heeded = 2

// rest is how long a subscription is left alone after its last failure; asked is
// what the push service wants, 0 when it did not say.
func (d *Subscription) rest(asked time.Duration) time.Duration {
	if asked > 0 && d.Failures <= heeded {
		return max(asked, time.Second)
	}
	return max(asked, backoff(d.Failures-1))
}

// backoff grows from 30 seconds to an hour.
func backoff(failures int) time.Duration {
	return min(30*time.Second<<min(failures, 10), time.Hour)
}

// missing passes over a document that is not there.
func missing(err error) error {
	if err == nil || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return fmt.Errorf("push: %w", err)
}

// Sweep removes subscriptions that are gone or have not been confirmed for
// Unconfirmed, a bounded number, and says how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	n, err := s.subs.Sweep(ctx, "expires_at", s.Clock.Now())
	if err != nil {
		return n, fmt.Errorf("push: sweep: %w", err)
	}
	return n, nil
}
