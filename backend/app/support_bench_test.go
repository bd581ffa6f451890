package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/config"
)

// BenchmarkSupport drives supports over many reports from 16 callers, on a disk
// that is synced, with everything running that a server runs. What it reports
// beside the rate: the processor's time for one support with all that follows
// from it, until nothing waits; how old a message grew that waited for a taker;
// and how much still waited when the last support was answered. Run it with
// -benchtime=50000x or more.
func BenchmarkSupport(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("reports=%d", n), func(b *testing.B) {
			t := busyTown(b, n)
			ids := t.supportable(b)
			w := t.watch()
			var next atomic.Int64
			used := processor()
			b.ResetTimer()
			sixteen(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					who := civic.Actor{ID: civic.NewID(time.Now()), Lang: civic.French}
					if _, err := t.reports.Support(b.Context(), who, ids[rand.IntN(len(ids))]); err != nil {
						b.Error(err)
					}
				}
			})
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "supports/s")
			b.ReportMetric(float64(t.waiting(b)), "left-waiting")
			t.carried(b)
			b.ReportMetric(float64(processor()-used)/float64(b.N)/1000, "cpu-µs/support")
			for taker, lag := range w.stop() {
				b.ReportMetric(lag.Seconds(), taker+"-lag-s")
			}
		})
	}
}

// busyTown is a town of n reports whose relay and map are at work.
func busyTown(b *testing.B, n int) *town {
	b.Helper()
	c, err := config.Load([]string{"JEMAA_DEMO=true", "JEMAA_DATA=" + b.TempDir(), "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=error"})
	if err != nil {
		b.Fatal(err)
	}
	if err := Seed(b.Context(), c, Seeding{Scale: n}, io.Discard); err != nil {
		b.Fatal(err)
	}
	a, err := Open(b.Context(), c, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(b.Context()))
	a.start(ctx)
	b.Cleanup(func() {
		stop()
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	t := &town{App: a}
	t.carried(b)
	return t
}

// supportable lists the reports that may be supported.
func (w *town) supportable(b *testing.B) (out []civic.ID) {
	b.Helper()
	for after := ""; ; {
		page, next, err := w.reports.Tail(b.Context(), civic.Time{}, after, 1000)
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range page {
			if r.Public() && r.Status.Open() {
				out = append(out, civic.ID(r.ID))
			}
		}
		if after = next; after == "" {
			return out
		}
	}
}

// waiting counts the messages that wait for anybody.
func (w *town) waiting(b *testing.B) (n int64) {
	b.Helper()
	all, err := w.relay.Waiting(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range all {
		n += c.Waiting
	}
	return n
}

// carried waits until no message waits.
func (w *town) carried(b *testing.B) {
	b.Helper()
	for last := time.Now().Add(2 * time.Minute); w.waiting(b) > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(last) {
			b.Fatalf("%d messages still wait", w.waiting(b))
		}
	}
}

// watcher notes the greatest lag of each taker.
type watcher struct {
	done chan struct{}
	wg   sync.WaitGroup
	lags map[string]time.Duration
}

func (w *town) watch() *watcher {
	out := &watcher{done: make(chan struct{}), lags: map[string]time.Duration{}}
	out.wg.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-out.done:
				return
			case <-tick.C:
			}
			waiting, err := w.relay.Waiting(context.Background())
			if err != nil {
				continue
			}
			for _, c := range waiting {
				if !c.Oldest.IsZero() {
					name := "oldest-" + c.Collection
					out.lags[name] = max(out.lags[name], time.Since(c.Oldest.Time))
				}
			}
		}
	})
	return out
}

func (w *watcher) stop() map[string]time.Duration {
	close(w.done)
	w.wg.Wait()
	return w.lags
}

// sixteen runs f in as many goroutines as the benchmark has connections.
func sixteen(f func()) {
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(f)
	}
	wg.Wait()
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
