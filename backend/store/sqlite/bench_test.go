package sqlite

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// report is what a city keeps most of, as it is when it is made: a kilobyte of
// text, one of 16 areas, 40 categories and 10 authorities.
func report(i int) []byte {
	s := civic.At(time.UnixMilli(1_770_000_000_000 + int64(i)*1000))
	category := i * 11 % 40
	b, _ := json.Marshal(map[string]any{
		"area": fmt.Sprint("area", i*7%16), "category": fmt.Sprint("category", category), "status": "submitted",
		"authority": fmt.Sprint("authority", category%10), "author": fmt.Sprintf("%026d", i*7919%10000),
		"listed": map[string]any{"new": s, "updated": s, "due": s.Plus(time.Duration(category) * 24 * time.Hour)},
		"text":   fmt.Sprintf("%01000d", i),
	})
	return b
}

// manyIndexes declares as a list of reports does that can be filtered by one or
// two of four fields and sorted by three times.
func manyIndexes(n int) []store.Index {
	out := []store.Index{{Name: "author", Fields: []string{"author", "listed.new"}}}
	for _, by := range [][]string{
		{"area", "category"}, {"area", "status"}, {"area", "authority"}, {"category", "status"},
		{"category", "authority"}, {"status", "authority"}, {"category"}, {"status"},
	} {
		for _, at := range []string{"new", "updated", "due"} {
			out = append(out, store.Index{
				Name: strings.Join(append(by, at), "_"), Fields: append(slices.Clone(by), "listed."+at), Sparse: true,
			})
		}
	}
	return out[:n]
}

func benchEngine(b *testing.B, indexes, docs int) *Engine {
	b.Helper()
	e, err := Open(b.Context(), filepath.Join(b.TempDir(), "jemaa.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { e.Close() })
	if err := e.Declare(b.Context(), "reports", manyIndexes(indexes)); err != nil {
		b.Fatal(err)
	}
	insert(b, e, 64, docs)
	return e
}

// processor is the time that this process has computed: unlike a rate it means
// something on a machine that is busy with other things.
func processor() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

var next atomic.Int64

// insert writes n documents from several callers, each with a message.
func insert(b *testing.B, e *Engine, callers, n int) {
	var wg sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(n))
	for range callers {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				i := int(next.Add(1))
				r := store.Record{ID: fmt.Sprintf("%026d", i), Rev: 1, ChangedAt: civic.At(time.UnixMilli(int64(i))), Doc: report(i)}
				m := store.Message{ID: civic.ID(r.ID), Kind: "report.submitted", At: r.ChangedAt}
				if err := e.Insert(b.Context(), "reports", r, []store.Message{m}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkInsert(b *testing.B) {
	for _, indexes := range []int{1, 25} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("indexes=%d/callers=%d", indexes, callers), func(b *testing.B) {
				e := benchEngine(b, indexes, 0)
				used := processor()
				b.ResetTimer()
				insert(b, e, callers, b.N)
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inserts/s")
				b.ReportMetric(float64(processor()-used)/float64(b.N)/1000, "cpu-µs/op")
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	next.Store(0)
	e := benchEngine(b, 2, 100_000)
	run := func(name string, read func(i int) error) {
		b.Run(name, func(b *testing.B) {
			var n atomic.Int64
			used := processor()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := read(int(n.Add(1) * 7919 % 100_000)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
			b.ReportMetric(float64(processor()-used)/float64(b.N)/1000, "cpu-µs/op")
		})
	}
	run("get", func(i int) error {
		r, err := e.Get(b.Context(), "reports", []string{fmt.Sprintf("%026d", i+1)})
		if err == nil && len(r) != 1 {
			err = store.ErrNotFound
		}
		return err
	})
	page := store.Scan{Index: manyIndexes(2)[1], Limit: 20, Desc: true}
	at := func(i int) *store.Position {
		return &store.Position{Value: civic.At(time.UnixMilli(1_770_000_000_000 + int64(i)*1000)), ID: "z"}
	}
	for name, equal := range map[string][][]any{
		"page of 20": {{"area1", "category3"}}, "page of 20, set of 16": product(4, 4), "page of 20, set of 64": product(8, 8),
	} {
		run(name, func(i int) error {
			s := page
			s.Equal, s.After = equal, at(i)
			_, err := e.Find(b.Context(), "reports", s)
			return err
		})
	}
	run("count 100,000", func(int) error {
		s := store.Scan{Index: store.Index{Name: "everything"}}
		n, err := e.Count(b.Context(), "reports", s)
		if err == nil && n < 100_000 {
			err = fmt.Errorf("%d", n)
		}
		return err
	})
}

func product(a, c int) [][]any {
	var out [][]any
	for i := range a {
		for j := range c {
			out = append(out, []any{fmt.Sprint("area", i), fmt.Sprint("category", j)})
		}
	}
	return out
}
