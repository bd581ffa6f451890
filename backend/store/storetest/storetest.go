// Package storetest judges the engines of a document store: one suite of promises
// that every one of them keeps, so that a noun need not know which it stands on.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Options say what an engine under test can do.
type Options struct {
	// Atomic is false for a server that speaks the dialect but does not keep
	// writes apart; the races are then skipped, aloud.
	Atomic bool
	// NoListsInLists is true for a server of the dialect that cannot keep them.
	NoListsInLists bool
}

// Run judges the engines that open makes, each of them new and empty; open
// registers its own clean-up, and closing twice must do no harm.
func Run(t *testing.T, open func(*testing.T) store.Engine, o Options) {
	for _, group := range [][]promise{documents, values, queries, pages, outbox, endings} {
		for _, p := range group {
			t.Run(p.name, func(t *testing.T) { p.judge(t, open(t)) })
		}
	}
	t.Run("lists in lists come back", func(t *testing.T) {
		if o.NoListsInLists {
			t.Skip("SKIPPED: this server keeps no lists in lists")
		}
		jsonComesBack(t, open(t), `{"b":1,"a":[[],[{}],[[null]]]}`, `{"coordinates":[[[-7.6,33.5],[-7.5,33.6]]]}`)
	})
	for _, p := range races {
		t.Run(p.name, func(t *testing.T) {
			if !o.Atomic {
				t.Skip("SKIPPED: this server does not keep concurrent writes apart; the race needs an atomic one")
			}
			p.judge(t, open(t))
		})
	}
}

// promise is one thing that every engine does.
type promise struct {
	name  string
	judge func(*testing.T, store.Engine)
}

// item is the document that the suite keeps: every kind of field an index may
// name, at the top and below.
type item struct {
	store.Meta
	Area   string         `json:"area"`
	Status string         `json:"status"`
	Place  place          `json:"place"`
	At     civic.Time     `json:"at"`
	DueAt  civic.Time     `json:"due_at,omitzero"`
	Count  int64          `json:"count"`
	Weight float64        `json:"weight"`
	Open   bool           `json:"open"`
	Text   string         `json:"text,omitempty"`
	Free   map[string]any `json:"free,omitempty"`
}

type place struct {
	Code string      `json:"code,omitempty"`
	Spot civic.Point `json:"spot"`
}

var indexes = []store.Index{
	{Name: "everything"},
	{Name: "area", Fields: []string{"area"}},
	{Name: "area_at", Fields: []string{"area", "at"}},
	{Name: "area_status_at", Fields: []string{"area", "status", "at"}},
	{Name: "due", Fields: []string{"area", "due_at"}, Sparse: true},
	{Name: "code", Fields: []string{"place.code"}, Sparse: true},
	{Name: "counted", Fields: []string{"area", "count"}},
	{Name: "weighed", Fields: []string{"weight"}},
	{Name: "open_changed", Fields: []string{"open", "changed_at"}},
	{Name: "changed", Fields: []string{"changed_at"}},
	{Name: "lettered", Fields: []string{"area", "text"}, Sparse: true},
	{Name: "by_count", Fields: []string{"count"}},
}

// start is when the suite's clock begins; the clock goes on by a second a look.
var start = time.Date(2026, 3, 29, 23, 59, 58, 7e6, time.UTC)

func ticking() civic.Clock {
	var ticks atomic.Int64
	return func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * time.Second) }
}

func at(seconds int) civic.Time { return civic.At(start.Add(time.Duration(seconds) * time.Second)) }

// items opens the suite's collection.
func items(t *testing.T, e store.Engine) *store.Collection[item] {
	t.Helper()
	c, err := store.Open[item](t.Context(), e, ticking(), "items", indexes...)
	must(t, err)
	return c
}

// put inserts an item under an id.
func put(t *testing.T, c *store.Collection[item], id string, i item, m ...store.Message) *item {
	t.Helper()
	i.ID = id
	must(t, c.Insert(t.Context(), &i, m...))
	return &i
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	g, w := written(t, got), written(t, want)
	if g != w {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func written(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}

// found runs a query to its end, page by page, and lists the ids.
func found(t *testing.T, c *store.Collection[item], q store.Query) []string {
	t.Helper()
	ids := []string{}
	for range 1000 {
		docs, next, err := c.Page(t.Context(), q)
		must(t, err)
		for _, d := range docs {
			ids = append(ids, d.ID)
		}
		if next == "" {
			return ids
		}
		q.After = next
	}
	t.Fatal("the pages have no end")
	return nil
}

func note(kind string, n int) store.Message {
	return store.Note(kind, at(n), "01JQ0000000000000000000000", map[string]any{"n": n})
}

// name is a sortable id.
func name(i int) string { return fmt.Sprintf("item/%04d", i) }

func with(where ...store.Match) []store.Match { return where }

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
