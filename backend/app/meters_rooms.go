package app

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jemaa/backend/civic"
	"jemaa/backend/push"
)

// rooms asks the rooms for their own numbers when /metrics is read.
type rooms struct {
	*App
	mu      sync.Mutex
	counted time.Time // when city was counted last
	city    []prometheus.Metric
}

var (
	backlogDesc = prometheus.NewDesc("jemaa_relay_backlog", "Messages that wait for a taker.", []string{"collection"}, nil)
	ageDesc     = prometheus.NewDesc("jemaa_relay_oldest_seconds", "Age of the oldest message that waits.", []string{"collection"}, nil)
	takenDesc   = prometheus.NewDesc("jemaa_relay_taken_total", "Messages taken.", []string{"collection", "taker"}, nil)
	failedDesc  = prometheus.NewDesc("jemaa_relay_failed_total", "Tries of a taker that failed.", []string{"collection", "taker"}, nil)
	lagDesc     = prometheus.NewDesc("jemaa_relay_lag_seconds", "Age of the oldest message that waits for a taker.", []string{"collection", "taker"}, nil)
	pushDesc    = prometheus.NewDesc("jemaa_push_total", "Attempts to push, by how they ended.", []string{"outcome"}, nil)
	engineDesc  = prometheus.NewDesc("jemaa_engine_up", "Whether an engine answers.", []string{"engine", "using"}, nil)
	indexDesc   = prometheus.NewDesc("jemaa_search_lag_seconds", "Age of the oldest change that search does not know.", nil, nil)
	wholeDesc   = prometheus.NewDesc("jemaa_search_whole", "0 while the index waits to be filled, or is being filled.", nil, nil)
	openDesc    = prometheus.NewDesc("jemaa_reports_open", "Public reports that are open.", nil, nil)
	lateDesc    = prometheus.NewDesc("jemaa_reports_overdue", "Open reports whose deadline is past.", nil, nil)
	casesDesc   = prometheus.NewDesc("jemaa_cases_waiting", "Cases that wait for a moderator.", nil, nil)
	countsDesc  = prometheus.NewDesc("jemaa_search_counts_old", "Subjects whose counts search does not know yet.", nil, nil)
	owedDesc    = prometheus.NewDesc("jemaa_push_owed", "Subscriptions that are owed a push.", nil, nil)
)

// Describe implements prometheus.Collector.
func (r *rooms) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		backlogDesc, ageDesc, takenDesc, failedDesc, lagDesc, pushDesc, engineDesc, indexDesc, wholeDesc, openDesc, lateDesc, casesDesc, owedDesc, countsDesc,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (r *rooms) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	r.collectRelay(ctx, ch)
	for _, o := range push.Outcomes {
		ch <- prometheus.MustNewConstMetric(pushDesc, prometheus.CounterValue, float64(r.push.Count(o)), string(o))
	}
	for _, s := range r.ready() {
		ch <- gauge(engineDesc, truth(s.OK), s.Name, s.Using)
	}
	if stale, err := r.stale(ctx); err == nil { // else engine_up tells
		ch <- gauge(wholeDesc, truth(!stale))
	}
	for _, m := range r.collectCity(ctx) {
		ch <- m
	}
}

func gauge(d *prometheus.Desc, value float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
}

func (r *rooms) collectRelay(ctx context.Context, ch chan<- prometheus.Metric) {
	waiting, err := r.relay.Waiting(ctx)
	if err != nil {
		r.log.Warn("metrics", "error", err) // engine_up tells the rest
	}
	for _, c := range waiting {
		ch <- gauge(backlogDesc, float64(c.Waiting), c.Collection)
		ch <- gauge(ageDesc, r.age(c.Oldest), c.Collection)
	}
	index := 0.0
	for _, t := range r.relay.Takers() {
		ch <- prometheus.MustNewConstMetric(takenDesc, prometheus.CounterValue, float64(t.Taken), t.Collection, t.Taker)
		ch <- prometheus.MustNewConstMetric(failedDesc, prometheus.CounterValue, float64(t.Failed), t.Collection, t.Taker)
		ch <- gauge(lagDesc, r.age(t.Oldest), t.Collection, t.Taker)
		if t.Taker == "search" {
			index = max(index, r.age(t.Oldest))
		}
	}
	ch <- gauge(indexDesc, index)
}

// recountEvery bounds how often documents are counted, however often and by
// however many /metrics is read.
const recountEvery = time.Minute

// collectCity gives what only counting tells; what can't be counted now is left
// out, and asked again the next time.
func (r *rooms) collectCity(ctx context.Context) []prometheus.Metric {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.counted) < recountEvery {
		return r.city
	}
	open, late, err := r.reports.Due(ctx)
	if err == nil {
		var cases, owed, old int64
		if cases, err = r.moderation.Waiting(ctx); err == nil {
			owed, err = r.push.Owed(ctx)
		}
		if err == nil {
			old, err = r.tallies.Untold(ctx)
		}
		r.city = []prometheus.Metric{
			gauge(openDesc, float64(open)), gauge(lateDesc, float64(late)), gauge(casesDesc, float64(cases)), gauge(owedDesc, float64(owed)),
			gauge(countsDesc, float64(old)),
		}
	}
	if err != nil {
		r.log.Warn("metrics", "error", err)
		r.city = nil
		return nil
	}
	r.counted = time.Now()
	return r.city
}

// age is how many seconds ago something happened; 0 for never.
func (r *rooms) age(t civic.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, r.clock().Sub(t.Time).Seconds())
}
