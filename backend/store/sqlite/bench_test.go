package sqlite

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// report is about what a city keeps most of: ten indexed fields, a kilobyte of text.
func report(i int) []byte {
	s := civic.At(time.UnixMilli(1_770_000_000_000 + int64(i)*1000))
	b, _ := json.Marshal(map[string]any{
		"area": fmt.Sprint("a", i*7%16), "category": fmt.Sprint("c", i*11%40), "domain": fmt.Sprint("d", i*3%8),
		"status": []string{"submitted", "resolved"}[i/5%2], "authority": fmt.Sprint("u", i*13%10), "assignee": fmt.Sprint("p", i*17%100),
		"author": fmt.Sprint("w", i*19%10000), "created_at": s, "updated_at": s, "due_at": s, "text": string(make([]byte, 150)) + fmt.Sprintf("%0900d", i),
	})
	return b
}

func manyIndexes(n int) []store.Index {
	fields := []string{"area", "category", "domain", "status", "authority", "assignee", "author"}
	var out []store.Index
	for _, at := range []string{"created_at", "updated_at"} {
		for i, a := range fields {
			for _, b := range fields[i+1:] {
				if len(out) < n {
					out = append(out, store.Index{Name: a + "_" + b + "_" + at, Fields: []string{a, b, at}})
				}
			}
		}
	}
	return out
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
				b.ResetTimer()
				insert(b, e, callers, b.N)
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inserts/s")
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	next.Store(0)
	e := benchEngine(b, 1, 100_000)
	run := func(name string, read func(i int) error) {
		b.Run(name, func(b *testing.B) {
			var n atomic.Int64
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := read(int(n.Add(1) * 7919 % 100_000)); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
		})
	}
	run("get", func(i int) error {
		r, err := e.Get(b.Context(), "reports", []string{fmt.Sprintf("%026d", i+1)})
		if err == nil && len(r) != 1 {
			err = store.ErrNotFound
		}
		return err
	})
	page := store.Scan{Index: manyIndexes(1)[0], Limit: 20, Desc: true}
	at := func(i int) *store.Position {
		return &store.Position{Value: civic.At(time.UnixMilli(1_770_000_000_000 + int64(i)*1000)), ID: "z"}
	}
	for name, equal := range map[string][][]any{
		"page of 20": {{"a1", "c3"}}, "page of 20, set of 16": product(4, 4), "page of 20, set of 64": product(8, 8),
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
			out = append(out, []any{fmt.Sprint("a", i), fmt.Sprint("c", j)})
		}
	}
	return out
}
