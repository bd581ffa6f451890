package searchtest

import (
	"math"
	"testing"

	"jemaa/search"
)

func testFilter(t *testing.T, open Open) {
	x := open(t)
	facets := func(id, kind, area, status, lang string, created int64) search.Document {
		d := doc(id, "Fuite")
		d.Kind, d.Lang, d.CreatedAt = kind, lang, created
		d.Facets = map[string]string{"area": area, "status": status}
		return d
	}
	put(t, x,
		facets("a", "report", "anfa", "submitted", "fr", 1000), facets("b", "report", "anfa", "resolved", "ar", 2000),
		facets("c", "report", "maarif", "submitted", "fr", 3000), facets("d", "event", "maarif", "confirmed", "zgh", 4000),
		facets("e", "report", "Sidi Belyout \"Médina\" \\ l'ancienne", "submitted", "fr", 5000),
		doc("bare", "Sans rien"))
	for _, c := range []struct {
		what string
		q    search.Query
		want []string
	}{
		{"one kind", search.Query{Kinds: []string{"event"}}, []string{"d"}},
		{"two kinds", search.Query{Kinds: []string{"event", "report"}, Text: "fuite"}, []string{"a", "b", "c", "d", "e"}},
		{"one value", search.Query{Equal: map[string][]string{"area": {"anfa"}}}, []string{"a", "b"}},
		{"any of several", search.Query{Equal: map[string][]string{"area": {"anfa", "maarif", "anfa"}}}, []string{"a", "b", "c", "d"}},
		{"two fields", search.Query{Equal: map[string][]string{"area": {"anfa"}, "status": {"submitted"}}}, []string{"a"}},
		{"an empty list is no condition", search.Query{Equal: map[string][]string{"area": {}}, Kinds: []string{"event"}}, []string{"d"}},
		{"case matters", search.Query{Equal: map[string][]string{"area": {"Anfa"}}}, nil},
		{"quotes, spaces, backslashes", search.Query{Equal: map[string][]string{"area": {"Sidi Belyout \"Médina\" \\ l'ancienne"}}}, []string{"e"}},
		{"part of a value", search.Query{Equal: map[string][]string{"area": {"Sidi"}}}, nil},
		{"language", search.Query{Equal: map[string][]string{"lang": {"ar"}}}, []string{"b"}},
		{"kind as a field", search.Query{Equal: map[string][]string{"kind": {"event"}}}, []string{"d"}},
		{"a declared field that nobody has", search.Query{Equal: map[string][]string{"category": {"x"}}}, nil},
		{"words and filter", search.Query{Text: "fuite", Equal: map[string][]string{"status": {"resolved"}}}, []string{"b"}},
		{"from is included", search.Query{From: 3000, To: 5001}, []string{"c", "d", "e"}},
		{"to is not", search.Query{From: 1000, To: 3000}, []string{"a", "b"}},
		{"only to", search.Query{To: 1001}, []string{"a"}},
		{"only from", search.Query{From: 5000, Equal: map[string][]string{"lang": {"fr"}}}, []string{"e"}},
		{"a hint of language filters nothing", search.Query{Text: "fuite", Lang: "ar"}, []string{"a", "b", "c", "d", "e"}},
	} {
		t.Run(c.what, func(t *testing.T) { wantIDs(t, "hits", find(t, x, c.q), c.want...) })
	}
}

