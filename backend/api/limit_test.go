package api

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"jemaa/backend/civic"
	"jemaa/backend/limit"
	"jemaa/backend/store/sqlite"
)

// ledger is a limiter that remembers who was counted.
type ledger struct {
	mu   sync.Mutex
	keys []string
	err  error
}

func (l *ledger) Take(_ context.Context, who string, q limit.Quota) (limit.State, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys = append(l.keys, q.Name+" "+who)
	return limit.State{}, l.err
}

func (l *ledger) counted() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.keys)
}

func TestClientAddress(t *testing.T) {
	rows := []struct{ header, sent, want string }{
		{"", "X-Forwarded-For: 6.6.6.6", "net:127.0.0.0/24"},
		{"", "X-Real-Ip: 6.6.6.6", "net:127.0.0.0/24"},
		{"X-Real-Ip", "X-Real-Ip: 6.6.6.6", "net:6.6.6.0/24"},
		{"X-Real-Ip", "X-Forwarded-For: 6.6.6.6", "net:127.0.0.0/24"},
		{"X-Real-Ip", "X-Real-Ip: 2001:db8:1:2:3:4:5:6", "net:2001:db8:1:2::/64"},
		{"X-Real-Ip", "X-Real-Ip: ::ffff:6.6.6.6", "net:6.6.6.0/24"},
		{"X-Real-Ip", "X-Real-Ip: 6.6.6.6, 7.7.7.7", "net:unknown"},
	}
	for _, row := range rows {
		l := &ledger{}
		o := open(t, func(s *Settings) { s.Limiter, s.ClientIPHeader = l, row.header })
		o.send(get, "/api/v1/city", "", row.sent)
		if keys := l.counted(); len(keys) != 1 || !strings.HasSuffix(keys[0], " "+row.want) {
			t.Errorf("%s, %s: counted as %v", row.header, row.sent, keys)
		}
	}
}

func TestLimiterThatCannotTell(t *testing.T) {
	o := open(t, func(s *Settings) { s.Limiter = &ledger{err: limit.ErrFull} })
	if r := o.send(get, "/api/v1/city", ""); r.status != 200 {
		t.Errorf("a read was refused: %d", r.status)
	}
	if r := o.send(post, "/api/v1/auth/codes", `{"email":"a@b.example"}`, asJSON); r.status != 503 {
		t.Errorf("a sign-in passed: %d", r.status)
	}
}

// Two doors on one store, as two processes have them, grant together what one
// would, to an account, to a network and to everybody.
func TestTwoDoorsCountTogether(t *testing.T) {
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	var doors []*opened
	for range 2 {
		far, err := limit.OpenShared(t.Context(), engine, clock, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		doors = append(doors, open(t, func(s *Settings) {
			s.Clock, s.Limiter, s.ReadTimeout = clock, limit.Layered{Near: limit.NewMemory(clock), Far: far}, 5*time.Second
		}))
	}
	var all sync.WaitGroup
	var passed, refused atomic.Int64
	for i := range 4 * signIns.burst {
		all.Go(func() {
			r := doors[i%2].send(post, "/api/v1/auth/demo", `{"persona":"resident"}`, asJSON)
			switch r.status {
			case http.StatusNotFound: // no demonstration: it came through
				passed.Add(1)
			case http.StatusTooManyRequests:
				refused.Add(1)
			default:
				t.Errorf("%d %s", r.status, r.body)
			}
		})
	}
	all.Wait()
	if n := passed.Load(); n < int64(signIns.burst) || n > int64(signIns.burst)+1 {
		t.Errorf("two doors let %d through, %d were refused; the class has %d", n, refused.Load(), signIns.burst)
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	if r := doors[0].send(get, "/api/v1/city", ""); r.status != http.StatusOK {
		t.Errorf("a read without a store to count in: %d", r.status)
	}
	for _, row := range doors[0].rows {
		if !row.unsafe() {
			continue
		}
		if r := doors[0].send(row.method, concrete(row.path), ""); r.status != http.StatusServiceUnavailable {
			t.Errorf("%s without a store to count in: %d %s", row.id, r.status, r.body)
		}
	}
}

func TestAnswersTellHowOneStands(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	o := open(t, func(s *Settings) {
		s.Clock = func() time.Time { return now }
		s.Limiter = limit.NewMemory(s.Clock)
	})
	ask := func() reply { return o.send(post, "/api/v1/auth/demo", `{"persona":"resident"}`, asJSON) }
	for left := signIns.burst - 1; left >= 0; left-- {
		r := ask()
		want := fmt.Sprintf(`"sign_in";r=%d;t=%d`, left, signIns.burst-left)
		if r.header.Get("RateLimit") != want || r.header.Get("RateLimit-Policy") != `"sign_in";q=60;w=60` {
			t.Fatalf("%v, want %s", r.header, want)
		}
	}
	r := ask()
	if r.status != http.StatusTooManyRequests || r.code() != "limit.rate" || r.header.Get("Retry-After") != "1" || r.header.Get("RateLimit") != `"sign_in";r=0;t=60` {
		t.Errorf("one too many: %d %v", r.status, r.header)
	}
	if r := o.send(get, "/fr", ""); r.header.Get("RateLimit") != "" {
		t.Errorf("a page tells of limits: %v", r.header)
	}
	now = now.Add(time.Second)
	if r := ask(); r.status != http.StatusNotFound {
		t.Errorf("after Retry-After: %d", r.status)
	}
}

// What everybody together may do is bounded too.
func TestEverybodyTogether(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	o := open(t, func(s *Settings) {
		s.ClientIPHeader, s.Clock = "X-Real-Ip", func() time.Time { return now }
		s.Limiter = limit.NewMemory(s.Clock)
	})
	g := signIns.gauge()
	for range g.all.Burst {
		if s, err := o.set.Limiter.Take(t.Context(), "", g.all); err != nil || s.Wait > 0 {
			t.Fatal(s, err)
		}
	}
	r := o.send(post, "/api/v1/auth/demo", `{"persona":"resident"}`, asJSON, "X-Real-Ip: 6.6.6.6")
	if r.status != http.StatusTooManyRequests || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %v", r.status, r.header)
	}
}

func BenchmarkLimit(b *testing.B) {
	m, g := limit.NewMemory(time.Now), reading.gauge()
	g.each.Burst = 1 << 30
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Take(b.Context(), "net:6.6.6.0/24", g.each); err != nil {
			b.Fatal(err)
		}
	}
}

func TestUploadSlots(t *testing.T) {
	s, now := newSlots(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	var first *fasthttp.RequestHeader
	take := func(who string, now time.Time) bool {
		h := &fasthttp.RequestHeader{}
		if first == nil {
			first = h
		}
		return s.take(h, civic.ID(who), now)
	}
	for range uploadsEach {
		if !take("a", now) {
			t.Fatal("refused within the bound")
		}
	}
	if take("a", now) || !take("b", now) {
		t.Fatal("one person's uploads are not bounded, or bound another's")
	}
	for range 2 {
		s.give(first)
	}
	if !take("a", now) || take("a", now) {
		t.Fatal("a slot given back stays taken, or counts twice")
	}
	for i := 0; take(fmt.Sprint(i/uploadsEach), now); i++ {
		if i > uploadsAll {
			t.Fatal("all together are not bounded")
		}
	}
	if !take("a", now.Add(uploadTimeout)) {
		t.Fatal("a slot whose upload can't be under way any more stays taken")
	}
	if len(s.taken) != 1 || len(s.each) != 1 {
		t.Errorf("%d slots of %d people counted", len(s.taken), len(s.each))
	}
}
