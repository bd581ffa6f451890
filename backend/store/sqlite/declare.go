package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"jemaa/backend/store"
)

// table is a declared collection: the names of its two tables and what its
// statements are made of.
type table struct {
	docs, outbox string
	prefix       string   // of its indexes' names
	fields       []string // those that stand in columns, in the columns' order
	paths        *branch  // to the fields
	insert       string
	standing     string // reads a document's row without the document
	one          string // reads one record
}

func tableOf(collection string, fields ...string) *table {
	t := &table{
		docs: `"c_` + collection + `"`, outbox: `"o_` + collection + `"`, prefix: "i_" + collection + "__",
		fields: fields, paths: branches(fields),
	}
	t.insert = "insert into " + t.docs + " (id, rev, changed_at" + t.names() + ", doc) values (?, 1, ?" +
		strings.Repeat(", ?", len(fields)) + ", ?) on conflict do nothing"
	t.one = "select rev, changed_at, doc from " + t.docs + " where id = ?"
	t.standing = "select key, rev" + t.names() + " from " + t.docs + " where id = ?"
	return t
}

// names lists the columns of the fields, behind others.
func (t *table) names() string {
	var b strings.Builder
	for _, f := range t.fields {
		b.WriteString(", " + column(f))
	}
	return b.String()
}

// table finds a collection that was declared.
func (e *Engine) table(collection string) (*table, error) {
	t, ok := e.tables.Load(collection)
	if !ok {
		return nil, fmt.Errorf("sqlite: collection %q was not declared", collection)
	}
	return t.(*table), nil
}

func (t *table) index(x store.Index) string { return `"` + t.prefix + x.Name + `"` }

// Declare makes the collection's tables and indexes; an index whose declaration
// changed is made anew, one that is declared no more is dropped. A collection
// that lacks a column for a field that is indexed now is carried over first, and
// takes no writes meanwhile.
func (e *Engine) Declare(ctx context.Context, collection string, indexes []store.Index) error {
	if err := store.CheckDeclaration(collection, indexes); err != nil {
		return err
	}
	t, err := e.carried(ctx, collection, fieldsOf(indexes))
	if err != nil {
		return fmt.Errorf("sqlite: declare %s: %w", collection, err)
	}
	if err := e.submit(ctx, func(x *tx) error { return t.declare(x, indexes) }); err != nil {
		return fmt.Errorf("sqlite: declare %s: %w", collection, err)
	}
	// Arrivals only ever grow within a run: a mark must not come back to life when
	// the last messages have gone.
	var last sql.NullInt64
	err = e.read(ctx, "select max(seq) from "+t.outbox, nil, func(r *sql.Rows) error { return r.Scan(&last) })
	if err != nil {
		return fmt.Errorf("sqlite: declare %s: %w", collection, err)
	}
	for {
		now := e.arrival.Load()
		if last.Int64 <= now || e.arrival.CompareAndSwap(now, last.Int64) {
			break
		}
	}
	if now, ok := e.tables.Load(collection); ok && slices.Equal(now.(*table).fields, t.fields) {
		return nil // the same columns: writes that wait for that table may go on
	}
	e.tables.Store(collection, t)
	e.memory.Forget() // while rows were carried over, some could not be seen
	return nil
}

// create writes the table of documents. What indexes need stands before the
// document, which may go on over many pages.
func (t *table) create() string {
	return "create table if not exists " + t.docs + " (key integer primary key, id text not null unique," +
		" rev integer not null, changed_at integer not null" + t.names() + ", doc text not null)"
}

func (t *table) declare(x *tx, indexes []store.Index) error {
	for _, text := range []string{
		t.create(),
		"create table if not exists " + t.outbox + " (seq integer primary key, doc_id text not null, id text not null," +
			" kind text not null, at text not null, author text not null, data text, taken text not null default '[]')",
		`create index if not exists ` + strings.Replace(t.outbox, `"o_`, `"m_`, 1) + ` on ` + t.outbox + ` (doc_id, id)`,
	} {
		if _, err := x.Exec(text); err != nil {
			return err
		}
	}
	standing, err := t.indexes(x)
	if err != nil {
		return err
	}
	for _, i := range indexes {
		name, text := t.prefix+i.Name, t.definition(i)
		was, stands := standing[name]
		delete(standing, name)
		if stands && was == text {
			continue
		}
		if stands {
			if _, err := x.Exec("drop index " + t.index(i)); err != nil {
				return err
			}
		}
		if _, err := x.Exec(text); err != nil {
			return err
		}
	}
	for name := range standing {
		if _, err := x.Exec(`drop index "` + name + `"`); err != nil {
			return err
		}
	}
	return nil
}

// indexes reads those that the collection has, by name, as they were made.
func (t *table) indexes(x *tx) (map[string]string, error) {
	rows, err := x.Query("select name, sql from sqlite_schema where type = 'index' and substr(name, 1, length(?1)) = ?1", t.prefix)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, rows.Err()
}

// definition writes "CREATE INDEX" as SQLite keeps it, so that a declaration can
// be compared with what stands.
func (t *table) definition(x store.Index) string {
	var columns []string
	withID := false
	for _, f := range x.Fields {
		columns = append(columns, column(f))
		withID = withID || f == "id"
	}
	if !withID {
		columns = append(columns, "id")
	}
	text := "CREATE INDEX " + t.index(x) + " on " + t.docs + " (" + strings.Join(columns, ", ") + ")"
	if x.Sparse {
		text += " where " + columns[len(x.Fields)-1] + " is not null"
	}
	return text
}
