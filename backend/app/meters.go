package app

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"jemaa/backend/api"
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
	pushDesc    = prometheus.NewDesc("jemaa_push_total", "Attempts to push, by how they ended.", []string{"outcome"}, nil)
	engineDesc  = prometheus.NewDesc("jemaa_engine_up", "Whether an engine answers.", []string{"engine", "using"}, nil)
)

// Describe implements prometheus.Collector.
func (r *rooms) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{backlogDesc, ageDesc, pushDesc, engineDesc} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (r *rooms) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, c := range holders {
		n, oldest, err := r.engine.Backlog(ctx, c)
		if err != nil {
			continue // a collection that is not there yet, or an engine that engine_up tells of
		}
		age := 0.0
		if n > 0 {
			age = r.clock().Sub(oldest.Time).Seconds()
		}
		ch <- prometheus.MustNewConstMetric(backlogDesc, prometheus.GaugeValue, float64(n), c)
		ch <- prometheus.MustNewConstMetric(ageDesc, prometheus.GaugeValue, age, c)
	}
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
