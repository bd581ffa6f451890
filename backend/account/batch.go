package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Batch is what an official takes to the print shop.
type Batch struct {
	Letters []Printed
	Waiting int64 // letters that are still to be drawn
}

// LettersWaiting counts the letters that nobody has drawn. Errors: as
// DrawLetters', save for the passkey.
func (s *Service) LettersWaiting(ctx context.Context, actor civic.Actor) (int64, error) {
	if err := s.mayVerify(actor); err != nil {
		return 0, err
	}
	n, err := s.addressed.Count(ctx, store.Query{Sort: "queued_at"})
	if err != nil {
		return 0, fmt.Errorf("account: letters waiting: %w", err)
	}
	return n, nil
}

// DrawLetters puts up to MaxBatch letters that wait, the oldest first, into a
// batch whose id the caller makes, draws their codes, and gives them. Drawing the
// same batch again gives the same letters and no others, until it is printed or a
// week has passed. Each letter drawn stands in the log. Errors:
// Unauthenticated "auth.required"; Denied "verify.not_counter",
// "auth.fresh_needed"; Invalid "id.malformed".
func (s *Service) DrawLetters(ctx context.Context, actor civic.Actor, batch civic.ID) (Batch, error) {
	batch, err := s.mayDraw(actor, batch)
	if err != nil {
		return Batch{}, err
	}
	drawn, err := s.batch(ctx, batch)
	if err == nil && len(drawn) == 0 {
		if err = s.fillBatch(ctx, actor, batch); err == nil {
			drawn, err = s.batch(ctx, batch)
		}
	}
	if err != nil {
		return Batch{}, fmt.Errorf("account: draw letters: %w", err)
	}
	out := Batch{Letters: []Printed{}}
	for _, v := range drawn {
		p, err := s.openPrinted(v)
		if err != nil {
			s.Log.Error("a printed letter could not be read and is left out", "err", err)
			continue
		}
		out.Letters = append(out.Letters, p)
	}
	out.Waiting, err = s.LettersWaiting(ctx, actor)
	return out, err
}

func (s *Service) mayDraw(actor civic.Actor, batch civic.ID) (civic.ID, error) {
	if err := s.mayVerify(actor); err != nil {
		return "", err
	}
	if err := actor.NeedFreshPasskey(s.Clock.Now()); err != nil {
		return "", err
	}
	id, err := civic.ParseID(string(batch))
	if err != nil {
		return "", civic.Invalid("id.malformed", "batch")
	}
	return id, nil
}

// batch are the letters of a batch whose words are still there.
func (s *Service) batch(ctx context.Context, batch civic.ID) ([]*addressed, error) {
	page, _, err := s.addressed.Page(ctx, store.Query{Where: []store.Match{store.Eq("batch", string(batch))}, Limit: MaxBatch})
	return page, err
}

func (s *Service) fillBatch(ctx context.Context, actor civic.Actor, batch civic.ID) error {
	waiting, _, err := s.addressed.Page(ctx, store.Query{Sort: "queued_at", Limit: MaxBatch})
	if err != nil {
		return err
	}
	for _, v := range waiting {
		a, err := s.accounts.Get(ctx, v.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || a.Level >= civic.LevelAddress { // left, or confirmed at a counter meanwhile
			if err := s.unseal(ctx, []*addressed{v}); err != nil {
				return err
			}
			continue
		}
		if err := s.draw(ctx, actor, v.ID, batch); err != nil {
			return err
		}
	}
	return nil
}

// draw gives one letter its code; one that another batch took meanwhile is left.
func (s *Service) draw(ctx context.Context, actor civic.Actor, id string, batch civic.ID) error {
	now := s.Clock.Now()
	_, err := s.addressed.Update(ctx, id, func(v *addressed) ([]store.Message, error) {
		if v.QueuedAt.IsZero() {
			return nil, store.ErrUnchanged
		}
		p, err := s.openPrinted(v)
		if err != nil { // the pepper was changed: it can never be sent
			v.QueuedAt, v.Sealed = civic.Time{}, nil
			return nil, nil
		}
		code := newLetterCode()
		v.LapseAt = now.Plus(letterLife)
		p.Code, p.LapseAt = code[:LetterCode/2]+"-"+code[LetterCode/2:], v.LapseAt
		if v.Sealed, err = s.sealPrinted(civic.ID(v.ID), p); err != nil {
			return nil, err
		}
		v.Hash, v.Tries, v.Batch = s.letterHash(v, code), 0, batch
		v.QueuedAt, v.SealedTo, v.PurgeAt = civic.Time{}, now.Plus(sealLife), v.LapseAt
		told := civic.Logged{About: civic.ID(v.ID), What: map[string]string{"batch": string(batch)}}
		return []store.Message{store.Note("log.letter_drawn", now, actor.ID, told)}, nil
	})
	return err
}

// LettersPrinted forgets the words of a batch: from now on only the hashes of its
// codes are kept. Errors: as DrawLetters'.
func (s *Service) LettersPrinted(ctx context.Context, actor civic.Actor, batch civic.ID) error {
	batch, err := s.mayDraw(actor, batch)
	if err != nil {
		return err
	}
	drawn, err := s.batch(ctx, batch)
	if err == nil {
		err = s.unseal(ctx, drawn)
	}
	if err != nil {
		return fmt.Errorf("account: letters printed: %w", err)
	}
	return nil
}

// unseal takes the words of drawn letters away.
func (s *Service) unseal(ctx context.Context, drawn []*addressed) error {
	for _, v := range drawn {
		_, err := s.addressed.Update(ctx, v.ID, func(v *addressed) ([]store.Message, error) {
			v.Sealed, v.Batch, v.SealedTo, v.QueuedAt = nil, "", civic.Time{}, civic.Time{}
			return nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepLetters forgets the words of letters drawn a week ago, and letters whose
// code has lapsed.
func (s *Service) sweepLetters(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	for range endPages {
		page, _, err := s.addressed.Page(ctx, store.Query{Sort: "sealed_to", To: now.Plus(time.Millisecond), Limit: endPage})
		if err != nil {
			return 0, err
		}
		if len(page) == 0 {
			break
		}
		if err := s.unseal(ctx, page); err != nil {
			return 0, err
		}
	}
	n, err := s.addressed.Sweep(ctx, "purge_at", now)
	if err != nil {
		return n, err
	}
	m, err := s.counted.Sweep(ctx, "expires_at", now)
	return n + m, err
}
