package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
)

// metrics is what the server tells of itself: samples by their whole name,
// "jemaa_relay_lag_seconds{collection="support",taker="tally"}".
type metrics map[string]float64

// read asks the server for its metrics.
func (s *server) read() (metrics, error) {
	status, body, err := fasthttp.GetTimeout(nil, "http://"+s.metrics+"/metrics", 15*time.Second)
	if err != nil || status != fasthttp.StatusOK {
		return nil, fmt.Errorf("metrics: %d %w", status, err)
	}
	return parseMetrics(string(body)), nil
}

// parseMetrics reads Prometheus' text format as far as counters and gauges need
// it: one "name{labels} value" a line.
func parseMetrics(text string) metrics {
	m := metrics{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || line[0] == '#' {
			continue
		}
		if v, err := strconv.ParseFloat(line[at+1:], 64); err == nil {
			m[line[:at]] = v
		}
	}
	return m
}

// each goes through the samples of one name.
func (m metrics) each(name string, f func(labels string, value float64)) {
	for sample, v := range m {
		if rest, ok := strings.CutPrefix(sample, name); ok && (rest == "" || rest[0] == '{') {
			f(strings.Trim(rest, "{}"), v)
		}
	}
}

// sum adds the samples of one name.
func (m metrics) sum(name string) (total float64) {
	m.each(name, func(_ string, v float64) { total += v })
	return total
}

// label reads one label's value out of `a="b",c="d"`, as long as it holds no quote.
func label(labels, name string) string {
	for pair := range strings.SplitSeq(labels, ",") {
		if v, ok := strings.CutPrefix(pair, name+"=\""); ok {
			return strings.TrimSuffix(v, "\"")
		}
	}
	return ""
}
