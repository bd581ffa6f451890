package report

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Confirmation is what a supporter said when the city called a report resolved;
// one a person, about the last round they answered in. The author's answer is
// part of the report itself.
type Confirmation struct {
	store.Meta
	Report   civic.ID   `json:"report"`
	Account  civic.ID   `json:"account"`
	Round    int        `json:"round"`
	Resolved bool       `json:"resolved"`
	Words    string     `json:"words,omitempty"`
	Lang     civic.Lang `json:"lang,omitempty"`
	Photo    *Photo     `json:"photo,omitempty"`
	At       civic.Time `json:"at"`
	Hash     string     `json:"hash,omitempty"` // of the request, so that it can be repeated
}

var confirmationIndexes = []store.Index{
	{Name: "round", Fields: []string{"report", "round", "resolved", "at"}},
	{Name: "report", Fields: []string{"report", "at"}},
	{Name: "photo", Fields: []string{"report", "photo.id"}, Sparse: true},
	{Name: "account", Fields: []string{"account", "at"}},
}

// Confirm is the answer to "is it resolved?".
type Confirm struct {
	ID       civic.ID   `json:"id,omitempty"` // made by the client so that it can repeat; "" for a new one
	Resolved bool       `json:"resolved"`
	Words    string     `json:"words,omitempty"` // ≤ MaxWords
	Lang     civic.Lang `json:"lang,omitempty"`
	Photo    civic.ID   `json:"photo,omitempty"`
}

// edgeOf reads the report that an edge's message is about.
func edgeOf(m store.Message) (civic.ID, bool) {
	var data struct {
		Report civic.ID `json:"report"`
	}
	if json.Unmarshal(m.Data, &data) != nil || data.Report == "" {
		return "", false
	}
	return data.Report, true
}

// Confirm answers whether a resolved report is resolved, within ContestWindow.
// The author's no opens it again, contested; supporters' answers are counted.
// The same request again changes nothing; under an id, also in a later round.
func (s *Service) Confirm(ctx context.Context, actor civic.Actor, id civic.ID, in Confirm) (View, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return View{}, err
	}
	said := confirming{Confirm: in, hash: hashOf(in), named: in.ID != ""}
	if !said.named {
		said.ID = civic.NewID(s.clock())
	} else if said.ID, err = civic.ParseID(string(in.ID)); err != nil {
		return View{}, err
	}
	if said.bounds, err = s.bounds(ctx, actor.ID); err != nil {
		return View{}, err
	}
	if r.Author == actor.ID {
		r, err = s.confirmOwn(ctx, actor, id, said)
	} else {
		err = s.confirmSupported(ctx, actor, r, said)
	}
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, actor, r)
}

// confirming is an answer on its way; named tells that the client made its id.
type confirming struct {
	Confirm
	hash   string
	named  bool
	bounds Bounds // of whoever answers
}

// repeats tells whether the author said nothing but this already: the same
// request, or the same yes or no with nothing on top.
func (c confirming) repeats(r *Report) bool {
	a := r.Confirmed
	if a == nil || a.Round != r.Round || a.Resolved != c.Resolved {
		return false
	}
	return a.Hash == c.hash || civic.Blank(c.Words) && c.Photo == ""
}

// confirmOwn writes the author's answer into the report.
func (s *Service) confirmOwn(ctx context.Context, actor civic.Actor, id civic.ID, in confirming) (*Report, error) {
	return s.change(ctx, actor, id, func(r *Report, f face) ([]store.Message, error) {
		if u, ok := r.find(in.ID); ok {
			return nil, repeatedUpdate(u, actor.ID, in.hash)
		}
		if in.repeats(r) {
			return nil, store.ErrUnchanged
		}
		now := s.clock.Now()
		if err := f.mayConfirm(r, false, now); err != nil {
			return nil, err
		}
		u := Update{
			ID: in.ID, At: now, Kind: UpdateConfirmed, By: By{Role: ByResident, Account: actor.ID},
			From: string(Resolved), To: string(Resolved), Lang: in.Lang, Hash: in.hash,
		}
		if err := s.sayConfirm(ctx, in, &u); err != nil {
			return nil, err
		}
		kind, data := "report.confirmed", s.hold(r, u.Photos, in.bounds)
		r.Confirmed = &AuthorAnswer{Round: r.Round, Resolved: in.Resolved, At: now, Hash: in.hash}
		if !in.Resolved {
			kind = "report.contested"
			u.Kind, u.To = UpdateContested, string(InProgress)
			r.Status, r.Contested = InProgress, true
		}
		if r.full(u) {
			return nil, civic.Fail(civic.KindConflict, "report.timeline_full")
		}
		r.record(u)
		data["update"] = u.ID
		return []store.Message{store.Note(kind, now, actor.ID, data)}, nil
	})
}

