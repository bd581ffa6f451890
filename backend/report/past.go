package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Past is a report with its history, told by a city's earlier system or invented
// for a benchmark.
type Past struct {
	ID     civic.ID
	Author civic.ID
	At     time.Time // when it was submitted
	Submission
	Acts []PastAct // in the order of their times
}

// PastAct is what an official did at a time.
type PastAct struct {
	At time.Time
	By civic.Actor
	Act
}

// Import writes a report with its whole history in one go, by the rules that bind
// reports today, each act judged at its own time. It asks no rights and sends no
// messages: whoever imports builds the index anew afterwards. An id that is
// taken is the conflict "report.id_taken".
func (s *Service) Import(ctx context.Context, p Past) error {
	id, err := civic.ParseID(string(p.ID))
	if err != nil {
		return err
	}
	at := p.At
	then := *s
	then.clock, then.Trust = func() time.Time { return at }, nil
	in, photos, err := then.checked(ctx, attaching{by: p.Author}, p.Submission)
	if err != nil {
		return err
	}
	r, err := then.compose(ctx, attaching{by: p.Author, there: photos}, in)
	if err != nil {
		return err
	}
	r.ID = string(id)
	for _, a := range p.Acts {
		apply, ok := rules[a.Kind]
		if !ok {
			return civic.Invalid("report.act_unknown", "kind")
		}
		if at = a.At; a.ID == "" {
			a.ID = civic.NewID(at)
		}
		if _, err := then.perform(ctx, r, apply, &act{Act: a.Act, face: r.faceOf(a.By)}); err != nil {
			return fmt.Errorf("report: import %s: %s: %w", id, a.Kind, err)
		}
	}
	r.relist()
	if err := s.reports.Insert(ctx, r); errors.Is(err, store.ErrExists) {
		return civic.Fail(civic.KindConflict, "report.id_taken")
	} else if err != nil {
		return told(err)
	}
	return nil
}

// ImportSupport writes that somebody said it hits them too, without a message:
// whoever imports has the report counted afterwards. Repeating it changes
// nothing.
func (s *Service) ImportSupport(ctx context.Context, report, account civic.ID, at time.Time) error {
	e := &Support{Report: report, Account: account, State: on, At: civic.At(at)}
	e.ID = edge(report, account)
	err := s.supports.Insert(ctx, e)
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
