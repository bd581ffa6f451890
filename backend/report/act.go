package report

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// act is one act on its way into a report: what was asked, by whom, and the
// update and messages that come of it.
type act struct {
	Act
	face
	now    civic.Time
	update Update
	bounds Bounds // of an author
}

// rule applies one kind of act: it checks right and state, changes the report
// and the act's update, and gives the kind and data of the message.
type rule func(s *Service, ctx context.Context, r *Report, a *act) (kind string, data map[string]any, err error)

var rules = map[ActKind]rule{
	ActStatus:        (*Service).setStatus,
	ActAnswer:        (*Service).answer,
	ActNote:          (*Service).note,
	ActAsk:           (*Service).ask,
	ActReply:         (*Service).reply,
	ActAssign:        (*Service).assign,
	ActHandOver:      (*Service).handOver,
	ActDuplicate:     (*Service).markDuplicate,
	ActUndoDuplicate: (*Service).undoDuplicate,
}

// AddUpdate does one act to a report and puts it on the timeline. Repeating an
// act under its id changes nothing (created is false); the id with anything else
// is the conflict "report.update_taken".
func (s *Service) AddUpdate(ctx context.Context, actor civic.Actor, id civic.ID, in Act) (v View, created bool, err error) {
	apply, ok := rules[in.Kind]
	if !ok {
		return View{}, false, civic.Invalid("report.act_unknown", "kind")
	}
	hash := hashOf(in)
	if in.ID == "" {
		in.ID = civic.NewID(s.clock())
	} else if in.ID, err = civic.ParseID(string(in.ID)); err != nil {
		return View{}, false, err
	}
	r, err := s.change(ctx, actor, id, func(r *Report, f face) ([]store.Message, error) {
		created = false
		if u, ok := r.find(in.ID); ok {
			return nil, repeatedUpdate(u, actor.ID, hash)
		}
		if err := fresh(r, in.IfRev); err != nil {
			return nil, err
		}
		created = true
		return s.perform(ctx, r, apply, &act{Act: in, face: f, update: Update{Hash: hash}})
	})
	if err != nil {
		return View{}, false, err
	}
	_, there := r.find(in.ID) // an act that changes nothing leaves no update
	created = created && there
	if in.Kind == ActDuplicate && created {
		if r, err = s.breakCycle(ctx, r); err != nil {
			return View{}, false, err
		}
	}
	v, err = s.view(ctx, actor, r)
	return v, created, err
}

// repeatedUpdate is what an update's own request brings when it comes again.
func repeatedUpdate(u Update, actor civic.ID, hash string) error {
	if u.By.Account == actor && u.Hash == hash {
		return store.ErrUnchanged
	}
	return civic.Fail(civic.KindConflict, "report.update_taken")
}

func (s *Service) perform(ctx context.Context, r *Report, apply rule, a *act) ([]store.Message, error) {
	a.now = s.clock.Now()
	a.update.ID, a.update.At, a.update.Kind = a.ID, a.now, UpdateKind(a.Kind)
	a.update.By = By{Role: ByAuthority, Account: a.actor.ID, Authority: r.Authority}
	if a.Kind == ActReply {
		a.update.By = By{Role: ByResident, Account: a.actor.ID}
	}
	kind, data, err := apply(s, ctx, r, a)
	if err != nil {
		return nil, err
	}
	if r.full(a.update) {
		return nil, civic.Fail(civic.KindConflict, "report.timeline_full")
	}
	r.record(a.update)
	if data == nil {
		data = map[string]any{}
	}
	if !a.update.Internal {
		data["update"] = a.update.ID
	}
	return []store.Message{store.Note(kind, a.now, a.actor.ID, data)}, nil
}

// wording is what an act requires of its words.
type wording struct {
	text   bool // required, or photos in its place where photos is set
	photos bool
	reason bool
	author bool // whose bounds hold
}

