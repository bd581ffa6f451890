package photo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/store"
)

const (
	sweepBatch = 200              // photos that one sweep takes up at most
	claimLife  = 10 * time.Minute // after which a sweep that was broken off is resumed
)

// Sweep removes photos that nothing has shown for FreeLife, a bounded number,
// and says how many. It goes in steps that other work can come between:
//
//  1. a photo is marked, and from then on nothing new may use it;
//  2. an hour later, when whatever began to use it before has long been written,
//     InUse is asked, and a photo that is used is attached in its own time;
//  3. otherwise it is claimed, its bytes are deleted, and then its document.
//
// A kill between any two writes leaves a step that a later sweep repeats, and
// several processes may sweep at once.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	if err := s.mark(ctx, now); err != nil {
		return 0, fmt.Errorf("photo: sweep: %w", err)
	}
	due, err := s.in(ctx, Marked, now.Plus(-sweepWait))
	if err != nil {
		return 0, fmt.Errorf("photo: sweep: %w", err)
	}
	if len(due) > 0 {
		used, err := s.InUse(ctx, due)
		if err != nil {
			return 0, fmt.Errorf("photo: sweep: %w", err)
		}
		due = slices.DeleteFunc(due, func(id civic.ID) bool { return used[id] })
	}
	broken, err := s.in(ctx, Sweeping, now.Plus(-claimLife))
	if err != nil {
		return 0, fmt.Errorf("photo: sweep: %w", err)
	}
	n := 0
	for _, id := range append(due, broken...) {
		gone, err := s.remove(ctx, id, now)
		if err != nil {
			return n, err
		}
		if gone {
			n++
		}
	}
	return n, nil
}

func (s *Service) mark(ctx context.Context, now civic.Time) error {
	for _, from := range []State{Free, Pending} {
		old, err := s.in(ctx, from, now.Plus(-FreeLife))
		if err != nil {
			return err
		}
		for _, id := range old {
			if err := s.shift(ctx, string(id), from, Marked); err != nil {
				return err
			}
		}
	}
	return nil
}

// in lists photos that have been in a state since before a time, oldest first.
func (s *Service) in(ctx context.Context, state State, before civic.Time) ([]civic.ID, error) {
	var out []civic.ID
	q := store.Query{Where: []store.Match{store.Eq("state", string(state))}, Sort: "since", To: before, Limit: sweepBatch}
	for p, err := range s.photos.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		out = append(out, civic.ID(p.ID))
	}
	return out, nil
}

func (s *Service) shift(ctx context.Context, id string, from, to State) error {
	return s.move(ctx, id, func(p *Photo) bool {
		if p.State != from {
			return false
		}
		p.become(to, s.Clock.Now())
		return true
	})
}

// remove claims a photo and deletes it, unless its uploader or another sweeper
// was faster. A claim that a kill left behind lapses after claimLife.
func (s *Service) remove(ctx context.Context, id civic.ID, now civic.Time) (bool, error) {
	mine := false
	err := s.move(ctx, string(id), func(p *Photo) bool {
		wait := map[State]time.Duration{Marked: sweepWait, Sweeping: claimLife}[p.State]
		if mine = wait > 0 && !p.Since.After(now.Add(-wait)); mine {
			p.become(Sweeping, now)
		}
		return mine
	})
	if err != nil || !mine {
		return false, err
	}
	for _, edge := range media.Edges {
		if err := s.Bucket.Delete(ctx, media.PhotoKey(id, edge)); err != nil {
			return false, fmt.Errorf("photo: sweep: %w", err)
		}
	}
	if _, err := s.photos.Purge(ctx, string(id)); err != nil {
		return false, fmt.Errorf("photo: sweep: %w", err)
	}
	return true, nil
}

// ByBacklog makes an InUse from the relay's backlog. Whatever uses a photo says so
// in a message on its document, and Attach has run when the message is settled.
// Marked photos are asked about an hour after the last write that may use them,
// so when no message of these collections has waited for half an hour, none of
// them is in use; otherwise any might be.
func ByBacklog(e store.Outbox, clock civic.Clock, collections ...string) InUse {
	return func(ctx context.Context, photos []civic.ID) (map[civic.ID]bool, error) {
		out := map[civic.ID]bool{}
		for _, c := range collections {
			n, oldest, err := e.Backlog(ctx, c)
			if err != nil {
				return nil, fmt.Errorf("photo: backlog of %s: %w", c, err)
			}
			if n > 0 && clock.Now().Sub(oldest.Time) > sweepWait/2 {
				for _, id := range photos {
					out[id] = true
				}
			}
		}
		return out, nil
	}
}
