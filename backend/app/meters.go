package app

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"jemaa/backend/api"
	"jemaa/backend/civic"
	"jemaa/backend/push"
)

// meters are what /metrics tells. No label holds anything of a person's.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMeters(a *App) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jemaa_requests_total", Help: "Requests answered, by operation, status and error code.",
		}, []string{"operation", "status", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jemaa_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, &rooms{a}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "jemaa_map_marks", Help: "Reports on the map."},
			func() float64 { return float64(a.atlas.Len()) }))
	return m
}

func (m *meters) seen(v api.Visit) {
	operation := v.Operation
	if operation == "" {
		operation = "none"
	}
	m.requests.WithLabelValues(operation, strconv.Itoa(v.Status), v.Code).Inc()
	m.seconds.WithLabelValues(operation).Observe(v.Took.Seconds())
}

// rooms asks the rooms for their own numbers when /metrics is read.
type rooms struct{ *App }

var (
	backlogDesc = prometheus.NewDesc("jemaa_relay_backlog", "Messages that wait for a taker.", []string{"collection"}, nil)
	ageDesc     = prometheus.NewDesc("jemaa_relay_oldest_seconds", "Age of the oldest message that waits.", []string{"collection"}, nil)
	takenDesc   = prometheus.NewDesc("jemaa_relay_taken_total", "Messages taken.", []string{"collection", "taker"}, nil)
	failedDesc  = prometheus.NewDesc("jemaa_relay_failed_total", "Tries of a taker that failed.", []string{"collection", "taker"}, nil)
	lagDesc     = prometheus.NewDesc("jemaa_relay_lag_seconds", "Age of the oldest message that waits for a taker.", []string{"collection", "taker"}, nil)
	pushDesc    = prometheus.NewDesc("jemaa_push_total", "Attempts to push, by how they ended.", []string{"outcome"}, nil)
	engineDesc  = prometheus.NewDesc("jemaa_engine_up", "Whether an engine answers.", []string{"engine", "using"}, nil)
)

// Describe implements prometheus.Collector.
func (r *rooms) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{backlogDesc, ageDesc, takenDesc, failedDesc, lagDesc, pushDesc, engineDesc} {
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
		up := 0.0
		if s.OK {
			up = 1
		}
		ch <- prometheus.MustNewConstMetric(engineDesc, prometheus.GaugeValue, up, s.Name, s.Using)
	}
}

func (r *rooms) collectRelay(ctx context.Context, ch chan<- prometheus.Metric) {
	waiting, err := r.relay.Waiting(ctx)
	if err != nil {
		r.log.Warn("metrics", "error", err) // engine_up tells the rest
	}
	for _, c := range waiting {
		ch <- prometheus.MustNewConstMetric(backlogDesc, prometheus.GaugeValue, float64(c.Waiting), c.Collection)
		ch <- prometheus.MustNewConstMetric(ageDesc, prometheus.GaugeValue, r.age(c.Oldest), c.Collection)
	}
	for _, t := range r.relay.Takers() {
		ch <- prometheus.MustNewConstMetric(takenDesc, prometheus.CounterValue, float64(t.Taken), t.Collection, t.Taker)
		ch <- prometheus.MustNewConstMetric(failedDesc, prometheus.CounterValue, float64(t.Failed), t.Collection, t.Taker)
		ch <- prometheus.MustNewConstMetric(lagDesc, prometheus.GaugeValue, r.age(t.Oldest), t.Collection, t.Taker)
	}
}

// age is how many seconds ago something happened; 0 for never.
func (r *rooms) age(t civic.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, r.clock().Sub(t.Time).Seconds())
}
