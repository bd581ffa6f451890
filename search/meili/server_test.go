package meili_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/search"
	"jemaa/search/meili"
	"jemaa/search/meili/meilitest"
)

func report(id string, rev int64, title string) search.Document {
	return search.Document{Kind: "report", ID: id, Rev: rev, Title: title}
}

func put(t *testing.T, x *meili.Index, docs ...search.Document) {
	t.Helper()
	if err := x.Put(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
}

// titles are the titles of all that is found, in order of id.
func titles(t *testing.T, x *meili.Index) []string {
	t.Helper()
	r, err := x.Search(context.Background(), search.Query{Limit: search.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.ID+":"+h.Title.String())
	}
	slices.Sort(out)
	return out
}

func TestAServerThatFails(t *testing.T) {
	for _, c := range []struct {
		what  string
		spoil func(s *meilitest.Server)
		try   func(x *meili.Index) error
	}{
		{"search answers 503", func(s *meilitest.Server) { s.FailNext("/search", 1) }, search1},
		{"writing answers 503", func(s *meilitest.Server) { s.FailNext("/documents", 1) }, put1},
		{"reading revisions answers 503", func(s *meilitest.Server) { s.FailNext("/documents/fetch", 1) }, put1},
		{"the task fails, which is no error to the client", func(s *meilitest.Server) { s.FailTasks("documentAdditionOrUpdate", 1) }, put1},
		{"deleting fails", func(s *meilitest.Server) { s.FailTasks("documentAdditionOrUpdate", 1) }, func(x *meili.Index) error {
			return x.Delete(context.Background(), []search.Ref{{Kind: "report", ID: "a", Rev: 9}})
		}},
		{"the swap fails", func(s *meilitest.Server) { s.FailTasks("indexSwap", 1) }, rebuild1},
		{"the new index cannot be made", func(s *meilitest.Server) { s.FailTasks("indexCreation", 1) }, rebuild1},
		{"the settings are refused", func(s *meilitest.Server) { s.FailTasks("settingsUpdate", 1) }, rebuild1},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := meilitest.Start(t)
			x := open(t, standIn(s))
			put(t, x, report("a", 1, "Fuite"))
			c.spoil(s)
			before := len(s.Requests())
			if err := c.try(x); !errors.Is(err, search.ErrUnavailable) {
				t.Errorf("got %v", err)
			}
			for _, r := range s.Requests()[before:] {
				if r.Method == "POST" && strings.HasSuffix(r.Path, "/documents") && !json.Valid(r.Body) {
					t.Errorf("sent again without its body: %q", r.Body)
				}
			}
			if err := c.try(x); err != nil {
				t.Errorf("when the server is well again: %v", err)
			}
		})
	}
}

func search1(x *meili.Index) error {
	r, err := x.Search(context.Background(), search.Query{Text: "fuite"})
	if err == nil && r.Total != 1 {
		return fmt.Errorf("found %d", r.Total)
	}
	return err
}

func put1(x *meili.Index) error {
	return x.Put(context.Background(), []search.Document{report("b", 1, "Trou")})
}

func rebuild1(x *meili.Index) error {
	b, err := x.Rebuild(context.Background())
	if err != nil {
		return err
	}
	err = b.Put(context.Background(), []search.Document{report("a", 1, "Fuite")})
	if err == nil {
		err = b.Swap(context.Background())
	}
	if err != nil {
		return errors.Join(err, b.Abandon())
	}
	return nil
}

func TestAServerThatIsSlowOrAway(t *testing.T) {
	s := meilitest.Start(t)
	o := standIn(s)
	o.Timeout = 30 * time.Millisecond
	x := open(t, o)
	put(t, x, report("a", 1, "Fuite"))
	s.Delay(time.Hour)
	if err := search1(x); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("slower than the timeout: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	if _, err := x.Search(ctx, search.Query{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slower than the caller's deadline: %v", err)
	}
	s.Delay(0)
	if err := search1(x); err != nil {
		t.Error(err)
	}
	away := open(t, meili.Options{URL: "http://127.0.0.1:1", Key: "x"}) // opens all the same
	if err := search1(away); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("nobody there: %v", err)
	}
	if err := away.Ping(context.Background()); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestAcceptedIsNotDone(t *testing.T) {
	s := meilitest.Start(t)
	o := standIn(s)
	o.Patience = 30 * time.Millisecond
	x := open(t, o)
	put(t, x, report("a", 1, "Fuite"))
	s.Hold(true)
	if err := put1(x); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("the task is still queued, and Put said %v", err)
	}
	s.Hold(false)
	if err := put1(x); err != nil { // the relay comes again
		t.Error(err)
	}
	if got := titles(t, x); len(got) != 2 {
		t.Errorf("found %v", got)
	}
}

func TestErrorsDoNotTellPeoplesWords(t *testing.T) {
	s := meilitest.Start(t)
	x := open(t, standIn(s))
	put(t, x)
	s.FailNext("/documents", 1)
	err := x.Put(context.Background(), []search.Document{report("a", 1, "Mon voisin Untel")})
	if err == nil || strings.Contains(err.Error(), "Untel") {
		t.Errorf("got %v", err)
	}
	o := standIn(s)
	o.Key = "a-wrong-key"
	if err := open(t, o).Ping(context.Background()); !errors.Is(err, search.ErrUnavailable) || strings.Contains(err.Error(), o.Key) {
		t.Errorf("a wrong key: %v", err)
	}
}