func testPlace(t *testing.T, open Open) {
	x := open(t)
	at := func(id string, lon, lat float64) search.Document {
		d := doc(id, "Fuite")
		d.At = &search.Point{Lon: lon, Lat: lat}
		return d
	}
	// Casablanca's harbour, 157 m east of it, 1.1 km south, Rabat; and either side of the 180th meridian.
	put(t, x, at("here", -7.6000, 33.6000), at("street", -7.5983, 33.6000), at("south", -7.6000, 33.5900),
		at("rabat", -6.8498, 34.0209), at("fiji-w", 179.9, -17), at("fiji-e", -179.9, -17), doc("nowhere", "Fuite"))
	here := &search.Point{Lon: -7.6, Lat: 33.6}
	for _, c := range []struct {
		what string
		q    search.Query
		want []string
	}{
		{"250 m", search.Query{Near: here, Metres: 250}, []string{"here", "street"}},
		{"100 m", search.Query{Near: here, Metres: 100}, []string{"here"}},
		{"2 km", search.Query{Near: here, Metres: 2000}, []string{"here", "street", "south"}},
		{"with words", search.Query{Near: here, Metres: 2000, Text: "fuite"}, []string{"here", "street", "south"}},
		{"box", search.Query{Box: &search.Box{West: -7.61, South: 33.595, East: -7.59, North: 33.61}}, []string{"here", "street"}},
		{"box over the 180th meridian", search.Query{Box: &search.Box{West: 179, South: -18, East: -179, North: -16}}, []string{"fiji-e", "fiji-w"}},
		{"near without a distance filters nothing", search.Query{Near: here}, []string{"here", "street", "south", "rabat", "fiji-e", "fiji-w", "nowhere"}},
	} {
		t.Run(c.what, func(t *testing.T) { wantIDs(t, "hits", find(t, x, c.q), c.want...) })
	}
	r := find(t, x, search.Query{Near: here, Sort: search.SortNear, Limit: 5})
	wantOrder(t, "nearest first", r, "here", "street", "south", "rabat", "fiji-e")
	for i, want := range []float64{0, 157, 1112, 83_900} {
		if got := r.Hits[i].Metres; got == nil || math.Abs(*got-want) > 0.01*want+1 {
			t.Errorf("%s: %v m, want %v", r.Hits[i].ID, got, want)
		}
		if r.Hits[i].At == nil {
			t.Errorf("%s: no place", r.Hits[i].ID)
		}
	}
	all := find(t, x, search.Query{Near: here, Sort: search.SortNear})
	if last := all.Hits[len(all.Hits)-1]; last.ID != "nowhere" || last.Metres != nil || last.At != nil {
		t.Errorf("last is %+v, want what has no place", last)
	}
}

func testFacet(t *testing.T, open Open) {
	x := open(t)
	var docs []search.Document
	for i, c := range []struct{ area, status string }{
		{"anfa", "submitted"}, {"anfa", "resolved"}, {"maarif", "submitted"}, {"", "submitted"}, {"ain chock", "resolved"},
	} {
		d := doc(string(rune('a'+i)), "Fuite")
		d.Facets = map[string]string{"status": c.status}
		if c.area != "" {
			d.Facets["area"] = c.area
		}
		docs = append(docs, d)
	}
	put(t, x, docs...)
	put(t, x, doc("other", "Autre chose"))
	r := find(t, x, search.Query{Text: "fuite", Facets: []string{"area", "status", "category", "kind"}, Limit: 1})
	wantFacet(t, r, "area", search.Facet{Value: "anfa", Count: 2}, search.Facet{Value: "ain chock", Count: 1}, search.Facet{Value: "maarif", Count: 1})
	wantFacet(t, r, "status", search.Facet{Value: "submitted", Count: 3}, search.Facet{Value: "resolved", Count: 2})
	wantFacet(t, r, "kind", search.Facet{Value: "report", Count: 5})
	wantFacet(t, r, "category")
	if r.Facets["category"] == nil {
		t.Error("a facet that was asked for is missing")
	}
	r = find(t, x, search.Query{Equal: map[string][]string{"area": {"anfa"}}, Facets: []string{"status"}})
	wantFacet(t, r, "status", search.Facet{Value: "resolved", Count: 1}, search.Facet{Value: "submitted", Count: 1})
	if err := x.Delete(ctx(t), []search.Ref{{Kind: "report", ID: "a"}}); err != nil {
		t.Fatal(err)
	}
	r = find(t, x, search.Query{Facets: []string{"kind"}})
	wantIDs(t, "after a delete", r, "b", "c", "d", "e", "other")
	wantFacet(t, r, "kind", search.Facet{Value: "report", Count: 5})
	wantFacet(t, find(t, x, search.Query{Text: "personne", Facets: []string{"kind"}}), "kind")
}

func wantFacet(t *testing.T, r search.Result, field string, want ...search.Facet) {
	t.Helper()
	got := r.Facets[field]
	same := len(got) == len(want)
	for i := 0; same && i < len(got); i++ {
		same = got[i] == want[i]
	}
	if !same {
		t.Errorf("facet %s: %v, want %v", field, got, want)
	}
}
