package seed

import (
	"context"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// life takes a report through what the city does about it; how far depends on
// its age and on chance. Whenever the story would run past today, it stops.
func (s *seeder) life(ctx context.Context, t tale, age time.Duration, elders []civic.ID) error {
	p := paceOf(age)
	if age < 20*time.Hour || s.chance(p.untouched) || !s.later(30) {
		return nil
	}
	switch {
	case s.chance(2):
		return s.Reports.Withdraw(ctx, t.author, t.id)
	case len(elders) > 0 && s.chance(40):
		return s.duplicate(ctx, t, elders[0])
	case s.chance(6):
		return s.status(ctx, t, report.Declined, "declined", false)
	}
	if err := s.status(ctx, t, report.Acknowledged, "acknowledged", false); err != nil {
		return err
	}
	if s.chance(p.asked) {
		if err := s.question(ctx, t); err != nil {
			return err
		}
	}
	if s.chance(p.acknowledged) || !s.later(60) {
		return nil
	}
	if err := s.status(ctx, t, report.InProgress, "in_progress", false); err != nil {
		return err
	}
	if s.chance(15) && s.later(48) {
		if err := s.act(ctx, t, report.Act{Kind: report.ActAnswer, Text: s.words("answer", t)}); err != nil {
			return err
		}
	}
	if s.chance(p.inProgress) || !s.later(100) {
		return nil
	}
	if err := s.status(ctx, t, report.Resolved, "resolved", true); err != nil {
		return err
	}
	return s.verdict(ctx, t)
}

// pace is how likely, in percent, a report stays where it is: a city that works
// leaves few of the old ones open, and some.
type pace struct{ untouched, asked, acknowledged, inProgress int }

func paceOf(age time.Duration) pace {
	if age > 12*24*time.Hour {
		return pace{untouched: 2, asked: 6, acknowledged: 2, inProgress: 3}
	}
	return pace{untouched: 12, asked: 16, acknowledged: 25, inProgress: 30}
}

// status moves a report on, with the official's words and perhaps a picture.
func (s *seeder) status(ctx context.Context, t tale, to report.Status, act string, picture bool) error {
	a := report.Act{Kind: report.ActStatus, Status: to, Text: s.words(act, t)}
	if to == report.Declined {
		a.Reason, a.Text = a.Text, ""
	}
	if picture && scenes[t.category.Code] != nil && s.chance(60) {
		id, err := s.photograph(ctx, t, t.official, true)
		if err != nil {
			return err
		}
		a.Photos = []civic.ID{id}
	}
	return s.act(ctx, t, a)
}

// act is one act of the official in charge.
func (s *seeder) act(ctx context.Context, t tale, a report.Act) error {
	a.ID, a.Lang = s.id(), s.speaks(t)
	if _, _, err := s.Reports.AddUpdate(ctx, t.official, t.id, a); err != nil {
		return fmt.Errorf("%s %s: %w", a.Kind, a.Status, err)
	}
	return s.attach(ctx, t, a.Photos)
}

func (s *seeder) question(ctx context.Context, t tale) error {
	if err := s.act(ctx, t, report.Act{Kind: report.ActAsk, Text: s.words("ask", t)}); err != nil {
		return err
	}
	if s.chance(30) || !s.later(48) {
		return nil
	}
	reply := report.Act{ID: s.id(), Kind: report.ActReply, Lang: s.speaks(t), Text: s.words("reply", t)}
	_, _, err := s.Reports.AddUpdate(ctx, t.author, t.id, reply)
	return err
}

func (s *seeder) duplicate(ctx context.Context, t tale, of civic.ID) error {
	err := s.act(ctx, t, report.Act{Kind: report.ActDuplicate, DuplicateOf: of, Text: s.words("duplicate", t)})
	if civic.KindOf(err) == civic.KindConflict || civic.KindOf(err) == civic.KindInvalid || civic.KindOf(err) == civic.KindGone {
		return nil // the elder one has ended meanwhile, or is a duplicate itself
	}
	return err
}

// verdict is the author's word on a repair.
func (s *seeder) verdict(ctx context.Context, t tale) error {
	if !s.chance(55) || !s.later(96) {
		return nil
	}
	yes := s.chance(88)
	c := report.Confirm{ID: s.id(), Resolved: yes, Lang: s.speaks(t), Words: s.words("confirmed", t)}
	if !yes {
		c.Words = s.words("contested", t)
	}
	_, err := s.Reports.Confirm(ctx, t.author, t.id, c)
	return err
}

// speaks is the language in which a tale goes on: that of its first words, or its
// author's where those are Darija in Latin letters.
func (s *seeder) speaks(t tale) civic.Lang {
	if t.said[0] == string(civic.Arabic) || t.said[0] == "" && t.author.Lang == civic.Arabic {
		return civic.Arabic
	}
	return civic.French
}

func (s *seeder) words(act string, t tale) string {
	return pick(s, s.answers[act][string(s.speaks(t))])
}
