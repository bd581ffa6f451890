package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"jemaa/backend/store"
)

// CountEach counts the records of each combination of a scan that differ in one
// field: one statement of one shape, however many there are, that looks each value
// up in the index.
func (e *Engine) CountEach(ctx context.Context, collection string, s store.Scan, field string) ([]int64, error) {
	t, err := e.table(collection)
	if err != nil || len(s.Equal) == 0 {
		return nil, err
	}
	text, args, err := newSelection(t, s).countEach(field)
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(s.Equal))
	err = e.read(ctx, text, args, func(r *sql.Rows) error {
		var i int
		var n int64
		if err := r.Scan(&i, &n); err != nil {
			return err
		}
		out[i] = n
		return nil
	})
	return out, err
}

// countEach writes the counting of one stretch for each value of a field.
func (q selection) countEach(field string) (string, []any, error) {
	at := slices.Index(q.scan.Index.Fields, field)
	if at < 0 || at >= len(q.scan.Equal[0]) {
		return "", nil, fmt.Errorf("sqlite: count: %s is no field of index %s", field, q.scan.Index.Name)
	}
	values := make([]any, len(q.scan.Equal))
	for i, combination := range q.scan.Equal {
		values[i] = bind(field, combination[at])
	}
	list, err := json.Marshal(values)
	if err != nil {
		return "", nil, fmt.Errorf("sqlite: count: %w", err)
	}
	one := q
	one.scan.Equal = q.scan.Equal[:1]
	s := one.stretches()[0]
	// The field's own term is the at-th; its value comes from the list.
	s.where[at] = column(field) + " = j.value"
	s.args = append(slices.Delete(slices.Clone(s.args), at, at+1), string(list))
	return fmt.Sprintf("select j.key, (select count(*) from %s%s%s) from json_each(?) j", q.table.docs, q.by(), s.clause()), s.args, nil
}
