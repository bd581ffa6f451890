package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// arrivals are people who come when they come, whether earlier ones have their
// answer or not (an open model). How long somebody waited is counted from the
// moment they came, so that a server that stands still is not asked less, and
// what it let wait is not left out.
type arrivals struct {
	caller  *caller
	rate    float64 // a second, on average
	mix     []share
	poisson bool // else at even distances
}

// share is one kind of question in a mix.
type share struct {
	row  row
	part int // of 100
}

// reads is what residents read.
func reads(c *caller, rate float64) arrivals {
	all := map[string]row{}
	for _, r := range rows() {
		all[r.name] = r
	}
	return arrivals{caller: c, rate: rate, poisson: true, mix: []share{
		{all["list"], 50}, {all["tile"], 20}, {all["page"], 20}, {all["search"], 10},
	}}
}

// arrived is what came of one: of each kind, and of all.
type arrived struct {
	all   figures
	kinds map[string]figures
	late  []time.Duration // how much after its moment each was sent; sorted
}

// come has people come for a while, and waits for every answer.
func (a arrivals) come(ctx context.Context, d time.Duration) (arrived, error) {
	kinds := make([]figures, len(a.mix))
	var (
		mu   sync.Mutex
		late []time.Duration
		work sync.WaitGroup
		pool = sync.Pool{New: func() any { return newQuestion(uint64(sequence.Add(1))) }}
		rng  = rand.New(rand.NewPCG(uint64(sequence.Add(1)), 7))
	)
	began := time.Now()
	for at := began; ; {
		at = at.Add(a.gap(rng))
		if at.Sub(began) > d || !wait(ctx, at) {
			break
		}
		kind, moment := a.draw(rng), at
		work.Go(func() {
			q := pool.Get().(*question)
			defer pool.Put(q)
			q.n = int(sequence.Add(1))
			sent := time.Since(moment)
			f := a.caller.once(a.mix[kind].row, q, moment)
			mu.Lock()
			defer mu.Unlock()
			late = append(late, sent)
			kinds[kind].add(f)
		})
	}
	work.Wait()
	out := arrived{kinds: map[string]figures{}, late: late, all: merge(kinds)}
	slices.Sort(out.late)
	out.all.wall = time.Since(began)
	for i, k := range kinds {
		slices.Sort(k.took)
		k.wall = out.all.wall
		out.kinds[a.mix[i].row.name] = k
	}
	if len(out.all.took) == 0 && ctx.Err() == nil {
		return out, fmt.Errorf("nothing was answered: %s", out.all.first)
	}
	return out, ctx.Err()
}

// wait sleeps until a moment; false when the context ended before.
func wait(ctx context.Context, until time.Time) bool {
	d := time.Until(until)
	if d <= 0 {
		return ctx.Err() == nil
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// gap is how long the next one lets wait for them.
func (a arrivals) gap(rng *rand.Rand) time.Duration {
	mean := float64(time.Second) / a.rate
	if a.poisson {
		mean *= rng.ExpFloat64()
	}
	return time.Duration(mean)
}

// draw picks a kind by its share.
func (a arrivals) draw(rng *rand.Rand) int {
	n := rng.IntN(100)
	for i, s := range a.mix {
		if n -= s.part; n < 0 {
			return i
		}
	}
	return len(a.mix) - 1
}

// once asks one question that somebody had at a moment.
func (c *caller) once(r row, q *question, moment time.Time) figures {
	var f figures
	c.one(r, q, &f)
	if len(f.took) == 1 {
		f.took[0] = time.Since(moment)
	}
	return f
}

func (f *figures) add(o figures) {
	f.took = append(f.took, o.took...)
	f.bytes += o.bytes
	f.failed += o.failed
	if f.first == "" {
		f.first = o.first
	}
}
