package report

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Service is everything that can be done with reports. Rights are checked here,
// whatever door the actor came through.
type Service struct {
	Ports
	clock         civic.Clock
	reports       *store.Collection[Report]
	supports      *store.Collection[Support]
	confirmations *store.Collection[Confirmation]
	reveals       *store.Collection[reveal]
	crowded       *crowds
	lines         *lines
	templates     *store.Collection[templates]
}

// Open declares the collections of reports on an engine and gives their service.
func Open(ctx context.Context, e store.Engine, clock civic.Clock, p Ports) (*Service, error) {
	s := &Service{Ports: p, clock: clock, crowded: &crowds{}, lines: &lines{}}
	var err error
	if s.reports, err = store.Open[Report](ctx, e, clock, Kind, indexes()...); err != nil {
		return nil, fmt.Errorf("report: open: %w", err)
	}
	if s.supports, err = store.Open[Support](ctx, e, clock, "support", supportIndexes...); err != nil {
		return nil, fmt.Errorf("report: open: %w", err)
	}
	if s.confirmations, err = store.Open[Confirmation](ctx, e, clock, "confirmation", confirmationIndexes...); err != nil {
		return nil, fmt.Errorf("report: open: %w", err)
	}
	if s.reveals, err = store.Open[reveal](ctx, e, clock, "reveal", revealIndexes...); err != nil {
		return nil, fmt.Errorf("report: open: %w", err)
	}
	if s.templates, err = store.Open[templates](ctx, e, clock, "template"); err != nil {
		return nil, fmt.Errorf("report: open: %w", err)
	}
	return s, nil
}

// The errors that say nothing about what is there.
func errUnknown() *civic.Error { return civic.NotFound("report.not_found") }
func errGone() *civic.Error    { return civic.Fail(civic.KindGone, "report.gone") }
func errSignIn() *civic.Error  { return civic.Fail(civic.KindUnauthenticated, "report.sign_in") }

// told turns the store's errors into what a person is told.
func told(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return errUnknown()
	case errors.Is(err, store.ErrTooLarge):
		return civic.Fail(civic.KindConflict, "report.timeline_full").By(err)
	case errors.Is(err, store.ErrCursor):
		return civic.Invalid("report.cursor_malformed", "after")
	}
	return err
}

// Submit reports something under an id that the client made. Repeating the same
// request gives what became of it (created is false); an id that is taken by
// anything else is the bare conflict "report.id_taken". The other errors are
// all faults of the input at once, with their fields.
func (s *Service) Submit(ctx context.Context, actor civic.Actor, id civic.ID, in Submission) (v View, created bool, err error) {
	if !actor.SignedIn() {
		return View{}, false, errSignIn()
	}
	if id, err = civic.ParseID(string(id)); err != nil {
		return View{}, false, err
	}
	hash := hashOf(in)
	r, err := s.draft(ctx, actor, in)
	if err != nil { // of a repetition everything was right when it came first
		if before, again := s.repeated(ctx, actor, id, hash); !errors.Is(again, store.ErrNotFound) {
			return s.viewed(ctx, actor, before, again)
		}
		return View{}, false, err
	}
	r.ID, r.CreatedHash = string(id), hash
	m := store.Note("report.submitted", r.CreatedAt, actor.ID, r.hung())
	if err := s.reports.Insert(ctx, r, m); errors.Is(err, store.ErrExists) {
		again, err := s.repeated(ctx, actor, id, hash)
		return s.viewed(ctx, actor, again, err)
	} else if err != nil {
		return View{}, false, told(err)
	}
	v, err = s.viewNew(ctx, actor, r)
	return v, true, err
}

