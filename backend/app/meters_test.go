package app

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
)

// gathered reads /metrics' registry: each family by its name.
func (w *town) gathered() map[string]*dto.MetricFamily {
	w.t.Helper()
	families, err := w.metrics.registry.Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	out := map[string]*dto.MetricFamily{}
	for _, f := range families {
		out[f.GetName()] = f
	}
	return out
}

// value is the sum over a family's series whose labels are these ("taker=push").
func value(f *dto.MetricFamily, labels ...string) (sum float64, series int) {
	for _, m := range f.GetMetric() {
		var has []string
		for _, l := range m.GetLabel() {
			has = append(has, l.GetName()+"="+l.GetValue())
		}
		if slices.ContainsFunc(labels, func(l string) bool { return !slices.Contains(has, l) }) {
			continue
		}
		series++
		sum += m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
	}
	return sum, series
}

// After a journey every promise has its numbers, the page that explains them
// names each, and names none that is not there.
func TestEveryPromiseHasItsNumbers(t *testing.T) {
	w := settle(t, demo...)
	w.journey(t)
	w.soon("nothing waits", w.quiet)
	saved(t, w.config)
	got := w.gathered()
	for _, c := range []struct {
		family string
		labels []string
		least  float64
	}{
		{"jemaa_requests_total", []string{"operation=submitReport", "status=201"}, 1},
		{"jemaa_requests_total", []string{"operation=submitReport", "status=409", "code=report.id_taken"}, 1},
		{"jemaa_request_seconds", []string{"operation=submitReport"}, 1},
		{"jemaa_relay_taken_total", []string{"taker=search", "collection=report"}, 1},
		{"jemaa_relay_taken_total", []string{"taker=notify"}, 1},
		{"jemaa_relay_taken_total", []string{"taker=push"}, 1},
		{"jemaa_relay_taken_total", []string{"taker=tally", "collection=support"}, 1},
		{"jemaa_relay_lag_seconds", []string{"taker=push", "collection=notification"}, 0},
		{"jemaa_relay_backlog", []string{"collection=report"}, 0},
		{"jemaa_relay_oldest_seconds", []string{"collection=report"}, 0},
		{"jemaa_relay_failed_total", []string{"taker=mail"}, 0},
		{"jemaa_search_lag_seconds", nil, 0},
		{"jemaa_search_whole", nil, 1},
		{"jemaa_push_total", []string{"outcome=sent"}, 0},
		{"jemaa_push_total", []string{"outcome=alarm"}, 0},
		{"jemaa_push_owed", nil, 0},
		{"jemaa_search_counts_old", nil, 0},
		{"jemaa_push_flying", nil, 0},
		{"jemaa_photo_queue", nil, 0},
		{"jemaa_store_queue", nil, 0},
		{"jemaa_store_hits_total", nil, 100},
		{"jemaa_store_misses_total", nil, 10},
		{"jemaa_store_kept", nil, 5},
		{"jemaa_store_kept_bytes", nil, 1000},
		{"jemaa_store_seconds", []string{"verb=insert"}, 1},
		{"jemaa_store_seconds", []string{"verb=find"}, 1},
		{"jemaa_store_failures_total", []string{"verb=replace"}, 0},
		{"jemaa_engine_up", []string{"engine=documents"}, 1},
		{"jemaa_engine_up", []string{"engine=search"}, 1},
		{"jemaa_reports_overdue", nil, 0},
		{"jemaa_cases_waiting", nil, 0},
		{"jemaa_map_marks", nil, 1},
		{"jemaa_backup_seconds", nil, 1.7e9},
	} {
		sum, series := value(got[c.family], c.labels...)
		if series == 0 || sum < c.least {
			t.Errorf("%s %v: %v in %d series, want %v", c.family, c.labels, sum, series, c.least)
		}
	}
	var ours []string
	for name := range got {
		if strings.HasPrefix(name, "jemaa_") {
			ours = append(ours, name)
		}
	}
	slices.Sort(ours)
	if told := explained(t); !slices.Equal(ours, told) {
		t.Errorf("docs/running.md explains %v, and there are %v", told, ours)
	}
}

// explained are the metrics of the table in docs/running.md.
func explained(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("../../docs/running.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(jemaa_[a-z_]+)").FindAllSubmatch(page, -1) {
		out = append(out, string(m[1]))
	}
	slices.Sort(out)
	return out
}

// Overdue reports and waiting cases are counted from the documents, not more than
// once a minute.
func TestDeadlinesAreCounted(t *testing.T) {
	w := settle(t, demo...)
	id := w.persona("resident").report(nil)
	w.persona("resident2").do("PUT", "/api/v1/reports/"+id+"/flag", map[string]string{"reason": "spam"}).want(200)
	w.soon("the case is open", func() bool {
		n, err := w.moderation.Waiting(t.Context())
		return err == nil && n == 1
	})
	open, late, err := w.reports.Due(t.Context())
	if open != 1 || late != 0 || err != nil {
		t.Errorf("%d open, %d late: %v", open, late, err)
	}
	got := w.gathered()
	for family, want := range map[string]float64{"jemaa_reports_open": 1, "jemaa_reports_overdue": 0, "jemaa_cases_waiting": 1} {
		if n, _ := value(got[family]); n != want {
			t.Errorf("%s: %v, want %v", family, n, want)
		}
	}
	w.persona("resident").report(nil)
	if n, _ := value(w.gathered()["jemaa_reports_open"]); n != 1 {
		t.Errorf("counted again within a minute: %v", n)
	}
}

// An engine that is down shows at once: in engine_up, and as failures of its verbs.
func TestAnEngineThatIsDownShows(t *testing.T) {
	w := settle(t, demo...)
	w.soon("the index is whole", func() bool { n, _ := value(w.gathered()["jemaa_search_whole"]); return n == 1 })
	if err := w.index.Close(); err != nil {
		t.Fatal(err)
	}
	w.persona("resident").report(nil)
	w.soon("the taker's lag and failures show", func() bool {
		got := w.gathered()
		up, _ := value(got["jemaa_engine_up"], "engine=search")
		lag, _ := value(got["jemaa_search_lag_seconds"])
		failed, _ := value(got["jemaa_relay_failed_total"], "taker=search", "collection=report")
		return up == 0 && lag > 0 && failed > 0
	})
}

func TestStaleZoneDataIsTold(t *testing.T) {
	text, err := os.ReadFile("../city/profiles/casablanca.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// A proof that no zone data passes.
	wrong := strings.Replace(string(text), "offset_minutes: 0}", "offset_minutes: 77}", 1)
	profile := filepath.Join(t.TempDir(), "city.yaml")
	if err := os.WriteFile(profile, []byte(wrong), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	a, err := Open(t.Context(), load(t, "JEMAA_CITY="+profile, "JEMAA_DATA="+t.TempDir()), Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if !strings.Contains(said.String(), "level=WARN") || !strings.Contains(said.String(), "zone=Africa/Casablanca") {
		t.Errorf("%s", said.String())
	}
	families, err := a.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(families, func(f *dto.MetricFamily) bool { return f.GetName() == "jemaa_zone_stale" })
	if i < 0 || families[i].GetMetric()[0].GetGauge().GetValue() != 1 {
		t.Error("the metric does not tell")
	}
}
