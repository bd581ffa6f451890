package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Insert writes a new record and its messages, or says store.ErrExists.
func (e *Engine) Insert(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	t, err := e.table(collection)
	if err != nil {
		return err
	}
	if err := check(r); err != nil {
		return err
	}
	args := append([]any{r.ID, r.ChangedAt.UnixMilli()}, t.values(r.Doc)...)
	args = append(args, string(r.Doc))
	return e.submit(ctx, func(x *tx) error {
		if err := e.still(collection, t); err != nil {
			return err
		}
		x.touches(collection, r.ID)
		n, err := x.exec(t.insert, args...)
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrExists
		}
		return e.post(x, t, r.ID, m)
	})
}

// still refuses a write that was made for a table which got other columns while
// it waited.
func (e *Engine) still(collection string, t *table) error {
	if now, _ := e.tables.Load(collection); now != any(t) {
		return fmt.Errorf("%w: %s is declared anew", store.ErrUnavailable, collection)
	}
	return nil
}

// Replace writes a record over the revision before it.
func (e *Engine) Replace(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	t, err := e.table(collection)
	if err != nil {
		return err
	}
	if err := check(r); err != nil {
		return err
	}
	values := t.values(r.Doc)
	return e.submit(ctx, func(x *tx) error {
		if err := e.still(collection, t); err != nil {
			return err
		}
		x.touches(collection, r.ID)
		if err := t.replace(x, r, values); err != nil {
			return err
		}
		return e.post(x, t, r.ID, m)
	})
}

// replace writes only the columns whose values change: SQLite then leaves the
// indexes of the others alone.
func (t *table) replace(x *tx, r store.Record, values []any) error {
	var key, rev int64
	before := make([]any, len(values))
	into := []any{&key, &rev}
	for i := range before {
		into = append(into, &before[i])
	}
	err := x.row(into, t.standing, r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return store.ErrNotFound
	}
	if err != nil {
		return err
	}
	if rev != r.Rev-1 {
		return store.ErrStale
	}
	text := "update " + t.docs + " set rev = ?, changed_at = ?, doc = ?"
	args := []any{r.Rev, r.ChangedAt.UnixMilli(), string(r.Doc)}
	for i, v := range values {
		if v != before[i] {
			text += ", " + column(t.fields[i]) + " = ?"
			args = append(args, v)
		}
	}
	_, err = x.exec(text+" where key = ?", append(args, key)...)
	return err
}

// check refuses what a table of JSON documents cannot keep.
func check(r store.Record) error {
	if len(r.Doc) > store.MaxDocument {
		return store.ErrTooLarge
	}
	if r.ID == "" || len(r.Doc) == 0 || r.Doc[0] != '{' || !json.Valid(r.Doc) {
		return fmt.Errorf("sqlite: %q: not a JSON object with an id", r.ID)
	}
	return nil
}

// Get returns those of the records that exist.
func (e *Engine) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	t, err := e.table(collection)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if len(ids) == 1 {
		return e.one(ctx, t, ids[0])
	}
	list, err := listOf(ids)
	if err != nil {
		return nil, err
	}
	return gather(func(scan func(*sql.Rows) error) error {
		return e.brief(ctx, "select id, rev, changed_at, doc, null from "+t.docs+" where id in (select value from json_each(?))", []any{list}, scan)
	})
}

// one reads a single record; there may be none.
func (e *Engine) one(ctx context.Context, t *table, id string) (out []store.Record, err error) {
	err = e.brief(ctx, t.one, []any{id}, func(rows *sql.Rows) error {
		var rev, ms int64
		var doc sql.RawBytes
		if err := rows.Scan(&rev, &ms, &doc); err != nil {
			return err
		}
		out = append(out, store.Record{ID: id, Rev: rev, ChangedAt: civic.At(time.UnixMilli(ms)), Doc: bytes.Clone(doc)})
		return nil
	})
	return out, err
}

func listOf(ids []string) (string, error) {
	if len(ids) > store.MaxIDs {
		return "", fmt.Errorf("sqlite: %d ids at once", len(ids))
	}
	b, err := json.Marshal(ids)
	return string(b), err
}

// records reads rows of id, rev, changed_at, doc and what they were sorted by.
func (e *Engine) records(ctx context.Context, text string, args []any) ([]store.Record, error) {
	return gather(func(scan func(*sql.Rows) error) error { return e.read(ctx, text, args, scan) })
}

// gather makes records of the rows that a reading gives.
func gather(read func(scan func(*sql.Rows) error) error) ([]store.Record, error) {
	var out []store.Record
	err := read(func(rows *sql.Rows) error {
		var r store.Record
		var ms int64
		var doc, order sql.RawBytes
		if err := rows.Scan(&r.ID, &r.Rev, &ms, &doc, &order); err != nil {
			return err
		}
		r.Doc = bytes.Clone(doc)
		r.ChangedAt = civic.At(time.UnixMilli(ms))
		out = append(out, r)
		return nil
	})
	return out, err
}

// Purge removes records that hold no messages.
func (e *Engine) Purge(ctx context.Context, collection string, ids []string) (int, error) {
	t, err := e.table(collection)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	list, err := listOf(ids)
	if err != nil {
		return 0, err
	}
	var n int64
	err = e.submit(ctx, func(x *tx) error {
		x.touches(collection, ids...)
		var err error
		n, err = x.exec("delete from "+t.docs+" where id in (select value from json_each(?))"+
			" and not exists (select 1 from "+t.outbox+" o where o.doc_id = "+t.docs+".id)", list)
		return err
	})
	if err != nil {
		return 0, err
	}
	return int(n), nil
}
