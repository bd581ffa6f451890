package moderation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// State is whether a case waits for a moderator; the word on the wire.
type State string

// The states of a case.
const (
	StateOpen    State = "open"
	StateDecided State = "decided"
)

// Why says what opened a case.
type Why string

// What opens cases.
const (
	WhyFlags      Why = "flags"
	WhyHeldPhotos Why = "held_photos"
	WhyAuthor     Why = "author"    // who is new here, or whose reports had to be hidden
	WhyModerator  Why = "moderator" // who acted without being asked
)

// Case is all flags on one subject and what was decided. It names nobody who
// flagged.
type Case struct {
	Rev      int64          `json:"-"` // of the case; what a Verdict has Seen
	Subject  civic.Subject  `json:"subject"`
	State    State          `json:"state"`
	Why      []Why          `json:"why"`
	Flags    int            `json:"flags"`
	Reasons  map[Reason]int `json:"reasons,omitempty"`
	Words    []string       `json:"words,omitempty"` // the latest flags' words, ≤ 20
	OpenedAt civic.Time     `json:"opened_at"`
	Decision *Decision      `json:"decision,omitempty"` // the last one
	History  []Decision     `json:"history,omitempty"`  // the last MaxHistory, oldest first
}

// document is a case as it is kept. Rank orders the queue and exists only while
// the case is open; DecidedAt only while it is not.
type document struct {
	store.Meta
	Case
	Rank      string       `json:"rank,omitempty"`
	DecidedAt civic.Time   `json:"decided_at,omitzero"`
	Hidden    bool         `json:"hidden"`          // by the last decision about it
	Heard     []civic.Time `json:"heard,omitempty"` // of photos, the last heardKept, so that none opens the case twice
}

const heardKept = 16

// shown is the case as a moderator gets it.
func (d *document) shown() Case {
	c := d.Case
	c.Rev = d.Meta.Rev
	return c
}

func newCase(subject civic.Subject, now civic.Time) *document {
	d := &document{Case: Case{Subject: subject, State: StateOpen, OpenedAt: now}}
	d.ID = subject.String()
	return d
}

// open puts a case into the queue for a reason; one that was decided waits anew.
func (d *document) open(why Why, now civic.Time) {
	if d.State == StateDecided {
		d.State, d.Why, d.OpenedAt, d.DecidedAt = StateOpen, nil, now, civic.Time{}
	}
	if !slices.Contains(d.Why, why) {
		d.Why = append(d.Why, why)
	}
	d.rank()
}

// rank orders the queue: more flags first, then who waits longest. Held photos
// weigh as one flag.
func (d *document) rank() {
	weight := d.Flags
	if slices.Contains(d.Why, WhyHeldPhotos) {
		weight++
	}
	d.Rank = fmt.Sprintf("%06d/%s", 999_999-min(weight, 999_999), d.OpenedAt)
}

// Recount counts a subject's flags and opens its case for those that no moderator
// could see when they decided. It is for the taker of "flag.raised" and may be
// repeated.
func (s *Service) Recount(ctx context.Context, subject civic.Subject) error {
	put := func(d *document) ([]store.Message, error) {
		// Counted before they are read: a flag that comes in between is more than
		// d.Flags to the recount of its own, which reads it again.
		total, err := s.flags.Count(ctx, bySubject(subject))
		if err != nil {
			return nil, fmt.Errorf("moderation: recount: %w", err)
		}
		if int(total) <= d.Flags { // flags are never taken back
			return nil, store.ErrUnchanged
		}
		flags, err := s.latest(ctx, subject)
		if err != nil {
			return nil, err
		}
		d.Flags = int(total)
		d.Reasons, d.Words = summed(flags)
		d.open(WhyFlags, s.clock.Now())
		return nil, nil
	}
	_, err := s.put(ctx, subject, put)
	return err
}

