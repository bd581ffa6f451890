package report

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Get gives one report as the actor may see it: "report.not_found" when there is
// none, "report.gone" when it was public once.
func (s *Service) Get(ctx context.Context, actor civic.Actor, id civic.ID) (View, error) {
	r, err := s.reports.Look(ctx, string(id))
	if err != nil {
		return View{}, told(err)
	}
	if err := r.faceOf(actor).sees(r); err != nil {
		return View{}, err
	}
	return s.view(ctx, actor, r)
}

// seen reads a report for somebody who is about to act on it.
func (s *Service) seen(ctx context.Context, actor civic.Actor, id civic.ID) (*Report, error) {
	if !actor.SignedIn() {
		return nil, errSignIn()
	}
	r, err := s.reports.Get(ctx, string(id))
	if err != nil {
		return nil, told(err)
	}
	return r, r.faceOf(actor).sees(r)
}

// view makes the actor's view of a report: what the face shows, with counts,
// names and the actor's own edges.
func (s *Service) view(ctx context.Context, actor civic.Actor, r *Report) (View, error) {
	f, now := r.faceOf(actor), s.clock.Now()
	counts, err := s.counts(ctx, []*Report{r})
	if err != nil {
		return View{}, err
	}
	v := f.view(r, counts[0], now)
	if ids := f.named(r); len(ids) > 0 {
		names, err := s.People.Names(ctx, ids)
		if err != nil {
			return View{}, fmt.Errorf("report: view: %w", err)
		}
		f.name(&v, r, names)
	}
	if v.Confirmations.Words, err = s.confirmationWords(ctx, r, f); err != nil {
		return View{}, err
	}
	if !actor.SignedIn() {
		return v, nil
	}
	w := Viewer{}
	if w.Supported, err = s.supporter(ctx, actor.ID, civic.ID(r.ID)); err != nil {
		return View{}, err
	}
	if answer, given, err := s.confirmed(ctx, actor.ID, r); err != nil {
		return View{}, err
	} else if given {
		w.Confirmed = &answer
	}
	w.Can = f.can(r, w.Supported, now)
	v.Viewer = &w
	return v, nil
}

// byRef finds the report with a reference number, the oldest should two bear it;
// store.ErrNotFound when there is none.
func (s *Service) byRef(ctx context.Context, ref string) (*Report, error) {
	q := store.Query{Where: []store.Match{store.Eq("ref", ref)}, Sort: "created_at", Limit: 1}
	for r, err := range s.reports.Find(ctx, q) {
		return r, err
	}
	return nil, fmt.Errorf("report: reference %s: %w", ref, store.ErrNotFound)
}

// ByRef finds a report by its reference number, written as people do.
func (s *Service) ByRef(ctx context.Context, actor civic.Actor, ref string) (Summary, error) {
	ref, err := ParseRef(ref)
	if err != nil {
		return Summary{}, err
	}
	r, err := s.byRef(ctx, ref)
	if err != nil {
		return Summary{}, told(err)
	}
	if err := r.faceOf(actor).sees(r); err != nil {
		return Summary{}, err
	}
	out, err := s.summaries(ctx, actor, []*Report{r})
	if err != nil {
		return Summary{}, err
	}
	return out[0], nil
}

// Many gives those of the reports that are public, in the order of ids: for ids
// that another room found. At most store.MaxIDs.
func (s *Service) Many(ctx context.Context, actor civic.Actor, ids []civic.ID) ([]Summary, error) {
	reports, err := s.public(ctx, ids)
	if err != nil {
		return nil, err
	}
	return s.summaries(ctx, actor, reports)
}

// public reads those of the reports that everybody may see.
func (s *Service) public(ctx context.Context, ids []civic.ID) ([]*Report, error) {
	all, err := s.ReadAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, r := range all {
		if r.Public() {
			out = append(out, r)
		}
	}
	return out, nil
}

