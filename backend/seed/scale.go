package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// Scale is how much a benchmark's city holds and when it ends.
type Scale struct {
	Count  int
	Now    time.Time
	Number uint64 // what everything follows from
}

const (
	writers = 3000                 // imports side by side: half of them are written in one transaction while the others are made up
	backed  = 50                   // every so many reports have supporters
	span    = 730 * 24 * time.Hour // in the order of time, as a city's reports come
)

// Fill fills an empty city with reports of the last two years, spread over its
// areas, categories and statuses, with the words of the demonstration and no
// pictures. It sends no messages: search is to be built anew afterwards. It
// returns the reports that have supporters to be counted.
func Fill(ctx context.Context, t Target, sc Scale) ([]civic.Subject, error) {
	words, err := readScript()
	if err != nil {
		return nil, err
	}
	s := &seeder{Target: t, Demo: Demo{Count: sc.Count, Now: sc.Now}, script: words, officials: map[string]civic.Actor{}}
	if err := s.people(ctx); err != nil {
		return nil, err
	}
	var done atomic.Int64
	work, ctx := errgroup.WithContext(ctx)
	for w := range writers {
		work.Go(func() error {
			mine := *s
			mine.rng = rand.New(rand.NewPCG(sc.Number, uint64(w)))
			for i := w; i < sc.Count; i += writers {
				if err := mine.past(ctx, i); err != nil {
					return fmt.Errorf("seed: report %d: %w", i, err)
				}
				if n := done.Add(1); n%max(500, int64(sc.Count/5)) == 0 {
					fmt.Fprintf(t.Out, "%d of %d reports\n", n, sc.Count)
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	var subjects []civic.Subject
	for i := 0; i < sc.Count; i += backed {
		subjects = append(subjects, civic.Subject{Kind: report.Kind, ID: numbered(i)})
	}
	return subjects, nil
}

// numbered is the id of a scaled city's report, known without asking.
func numbered(i int) civic.ID { return civic.ID(fmt.Sprintf("01JEMAASCA%016d", i)) }

// past invents one report with all that was done about it.
func (s *seeder) past(ctx context.Context, i int) error {
	t := s.cast(i)
	step := span / time.Duration(s.Demo.Count)
	age := step*time.Duration(s.Demo.Count-i) - time.Duration(s.rng.Int64N(int64(step)))
	p := report.Past{ID: numbered(i), Author: t.author.ID, At: s.Demo.Now.Add(-age)}
	s.now = p.At
	p.Submission = s.submission(t)
	p.Description = strings.Replace(p.Description, p.Address, fmt.Sprintf("%d %s", 1+s.rng.IntN(300), p.Address), 1)
	authority, _ := s.City.Authority(t.category.Code, t.area.Code)
	t.official = s.officials[authority]
	p.Acts = s.deeds(t, p.At)
	if err := s.Reports.Import(ctx, p); err != nil {
		return err
	}
	if i%backed != 0 {
		return nil
	}
	for _, k := range s.rng.Perm(len(s.residents))[:1+s.rng.IntN(20)] {
		if err := s.Reports.ImportSupport(ctx, p.ID, s.residents[k].ID, p.At.Add(time.Hour)); err != nil {
			return err
		}
	}
	return nil
}

// deeds are an official's steps: three in ten reports are still untouched, and
// half of the others are done.
func (s *seeder) deeds(t tale, from time.Time) []report.PastAct {
	path := []report.Status{report.Acknowledged, report.InProgress, report.Resolved}[:s.rng.IntN(4)]
	if s.chance(6) {
		path = []report.Status{report.Declined}
	} else if s.chance(20) {
		path = []report.Status{report.Acknowledged, report.InProgress, report.Resolved}
	}
	var out []report.PastAct
	for _, to := range path {
		from = from.Add(time.Duration(1+s.rng.IntN(400)) * time.Hour)
		if from.After(s.Demo.Now) {
			break
		}
		a := report.Act{Kind: report.ActStatus, Status: to, Lang: s.speaks(t), Text: s.words(string(to), t)}
		if to == report.Declined {
			a.Reason, a.Text = a.Text, ""
		}
		out = append(out, report.PastAct{At: from, By: t.official, Act: a})
	}
	return out
}
