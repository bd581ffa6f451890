package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

const stepKind = "fanout.step"

// fanout is a telling that one stretch could not end; its id is the plan's seed.
type fanout struct {
	store.Meta
	Plan   plan       `json:"plan"`
	Cursor string     `json:"cursor"` // followers up to here have been told
	DoneAt civic.Time `json:"done_at,omitzero"`
}

// begin tells the first stretch of followers and leaves the rest to a fan-out.
func (s *Service) begin(ctx context.Context, p plan) error {
	next, err := s.stretch(ctx, p, "")
	if err != nil || next == "" {
		return err
	}
	f := &fanout{Meta: store.Meta{ID: p.What}, Plan: p, Cursor: next}
	err = s.fanouts.Insert(ctx, f, s.stepNote(next))
	if errors.Is(err, store.ErrExists) {
		return nil // begun before, and the acknowledgement was lost
	}
	return err
}

func (s *Service) stepNote(cursor string) store.Message {
	return store.Note(stepKind, s.Clock.Now(), "", map[string]string{"cursor": cursor})
}

// step tells the next stretch of a fan-out, if that still stands where the
// message says.
func (s *Service) step(ctx context.Context, id, cursor string) error {
	f, err := s.fanouts.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil || f.Cursor != cursor || !f.DoneAt.IsZero() {
		return err
	}
	next, err := s.stretch(ctx, f.Plan, cursor)
	if err != nil {
		return err
	}
	_, err = s.fanouts.Update(ctx, id, func(f *fanout) ([]store.Message, error) {
		if f.Cursor != cursor || !f.DoneAt.IsZero() {
			return nil, store.ErrUnchanged
		}
		if next == "" {
			f.DoneAt = s.Clock.Now()
			return nil, nil
		}
		f.Cursor = next
		return []store.Message{s.stepNote(next)}, nil
	})
	return err
}

// reach does to one follower what the plan says.
func (s *Service) reach(ctx context.Context, p plan, f *Follow) error {
	if p.Release != "" {
		return s.release(ctx, f.Account, p.Release, p.Subject)
	}
	if p.Bring != "" {
		to := civic.Subject{Kind: p.Subject.Kind, ID: p.Bring}
		if err := s.bring(ctx, f.Account, p.Subject.ID, to); err != nil {
			return err
		}
	}
	return s.write(ctx, p, f.Account, p.kindFor(f.Role))
}

// write puts a notification into somebody's inbox, once.
func (s *Service) write(ctx context.Context, p plan, to civic.ID, k Kind) error {
	if to == "" || to == p.By {
		return nil
	}
	now := s.Clock.Now()
	n := &Notification{
		Meta: store.Meta{ID: id(p.What, to)}, Account: to, Kind: k, Subject: p.Subject,
		Update: p.Update, Status: p.Status, At: p.At, UnreadAt: now,
	}
	err := s.notifications.Insert(ctx, n, store.Note(Made, now, "", map[string]civic.ID{"account": to}))
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("notify: write: %w", err)
	}
	return nil
}

// each runs do on all items, many at once so that they share the disk's sync, and
// joins the errors.
func each[T any](items []T, do func(T) error) error {
	var (
		work sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	slots := make(chan struct{}, 32)
	for _, item := range items {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			if err := do(item); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}

// Sweep removes notifications older than a year and fan-outs that ended a day
// ago, a bounded number, and says how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	n, err := s.notifications.Sweep(ctx, "at", now.Plus(-keep))
	if err != nil {
		return n, fmt.Errorf("notify: sweep: %w", err)
	}
	m, err := s.fanouts.Sweep(ctx, "done_at", now.Plus(-24*time.Hour))
	if err != nil {
		return n + m, fmt.Errorf("notify: sweep: %w", err)
	}
	return n + m, nil
}