// draft checks a submission and makes its report.
func (s *Service) draft(ctx context.Context, actor civic.Actor, in Submission) (*Report, error) {
	if (in.Source == Counter || in.Source == Phone) && !actor.Is(civic.Official) {
		return nil, civic.Denied("report.source_denied")
	}
	b, err := s.bounds(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	in, photos, err := s.checked(ctx, attaching{by: actor.ID, bounds: b}, in)
	if err != nil {
		return nil, err
	}
	by := attaching{by: actor.ID, there: photos, bounds: b}
	if err := s.paced(ctx, by); err != nil {
		return nil, err
	}
	return s.compose(ctx, by, in)
}

// viewNew is the author's view of a report that nobody else has seen: it has no
// edges that could be read.
func (s *Service) viewNew(ctx context.Context, author civic.Actor, r *Report) (View, error) {
	f, now := r.faceOf(author), s.clock.Now()
	v := f.view(r, nil, now)
	if ids := f.named(r); len(ids) > 0 {
		names, err := s.People.Names(ctx, ids)
		if err != nil {
			return View{}, fmt.Errorf("report: view: %w", err)
		}
		f.name(&v, r, names)
	}
	v.Viewer = &Viewer{Can: f.can(r, false, now)}
	return v, nil
}

// repeated finds what an earlier sending of the same request made;
// store.ErrNotFound when the id is free.
func (s *Service) repeated(ctx context.Context, actor civic.Actor, id civic.ID, hash string) (*Report, error) {
	r, err := s.reports.Get(ctx, string(id))
	if err != nil {
		return nil, err
	}
	if r.Author != actor.ID || hash == "" || r.CreatedHash != hash {
		return nil, civic.Fail(civic.KindConflict, "report.id_taken")
	}
	return r, nil
}

func (s *Service) viewed(ctx context.Context, actor civic.Actor, r *Report, err error) (View, bool, error) {
	if err != nil {
		return View{}, false, err
	}
	v, err := s.view(ctx, actor, r)
	return v, false, err
}

// compose makes the document of a valid submission.
func (s *Service) compose(ctx context.Context, by attaching, in Submission) (*Report, error) {
	now := s.clock.Now()
	cat, _ := s.City.Category(in.Category)
	r := &Report{
		Author: by.by, Anonymous: in.Anonymous, Source: in.Source, Category: in.Category,
		Title: in.Title, Description: in.Description, Lang: in.Lang, Location: in.Location, Address: in.Address,
		Answers: in.Answers, Photos: attach(now, by.there, nil, cat.HoldPhotos || by.bounds.HoldPhotos), TermsVersion: s.Law.Terms,
		Status: Submitted, CreatedAt: now, DueAt: now.Plus(cat.Deadline), LegalDueAt: now.Plus(s.Law.Answer),
	}
	s.place(r, cat)
	if err := s.assignAuthority(r); err != nil {
		return nil, err
	}
	var err error
	if r.Ref, err = s.freeRef(ctx); err != nil {
		return nil, err
	}
	r.record(Update{
		ID: civic.NewID(now.Time), At: now, Kind: UpdateSubmitted,
		By: By{Role: ByResident, Account: by.by}, To: string(Submitted),
	})
	r.relist()
	return r, nil
}

// freeRef makes a reference number that no report bears: of a million reports,
// one in a thousand new numbers would else be taken.
func (s *Service) freeRef(ctx context.Context) (string, error) {
	for range 10 {
		ref := newRef()
		_, err := s.byRef(ctx, ref)
		if errors.Is(err, store.ErrNotFound) {
			return ref, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", civic.Fail(civic.KindUnavailable, "report.no_reference")
}

// hung tells takers of a new report whether any photos came with it, and whether
// they wait for a moderator.
func (r *Report) hung() any {
	if len(r.Photos) == 0 {
		return map[string]any{"bare": true}
	}
	return r.held()
}

// held tells takers that photos wait for a moderator.
func (r *Report) held() any {
	if !r.HoldsPhotos() {
		return nil
	}
	return map[string]any{"held": true}
}

// change applies a rule to one report in one write: the rule sees who acts and
// gives the messages that say what happened.
func (s *Service) change(ctx context.Context, actor civic.Actor, id civic.ID, rule func(*Report, face) ([]store.Message, error)) (*Report, error) {
	if !actor.SignedIn() {
		return nil, errSignIn()
	}
	r, err := s.reports.Update(ctx, string(id), func(r *Report) ([]store.Message, error) {
		f := r.faceOf(actor)
		if err := f.sees(r); err != nil {
			return nil, err
		}
		messages, err := rule(r, f)
		if err != nil {
			return nil, err
		}
		r.relist()
		return messages, nil
	})
	return r, told(err)
}

// fresh refuses a change that was made on an older revision.
func fresh(r *Report, ifRev int64) error {
	if ifRev != 0 && ifRev != r.Rev {
		return civic.Fail(civic.KindStale, "report.stale")
	}
	return nil
}

// Edit changes what the author said, while the report is still submitted. An
// edit that changes nothing is no write.
func (s *Service) Edit(ctx context.Context, actor civic.Actor, id civic.ID, e Edit) (View, error) {
	b, err := s.bounds(ctx, actor.ID)
	if err != nil {
		return View{}, err
	}
	r, err := s.change(ctx, actor, id, func(r *Report, f face) ([]store.Message, error) {
		if err := f.mayEdit(r); err != nil {
			return nil, err
		}
		before := r.said()
		in, photos, err := s.checked(ctx, attaching{actor.ID, r.Photos, b}, before.with(e))
		if err != nil {
			return nil, err
		}
		if hashOf(in) == hashOf(before) {
			return nil, store.ErrUnchanged
		}
		if err := fresh(r, e.IfRev); err != nil {
			return nil, err
		}
		return s.rewrite(r, in, attaching{actor.ID, photos, b})
	})
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, actor, r)
}

// rewrite puts a valid edit into the report.
func (s *Service) rewrite(r *Report, in Submission, by attaching) ([]store.Message, error) {
	now := s.clock.Now()
	category, area := r.Category, r.Area
	cat, _ := s.City.Category(in.Category)
	r.Photos = attach(now, by.there, r.Photos, cat.HoldPhotos || by.bounds.HoldPhotos)
	if in.Category != category {
		if old, ok := s.City.Category(category); ok {
			r.DueAt = r.DueAt.Plus(cat.Deadline - old.Deadline)
		}
		if cat.HoldPhotos { // what another kind of report could show, this one can't yet
			r.holdAll(now)
		}
	}
	r.Category, r.Answers, r.Anonymous = in.Category, in.Answers, in.Anonymous
	r.Title, r.Description, r.Lang = in.Title, in.Description, in.Lang
	r.Location, r.Address = in.Location, in.Address
	s.place(r, cat)
	if r.Category != category || r.Area != area {
		if err := s.assignAuthority(r); err != nil {
			return nil, err
		}
	}
	r.Edits++
	u := Update{ID: civic.NewID(now.Time), At: now, Kind: UpdateEdited, By: By{Role: ByResident, Account: r.Author}}
	if n := len(r.Updates); r.Updates[n-1].Kind == UpdateEdited {
		r.Updates = r.Updates[:n-1] // one entry for a row of edits
	}
	r.record(u)
	return []store.Message{store.Note("report.edited", now, r.Author, r.held())}, nil
}

// holdAll makes every photo of the author's wait for a moderator.
func (r *Report) holdAll(now civic.Time) {
	hold := func(photos []Photo) {
		for i := range photos {
			photos[i].Held, photos[i].At = true, now
		}
	}
	hold(r.Photos)
	for _, u := range r.Updates {
		if u.By.Role == ByResident {
			hold(u.Photos)
		}
	}
}

// Withdraw takes the author's own report back; repeating it changes nothing.
func (s *Service) Withdraw(ctx context.Context, actor civic.Actor, id civic.ID) error {
	_, err := s.change(ctx, actor, id, func(r *Report, f face) ([]store.Message, error) {
		if f.author && r.Status == Withdrawn {
			return nil, store.ErrUnchanged
		}
		if err := f.mayWithdraw(r); err != nil {
			return nil, err
		}
		now := s.clock.Now()
		r.resume(now)
		r.record(Update{
			ID: civic.NewID(now.Time), At: now, Kind: UpdateStatus, By: By{Role: ByResident, Account: r.Author},
			From: string(r.Status), To: string(Withdrawn),
		})
		r.Status = Withdrawn
		return []store.Message{store.Note("report.withdrawn", now, actor.ID, nil)}, nil
	})
	return err
}
