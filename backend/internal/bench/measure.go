package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// row is one kind of question: ask makes the n-th of them, all different.
type row struct {
	name string
	ask  func(n int) (*http.Request, error)
}

// figures are what came of asking one row.
type figures struct {
	name   string
	took   []time.Duration // sorted
	bytes  int64
	errors int
	first  string // what the first error said
	wall   time.Duration
}

// measure asks for a fifth of the time to warm up, and then for all of it.
func measure(ctx context.Context, c *caller, r row, o options) (figures, error) {
	next := counter{}
	if _, err := c.load(ctx, r, &next, o.each/5); err != nil {
		return figures{}, err
	}
	return c.load(ctx, r, &next, o.each)
}

// counter gives each question its number.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) take() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// load asks from all connections until the time is over.
func (c *caller) load(ctx context.Context, r row, next *counter, d time.Duration) (figures, error) {
	ctx, cancel := context.WithTimeout(ctx, d+30*time.Second)
	defer cancel()
	parts := make([]figures, c.conns)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			for time.Since(began) < d && ctx.Err() == nil {
				c.one(ctx, r, next.take(), &parts[i])
			}
		})
	}
	wg.Wait()
	all := figures{name: r.name, wall: time.Since(began)}
	for _, p := range parts {
		all.took = append(all.took, p.took...)
		all.bytes += p.bytes
		all.errors += p.errors
		if all.first == "" {
			all.first = p.first
		}
	}
	slices.Sort(all.took)
	if len(all.took) == 0 {
		return all, fmt.Errorf("nothing was answered: %s", all.first)
	}
	return all, ctx.Err()
}

// one asks once and notes how it went.
func (c *caller) one(ctx context.Context, r row, n int, f *figures) {
	began := time.Now()
	size, err := c.ask(ctx, r, n)
	if err != nil {
		if f.errors++; f.first == "" {
			f.first = err.Error()
		}
		return
	}
	f.took = append(f.took, time.Since(began))
	f.bytes += size
}

func (c *caller) ask(ctx context.Context, r row, n int) (int64, error) {
	req, err := r.ask(n)
	if err != nil {
		return 0, err
	}
	res, err := c.client.Do(req.WithContext(ctx))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 300))
		return 0, fmt.Errorf("%s %s: %s: %s", req.Method, req.URL.Path, res.Status, said)
	}
	return io.Copy(io.Discard, res.Body)
}

// at is the duration that a share of all answers, out of 100, stayed below.
func (f figures) at(percent int) float64 {
	return float64(f.took[min(len(f.took)-1, len(f.took)*percent/100)]) / float64(time.Millisecond)
}

// String is the table's line.
func (f figures) String() string {
	s := fmt.Sprintf("%-38s %9.0f %9.2f %9.2f %9.2f %9d %7d", f.name, float64(len(f.took))/f.wall.Seconds(),
		f.at(50), f.at(95), f.at(99), f.bytes/int64(len(f.took)), f.errors)
	if f.errors > 0 {
		s += "\n    " + f.first
	}
	return s
}
