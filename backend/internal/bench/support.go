package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The peer writes with synchronous=NORMAL, which a power cut may undo; every
// support here is acknowledged after the disk has it (FULL).
var supportTarget = target{rate: peerCreate}

const (
	lagLimit  = 2 // seconds
	sampledAt = 250 * time.Millisecond
)

// supporting makes every question another pair of person and report.
type supporting struct {
	next  atomic.Int64
	asked []atomic.Int32 // by report
}

func (s *supporting) ask(c *caller, q *question) error {
	n := int(s.next.Add(1) - 1)
	who, what := n/len(c.open), n%len(c.open)
	if who >= len(c.crowd) {
		return errors.New("everybody supports everything: ask for a shorter time")
	}
	s.asked[what].Add(1)
	return q.put("/api/v1/reports/"+c.open[what].id+"/support", c.crowd[who], nil)
}

// support measures supports, how far the relay lags while they come, how long it
// takes afterwards, and whether every one of them is counted in the end.
func (b *bench) support(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	s := &supporting{asked: make([]atomic.Int32, len(b.caller.open))}
	r := row{
		name: "support", story: fmt.Sprintf("over %s reports (FULL)", thousands(float64(len(b.caller.open)))), want: supportTarget, ask: s.ask,
	}
	done, err := b.profiled(ctx, r.name)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	watched := b.watchLag(watching)
	f, err := b.measure(ctx, r)
	stop()
	worst := <-watched
	if err := errors.Join(err, done(), worst.failed); err != nil {
		return err
	}
	b.print(f, r.want)
	b.say(below("  oldest message meanwhile ("+worst.stored.name+")", worst.stored.seconds, lagLimit, "s"))
	b.say(below("  latest taker by its own account ("+worst.taker.name+")", worst.taker.seconds, lagLimit, "s"))
	took, err := b.drained(ctx)
	if err != nil {
		return err
	}
	b.say(below("  until the relay had carried everything", took.Seconds(), lagLimit, "s"))
	return b.counted(s)
}

// lags are the worst that was seen: of the oldest message that waited in a
// collection, which leaves nothing out, and of a taker by its own account.
type lags struct {
	stored lag
	taker  lag
	failed error
}

// lag is how late the latest was.
type lag struct {
	name    string
	seconds float64
}

func (l *lag) see(m metrics, sample, by string) {
	m.each(sample, func(labels string, v float64) {
		if v > l.seconds {
			*l = lag{label(labels, by), v}
		}
	})
}

// watchLag reads the metrics again and again until the context ends, and then
// gives the worst lags of all.
func (b *bench) watchLag(ctx context.Context) <-chan lags {
	out := make(chan lags, 1)
	s := b.server
	go func() {
		worst := lags{}
		for ctx.Err() == nil {
			m, err := s.read()
			worst.failed = errors.Join(worst.failed, err)
			worst.stored.see(m, "jemaa_relay_oldest_seconds", "collection")
			worst.taker.see(m, "jemaa_relay_lag_seconds", "taker")
			time.Sleep(sampledAt)
		}
		out <- worst
	}()
	return out
}

// drained waits until no message waits.
func (b *bench) drained(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	for time.Since(began) < 5*time.Minute && ctx.Err() == nil {
		m, err := b.server.read()
		if err != nil {
			return 0, err
		}
		if m.sum("jemaa_relay_backlog") == 0 {
			return time.Since(began), nil
		}
		time.Sleep(20 * time.Millisecond) // between questions
	}
	return 0, errors.Join(ctx.Err(), errors.New("the relay never ended"))
}

// looked is how many reports' counts are compared with what was acknowledged.
const looked = 200

// counted compares counts with what was asked; nobody of the crowd supported
// anything before.
func (b *bench) counted(s *supporting) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var wrong []string
	for i := range min(looked, len(b.caller.open)) {
		wg.Go(func() {
			r := b.caller.open[i]
			var now struct {
				Supports int `json:"supports"`
			}
			err := b.caller.talk("GET", "/api/v1/reports/"+r.id, "", nil, &now)
			want := r.supports + int(s.asked[i].Load())
			if err == nil && now.Supports == want {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			wrong = append(wrong, fmt.Sprintf("%s has %d, not %d (%v)", r.id, now.Supports, want, err))
		})
	}
	wg.Wait()
	slices.Sort(wrong)
	b.say(verdict{"  counts that are wrong, of 200 looked at", fmt.Sprint(len(wrong)), "0", len(wrong) == 0})
	if len(wrong) > 0 {
		fmt.Fprintln(b.out, "    "+strings.Join(wrong[:min(3, len(wrong))], "\n    "))
	}
	return nil
}
