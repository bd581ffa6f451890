package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var queries = []promise{
	{"equality and order, both ways", order},
	{"sets are merged in one order", sets},
	{"a value asked for twice gives a document once", twice},
	{"from is inside, to is outside", ranges},
	{"a sparse index leaves out what lacks the field", sparse},
	{"the store's own fields can be sorted by", own},
	{"an update moves a document in its indexes", moves},
	{"count is the number of all, whatever the limit", count},
	{"many counts are one question", countEach},
	{"values of named types compare as what they are", named},
	{"what no index answers is refused", unindexed},
	{"a query is bounded", bounded},
}

// town fills the collection: 60 items over 3 areas, 2 statuses, with ties in time.
func town(t *testing.T, c *store.Collection[item]) []*item {
	t.Helper()
	var all []*item
	for i := range 60 {
		it := item{
			Area: []string{"anfa", "maarif", "sbata"}[i%3], Status: []string{"new", "old"}[i/3%2],
			At: at(i * 7 % 20), Count: int64(i % 4), Open: i%2 == 0,
		}
		if i%5 == 0 {
			it.DueAt = at(i)
		}
		all = append(all, put(t, c, name(i), it))
	}
	return all
}

// expect lists the ids of those that fit, in the order of less and then id.
func expect(all []*item, desc bool, fits func(*item) bool, by func(a, b *item) int) []string {
	kept := slices.DeleteFunc(slices.Clone(all), func(i *item) bool { return !fits(i) })
	slices.SortFunc(kept, func(a, b *item) int {
		if n := by(a, b); n != 0 {
			return n
		}
		return compare(a.ID, b.ID)
	})
	if desc {
		slices.Reverse(kept)
	}
	ids := []string{}
	for _, i := range kept {
		ids = append(ids, i.ID)
	}
	return ids
}

func compare[T int64 | string | float64](a, b T) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func byTime(a, b *item) int { return a.At.Compare(b.At.Time) }
func byID(*item, *item) int { return 0 }

func order(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	for _, desc := range []bool{false, true} {
		q := store.Query{Where: with(store.Eq("area", "anfa"), store.Eq("status", "new")), Sort: "at", Desc: desc}
		want := expect(all, desc, func(i *item) bool { return i.Area == "anfa" && i.Status == "new" }, byTime)
		equal(t, "in one page", found(t, c, q), want)
		for _, q.Limit = range []int{1, 2, 3, 9, 10, 11} {
			equal(t, fmt.Sprint("in pages of ", q.Limit), found(t, c, q), want)
		}
		slices.Reverse(q.Where)
		equal(t, "conditions in another order", found(t, c, q), want)
		q = store.Query{Where: with(store.Eq("area", "sbata")), Desc: desc, Limit: 3}
		equal(t, "by id alone", found(t, c, q), expect(all, desc, func(i *item) bool { return i.Area == "sbata" }, byID))
		q = store.Query{Desc: desc, Limit: 7}
		equal(t, "everything", found(t, c, q), expect(all, desc, func(*item) bool { return true }, byID))
		q = store.Query{Where: with(store.Eq("area", "anfa")), Sort: "count", Desc: desc, Limit: 2}
		equal(t, "numbers with ties", found(t, c, q),
			expect(all, desc, func(i *item) bool { return i.Area == "anfa" }, func(a, b *item) int { return compare(a.Count, b.Count) }))
	}
	var seen []string
	for i, err := range c.Find(t.Context(), store.Query{Where: with(store.Eq("area", "anfa")), Sort: "at", Limit: 4}) {
		must(t, err)
		seen = append(seen, i.ID)
	}
	equal(t, "find stops at its limit", len(seen), 4)
}

