package searchtest

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"jemaa/search"
)

func testSort(t *testing.T, open Open) {
	x := open(t)
	mk := func(id string, created, updated, due, supports int64) search.Document {
		d := doc(id, "Fuite")
		d.CreatedAt, d.UpdatedAt, d.DueAt = created, updated, due
		if supports != 0 {
			d.Counts = map[string]int64{search.CountSupports: supports}
		}
		return d
	}
	put(t, x, mk("a", 1000, 9000, 500, 3), mk("b", 2000, 8000, 0, 0), mk("c", 3000, 7000, 1_700_000_000_000, 12), mk("d", 3000, 7000, 90, 12))
	for _, c := range []struct {
		sort search.Sort
		want []string
	}{
		{search.SortNew, []string{"c", "d", "b", "a"}},
		{search.SortUpdated, []string{"a", "b", "c", "d"}},
		{search.SortDeadline, []string{"d", "a", "c", "b"}},
		{search.SortSupported, []string{"c", "d", "a", "b"}},
		{search.SortRelevance, []string{"c", "d", "b", "a"}},
		{"", []string{"c", "d", "b", "a"}},
	} {
		wantOrder(t, "all by "+string(c.sort), find(t, x, search.Query{Sort: c.sort}), c.want...)
		r := find(t, x, search.Query{Sort: c.sort, Text: "fuite"})
		wantOrder(t, "words by "+string(c.sort), r, c.want...)
	}
	supported := mk("b", 2000, 8000, 0, 99)
	put(t, x, supported)
	wantOrder(t, "after a recount at the same revision", find(t, x, search.Query{Sort: search.SortSupported}), "b", "c", "d", "a")
}

func testPage(t *testing.T, open Open) {
	x := open(t)
	put(t, x, numbered(57, "Fuite")...)
	seen := map[string]bool{}
	for offset := 0; offset < 60; offset += 20 {
		r := find(t, x, search.Query{Text: "fuite", Sort: search.SortNew, Offset: offset})
		for i, h := range r.Hits {
			if want := fmt.Sprintf("n%04d", 56-offset-i); h.ID != want {
				t.Errorf("hit %d is %s, want %s", offset+i, h.ID, want)
			}
			seen[h.ID] = true
		}
		if r.Total != 57 {
			t.Errorf("total %d", r.Total)
		}
	}
	if len(seen) != 57 {
		t.Errorf("saw %d of 57", len(seen))
	}
	if r := find(t, x, search.Query{Offset: 500, Limit: 100}); len(r.Hits) != 0 || r.Total != 57 {
		t.Errorf("behind the end: %d hits of %d", len(r.Hits), r.Total)
	}
}

// testInjection tries to say more than a value or a word with one.
func testInjection(t *testing.T, open Open) {
	x := open(t)
	secret := doc("secret", "Dossier confidentiel")
	secret.Facets = map[string]string{"status": "hidden", "area": "anfa"}
	public := doc("public", "Fuite")
	public.Facets = map[string]string{"status": "open", "area": "maarif"}
	put(t, x, secret, public)
	for _, attack := range []string{
		`open" OR status = "hidden`, `open' OR status = 'hidden`, `open\" OR f.status = \"hidden`, `open\`, `"`, `\"`, `\\`,
		`"] OR ["`, `open", "hidden`, `* OR 1=1`, `_geoRadius(0,0,99999999)`, `EXISTS`, `NULL`, `open" --`, "open\" OR\nf.status EXISTS",
		`{"$ne":null}`, `TO`, `status != x`, "\x00", `f.status = "hidden"`,
	} {
		for _, q := range []search.Query{
			{Equal: map[string][]string{"status": {attack}}},
			{Equal: map[string][]string{"status": {attack, attack + "x"}}},
			{Equal: map[string][]string{"lang": {attack}}, Facets: []string{"area"}},
		} {
			r, err := x.Search(ctx(t), q)
			if err != nil || len(r.Hits) != 0 {
				t.Errorf("filter by %q: %v, %v", attack, ids(r), err)
			}
		}
		r, err := x.Search(ctx(t), search.Query{Text: attack, Equal: map[string][]string{"status": {"open"}}})
		if err != nil || len(r.Hits) > 1 || len(r.Hits) == 1 && r.Hits[0].ID != "public" {
			t.Errorf("words %q: %v, %v", attack, ids(r), err)
		}
		d := doc("value", "Valeur")
		d.Facets = map[string]string{"area": attack}
		put(t, x, d)
		wantIDs(t, "value "+attack, find(t, x, search.Query{Equal: map[string][]string{"area": {attack}}}), "value")
	}
	for _, text := range []string{`+title:secret -x`, `"confidentiel`, `/.*/`, `title:*`, `confidentiel~9 ^5`, `a AND (`, `-fuite`} {
		if _, err := x.Search(ctx(t), search.Query{Text: text}); err != nil {
			t.Errorf("words %q: %v", text, err)
		}
	}
}

