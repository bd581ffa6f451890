// Package privacy gives people their rights over what the city keeps about them (law
// 09-08; GDPR articles 7, 15 to 17, 20): to know it, to take it away, to agree to it
// or not, and to have it forgotten.
//
// It keeps no data of theirs itself but what they asked for: a departure while an
// erasure waits or is under way, a takeout while their data is being put together or
// waits to be fetched, and what they agreed to. What there is about somebody the rooms
// know: each is a Holder, which gives out and forgets its own in its own terms. Both
// jobs are documents with a place to go on from, so a kill loses and repeats nothing.
//
// What is stored at all stands in a register: every field of every collection has a
// room, a purpose, a basis in law and an end. A field that is not in it fails a test,
// and docs/privacy.md and the screen are made from it.
package privacy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// How long things take and stay.
const (
	Regret    = 7 * 24 * time.Hour // to change one's mind about an erasure
	TakenLife = 7 * 24 * time.Hour // of what was put together
	recheck   = time.Hour          // after an erasure, for what was under way
	lease     = 2 * time.Minute    // a job that says nothing for so long is taken over
	again     = 30 * time.Second   // a job that failed is tried again
	lookEvery = 5 * time.Second    // for jobs that other processes were asked for
)

// Holder is a room that keeps something about people.
type Holder interface {
	// Erase forgets a stretch of what is kept about somebody, and says whether to come
	// again. Repeating it changes nothing.
	Erase(ctx context.Context, l civic.Leaving) (more bool, err error)
	// Own gives a stretch of it to its owner.
	Own(ctx context.Context, t civic.Taking) (civic.Taken, error)
}

// Room is a Holder with its name.
type Room struct {
	Name string
	Holder
}

// People is what is asked of accounts.
type People interface {
	// Standing tells what somebody is; NotFound when there is no account.
	Standing(ctx context.Context, who civic.ID) (Standing, error)
	// MayLeave refuses who can't go yet: the last admin.
	MayLeave(ctx context.Context, who civic.ID) error
}

// Standing is what somebody is besides a resident.
type Standing struct {
	Authorities []string // whose official they are
	Staff       bool     // they hold any role
}

// Chest is where takeouts lie; media.Bucket is one.
type Chest interface {
	Put(ctx context.Context, key string, body []byte) error
	Get(ctx context.Context, key string) ([]byte, error)
	Delete(ctx context.Context, key string) error
}

// Ledger remembers erasures where a restored backup does not undo them.
type Ledger interface {
	// Note keeps that somebody is erased, durably; keep tells that their public
	// contributions stay. Noting it again changes nothing.
	Note(ctx context.Context, who civic.ID, keep bool) error
}

// Letters tells people by mail; an error means "again later", one of kind Invalid
// "never".
type Letters interface {
	// Erasing says that an account will be erased, and when.
	Erasing(ctx context.Context, who civic.ID, at civic.Time) error
	// Idle says that an account that nobody uses will be erased, and when, unless its
	// owner signs in.
	Idle(ctx context.Context, who civic.ID, at civic.Time) error
}

// Config is what the service stands on; all but Effects and Scrub are required.
type Config struct {
	Engine  store.Engine
	Clock   civic.Clock
	Rooms   []Room // accounts first: nobody acts any more; whoever looks at others' documents last
	People  People
	Chest   Chest
	Ledger  Ledger
	Letters Letters
	Effects map[Purpose]func(ctx context.Context, who civic.ID) error // of taking an agreement back
	Scrub   func(ctx context.Context) error                           // rewrites files that deleted words linger in
	Log     *slog.Logger
}

// Service is one's own data. It is safe for concurrent use.
type Service struct {
	Config
	departures *store.Collection[departure]
	takeouts   *store.Collection[takeout]
	consents   *store.Collection[consents]
	presences  *store.Collection[presence]
	wake       chan struct{}
}

// Open declares the collections of privacy; Run does the work.
func Open(ctx context.Context, c Config) (*Service, error) {
	s := &Service{Config: c, wake: make(chan struct{}, 1)}
	var err error
	if s.departures, err = store.Open[departure](ctx, c.Engine, c.Clock, "departure",
		store.Index{Name: "next_at", Fields: []string{"next_at"}}); err != nil {
		return nil, fmt.Errorf("privacy: open: %w", err)
	}
	if s.takeouts, err = store.Open[takeout](ctx, c.Engine, c.Clock, "takeout",
		store.Index{Name: "next_at", Fields: []string{"next_at"}}); err != nil {
		return nil, fmt.Errorf("privacy: open: %w", err)
	}
	if s.presences, err = store.Open[presence](ctx, c.Engine, c.Clock, "presence",
		store.Index{Name: "next_at", Fields: []string{"next_at"}}); err != nil {
		return nil, fmt.Errorf("privacy: open: %w", err)
	}
	if s.consents, err = store.Open[consents](ctx, c.Engine, c.Clock, "consent"); err != nil {
		return nil, fmt.Errorf("privacy: open: %w", err)
	}
	return s, nil
}

// Run does what is due until the context ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.Work(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("one's own data", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// soon has Run look now.
func (s *Service) soon() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Work does all that is due now, and puts off what fails.
func (s *Service) Work(ctx context.Context) error {
	return errors.Join(s.workIdle(ctx), s.workDepartures(ctx), s.workTakeouts(ctx))
}

// jobsAtOnce bounds how many due jobs one look takes up of each kind.
const jobsAtOnce = 100

func due(now civic.Time) store.Query {
	return store.Query{Sort: "next_at", To: now.Plus(time.Millisecond), Limit: jobsAtOnce}
}

func signedIn(actor civic.Actor) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	return nil
}

// freshly refuses whoever did not show of late who they are.
func (s *Service) freshly(actor civic.Actor) error {
	if err := signedIn(actor); err != nil {
		return err
	}
	return actor.NeedFreshSignIn(s.Clock.Now())
}

func gone(err error) bool { return errors.Is(err, store.ErrNotFound) }
