package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
)

// mixedTarget is what was promised of mixed reads: no error, and this.
var mixedTarget = target{p95: 50, p99: 150}

// mixed lets residents come and read.
func (b *bench) mixedReads(ctx context.Context) error {
	if err := b.open(ctx); err != nil {
		return err
	}
	if err := b.warm(ctx); err != nil {
		return err
	}
	done, err := b.profiled(ctx, "mixed")
	if err != nil {
		return err
	}
	a, err := b.during(ctx, reads(b.caller, b.rate), b.mixed)
	if err != nil {
		return err
	}
	if err := done(); err != nil {
		return err
	}
	a.all.name = fmt.Sprintf("mixed: reads at %g/s for %s", b.rate, b.mixed)
	b.print(a.all, mixedTarget)
	b.detail(a)
	return nil
}

// warm lets the first readers come, whom nothing is measured of.
func (b *bench) warm(ctx context.Context) error {
	_, err := reads(b.caller, b.rate).come(ctx, 2*time.Second)
	return err
}

// during is come, with what it cost the processor.
func (b *bench) during(ctx context.Context, a arrivals, d time.Duration) (arrived, error) {
	before := b.using()
	out, err := a.come(ctx, d)
	b.used(&out.all, before)
	return out, err
}

// detail tells of each kind, and of how punctual the client itself was.
func (b *bench) detail(a arrived) {
	for _, name := range slices.Sorted(maps.Keys(a.kinds)) {
		f := a.kinds[name]
		f.name = "  of which " + name
		fmt.Fprintln(b.out, f.line(target{}))
	}
	fmt.Fprintf(b.out, "  sent after their moment by p50 %.2f ms, p99 %.2f ms, which is in the figures above\n",
		ms(quantile(a.late, 50)), ms(quantile(a.late, 99)))
}
