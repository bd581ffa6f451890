package photo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/store"
)

// Lab turns an upload into plain JPEGs; media.Processor is one.
type Lab interface {
	Prepare(ctx context.Context, upload []byte) (media.Photo, error)
}

// Visible tells whether an actor (the zero one: anybody) may see a photo that a
// subject shows; false also when the subject does not show it.
type Visible func(ctx context.Context, actor civic.Actor, of civic.Subject, photo civic.ID) (bool, error)

// Shows tells whether a subject shows a photo, to whomever.
type Shows func(ctx context.Context, of civic.Subject, photo civic.ID) (bool, error)

// InUse tells which of some photos are shown somewhere, or might be.
type InUse func(ctx context.Context, photos []civic.ID) (map[civic.ID]bool, error)

// Config is what the service stands on.
type Config struct {
	Engine  store.Engine
	Clock   civic.Clock
	Bucket  media.Bucket
	Lab     Lab
	Visible Visible
	Shows   Shows
	InUse   InUse
}

// Service keeps photos. It is safe for concurrent use.
type Service struct {
	Config
	photos *store.Collection[Photo]
}

// New declares the collection photo.
func New(ctx context.Context, c Config) (*Service, error) {
	photos, err := store.Open[Photo](ctx, c.Engine, c.Clock, "photo",
		store.Index{Name: "uploader", Fields: []string{"uploader", "state", "since"}},
		store.Index{Name: "state", Fields: []string{"state", "since"}},
		store.Index{Name: "attached_to", Fields: []string{"attached_to"}, Sparse: true})
	if err != nil {
		return nil, fmt.Errorf("photo: new: %w", err)
	}
	return &Service{Config: c, photos: photos}, nil
}

