package photo

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/store"
)

const (
	eraseStretch = 64 // photos that one Erase takes up of each state
	ownStretch   = 6  // photos that one Own gives with their bytes: they fit one object of a bucket
	toldStretch  = 200
)

// states are all that a photo can be in.
var states = []State{Pending, Free, Attached, Marked, Sweeping}

func uploaded(by civic.ID, in State, limit int) store.Query {
	return store.Query{
		Where: []store.Match{store.Eq("uploader", string(by)), store.Eq("state", string(in))}, Sort: "since", Limit: limit,
	}
}

// Erase forgets somebody's photos, a stretch at a time, and says whether to come
// again: bytes and all of those that nothing shows any more; of the others, who took
// them. Reports must have forgotten their author before.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	for _, state := range states {
		page, _, err := s.photos.Page(ctx, uploaded(l.Who, state, eraseStretch))
		if err != nil {
			return true, fmt.Errorf("photo: erase: %w", err)
		}
		more = more || len(page) > 0
		if err := store.Together(page, func(p *Photo) error { return s.erase(ctx, p) }); err != nil {
			return true, fmt.Errorf("photo: erase: %w", err)
		}
	}
	return more, nil
}

func (s *Service) erase(ctx context.Context, p *Photo) error {
	if p.State == Attached {
		shown, err := s.Shows(ctx, subject(p.AttachedTo), civic.ID(p.ID))
		if err != nil {
			return err
		}
		if shown {
			return s.move(ctx, p.ID, func(p *Photo) bool {
				p.Uploader, p.Hash = "", ""
				return true
			})
		}
	}
	if err := s.move(ctx, p.ID, func(p *Photo) bool { // nobody begins to use it now
		p.become(Sweeping, s.Clock.Now())
		return true
	}); err != nil {
		return err
	}
	for _, edge := range media.Edges {
		if err := s.Bucket.Delete(ctx, media.PhotoKey(civic.ID(p.ID), edge)); err != nil {
			return err
		}
	}
	_, err := s.photos.Purge(ctx, p.ID)
	return err
}

// OwnPhoto is what is kept about a photo, for who took it.
type OwnPhoto struct {
	ID         civic.ID   `json:"id"`
	State      State      `json:"state"`
	AttachedTo string     `json:"attached_to"`
	Width      int        `json:"width"`
	Height     int        `json:"height"`
	Color      string     `json:"color"`
	Since      civic.Time `json:"since"`
	CreatedAt  civic.Time `json:"created_at"`
}

// Own gives a stretch of somebody's photos, and on demand the largest size of each. It
// asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	values := make([]any, len(states))
	for i, state := range states {
		values[i] = string(state)
	}
	limit := toldStretch
	if t.Files {
		limit = ownStretch
	}
	page, next, err := s.photos.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("uploader", string(t.Who)), store.Eq("state", values...)},
		Sort:  "since", Limit: limit, After: t.After,
	})
	if err != nil {
		return out, fmt.Errorf("photo: own: %w", err)
	}
	for _, p := range page {
		own := civic.Own{List: "photos", Data: OwnPhoto{
			civic.ID(p.ID), p.State, p.AttachedTo, p.Width, p.Height, p.Color, p.Since, p.CreatedAt,
		}}
		if t.Files {
			object, err := s.Bucket.Get(ctx, media.PhotoKey(civic.ID(p.ID), media.Edges[len(media.Edges)-1]))
			if err != nil && !errors.Is(err, media.ErrNotFound) {
				return out, fmt.Errorf("photo: own: %w", err)
			}
			if err == nil {
				own.File, own.Body = "photos/"+p.ID+".jpg", object.Body
			}
		}
		out.Items = append(out.Items, own)
	}
	out.Next = next
	return out, nil
}
