package faults

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/app"
	"jemaa/backend/civic"
	"jemaa/backend/config"
)

// skewed is a city whose clock is set on and back.
type skewed struct {
	*program
	offset    atomic.Int64 // of its clock, nanoseconds
	author    *person
	neighbour *person
	category  string
	sent      []string
}

// TestClock sets the machine's clock five minutes on and back while a city works.
// The program runs inside the test, for its clock is the only part of the machine
// that a test may set.
func TestClock(t *testing.T) {
	each := inFull(100, 10)
	f := breaking(t, "10 clock", fmt.Sprintf("the server's set on and back by 5 minutes, %d reports after each; phones' clocks 5 minutes and a year off", each),
		"nothing is lost; sessions, map, search, counts and cursors go on; what comes later is stamped later")
	s := newSkewed(t)
	mirrored := map[string]bool{}
	since := s.mirror(mirrored, time.Time{})
	for round, jump := range []time.Duration{0, 5 * time.Minute, -5 * time.Minute, -5 * time.Minute, 5 * time.Minute} {
		walk := s.beginWalk()
		s.offset.Add(int64(jump))
		s.report(round, each)
		walk()
		s.caughtUp()
		since = s.mirror(mirrored, since)
	}
	s.inOrder()
	for _, id := range s.sent {
		if !mirrored[id] {
			t.Errorf("a mirror that asks for what changed since never heard of %s", id)
		}
	}
	s.phones()
	f.measured("%d reports through 4 jumps: all found, on the map, counted, in order of sending; each met once by cursors that a jump fell into", len(s.sent))
}

func newSkewed(t *testing.T) *skewed {
	t.Helper()
	s := &skewed{}
	s.program = runInside(t, t.TempDir(), app.Options{
		// Without the monotonic clock, which would make it easy.
		Clock: func() time.Time { return time.Now().Round(0).Add(time.Duration(s.offset.Load())) },
	})
	s.author, s.neighbour, s.category = s.signIn("resident"), s.signIn("resident2"), s.servedBy("official")
	return s
}

// runInside runs a program within the test, for what no setting can change.
func runInside(t *testing.T, folder string, o app.Options) *program {
	t.Helper()
	p := &program{t: t, metrics: freeAddress(t)}
	c, err := config.Load([]string{"JEMAA_ADDR=127.0.0.1:0", "JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_METRICS_ADDR=" + p.metrics, "JEMAA_DATA=" + folder, "JEMAA_MAIL_FROM=no-reply@jemaa.example"})
	if err != nil {
		t.Fatal(err)
	}
	o.Log = slog.New(slog.DiscardHandler)
	a, err := app.New(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx) }()
	p.stop = sync.OnceFunc(func() {
		stop()
		if err := errors.Join(<-ran, a.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(p.stop)
	p.url = "http://" + a.Addr()
	p.eventually("it answers", func() error { return p.away("", http.StatusOK) })
	return p
}

// report sends reports under ids whose order is not that of sending, each with a
// support.
func (s *skewed) report(round, n int) {
	for i := range n {
		id := newID(9-round, 0, n-i)
		err := errors.Join(
			s.author.do(s.t.Context(), http.MethodPut, "/reports/"+id, report(s.category, id), nil),
			s.neighbour.do(s.t.Context(), http.MethodPut, "/reports/"+id+"/support", nil, nil))
		if err != nil {
			s.t.Errorf("after jump %d: %v", round, err)
		}
		s.sent = append(s.sent, id)
	}
}

// caughtUp waits for what follows from a report: search, the map, the counts.
func (s *skewed) caughtUp() {
	s.t.Helper()
	s.eventually("all is found, counted and on the map", func() error {
		var found struct {
			Total int `json:"total"`
			Items []struct {
				ID       string `json:"id"`
				Supports int    `json:"supports"`
			} `json:"items"`
		}
		if err := s.author.do(s.t.Context(), http.MethodGet, "/search?limit=100&sort=new", nil, &found); err != nil {
			return err
		}
		if found.Total != len(s.sent) {
			return fmt.Errorf("search finds %d of %d", found.Total, len(s.sent))
		}
		for _, r := range found.Items {
			if r.Supports != 1 {
				return fmt.Errorf("%s counts %d supports", r.ID, r.Supports)
			}
		}
		return errors.Join(s.is("jemaa_map_marks", float64(len(s.sent))), s.is("jemaa_relay_backlog", 0))
	})
}

// beginWalk reads the first page of the list, and gives what reads the rest: all
// that was there at the beginning comes once.
func (s *skewed) beginWalk() (rest func()) {
	there := slices.Clone(s.sent)
	seen, next := map[string]int{}, ""
	page := func() {
		var page struct {
			Items []named `json:"items"`
			Next  string  `json:"next"`
		}
		if err := s.author.do(s.t.Context(), http.MethodGet, "/reports?sort=new&limit=7&after="+next, nil, &page); err != nil {
			s.t.Errorf("a page: %v", err)
		}
		for _, r := range page.Items {
			seen[r.ID]++
		}
		next = page.Next
	}
	page()
	return func() {
		for next != "" {
			page()
		}
		for _, id := range there {
			if seen[id] != 1 {
				s.t.Errorf("a walk through the list met %s %d times", id, seen[id])
			}
		}
	}
}

// inOrder checks that what was sent later is stamped later (or in the same
// millisecond), and that the list goes by the stamps, whatever the ids say.
func (s *skewed) inOrder() {
	type stamped struct {
		ID        string    `json:"id"`
		CreatedAt time.Time `json:"created_at"`
	}
	at := map[string]time.Time{}
	var last time.Time
	err := pages(s.t.Context(), s.author, "/reports?sort=new", func(r stamped) {
		if !last.IsZero() && r.CreatedAt.After(last) {
			s.t.Errorf("the list has %s before %s", r.ID, last)
		}
		at[r.ID], last = r.CreatedAt, r.CreatedAt
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for i, id := range s.sent {
		if at[id].IsZero() || i > 0 && at[id].Before(at[s.sent[i-1]]) {
			s.t.Errorf("%s was sent later than %s and bears %v, the other %v", id, s.sent[max(0, i-1)], at[id], at[s.sent[max(0, i-1)]])
		}
	}
}

// mirror asks as one does who keeps a copy: for what changed since a few seconds
// before the last change it knows. It gives the last one it knows now.
func (s *skewed) mirror(known map[string]bool, since time.Time) time.Time {
	from := "2020-01-01T00:00:00Z"
	if !since.IsZero() {
		from = since.Add(-2 * time.Second).UTC().Format(time.RFC3339)
	}
	err := pages(s.t.Context(), s.author, "/reports?changed_since="+from, func(r struct {
		ID        string    `json:"id"`
		UpdatedAt time.Time `json:"updated_at"`
	}) {
		known[r.ID] = true
		if r.UpdatedAt.After(since) {
			since = r.UpdatedAt
		}
	})
	if err != nil {
		s.t.Errorf("what changed: %v", err)
	}
	return since
}

// phones sends reports whose ids carry the time of clocks that are off. The list
// goes by the server's.
func (s *skewed) phones() {
	for _, off := range []time.Duration{-5 * time.Minute, 5 * time.Minute, 365 * 24 * time.Hour, -365 * 24 * time.Hour, 0} {
		id := string(civic.NewID(time.Now().Add(off)))
		if err := s.author.do(s.t.Context(), http.MethodPut, "/reports/"+id, report(s.category, id), nil); err != nil {
			s.t.Errorf("from a phone that is off by %v: %v", off, err)
		}
		s.sent = append(s.sent, id)
	}
	s.inOrder()
}
