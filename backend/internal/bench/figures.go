package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// figures are what came of asking.
type figures struct {
	name   string
	took   []time.Duration // sorted
	bytes  int64
	failed int
	first  string // what the first failure said
	wall   time.Duration
	server time.Duration // processor time, user and system
	client time.Duration
	others float64 // share of the machine that was used by whatever else ran on it
}

// target is what was promised; 0 is nothing.
type target struct {
	rate     float64 // requests a second, at least
	p95, p99 float64 // milliseconds, at most
}

func (t target) some() bool { return t != target{} }

// String is "≥ 7,400/s, p99 ≤ 20 ms".
func (t target) String() string {
	var out []string
	if t.rate > 0 {
		out = append(out, "≥ "+thousands(t.rate)+"/s")
	}
	if t.p95 > 0 {
		out = append(out, fmt.Sprintf("p95 ≤ %g ms", t.p95))
	}
	if t.p99 > 0 {
		out = append(out, fmt.Sprintf("p99 ≤ %g ms", t.p99))
	}
	return strings.Join(out, ", ")
}

// meets tells whether figures are as promised; an error never is.
func (f figures) meets(t target) bool {
	return f.failed == 0 && f.rate() >= t.rate && (t.p95 == 0 || f.at(95) <= t.p95) && (t.p99 == 0 || f.at(99) <= t.p99)
}

func (f figures) rate() float64 { return float64(len(f.took)) / f.wall.Seconds() }

// at is the milliseconds that a share of all answers, out of 100, stayed within
// (nearest rank).
func (f figures) at(percent float64) float64 { return ms(quantile(f.took, percent)) }

func quantile(sorted []time.Duration, percent float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(percent / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// quiet is how much other work leaves times and rates as they are.
const quiet = 0.05

// head is the table's first line.
var head = fmt.Sprintf("%-44s %8s %8s %8s %8s %8s %6s %9s %9s   %s", "", "req/s", "p50 ms", "p95 ms", "p99 ms", "bytes", "errors", "server µs", "client µs", "promised")

// line is the table's line.
func (f figures) line(want target) string {
	n := max(1, len(f.took))
	s := fmt.Sprintf("%-44s %8.0f %8.2f %8.2f %8.2f %8d %6d %9s %9s", f.name, f.rate(), f.at(50), f.at(95), f.at(99),
		f.bytes/int64(n), f.failed, cost(f.server, n), cost(f.client, n))
	if want.some() {
		s += "   " + want.String() + ": " + words(f.meets(want))
	}
	if f.others > quiet {
		s += fmt.Sprintf("   (%.0f %% of the machine was busy with other work)", 100*f.others)
	}
	if f.failed > 0 {
		s += "\n    first error: " + f.first
	}
	return s
}

// cost is the processor time of one, "" where it was not measured.
func cost(d time.Duration, n int) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", micro(d, n))
}

func micro(d time.Duration, n int) float64 {
	return float64(d) / float64(time.Microsecond) / float64(n)
}

func words(met bool) string {
	if met {
		return "met"
	}
	return "NOT MET"
}

// verdict is a single figure against what was promised of it.
type verdict struct {
	name string
	is   string
	want string // "" when nothing was promised
	met  bool
}

// below is a figure that must not be above a limit; 0 is none.
func below(name string, is, limit float64, unit string) verdict {
	v := verdict{name: name, is: figure(is) + " " + unit}
	if limit > 0 {
		v.want, v.met = "≤ "+figure(limit)+" "+unit, is <= limit
	}
	return v
}

func figure(v float64) string {
	if v >= 100 || v == math.Trunc(v) {
		return thousands(v)
	}
	return fmt.Sprintf("%.2f", v)
}

func thousands(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// String is the figure's line.
func (v verdict) String() string {
	s := fmt.Sprintf("%-52s %14s", v.name, v.is)
	if v.want != "" {
		s += "   " + v.want + ": " + words(v.met)
	}
	return s
}

// merge joins what several connections saw.
func merge(parts []figures) figures {
	all := figures{}
	for _, p := range parts {
		all.took = append(all.took, p.took...)
		all.bytes += p.bytes
		all.failed += p.failed
		if all.first == "" {
			all.first = p.first
		}
	}
	slices.Sort(all.took)
	return all
}
