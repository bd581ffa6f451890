package report

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Action is what moderators decide; the word on the wire.
type Action string

// The actions. Keep changes nothing about the report.
const (
	Hide          Action = "hide"
	Restore       Action = "restore"
	ReleasePhotos Action = "release_photos"
	Keep          Action = "keep"
)

// Decision is a moderator's decision on its way to the report.
type Decision struct {
	Message civic.ID // of the decision; the same message is applied once
	Report  civic.ID
	Action  Action
	Reason  string // the author reads it
	By      civic.ID
	At      civic.Time // when the moderator decided
	Photos  []civic.ID // ReleasePhotos: those that the moderator saw; nil when nobody said: what was there at At
}

// frees tells whether the decision releases a photo: all others stay held.
func (d Decision) frees(p Photo) bool {
	if d.Photos == nil {
		return !p.At.After(d.At.Time)
	}
	return slices.Contains(d.Photos, p.ID)
}

// ApplyDecision does to a report what a moderator decided. It is for the taker
// of decisions, and safe to repeat in any order after the first time, among the last
// MaxDecisions.
func (s *Service) ApplyDecision(ctx context.Context, d Decision) error {
	waits := false // photos of supporters'
	switch d.Action {
	case Keep:
		return nil
	case ReleasePhotos:
		var err error
		if waits, err = s.releaseConfirmations(ctx, d); err != nil {
			return fmt.Errorf("report: decision: %w", err)
		}
	}
	_, err := s.reports.Update(ctx, string(d.Report), func(r *Report) ([]store.Message, error) {
		if _, done := r.find(d.Message); done {
			return nil, store.ErrUnchanged
		}
		now := s.clock.Now()
		u := Update{ID: d.Message, At: now, By: By{Role: ByModerator, Account: d.By}, Reason: d.Reason}
		kind, data := "", map[string]any{"update": d.Message}
		switch d.Action {
		case Hide:
			kind, u.Kind = "report.hidden", UpdateHidden
			r.Hidden = &Hidden{By: d.By, Reason: d.Reason, At: d.At}
			data["reason"] = d.Reason
		case Restore:
			kind, u.Kind = "report.restored", UpdateRestored
			r.Hidden = nil
			data["reason"] = d.Reason
		case ReleasePhotos:
			kind, u.Kind = "report.photos_released", UpdatePhotosReleased
			r.release(d)
			if waits || r.HoldsPhotos() {
				data["held"] = true
			}
		default:
			return nil, fmt.Errorf("report: decision: unknown action %q", d.Action)
		}
		r.decide(u)
		r.relist()
		return []store.Message{store.Note(kind, now, d.By, data)}, nil
	})
	if errors.Is(err, store.ErrNotFound) { // purged meanwhile
		return nil
	}
	if err != nil {
		return fmt.Errorf("report: decision: %w", err)
	}
	return nil
}

// release shows photos that a moderator saw.
func (r *Report) release(d Decision) {
	free := func(photos []Photo) {
		for i := range photos {
			if d.frees(photos[i]) {
				photos[i].Held = false
			}
		}
	}
	free(r.Photos)
	for i := range r.Updates {
		free(r.Updates[i].Photos)
	}
}

// releaseConfirmations does the same to what supporters sent with their answers,
// and tells whether others of theirs wait still.
func (s *Service) releaseConfirmations(ctx context.Context, d Decision) (waits bool, err error) {
	err = s.confirmationPhotos(ctx, d.Report, func(c *Confirmation) error {
		if !c.Photo.Held {
			return nil
		}
		now, err := s.confirmations.Update(ctx, c.ID, func(c *Confirmation) ([]store.Message, error) {
			if c.Photo == nil || !c.Photo.Held || !d.frees(*c.Photo) {
				return nil, store.ErrUnchanged
			}
			c.Photo.Held = false
			return nil, nil
		})
		waits = waits || err == nil && now.Photo != nil && now.Photo.Held
		return err
	})
	return waits, err
}

// MaxHeld is the most that HeldPhotos lists at once.
const MaxHeld = 100

// HeldPhotos lists the photos of a report that wait for a moderator, and for one
// only: its own, those of its timeline, and those that supporters sent; at most
// MaxHeld. What a moderator was shown is what they can release.
func (s *Service) HeldPhotos(ctx context.Context, actor civic.Actor, id civic.ID) ([]PhotoView, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	f := r.faceOf(actor)
	if !f.moderator {
		return nil, civic.Denied("moderation.not_moderator")
	}
	var held []Photo
	add := func(photos ...Photo) {
		for _, p := range photos {
			if p.Held && len(held) < MaxHeld {
				held = append(held, p)
			}
		}
	}
	add(r.Photos...)
	for _, u := range r.Updates {
		add(u.Photos...)
	}
	err = s.confirmationPhotos(ctx, id, func(c *Confirmation) error {
		add(*c.Photo)
		return nil
	})
	return f.photos(held), err
}

// Read gives the document itself: for the program's own takers, never for an
// answer.
func (s *Service) Read(ctx context.Context, id civic.ID) (*Report, error) {
	r, err := s.reports.Get(ctx, string(id))
	return r, told(err)
}

// ReadAll gives those of up to store.MaxIDs documents that exist, in the order of
// ids, under the same condition.
func (s *Service) ReadAll(ctx context.Context, ids []civic.ID) ([]*Report, error) {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
	}
	all, err := s.reports.GetAll(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("report: read: %w", err)
	}
	return all, nil
}

// Entries are the public faces of up to store.MaxIDs reports, for search, feeds and
// the map; those that do not exist are left out.
func (s *Service) Entries(ctx context.Context, ids []civic.ID) (map[civic.ID]civic.Entry, error) {
	all, err := s.ReadAll(ctx, ids)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	subjects := make([]civic.Subject, len(all))
	for i, r := range all {
		subjects[i] = r.Subject()
	}
	counts, err := s.Tallies.Get(ctx, subjects...)
	if err != nil {
		return nil, fmt.Errorf("report: entries: %w", err)
	}
	out := make(map[civic.ID]civic.Entry, len(all))
	for i, r := range all {
		out[civic.ID(r.ID)] = r.Entry(counts[subjects[i]])
	}
	return out, nil
}

// Entry is what the public may know of the report; of one that is not public,
// only that.
func (r *Report) Entry(counts map[string]int64) civic.Entry {
	e := civic.Entry{Subject: r.Subject(), Rev: r.Rev, Visible: r.Public()}
	if !e.Visible {
		return e
	}
	public := r.faceOf(civic.Actor{})
	place, _ := public.place(r)
	e.Lang, e.Title, e.Text, e.Place = r.Lang, r.Title, r.Description, &place
	e.Facets = map[string]string{
		"area": r.Area, "category": r.Category, "domain": r.Domain, "status": string(r.Status), "authority": r.Authority,
	}
	e.Counts = map[string]int64{countSupports: counts[countSupports]}
	e.CreatedAt, e.UpdatedAt = r.CreatedAt, r.UpdatedAt
	if r.Status.Open() {
		e.DueAt = r.DueAt
	}
	return e
}