func testBounds(t *testing.T, open Open) {
	x := open(t)
	long := doc("long", strings.Repeat("titre ", 100))
	long.Text = strings.Repeat("mot ", 5000) + "dernier"
	long.Extra = []string{strings.Repeat("plus ", 3000)}
	put(t, x, long)
	r := find(t, x, search.Query{Text: "titre mot plus "})
	wantIDs(t, "a long one is found", r, "long")
	if n := len([]rune(r.Hits[0].Title.String())); n > search.MaxTitle {
		t.Errorf("title of %d", n)
	}
	wantIDs(t, "by what was cut", find(t, x, search.Query{Text: "dernier "}))
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprint("v", i)
	}
	here := &search.Point{Lon: 1, Lat: 1}
	for what, q := range map[string]search.Query{
		"text": {Text: strings.Repeat("é", search.MaxQuery+1)}, "invalid text": {Text: "\xff"}, "limit": {Limit: 101}, "negative limit": {Limit: -1},
		"offset": {Offset: -1}, "window": {Offset: 990, Limit: 20}, "sort": {Sort: "price"}, "kind": {Kinds: []string{"Re\"port"}},
		"field": {Equal: map[string][]string{"author": {"x"}}}, "hidden field": {Equal: map[string][]string{"rev": {"1"}}},
		"field as filter": {Equal: map[string][]string{`area" OR "`: {"x"}}}, "values": {Equal: map[string][]string{"area": many}},
		"empty value": {Equal: map[string][]string{"area": {""}}}, "facet": {Facets: []string{"author"}}, "facets": {Facets: many[:11]},
		"near": {Near: &search.Point{Lon: 181}}, "not a number": {Near: &search.Point{Lon: math.NaN()}}, "no near": {Metres: 5}, "nothing near": {Sort: search.SortNear},
		"negative metres": {Near: here, Metres: -1}, "endless metres": {Near: here, Metres: math.Inf(1)},
		"box": {Box: &search.Box{South: 2, North: 1}}, "dates": {From: 5, To: 4}, "language": {Lang: "fr; drop"},
	} {
		if _, err := x.Search(ctx(t), q); !errors.Is(err, search.ErrBadQuery) {
			t.Errorf("%s: %v, want ErrBadQuery", what, err)
		}
	}
	testBadDocuments(t, x)
	full := strings.Repeat("mot ", search.MaxQuery/4)
	wantIDs(t, "a full question", find(t, x, search.Query{Text: full}), "long")
}

func testBadDocuments(t *testing.T, x search.Index) {
	with := func(change func(*search.Document)) []search.Document {
		d := doc("bad", "x")
		change(&d)
		return []search.Document{doc("good", "bon"), d}
	}
	for what, docs := range map[string][]search.Document{
		"kind":   with(func(d *search.Document) { d.Kind = "Report" }),
		"id":     with(func(d *search.Document) { d.ID = "a/b" }),
		"no id":  with(func(d *search.Document) { d.ID = "" }),
		"rev":    with(func(d *search.Document) { d.Rev = -1 }),
		"facet":  with(func(d *search.Document) { d.Facets = map[string]string{"author": "x"} }),
		"value":  with(func(d *search.Document) { d.Facets = map[string]string{"area": strings.Repeat("x", 201)} }),
		"count":  with(func(d *search.Document) { d.Counts = map[string]int64{"views": 1} }),
		"number": with(func(d *search.Document) { d.Counts = map[string]int64{"comments": 1 << 60} }),
		"place":  with(func(d *search.Document) { d.At = &search.Point{Lat: 91} }),
		"time":   with(func(d *search.Document) { d.CreatedAt = -1 }),
		"batch":  numbered(search.MaxBatch+1, "trop"),
	} {
		if err := x.Put(ctx(t), docs); !errors.Is(err, search.ErrBadDocument) {
			t.Errorf("%s: %v, want ErrBadDocument", what, err)
		}
	}
	if err := x.Delete(ctx(t), []search.Ref{{Kind: "report", ID: `x" OR`}}); !errors.Is(err, search.ErrBadDocument) {
		t.Errorf("bad name: %v", err)
	}
	wantIDs(t, "nothing of a bad batch is kept", find(t, x, search.Query{Text: "bon "}))
}