// put changes a subject's case, or a new one, and gives it; nil when there is none
// and nothing to begin it with.
func (s *Service) put(ctx context.Context, subject civic.Subject, change func(*document) ([]store.Message, error)) (*document, error) {
	d, err := s.cases.Put(ctx, subject.String(), func() (*document, []store.Message, error) {
		d := newCase(subject, s.clock.Now())
		messages, err := change(d)
		return d, messages, err
	}, change)
	if err != nil && !errors.Is(err, store.ErrUnchanged) {
		return nil, fmt.Errorf("moderation: case %s: %w", subject, err)
	}
	return d, nil
}

func bySubject(subject civic.Subject) store.Query {
	return store.Query{
		Where: []store.Match{store.Eq("subject_key", subject.String())}, Sort: "at", Desc: true, Limit: store.MaxScan,
	}
}

// latest reads a subject's last flags, at most store.MaxScan, the latest first.
func (s *Service) latest(ctx context.Context, subject civic.Subject) ([]*Flag, error) {
	var out []*Flag
	for f, err := range s.flags.Find(ctx, bySubject(subject)) {
		if err != nil {
			return nil, fmt.Errorf("moderation: flags: %w", err)
		}
		out = append(out, f)
	}
	return out, nil
}

func summed(flags []*Flag) (map[Reason]int, []string) {
	reasons, words := map[Reason]int{}, []string(nil)
	for _, f := range flags {
		reasons[f.Reason]++
		if f.Words != "" && len(words) < wordsKept {
			words = append(words, f.Words)
		}
	}
	return reasons, words
}

// OpenForPhotos opens a subject's case because photos have been waiting there
// since a time, that of the message that said so; a message that comes again
// opens nothing again. A decision that was made meanwhile was about other photos.
func (s *Service) OpenForPhotos(ctx context.Context, subject civic.Subject, at civic.Time) error {
	return s.openFor(ctx, subject, WhyHeldPhotos, at)
}

// OpenForAuthor opens a subject's case because of whose it is, once for the message
// of that time.
func (s *Service) OpenForAuthor(ctx context.Context, subject civic.Subject, at civic.Time) error {
	return s.openFor(ctx, subject, WhyAuthor, at)
}

func (s *Service) openFor(ctx context.Context, subject civic.Subject, why Why, at civic.Time) error {
	_, err := s.put(ctx, subject, func(d *document) ([]store.Message, error) {
		if slices.ContainsFunc(d.Heard, func(t civic.Time) bool { return t.Equal(at.Time) }) {
			return nil, store.ErrUnchanged
		}
		d.Heard = append(d.Heard, at)
		d.Heard = d.Heard[max(0, len(d.Heard)-heardKept):]
		d.open(why, s.clock.Now())
		return nil, nil
	})
	return err
}

// Cases lists cases for moderators: open ones by flags and then by waiting time,
// decided ones from the last.
func (s *Service) Cases(ctx context.Context, actor civic.Actor, state State, after string, limit int) (civic.Page[Case], error) {
	if err := moderators(actor); err != nil {
		return civic.Page[Case]{}, err
	}
	q := store.Query{Sort: "rank", After: after, Limit: min(max(limit, 0), civic.MaxPage)}
	switch state {
	case StateOpen, "":
	case StateDecided:
		q.Sort, q.Desc = "decided_at", true
	default:
		return civic.Page[Case]{}, civic.Invalid("moderation.state_unknown", "state")
	}
	docs, next, err := s.cases.Page(ctx, q)
	if err != nil {
		return civic.Page[Case]{}, told(err)
	}
	page := civic.Page[Case]{Items: make([]Case, len(docs)), Next: next}
	for i, d := range docs {
		page.Items[i] = d.shown()
	}
	return page, nil
}

// Case gives one case to a moderator.
func (s *Service) Case(ctx context.Context, actor civic.Actor, subject civic.Subject) (Case, error) {
	if err := moderators(actor); err != nil {
		return Case{}, err
	}
	d, err := s.cases.Get(ctx, subject.String())
	if err != nil {
		return Case{}, told(err)
	}
	return d.shown(), nil
}
