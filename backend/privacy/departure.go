package privacy

import (
	"context"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Stage is how far an erasure has come; the word on the wire.
type Stage string

// The stages.
const (
	Waiting  Stage = "waiting"  // its owner can still change their mind
	Erasing  Stage = "erasing"  // the rooms forget, one after the other
	Checking Stage = "checking" // again, for what was under way meanwhile
)

// departure is somebody's wish to be forgotten; its id is the account. It goes with
// the last trace of them.
type departure struct {
	store.Meta
	Keep        bool       `json:"keep"` // public contributions stay, without the person
	By          civic.ID   `json:"by"`   // who asked: themselves, or an admin for them
	AskedAt     civic.Time `json:"asked_at"`
	DueAt       civic.Time `json:"due_at"`
	Stage       Stage      `json:"stage"`
	Step        int        `json:"step"` // the room that is forgetting
	Authorities []string   `json:"authorities,omitempty"`
	NextAt      civic.Time `json:"next_at"` // when the job is taken up
}

// LetterKinds are the kinds of message that Tell takes.
var LetterKinds = []string{"erasure.asked", "account.idle"}

// Erasure is an erasure as its owner sees it.
type Erasure struct {
	Keep    bool       `json:"keep"`
	Stage   Stage      `json:"stage" enum:"waiting,erasing,checking"`
	AskedAt civic.Time `json:"asked_at"`
	DueAt   civic.Time `json:"due_at"` // until then it can be taken back
}

func (d *departure) shown() *Erasure {
	return &Erasure{Keep: d.Keep, Stage: d.Stage, AskedAt: d.AskedAt, DueAt: d.DueAt}
}

// Leave asks that the actor be forgotten after Regret; asking again only changes what
// stays. Errors: Unauthenticated "auth.required"; Denied "auth.fresh_needed" without a
// fresh sign-in; Conflict "grant.last_admin", "privacy.erasing" when it has begun.
func (s *Service) Leave(ctx context.Context, actor civic.Actor, keep bool) (*Erasure, error) {
	if err := s.freshly(actor); err != nil {
		return nil, err
	}
	return s.depart(ctx, actor.ID, actor.ID, keep)
}

// EraseFor has an admin ask it for somebody, who can still take it back. Errors: as
// Leave's; Denied "auth.denied" for anybody else, "auth.fresh_needed" without a fresh
// passkey; NotFound "account.not_found".
func (s *Service) EraseFor(ctx context.Context, actor civic.Actor, who civic.ID, keep bool) (*Erasure, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	if !actor.Is(civic.Admin) {
		return nil, civic.Denied("auth.denied")
	}
	if err := actor.NeedFreshPasskey(s.Clock.Now()); err != nil {
		return nil, err
	}
	who, err := civic.ParseID(string(who))
	if err != nil {
		return nil, err
	}
	return s.depart(ctx, who, actor.ID, keep)
}

func (s *Service) depart(ctx context.Context, who, by civic.ID, keep bool) (*Erasure, error) {
	if _, err := s.People.Standing(ctx, who); err != nil {
		return nil, fmt.Errorf("privacy: leave: %w", err)
	}
	if err := s.People.MayLeave(ctx, who); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	fresh := func() (*departure, []store.Message, error) {
		d := &departure{Meta: store.Meta{ID: string(who)}, Keep: keep, By: by, AskedAt: now, DueAt: now.Plus(Regret), Stage: Waiting}
		d.NextAt = d.DueAt
		return d, []store.Message{store.Note("erasure.asked", now, "", nil)}, nil
	}
	d, err := s.departures.Put(ctx, string(who), fresh, func(d *departure) ([]store.Message, error) {
		switch {
		case d.Stage == "": // taken back just now
			meta := d.Meta
			f, m, err := fresh()
			*d = *f
			d.Meta = meta
			return m, err
		case d.Stage != Waiting:
			return nil, civic.Fail(civic.KindConflict, "privacy.erasing")
		case d.Keep == keep:
			return nil, store.ErrUnchanged
		}
		d.Keep = keep
		return nil, nil
	})
	if err != nil {
		return nil, fmt.Errorf("privacy: leave: %w", err)
	}
	return d.shown(), nil
}

// Stay takes the wish back; when there is none, nothing changes. Errors:
// Unauthenticated "auth.required"; Conflict "privacy.erasing" when it has begun.
func (s *Service) Stay(ctx context.Context, actor civic.Actor) error {
	if err := signedIn(actor); err != nil {
		return err
	}
	_, err := s.departures.Update(ctx, string(actor.ID), func(d *departure) ([]store.Message, error) {
		switch d.Stage {
		case "":
			return nil, store.ErrUnchanged
		case Erasing, Checking:
			return nil, civic.Fail(civic.KindConflict, "privacy.erasing")
		}
		d.Stage, d.NextAt = "", s.Clock.Now() // the next look takes it away
		return nil, nil
	})
	if err != nil && !gone(err) {
		return fmt.Errorf("privacy: stay: %w", err)
	}
	s.soon()
	return nil
}

// Leaving tells whether, and when, the actor will be forgotten; nil when they will not.
func (s *Service) Leaving(ctx context.Context, actor civic.Actor) (*Erasure, error) {
	if !actor.SignedIn() {
		return nil, nil
	}
	d, err := s.departures.LookAll(ctx, []string{string(actor.ID)}) // keeps also that there is none
	if err != nil {
		return nil, fmt.Errorf("privacy: leaving: %w", err)
	}
	if d[0] == nil || d[0].Stage == "" {
		return nil, nil
	}
	return d[0].shown(), nil
}

// Tell writes to somebody what a message of LetterKinds is about, if that still holds:
// the message's document is named by the account. It is the body of a taker.
func (s *Service) Tell(ctx context.Context, kind string, who civic.ID) error {
	tell := s.tellErasing
	if kind == "account.idle" {
		tell = s.tellIdle
	}
	err := tell(ctx, who)
	if k := civic.KindOf(err); k == civic.KindInvalid || k == civic.KindNotFound {
		return nil // an address that takes no letter, or nobody any more
	}
	return err
}

func (s *Service) tellErasing(ctx context.Context, who civic.ID) error {
	d, err := s.departures.Get(ctx, string(who))
	if gone(err) || err == nil && d.Stage != Waiting {
		return nil
	}
	if err != nil {
		return fmt.Errorf("privacy: tell: %w", err)
	}
	return s.Letters.Erasing(ctx, who, d.DueAt)
}

// Replay has somebody forgotten at once, who was before a backup was restored. It is
// for the program's start, and asks no rights.
func (s *Service) Replay(ctx context.Context, who civic.ID, keep bool) error {
	now := s.Clock.Now()
	fresh := func() (*departure, []store.Message, error) {
		return &departure{Meta: store.Meta{ID: string(who)}, Keep: keep, AskedAt: now, DueAt: now, Stage: Waiting, NextAt: now}, nil, nil
	}
	_, err := s.departures.Put(ctx, string(who), fresh, func(d *departure) ([]store.Message, error) {
		if !d.NextAt.After(now.Time) && d.Stage != "" {
			return nil, store.ErrUnchanged
		}
		d.Keep, d.DueAt, d.NextAt, d.Stage = keep, now, now, Waiting
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("privacy: replay: %w", err)
	}
	return nil
}

// workDepartures does what is due, and scrubs once after all that ended.
func (s *Service) workDepartures(ctx context.Context) error {
	page, _, err := s.departures.Page(ctx, due(s.Clock.Now()))
	if err != nil {
		return fmt.Errorf("privacy: departures: %w", err)
	}
	forgotten := 0
	for _, d := range page {
		done, err := s.workDeparture(ctx, d.ID)
		if err != nil {
			s.Log.Warn("an erasure goes on later", "error", err)
		}
		if done {
			forgotten++
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if forgotten == 0 || s.Scrub == nil {
		return nil
	}
	s.Log.Info("erased", "people", forgotten)
	return s.Scrub(ctx)
}

// workDeparture takes up one, if nobody else has, and tells whether the rooms have
// forgotten once more.
func (s *Service) workDeparture(ctx context.Context, id string) (done bool, err error) {
	mine := false
	d, err := s.departures.Update(ctx, id, func(d *departure) ([]store.Message, error) {
		now := s.Clock.Now()
		if mine = !d.NextAt.After(now.Time); !mine {
			return nil, store.ErrUnchanged
		}
		if d.Stage == Waiting {
			d.Stage, d.Step = Erasing, 0
		}
		d.NextAt = now.Plus(lease)
		return nil, nil
	})
	if err != nil || !mine {
		return false, ignoreGone(err)
	}
	if d.Stage == "" {
		_, err := s.departures.Purge(ctx, id)
		return false, err
	}
	if err := s.forget(ctx, d); err != nil {
		_, late := s.departures.Update(ctx, id, func(d *departure) ([]store.Message, error) {
			d.NextAt = s.Clock.Now().Plus(again)
			return nil, nil
		})
		return false, fmt.Errorf("privacy: erase: %w", firstOf(err, ignoreGone(late)))
	}
	return true, s.endDeparture(ctx, id)
}

// endDeparture leaves a second look for later, and after that nothing.
func (s *Service) endDeparture(ctx context.Context, id string) error {
	over := false
	_, err := s.departures.Update(ctx, id, func(d *departure) ([]store.Message, error) {
		if over = d.Stage == Checking; over {
			return nil, store.ErrUnchanged
		}
		d.Stage, d.Step, d.NextAt = Checking, 0, s.Clock.Now().Plus(recheck)
		return nil, nil
	})
	if err == nil && over {
		_, err = s.departures.Purge(ctx, id)
	}
	return ignoreGone(err)
}

// forget has every room forget, from the one on that was under way.
func (s *Service) forget(ctx context.Context, d *departure) error {
	who := civic.ID(d.ID)
	if d.Stage == Erasing && d.Step == 0 {
		if err := s.Ledger.Note(ctx, who, d.Keep); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		was, err := s.People.Standing(ctx, who)
		if err != nil && civic.KindOf(err) != civic.KindNotFound { // forgotten already, and killed before that was written
			return err
		}
		if err == nil {
			d.Authorities = was.Authorities
		}
		if err := s.reached(ctx, d); err != nil {
			return err
		}
	}
	l := civic.Leaving{Who: who, Authorities: d.Authorities, Keep: d.Keep}
	for ; d.Step < len(s.Rooms); d.Step++ {
		if err := s.reached(ctx, d); err != nil {
			return err
		}
		if err := s.forgetIn(ctx, s.Rooms[d.Step], l); err != nil {
			return fmt.Errorf("%s: %w", s.Rooms[d.Step].Name, err)
		}
	}
	return nil
}

// stretchRest is how long a room is left alone that waits for the relay.
const stretchRest = 20 * time.Millisecond

// patience is how long one room may take before the job says that it lives.
const patience = lease / 2

func (s *Service) forgetIn(ctx context.Context, r Room, l civic.Leaving) error {
	began := time.Now()
	for {
		more, err := r.Erase(ctx, l)
		if err != nil || !more {
			return err
		}
		if time.Since(began) > patience {
			return fmt.Errorf("more to do after %s", patience)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(stretchRest):
		}
	}
}

// reached writes down how far the job has come, and that it lives.
func (s *Service) reached(ctx context.Context, d *departure) error {
	_, err := s.departures.Update(ctx, d.ID, func(kept *departure) ([]store.Message, error) {
		kept.Step, kept.Authorities, kept.NextAt = d.Step, d.Authorities, s.Clock.Now().Plus(lease)
		return nil, nil
	})
	return err
}

func ignoreGone(err error) error {
	if gone(err) {
		return nil
	}
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
