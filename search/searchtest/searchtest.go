// Package searchtest is what every engine of search has to do, as one suite: an engine's
// test opens itself and calls Run. A promise of package search that is not tried here
// is not kept.
package searchtest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"jemaa/search"
)

// Schema is what Open has to open an index with.
var Schema = search.Schema{
	Facets:   []string{"area", "category", "status"},
	Counts:   []string{"comments"},
	Synonyms: [][]string{{"زبل", "zbel", "déchets", "rubbish", "نفايات"}, {"nid de poule", "pothole", "حفرة"}},
}

// Open returns an empty index under Schema, of which nothing else knows, and closes it
// when the test ends.
type Open func(t *testing.T) search.Index

// Run tries every promise.
func Run(t *testing.T, open Open) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"write", testWrite}, {"words", testWords}, {"rank", testRank}, {"highlight", testHighlight},
		{"filter", testFilter}, {"place", testPlace}, {"facet", testFacet}, {"sort", testSort},
		{"page", testPage}, {"model", testModel}, {"injection", testInjection}, {"bound", testBounds}, {"rebuild", testRebuild},
		{"concurrent rebuild", testConcurrentRebuild}, {"end", testEnd},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

// patience is how long one call may take against a server.
const patience = 60 * time.Second

func ctx(t *testing.T) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return c
}

// doc is a report of revision 1 with a title.
func doc(id, title string) search.Document {
	return search.Document{Kind: "report", ID: id, Rev: 1, Title: title, CreatedAt: 1_700_000_000_000}
}

func put(t *testing.T, x search.Index, docs ...search.Document) {
	t.Helper()
	if err := x.Put(ctx(t), docs); err != nil {
		t.Fatalf("put: %v", err)
	}
}

func find(t *testing.T, x search.Index, q search.Query) search.Result {
	t.Helper()
	r, err := x.Search(ctx(t), q)
	if err != nil {
		t.Fatalf("search %+v: %v", q, err)
	}
	return r
}

// ids are the hits' ids in their order.
func ids(r search.Result) []string {
	out := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		out[i] = h.ID
	}
	return out
}

// wantIDs compares the hits in any order, and Total.
func wantIDs(t *testing.T, what string, r search.Result, want ...string) {
	t.Helper()
	got := slices.Sorted(slices.Values(ids(r)))
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: found %v, want %v", what, got, want)
	}
	if r.Total != int64(len(want)) {
		t.Errorf("%s: total %d, want %d", what, r.Total, len(want))
	}
}

// wantOrder compares the hits in their order.
func wantOrder(t *testing.T, what string, r search.Result, want ...string) {
	t.Helper()
	if got := ids(r); !slices.Equal(got, want) {
		t.Errorf("%s: found %v, want %v", what, got, want)
	}
}

func numbered(n int, title string) []search.Document {
	docs := make([]search.Document, n)
	for i := range docs {
		docs[i] = doc(fmt.Sprintf("n%04d", i), title)
		docs[i].CreatedAt = int64(1_000_000 + i)
	}
	return docs
}
