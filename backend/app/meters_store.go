package app

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jemaa/backend/store"
)

// storeMeter measures how long the documents' engine takes for each verb, and
// counts when it could not.
type storeMeter struct {
	seconds *prometheus.HistogramVec
	failed  *prometheus.CounterVec
	verbs   map[string]verbMeter

	mu   sync.Mutex
	kept map[string]reflect.Type // of the documents in each collection
}

type verbMeter struct {
	seconds prometheus.Observer
	failed  prometheus.Counter
}

func newStoreMeter() *storeMeter {
	m := &storeMeter{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "jemaa_store_seconds", Help: "Time of the documents' engine, by verb.",
			Buckets: []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
		}, []string{"verb"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jemaa_store_failures_total", Help: "Times that the documents' engine was down, full or too slow, by verb.",
		}, []string{"verb"}),
		verbs: map[string]verbMeter{},
		kept:  map[string]reflect.Type{},
	}
	for _, verb := range []string{"insert", "get", "replace", "purge", "find", "count", "pending", "settle"} {
		m.verbs[verb] = verbMeter{m.seconds.WithLabelValues(verb), m.failed.WithLabelValues(verb)}
	}
	return m
}

func (m *storeMeter) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.seconds, m.failed}
}

// watch puts the meter before an engine, which keeps saying whether its messages
// arrive in order.
func (m *storeMeter) watch(e store.Engine) store.Engine {
	w := &watched{
		meter: m, Engine: e, insert: m.verbs["insert"], get: m.verbs["get"], replace: m.verbs["replace"], purge: m.verbs["purge"],
		find: m.verbs["find"], count: m.verbs["count"], pending: m.verbs["pending"], settle: m.verbs["settle"],
	}
	if o, ok := e.(store.InOrder); ok {
		return &watchedInOrder{w, o}
	}
	return w
}

func (v verbMeter) seen(began time.Time, err error) {
	v.seconds.Observe(time.Since(began).Seconds())
	if errors.Is(err, store.ErrUnavailable) {
		v.failed.Inc()
	}
}

// watched is an engine with a meter before it.
type watched struct {
	store.Engine
	meter                                                     *storeMeter
	insert, get, replace, purge, find, count, pending, settle verbMeter
}

type watchedInOrder struct {
	*watched
	store.InOrder
}

// Keeps implements store.Keeper: what is kept is compared with the register of personal data.
func (w *watched) Keeps(collection string, doc reflect.Type) {
	w.meter.mu.Lock()
	defer w.meter.mu.Unlock()
	w.meter.kept[collection] = doc
}

// Unwrap gives the engine itself: a meter changes no document.
func (w *watched) Unwrap() store.Engine { return w.Engine }

// Insert implements store.Documents.
func (w *watched) Insert(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	began := time.Now()
	err := w.Engine.Insert(ctx, collection, r, m)
	w.insert.seen(began, err)
	return err
}

// Get implements store.Documents.
func (w *watched) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	began := time.Now()
	rs, err := w.Engine.Get(ctx, collection, ids)
	w.get.seen(began, err)
	return rs, err
}

// Replace implements store.Documents.
func (w *watched) Replace(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	began := time.Now()
	err := w.Engine.Replace(ctx, collection, r, m)
	w.replace.seen(began, err)
	return err
}

// Purge implements store.Documents.
func (w *watched) Purge(ctx context.Context, collection string, ids []string) (int, error) {
	began := time.Now()
	n, err := w.Engine.Purge(ctx, collection, ids)
	w.purge.seen(began, err)
	return n, err
}

// Find implements store.Documents.
func (w *watched) Find(ctx context.Context, collection string, s store.Scan) ([]store.Record, error) {
	began := time.Now()
	rs, err := w.Engine.Find(ctx, collection, s)
	w.find.seen(began, err)
	return rs, err
}

// Count implements store.Documents.
func (w *watched) Count(ctx context.Context, collection string, s store.Scan) (int64, error) {
	began := time.Now()
	n, err := w.Engine.Count(ctx, collection, s)
	w.count.seen(began, err)
	return n, err
}

// Pending implements store.Outbox.
func (w *watched) Pending(ctx context.Context, collection, after string, limit int) ([]store.Pending, error) {
	began := time.Now()
	ps, err := w.Engine.Pending(ctx, collection, after, limit)
	w.pending.seen(began, err)
	return ps, err
}

// Settle implements store.Outbox.
func (w *watched) Settle(ctx context.Context, collection string, s []store.Settlement) error {
	began := time.Now()
	err := w.Engine.Settle(ctx, collection, s)
	w.settle.seen(began, err)
	return err
}
