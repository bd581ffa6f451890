package report

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// eraseStretch is how many documents of each kind one Erase takes up.
const eraseStretch = 256

// Erase forgets somebody, a stretch at a time, and says whether to come again. What
// they said in public stays without them if they wished so; everything else of
// theirs leaves behind only that there was a report, so that its number, its
// authority's figures and what others hung on it keep their sense. Supports and
// answers go, and are counted anew. What they did for an authority stays its own.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	for _, part := range []func(context.Context, civic.Leaving) (int, error){
		s.eraseReports, s.eraseSupports, s.eraseConfirmations, s.leaveDesks,
	} {
		n, err := part(ctx, l)
		if err != nil {
			return true, fmt.Errorf("report: erase: %w", err)
		}
		more = more || n > 0
	}
	return more, nil
}

func (s *Service) eraseReports(ctx context.Context, l civic.Leaving) (int, error) {
	page, _, err := s.reports.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("author", string(l.Who))}, Sort: "created_at", Limit: eraseStretch,
	})
	if err != nil {
		return 0, err
	}
	return len(page), store.Together(page, func(r *Report) error {
		_, err := s.reports.Update(ctx, r.ID, func(r *Report) ([]store.Message, error) {
			if r.Author != l.Who {
				return nil, store.ErrUnchanged
			}
			kind, now := "report.erased", s.clock.Now()
			if r.Public() && l.Keep || r.Source != App { // what was written down for somebody is not the official's
				kind = "report.disowned"
				r.disown(now)
			} else {
				r.blank(now)
			}
			r.relist()
			return []store.Message{store.Note(kind, now, "", nil)}, nil
		})
		return ignoreMissing(err)
	})
}

// disown leaves of the report what the public can see, and nobody behind it.
func (r *Report) disown(now civic.Time) {
	r.resume(now) // nobody is there to answer
	r.Author, r.Anonymous, r.CreatedHash = "", true, ""
	if r.HiddenPlace {
		r.Location, r.Address, r.Answers = r.PublicLocation, "", nil
	}
	held := func(p Photo) bool { return p.Held }
	r.Photos = slices.DeleteFunc(slices.Clone(r.Photos), held)
	if r.Confirmed != nil {
		said := *r.Confirmed
		said.Hash = ""
		r.Confirmed = &said
	}
	r.Updates = slices.Clone(r.Updates)
	for i := range r.Updates {
		if u := &r.Updates[i]; u.By.Role == ByResident {
			u.By.Account, u.Hash = "", ""
			u.Photos = slices.DeleteFunc(slices.Clone(u.Photos), held)
		}
	}
}

// blank leaves that there was a report, of what kind, when, and for whom.
func (r *Report) blank(now civic.Time) {
	*r = Report{
		Meta: r.Meta, Ref: r.Ref, Anonymous: true, Source: r.Source, Category: r.Category, Domain: r.Domain, Area: r.Area,
		Authority: r.Authority, CreatedAt: r.CreatedAt, DueAt: r.DueAt, LegalDueAt: r.LegalDueAt,
		Status: Withdrawn, UpdatedAt: now, Updates: []Update{}, ErasedAt: now,
	}
}

// eraseSupports takes supports back, so that they are counted anew, and purges those
// whose message has been heard.
func (s *Service) eraseSupports(ctx context.Context, l civic.Leaving) (int, error) {
	of := func(state string) store.Query {
		return store.Query{
			Where: []store.Match{store.Eq("account", string(l.Who)), store.Eq("state", state)}, Sort: "at", Limit: eraseStretch,
		}
	}
	given, _, err := s.supports.Page(ctx, of(on))
	if err != nil {
		return 0, err
	}
	err = store.Together(given, func(e *Support) error {
		_, err := s.supports.Update(ctx, e.ID, func(e *Support) ([]store.Message, error) {
			now := s.clock.Now()
			e.State, e.WithdrawnAt = off, now
			return []store.Message{store.Note("support.withdrawn", now, "", about{e.Report})}, nil
		})
		return ignoreMissing(err)
	})
	if err != nil {
		return len(given), err
	}
	taken, _, err := s.supports.Page(ctx, of(off))
	if err != nil || len(taken) == 0 {
		return len(given), err
	}
	ids := make([]string, len(taken))
	for i, e := range taken {
		ids[i] = e.ID
	}
	_, err = s.supports.Purge(ctx, ids...)
	return len(given) + len(taken), err
}

// eraseConfirmations does the same to answers; one that is about no round counts for
// nothing.
func (s *Service) eraseConfirmations(ctx context.Context, l civic.Leaving) (int, error) {
	page, _, err := s.confirmations.Page(ctx, ofAccount(l.Who))
	if err != nil || len(page) == 0 {
		return 0, err
	}
	var spent []string
	var given []*Confirmation
	for _, c := range page {
		if c.Round == 0 {
			spent = append(spent, c.ID)
		} else {
			given = append(given, c)
		}
	}
	if len(spent) > 0 {
		if _, err := s.confirmations.Purge(ctx, spent...); err != nil {
			return len(page), err
		}
	}
	return len(page), store.Together(given, func(c *Confirmation) error {
		_, err := s.confirmations.Update(ctx, c.ID, func(c *Confirmation) ([]store.Message, error) {
			now := s.clock.Now()
			*c = Confirmation{Meta: c.Meta, Report: c.Report, Account: c.Account, At: now}
			return []store.Message{store.Note("confirmation.given", now, "", about{c.Report})}, nil
		})
		return ignoreMissing(err)
	})
}

func ofAccount(who civic.ID) store.Query {
	return store.Query{Where: []store.Match{store.Eq("account", string(who))}, Sort: "at", Limit: eraseStretch}
}

// leaveDesks gives back to the authority what an official was to do.
func (s *Service) leaveDesks(ctx context.Context, l civic.Leaving) (int, error) {
	n := 0
	for _, authority := range l.Authorities {
		where := store.Match{Field: "status"}
		for _, st := range Statuses {
			where.Values = append(where.Values, string(st))
		}
		page, _, err := s.reports.Page(ctx, store.Query{
			Where: []store.Match{store.Eq("desk", desk(authority, l.Who)), where}, Sort: "assigned.new", Limit: eraseStretch,
		})
		if err != nil {
			return n, err
		}
		n += len(page)
		err = store.Together(page, func(r *Report) error {
			_, err := s.reports.Update(ctx, r.ID, func(r *Report) ([]store.Message, error) {
				if r.Assignee != l.Who {
					return nil, store.ErrUnchanged
				}
				r.Assignee = ""
				r.relist()
				return []store.Message{store.Note("report.assigned", s.clock.Now(), "", nil)}, nil
			})
			return ignoreMissing(err)
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
