package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// flatLimit is how much slower the largest city may be than the smallest.
const flatLimit = 1.3

// flatIDs is how many reports are read one by one, in every city the same number
// out of all ages: it is the city that grows, not what people read.
const flatIDs = 10_000

// flat asks the same questions of cities of several sizes.
func (b *bench) flat(ctx context.Context) error {
	if err := b.close(); err != nil { // two servers would share the memory
		return err
	}
	asked := map[string]row{}
	for _, r := range rows() {
		asked[r.name] = r
	}
	names := []string{"list", "get", "create"}
	first, last := map[string]figures{}, map[string]figures{}
	for text := range strings.SplitSeq(b.scales, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("-scales: %w", err)
		}
		got, err := b.sized(ctx, n, names, asked)
		if err != nil {
			return err
		}
		if len(first) == 0 {
			first = got
		}
		last = got
	}
	fmt.Fprintln(b.out)
	for _, name := range names {
		s, l := first[name], last[name]
		b.say(below("flat: "+name+" is slower in the largest by a factor of", s.rate()/l.rate(), flatLimit, "×"))
		cost := micro(l.server, len(l.took)) / micro(s.server, len(s.took))
		b.say(below("  and costs the processor as many times", cost, 0, "×"))
	}
	return nil
}

// sized asks a city of one size.
func (b *bench) sized(ctx context.Context, reports int, names []string, asked map[string]row) (out map[string]figures, err error) {
	c := &bench{options: b.options, out: b.out}
	c.reports = reports
	if err := c.open(ctx); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	c.caller.ids = c.caller.ids[:min(flatIDs, len(c.caller.ids))]
	out = map[string]figures{}
	for _, name := range names {
		f, err := c.measure(ctx, asked[name])
		if err != nil {
			return nil, err
		}
		c.print(f, target{})
		out[name] = f
	}
	c.say(below(fmt.Sprintf("  resident with %s reports", thousands(float64(reports))), float64(c.server.resident()), 0, "MB"))
	b.met, b.missed = b.met+c.met, append(b.missed, c.missed...) // the making of the city
	return out, nil
}
