package sqlite

import (
	"context"
	"database/sql"
	"strings"

	"jemaa/backend/store"
)

var _ store.Sole = (*Engine)(nil)

// Memory is told of every change by the one goroutine that writes: a file has one
// process, and a process one writer.
func (e *Engine) Memory() *store.Memory { return e.memory }

// touched are documents that a transaction changes.
type touched struct {
	collection string
	ids        []string
}

// touches notes what a job is about to change.
func (t *tx) touches(collection string, ids ...string) {
	*t.changed = append(*t.changed, touched{collection, ids})
}

// stand commits a transaction, between two words to the memory.
func (e *Engine) stand(t *sql.Tx, changed []touched) error {
	for _, c := range changed {
		e.memory.Begin(c.collection, c.ids...)
	}
	defer func() {
		for _, c := range changed {
			e.memory.End(c.collection, c.ids...)
		}
	}()
	return t.Commit()
}

// Places reads where a scan's documents stand, from its index alone. Values come as
// their columns keep them, and bind takes them so.
func (e *Engine) Places(ctx context.Context, collection string, s store.Scan) ([]store.Position, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	q := newSelection(t, s)
	out := make([]store.Position, 0, min(s.Limit, 128))
	for _, p := range q.phases() {
		text, args := q.places(p, s.Limit-len(out))
		err := e.brief(ctx, text, args, func(r *sql.Rows) error {
			var p store.Position
			err := r.Scan(&p.ID, &p.Value)
			out = append(out, p)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(out) >= s.Limit {
			break
		}
	}
	return out, nil
}

// The orders in which places are read: by the value that sorts them, or by id alone;
// upwards, or down.
var placeOrders = map[[2]bool]string{
	{false, false}: " order by 2, 1", {false, true}: " order by 2 desc, 1 desc",
	{true, false}: " order by 1", {true, true}: " order by 1 desc",
}

// places writes the reading of one phase's places.
func (q selection) places(p phase, limit int) (string, []any) {
	value := column(q.sort)
	if q.sort == "id" {
		value = "null"
	}
	var b strings.Builder
	var args []any
	head, by := "select id, "+value+" from "+q.table.docs, q.by()
	b.Grow(64 + len(p.stretches)*(len(head)+len(by)+128))
	for i, s := range p.stretches {
		if i > 0 {
			b.WriteString(" union all ")
		}
		b.WriteString(head)
		b.WriteString(by)
		b.WriteString(s.clause())
		args = append(args, s.args...)
	}
	b.WriteString(placeOrders[[2]bool{p.byID, q.scan.Desc}])
	b.WriteString(" limit ? + 0")
	return b.String(), append(args, limit)
}
