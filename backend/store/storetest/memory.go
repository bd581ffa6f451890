package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"jemaa/backend/store"
)

// Unspoilt fails when a document in an engine's memory is not what the engine has:
// somebody changed what was handed out to be read, or a change passed the memory
// by. Nothing may be writing meanwhile.
func Unspoilt(t testing.TB, e store.Engine) {
	t.Helper()
	sole, ok := e.(store.Sole)
	if !ok {
		t.Fatalf("%T has no memory", e)
	}
	sole.Memory().Each(func(collection, id string, doc any) {
		rs, err := e.Get(context.Background(), collection, []string{id})
		if err != nil {
			t.Error(err)
			return
		}
		if len(rs) == 0 || doc == nil {
			if len(rs) != 0 || doc != nil {
				t.Errorf("%s/%s: %d in the store, and in memory %v", collection, id, len(rs), doc)
			}
			return
		}
		fresh := reflect.New(reflect.TypeOf(doc).Elem())
		if err := json.Unmarshal(rs[0].Doc, fresh.Interface()); err != nil {
			t.Error(err)
			return
		}
		h := fresh.Interface().(interface{ Head() *store.Meta }).Head()
		*h = store.Meta{ID: rs[0].ID, Rev: rs[0].Rev, ChangedAt: rs[0].ChangedAt}
		if !reflect.DeepEqual(doc, fresh.Interface()) {
			t.Errorf("%s/%s was changed in memory:\n%+v\nthe store has\n%+v", collection, id, doc, fresh.Interface())
		}
	})
}

// forwards lets many write and many read, one by one, several at once and by an
// index. A reader notes first what was acknowledged, and what anybody has read.
func forwards(t *testing.T, e store.Engine) {
	c := items(t, e)
	const docs, writers, readers, each = 4, 4, 4, 40
	var seen [docs]atomic.Int64
	for i := range docs {
		put(t, c, name(i), item{Area: "anfa", Status: "open"})
		seen[i].Store(1)
	}
	atLeast := func(i int, rev int64) {
		for {
			was := seen[i].Load()
			if was >= rev || seen[i].CompareAndSwap(was, rev) {
				return
			}
		}
	}
	var left atomic.Int64
	left.Store(writers)
	together(writers+readers, func(n int) {
		if n < writers {
			defer left.Add(-1)
			for round := range each {
				i := (n + round) % docs
				if err := bump(t, c, i, atLeast); err != nil {
					t.Error(err)
				}
			}
			return
		}
		for left.Load() > 0 {
			for i := range docs {
				least := seen[i].Load()
				got, err := readOne(t, c, i, n)
				if err != nil {
					t.Error(err)
					return
				}
				if got.Rev < least || got.Count != got.Rev-1 {
					t.Errorf("%s: read revision %d with count %d after %d had been read or acknowledged", got.ID, got.Rev, got.Count, least)
				}
				atLeast(i, got.Rev)
			}
		}
	})
}

// bump counts one document up and looks at once whether it is so.
func bump(t *testing.T, c *store.Collection[item], i int, acknowledged func(int, int64)) error {
	wrote, err := c.Update(t.Context(), name(i), func(d *item) ([]store.Message, error) {
		d.Count++
		return nil, nil
	})
	if err != nil {
		return err
	}
	acknowledged(i, wrote.Rev)
	got, err := c.Get(t.Context(), name(i))
	if err != nil {
		return err
	}
	if got.Rev < wrote.Rev {
		return fmt.Errorf("%s: wrote revision %d and read %d", name(i), wrote.Rev, got.Rev)
	}
	return nil
}

// readOne reads a document in one of the ways there are.
func readOne(t *testing.T, c *store.Collection[item], i, way int) (*item, error) {
	switch way % 3 {
	case 0:
		return c.Get(t.Context(), name(i))
	case 1:
		all, err := c.GetAll(t.Context(), []string{name(i), "nobody", name((i + 1) % 4)})
		if err != nil || len(all) != 2 {
			return nil, fmt.Errorf("%d of 2: %w", len(all), err)
		}
		return all[0], nil
	}
	page, _, err := c.Page(t.Context(), store.Query{Where: []store.Match{store.Eq("area", "anfa")}, Limit: 10})
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(page, func(d *item) bool { return d.ID == name(i) })
	if at < 0 {
		return nil, errors.New("not in its list")
	}
	return page[at], nil
}