// say tidies an act's words and photos into its update, or gives every fault.
func (s *Service) say(ctx context.Context, a *act, w wording) error {
	var f faults
	a.update.Lang = a.Lang
	f.lang(a.Lang)
	if w.text && (!w.photos || len(a.Photos) == 0) {
		a.update.Text = f.words("text", a.Text, MaxText)
	} else {
		a.update.Text = f.text("text", a.Text, MaxText)
	}
	if w.reason {
		a.update.Reason = f.words("reason", a.Reason, MaxReason)
	} else {
		a.update.Reason = f.text("reason", a.Reason, MaxReason)
	}
	if w.author {
		b, err := s.bounds(ctx, a.actor.ID)
		if err != nil {
			return err
		}
		if b.NoLinks {
			f.plain("text", a.update.Text)
		}
		a.bounds = b
	}
	photos, err := s.owned(ctx, attaching{by: a.actor.ID}, a.Photos, &f)
	if err != nil {
		return err
	}
	a.update.Photos = attach(a.now, photos, nil, false)
	return civic.Join(f)
}

func (s *Service) setStatus(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServe(r); err != nil {
		return "", nil, err
	}
	if !a.Status.Valid() {
		return "", nil, civic.Invalid("report.status_unknown", "status")
	}
	from := r.Status
	if !slices.Contains(transitions[from], a.Status) {
		return "", nil, civic.Fail(civic.KindConflict, "report.transition_impossible").
			With("from", string(from)).With("to", string(a.Status))
	}
	if err := s.say(ctx, a, wording{reason: a.Status == Declined || from == Declined}); err != nil {
		return "", nil, err
	}
	if a.Status == Resolved || a.Status == Declined {
		r.resume(a.now)
	}
	r.Status = a.Status
	if r.Status == Resolved {
		r.ResolvedAt, r.ResolvedBy, r.Contested = a.now, r.Authority, false
		r.Round++
	}
	a.update.From, a.update.To = string(from), string(a.Status)
	return "report.status_changed", map[string]any{"from": from, "to": a.Status}, nil
}

func (s *Service) answer(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServe(r); err != nil {
		return "", nil, err
	}
	return "report.answered", nil, s.say(ctx, a, wording{text: true, photos: true})
}

func (s *Service) note(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServe(r); err != nil {
		return "", nil, err
	}
	a.update.Internal = true
	return "report.noted", nil, s.say(ctx, a, wording{text: true})
}

// ask stops the city's clock until the author answers; asking again meanwhile
// adds a question and changes nothing about the clock.
func (s *Service) ask(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServeOpen(r); err != nil {
		return "", nil, err
	}
	if err := r.authored(); err != nil {
		return "", nil, err
	}
	if err := s.say(ctx, a, wording{text: true}); err != nil {
		return "", nil, err
	}
	r.pause(a.now, a.ID)
	return "report.asked", nil, nil
}

func (s *Service) reply(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayReply(r); err != nil {
		return "", nil, err
	}
	if err := s.say(ctx, a, wording{text: true, photos: true, author: true}); err != nil {
		return "", nil, err
	}
	r.resume(a.now)
	return "report.replied", s.hold(r, a.update.Photos, a.bounds), nil
}

// hold makes an author's new photos wait where the category or bounds say so, and gives
// the message data that tells it.
func (s *Service) hold(r *Report, photos []Photo, b Bounds) map[string]any {
	cat, _ := s.City.Category(r.Category)
	if !cat.HoldPhotos && !b.HoldPhotos || len(photos) == 0 {
		return map[string]any{}
	}
	for i := range photos {
		photos[i].Held = true
	}
	return map[string]any{"held": true}
}

func (s *Service) assign(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServe(r); err != nil {
		return "", nil, err
	}
	if a.Assignee == r.Assignee {
		return "", nil, store.ErrUnchanged
	}
	if a.Assignee != "" {
		ok, err := s.People.IsOfficial(ctx, a.Assignee, r.Authority)
		if err != nil {
			return "", nil, fmt.Errorf("report: assign: %w", err)
		}
		if !ok {
			return "", nil, civic.Invalid("report.assignee_unknown", "assignee")
		}
	}
	a.update.Internal = true
	a.update.From, a.update.To = string(r.Assignee), string(a.Assignee)
	r.Assignee = a.Assignee
	return "report.assigned", nil, s.say(ctx, a, wording{})
}

