package notify

import (
	"context"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// IsFollowing tells whether somebody hears of a subject.
func (s *Service) IsFollowing(ctx context.Context, who civic.ID, of civic.Subject) (bool, error) {
	f, err := s.follows.LookAll(ctx, []string{followID(who, of)}) // keeps also that there is none
	switch {
	case err != nil:
		return false, fmt.Errorf("notify: is following: %w", err)
	case f[0] == nil || f[0].State == off:
		return s.bound(ctx, who, of)
	}
	return f[0].State == on, nil
}

// Stretch asks for a part of what somebody follows.
type Stretch struct {
	Kind  string // of subjects: "report"
	After string
	Limit int // at most civic.MaxPage
}

// Following lists the ids of the subjects of a kind that somebody follows, the
// latest first: by choice, by a support, or as their author. A page may be shorter
// than its limit and still have a next one. Errors: Invalid "cursor.malformed" (field after).
func (s *Service) Following(ctx context.Context, who civic.ID, q Stretch) (civic.Page[civic.ID], error) {
	out := civic.Page[civic.ID]{Items: []civic.ID{}}
	limit := bounded(q.Limit)
	after, err := cutCursor(q.After)
	if err != nil {
		return out, fmt.Errorf("notify: following: %w", cursor(err))
	}
	var from [sources]*source
	for i, read := range [sources]reading{s.chosen, s.backed(s.Supports.By), s.backed(s.Supports.Made)} {
		from[i] = &source{whole: true, after: ended}
		if after[i] == ended {
			continue
		}
		if from[i], err = read(ctx, who, Stretch{q.Kind, after[i], limit}); err != nil {
			return out, fmt.Errorf("notify: following: %w", cursor(err))
		}
	}
	for range limit {
		latest := latestOf(from[:])
		if latest == nil {
			break
		}
		if p := latest.take(); !p.passed {
			out.Items = append(out.Items, p.subject)
		}
	}
	var next [sources]string
	for i, x := range from {
		next[i] = x.next()
	}
	if next != [sources]string{ended, ended, ended} {
		out.Next = strings.Join(next[:], ".")
	}
	return out, nil
}

// sources are the lists that Following merges: what was chosen, supported and made.
const sources = 3

// ended stands for the cursor of a source that has nothing more.
const ended = "!"

// cutCursor parts a cursor of Following into those of its sources.
func cutCursor(after string) (out [sources]string, err error) {
	if after == "" {
		return out, nil
	}
	parts := strings.Split(after, ".")
	if len(parts) != sources {
		return out, store.ErrCursor
	}
	return [sources]string(parts), nil
}

// reading gives a stretch of one source.
type reading func(ctx context.Context, who civic.ID, q Stretch) (*source, error)

// latestOf is the source whose next place is the latest, nil when none has any.
func latestOf(from []*source) *source {
	var out *source
	for _, x := range from {
		if x.more() && (out == nil || x.places[0].at.After(out.places[0].at.Time)) {
			out = x
		}
	}
	return out
}

// source is one of the lists that Following merges.
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
func (s *Service) chosen(ctx context.Context, who civic.ID, in Stretch) (*source, error) {
	out := &source{after: in.After}
	q := store.Query{
		Where: []store.Match{store.Eq("account", string(who)), store.Eq("kind", in.Kind), store.Eq("state", on)},
		Sort:  "at", Desc: true, After: in.After, Limit: in.Limit,
	}
	for f, err := range s.follows.Find(ctx, q) {
		if err != nil {
			return nil, err
		}
		p := followed{subject: f.Subject, at: f.At, cursor: store.Position{Value: f.At, ID: f.ID}.Cursor()}
		out.places = append(out.places, p)
	}
	out.whole = len(out.places) < in.Limit
	return out, nil
}

// backed reads what somebody supports or made; what they also have a follow for, or
// left, is passed over.
func (s *Service) backed(by func(ctx context.Context, who civic.ID, kind, after string, limit int) ([]Supported, error)) reading {
	return func(ctx context.Context, who civic.ID, q Stretch) (*source, error) {
		all, err := by(ctx, who, q.Kind, q.After, q.Limit)
		if err != nil {
			return nil, err
		}
		out := &source{after: q.After, whole: len(all) < q.Limit}
		ids := make([]string, len(all))
		for i, b := range all {
			ids[i] = followID(who, civic.Subject{Kind: q.Kind, ID: b.Subject})
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
}
