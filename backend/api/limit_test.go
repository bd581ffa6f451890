package api

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"jemaa/backend/civic"
)

// ledger is a limiter that remembers who was counted.
type ledger struct {
	mu   sync.Mutex
	keys []string
	err  error
}

func (l *ledger) Take(key string, _ time.Duration, _ int) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys = append(l.keys, key)
	return 0, l.err
}

func (l *ledger) counted() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.keys)
}

func TestClientAddress(t *testing.T) {
	rows := []struct{ header, sent, want string }{
		{"", "X-Forwarded-For: 6.6.6.6", "ip:127.0.0.1"},
		{"", "X-Real-Ip: 6.6.6.6", "ip:127.0.0.1"},
		{"X-Real-Ip", "X-Real-Ip: 6.6.6.6", "ip:6.6.6.6"},
		{"X-Real-Ip", "X-Forwarded-For: 6.6.6.6", "ip:127.0.0.1"},
		{"X-Real-Ip", "X-Real-Ip: 2001:db8:1:2:3:4:5:6", "ip:2001:db8:1:2::/64"},
		{"X-Real-Ip", "X-Real-Ip: ::ffff:6.6.6.6", "ip:6.6.6.6"},
		{"X-Real-Ip", "X-Real-Ip: 6.6.6.6, 7.7.7.7", "ip:unknown"},
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
	o := open(t, func(s *Settings) { s.Limiter = &ledger{err: errFull} })
	if r := o.send(get, "/api/v1/city", ""); r.status != 200 {
		t.Errorf("a read was refused: %d", r.status)
	}
	if r := o.send(post, "/api/v1/auth/codes", `{"email":"a@b.example"}`, asJSON); r.status != 503 {
		t.Errorf("a sign-in passed: %d", r.status)
	}
}

func TestLimiterCounts(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(func() time.Time { return now })
	take := func(key string) bool {
		wait, err := l.Take(key, time.Second, 3)
		if err != nil {
			t.Fatal(err)
		}
		return wait == 0
	}
	for range 3 {
		if !take("a") {
			t.Fatal("the burst was refused")
		}
	}
	if take("a") || !take("b") {
		t.Fatal("one key's use counts for another, or not at all")
	}
	now = now.Add(time.Second)
	if !take("a") || take("a") {
		t.Fatal("not one a second")
	}
	now = now.Add(time.Hour)
	for range 3 {
		if !take("a") {
			t.Fatal("the burst does not come back")
		}
	}
}

func TestLimiterIsAtomicAndBounded(t *testing.T) {
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	l := NewLimiter(func() time.Time { return now }).(*memory)
	var passed sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for range 50 {
		passed.Go(func() {
			if wait, err := l.Take("k", time.Hour, 10); err == nil && wait == 0 {
				mu.Lock()
				n++
				mu.Unlock()
			}
		})
	}
	passed.Wait()
	if n != 10 {
		t.Errorf("%d of 50 passed a burst of 10", n)
	}
	full := 0
	for i := range maxKeys*len(l.shards) + 20_000 {
		if _, err := l.Take(fmt.Sprint(i), time.Hour, 1); err != nil {
			full++
		}
	}
	kept := 0
	for i := range l.shards {
		kept += len(l.shards[i].at)
	}
	if full == 0 || kept > maxKeys*len(l.shards) {
		t.Errorf("%d keys kept, %d refused", kept, full)
	}
	now = now.Add(2 * time.Hour)
	if _, err := l.Take("late", time.Hour, 1); err != nil {
		t.Errorf("idle keys are not forgotten: %v", err)
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
