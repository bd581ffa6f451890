package main

import (
	"context"
	"math"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"
)

func TestQuantileIsTheNearestRank(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1))
	}
	for _, r := range []struct {
		of      []time.Duration
		percent float64
		want    time.Duration
	}{
		{nil, 50, 0}, {[]time.Duration{7}, 50, 7}, {[]time.Duration{7}, 99, 7}, {hundred, 50, 50}, {hundred, 95, 95}, {hundred, 99, 99},
		{hundred, 100, 100}, {hundred[:10], 95, 10}, {hundred[:10], 50, 5},
	} {
		if got := quantile(r.of, r.percent); got != r.want {
			t.Errorf("%g %% of %d: %d, want %d", r.percent, len(r.of), got, r.want)
		}
	}
}

func TestAnErrorIsNeverAsPromised(t *testing.T) {
	f := figures{took: []time.Duration{time.Millisecond, 2 * time.Millisecond}, wall: time.Second}
	for _, r := range []struct {
		want   target
		failed int
		met    bool
	}{
		{target{}, 0, true}, {target{rate: 2}, 0, true}, {target{rate: 3}, 0, false}, {target{p95: 2}, 0, true}, {target{p95: 1.9}, 0, false},
		{target{p99: 1}, 0, false}, {target{rate: 1}, 1, false},
	} {
		f.failed = r.failed
		if f.meets(r.want) != r.met {
			t.Errorf("%s with %d errors: %v", r.want, r.failed, !r.met)
		}
	}
}

func TestMetricsAreRead(t *testing.T) {
	m := parseMetrics("# HELP a b\n# TYPE a gauge\ngo_goroutines 12\njemaa_relay_backlog{collection=\"report\"} 3\n" +
		"jemaa_relay_backlog{collection=\"case\"} 4\njemaa_relay_backlogs 100\njemaa_relay_lag_seconds{collection=\"x\",taker=\"tally\"} 1.5e+00\n\n")
	if m.sum("go_goroutines") != 12 || m.sum("jemaa_relay_backlog") != 7 {
		t.Errorf("%v", m)
	}
	var worst lag
	worst.see(m, "jemaa_relay_lag_seconds", "taker")
	if worst != (lag{"tally", 1.5}) {
		t.Errorf("%v", worst)
	}
}

func TestProcessorTimeIsReadBehindAnyName(t *testing.T) {
	stat := "7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 9 9 20 0 12 0 100 1000 10\n"
	if got := cpuOf(stat); got != 3*time.Second {
		t.Errorf("%s", got)
	}
	if got := cpuOf("nothing"); got != 0 {
		t.Errorf("%s", got)
	}
}

func TestTheWholeMachinesTimeIsRead(t *testing.T) {
	if got := busyOf("cpu  100 10 20 9999 888 3 2 5 77 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"); got != 1400*time.Millisecond {
		t.Errorf("%s", got)
	}
	if got := busyOf(""); got != 0 {
		t.Errorf("%s", got)
	}
}

func TestTrend(t *testing.T) {
	rising := func(s sample) float64 { return 100 + 2*s.at.Seconds() }
	saw := func(s sample) float64 { return 100 + float64(int(s.at.Seconds())/10%2) }
	var all []sample
	for i := range 60 {
		all = append(all, sample{at: time.Duration(i) * 10 * time.Second})
	}
	if r := trendOf(all, rising); math.Abs(r.slope-2) > 1e-9 || math.Abs(r.growth()-1180) > 1e-6 || r.least != 100 || r.most != 1280 {
		t.Errorf("%+v", r)
	}
	if r := trendOf(all, saw); math.Abs(r.growth()/r.mean) > 0.001 {
		t.Errorf("%+v", r)
	}
}

