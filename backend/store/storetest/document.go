package storetest

import (
	"errors"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var documents = []promise{
	{"insert and get give the same document back", insertGet},
	{"an id is taken once", insertTwice},
	{"get of several keeps their order and leaves out the missing", getSeveral},
	{"update counts revisions and sees what was written", update},
	{"a stale replace changes nothing", stale},
	{"an update that changes nothing writes nothing", unchanged},
	{"put makes or changes", putOnce},
	{"purge removes, but not what holds messages", purge},
	{"documents up to the bound are kept, larger ones refused", large},
	{"collections are apart", apart},
	{"declaring again keeps all and takes new indexes", declareAgain},
	{"names that are not plain words are refused", names},
}

func insertGet(t *testing.T, e store.Engine) {
	c := items(t, e)
	want := put(t, c, "a", item{
		Area: "anfa", Place: place{Code: "x", Spot: civic.Point{Lon: -7.63, Lat: 33.59}}, At: at(0), Count: 3, Open: true,
		Free: map[string]any{"nested": map[string]any{"list": []any{"a", true, nil, 1.5, map[string]any{}}}, "empty": []any{}},
	})
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "document", got, want)
	equal(t, "head", [3]any{got.ID, got.Rev, got.ChangedAt}, [3]any{"a", 1, want.ChangedAt})
	if got.Free["nested"].(map[string]any)["list"].([]any)[2] != nil {
		t.Fatal("null in a list was not kept")
	}
	if _, err := c.Get(t.Context(), "b"); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("get of a missing document: %v", err)
	}
}

func insertTwice(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "first"})
	second := item{Area: "second"}
	second.ID = "a"
	if err := c.Insert(t.Context(), &second, note("item.made", 1)); !errors.Is(err, store.ErrExists) {
		t.Fatalf("second insert: %v", err)
	}
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "area", got.Area, "first")
	n, _, err := e.Backlog(t.Context(), "items")
	must(t, err)
	equal(t, "messages of a refused insert", n, 0)
}

func getSeveral(t *testing.T, e store.Engine) {
	c := items(t, e)
	for _, id := range []string{"a", "b", "c"} {
		put(t, c, id, item{Area: id})
	}
	docs, err := c.GetAll(t.Context(), []string{"c", "missing", "a", "c"})
	must(t, err)
	equal(t, "number", len(docs), 2)
	equal(t, "order", docs[0].ID+docs[1].ID, "ca")
	none, err := c.GetAll(t.Context(), nil)
	must(t, err)
	equal(t, "none", len(none), 0)
	if _, err := c.GetAll(t.Context(), make([]string, store.MaxIDs+1)); err == nil {
		t.Fatal("more ids than MaxIDs were taken")
	}
}

func update(t *testing.T, e store.Engine) {
	c := items(t, e)
	made := put(t, c, "a", item{Area: "anfa", DueAt: at(9)})
	for range 3 {
		_, err := c.Update(t.Context(), "a", func(i *item) ([]store.Message, error) {
			i.Count++
			i.DueAt = civic.Time{}
			return nil, nil
		})
		must(t, err)
	}
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "count and revision", [2]int64{got.Count, got.Rev}, [2]int64{3, 4})
	if !got.ChangedAt.After(made.ChangedAt.Time) || !got.DueAt.IsZero() {
		t.Fatalf("changed at %v, due %v", got.ChangedAt, got.DueAt)
	}
	_, err = c.Update(t.Context(), "b", func(*item) ([]store.Message, error) { return nil, nil })
	if !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("update of a missing document: %v", err)
	}
	refusal := errors.New("no")
	if _, err = c.Update(t.Context(), "a", func(*item) ([]store.Message, error) { return nil, refusal }); err != refusal {
		t.Fatalf("the change's own error: %v", err)
	}
}

func stale(t *testing.T, e store.Engine) {
	items(t, e)
	ctx := t.Context()
	record := func(rev int64, area string) store.Record {
		return store.Record{ID: "a", Rev: rev, ChangedAt: at(0), Doc: []byte(`{"area":"` + area + `"}`)}
	}
	must(t, e.Insert(ctx, "items", record(1, "one"), nil))
	must(t, e.Replace(ctx, "items", record(2, "two"), nil))
	for _, rev := range []int64{1, 2, 4} {
		err := e.Replace(ctx, "items", record(rev, "wrong"), []store.Message{note("item.changed", 1)})
		if !errors.Is(err, store.ErrStale) {
			t.Fatalf("replace by revision %d: %v", rev, err)
		}
	}
	missing := record(2, "x")
	missing.ID = "b"
	if err := e.Replace(ctx, "items", missing, nil); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("replace of a missing document: %v", err)
	}
	got, err := e.Get(ctx, "items", []string{"a"})
	must(t, err)
	equal(t, "document", string(got[0].Doc), `{"area":"two"}`)
	n, _, err := e.Backlog(ctx, "items")
	must(t, err)
	equal(t, "messages of stale writes", n, 0)
}

