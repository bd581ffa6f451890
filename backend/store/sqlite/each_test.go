package sqlite

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"jemaa/backend/store"
)

// TestCountEachSeeks: SQLite looks each value up in the index, and reads no document.
func TestCountEachSeeks(t *testing.T) {
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
	var plan []string
	err = e.read(t.Context(), "explain query plan "+text, args, func(r *sql.Rows) error {
		var id, parent, unused int
		var detail string
		err := r.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	})
	all := strings.Join(plan, "\n")
	if err != nil || !strings.Contains(all, "USING COVERING INDEX") || !strings.Contains(all, "=? AND") || strings.Contains(all, "TEMP B-TREE") {
		t.Errorf("%v\n%s\nof:\n%s", err, all, text)
	}
}