func sets(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	for _, desc := range []bool{false, true} {
		fits := func(i *item) bool { return i.Area != "sbata" }
		q := store.Query{
			Where: with(store.Eq("area", "maarif", "nowhere", "anfa"), store.Eq("status", "old", "new")), Sort: "at", Desc: desc,
		}
		for _, q.Limit = range []int{1, 4, 100} {
			equal(t, "two sets", found(t, c, q), expect(all, desc, fits, byTime))
		}
		q = store.Query{Where: with(store.Eq("area", "maarif", "anfa")), Desc: desc, Limit: 3}
		equal(t, "a set by id", found(t, c, q), expect(all, desc, fits, byID))
	}
	var many []any
	for i := range store.MaxSet {
		many = append(many, fmt.Sprint("area", i))
	}
	many[17] = "anfa"
	q := store.Query{Where: with(store.Eq("area", many...)), Sort: "at", Limit: 5}
	equal(t, "the largest set", found(t, c, q), expect(all, false, func(i *item) bool { return i.Area == "anfa" }, byTime))
	n, err := c.Count(t.Context(), q)
	must(t, err)
	equal(t, "count", n, 20)
}

func twice(t *testing.T, e store.Engine) {
	c := items(t, e)
	town(t, c)
	q := store.Query{Where: with(store.Eq("area", "anfa", "anfa"), store.Eq("status", "new", "old", "new")), Sort: "at"}
	equal(t, "found", len(found(t, c, q)), 20)
	n, err := c.Count(t.Context(), q)
	must(t, err)
	equal(t, "count", n, 20)
}

func ranges(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	for _, desc := range []bool{false, true} {
		for _, limit := range []int{2, 100} {
			q := store.Query{
				Where: with(store.Eq("area", "anfa", "sbata")), Sort: "at", From: at(5), To: at(12), Desc: desc, Limit: limit,
			}
			inside := func(i *item) bool {
				return i.Area != "maarif" && !i.At.Before(at(5).Time) && i.At.Before(at(12).Time)
			}
			want := expect(all, desc, inside, byTime)
			equal(t, "both ends", found(t, c, q), want)
			n, err := c.Count(t.Context(), q)
			must(t, err)
			equal(t, "count", n, int64(len(want)))
			q = store.Query{Where: with(store.Eq("area", "anfa")), Sort: "count", To: 2, Desc: desc, Limit: limit}
			equal(t, "numbers to", found(t, c, q), expect(all, desc, func(i *item) bool { return i.Area == "anfa" && i.Count < 2 },
				func(a, b *item) int { return compare(a.Count, b.Count) }))
		}
	}
	q := store.Query{Sort: "changed_at", From: all[50].ChangedAt, To: all[53].ChangedAt}
	equal(t, "changed since", found(t, c, q), []string{name(50), name(51), name(52)})
	equal(t, "an empty range", found(t, c, store.Query{Sort: "changed_at", From: at(2), To: at(1)}), []string{})
}

func sparse(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	put(t, c, "coded", item{Place: place{Code: "x"}})
	put(t, c, "bare", item{})
	for _, desc := range []bool{false, true} {
		q := store.Query{Where: with(store.Eq("area", "anfa", "maarif")), Sort: "due_at", Desc: desc, Limit: 2}
		want := expect(all, desc, func(i *item) bool { return i.Area != "sbata" && !i.DueAt.IsZero() },
			func(a, b *item) int { return a.DueAt.Compare(b.DueAt.Time) })
		equal(t, "due", found(t, c, q), want)
		n, err := c.Count(t.Context(), q)
		must(t, err)
		equal(t, "count", n, int64(len(want)))
		equal(t, "a nested field", found(t, c, store.Query{Sort: "place.code", Desc: desc}), []string{"coded"})
	}
	equal(t, "equality on it", found(t, c, store.Query{Where: with(store.Eq("place.code", "x"))}), []string{"coded"})
}

