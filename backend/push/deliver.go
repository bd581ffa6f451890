package push

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Deliver tells the browsers of some accounts. It returns when every attempt has
// ended, or takes longer than Patience and is written down as owed, or its
// subscription is waiting anyway. So an error (the store's, or Notes') means that
// nothing is lost by asking again; a push may then be seen twice, in one place of
// the screen, for the tag is the same.
func (s *Service) Deliver(ctx context.Context, parcels []Parcel) error {
	var accounts []civic.ID
	wanted := map[civic.ID][]string{}
	for _, p := range parcels {
		if _, seen := wanted[p.Account]; !seen {
			accounts = append(accounts, p.Account)
		}
		wanted[p.Account] = append(wanted[p.Account], p.Notification)
	}
	subs, err := s.of(ctx, accounts)
	if err != nil {
		return err
	}
	var b batch
	for account, ds := range subs {
		for _, d := range ds[:min(len(ds), MaxSubscriptions)] {
			b.add(s.start(d, wanted[account]))
		}
	}
	return b.wait(ctx)
}

// Retry sends what is owed and due, at most limit subscriptions, and says how
// many it took up. Call it every second or so.
func (s *Service) Retry(ctx context.Context, limit int) (int, error) {
	now := s.Clock.Now()
	var due []string
	for d, err := range s.subs.Find(ctx, store.Query{Sort: "owed_at", To: now.Plus(time.Millisecond), Limit: limit}) {
		if err != nil {
			return 0, fmt.Errorf("push: retry: %w", err)
		}
		if _, flies := s.flying.Load(d.ID); !flies { // else its outcome is still to come
			due = append(due, d.ID)
		}
	}
	mine, err := s.claimAll(ctx, due, now)
	var b batch
	for _, d := range mine {
		b.add(s.launch(d, d.Owed))
	}
	return len(mine), errors.Join(err, b.wait(ctx))
}

// claimAll claims subscriptions, several at once so that they share the disk's sync,
// and gives those that it got.
func (s *Service) claimAll(ctx context.Context, ids []string, now civic.Time) ([]*Subscription, error) {
	var (
		mu   sync.Mutex
		mine []*Subscription
		work errgroup.Group
	)
	work.SetLimit(claimers)
	for _, id := range ids {
		work.Go(func() error {
			d, err := s.claim(ctx, id, now)
			if d != nil {
				mu.Lock()
				defer mu.Unlock()
				mine = append(mine, d)
			}
			return err
		})
	}
	err := work.Wait()
	return mine, err
}

const claimers = 32

// claim moves a due subscription's time past one attempt, so that of several
// processes one makes it; nil when another was faster.
func (s *Service) claim(ctx context.Context, id string, now civic.Time) (*Subscription, error) {
	mine := false
	d, err := s.subs.Update(ctx, id, func(d *Subscription) ([]store.Message, error) {
		if mine = !d.OwedAt.IsZero() && !d.OwedAt.After(now.Time); !mine {
			return nil, store.ErrUnchanged
		}
		if !d.live(now) {
			mine = false
			d.Owed, d.OwedAt = nil, civic.Time{}
			return nil, nil
		}
		d.OwedAt = now.Plus(s.lease())
		return nil, nil
	})
	if err != nil || !mine {
		return nil, missing(err)
	}
	return d, nil
}

// lease is longer than anything one attempt can take.
func (s *Service) lease() time.Duration { return 2*s.Timeout + 5*time.Second }

// batch waits for several jobs and joins their errors.
type batch struct{ jobs []*job }

func (b *batch) add(j *job) { b.jobs = append(b.jobs, j) }

