package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// halfOpen opens connections that begin a request and never end it, of four
// kinds: a photo, nothing said, half a head, half a body. They stay until the test's end.
func (p *program) halfOpen(n int) {
	p.t.Helper()
	begun := []string{
		"PUT /api/v1/photos/" + newID(8, 8, n) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + p.signIn("resident").token +
			"\r\nContent-Type: image/jpeg\r\nContent-Length: 1000000\r\n\r\nabc",
		"",
		"GET /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nAccep",
		"POST /api/v1/auth/codes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"email\":",
	}
	for i := range n {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			p.t.Fatal(err)
		}
		p.t.Cleanup(func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, begun[i%len(begun)]); err != nil {
			p.t.Fatal(err)
		}
	}
}

// sent is one request of a load, and what became of it.
type sent struct {
	at      time.Time // when it was begun
	path    string
	put     bool
	refused bool // no connection was to be had
	err     error
	took    time.Duration
}

// load sends requests at a steady rate, half of them on connections of their own,
// until it is stopped.
type load struct {
	p        *program
	who      []*person // one with connections that are kept, one without
	category string
	prefix   int

	mu   sync.Mutex
	done []sent
}

func (p *program) newLoad(prefix int) *load {
	keeps := p.signIn("resident")
	keeps.client = &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	fresh := *keeps
	fresh.client = &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	return &load{p: p, who: []*person{keeps, &fresh}, category: p.servedBy("official"), prefix: prefix}
}

// run sends until the context ends, and waits for the answers.
func (l *load) run(ctx context.Context, perSecond int) {
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(time.Second / time.Duration(perSecond))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		wg.Go(func() { l.one(n) })
	}
}

// one sends a request: of four, one writes.
func (l *load) one(n int) {
	s := sent{at: time.Now(), path: "/reports?limit=20"}
	var body any
	method := http.MethodGet
	if s.put = n%4 < 1; s.put {
		id := newID(l.prefix, 0, n)
		method, s.path, body = http.MethodPut, "/reports/"+id, report(l.category, id)
	}
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	ctx := httptrace.WithClientTrace(context.Background(), trace)
	// An idempotent write is sent again by Go's client, as by a browser, when the
	// kept connection it went out on turns out to be closed.
	s.err = l.who[n/4%2].do(ctx, method, s.path, body, nil, "Idempotency-Key: "+s.path)
	s.took = time.Since(s.at)
	s.refused = s.err != nil && (errors.Is(s.err, syscall.ECONNREFUSED) || !connected.Load())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = append(l.done, s)
}

// acknowledged lists the reports that were.
func (l *load) acknowledged() []string {
	var out []string
	for _, s := range l.done {
		if s.put && s.err == nil {
			out = append(out, strings.TrimPrefix(s.path, "/reports/"))
		}
	}
	return out
}

// TestTerminate ends the program under load, with connections that began a
// request and never end it.
func TestTerminate(t *testing.T) {
	half, perSecond := inFull(200, 30), inFull(200, 60)
	f := breaking(t, "6 SIGTERM", fmt.Sprintf("under %d requests a second, with %d half-open connections", perSecond, half),
		"no request in flight fails; it ends within 10 s; nothing is lost")
	p := run(t)
	l := p.newLoad(0)
	p.halfOpen(half / 2)
	ctx, stop := context.WithCancel(t.Context())
	loaded := make(chan struct{})
	go func() { l.run(ctx, perSecond); close(loaded) }()
	time.Sleep(inFull(5*time.Second, time.Second)) // under load
	p.halfOpen(half / 2)
	asked := time.Now()
	took, err := p.terminate()
	stop()
	<-loaded
	if err != nil {
		t.Errorf("it ended with %v", err)
	}
	if took > 10*time.Second {
		t.Errorf("it ended after %v", took)
	}
	answered, refused := 0, 0
	for _, s := range l.done {
		switch {
		case s.err == nil:
			answered++
		case s.refused && s.at.After(asked):
			refused++
		default:
			t.Errorf("sent %v after the signal, it failed after %v: %v", s.at.Sub(asked), s.took, s.err)
		}
	}
	p.start()
	acknowledged := l.acknowledged()
	for _, id := range acknowledged {
		if err := l.who[0].do(t.Context(), http.MethodGet, "/reports/"+id, nil, nil); err != nil {
			t.Errorf("acknowledged, and gone: %v", err)
		}
	}
	f.measured("%d answered, %d refused as new, 0 cut; ended after %.1f s; %d acknowledged writes all there", answered, refused, took.Seconds(), len(acknowledged))
}
