// Command bench measures a running Jemaa from outside. It makes a city of many
// reports once, serves a copy of it with the real program, asks it over HTTP what
// residents ask, and prints one line a question: how many a second, how long they
// took, what they cost the processor on both sides, and whether that is what was
// promised. Client and server share the machine, so the client is a lean one, and
// its own cost is the first line.
//
// It knows nothing of the program but its command line, its API and its metrics;
// only where a push service must stand on this machine does it serve the program
// itself, for no setting opens that door. Everything it starts it also stops.
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

// options are the flags.
type options struct {
	program string
	cache   string
	reports int
	conns   int
	each    time.Duration
	mixed   time.Duration
	soak    time.Duration
	rate    float64
	browser int
	scales  string
	only    string
	long    bool
	profile string
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == serveWord {
		exit(serveHere())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(run(ctx, parse()))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func parse() options {
	home, _ := os.UserCacheDir()
	o := options{}
	flag.StringVar(&o.program, "jemaa", "bin/jemaa", "the program to measure")
	flag.StringVar(&o.cache, "cache", filepath.Join(home, "jemaa", "bench"), "where the cities that are measured are kept")
	flag.IntVar(&o.reports, "reports", 100_000, "how many reports the city holds")
	flag.IntVar(&o.conns, "connections", 16, "how many connections ask at a time")
	flag.DurationVar(&o.each, "each", 5*time.Second, "how long each question is asked")
	flag.DurationVar(&o.mixed, "mixed", time.Minute, "how long the mixed reads last")
	flag.DurationVar(&o.soak, "soak", 10*time.Minute, "how long the soak lasts")
	flag.Float64Var(&o.rate, "rate", 300, "mixed reads a second")
	flag.IntVar(&o.browser, "browsers", 20_000, "how many browsers the one message is pushed to")
	flag.StringVar(&o.scales, "scales", "10000,100000,1000000", "the sizes that flat compares, parted by commas")
	flag.StringVar(&o.only, "only", "", "only the trials whose names begin with one of these, parted by commas")
	flag.BoolVar(&o.long, "long", false, "also the long trials: ten minutes of mixed reads, soak, push-all, flat")
	flag.StringVar(&o.profile, "profile", "", "folder for CPU and heap profiles of the server during each question")
	list := flag.Bool("list", false, "print the names of the trials")
	flag.Parse()
	if o.long && !given("mixed") {
		o.mixed = 10 * time.Minute
	}
	if *list {
		for _, t := range trials() {
			fmt.Printf("%-18s %s\n", t.name, t.story)
		}
		os.Exit(0)
	}
	return o
}

func given(name string) (yes bool) {
	flag.Visit(func(f *flag.Flag) { yes = yes || f.Name == name })
	return yes
}

// limit ends a benchmark that hangs; seeding a million reports and every long
// trial fit.
const limit = 2 * time.Hour

func run(ctx context.Context, o options) (err error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	b := &bench{options: o, out: os.Stdout}
	if err := os.MkdirAll(o.cache, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	fmt.Fprintln(b.out, machine())
	ran := 0
	for _, t := range trials() {
		if !o.wants(t) {
			continue
		}
		ran++
		if err := t.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	if ran == 0 {
		return fmt.Errorf("-only %s: no such trial; -list tells them", o.only)
	}
	b.sum()
	return nil
}

// wants tells whether a trial was asked for: by the beginning of its name, or by
// nothing else being asked for.
func (o options) wants(t trial) bool {
	if o.only == "" {
		return o.long || !t.long
	}
	for name := range strings.SplitSeq(o.only, ",") {
		if strings.HasPrefix(t.name, strings.TrimSpace(name)) {
			return true
		}
	}
	return false
}
