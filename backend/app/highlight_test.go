package app

import (
	"context"
	"strings"
	"testing"

	"jemaa/search"
)

// An index may be behind the store. What an author took out of a report must not
// come back as the passage that was found.
func TestSearchShowsNothingOfAnOlderText(t *testing.T) {
	w := settle(t, demo...)
	author := w.persona("resident")
	id := author.report(map[string]any{"description": "Appelez le 0600112233, zanzibar"})
	author.do("PATCH", "/api/v1/reports/"+id, map[string]string{"description": "Appelez la mairie, zanzibar"}, "If-Match: 1").want(200)
	find := func() answer {
		return w.nobody().do("GET", "/api/v1/search?q=zanzibar&near=-7.6149,33.5985", nil).want(200)
	}
	w.soon("the edit is found", func() bool {
		return strings.Contains(string(find().body), `"highlights":{"title":[],"description":[{"text":"Appelez la mairie`)
	})
	var b search.Builder
	w.soon("the filling at the start ends", func() bool {
		var err error
		b, err = w.index.Rebuild(context.Background())
		return err == nil
	})
	old := search.Document{Kind: "report", ID: id, Rev: 1, Text: "Appelez le 0600112233, zanzibar", At: &search.Point{Lon: -7.61, Lat: 33.59}}
	if err := b.Put(context.Background(), []search.Document{old}); err != nil {
		t.Fatal(err)
	}
	if err := b.Swap(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := find()
	if got.count("items") != 1 || got.str("items.0.excerpt") != "Appelez la mairie, zanzibar" {
		t.Fatalf("%s", got.body)
	}
	if got.count("items.0.highlights.description") != 0 || got.at("items.0.distance_m") != nil || strings.Contains(string(got.body), "0600112233") {
		t.Errorf("an older text is shown: %s", got.body)
	}
}