func (s *Service) handOver(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServeOpen(r); err != nil {
		return "", nil, err
	}
	if !s.City.IsAuthority(a.Authority) || a.Authority == r.Authority {
		return "", nil, civic.Invalid("report.authority_unknown", "authority")
	}
	if err := s.say(ctx, a, wording{reason: true}); err != nil {
		return "", nil, err
	}
	from := r.Authority
	r.Authority, r.Assignee = a.Authority, ""
	a.update.From, a.update.To = from, a.Authority
	return "report.handed_over", map[string]any{"from": from, "to": a.Authority}, nil
}

func (s *Service) markDuplicate(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayServeOpen(r); err != nil {
		return "", nil, err
	}
	original, err := s.original(ctx, r, a.DuplicateOf)
	if err != nil {
		return "", nil, err
	}
	if err := s.say(ctx, a, wording{}); err != nil {
		return "", nil, err
	}
	r.resume(a.now)
	r.StatusBefore, r.Status, r.DuplicateOf = r.Status, Duplicate, original
	a.update.From, a.update.To = string(r.StatusBefore), string(original)
	return "report.duplicate", map[string]any{"of": original}, nil
}

// original checks that a report can stand for another: it is there for all to
// see, still open, and no duplicate itself.
func (s *Service) original(ctx context.Context, r *Report, id civic.ID) (civic.ID, error) {
	wrong := civic.Invalid("report.original_unfit", "duplicate_of")
	id, err := civic.ParseID(string(id))
	if err != nil || string(id) == r.ID {
		return "", wrong
	}
	o, err := s.reports.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return "", wrong
	}
	if err != nil {
		return "", err
	}
	if !o.Public() || !o.Status.Open() {
		return "", wrong
	}
	return id, nil
}

// breakCycle ends what two officials who mark two reports as each other's
// duplicates in the same instant would begin: the mark on the later id goes.
func (s *Service) breakCycle(ctx context.Context, r *Report) (*Report, error) {
	o, err := s.reports.Get(ctx, string(r.DuplicateOf))
	if err != nil || string(o.DuplicateOf) != r.ID {
		return r, err
	}
	later := max(r.ID, o.ID)
	undone, err := s.reports.Update(ctx, later, func(d *Report) ([]store.Message, error) {
		if d.Status != Duplicate || (string(d.DuplicateOf) != r.ID && string(d.DuplicateOf) != o.ID) {
			return nil, store.ErrUnchanged
		}
		now := s.clock.Now()
		u := Update{
			ID: civic.NewID(now.Time), At: now, Kind: UpdateDuplicateUndone,
			By: By{Role: ByAuthority, Authority: d.Authority}, To: string(d.StatusBefore),
		}
		m := store.Note("report.duplicate_undone", now, "", map[string]any{"of": d.DuplicateOf, "update": u.ID})
		d.unmark()
		d.record(u)
		d.relist()
		return []store.Message{m}, nil
	})
	if err != nil || later == r.ID {
		return undone, err
	}
	return r, nil
}

func (r *Report) unmark() {
	r.Status, r.StatusBefore, r.DuplicateOf = r.StatusBefore, "", ""
}

func (s *Service) undoDuplicate(ctx context.Context, r *Report, a *act) (string, map[string]any, error) {
	if err := a.mayUndoDuplicate(r); err != nil {
		return "", nil, err
	}
	if err := s.say(ctx, a, wording{}); err != nil {
		return "", nil, err
	}
	of := r.DuplicateOf
	a.update.Kind = UpdateDuplicateUndone
	a.update.From, a.update.To = string(of), string(r.StatusBefore)
	r.unmark()
	return "report.duplicate_undone", map[string]any{"of": of}, nil
}
