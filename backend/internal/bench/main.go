// Command bench measures a running Jemaa from outside: it makes a city of many
// reports once, serves a copy of it with the real program, asks it the questions
// that matter over HTTP from a few connections, and prints one table. It knows
// nothing of the program but its command line and its API, and stops by itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

type options struct {
	program string
	cache   string
	reports int
	conns   int
	each    time.Duration
	only    string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, parse()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse() options {
	home, _ := os.UserCacheDir()
	o := options{}
	flag.StringVar(&o.program, "jemaa", "bin/jemaa", "the program to measure")
	flag.StringVar(&o.cache, "cache", filepath.Join(home, "jemaa", "bench"), "where the city that is measured is kept")
	flag.IntVar(&o.reports, "reports", 100_000, "how many reports it holds")
	flag.IntVar(&o.conns, "connections", 16, "how many connections ask at a time")
	flag.DurationVar(&o.each, "each", 5*time.Second, "how long each question is asked")
	flag.StringVar(&o.only, "only", "", "only the rows whose name begins with this")
	flag.Parse()
	return o
}

// limit ends a benchmark that hangs; seeding a million reports fits.
const limit = 30 * time.Minute

func run(ctx context.Context, o options) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	city, err := prepare(ctx, o)
	if err != nil {
		return err
	}
	s, err := serve(ctx, o.program, city)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	fmt.Printf("%s\n%d reports, %d connections, %s a row\n\n", machine(), o.reports, o.conns, o.each)
	resting := s.resident()
	c := newCaller(s.url, o.conns)
	if err := c.learn(ctx); err != nil {
		return err
	}
	fmt.Printf("%-38s %9s %9s %9s %9s %9s %7s\n", "", "req/s", "p50 ms", "p95 ms", "p99 ms", "bytes", "errors")
	for _, r := range c.rows() {
		if !strings.HasPrefix(r.name, o.only) {
			continue
		}
		m, err := measure(ctx, c, r, o)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		fmt.Println(m)
	}
	fmt.Printf("\nresident memory: %d MB at rest, %d MB after all this; the client ran on the same machine\n", resting, s.resident())
	return nil
}
