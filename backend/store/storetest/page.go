package storetest

import (
	"fmt"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var pages = []promise{
	{"a walk over pages meets what stays exactly once, whatever is written meanwhile", walk},
	{"a walk over one value's documents does not depend on how many there are", ties},
	{"a walk over missing values meets all", holes},
	{"a walk by change follows the writers", tail},
	{"texts sort by their letters' numbers", textOrder},
}

func walk(t *testing.T, e store.Engine) {
	for _, desc := range []bool{false, true} {
		c, err := store.Open[item](t.Context(), e, ticking(), fmt.Sprintf("walk_%t", desc), indexes...)
		must(t, err)
		stay := map[string]int{}
		for i := range 40 {
			put(t, c, name(i), item{Area: []string{"anfa", "sbata"}[i%2], Status: "new", At: at(i / 4)})
			if i%3 != 0 {
				stay[name(i)] = 0
			}
		}
		q := store.Query{
			Where: with(store.Eq("area", "anfa", "sbata"), store.Eq("status", "new", "old")), Sort: "at", Desc: desc, Limit: 3,
		}
		for step := 0; ; step++ {
			docs, next, err := c.Page(t.Context(), q)
			must(t, err)
			for _, d := range docs {
				if _, kept := stay[d.ID]; kept {
					stay[d.ID]++
				}
			}
			if next == "" {
				break
			}
			q.After = next
			disturb(t, c, step)
		}
		for id, times := range stay {
			if times != 1 {
				t.Errorf("desc %t: %s was met %d times", desc, id, times)
			}
		}
	}
}

// disturb writes before and behind the reader: new documents, moved ones, and
// one that is purged.
func disturb(t *testing.T, c *store.Collection[item], step int) {
	t.Helper()
	if step > 12 {
		return
	}
	put(t, c, fmt.Sprint("new/early", step), item{Area: "anfa", Status: "new", At: at(-step)})
	put(t, c, fmt.Sprint("new/late", step), item{Area: "sbata", Status: "old", At: at(5)})
	_, err := c.Update(t.Context(), name(step*3), func(i *item) ([]store.Message, error) {
		i.Status, i.At = "old", at(step)
		return nil, nil
	})
	must(t, err)
	_, err = c.Purge(t.Context(), fmt.Sprint("new/early", step-1))
	must(t, err)
}

func ties(t *testing.T, e store.Engine) {
	c := items(t, e)
	var want []string
	for i := range 50 {
		put(t, c, name(i), item{Area: []string{"anfa", "sbata"}[i%2], Status: "new", At: at(1)})
		want = append(want, name(i))
	}
	q := store.Query{Where: with(store.Eq("area", "sbata", "anfa"), store.Eq("status", "new")), Sort: "at", Limit: 7}
	equal(t, "all at one time", found(t, c, q), want)
}

// holes: documents are to have the fields of their indexes, but one that lacks
// one must not vanish from a list.
func holes(t *testing.T, e store.Engine) {
	items(t, e)
	c, err := store.Open[item](t.Context(), e, ticking(), "items", store.Index{Name: "due", Fields: []string{"area", "due_at"}})
	must(t, err)
	var want []string
	for i := range 12 {
		it := item{Area: "anfa"}
		if i >= 6 {
			it.DueAt = at(i / 2)
		}
		put(t, c, name(i), it)
		want = append(want, name(i))
	}
	for _, limit := range []int{1, 4, 6, 7, 100} {
		q := store.Query{Where: with(store.Eq("area", "anfa")), Sort: "due_at", Limit: limit}
		equal(t, "up", found(t, c, q), want)
		q.Desc = true
		equal(t, "down, the other way round", strings.Join(found(t, c, q), " "), strings.Join(reversed(want), " "))
	}
}

func reversed(all []string) []string {
	out := make([]string, 0, len(all))
	for i := range all {
		out = append(out, all[len(all)-1-i])
	}
	return out
}

// tail is how a cache follows a collection.
func tail(t *testing.T, e store.Engine) {
	c := items(t, e)
	since, seen := civic.Time{}, []string{}
	for i := range 6 {
		put(t, c, name(i), item{})
		if i > 1 {
			_, err := c.Update(t.Context(), name(i-2), func(*item) ([]store.Message, error) { return nil, nil })
			must(t, err)
		}
		q := store.Query{Sort: "changed_at", Limit: 2}
		if !since.IsZero() {
			q.From = since.Plus(1e6)
		}
		for _, id := range found(t, c, q) {
			seen = append(seen, id)
			d, err := c.Get(t.Context(), id)
			must(t, err)
			since = d.ChangedAt
		}
	}
	equal(t, "every write", seen, []string{
		name(0), name(1), name(2), name(0), name(3), name(1), name(4), name(2), name(5), name(3),
	})
}

func textOrder(t *testing.T, e store.Engine) {
	c := items(t, e)
	letters := []string{"A", "Z", "a", "z", "É", "é", "ا", "ي", "ⴰ", "ⵣ", "\ufffd", "😀"}
	for i := range letters {
		j := i * 7 % len(letters)
		put(t, c, name(j), item{Area: "x", Text: letters[j]})
	}
	var want []string
	for i := range letters {
		want = append(want, name(i))
	}
	q := store.Query{Where: with(store.Eq("area", "x")), Sort: "text", Limit: 5}
	equal(t, "order of texts", found(t, c, q), want)
	q.From, q.To = "Z", "é"
	equal(t, "a range of texts", found(t, c, q), want[1:5])
}
