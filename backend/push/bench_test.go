package push_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/push"
)

// BenchmarkDeliver pushes one notification each to many subscriptions, of which 5 %
// are gone, 2 % must wait and 1 % hang, in batches as the relay gives them, to a push
// service that only answers. The processor's time is that of both ends.
func BenchmarkDeliver(b *testing.B) {
	const n, batch = 4000, 2000
	for b.Loop() {
		b.StopTimer()
		c, taken, stop := crowd(b, n)
		var ps []push.Parcel
		id := c.note("r1.a", push.Note{Title: "Nid-de-poule réparé", Body: "Boulevard Zerktouni"})
		for i := range n {
			ps = append(ps, push.Parcel{Account: civic.ID(fmt.Sprint("p", i)), Notification: id})
		}
		used := cpu()
		b.StartTimer()
		began := time.Now()
		for some := range slices.Chunk(ps, batch) {
			if err := c.Deliver(b.Context(), some); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(n/time.Since(began).Seconds(), "subscriptions/s")
		b.ReportMetric(float64(cpu()-used)/n/1000, "cpu-µs/subscription")
		b.ReportMetric(float64(taken.Load())/n, "taken-share")
		b.StopTimer()
		stop()
		b.StartTimer()
	}
}

// crowd is a room with n subscriptions at a push service that decrypts nothing.
func crowd(b *testing.B, n int) (*city, *atomic.Int64, func()) {
	b.Helper()
	var taken atomic.Int64
	gate := make(chan struct{})
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var i int
		_, _ = fmt.Sscanf(r.URL.Path, "/push/%d", &i)
		switch i % 100 {
		case 1, 21, 41, 61, 81:
			w.WriteHeader(http.StatusGone)
		case 2, 52:
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(http.StatusTooManyRequests)
		case 3:
			select {
			case <-gate:
			case <-r.Context().Done():
			}
		default:
			taken.Add(1)
			w.WriteHeader(http.StatusCreated)
		}
	}))
	web.EnableHTTP2 = true
	web.StartTLS()
	c := open(b, func(p *push.Config) {
		p.Timeout, p.Patience = 10*time.Second, time.Second
		p.Door = doorTo(web)
	})
	for i := range n {
		o := offer(c.web.Subscribe(), civic.French)
		o.Endpoint = fmt.Sprintf("%s/push/%d", web.URL, i)
		if err := c.Put(context.Background(), actor(fmt.Sprint("p", i)), string(civic.NewID(c.clock())), o); err != nil {
			b.Fatal(errors.Unwrap(err))
		}
	}
	return c, &taken, func() {
		close(gate)
		c.Close()
		web.Close()
	}
}

func doorTo(web *httptest.Server) push.Door {
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	return push.Door{Allow: func(a netip.AddrPort) bool { return a.String() == web.Listener.Addr().String() }, Roots: roots}
}

// cpu is the time that this process has computed.
func cpu() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
