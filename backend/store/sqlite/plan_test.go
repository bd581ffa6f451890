package sqlite

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// TestPlans asks SQLite how it would run every shape of query: it must seek in
// the declared index, and never scan or sort a collection.
func TestPlans(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "plan.db"), Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	two := store.Index{Name: "two", Fields: []string{"area", "place.code", "at"}}
	sparse := store.Index{Name: "due", Fields: []string{"area", "due_at"}, Sparse: true}
	changed := store.Index{Name: "changed", Fields: []string{"area", "changed_at"}}
	byID := store.Index{Name: "by_id", Fields: []string{"area"}}
	last := store.Index{Name: "explicit_id", Fields: []string{"status", "id"}}
	all := store.Index{Name: "all_at", Fields: []string{"at"}}
	none := store.Index{Name: "everything"}
	if err := e.Declare(t.Context(), "plan", []store.Index{two, sparse, changed, byID, last, all, none}); err != nil {
		t.Fatal(err)
	}
	now := civic.Time{}
	sets := [][]any{{"a", "x"}, {"a", "y"}, {"b", "x"}, {"b", "y"}}
	after := &store.Position{Value: now, ID: "1"}
	scans := map[string]store.Scan{
		"one":                {Index: two, Equal: [][]any{{"a", "x"}}},
		"one, bounded":       {Index: two, Equal: [][]any{{"a", "x"}}, From: now, To: now},
		"sets":               {Index: two, Equal: sets},
		"sets after":         {Index: two, Equal: sets, After: after},
		"sets after a hole":  {Index: two, Equal: sets, After: &store.Position{ID: "1"}},
		"sparse":             {Index: sparse, Equal: [][]any{{"a"}}},
		"sparse sets after":  {Index: sparse, Equal: [][]any{{"a"}, {"b"}}, After: after, From: now, To: now},
		"changed":            {Index: changed, Equal: [][]any{{"a"}}, From: now},
		"changed sets after": {Index: changed, Equal: [][]any{{"a"}, {"b"}}, After: after},
		"by id":              {Index: byID, Equal: [][]any{{"a"}}, After: &store.Position{ID: "1"}},
		"explicit id":        {Index: last, Equal: [][]any{{"a"}, {"b"}}, After: &store.Position{ID: "1"}, From: "a", To: "b"},
		"all":                {Index: all, Equal: [][]any{nil}, After: after, From: now},
		"everything":         {Index: none, Equal: [][]any{nil}, After: &store.Position{ID: "1"}},
	}
	for name, s := range scans {
		for _, s.Desc = range []bool{false, true} {
			s.Limit = 20
			q := newSelection(tableOf("plan", fieldsOf([]store.Index{two, sparse, changed, byID, last, all, none})...), s)
			for _, p := range q.phases() {
				text, args := q.find(p, 20)
				judge(t, e, name, text, args)
			}
			text, args := q.count()
			judge(t, e, name+" count", text, args)
		}
	}
}

func judge(t *testing.T, e *Engine, name, text string, args []any) {
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
		t.Errorf("%s: %v\n%s", name, err, text)
		return
	}
	for _, step := range plan {
		onIndex := strings.Contains(step, " USING INDEX ") || strings.Contains(step, " USING COVERING INDEX ")
		scan := strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "CONSTANT ROW") &&
			!(onIndex && !strings.Contains(text, `"f_area"`)) // reading all of an index is what was asked
		if scan || strings.Contains(step, "TEMP B-TREE") {
			t.Errorf("%s: %s\nplan:\n%s\nof:\n%s", name, step, strings.Join(plan, "\n"), text)
			return
		}
	}
}