// summaries are reports as lines of a list for one reader, with their counts.
// Callers have checked that the reader may see them.
func (s *Service) summaries(ctx context.Context, actor civic.Actor, reports []*Report) ([]Summary, error) {
	out := make([]Summary, len(reports))
	if len(reports) == 0 {
		return out, nil
	}
	counts, err := s.counts(ctx, reports)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	for i, r := range reports {
		out[i] = r.faceOf(actor).summary(r, counts[i], now)
	}
	return out, nil
}

// counts are what hangs on each of the reports.
func (s *Service) counts(ctx context.Context, reports []*Report) ([]map[string]int64, error) {
	subjects := make([]civic.Subject, len(reports))
	for i, r := range reports {
		subjects[i] = r.Subject()
	}
	counts, err := s.Tallies.Counts(ctx, subjects)
	if err != nil {
		return nil, fmt.Errorf("report: counts: %w", err)
	}
	return counts, nil
}

// MaySeePhoto tells whether the actor may see a photo as part of a report. What
// is not on the report is "report.not_found".
func (s *Service) MaySeePhoto(ctx context.Context, actor civic.Actor, id, photo civic.ID) error {
	r, err := s.reports.Get(ctx, string(id))
	if err != nil {
		return told(err)
	}
	f := r.faceOf(actor)
	if err := f.sees(r); err != nil {
		return err
	}
	if f.showsPhoto(r, photo) {
		return nil
	}
	q := store.Query{
		Where: []store.Match{store.Eq("report", r.ID)}, Sort: "photo.id",
		From: string(photo), To: string(photo) + "~", Limit: 1,
	}
	for c, err := range s.confirmations.Find(ctx, q) {
		if err != nil {
			return fmt.Errorf("report: photo: %w", err)
		}
		mine := actor.SignedIn() && c.Account == actor.ID
		if c.Photo.ID == photo && (mine || f.seesWords() && f.seesPhoto(*c.Photo)) {
			return nil
		}
	}
	return errUnknown()
}

// showsPhoto tells whether the reader's view shows a photo.
func (f face) showsPhoto(r *Report, photo civic.ID) bool {
	for _, p := range r.Photos {
		if p.ID == photo {
			return f.seesPhoto(p)
		}
	}
	for _, u := range r.Updates {
		for _, p := range u.Photos {
			if p.ID == photo {
				return f.seesUpdate(u) && f.seesPhoto(p)
			}
		}
	}
	return false
}

// Flaggable gives the author of a report that the actor can see: what moderation
// asks before it takes a flag or a decision. It is never shown.
func (s *Service) Flaggable(ctx context.Context, actor civic.Actor, id civic.ID) (civic.ID, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return "", err
	}
	return r.Author, nil
}

// reveal is one line of the log of who read an anonymous author's name.
type reveal struct {
	store.Meta
	Report    civic.ID   `json:"report"`
	By        civic.ID   `json:"by"`
	Authority string     `json:"authority"`
	At        civic.Time `json:"at"`
}

var revealIndexes = []store.Index{{Name: "report", Fields: []string{"report", "at"}}}

// Reveal gives the author's name and address to an official of the responsible
// authority; that it was asked is on disk before the answer.
func (s *Service) Reveal(ctx context.Context, actor civic.Actor, id civic.ID) (Contact, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return Contact{}, err
	}
	if err := r.faceOf(actor).mayReveal(r); err != nil {
		return Contact{}, err
	}
	line := &reveal{Report: id, By: actor.ID, Authority: r.Authority, At: s.clock.Now()}
	line.ID = string(civic.NewID(line.At.Time))
	told := store.Note("log.author_read", line.At, actor.ID, civic.Logged{
		About: r.Author, Subject: civic.Subject{Kind: Kind, ID: id}.String(), What: map[string]string{"authority": r.Authority},
	})
	if err := s.reveals.Insert(ctx, line, told); err != nil {
		return Contact{}, fmt.Errorf("report: reveal: %w", err)
	}
	c, err := s.People.Contact(ctx, r.Author)
	if err != nil {
		return Contact{}, fmt.Errorf("report: reveal: %w", err)
	}
	return c, nil
}