// Upload keeps a photo under the client's id, and says whether it is new. The
// same person sending the same bytes again gets the same answer, also after the
// photo was swept: then it is made again.
//
// Errors: Unauthenticated "auth.required"; Invalid "id.malformed"; Conflict
// "photo.conflict" for an id that holds other bytes or is somebody else's;
// Limited "photo.too_many" (param max) beyond MaxFree; Unavailable "photo.busy";
// and those of Lab and of the bucket.
func (s *Service) Upload(ctx context.Context, actor civic.Actor, id string, body []byte) (View, bool, error) {
	if !actor.SignedIn() {
		return View{}, false, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	key, err := civic.ParseID(id)
	if err != nil {
		return View{}, false, err
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	p, err := s.known(ctx, actor, key, hash)
	if err != nil {
		return View{}, false, err
	}
	if p != nil && p.whole() {
		return p.View(), false, nil
	}
	if p == nil {
		if err := s.mayUpload(ctx, actor); err != nil {
			return View{}, false, err
		}
	}
	made, err := s.Lab.Prepare(ctx, body)
	if err != nil {
		return View{}, false, err
	}
	return s.keep(ctx, &Photo{
		Meta: store.Meta{ID: string(key)}, Uploader: actor.ID, Hash: hash,
		Width: made.Width, Height: made.Height, Color: made.Color,
	}, made)
}

// known finds an earlier upload under the id; nil when there is none.
func (s *Service) known(ctx context.Context, actor civic.Actor, id civic.ID, hash string) (*Photo, error) {
	p, err := s.photos.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("photo: upload: %w", err)
	}
	return p, p.belongs(actor.ID, hash)
}

func (p *Photo) belongs(uploader civic.ID, hash string) error {
	if p.Uploader != uploader || p.Hash != hash {
		return civic.Fail(civic.KindConflict, "photo.conflict")
	}
	if p.State == Sweeping {
		return busy()
	}
	return nil
}

func busy() error {
	e := civic.Fail(civic.KindUnavailable, "photo.busy")
	e.Retry = 2 * time.Second
	return e
}

// mayUpload counts what the person uploaded within a day and nothing shows. Two
// uploads at the same moment may both be the last: the bound is no promise to the
// one.
func (s *Service) mayUpload(ctx context.Context, actor civic.Actor) error {
	n, err := s.photos.Count(ctx, store.Query{
		Where: []store.Match{store.Eq("uploader", string(actor.ID)), store.Eq("state", string(Free), string(Pending), string(Marked))},
		Sort:  "since", From: s.Clock.Now().Plus(-FreeLife),
	})
	if err != nil {
		return fmt.Errorf("photo: upload: %w", err)
	}
	if n >= MaxFree {
		return civic.Fail(civic.KindLimited, "photo.too_many").With("max", MaxFree)
	}
	return nil
}

// keep writes the document as pending, the bytes, and then that they are there.
func (s *Service) keep(ctx context.Context, p *Photo, made media.Photo) (View, bool, error) {
	now := s.Clock.Now()
	p.CreatedAt = now
	p.become(Pending, now)
	fresh := false
	kept, err := s.photos.Put(ctx, p.ID, func() (*Photo, []store.Message, error) {
		fresh = true
		c := *p
		return &c, nil, nil
	}, func(old *Photo) ([]store.Message, error) {
		fresh = false
		if err := old.belongs(p.Uploader, p.Hash); err != nil {
			return nil, err
		}
		if old.State != Marked { // pending, or another of the same uploads finished it
			return nil, store.ErrUnchanged
		}
		old.become(Pending, now)
		return nil, nil
	})
	if err != nil {
		return View{}, false, fmt.Errorf("photo: upload: %w", err)
	}
	if kept.whole() {
		return kept.View(), false, nil
	}
	for _, r := range made.Renditions {
		if err := s.Bucket.Put(ctx, media.PhotoKey(civic.ID(p.ID), r.Edge), r.JPEG); err != nil {
			return View{}, false, fmt.Errorf("photo: upload: %w", err)
		}
	}
	kept, err = s.finish(ctx, p.ID)
	if err != nil {
		return View{}, false, err
	}
	return kept.View(), fresh, nil
}

func (s *Service) finish(ctx context.Context, id string) (*Photo, error) {
	p, err := s.photos.Update(ctx, id, func(p *Photo) ([]store.Message, error) {
		switch p.State {
		case Pending, Marked:
			p.become(Free, s.Clock.Now())
			return nil, nil
		case Sweeping:
			return nil, busy()
		}
		return nil, store.ErrUnchanged
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, busy() // swept while it was being written: send it again
	}
	if err != nil {
		return nil, fmt.Errorf("photo: upload: %w", err)
	}
	return p, nil
}

// Owned gives those of up to store.MaxIDs photos that are whole, were uploaded by
// this person and hang nowhere yet, in the order of ids: those that a report of
// theirs may begin to show. One photo hangs in one place, for that place decides
// who sees it and when it goes.
func (s *Service) Owned(ctx context.Context, uploader civic.ID, ids []civic.ID) ([]View, error) {
	ps, err := s.photos.GetAll(ctx, texts(ids))
	if err != nil {
		return nil, fmt.Errorf("photo: owned: %w", err)
	}
	var out []View
	for _, p := range ps {
		if p.Uploader == uploader && p.State == Free {
			out = append(out, p.View())
		}
	}
	return out, nil
}

// Attach makes the photos that a subject shows be attached to it, and those that
// it showed before and shows no more be free again. It is idempotent: the body of
// a taker, which reads ids from the subject as it is now. A photo that another
// subject shows already stays with that one.
func (s *Service) Attach(ctx context.Context, to civic.Subject, ids []civic.ID) error {
	wanted := make(map[civic.ID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	there, err := s.attached(ctx, to)
	if err != nil {
		return err
	}
	for id := range there {
		if wanted[id] {
			continue
		}
		if err := s.move(ctx, string(id), func(p *Photo) bool {
			free := p.State == Attached && p.AttachedTo == to.String()
			if free {
				p.become(Free, s.Clock.Now())
			}
			return free
		}); err != nil {
			return err
		}
	}
	for id := range wanted {
		if there[id] {
			continue
		}
		if err := s.move(ctx, string(id), func(p *Photo) bool {
			if p.State == Attached || p.State == Sweeping {
				return false
			}
			p.become(Attached, s.Clock.Now())
			p.AttachedTo = to.String()
			return true
		}); err != nil {
			return err
		}
	}
	return nil
}

// attached finds every photo that hangs on a subject.
func (s *Service) attached(ctx context.Context, to civic.Subject) (map[civic.ID]bool, error) {
	out := map[civic.ID]bool{}
	q := store.Query{Where: []store.Match{store.Eq("attached_to", to.String())}, Limit: store.MaxScan}
	for {
		page, next, err := s.photos.Page(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("photo: attach: %w", err)
		}
		for _, p := range page {
			out[civic.ID(p.ID)] = true
		}
		if next == "" {
			return out, nil
		}
		q.After = next
	}
}

// move changes a photo's state when change says so; a missing photo is passed over.
func (s *Service) move(ctx context.Context, id string, change func(*Photo) bool) error {
	_, err := s.photos.Update(ctx, id, func(p *Photo) ([]store.Message, error) {
		if !change(p) {
			return nil, store.ErrUnchanged
		}
		return nil, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("photo: %w", err)
	}
	return nil
}

// Open gives one size of a photo to whom may see it: its uploader, and once it
// is attached whoever its subject lets. The error is NotFound "photo.not_found"
// for everybody else and for a size that there is not.
func (s *Service) Open(ctx context.Context, actor civic.Actor, id string, edge int) (Served, error) {
	none := civic.NotFound("photo.not_found")
	key, err := civic.ParseID(id)
	if err != nil || !slices.Contains(media.Edges[:], edge) {
		return Served{}, none
	}
	p, err := s.photos.Get(ctx, string(key))
	if errors.Is(err, store.ErrNotFound) {
		return Served{}, none
	}
	if err != nil {
		return Served{}, fmt.Errorf("photo: open: %w", err)
	}
	public, may, err := s.may(ctx, actor, p)
	if err != nil {
		return Served{}, fmt.Errorf("photo: open: %w", err)
	}
	if !may {
		return Served{}, none
	}
	o, err := s.Bucket.Get(ctx, media.PhotoKey(key, edge))
	if edge == media.Phone && errors.Is(err, media.ErrNotFound) {
		o, err = s.Bucket.Get(ctx, media.PhotoKey(key, media.Edges[2]))
	}
	if errors.Is(err, media.ErrNotFound) {
		return Served{}, none.By(err)
	}
	if err != nil {
		return Served{}, fmt.Errorf("photo: open: %w", err)
	}
	return Served{Object: o, Public: public}, nil
}

func (s *Service) may(ctx context.Context, actor civic.Actor, p *Photo) (public, may bool, err error) {
	if p.State == Attached {
		of := subject(p.AttachedTo)
		public, err = s.Visible(ctx, civic.Actor{}, of, civic.ID(p.ID))
		if err != nil || public {
			return public, public, err
		}
		if actor.SignedIn() && actor.ID != p.Uploader {
			may, err = s.Visible(ctx, actor, of, civic.ID(p.ID))
			return false, may, err
		}
	}
	return false, actor.SignedIn() && actor.ID == p.Uploader, nil
}

func texts(ids []civic.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