func own(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	_, err := c.Update(t.Context(), name(3), func(*item) ([]store.Message, error) { return nil, nil })
	must(t, err)
	last := expect(all, false, func(i *item) bool { return !i.Open && i.ID != name(3) }, byID)
	q := store.Query{Where: with(store.Eq("open", false)), Sort: "changed_at", Limit: 4}
	equal(t, "by change", found(t, c, q), append(last, name(3)))
	q.Desc = true
	docs, _, err := c.Page(t.Context(), q)
	must(t, err)
	equal(t, "the last first", docs[0].ID, name(3))
}

func moves(t *testing.T, e store.Engine) {
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa", At: at(1), DueAt: at(2)})
	_, err := c.Update(t.Context(), "a", func(i *item) ([]store.Message, error) {
		i.Area, i.DueAt = "maarif", civic.Time{}
		return nil, nil
	})
	must(t, err)
	equal(t, "where it was", found(t, c, store.Query{Where: with(store.Eq("area", "anfa")), Sort: "at"}), []string{})
	equal(t, "where it is", found(t, c, store.Query{Where: with(store.Eq("area", "maarif")), Sort: "at"}), []string{"a"})
	equal(t, "no more due", found(t, c, store.Query{Where: with(store.Eq("area", "maarif")), Sort: "due_at"}), []string{})
}

func count(t *testing.T, e store.Engine) {
	c := items(t, e)
	town(t, c)
	for want, q := range map[int64]store.Query{
		60: {Limit: 1},
		20: {Where: with(store.Eq("area", "anfa")), Sort: "at", Limit: 1},
		40: {Where: with(store.Eq("area", "anfa", "sbata")), Limit: 1},
		0:  {Where: with(store.Eq("area", "nowhere"))},
	} {
		n, err := c.Count(t.Context(), q)
		must(t, err)
		equal(t, "count", n, want)
	}
}

func countEach(t *testing.T, e store.Engine) {
	c := items(t, e)
	all := town(t, c)
	number := func(fits func(*item) bool) int64 { return int64(len(expect(all, false, fits, byID))) }
	areas := []any{"sbata", "nowhere", "anfa", "maarif", "$area", "anfa"}
	var want, late []int64
	for _, a := range areas {
		here := func(i *item) bool { return i.Area == a && i.Status == "old" }
		want = append(want, number(here))
		late = append(late, number(func(i *item) bool { return here(i) && !i.At.Before(at(10).Time) && i.At.Before(at(15).Time) }))
	}
	q := store.Query{Where: with(store.Eq("status", "old")), Sort: "at", Limit: 1}
	got, err := c.CountEach(t.Context(), q, "area", areas)
	must(t, err)
	equal(t, "each area", got, want)
	q.From, q.To = at(10), at(15)
	got, err = c.CountEach(t.Context(), q, "area", areas)
	must(t, err)
	equal(t, "within a range", got, late)
	got, err = c.CountEach(t.Context(), store.Query{}, "count", []any{int64(3), 0, int64(9)})
	must(t, err)
	equal(t, "numbers", got, []int64{number(func(i *item) bool { return i.Count == 3 }), number(func(i *item) bool { return i.Count == 0 }), 0})
	got, err = c.CountEach(t.Context(), store.Query{Sort: "changed_at"}, "open", []any{true, false})
	must(t, err)
	equal(t, "truth", got, []int64{number(func(i *item) bool { return i.Open }), number(func(i *item) bool { return !i.Open })})
	got, err = c.CountEach(t.Context(), store.Query{Sort: "due_at"}, "area", []any{"anfa"})
	must(t, err)
	equal(t, "of a sparse index", got, []int64{number(func(i *item) bool { return i.Area == "anfa" && !i.DueAt.IsZero() })})
	got, err = c.CountEach(t.Context(), q, "area", nil)
	must(t, err)
	equal(t, "nothing asked", len(got), 0)
	for what, ask := range map[string]func() ([]int64, error){
		"a field without an index": func() ([]int64, error) { return c.CountEach(t.Context(), store.Query{}, "text", []any{"x"}) },
		"a set beside it": func() ([]int64, error) {
			return c.CountEach(t.Context(), store.Query{Where: with(store.Eq("status", "old", "new")), Sort: "at"}, "area", areas)
		},
		"too many":        func() ([]int64, error) { return c.CountEach(t.Context(), q, "area", make([]any, store.MaxIDs+1)) },
		"a missing value": func() ([]int64, error) { return c.CountEach(t.Context(), q, "area", []any{"anfa", nil}) },
	} {
		if _, err := ask(); err == nil {
			t.Errorf("%s: counted", what)
		}
	}
}