// A server that stands still for a while must show in what people waited, though
// it is asked by few at that time.
func TestWaitingIsCountedFromTheMoment(t *testing.T) {
	const still = 300 * time.Millisecond
	began := time.Now()
	c := against(t, func(*fasthttp.RequestCtx) { time.Sleep(time.Until(began.Add(still))) })
	a := arrivals{caller: c, rate: 100, mix: []share{{row{name: "any", ask: health}, 100}}}
	got, err := a.come(t.Context(), still)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(got.all.took); n < 25 || n > 30 || got.all.failed > 0 {
		t.Errorf("%d came, %d failed: %s", n, got.all.failed, got.all.first)
	}
	// who came at 10 ms waited 290 ms, who came at 290 ms hardly: half of them more than half
	if p50 := got.all.at(50); p50 < 100 {
		t.Errorf("half waited less than %g ms", p50)
	}
}

func TestErrorsAreCountedAndShown(t *testing.T) {
	c := against(t, func(ctx *fasthttp.RequestCtx) {
		if string(ctx.Path()) == "/healthz" {
			ctx.Error("down for\nlunch", 503)
		}
	})
	var f figures
	r := row{name: "any", ask: health}
	c.one(r, newQuestion(1), &f)
	if f.failed != 1 || len(f.took) != 0 || !strings.Contains(f.first, "503 down for") {
		t.Errorf("%+v", f)
	}
}

func TestWhatIsNoWholeAnswerIsRefused(t *testing.T) {
	item := `{"id":"x","rev":1}`
	for _, r := range []struct {
		name  string
		check func([]byte) error
		body  string
		good  bool
	}{
		{"list", twenty, `{"items":[` + strings.Repeat(item+",", 19) + item + `]}`, true},
		{"short list", twenty, `{"items":[` + item + `]}`, false},
		{"report", whole, `{"id":"x","updates":[{"id":"y"}]}`, true},
		{"half a report", whole, `{"id":"x","updates":[{"id":"y"}`, false},
		{"summary", whole, `{"id":"x"}`, false},
		{"search", faceted, `{"items":[],"total":0,"facets":{"area":[]}}`, true},
		{"search without facets", faceted, `{"items":[],"total":0}`, false},
	} {
		if err := r.check([]byte(r.body)); (err == nil) != r.good {
			t.Errorf("%s: %v", r.name, err)
		}
	}
}

func TestIDsAreULIDs(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := ulid()
		if len(id) != 26 || id[0] > '7' || strings.Trim(id, crockford) != "" || seen[id] {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
}

func TestCodesAreFoundInLetters(t *testing.T) {
	if got := codeIn("Voici votre code :\n\n    1234 5678\n\nIl vaut dix minutes, jusqu'à 12:30.\n"); got != "12345678" {
		t.Errorf("%q", got)
	}
	if got := codeIn("Pas de code pour 2026 1123 vous"); got != "" {
		t.Errorf("%q", got)
	}
}

func TestNumberedPhotosStayPhotos(t *testing.T) {
	if got := numbered([]byte{0xff, 0xd8, 0xff, 0xdb}, 258); string(got) != "\xff\xd8\xff\xfe\x00\x0a\x00\x00\x00\x00\x00\x00\x01\x02\xff\xdb" {
		t.Errorf("%x", got)
	}
}

func TestFiguresAreEasyToRead(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 12: "12", 1.234: "1.23", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := figure(v); got != want {
			t.Errorf("%g: %s, want %s", v, got, want)
		}
	}
	if got := (target{rate: 7400, p99: 20}).String(); got != "≥ 7,400/s, p99 ≤ 20 ms" {
		t.Error(got)
	}
}

// against is a caller of a server that lives in memory.
func against(t *testing.T, h fasthttp.RequestHandler) *caller {
	t.Helper()
	ln := fasthttputil.NewInmemoryListener()
	s := &fasthttp.Server{Handler: h}
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	t.Cleanup(func() {
		if err := s.ShutdownWithContext(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	c := newCaller("city.example:80", 4)
	c.http.DialTimeout = func(string, time.Duration) (net.Conn, error) { return ln.Dial() }
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}
