package app

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"jemaa/backend/api"
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
	m.registry.MustRegister(m.requests, m.seconds, &rooms{App: a}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(a.stored.collectors()...)
	m.registry.MustRegister(a.gauges()...)
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

// gauges are the numbers that rooms know by heart.
func (a *App) gauges() []prometheus.Collector {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "jemaa_info", Help: "1; its labels say what runs.",
		ConstLabels: prometheus.Labels{"version": Version(), "data": strconv.Itoa(DataVersion())},
	})
	info.Set(1)
	out := []prometheus.Collector{info,
		gauge("jemaa_map_marks", "Reports on the map.", func() float64 { return float64(a.atlas.Len()) }),
		gauge("jemaa_photo_queue", "Uploads that wait for their turn to be resized.", func() float64 { return float64(a.lab.Waiting()) }),
		gauge("jemaa_push_flying", "Attempts to push that are under way.", func() float64 { return float64(a.push.Flying()) }),
		gauge("jemaa_backup_seconds", "When the last backup was made, Unix time; 0 for never.", a.backupTime),
		gauge("jemaa_zone_stale", "1 when the machine's zone data is older than the city's clock.", func() float64 { return truth(a.city.ZoneStale()) }),
	}
	if a.db != nil {
		kept := a.db.Memory().Kept
		counter := func(name, help string, value func() float64) prometheus.Collector {
			return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, value)
		}
		out = append(out,
			gauge("jemaa_store_queue", "Writes that wait for the next transactions.", func() float64 { return float64(a.db.Waiting()) }),
			gauge("jemaa_store_kept_bytes", "Size of the documents that are kept decoded in memory.", func() float64 { return float64(kept().Bytes) }),
			gauge("jemaa_store_kept", "Documents that are kept decoded in memory.", func() float64 { return float64(kept().Documents) }),
			counter("jemaa_store_hits_total", "Documents that were found in memory.", func() float64 { return float64(kept().Hits) }),
			counter("jemaa_store_misses_total", "Documents that were looked for in memory and not found.", func() float64 { return float64(kept().Misses) }))
	}
	return out
}

func (a *App) backupTime() float64 {
	at, err := a.folder.lastBackup()
	if err != nil || at.IsZero() {
		return 0
	}
	return float64(at.Unix())
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
