package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// TestManySeek: what is asked for many at once is looked up in an index for each.
func TestManySeek(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "each.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	x := store.Index{Name: "edge", Fields: []string{"report", "state", "at"}}
	if err := e.Declare(t.Context(), "each", []store.Index{x}); err != nil {
		t.Fatal(err)
	}
	table, err := e.table("each")
	if err != nil {
		t.Fatal(err)
	}
	text, args, err := newSelection(table, store.Scan{Index: x, Equal: [][]any{{"a", "on"}, {"b", "on"}}}).countEach("report")
	if err != nil {
		t.Fatal(err)
	}
	all := planOf(t, e, text, args...)
	if !strings.Contains(all, "USING COVERING INDEX") || !strings.Contains(all, "=? AND") || strings.Contains(all, "TEMP B-TREE") {
		t.Errorf("%s\nof:\n%s", all, text)
	}
	all = planOf(t, e, table.leaving(), `[["a","b"]]`)
	if strings.Contains(all, "SCAN o") || !strings.Contains(all, "(doc_id=? AND id=?)") {
		t.Errorf("messages that leave are not looked up:\n%s", all)
	}
}

func planOf(t *testing.T, e *Engine, text string, args ...any) string {
	t.Helper()
	var plan []string
	err := e.read(t.Context(), "explain query plan "+text, args, func(r *sql.Rows) error {
		var id, parent, unused int
		var detail string
		err := r.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	})
	if err != nil {
		t.Fatalf("%v\nof:\n%s", err, text)
	}
	return strings.Join(plan, "\n")
}

// TestDeclaredAgainWhileOthersWrite: a second program part that declares the same
// collection is in nobody's way.
func TestDeclaredAgainWhileOthersWrite(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "again.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	indexes := []store.Index{{Name: "edge", Fields: []string{"report", "at"}}}
	if err := e.Declare(t.Context(), "again", indexes); err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for w := range 4 {
		work.Go(func() {
			for i := range 200 {
				r := store.Record{ID: fmt.Sprint(w, "/", i), Rev: 1, ChangedAt: civic.At(time.Now()), Doc: []byte(`{"report":"a"}`)}
				if err := e.Insert(t.Context(), "again", r, nil); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 50 {
		if err := e.Declare(t.Context(), "again", indexes); err != nil {
			t.Error(err)
		}
	}
	work.Wait()
}