func unchanged(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa"})
	got, err := c.Update(t.Context(), "a", func(i *item) ([]store.Message, error) {
		return nil, store.ErrUnchanged
	})
	must(t, err)
	equal(t, "revision", got.Rev, 1)
}

func putOnce(t *testing.T, e store.Engine) {
	c := items(t, e)
	for want := int64(1); want <= 3; want++ {
		got, err := c.Put(t.Context(), "edge", func() (*item, []store.Message, error) {
			i := &item{Count: 1}
			i.ID = "edge"
			return i, nil, nil
		}, func(i *item) ([]store.Message, error) {
			i.Count++
			return nil, nil
		})
		must(t, err)
		equal(t, "count and revision", [2]int64{got.Count, got.Rev}, [2]int64{want, want})
	}
}

func purge(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa"})
	put(t, c, "b", item{Area: "anfa"}, note("item.made", 1))
	put(t, c, "c", item{Area: "anfa"})
	n, err := c.Purge(t.Context(), "a", "b", "missing")
	must(t, err)
	equal(t, "removed", n, 1)
	equal(t, "left", found(t, c, store.Query{Where: with(store.Eq("area", "anfa"))}), []string{"b", "c"})
	settleAll(t, e, "taker")
	n, err = c.Purge(t.Context(), "b")
	must(t, err)
	equal(t, "removed once settled", n, 1)
	put(t, c, "a", item{Area: "again"})
	n, err = c.Purge(t.Context())
	must(t, err)
	equal(t, "removed of none", n, 0)
}

func large(t *testing.T, e store.Engine) {
	c := items(t, e)
	const around = 400 // what the other fields take
	big := put(t, c, "a", item{Text: strings.Repeat("é", (store.MaxDocument-around)/2)}, note("item.made", 1))
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	if got.Text != big.Text {
		t.Fatal("a large text came back changed")
	}
	over := item{Text: strings.Repeat("a", store.MaxDocument)}
	over.ID = "b"
	if err := c.Insert(t.Context(), &over); !errors.Is(err, store.ErrTooLarge) {
		t.Fatalf("insert beyond the bound: %v", err)
	}
	if err := c.Insert(t.Context(), &item{Meta: store.Meta{ID: "c"}}, make([]store.Message, store.MaxMessages+1)...); err == nil {
		t.Fatal("more messages than MaxMessages were taken")
	}
}

func apart(t *testing.T, e store.Engine) {
	c := items(t, e)
	other, err := store.Open[item](t.Context(), e, ticking(), "others", indexes...)
	must(t, err)
	put(t, c, "a", item{Area: "here"}, note("item.made", 1))
	put(t, other, "a", item{Area: "there"})
	_, err = other.Purge(t.Context(), "a")
	must(t, err)
	got, err := c.Get(t.Context(), "a")
	must(t, err)
	equal(t, "area", got.Area, "here")
	n, _, err := e.Backlog(t.Context(), "others")
	must(t, err)
	equal(t, "backlog of the other", n, 0)
}

func declareAgain(t *testing.T, e store.Engine) {
	ctx := t.Context()
	first, err := store.Open[item](ctx, e, ticking(), "items", store.Index{Name: "x", Fields: []string{"area"}})
	must(t, err)
	for i := range 5 {
		put(t, first, name(i), item{Area: "anfa", At: at(-i)})
	}
	again, err := store.Open[item](ctx, e, ticking(), "items",
		store.Index{Name: "x", Fields: []string{"area", "at"}}, store.Index{Name: "y", Fields: []string{"area"}})
	must(t, err)
	equal(t, "by the index made anew", found(t, again, store.Query{Where: with(store.Eq("area", "anfa")), Sort: "at"}),
		[]string{name(4), name(3), name(2), name(1), name(0)})
	equal(t, "by the new index", len(found(t, again, store.Query{Where: with(store.Eq("area", "anfa"))})), 5)
	_, err = store.Open[item](ctx, e, ticking(), "items", store.Index{Name: "x", Fields: []string{"area", "at"}})
	must(t, err)
}

func names(t *testing.T, e store.Engine) {
	for _, bad := range []string{"", `items"; drop table x; --`, "$cmd", "a.b", "Items", "system.users", "ünïcode"} {
		if err := e.Declare(t.Context(), bad, nil); err == nil {
			t.Errorf("collection %q was declared", bad)
		}
	}
	for _, bad := range []store.Index{
		{Name: "a b", Fields: []string{"x"}},
		{Name: "ok", Fields: []string{"x'); drop table c_items; --"}},
		{Name: "ok", Fields: []string{"$where"}},
		{Name: "ok", Fields: []string{"a..b"}},
		{Name: "ok", Fields: []string{"a", "a"}},
	} {
		if err := e.Declare(t.Context(), "items", []store.Index{bad}); err == nil {
			t.Errorf("index %+v was declared", bad)
		}
	}
}