// sayConfirm checks an answer's words and photo and puts them into u, beside the
// photos that the same answer had before.
func (s *Service) sayConfirm(ctx context.Context, in confirming, u *Update, before ...Photo) error {
	var f faults
	f.lang(in.Lang)
	u.Text = f.text("words", in.Words, MaxWords)
	if in.bounds.NoLinks {
		f.plain("words", u.Text)
	}
	if in.Photo != "" {
		photos, err := s.owned(ctx, attaching{by: u.By.Account, there: before}, []civic.ID{in.Photo}, &f)
		if err != nil {
			return err
		}
		u.Photos = attach(u.At, photos, before, false)
	}
	return civic.Join(f)
}

// confirmSupported keeps a supporter's answer as an edge.
func (s *Service) confirmSupported(ctx context.Context, actor civic.Actor, r *Report, in confirming) error {
	id, now := civic.ID(r.ID), s.clock.Now()
	before, err := s.confirmations.Get(ctx, edge(id, actor.ID))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err == nil && before.Hash == in.hash && (in.named || before.Round == r.Round) {
		return nil
	}
	supporter, err := s.supporter(ctx, actor.ID, id)
	if err != nil {
		return err
	}
	if err := r.faceOf(actor).mayConfirm(r, supporter, now); err != nil {
		return err
	}
	u := Update{At: now, By: By{Account: actor.ID}}
	if err := s.sayConfirm(ctx, in, &u, before.photos()...); err != nil {
		return err
	}
	c := Confirmation{
		Report: id, Account: actor.ID, Round: r.Round, Resolved: in.Resolved, Words: u.Text, Lang: in.Lang, At: now, Hash: in.hash,
	}
	data := s.hold(r, u.Photos, in.bounds)
	data["report"] = id
	if len(u.Photos) == 1 {
		c.Photo = &u.Photos[0]
		data["photo"] = c.Photo.ID
	}
	return s.keepConfirmation(ctx, c, store.Note("confirmation.given", now, actor.ID, data))
}

// photos is the answer's photo, if there is one; of no answer, none.
func (c *Confirmation) photos() []Photo {
	if c == nil || c.Photo == nil {
		return nil
	}
	return []Photo{*c.Photo}
}

// keepConfirmation puts a supporter's answer in the place of any earlier one.
func (s *Service) keepConfirmation(ctx context.Context, c Confirmation, given store.Message) error {
	_, err := s.confirmations.Put(ctx, edge(c.Report, c.Account),
		func() (*Confirmation, []store.Message, error) {
			fresh := c
			fresh.ID = edge(c.Report, c.Account)
			return &fresh, []store.Message{given}, nil
		},
		func(old *Confirmation) ([]store.Message, error) {
			if old.Round == c.Round && old.Hash == c.Hash {
				return nil, store.ErrUnchanged
			}
			meta := old.Meta
			*old = c
			old.Meta = meta
			return []store.Message{given}, nil
		})
	return err
}

// confirmations counts this round's answers: supporters' from the tally, as long
// as it is about the same round, and the author's.
func (r *Report) confirmations(counts map[string]int64) Confirmations {
	var c Confirmations
	if counts[countRound] == int64(r.Round) {
		c.Yes, c.No = counts[countConfirmed], counts[countContested]
	}
	switch a := r.Confirmed; {
	case a == nil || a.Round != r.Round:
	case a.Resolved:
		c.Yes++
	default:
		c.No++
	}
	return c
}

// wordsShown is how many supporters' words an official reads on a report.
const wordsShown = 20

// confirmationWords reads what supporters wrote last in this round.
func (s *Service) confirmationWords(ctx context.Context, r *Report, f face) ([]ConfirmationWords, error) {
	if r.Round == 0 || !f.seesWords() {
		return nil, nil
	}
	var out []ConfirmationWords
	q := store.Query{Where: []store.Match{store.Eq("report", r.ID)}, Sort: "at", Desc: true, Limit: 5 * wordsShown}
	for c, err := range s.confirmations.Find(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("report: confirmations: %w", err)
		}
		if c.Round != r.Round || (c.Words == "" && c.Photo == nil) {
			continue
		}
		w := ConfirmationWords{Resolved: c.Resolved, Words: c.Words, At: c.At}
		if c.Photo != nil && f.seesPhoto(*c.Photo) {
			w.Photo = &f.photos([]Photo{*c.Photo})[0]
		}
		if out = append(out, w); len(out) == wordsShown {
			break
		}
	}
	return out, nil
}

// confirmed is the actor's own answer in this round, and whether there is one.
func (s *Service) confirmed(ctx context.Context, actor civic.ID, r *Report) (resolved, given bool, err error) {
	if r.Round == 0 {
		return false, false, nil
	}
	if r.Author == actor {
		if a := r.Confirmed; a != nil && a.Round == r.Round {
			return a.Resolved, true, nil
		}
		return false, false, nil
	}
	c, err := s.confirmations.LookAll(ctx, []string{edge(civic.ID(r.ID), actor)}) // keeps also that there is none
	if err != nil || c[0] == nil {
		return false, false, err
	}
	return c[0].Resolved, c[0].Round == r.Round, nil
}