func (b *batch) wait(ctx context.Context) error {
	var errs []error
	for _, j := range b.jobs {
		select {
		case <-j.released:
			errs = append(errs, j.err)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return errors.Join(errs...)
}

// job is the sending of some notifications to one subscription. It is released
// once its outcome is on disk, be it only that the notifications are owed.
type job struct {
	to       *Subscription
	ids      []string
	once     sync.Once
	released chan struct{}
	err      error
	mu       sync.Mutex // held while something is written down
	lane     chan struct{}
	owed     bool // written down while it was slow
	ended    bool
}

func (j *job) release(err error) {
	j.once.Do(func() {
		j.err = err
		close(j.released)
	})
}

// start sends, or only writes down for a subscription that must be left alone.
func (s *Service) start(to *Subscription, ids []string) *job {
	if to.OwedAt.IsZero() {
		return s.launch(to, ids)
	}
	j := &job{to: to, ids: ids, released: make(chan struct{})}
	s.jobs.Go(func() { j.release(s.owe(j, to.OwedAt)) })
	return j
}

func (s *Service) launch(to *Subscription, ids []string) *job {
	j := &job{to: to, ids: ids, released: make(chan struct{})}
	s.jobs.Go(func() {
		lane, err := s.turn()
		if err != nil {
			j.release(err)
			return
		}
		if lane == nil { // so many are slow that whoever waits should not wait longer
			j.release(s.owe(j, s.Clock.Now()))
			return
		}
		j.lane = lane
		s.flying.Store(to.ID, true)
		late := time.AfterFunc(s.Patience, func() { s.letRun(j) })
		defer late.Stop()
		done := s.attempt(j)
		j.mu.Lock()
		defer j.mu.Unlock()
		j.ended = true
		<-j.lane
		err = s.record(j, done)
		s.flying.Delete(to.ID) // before whoever waits may retry
		j.release(err)
	})
	return j
}

// turn waits for a slot, and gives none when that takes too long.
func (s *Service) turn() (chan struct{}, error) {
	select {
	case s.slots <- struct{}{}:
		return s.slots, nil
	default:
	}
	t := time.NewTimer(queueLimit)
	defer t.Stop()
	select {
	case s.slots <- struct{}{}:
		return s.slots, nil
	case <-t.C:
		return nil, nil
	case <-s.life.Done():
		return nil, context.Cause(s.life)
	}
}

// queueLimit is how long an attempt waits for a slot before its notifications are
// written down as owed; well within what a relay gives one Take.
const queueLimit = 20 * time.Second

// letRun writes down what a slow attempt would owe, and lets it go on alone, out of
// the way of the others while there is room for slow ones.
func (s *Service) letRun(j *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ended {
		return
	}
	j.owed = true
	j.release(s.owe(j, s.Clock.Now().Plus(s.lease())))
	select {
	case s.slow <- struct{}{}:
		<-j.lane
		j.lane = s.slow
	default:
	}
}

// ending is what became of a job's notifications.
type ending struct {
	gone  bool
	again []string // to be sent again
	after time.Duration
	err   error // nothing could be tried
}

// attempt sends a job's notifications, the last of each topic, until one must wait.
func (s *Service) attempt(j *job) ending {
	ctx, cancel := context.WithTimeout(s.life, s.lease())
	defer cancel()
	notes, err := s.notes(ctx, j)
	if err != nil {
		return ending{err: err}
	}
	for i, n := range notes {
		r := s.sender.send(ctx, j.to, n)
		s.count(r.outcome)
		s.tell(r)
		switch r.outcome {
		case Gone:
			return ending{gone: true}
		case Limited, Failed:
			e := ending{after: r.after}
			for _, n := range notes[i:] {
				e.again = append(e.again, n.ID)
			}
			return e
		}
	}
	return ending{}
}

func (s *Service) count(o Outcome) {
	s.counts[o].Add(1)
	if o == Failed {
		s.missed.Add(1)
	} else {
		s.missed.Store(0)
	}
}

func (s *Service) notes(ctx context.Context, j *job) ([]Note, error) {
	var out []Note
	for _, id := range j.ids {
		n, err := s.Notes(ctx, Parcel{j.to.Account, id}, j.to.Lang)
		if civic.KindOf(err) == civic.KindNotFound {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("push: note: %w", err)
		}
		if s.Clock.Now().Sub(n.At.Time) > Life {
			continue
		}
		out = slices.DeleteFunc(out, func(o Note) bool { return o.Topic == n.Topic })
		out = append(out, n)
	}
	return out, nil
}

func (s *Service) tell(r result) {
	switch r.outcome {
	case Alarm:
		s.Log.Error("a push service refuses our key", "cause", r.cause)
	case Blocked, Refused, TooLarge:
		s.Log.Warn("a push was dropped", "outcome", r.outcome, "cause", r.cause)
	case Failed:
		s.Log.Debug("a push failed and is owed", "cause", r.cause)
	}
}
