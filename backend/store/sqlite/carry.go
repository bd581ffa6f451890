package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
)

// How many documents, and how many bytes of them, move in one transaction when a
// table gets more columns.
const (
	carryAtOnce = 500
	carryBytes  = 4 << 20
)

// carried gives the table of a collection with columns for all the fields.
//
// A table that lacks some, as every table does that was made before there were
// columns, is emptied into a new one, stretch by stretch: each document leaves
// the one in the transaction that puts it into the other, so that a kill costs
// only the last stretch and the file hardly grows. Columns that nothing asks for
// any more stay and are kept filled, so that they can be asked for again.
func (e *Engine) carried(ctx context.Context, collection string, fields []string) (*table, error) {
	t := tableOf(collection)
	under, _, err := e.columns(ctx, t.emptied())
	if err != nil {
		return nil, err
	}
	exists, has, err := e.columns(ctx, t.docs)
	if err != nil {
		return nil, err
	}
	if under { // a kill left it there
		if err := e.carry(ctx, tableOf(collection, has...)); err != nil {
			return nil, err
		}
	}
	if !exists {
		return tableOf(collection, fields...), nil
	}
	all := union(has, fields)
	if len(all) == len(has) {
		return tableOf(collection, has...), nil
	}
	e.tables.Delete(collection) // nobody writes to it from here on
	if err := e.dropIndexes(ctx, t); err != nil {
		return nil, err
	}
	t = tableOf(collection, all...)
	err = e.submit(ctx, func(x *tx) error {
		_, err := x.Exec("alter table " + t.docs + " rename to " + t.emptied())
		if err == nil {
			_, err = x.Exec(t.create())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, e.carry(ctx, t)
}

// emptied names the table that a collection's documents are moved out of.
func (t *table) emptied() string { return strings.Replace(t.docs, `"c_`, `"n_`, 1) }

// columns reads which fields a table has columns for, in their order, and
// whether there is such a table.
func (e *Engine) columns(ctx context.Context, quoted string) (exists bool, fields []string, err error) {
	err = e.read(ctx, "select name from pragma_table_info(?)", []any{strings.Trim(quoted, `"`)}, func(r *sql.Rows) error {
		var name string
		if err := r.Scan(&name); err != nil {
			return err
		}
		exists = true
		if f, ok := fieldOf(name); ok {
			fields = append(fields, f)
		}
		return nil
	})
	return exists, fields, err
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// dropIndexes drops all indexes of a collection, each in a transaction of its own.
func (e *Engine) dropIndexes(ctx context.Context, t *table) error {
	var standing map[string]string
	err := e.submit(ctx, func(x *tx) (err error) {
		standing, err = t.indexes(x)
		return err
	})
	for name := range standing {
		if err == nil {
			err = e.submit(ctx, func(x *tx) error {
				_, err := x.Exec(`drop index "` + name + `"`)
				return err
			})
		}
	}
	return err
}

// carry moves what is left in the table that is emptied, and removes it.
func (e *Engine) carry(ctx context.Context, t *table) error {
	for {
		left := false
		err := e.submit(ctx, func(x *tx) (err error) {
			left, err = t.carrySome(x)
			return err
		})
		if err != nil || !left {
			return err
		}
	}
}

// carrySome moves the first documents; false when there was none and the emptied
// table is gone.
func (t *table) carrySome(x *tx) (left bool, err error) {
	last, err := t.moveFrom(x)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = x.Exec("drop table " + t.emptied())
		return false, err
	}
	if err != nil {
		return false, err
	}
	_, err = x.exec("delete from "+t.emptied()+" where key <= ?", last)
	return true, err
}

// moveFrom writes the first documents of the emptied table to the new one and
// gives the last one's key; sql.ErrNoRows when there is none.
func (t *table) moveFrom(x *tx) (last int64, err error) {
	rows, err := x.Query("select key, id, rev, changed_at, doc from "+t.emptied()+" order by key limit ?", carryAtOnce)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	text := "insert into " + t.docs + " (key, id, rev, changed_at" + t.names() + ", doc) values (?, ?, ?, ?" +
		strings.Repeat(", ?", len(t.fields)) + ", ?)"
	size := 0
	for size < carryBytes && rows.Next() {
		var id, doc string
		var rev, at int64
		if err := rows.Scan(&last, &id, &rev, &at, &doc); err != nil {
			return 0, err
		}
		size += len(doc)
		args := append([]any{last, id, rev, at}, t.values([]byte(doc))...)
		if _, err := x.exec(text, append(args, doc)...); err != nil {
			return 0, err
		}
	}
	if size == 0 {
		return 0, errors.Join(rows.Err(), sql.ErrNoRows)
	}
	return last, nil
}
