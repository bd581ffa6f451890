package notify

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The states of a follow and how it came about; the words on the wire.
const (
	on   = "on"
	left = "left" // by its owner: nothing but its owner brings it back
	off  = "off"  // by itself, its reason having gone

	bySelf = "self"
	byAuto = "auto"
)

// role is why a person is asked whether a report is truly resolved.
type role string

const (
	author    role = "author"
	supporter role = "supporter"
)

// Follow is somebody's wish to hear of a subject; its id is
// "{kind}/{id}/{account}", so there is one. Authors and supporters need none.
type Follow struct {
	store.Meta
	SubjectKey string     `json:"subject_key"` // "report/01…"
	Kind       string     `json:"kind"`
	Subject    civic.ID   `json:"subject"`
	Account    civic.ID   `json:"account"`
	State      string     `json:"state"`
	By         string     `json:"by"`
	Role       role       `json:"role,omitempty"`
	Via        civic.ID   `json:"via,omitempty"` // the duplicate that brought it here
	At         civic.Time `json:"at"`
}

func followID(account civic.ID, of civic.Subject) string {
	return of.String() + "/" + string(account)
}

// Follow makes the actor hear of a subject, also after leaving it. Errors:
// Unauthenticated "auth.required"; NotFound "notify.subject" for a subject that
// the actor can't see.
func (s *Service) Follow(ctx context.Context, actor civic.Actor, of civic.Subject) error {
	if err := required(actor); err != nil {
		return err
	}
	known, err := s.Briefs(ctx, []civic.Subject{of})
	if err != nil {
		return fmt.Errorf("notify: follow: %w", err)
	}
	if b, ok := known[of]; !ok || !b.shows(actor.ID) {
		return civic.NotFound("notify.subject")
	}
	return s.set(ctx, actor.ID, of, on)
}

// Unfollow makes the actor hear of a subject no more, whatever would make them
// follow it later; of a subject that is not there nothing is kept. Errors:
// Unauthenticated "auth.required".
func (s *Service) Unfollow(ctx context.Context, actor civic.Actor, of civic.Subject) error {
	if err := required(actor); err != nil {
		return err
	}
	known, err := s.Briefs(ctx, []civic.Subject{of})
	if err != nil {
		return fmt.Errorf("notify: unfollow: %w", err)
	}
	if _, ok := known[of]; !ok {
		return nil
	}
	return s.set(ctx, actor.ID, of, left)
}

// set writes what a person chose.
func (s *Service) set(ctx context.Context, who civic.ID, of civic.Subject, state string) error {
	return s.edge(ctx, who, of, func(f *Follow, _ bool) bool {
		if f.State == state && f.By == bySelf {
			return false
		}
		f.State, f.By, f.Via = state, bySelf, ""
		return true
	})
}

// retract undoes a follow that was once kept for a supporter by itself; what they
// chose themselves stays.
func (s *Service) retract(ctx context.Context, who civic.ID, of civic.Subject) error {
	return s.edge(ctx, who, of, func(f *Follow, fresh bool) bool {
		if fresh || f.Role != supporter {
			return false
		}
		f.Role = ""
		if f.State == on && f.By == byAuto {
			f.State = off
		}
		return true
	})
}

// bring makes a follower of a duplicate follow its original, if nothing else was
// ever said about that.
func (s *Service) bring(ctx context.Context, who, via civic.ID, to civic.Subject) error {
	return s.edge(ctx, who, to, func(f *Follow, fresh bool) bool {
		if !fresh && f.State != off {
			return false
		}
		f.State, f.By, f.Via = on, byAuto, via
		return true
	})
}

// release undoes bring.
func (s *Service) release(ctx context.Context, who, via civic.ID, from civic.Subject) error {
	return s.edge(ctx, who, from, func(f *Follow, fresh bool) bool {
		if fresh || f.State != on || f.By != byAuto || f.Via != via {
			return false
		}
		f.State, f.Via = off, ""
		return true
	})
}

// edge writes one follow; change says whether it changed anything.
func (s *Service) edge(ctx context.Context, who civic.ID, of civic.Subject, change func(f *Follow, fresh bool) bool) error {
	id, now := followID(who, of), s.Clock.Now()
	none := errors.New("nothing to write")
	fresh := func() (*Follow, []store.Message, error) {
		f := &Follow{
			Meta: store.Meta{ID: id}, SubjectKey: of.String(), Kind: of.Kind, Subject: of.ID, Account: who, At: now,
		}
		if !change(f, true) {
			return nil, nil, none
		}
		return f, nil, nil
	}
	again := func(f *Follow) ([]store.Message, error) {
		was := f.State
		if !change(f, false) {
			return nil, store.ErrUnchanged
		}
		if f.State != was {
			f.At = now
		}
		return nil, nil
	}
	f, _, err := fresh()
	if err == nil { // most who begin to follow did not before
		_, err = s.follows.Add(ctx, f, nil, again)
	} else {
		_, err = s.follows.Put(ctx, id, fresh, again)
	}
	if err != nil && !errors.Is(err, none) {
		return fmt.Errorf("notify: follow: %w", err)
	}
	return nil
}

func followers(of civic.Subject) store.Query {
	return store.Query{Where: []store.Match{store.Eq("subject_key", of.String()), store.Eq("state", on)}}
}

func bounded(limit int) int {
	if limit <= 0 || limit > civic.MaxPage {
		return civic.MaxPage
	}
	return limit
}

func cursor(err error) error {
	if errors.Is(err, store.ErrCursor) {
		return civic.Invalid("cursor.malformed", "after").By(err)
	}
	return err
}
