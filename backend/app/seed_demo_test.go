package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/report"
	"jemaa/search"
)

func demoConfig(t *testing.T) config.Config {
	t.Helper()
	c, err := config.Load([]string{"JEMAA_DEMO=true", "JEMAA_DATA=" + filepath.Join(t.TempDir(), "city"), "JEMAA_LOG=error"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func seedDemo(t *testing.T, c config.Config, s Seeding) string {
	t.Helper()
	var out bytes.Buffer
	if err := Seed(t.Context(), c, s, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func openDemo(t *testing.T, c config.Config) *App {
	t.Helper()
	a, err := Open(t.Context(), c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func allReports(t *testing.T, a *App) []*report.Report {
	t.Helper()
	page, _, err := a.reports.Tail(t.Context(), civic.Time{}, "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// A small demonstration is whole: all its stories, found, counted and told.
func TestDemonstration(t *testing.T) {
	c := demoConfig(t)
	seedDemo(t, c, Seeding{Demo: true, Count: 60, Random: 3})
	a := openDemo(t, c)
	reports := allReports(t, a)
	if len(reports) != 60 {
		t.Fatalf("%d reports", len(reports))
	}
	t.Run("has a past and no future", func(t *testing.T) { past(t, reports) })
	t.Run("in many states, in three tongues, over the whole city", func(t *testing.T) { variety(t, reports) })
	t.Run("says something", func(t *testing.T) { wording(t, reports) })
	t.Run("names no real authority", func(t *testing.T) { fictional(t, a, reports) })
	t.Run("is found, counted and told", func(t *testing.T) { settled(t, a, reports) })
	t.Run("is shown by pictures that belong to it", func(t *testing.T) { pictured(t, a, reports) })
}

func past(t *testing.T, reports []*report.Report) {
	now := time.Now()
	for _, r := range reports {
		if r.CreatedAt.After(now) || r.UpdatedAt.After(now) || r.CreatedAt.Before(now.Add(-200*24*time.Hour)) {
			t.Errorf("%s: made %s, last touched %s", r.ID, r.CreatedAt, r.UpdatedAt)
		}
	}
}

func variety(t *testing.T, reports []*report.Report) {
	states, langs, areas := map[report.Status]int{}, map[civic.Lang]int{}, map[string]int{}
	for _, r := range reports {
		states[r.Status]++
		langs[r.Lang]++
		areas[r.Area]++
	}
	for _, s := range []report.Status{report.Submitted, report.Acknowledged, report.InProgress, report.Resolved} {
		if states[s] == 0 {
			t.Errorf("no report is %s: %v", s, states)
		}
	}
	if langs[civic.French] == 0 || langs[civic.Arabic] == 0 || langs[""] == 0 {
		t.Errorf("languages: %v", langs)
	}
	if len(areas) != 16 {
		t.Errorf("%d areas: %v", len(areas), areas)
	}
}

func wording(t *testing.T, reports []*report.Report) {
	for _, r := range reports {
		if r.Title == "" || len(r.Description) < 20 || r.Address == "" || strings.Contains(r.Description, "{") {
			t.Errorf("%s %s: %q: %q, at %q", r.ID, r.Category, r.Title, r.Description, r.Address)
		}
		for _, u := range r.Updates {
			if u.Kind == report.UpdateStatus && u.By.Role == report.ByAuthority && u.Text == "" && u.Reason == "" {
				t.Errorf("%s became %s without a word", r.ID, u.To)
			}
		}
	}
}

// What anybody can read of the demonstration holds no name of a real authority.
func fictional(t *testing.T, a *App, reports []*report.Report) {
	real, err := city.Load("")
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	for _, r := range reports {
		v, err := a.reports.Get(t.Context(), civic.Actor{}, civic.ID(r.ID))
		if civic.KindOf(err) == civic.KindGone { // withdrawn
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&said).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.NewEncoder(&said).Encode(a.city.Authorities); err != nil {
		t.Fatal(err)
	}
	for _, au := range real.Authorities {
		for lang, name := range au.Names {
			if strings.Contains(said.String(), `"`+name+`"`) {
				t.Errorf("%s is named in %s: %s", au.Code, lang, name)
			}
		}
	}
}

func settled(t *testing.T, a *App, reports []*report.Report) {
	for _, collection := range holders {
		n, _, err := a.engine.Backlog(t.Context(), collection)
		if err != nil || n != 0 {
			t.Errorf("%s: %d messages wait: %v", collection, n, err)
		}
	}
	public, supported := 0, 0
	for _, r := range reports {
		if r.Public() {
			public++
		}
		counts, err := a.tallies.Get(t.Context(), r.Subject())
		if err != nil {
			t.Fatal(err)
		}
		if counts[r.Subject()]["supports"] > 0 {
			supported++
		}
	}
	found, err := a.index.Search(t.Context(), search.Query{Limit: 1})
	if err != nil || found.Total != int64(public) {
		t.Errorf("search holds %d of %d public reports: %v", found.Total, public, err)
	}
	if supported < len(reports)/4 {
		t.Errorf("%d reports have supporters that were counted", supported)
	}
	told := 0
	for _, p := range a.accounts.Personas {
		id, err := a.accounts.Persona(t.Context(), p.Key)
		if err != nil {
			t.Fatal(err)
		}
		n, err := a.notify.Unread(t.Context(), civic.Actor{ID: id})
		if err != nil {
			t.Fatal(err)
		}
		told += n
	}
	if told == 0 {
		t.Error("nobody whom one can be with a click has been told of anything")
	}
}

func pictured(t *testing.T, a *App, reports []*report.Report) {
	n := 0
	for _, r := range reports {
		for _, p := range r.Photos {
			n++
			if ok, err := a.photoVisible(t.Context(), civic.Actor{}, r.Subject(), p.ID); err != nil || ok != (r.Public() && !p.Held) {
				t.Errorf("photo of %s (%s): visible %v, %v", r.ID, r.Status, ok, err)
			}
		}
	}
	if n < 10 {
		t.Errorf("%d pictures", n)
	}
}

func TestSeedingTwice(t *testing.T) {
	c := demoConfig(t)
	if err := Seed(t.Context(), c, Seeding{Demo: true, Scale: 5}, new(bytes.Buffer)); err == nil {
		t.Error("a believable city and a benchmark at once")
	}
	seedDemo(t, c, Seeding{Scale: 30, Random: 1})
	if said := seedDemo(t, c, Seeding{Demo: true, IfEmpty: true}); !strings.Contains(said, "already") {
		t.Errorf("said %q", said)
	}
	if err := Seed(t.Context(), c, Seeding{Demo: true}, new(bytes.Buffer)); err == nil {
		t.Error("seeded over a seeded city")
	}
	if n := len(allReports(t, openDemo(t, c))); n != 30 {
		t.Errorf("%d reports", n)
	}
}

// A seeding that was killed leaves its first mark, and the next begins anew.
func TestSeedingKilled(t *testing.T) {
	c := demoConfig(t)
	ctx, kill := context.WithCancel(t.Context())
	if err := Seed(ctx, c, Seeding{Scale: 2000}, tripwire{kill}); err == nil {
		t.Fatal("nothing was interrupted")
	}
	if _, err := os.Stat(filepath.Join(c.Data, seedingMark)); err != nil {
		t.Fatal(err)
	}
	seedDemo(t, c, Seeding{Scale: 20, IfEmpty: true})
	if n := len(allReports(t, openDemo(t, c))); n != 20 {
		t.Errorf("%d reports", n)
	}
}

// tripwire ends a seeding at its first line of progress.
type tripwire struct{ kill func() }

// Write implements io.Writer.
func (w tripwire) Write(p []byte) (int, error) {
	w.kill()
	return len(p), nil
}

// What people made in a demonstration that was never seeded stays theirs.
func TestSeedingBesideReports(t *testing.T) {
	c := demoConfig(t)
	seedDemo(t, c, Seeding{Scale: 3})
	if err := os.Remove(filepath.Join(c.Data, seededMark)); err != nil {
		t.Fatal(err)
	}
	if said := seedDemo(t, c, Seeding{Demo: true, IfEmpty: true}); !strings.Contains(said, "already") {
		t.Errorf("said %q", said)
	}
	if n := len(allReports(t, openDemo(t, c))); n != 3 {
		t.Errorf("%d reports", n)
	}
}

func TestSeedingARealCity(t *testing.T) {
	c := demoConfig(t)
	c.Demo = false
	if err := Seed(t.Context(), c, Seeding{Demo: true}, new(bytes.Buffer)); err == nil {
		t.Error("a real city was filled with inventions")
	}
	if _, err := os.Stat(c.Data); !os.IsNotExist(err) {
		t.Errorf("its folder was touched: %v", err)
	}
}
