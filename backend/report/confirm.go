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
}

var confirmationIndexes = []store.Index{
	{Name: "round", Fields: []string{"report", "round", "resolved", "at"}},
	{Name: "report", Fields: []string{"report", "at"}},
	{Name: "photo", Fields: []string{"report", "photo.id"}, Sparse: true},
}

// Confirm is the answer to "is it resolved?".
type Confirm struct {
	ID       civic.ID   `json:"id,omitempty"` // of the author's update; "" for a new one
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
// Repeating an answer changes nothing.
func (s *Service) Confirm(ctx context.Context, actor civic.Actor, id civic.ID, in Confirm) (View, error) {
	r, err := s.seen(ctx, actor, id)
	if err != nil {
		return View{}, err
	}
	if r.Author == actor.ID {
		r, err = s.confirmOwn(ctx, actor, id, in)
	} else {
		err = s.confirmSupported(ctx, actor, r, in)
	}
	if err != nil {
		return View{}, err
	}
	return s.view(ctx, actor, r)
}

// confirmOwn writes the author's answer into the report.
func (s *Service) confirmOwn(ctx context.Context, actor civic.Actor, id civic.ID, in Confirm) (*Report, error) {
	return s.change(ctx, actor, id, func(r *Report, f face) ([]store.Message, error) {
		if c := r.Confirmed; c != nil && c.Round == r.Round && c.Resolved == in.Resolved {
			return nil, store.ErrUnchanged
		}
		now := s.clock.Now()
		if err := f.mayConfirm(r, false, now); err != nil {
			return nil, err
		}
		u := Update{
			ID: in.ID, At: now, Kind: UpdateConfirmed, By: By{Role: ByResident, Account: actor.ID},
			From: string(Resolved), To: string(Resolved), Lang: in.Lang,
		}
		if err := s.sayConfirm(ctx, r, in, &u); err != nil {
			return nil, err
		}
		kind, data := "report.confirmed", s.hold(r, u.Photos)
		r.Confirmed = &AuthorAnswer{Round: r.Round, Resolved: in.Resolved, At: now}
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

// sayConfirm checks an answer's id, words and photo and puts them into u.
func (s *Service) sayConfirm(ctx context.Context, r *Report, in Confirm, u *Update) error {
	if u.ID == "" {
		u.ID = civic.NewID(u.At.Time)
	} else if id, err := civic.ParseID(string(u.ID)); err != nil {
		return err
	} else if u.ID = id; r != nil {
		if _, taken := r.find(id); taken {
			return civic.Fail(civic.KindConflict, "report.update_taken")
		}
	}
	var f faults
	f.lang(in.Lang)
	u.Text = f.text("words", in.Words, MaxWords)
	if in.Photo != "" {
		photos, err := s.owned(ctx, u.By.Account, []civic.ID{in.Photo}, &f)
		if err != nil {
			return err
		}
		u.Photos = attach(u.At, photos, nil, false)
	}
	return civic.Join(f)
}

// confirmSupported keeps a supporter's answer as an edge.
func (s *Service) confirmSupported(ctx context.Context, actor civic.Actor, r *Report, in Confirm) error {
	id, now := civic.ID(r.ID), s.clock.Now()
	supporter, err := s.supporter(ctx, actor.ID, id)
	if err != nil {
		return err
	}
	if err := r.faceOf(actor).mayConfirm(r, supporter, now); err != nil {
		return err
	}
	u := Update{At: now, By: By{Account: actor.ID}}
	if err := s.sayConfirm(ctx, nil, in, &u); err != nil {
		return err
	}
	c := Confirmation{
		Report: id, Account: actor.ID, Round: r.Round, Resolved: in.Resolved, Words: u.Text, Lang: in.Lang, At: now,
	}
	data := s.hold(r, u.Photos)
	data["report"] = id
	if len(u.Photos) == 1 {
		c.Photo = &u.Photos[0]
		data["photo"] = c.Photo.ID
	}
	given := []store.Message{store.Note("confirmation.given", now, actor.ID, data)}
	_, err = s.confirmations.Put(ctx, edge(id, actor.ID),
		func() (*Confirmation, []store.Message, error) {
			fresh := c
			fresh.ID = edge(id, actor.ID)
			return &fresh, given, nil
		},
		func(old *Confirmation) ([]store.Message, error) {
			if old.Round == c.Round && old.Resolved == c.Resolved && old.Words == c.Words {
				return nil, store.ErrUnchanged
			}
			meta := old.Meta
			*old = c
			old.Meta = meta
			return given, nil
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
	c, err := s.confirmations.Get(ctx, edge(civic.ID(r.ID), actor))
	if errors.Is(err, store.ErrNotFound) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	return c.Resolved, c.Round == r.Round, nil
}
