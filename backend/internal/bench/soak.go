package main

import (
	"context"
	"fmt"
	"time"
)

const (
	soakWrites  = 5.0 // a second
	soakMemory  = 5   // percent that memory may grow by after warm-up
	soakCount   = 10  // percent, of goroutines and descriptors
	soakSamples = 60  // of a soak
)

// sample is what the server held at a moment.
type sample struct {
	at                              time.Duration
	memory, goroutines, descriptors float64
}

// soaking lets people read and write for a long time, and looks whether what the
// server holds grows.
func (b *bench) soaking(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	writers := arrivals{caller: b.caller, rate: soakWrites, poisson: true, mix: []share{{row{name: "write", ask: creating}, 100}}}
	wrote := make(chan arrived, 1)
	go func() {
		a, _ := writers.come(ctx, b.soak) // what failed is in its figures
		wrote <- a
	}()
	watching, stop := context.WithCancel(ctx)
	samples := b.watch(watching, b.soak/soakSamples)
	read, err := b.during(ctx, reads(b.caller, b.rate), b.soak)
	stop()
	seen, w := <-samples, <-wrote
	if err != nil {
		return err
	}
	read.all.name = fmt.Sprintf("soak: reads at %g/s for %s", b.rate, b.soak)
	b.print(read.all, mixedTarget)
	w.all.name = fmt.Sprintf("soak: writes at %g/s", soakWrites)
	b.print(w.all, target{p95: 150})
	b.flatness(seen)
	return nil
}

// watch samples the server until the context ends.
func (b *bench) watch(ctx context.Context, every time.Duration) <-chan []sample {
	out := make(chan []sample, 1)
	s, began := b.server, time.Now()
	go func() {
		var all []sample
		for wait(ctx, time.Now().Add(every)) {
			m, err := s.read()
			if err != nil {
				continue // the sample is missing, and the next one comes
			}
			all = append(all, sample{time.Since(began), float64(s.resident()), m.sum("go_goroutines"), float64(s.descriptors())})
		}
		out <- all
	}()
	return out
}

// flatness judges what the server held after the first fifth of the time.
func (b *bench) flatness(all []sample) {
	all = all[len(all)/5:]
	if len(all) < 3 {
		fmt.Fprintln(b.out, "  too few samples to tell whether it is flat")
		return
	}
	for _, k := range []struct {
		name  string
		of    func(sample) float64
		limit float64
		unit  string
	}{
		{"resident memory", func(s sample) float64 { return s.memory }, soakMemory, "MB"},
		{"goroutines", func(s sample) float64 { return s.goroutines }, soakCount, ""},
		{"descriptors", func(s sample) float64 { return s.descriptors }, soakCount, ""},
	} {
		line := trendOf(all, k.of)
		fmt.Fprintf(b.out, "  %s: mean %.0f %s, from %.0f to %.0f, slope %+.2f a minute\n", k.name, line.mean, k.unit, line.least, line.most, line.slope*60)
		b.say(below("  "+k.name+" grow after warm-up by", 100*line.growth()/line.mean, k.limit, "%"))
	}
}

// trend is a straight line through samples.
type trend struct {
	mean, least, most float64
	slope             float64 // a second
	span              time.Duration
}

// growth is what the line rises over the whole time.
func (t trend) growth() float64 { return t.slope * t.span.Seconds() }

// trendOf fits a line by least squares.
func trendOf(all []sample, of func(sample) float64) trend {
	t := trend{least: of(all[0]), most: of(all[0]), span: all[len(all)-1].at - all[0].at}
	middle := 0.0
	for _, s := range all {
		t.mean += of(s) / float64(len(all))
		middle += s.at.Seconds() / float64(len(all))
		t.least, t.most = min(t.least, of(s)), max(t.most, of(s))
	}
	var up, across float64
	for _, s := range all {
		dx := s.at.Seconds() - middle
		up += dx * (of(s) - t.mean)
		across += dx * dx
	}
	if across > 0 {
		t.slope = up / across
	}
	return t
}
