package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	writesPerSecond = 10
	foundLimit      = 1  // seconds, from the answer to the first search that finds it
	pushedLimit     = 2  // seconds, from the answer to the push service's
	patience        = 30 // seconds, until what never comes is given up
)

// found measures how long a report that was acknowledged is not found.
func (b *bench) found(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	took, lost, err := b.paced(ctx, 3*b.each, func(q *question) (time.Duration, error) {
		word := strings.ToLower(ulid()[16:])
		if err := b.caller.create(q, "Un tas de gravats barre la rue, repère "+word+"."); err != nil {
			return 0, err
		}
		if err := b.caller.ask(q); err != nil {
			return 0, err
		}
		id := string(q.req.URI().LastPathSegment())
		return b.caller.search(ctx, q, word, id)
	})
	if err != nil {
		return err
	}
	b.waits("found: from a report to its search hit", took, lost, foundLimit)
	return nil
}

// search asks for a word until a report is found by it. The page's size changes
// from one question to the next, so that no answer is one that was kept.
func (c *caller) search(ctx context.Context, q *question, word, id string) (time.Duration, error) {
	began := time.Now()
	for n := 0; time.Since(began) < patience*time.Second && ctx.Err() == nil; n++ {
		q.get(fmt.Sprintf("/api/v1/search?limit=%d&q=%s", 1+n%50, word), "")
		if err := c.ask(q); err != nil {
			return 0, err
		}
		if bytes.Contains(q.res.Body(), []byte(id)) {
			return time.Since(began), nil
		}
		time.Sleep(10 * time.Millisecond) // between questions
	}
	return 0, fmt.Errorf("%s was never found", id)
}

// paced does something a few times a second, whether what was begun before has
// ended or not, and gives how long each took and how many failed.
func (b *bench) paced(ctx context.Context, d time.Duration, do func(*question) (time.Duration, error)) ([]time.Duration, int, error) {
	var (
		mu    sync.Mutex
		took  []time.Duration
		first error
		lost  int
		work  sync.WaitGroup
	)
	began := time.Now()
	for n := 0; ; n++ {
		at := began.Add(time.Duration(n) * time.Second / writesPerSecond)
		if at.Sub(began) > d || !wait(ctx, at) {
			break
		}
		work.Go(func() {
			t, err := do(newQuestion(uint64(sequence.Add(1))))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				lost, first = lost+1, err
				return
			}
			took = append(took, t)
		})
	}
	work.Wait()
	slices.Sort(took)
	if len(took) == 0 {
		return nil, lost, fmt.Errorf("none of %d succeeded: %w", lost, first)
	}
	if lost > 0 {
		fmt.Fprintf(b.out, "    first failure: %v\n", first)
	}
	return took, lost, ctx.Err()
}

// waits prints how long consequences let wait for them; the slowest is judged.
func (b *bench) waits(name string, took []time.Duration, lost int, limit float64) {
	fmt.Fprintf(b.out, "%s, %d at %d/s: p50 %.0f ms, p95 %.0f ms\n", name, len(took), writesPerSecond,
		ms(quantile(took, 50)), ms(quantile(took, 95)))
	b.say(below("  the slowest", took[len(took)-1].Seconds(), limit, "s"))
	b.say(verdict{"  that never came", fmt.Sprint(lost), "0", lost == 0})
}
