package faults

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// p95 asks for a list at a steady rate for a while, each time on a connection of
// its own, and gives the 95th percentile.
func (p *program) p95(perSecond int, while time.Duration) time.Duration {
	p.t.Helper()
	who := nobody(p.url)
	who.client.Transport = &http.Transport{DisableKeepAlives: true}
	var mu sync.Mutex
	var took []time.Duration
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for range int(while.Seconds() * float64(perSecond)) {
		<-tick.C
		wg.Go(func() {
			began := time.Now()
			if err := who.do(context.Background(), http.MethodGet, "/reports?limit=20", nil, nil); err != nil {
				p.t.Errorf("meanwhile: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(began))
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took[len(took)*95/100]
}

// TestHalfOpen opens a thousand connections that never say what they want.
func TestHalfOpen(t *testing.T) {
	half, rounds := inFull(1000, 300), inFull(5, 2)
	f := breaking(t, "8 half-open connections", fmt.Sprintf("%d of them, %d times, beside 100 requests a second", half, rounds), "others' p95 at most doubles")
	p := run(t)
	author, category := p.signIn("resident"), p.servedBy("official")
	p.writes(author, category, 0, 30)
	p.p95(100, time.Second) // warm
	var before, during []time.Duration
	for range rounds {
		before = append(before, p.p95(100, inFull(3*time.Second, time.Second)))
		p.halfOpen(half) // they are closed after 7 s
		during = append(during, p.p95(100, inFull(3*time.Second, time.Second)))
		p.eventually("they are closed", func() error {
			n, err := p.metric("process_open_fds")
			if err == nil && int(n) > 60+half/10 {
				err = fmt.Errorf("%v files are open", n)
			}
			return err
		})
	}
	// The best of each: on a machine with other work a round may have been disturbed.
	calm, busy := slices.Min(before), slices.Min(during)
	// Short rounds beside other tests are no measure: there only the answers count.
	if limit := 2 * max(calm, 2*time.Millisecond); *long && busy > limit || busy > 5*time.Second {
		t.Errorf("p95 went from %v to %v", before, during)
	}
	f.measured("p95 %.1f ms before, %.1f ms with them", 1000*calm.Seconds(), 1000*busy.Seconds())
}
