package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"jemaa/backend/config"
	"jemaa/backend/store/sqlite"
	"jemaa/search"
)

func load(t *testing.T, settings ...string) config.Config {
	t.Helper()
	c, err := config.Load(append([]string{"JEMAA_ADDR=127.0.0.1:0", "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=error"}, settings...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDemonstrationMarksItsFolderForEver(t *testing.T) {
	folder := "JEMAA_DATA=" + filepath.Join(t.TempDir(), "city")
	once := func(settings ...string) error {
		a, err := Open(t.Context(), load(t, append(settings, folder)...), Options{Mail: &postbox{}})
		if err != nil {
			return err
		}
		return a.Close()
	}
	if err := once("JEMAA_DEMO=true"); err != nil {
		t.Fatal(err)
	}
	if err := once("JEMAA_DEMO=true"); err != nil {
		t.Fatal(err)
	}
	if err := once(); err == nil || !strings.Contains(err.Error(), "holds a demonstration") {
		t.Errorf("served as real: %v", err)
	}
	// Even without its mark, the documents themselves know.
	c := load(t, folder)
	if err := os.Remove(filepath.Join(c.Data, demoMark)); err != nil {
		t.Fatal(err)
	}
	if err := once(); err == nil || !strings.Contains(err.Error(), "demonstration city") {
		t.Errorf("served as real without the mark: %v", err)
	}
	folder = "JEMAA_DATA=" + t.TempDir()
	if err := once(); err != nil {
		t.Fatal(err)
	}
	if err := once("JEMAA_DEMO=true"); err == nil || !strings.Contains(err.Error(), "real city") {
		t.Errorf("a real city became a demonstration: %v", err)
	}
}

func TestOneServerAFolder(t *testing.T) {
	w := settle(t, demo...)
	_, err := New(t.Context(), w.config, Options{})
	if !errors.Is(err, sqlite.ErrLocked) || !strings.Contains(err.Error(), "another jemaa is using") {
		t.Errorf("a second server: %v", err)
	}
	w.nobody().do("GET", "/readyz", nil).want(200)
}

func TestBadProfileIsRefusedAtStart(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "city.yaml")
	if err := os.WriteFile(profile, []byte("code: x\nareas: 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := New(t.Context(), load(t, "JEMAA_CITY="+profile, "JEMAA_DATA="+t.TempDir()), Options{})
	if err == nil || !strings.Contains(err.Error(), "city.yaml:2") {
		t.Errorf("%v", err)
	}
}

func TestReadinessAndMetrics(t *testing.T) {
	w := settle(t, demo...)
	ready := w.nobody().do("GET", "/readyz", nil).want(200)
	for i, name := range []string{"documents", "mail", "map", "photos", "push", "search"} {
		if got := ready.str("engines." + string(rune('0'+i)) + ".name"); got != name {
			t.Errorf("engine %d is %q", i, got)
		}
	}
	w.persona("resident").report(nil)
	w.nobody().do("GET", "/api/v1/me", nil).want(401)
	res, err := http.Get("http://" + w.privateListener.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`jemaa_requests_total{code="",operation="submitReport",status="201"} 1`,
		`jemaa_requests_total{code="auth.required",operation="getMe",status="401"} 1`,
		`jemaa_engine_up{engine="documents",using="sqlite"} 1`, `jemaa_relay_taken_total{collection="report",taker="search"}`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	w.nobody().do("GET", "/metrics", nil).want(404)
}

// With search down, lists and reports still work, and search says so.
func TestSearchDown(t *testing.T) {
	w := settle(t, demo...)
	id := w.persona("resident").report(nil)
	w.soon("the index is whole", func() bool {
		fresh, err := w.index.(search.Fresher).Fresh(t.Context())
		return err == nil && !fresh
	})
	if err := w.index.Close(); err != nil {
		t.Fatal(err)
	}
	anyone := w.nobody()
	anyone.do("GET", "/api/v1/search?q=poule", nil).refused(503, "search.down")
	anyone.do("GET", "/api/v1/reports/"+id, nil).want(200)
	if got := anyone.do("GET", "/api/v1/reports", nil).want(200); got.count("items") != 1 {
		t.Errorf("%s", got.body)
	}
	if ready := anyone.do("GET", "/readyz", nil).want(200); !strings.Contains(string(ready.body), `"name":"search","using":"embedded","ok":false`) {
		t.Errorf("%s", ready.body)
	}
}

func TestCommandsReachTheRunningServer(t *testing.T) {
	w := settle(t, demo...)
	for range 30 {
		w.persona("resident").report(nil)
	}
	info, err := os.Stat(filepath.Join(w.config.Data, socketName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the socket: %v %v", info, err)
	}
	run := func(o Order) (string, error) {
		var out bytes.Buffer
		err := Command(t.Context(), w.config, o, &out)
		return out.String(), err
	}
	if out, err := run(Grant("boss@example.org", "moderator", "")); err != nil || !strings.Contains(out, "is now moderator") {
		t.Errorf("%q %v", out, err)
	}
	if out, err := run(Grant("boss@example.org", "moderator", "")); err != nil || !strings.Contains(out, "already") {
		t.Errorf("again: %q %v", out, err)
	}
	if _, err := run(Grant("boss@example.org", "king", "")); err == nil || !strings.Contains(err.Error(), "grant.role") {
		t.Errorf("a role that does not exist: %v", err)
	}
	var out string
	w.soon("the filling at the start ends", func() bool {
		out, err = run(Order{Do: "reindex"})
		return err == nil || !strings.Contains(err.Error(), search.ErrBuilding.Error())
	})
	if err != nil || !strings.Contains(out, "30 reports indexed") {
		t.Errorf("%q %v", out, err)
	}
	if v, err := Running(t.Context(), w.config); err != nil || v != "jemaa "+Version() {
		t.Errorf("%q %v", v, err)
	}
}

func TestNoSearchFailsWhileReindexing(t *testing.T) {
	w := settle(t, demo...)
	author := w.persona("resident")
	for range 50 {
		author.report(nil)
	}
	w.soon("all are found", func() bool { return w.nobody().do("GET", "/api/v1/search?q=poule", nil).num("total") == 50 })
	ctx, stop := context.WithCancel(t.Context())
	var searching sync.WaitGroup
	searching.Go(func() {
		for ctx.Err() == nil {
			if got := w.nobody().do("GET", "/api/v1/search?q=poule", nil); got.status != 200 || got.num("total") < 50 {
				t.Errorf("meanwhile: %d %s", got.status, got.body)
				return
			}
		}
	})
	for range 5 {
		if err := w.Reindex(t.Context(), func(int) {}); err != nil {
			t.Error(err)
		}
	}
	stop()
	searching.Wait()
}

func TestCommandsWithoutAServer(t *testing.T) {
	c := load(t, "JEMAA_DATA="+t.TempDir())
	var out bytes.Buffer
	if err := Command(t.Context(), c, Grant("a@example.org", "official", "commune"), &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "official of commune") {
		t.Errorf("%q", out.String())
	}
	if v, err := Running(t.Context(), c); v != "" || err != nil {
		t.Errorf("a server that is not there: %q %v", v, err)
	}
}

func TestRestartKeepsEverything(t *testing.T) {
	folder := "JEMAA_DATA=" + t.TempDir()
	life := func(f func(*town)) {
		t.Run("life", func(t *testing.T) {
			w := settle(t, append(demo, folder)...)
			w.t = t
			f(w)
		})
	}
	var token, id, key string
	life(func(w *town) {
		p := w.persona("resident")
		token, id = p.token, p.report(nil)
		key = p.do("GET", "/api/v1/push/key", nil).str("key")
	})
	life(func(w *town) {
		p := w.nobody()
		p.token = token
		if got := p.do("GET", "/api/v1/reports?author=me", nil).want(200); got.str("items.0.id") != id {
			t.Errorf("%s", got.body)
		}
		if got := p.do("GET", "/api/v1/push/key", nil).str("key"); got != key || got == "" {
			t.Errorf("a new key: %q, was %q", got, key)
		}
		w.soon("it is on the map again", func() bool { return strings.Contains(string(p.do("GET", "/tiles/reports/0/0/0.mvt", nil).body), id) })
	})
}

func TestBanner(t *testing.T) {
	w := settle(t, demo...)
	var out bytes.Buffer
	w.Banner(&out)
	for _, want := range []string{"Casablanca", w.Addr(), "documents: sqlite, photos: disk, search: embedded", w.folder.path, "fr, ar, zgh, en", "one click"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the banner lacks %q:\n%s", want, out.String())
		}
	}
}