func named(t *testing.T, e store.Engine) {
	type status string
	c := items(t, e)
	put(t, c, "a", item{Area: "anfa", Status: "new", At: at(1), Count: 3, Weight: 2, Open: true})
	for _, q := range []store.Query{
		{Where: with(store.Eq("area", civic.ID("anfa")), store.Eq("status", status("new"))), Sort: "at"},
		{Where: with(store.Eq("area", "anfa"), store.Eq("at", at(1).Time.In(time.FixedZone("", 3600))))},
		{Where: with(store.Eq("area", "anfa")), Sort: "count", From: uint8(3), To: int32(4)},
		{Where: with(store.Eq("area", "anfa")), Sort: "at", From: at(1).Time, To: at(2)},
		{Sort: "weight", From: float32(1.5), To: 3},
	} {
		equal(t, fmt.Sprint(q), found(t, c, q), []string{"a"})
	}
}

func unindexed(t *testing.T, e store.Engine) {
	c := items(t, e)
	var many []any
	for i := range store.MaxSet + 1 {
		many = append(many, i)
	}
	for _, q := range []store.Query{
		{Sort: "text"},
		{Where: with(store.Eq("text", "x"))},
		{Where: with(store.Eq("area", "x")), Sort: "weight"},
		{Where: with(store.Eq("area", "x"), store.Eq("area", "y")), Sort: "at"},
		{Where: with(store.Eq("at", at(1))), Sort: "area"},
		{Where: with(store.Eq("area")), Sort: "at"},
		{Where: with(store.Eq("area", many...)), Sort: "at"},
		{Where: with(store.Eq("area", many[:12]...), store.Eq("status", many[:12]...)), Sort: "at"},
	} {
		if _, _, err := c.Page(t.Context(), q); !errors.Is(err, store.ErrNoIndex) {
			t.Errorf("page of %+v: %v", q, err)
		}
		if _, err := c.Count(t.Context(), q); !errors.Is(err, store.ErrNoIndex) {
			t.Errorf("count of %+v: %v", q, err)
		}
	}
	for _, v := range []any{nil, map[string]any{"$ne": ""}, []string{"a"}, struct{}{}} {
		q := store.Query{Where: with(store.Eq("area", v)), Sort: "at"}
		if _, _, err := c.Page(t.Context(), q); err == nil {
			t.Errorf("%v was taken for a value", v)
		}
	}
	for _, cursor := range []string{"x", "e30", "bnVsbA", store.Position{Value: map[string]any{"$ne": 1}, ID: "a"}.Cursor()} {
		q := store.Query{Where: with(store.Eq("area", "x")), Sort: "at", After: cursor}
		if _, _, err := c.Page(t.Context(), q); !errors.Is(err, store.ErrCursor) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
}

func bounded(t *testing.T, e store.Engine) {
	c := items(t, e)
	for i := range civic.MaxPage + 5 {
		put(t, c, name(i), item{Area: "anfa"})
	}
	docs, next, err := c.Page(t.Context(), store.Query{Where: with(store.Eq("area", "anfa"))})
	must(t, err)
	equal(t, "a page without a limit", len(docs), civic.MaxPage)
	docs, next, err = c.Page(t.Context(), store.Query{Where: with(store.Eq("area", "anfa")), After: next})
	must(t, err)
	equal(t, "the rest", len(docs), 5)
	equal(t, "no further page", next, "")
}
