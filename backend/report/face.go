package report

import (
	"slices"

	"jemaa/backend/civic"
)

// face is what a reader is to one report. Every question of who may see what is
// answered by its methods; views, lists, photos and similar reports ask nothing
// else.
type face struct {
	actor     civic.Actor
	author    bool // wrote it
	authority bool // is an official of the responsible authority
	moderator bool
}

func (r *Report) faceOf(a civic.Actor) face {
	return face{
		actor:     a,
		author:    a.SignedIn() && a.ID == r.Author,
		authority: a.OfficialOf(r.Authority),
		moderator: a.Is(civic.Moderator),
	}
}

// sees refuses readers of what is hidden or withdrawn, save the author and
// moderators.
func (f face) sees(r *Report) error {
	if r.Public() || (f.author || f.moderator) && r.ErasedAt.IsZero() {
		return nil
	}
	return errGone()
}

// seesPlace tells whether the reader gets the exact place, the address and the
// answers (which may describe the place), not only the snapped point.
func (f face) seesPlace(r *Report) bool {
	return !r.HiddenPlace || f.author || f.authority || f.moderator
}

// seesName tells whether the reader gets the author's name without asking. The
// responsible authority asks through Reveal, which is logged. What was written
// down at the counter or the phone has only the name of the official who did.
func (f face) seesName(r *Report) bool { return !r.Anonymous && r.Source == App || f.author }

// seesPhoto tells whether the reader gets a photo of what they can read.
func (f face) seesPhoto(p Photo) bool { return !p.Held || f.author || f.moderator }

// seesUpdate tells whether an entry of the timeline is for the reader: internal
// ones stay with the authority that wrote them, what moderators did is for those
// whom it concerns.
func (f face) seesUpdate(u Update) bool {
	if u.Internal {
		return f.actor.OfficialOf(u.By.Authority)
	}
	switch u.Kind {
	case UpdateHidden, UpdateRestored, UpdatePhotosReleased:
		return f.author || f.authority || f.moderator
	}
	return true
}

// seesStaff tells whether the reader gets the name of the official who acted:
// colleagues do, the public reads the authority's.
func (f face) seesStaff(u Update) bool { return f.actor.OfficialOf(u.By.Authority) }

// seesWords tells whether the reader gets what supporters wrote when asked.
func (f face) seesWords() bool { return f.authority || f.moderator }

// place is the point that the reader gets, and whether it is the exact one.
func (f face) place(r *Report) (civic.Point, bool) {
	if f.seesPlace(r) {
		return r.Location, true
	}
	return r.PublicLocation, false
}

// photos are those that the reader gets; never nil.
func (f face) photos(photos []Photo) []PhotoView {
	out := make([]PhotoView, 0, len(photos))
	for _, p := range photos {
		if f.seesPhoto(p) {
			out = append(out, PhotoView{ID: p.ID, Width: p.Width, Height: p.Height, Color: p.Color, Held: p.Held})
		}
	}
	return out
}

// summary is the report in a list, for this reader.
func (f face) summary(r *Report, counts map[string]int64, now civic.Time) Summary {
	s := Summary{
		ID: civic.ID(r.ID), Ref: r.Ref, Category: r.Category, Domain: r.Domain, Area: r.Area,
		Authority: r.Authority, Title: r.Title, Excerpt: excerpt(r.Description), Lang: r.Lang,
		Status: r.Status, Contested: r.Contested, Overdue: r.Overdue(now), AwaitingAnswer: !r.AwaitingSince.IsZero(),
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, DueAt: r.DueAt, LegalDueAt: r.LegalDueAt,
		Supports: counts[countSupports], Anonymous: r.Anonymous, Mine: f.author, Rev: r.Rev,
	}
	s.Location, s.LocationExact = f.place(r)
	if photos := f.photos(r.Photos); len(photos) > 0 {
		s.Photo = &photos[0]
	}
	if f.authority {
		s.Assignee = r.Assignee
	}
	return s
}

// view is the whole report for this reader, names and the reader's own edges
// aside.
func (f face) view(r *Report, counts map[string]int64, now civic.Time) View {
	v := View{
		Summary: f.summary(r, counts, now), Description: r.Description, Photos: f.photos(r.Photos),
		Answers: map[string][]string{}, Updates: f.updates(r), DuplicateOf: r.DuplicateOf,
		ResolvedAt: r.ResolvedAt, ResolvedBy: r.ResolvedBy, AwaitingSince: r.AwaitingSince, Source: r.Source,
		Confirmations: r.confirmations(counts),
	}
	if f.seesPlace(r) {
		v.Address = r.Address
		if r.Answers != nil {
			v.Answers = r.Answers
		}
	}
	if r.Hidden != nil && (f.author || f.moderator) {
		v.Hidden = &HiddenView{Reason: r.Hidden.Reason, At: r.Hidden.At}
	}
	return v
}

// updates is the timeline for this reader.
func (f face) updates(r *Report) []UpdateView {
	out := make([]UpdateView, 0, len(r.Updates))
	for _, u := range r.Updates {
		if !f.seesUpdate(u) {
			continue
		}
		v := UpdateView{
			ID: u.ID, At: u.At, Kind: u.Kind, From: u.From, To: u.To, Text: u.Text, Lang: u.Lang,
			Photos: f.photos(u.Photos), Reason: u.Reason, Internal: u.Internal,
			By: ByView{Role: u.By.Role, Authority: u.By.Authority, Mine: f.actor.SignedIn() && f.actor.ID == u.By.Account},
		}
		if u.By.Role == ByModerator {
			v.By.Mine = false
		}
		out = append(out, v)
	}
	return out
}

// named lists whose names the reader's view needs.
func (f face) named(r *Report) []civic.ID {
	var ids []civic.ID
	add := func(id civic.ID) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if f.seesName(r) {
		add(r.Author)
	}
	for _, u := range r.Updates {
		if u.By.Role == ByAuthority && f.seesUpdate(u) && f.seesStaff(u) {
			add(u.By.Account)
		}
	}
	return ids
}

// name puts names where the reader may read them.
func (f face) name(v *View, r *Report, names map[civic.ID]string) {
	if f.seesName(r) {
		v.Author = &AuthorView{Name: names[r.Author]}
	}
	by := make(map[civic.ID]By, len(r.Updates))
	for _, u := range r.Updates {
		by[u.ID] = u.By
	}
	for i := range v.Updates {
		switch u := &v.Updates[i]; {
		case u.By.Role == ByResident && f.seesName(r):
			u.By.Name = names[by[u.ID].Account]
		case u.By.Role == ByAuthority && f.actor.OfficialOf(u.By.Authority):
			u.By.Name = names[by[u.ID].Account]
		}
	}
}
