// Package trust tells how far the city knows an account by what it did: how long it
// is there, how many of its reports the city took up, how many a moderator had to
// hide. Somebody new has no links in what they publish, sends few reports an hour,
// and their first report is looked at; somebody whose reports were hidden also has
// their photos looked at before they show. Both end by themselves, and are
// explained to whom they concern.
//
// What is known is one document an account, counted anew from the reports
// whenever something happened to one, never added up: a message that comes twice
// changes nothing.
package trust

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Level is how far somebody is trusted; the word on the wire.
type Level string

// The levels.
const (
	New     Level = "new"     // since a short time, and nothing of theirs was taken up yet
	Known   Level = "known"   // nothing is limited
	Watched Level = "watched" // more of theirs was hidden than taken up, or something twice
)

// How long the limits last, and how many reports one may send meanwhile.
const (
	NewFor     = 7 * 24 * time.Hour
	WatchedFor = 90 * 24 * time.Hour
	PerHour    = 5
)

// Behaviour is what somebody's reports tell.
type Behaviour struct {
	Reports  int        `json:"reports"`
	TakenUp  int        `json:"taken_up"` // by the authority in charge, and public
	Hidden   int        `json:"hidden"`   // by a moderator
	HiddenAt civic.Time `json:"hidden_at,omitzero"`
}

// standing is the document; its id is the account's.
type standing struct {
	store.Meta
	JoinedAt  civic.Time `json:"joined_at,omitzero"` // zero: never new
	Behaviour Behaviour  `json:"behaviour"`
}

// Standing is how somebody stands now.
type Standing struct {
	Level Level
	Until civic.Time // the end of the limits; zero for Known
	Behaviour
}

// Limited tells whether anything is limited.
func (s Standing) Limited() bool { return s.Level != Known }

// People tells since when an account is there: the zero time for one that is never
// new, of staff for example. An unknown account is civic.KindNotFound.
type People interface {
	Joined(ctx context.Context, account civic.ID) (civic.Time, error)
}

// Reports tells what somebody's reports tell.
type Reports interface {
	Behaviour(ctx context.Context, account civic.ID) (Behaviour, error)
}

// Service keeps standings. It is safe for concurrent use.
type Service struct {
	clock     civic.Clock
	people    People
	reports   Reports
	standings *store.Collection[standing]
}

// Open declares the collection "trust".
func Open(ctx context.Context, e store.Engine, clock civic.Clock, people People, reports Reports) (*Service, error) {
	standings, err := store.Open[standing](ctx, e, clock, "trust")
	if err != nil {
		return nil, fmt.Errorf("trust: open: %w", err)
	}
	return &Service{clock: clock, people: people, reports: reports, standings: standings}, nil
}

// Of tells how an account stands. Somebody of whom nothing was counted yet is
// judged by how long they are there.
func (s *Service) Of(ctx context.Context, account civic.ID) (Standing, error) {
	d, err := s.standings.Get(ctx, string(account))
	if errors.Is(err, store.ErrNotFound) {
		d = &standing{}
		d.JoinedAt, err = s.people.Joined(ctx, account)
	}
	if err != nil {
		return Standing{}, fmt.Errorf("trust: of: %w", err)
	}
	return d.at(s.clock.Now()), nil
}

// at is how the account stands at a moment.
func (d *standing) at(now civic.Time) Standing {
	b := d.Behaviour
	out := Standing{Level: Known, Behaviour: b}
	limit := func(level Level, until civic.Time) {
		if until.After(now.Time) {
			out.Level, out.Until = level, until
		}
	}
	switch {
	case d.JoinedAt.IsZero():
	case b.Hidden > 1 || b.Hidden > b.TakenUp:
		limit(Watched, b.HiddenAt.Plus(WatchedFor))
	case b.TakenUp == 0:
		limit(New, d.JoinedAt.Plus(NewFor))
	}
	return out
}

// Recount counts somebody's reports anew and gives how they stand now. It is for
// the taker of messages about reports, and may be repeated. Of an account that is
// gone nothing is kept.
func (s *Service) Recount(ctx context.Context, account civic.ID) (Standing, error) {
	joined, err := s.people.Joined(ctx, account)
	if civic.KindOf(err) == civic.KindNotFound {
		_, err = s.standings.Purge(ctx, string(account))
		return Standing{Level: Known}, err
	}
	if err != nil {
		return Standing{}, fmt.Errorf("trust: recount: %w", err)
	}
	change := func(d *standing) ([]store.Message, error) {
		b, err := s.reports.Behaviour(ctx, account) // read after the document: whoever is slower counts again
		if err != nil {
			return nil, err
		}
		if d.JoinedAt.Equal(joined.Time) && d.Behaviour == b {
			return nil, store.ErrUnchanged
		}
		d.JoinedAt, d.Behaviour = joined, b
		return nil, nil
	}
	d, err := s.standings.Put(ctx, string(account), func() (*standing, []store.Message, error) {
		d := &standing{Meta: store.Meta{ID: string(account)}, JoinedAt: civic.At(time.Unix(0, 0))}
		m, err := change(d)
		return d, m, err
	}, change)
	if err != nil {
		return Standing{}, fmt.Errorf("trust: recount: %w", err)
	}
	return d.at(s.clock.Now()), nil
}

// Erase forgets how somebody stood. There is never more to do.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	if _, err := s.standings.Purge(ctx, string(l.Who)); err != nil {
		return true, fmt.Errorf("trust: erase: %w", err)
	}
	return false, nil
}

// OwnStanding is how somebody stands, as they take it away.
type OwnStanding struct {
	Level    Level      `json:"level"`
	Until    civic.Time `json:"until,omitzero"`
	Reports  int        `json:"reports"`
	TakenUp  int        `json:"taken_up"`
	Hidden   int        `json:"hidden"`
	HiddenAt civic.Time `json:"hidden_at,omitzero"`
}

// Own gives somebody what is known here about them. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	st, err := s.Of(ctx, t.Who)
	if civic.KindOf(err) == civic.KindNotFound {
		return out, nil
	}
	own := OwnStanding{st.Level, st.Until, st.Reports, st.TakenUp, st.Hidden, st.HiddenAt}
	return civic.Taken{Items: []civic.Own{{List: "trust", Data: own}}}, err
}
