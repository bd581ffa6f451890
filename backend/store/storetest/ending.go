package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"jemaa/backend/store"
)

var endings = []promise{
	{"a cancelled caller is told so, and writes nothing", cancels},
	{"a caller whose time is over hears that the store was too slow", lateCaller},
	{"a closed engine says so", closes},
}

// verbs are all ways to reach an engine.
func verbs(ctx context.Context, e store.Engine) map[string]error {
	r := store.Record{ID: "new", Rev: 1, ChangedAt: at(0), Doc: []byte(`{}`)}
	second := r
	second.ID, second.Rev = "a", 2
	s := store.Scan{Index: store.Index{Name: "area", Fields: []string{"area"}}, Equal: [][]any{{"anfa"}}, Limit: 1}
	out := map[string]error{
		"insert":  e.Insert(ctx, "items", r, nil),
		"replace": e.Replace(ctx, "items", second, nil),
		"settle":  e.Settle(ctx, "items", []store.Settlement{{DocID: "a", Message: "x", Taker: "y"}}),
		"declare": e.Declare(ctx, "items", indexes),
		"ping":    e.Ping(ctx),
	}
	_, out["get"] = e.Get(ctx, "items", []string{"a"})
	_, out["get several"] = e.Get(ctx, "items", []string{"a", "b"})
	_, out["purge"] = e.Purge(ctx, "items", []string{"a"})
	_, out["find"] = e.Find(ctx, "items", s)
	_, out["count"] = e.Count(ctx, "items", s)
	_, out["pending"] = e.Pending(ctx, "items", "", 1)
	_, _, out["backlog"] = e.Backlog(ctx, "items")
	return out
}

func cancels(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa"})
	for verb, err := range verbs(cancelled(), e) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", verb, err)
		}
	}
	equal(t, "documents", found(t, c, store.Query{}), []string{"a"})
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "revision", got.Rev, 1)
}

func lateCaller(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa"})
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for verb, err := range verbs(ctx, e) {
		if !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %v", verb, err)
		}
	}
}

func closes(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa"})
	must(t, e.Ping(t.Context()))
	must(t, e.Close())
	for verb, err := range verbs(t.Context(), e) {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: %v", verb, err)
		}
	}
	must(t, e.Close())
}
