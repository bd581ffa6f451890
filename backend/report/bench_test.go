package report_test

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/backend/store/sqlite"
)

// noCounts is a tally that costs nothing.
type noCounts struct{}

func (noCounts) Get(context.Context, ...civic.Subject) (map[civic.Subject]map[string]int64, error) {
	return nil, nil
}

func (noCounts) Counts(_ context.Context, of []civic.Subject) ([]map[string]int64, error) {
	return make([]map[string]int64, len(of)), nil
}

// busy is a world on a disk that is synced, with n reports.
func busy(b *testing.B, n int) *world {
	b.Helper()
	w := newWorld(b)
	e, err := sqlite.Open(w.ctx, filepath.Join(b.TempDir(), "busy.db"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = e.Close() })
	ports := w.Ports
	ports.Tallies = noCounts{}
	if w.Service, err = report.Open(w.ctx, e, time.Now, ports); err != nil {
		b.Fatal(err)
	}
	work := make(chan struct{})
	done := make(chan struct{})
	for range 16 {
		go func() {
			for range work {
				w.some(b)
			}
			done <- struct{}{}
		}()
	}
	for range n {
		work <- struct{}{}
	}
	close(work)
	for range 16 {
		<-done
	}
	return w
}

// some submits a report somewhere, of some kind.
func (w *world) some(b *testing.B) {
	in := pothole()
	in.Category = one([]string{"pothole", "light", "leak", "safety"})
	in.Location = civic.Point{Lon: -5.1 - float64(rand.IntN(3)), Lat: 33.5}
	if _, _, err := w.Submit(w.ctx, w.author, civic.NewID(time.Now()), in); err != nil {
		b.Error(err)
	}
}

func one[T any](of []T) T { return of[rand.IntN(len(of))] }

// BenchmarkSubmit creates reports from 16 callers, on a synced disk.
func BenchmarkSubmit(b *testing.B) {
	w := busy(b, 2000)
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w.some(b)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}

// BenchmarkList reads pages of 20 by one filter that has its own index, by two,
// and by one that merges six orders.
func BenchmarkList(b *testing.B) {
	w := busy(b, 20_000)
	for name, f := range map[string]report.Filter{
		"all": {}, "status": {Status: []report.Status{report.Submitted}},
		"area": {Area: "anfa"}, "area+status": {Area: "anfa", Status: []report.Status{report.Submitted}},
		"authority": {Authority: "roads"}, "domain": {Domain: "urban"}, "domain+area": {Domain: "urban", Area: "anfa"},
		"area deadline": {Sort: report.SortDeadline, Area: "anfa"},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if p, err := w.List(w.ctx, w.nobody, f); err != nil || len(p.Items) != 20 {
						b.Error(len(p.Items), err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
