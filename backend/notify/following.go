package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// IsFollowing tells whether somebody hears of a subject.
func (s *Service) IsFollowing(ctx context.Context, who civic.ID, of civic.Subject) (bool, error) {
	f, err := s.follows.Get(ctx, followID(who, of))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return s.supports(ctx, who, of)
	case err != nil:
		return false, fmt.Errorf("notify: is following: %w", err)
	case f.State == off:
		return s.supports(ctx, who, of)
	}
	return f.State == on, nil
}

// Stretch asks for a part of what somebody follows.
type Stretch struct {
	Kind  string // of subjects: "report"
	After string
	Limit int // at most civic.MaxPage
}

// Following lists the ids of the subjects of a kind that somebody follows, the
// latest first: by choice or by a support. A page may be shorter than its limit and
// still have a next one. Errors: Invalid "cursor.malformed" (field after).
func (s *Service) Following(ctx context.Context, who civic.ID, q Stretch) (civic.Page[civic.ID], error) {
	out := civic.Page[civic.ID]{Items: []civic.ID{}}
	limit := bounded(q.Limit)
	byChoice, bySupport, err := cutCursor(q.After)
	if err != nil {
		return out, fmt.Errorf("notify: following: %w", cursor(err))
	}
	chosen, err := s.chosen(ctx, who, q.Kind, byChoice, limit)
	if err != nil {
		return out, fmt.Errorf("notify: following: %w", cursor(err))
	}
	backed, err := s.backed(ctx, who, q.Kind, bySupport, limit)
	if err != nil {
		return out, fmt.Errorf("notify: following: %w", cursor(err))
	}
	for n := 0; n < limit && (chosen.more() || backed.more()); n++ {
		from := chosen
		if !chosen.more() || backed.more() && backed.places[0].at.After(chosen.places[0].at.Time) {
			from = backed
		}
		if p := from.take(); !p.passed {
			out.Items = append(out.Items, p.subject)
		}
	}
	if a, b := chosen.next(), backed.next(); a != ended || b != ended {
		out.Next = a + "." + b
	}
	return out, nil
}

// ended stands for the cursor of a source that has nothing more.
const ended = "!"

func cutCursor(after string) (byChoice, bySupport string, err error) {
	if after == "" {
		return "", "", nil
	}
	byChoice, bySupport, ok := strings.Cut(after, ".")
	if !ok {
		return "", "", store.ErrCursor
	}
	return byChoice, bySupport, nil
}

// source is one of the two lists that Following merges.
type source struct {
	places []followed
	whole  bool   // nothing comes behind the places
	after  string // cursor of what was taken last
}

type followed struct {
	subject civic.ID
	at      civic.Time
	cursor  string
	passed  bool // not to be shown here
}

func (s *source) more() bool { return len(s.places) > 0 }

func (s *source) take() followed {
	p := s.places[0]
	s.places, s.after = s.places[1:], p.cursor
	return p
}

func (s *source) next() string {
	if s.whole && len(s.places) == 0 {
		return ended
	}
	return s.after
}

// chosen reads what somebody has a follow for.
func (s *Service) chosen(ctx context.Context, who civic.ID, kind, after string, limit int) (*source, error) {
	if after == ended {
		return &source{whole: true, after: after}, nil
	}
	out := &source{after: after}
	q := store.Query{
		Where: []store.Match{store.Eq("account", string(who)), store.Eq("kind", kind), store.Eq("state", on)},
		Sort:  "at", Desc: true, After: after, Limit: limit,
	}
	for f, err := range s.follows.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		p := followed{subject: f.Subject, at: f.At, cursor: store.Position{Value: f.At, ID: f.ID}.Cursor()}
		out.places = append(out.places, p)
	}
	out.whole = len(out.places) < limit
	return out, nil
}

// backed reads what somebody supports; what they also have a follow for, or left, is
// passed over.
func (s *Service) backed(ctx context.Context, who civic.ID, kind, after string, limit int) (*source, error) {
	if after == ended {
		return &source{whole: true, after: after}, nil
	}
	all, err := s.Supports.By(ctx, who, kind, after, limit)
	if err != nil {
		return nil, err
	}
	out := &source{after: after, whole: len(all) < limit}
	ids := make([]string, len(all))
	for i, b := range all {
		ids[i] = followID(who, civic.Subject{Kind: kind, ID: b.Subject})
		out.places = append(out.places, followed{subject: b.Subject, at: b.At, cursor: b.Cursor})
	}
	kept, err := s.follows.GetAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	said := map[civic.ID]bool{}
	for _, f := range kept {
		said[f.Subject] = f.State != off
	}
	for i, p := range out.places {
		out.places[i].passed = said[p.subject]
	}
	return out, nil
}