func TestAnIndexTakenAwayIsMadeAgain(t *testing.T) {
	s := meilitest.Start(t)
	x := open(t, standIn(s))
	put(t, x, report("a", 1, "Fuite"))
	if err := meili.Drop(context.Background(), standIn(s)); err != nil {
		t.Fatal(err)
	}
	if err := search1(x); !errors.Is(err, search.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	put(t, x, report("a", 1, "Fuite"))
	if err := search1(x); err != nil {
		t.Error(err)
	}
	if fresh, err := x.Fresh(context.Background()); err != nil || !fresh {
		t.Errorf("fresh %v, %v", fresh, err)
	}
}

func TestOpenChecksItsOptions(t *testing.T) {
	for _, o := range []meili.Options{
		{}, {URL: "localhost:7700"}, {URL: "ftp://host"}, {URL: "http://host", Schema: search.Schema{Facets: []string{"no good"}}},
	} {
		if _, err := meili.Open(o); err == nil {
			t.Errorf("opened %+v", o)
		}
	}
}

// TestTwoProcesses rebuilds in one while the other writes, with a clock that is late.
func TestTwoProcesses(t *testing.T) {
	s := meilitest.Start(t)
	one := open(t, standIn(s))
	late := standIn(s)
	late.Now = func() time.Time { return time.Now().Add(-time.Minute) }
	two := open(t, late)
	put(t, one, report("a", 1, "vieux"), report("b", 1, "vieux"), report("purged", 1, "vieux"))
	build, err := one.Rebuild(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.Rebuild(context.Background()); !errors.Is(err, search.ErrBuilding) {
		t.Errorf("two builds at once: %v", err)
	}
	if err := build.Put(context.Background(), []search.Document{report("a", 1, "vieux"), report("b", 1, "vieux")}); err != nil {
		t.Fatal(err)
	}
	put(t, two, report("a", 2, "neuf"), report("c", 1, "neuf"))
	if err := two.Delete(context.Background(), []search.Ref{{Kind: "report", ID: "b", Rev: 2}}); err != nil {
		t.Fatal(err)
	}
	if err := build.Swap(context.Background()); err != nil {
		t.Fatal(err)
	}
	put(t, two, report("b", 1, "vieux"))
	want := []string{"a:neuf", "c:neuf"}
	for name, x := range map[string]*meili.Index{"one": one, "two": two} {
		if got := titles(t, x); !slices.Equal(got, want) {
			t.Errorf("process %s finds %v, want %v", name, got, want)
		}
	}
	if got := s.Indexes(); !slices.Equal(got, []string{"jemaa"}) {
		t.Errorf("left on the server: %v", got)
	}
}

// TestADeadRebuildIsSweptAway: its process died; after a minute of silence another begins.
func TestADeadRebuildIsSweptAway(t *testing.T) {
	s := meilitest.Start(t)
	dead := open(t, standIn(s))
	build, err := dead.Rebuild(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := build.Put(context.Background(), []search.Document{report("left", 1, "reste")}); err != nil {
		t.Fatal(err)
	}
	dead.Close()
	now := time.Now()
	o := standIn(s)
	o.Now = func() time.Time { return now }
	x := open(t, o)
	if _, err := x.Rebuild(context.Background()); !errors.Is(err, search.ErrBuilding) {
		t.Errorf("at once: %v", err)
	}
	now = now.Add(2 * time.Minute)
	if err := rebuild1(x); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, x); !slices.Equal(got, []string{"a:Fuite"}) {
		t.Errorf("found %v", got)
	}
}

// TestSettings reads back what the server was told.
func TestSettings(t *testing.T) {
	s := meilitest.Start(t)
	x := open(t, standIn(s))
	put(t, x)
	var told map[string]any
	for _, r := range s.Requests() {
		if r.Method == "PATCH" && strings.HasSuffix(r.Path, "/jemaa/settings") {
			if err := json.Unmarshal(r.Body, &told); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]string{
		"searchableAttributes": `["title_words","text_words","shadow_words"]`,
		"filterableAttributes": `["gone","put","by","created","_geo","f.kind","f.lang","f.area","f.category","f.status"]`,
		"sortableAttributes":   `["key","created","updated","due","_geo","c.comments","c.supports"]`,
		"rankingRules":         `["sort","words","typo","attribute","proximity","exactness","created:desc","key:asc"]`,
		"localizedAttributes":  `[{"attributePatterns":["title_words","text_words","shadow_words"],"locales":["fra","ara"]}]`,
		"typoTolerance":        `{"disableOnAttributes":[],"disableOnNumbers":true,"disableOnWords":[],"enabled":true,"minWordSizeForTypos":{"oneTypo":4,"twoTypos":8}}`,
		"faceting":             `{"maxValuesPerFacet":100,"sortFacetValuesBy":{"*":"count"}}`,
	} {
		if got, _ := json.Marshal(told[name]); string(got) != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestFilterValuesCannotSpeak looks at the filter as it goes over the wire.
func TestFilterValuesCannotSpeak(t *testing.T) {
	s := meilitest.Start(t)
	x := open(t, standIn(s))
	attack := `anfa" OR f.status = "hidden\`
	if _, err := x.Search(context.Background(), search.Query{Equal: map[string][]string{"area": {attack, "sidi_belyout"}}}); err != nil {
		t.Fatal(err)
	}
	all := s.Requests()
	var sent struct {
		Filter string `json:"filter"`
	}
	if err := json.Unmarshal(all[len(all)-1].Body, &sent); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf(`f.area IN ["x-%x", "sidi_belyout"] AND gone = false`, attack); sent.Filter != want {
		t.Errorf("sent %s, want %s", sent.Filter, want)
	}
}
