package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var shops = []store.Index{
	{Name: "by_area", Fields: []string{"area", "seen.at"}, Sparse: true},
	{Name: "by_size", Fields: []string{"size"}},
}

// before columns, a table held documents alone and its indexes read the JSON.
func tableOfBefore(t *testing.T, e *Engine, n int) {
	t.Helper()
	for _, text := range []string{
		`create table "c_shops" (key integer primary key, id text not null unique, rev integer not null, changed_at integer not null, doc text not null)`,
		`create table "o_shops" (seq integer primary key, doc_id text not null, id text not null, kind text not null,` +
			` at text not null, author text not null, data text, taken text not null default '[]')`,
		`CREATE INDEX "i_shops__by_area" on "c_shops" (json_extract(doc, '$.area'), json_extract(doc, '$.seen.at'), id)` +
			` where json_extract(doc, '$.seen.at') is not null`,
		`CREATE INDEX "i_shops__gone" on "c_shops" (json_extract(doc, '$.gone'), id)`,
	} {
		if err := e.submit(t.Context(), func(x *tx) error { _, err := x.Exec(text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	err := e.submit(t.Context(), func(x *tx) error {
		for i := range n {
			doc := fmt.Sprintf(`{"area":"a%d","seen":{"at":"2026-01-01T00:00:%02d.000Z"},"size":%d}`, i%3, i%60, i)
			_, err := x.exec(`insert into "c_shops" (key, id, rev, changed_at, doc) values (?, ?, 3, 7, ?)`, 10+i, fmt.Sprintf("%05d", i), doc)
			if err != nil {
				return err
			}
		}
		_, err := x.exec(`insert into "o_shops" (seq, doc_id, id, kind, at, author) values (5, '00001', 'm', 'k', '2026-01-01T00:00:00.000Z', '')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// dying is a context that ends after so many looks at it, which is between two
// transactions: what a kill leaves.
type dying struct {
	context.Context
	left atomic.Int64
}

func (d *dying) Value(any) any { return nil }

func (d *dying) Err() error {
	if d.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestCarriesOlderTables opens a file whose indexes read the JSON, is killed
// between any two transactions, and in the end finds every document by every index.
func TestCarriesOlderTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jemaa.db")
	e := openAt(t, path)
	const n = 3*carryAtOnce + 17
	tableOfBefore(t, e, n)
	killed := 0
	for {
		ctx := &dying{Context: t.Context()}
		ctx.left.Store(int64(3 + killed%7)) // the driver looks, too
		err := e.Declare(ctx, "shops", shops)
		if err == nil {
			break
		}
		if killed++; killed > 100 || !errors.Is(err, context.Canceled) {
			t.Fatal(killed, err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		e = openAt(t, path)
	}
	if killed < 5 {
		t.Fatalf("killed %d times: this test proves nothing", killed)
	}
	whole(t, e, shops, n)
	if p, err := e.Pending(t.Context(), "shops", "", 10); err != nil || len(p) != 1 || p[0].DocID != "00001" {
		t.Errorf("messages: %v %v", p, err)
	}
	// One more field later, with writes in between.
	r := record("00003", `{"area":"a0","seen":{"at":"2026-01-01T00:00:03.000Z"},"size":3,"owner":"x"}`)
	r.Rev = 4
	if err := e.Replace(t.Context(), "shops", r, nil); err != nil {
		t.Fatal(err)
	}
	more := append(shops[:1:1], store.Index{Name: "by_owner", Fields: []string{"owner"}, Sparse: true})
	if err := e.Declare(t.Context(), "shops", more); err != nil {
		t.Fatal(err)
	}
	if got := found(t, e, store.Scan{Index: more[1], Equal: [][]any{{"x"}}}); len(got) != 1 || got[0].ID != "00003" {
		t.Errorf("by the new field: %v", got)
	}
	// The one that was left out was kept filled meanwhile.
	if err := e.Insert(t.Context(), "shops", record("late", `{"area":"a0","seen":{"at":"2026-01-01T00:00:59.000Z"},"size":7}`), nil); err != nil {
		t.Fatal(err)
	}
	if err := e.Declare(t.Context(), "shops", shops); err != nil {
		t.Fatal(err)
	}
	whole(t, e, shops, n+1)
}

// whole asks for all of n documents by both indexes.
func whole(t *testing.T, e *Engine, by []store.Index, n int) {
	t.Helper()
	sum, area := 0, by[0]
	for i := range 3 {
		got := found(t, e, store.Scan{Index: area, Equal: [][]any{{fmt.Sprint("a", i)}}, From: civic.At(time.UnixMilli(0))})
		last := ""
		for _, r := range got {
			at := fmt.Sprint(store.Lookup(r.Doc, "seen.at"))
			if at < last {
				t.Fatalf("%s comes after %s", at, last)
			}
			last = at
		}
		sum += len(got)
	}
	if sum != n {
		t.Errorf("%d of %d by area", sum, n)
	}
	if got := found(t, e, store.Scan{Index: by[1], From: int64(0)}); len(got) != n {
		t.Errorf("%d of %d by size", len(got), n)
	}
	one := found(t, e, store.Scan{Index: by[1], Equal: [][]any{{int64(1000)}}})
	if len(one) != 1 || one[0].ID != "01000" || one[0].Rev != 3 || one[0].ChangedAt.UnixMilli() != 7 {
		t.Errorf("the thousandth: %+v", one)
	}
}

func found(t *testing.T, e *Engine, s store.Scan) []store.Record {
	t.Helper()
	s.Limit = 10_000
	out, err := e.Find(t.Context(), "shops", s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestValues: a column holds what the document says at its path, whatever stands
// around it.
func TestValues(t *testing.T) {
	c := tableOf("c", "A", "a", "a.b", "a.b.c", "n", "t")
	for doc, want := range map[string]string{
		`{}`: "[<nil> <nil> <nil> <nil> <nil> <nil>]",
		` { "a" : "x" , "n" : -1.5e3 , "t" : "2026-01-01T00:00:00.001Z" } `:          "[<nil> x <nil> <nil> -1500 1767225600001]",
		`{"x":{"a":1,"y":["]",{"n":2}]},"a":{"z":[],"b":{"n":1,"c":true}},"n":null}`: "[<nil> <nil> <nil> 1 <nil> <nil>]",
		`{"a":{"b":"q\"\\"},"A":"\u0000é","\u006e":7,"t":"2026-01-01T00:00:00Z"}`:    "[\x00é <nil> q\"\\ <nil> 7 2026-01-01T00:00:00Z]",
		`{"a":[1,{"b":2}],"A":{"b":3},"n":9223372036854775807,"t":false}`:            "[<nil> <nil> <nil> <nil> 9223372036854775807 0]",
		`{"n":9223372036854775808,"a":{},"a.b":5,"t":"\\","A":[]}`:                   "[<nil> <nil> <nil> <nil> 9.223372036854776e+18 \\]",
	} {
		if got := fmt.Sprint(c.values([]byte(doc))); got != want {
			t.Errorf("%s\n gives %q\n, not %q", doc, got, want)
		}
	}
	for _, f := range c.fields {
		if back, ok := fieldOf(strings.Trim(column(f), `"`)); !ok || back != f {
			t.Errorf("%s came back as %s", f, back)
		}
	}
}

// TestLeavesIndexesAlone: a write that changes no indexed field writes to no
// index's pages.
func TestLeavesIndexesAlone(t *testing.T) {
	e := openAt(t, filepath.Join(t.TempDir(), "jemaa.db"))
	by := []store.Index{{Name: "by_area", Fields: []string{"area", "at", "open", "weight", "none"}}}
	if err := e.Declare(t.Context(), "shops", by); err != nil {
		t.Fatal(err)
	}
	doc := `{"area":"x","at":"2026-01-01T00:00:00.000Z","open":true,"weight":1.5,"text":"%s"}`
	if err := e.Insert(t.Context(), "shops", record("a", fmt.Sprintf(doc, "")), nil); err != nil {
		t.Fatal(err)
	}
	kept := len(e.writer.kept)
	for i := range 3 {
		r := record("a", fmt.Sprintf(doc, strings.Repeat("x", i)))
		r.Rev = int64(2 + i)
		if err := e.Replace(t.Context(), "shops", r, nil); err != nil {
			t.Fatal(err)
		}
	}
	if len(e.writer.kept) != kept+2 {
		t.Errorf("%d new statements, not one to look and one to write", len(e.writer.kept)-kept)
	}
	for text := range e.writer.kept {
		if strings.HasPrefix(text, "update") && strings.Contains(text, "f_") {
			t.Errorf("nothing indexed changed, and it writes %s", text)
		}
	}
}
