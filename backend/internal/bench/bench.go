package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
)

// trial is something that is measured, under a name for -only.
type trial struct {
	name  string
	story string
	long  bool // only when named, or with -long
	run   func(*bench, context.Context) error
}

// trials are all there are, in the order in which they run: what needs a fresh
// server first, what fills it with new data last.
func trials() []trial {
	out := []trial{{"start", "time to the first answer, and memory at rest", false, (*bench).start}}
	for _, r := range rows() {
		out = append(out, trial{r.name, r.story, false, func(b *bench, ctx context.Context) error { return b.row(ctx, r) }})
	}
	return append(out,
		trial{"support", "over 10,000 reports, and how far the relay lags", false, (*bench).support},
		trial{"found", "from a report to its search hit", false, (*bench).found},
		trial{"mixed", "lists, tiles, pages and searches at a steady rate", false, (*bench).mixedReads},
		trial{"photos", "uploads while people read", false, (*bench).photos},
		trial{"memory", "resident memory after all that", false, (*bench).memory},
		trial{"soak", "reads and writes for long: does anything grow?", true, (*bench).soaking},
		trial{"pushed", "from an answer to its push", false, (*bench).pushed},
		trial{"push-all", "one answer to 20,000 browsers", true, (*bench).pushAll},
		trial{"flat", "the same questions of ever larger cities", true, (*bench).flat},
	)
}

// bench is a run: what is measured, and what came of it.
type bench struct {
	options
	out    io.Writer
	server *server // the kept city's copy; nil until a trial needs it
	caller *caller
	table  bool // the table's head is printed
	missed []string
	met    int
}

// open serves the city, once.
func (b *bench) open(ctx context.Context) error {
	if b.server != nil {
		return nil
	}
	kept, err := b.keep(ctx, b.reports)
	if err != nil {
		return err
	}
	used, err := b.copy(ctx, kept)
	if err != nil {
		return err
	}
	if b.server, err = serve(ctx, b.program, used); err != nil {
		return err
	}
	if err := b.server.settled(ctx); err != nil {
		return err
	}
	b.caller = newCaller(b.server.addr, b.conns)
	return b.caller.learn(ctx)
}

func (b *bench) close() error {
	if b.server == nil {
		return nil
	}
	s := b.server
	b.server, b.caller, b.table = nil, nil, false
	return errors.Join(s.stop(), s.remove())
}

// row asks one kind of question and prints its line.
func (b *bench) row(ctx context.Context, r row) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	done, err := b.profiled(ctx, r.name)
	if err != nil {
		return err
	}
	f, err := b.measure(ctx, r)
	if err := errors.Join(err, done()); err != nil {
		return err
	}
	b.print(f, r.want)
	return nil
}

// memory tells what the server holds after the questions.
func (b *bench) memory(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	b.say(below("resident after the questions above", float64(b.server.resident()), 0, "MB"))
	fmt.Fprintln(b.out, b.server.parts())
	return nil
}

func (b *bench) print(f figures, want target) {
	if !b.table {
		b.table = true
		fmt.Fprintf(b.out, "\n%d reports, %d connections, %s a line; µs are of processor time a request\n\n%s\n",
			b.reports, b.conns, b.each, head)
	}
	fmt.Fprintln(b.out, f.line(want))
	if want.some() {
		b.judge(f.name, f.meets(want))
	}
}

// say prints a single figure.
func (b *bench) say(v verdict) {
	fmt.Fprintln(b.out, v)
	if v.want != "" {
		b.judge(v.name, v.met)
	}
}

func (b *bench) judge(name string, met bool) {
	if met {
		b.met++
		return
	}
	b.missed = append(b.missed, name)
}

// sum says how it went.
func (b *bench) sum() {
	fmt.Fprintf(b.out, "\n%d of %d figures met\n", b.met, b.met+len(b.missed))
	for _, m := range b.missed {
		fmt.Fprintf(b.out, "  not met: %s\n", m)
	}
}

// folder is where a city of so many reports is kept.
func (b *bench) folder(reports int) string { return filepath.Join(b.cache, strconv.Itoa(reports)) }
