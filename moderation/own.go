package moderation

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// eraseStretch is how many flags one Erase takes up, and one Own gives.
const eraseStretch = 200

func flaggedBy(who civic.ID) store.Query {
	return store.Query{Where: []store.Match{store.Eq("account", string(who))}, Sort: "at", Limit: eraseStretch}
}

// Erase forgets what somebody complained of, a stretch at a time, and says whether to
// come again. The cases that their flags opened are summed up without them, and stay:
// that somebody complained is for the moderators to decide on.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	page, _, err := s.flags.Page(ctx, flaggedBy(l.Who))
	if err != nil {
		return true, fmt.Errorf("moderation: erase: %w", err)
	}
	return len(page) > 0, store.Together(page, func(f *Flag) error { return s.eraseFlag(ctx, f) })
}

// eraseFlag takes the words away before it sums the case up, so that nobody who
// counts meanwhile can bring them back, and the flag last, so that a kill in between
// leaves it to be found again.
func (s *Service) eraseFlag(ctx context.Context, f *Flag) error {
	_, err := s.flags.Update(ctx, f.ID, func(f *Flag) ([]store.Message, error) {
		if f.Words == "" {
			return nil, store.ErrUnchanged
		}
		f.Words = ""
		return nil, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("moderation: erase: %w", err)
	}
	_, err = s.cases.Update(ctx, f.SubjectKey, func(d *document) ([]store.Message, error) {
		total, err := s.flags.Count(ctx, bySubject(d.Subject))
		if err != nil {
			return nil, err
		}
		flags, err := s.latest(ctx, d.Subject)
		if err != nil {
			return nil, err
		}
		rest := slices.DeleteFunc(flags, func(o *Flag) bool { return o.ID == f.ID })
		d.Flags = int(total) - (len(flags) - len(rest))
		d.Reasons, d.Words = summed(rest)
		if d.State == StateOpen {
			d.rank()
		}
		return nil, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("moderation: erase: %w", err)
	}
	if _, err := s.flags.Purge(ctx, f.ID); err != nil {
		return fmt.Errorf("moderation: erase: %w", err)
	}
	return nil
}

// Forget takes away the case and all flags of a subject that was erased, and says
// whether to come again. It is for the program's own takers.
func (s *Service) Forget(ctx context.Context, subject civic.Subject) (more bool, err error) {
	flags, err := s.latest(ctx, subject)
	if err != nil {
		return true, err
	}
	ids := make([]string, len(flags))
	for i, f := range flags {
		ids[i] = f.ID
	}
	gone := 0
	if len(ids) > 0 {
		if gone, err = s.flags.Purge(ctx, ids...); err != nil {
			return true, fmt.Errorf("moderation: forget: %w", err)
		}
	}
	_, err = s.cases.Get(ctx, subject.String())
	if errors.Is(err, store.ErrNotFound) {
		return gone < len(ids), nil
	}
	if err != nil {
		return true, fmt.Errorf("moderation: forget: %w", err)
	}
	n, err := s.cases.Purge(ctx, subject.String())
	if err != nil {
		return true, fmt.Errorf("moderation: forget: %w", err)
	}
	return n == 0 || gone < len(ids), nil
}

// OwnFlag is a complaint as who made it takes it away.
type OwnFlag struct {
	Subject string     `json:"subject"`
	Reason  Reason     `json:"reason"`
	Words   string     `json:"words"`
	At      civic.Time `json:"at"`
}

// Own gives a stretch of what somebody complained of. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	q := flaggedBy(t.Who)
	q.After = t.After
	page, next, err := s.flags.Page(ctx, q)
	if err != nil {
		return out, fmt.Errorf("moderation: own: %w", err)
	}
	for _, f := range page {
		out.Items = append(out.Items, civic.Own{List: "flags", Data: OwnFlag{f.SubjectKey, f.Reason, f.Words, f.At}})
	}
	out.Next = next
	return out, nil
}
