package photo

import (
	"context"
	"fmt"
	"iter"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/store"
)

// Keys yields the key of everything that must lie in the bucket for the photos
// that are whole: what a backup of these documents needs. The second value is
// the error that ended it, if any. It reads the engine as it stands, and wants
// one that nobody writes to: the copy that a backup is made from.
func Keys(ctx context.Context, e store.Engine, clock civic.Clock) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		s, err := New(ctx, Config{Engine: e, Clock: clock})
		if err != nil {
			yield("", err)
			return
		}
		for _, state := range []State{Free, Attached, Marked} {
			if !s.keys(ctx, state, yield) {
				return
			}
		}
	}
}

// keys tells whether to go on with the next state.
func (s *Service) keys(ctx context.Context, state State, yield func(string, error) bool) bool {
	q := store.Query{Where: []store.Match{store.Eq("state", string(state))}, Sort: "since", Limit: store.MaxScan - 1}
	for {
		page, next, err := s.photos.Page(ctx, q)
		if err != nil {
			yield("", fmt.Errorf("photo: keys: %w", err))
			return false
		}
		for _, p := range page {
			for _, edge := range media.Edges {
				if edge == media.Phone { // the next larger one stands in for it
					continue
				}
				if !yield(media.PhotoKey(civic.ID(p.ID), edge), nil) {
					return false
				}
			}
		}
		if next == "" {
			return true
		}
		q.After = next
	}
}
