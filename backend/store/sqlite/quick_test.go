package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

type thing struct {
	store.Meta
	Area   string     `json:"area"`
	Status string     `json:"status"`
	At     civic.Time `json:"at"`
}

func TestQuick(t *testing.T) {
	ctx := context.Background()
	e, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "x.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c, err := store.Open[thing](ctx, e, time.Now, "things", store.Index{Name: "area_at", Fields: []string{"area", "status", "at"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		d := &thing{Area: string(rune('a' + i%3)), Status: string(rune('x' + i%2)), At: civic.At(time.UnixMilli(int64(i/10) * 1000))}
		d.ID = string(civic.NewID(time.Now()))
		if err := c.Insert(ctx, d, store.Note("x.y", civic.At(time.Now()), "", nil)); err != nil {
			t.Fatal(err)
		}
	}
	after, n := "", 0
	for {
		docs, next, err := c.Page(ctx, store.Query{Where: []store.Match{store.Eq("area", "a", "b"), store.Eq("status", "x", "y")}, Sort: "at", Limit: 7, Desc: true, After: after})
		if err != nil {
			t.Fatal(err)
		}
		n += len(docs)
		if next == "" {
			break
		}
		after = next
	}
	k, err := c.Count(ctx, store.Query{Where: []store.Match{store.Eq("area", "a", "b"), store.Eq("status", "x", "y")}, Sort: "at"})
	t.Log(n, k, err)
	if n != int(k) {
		t.Fatal("pages")
	}
	p, err := e.Pending(ctx, "things", "", 10)
	t.Log(p, err)
}
