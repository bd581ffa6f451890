package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Find returns the records of a scan in its order. Every combination of the
// scan's sets is one stretch of its index; SQLite reads the stretches side by
// side and merges them, so that a page costs its own length.
func (e *Engine) Find(ctx context.Context, collection string, s store.Scan) ([]store.Record, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	q := newSelection(t, s)
	var out []store.Record
	for _, p := range q.phases() {
		text, args := q.find(p, s.Limit-len(out))
		more, err := e.records(ctx, text, args)
		if err != nil {
			return nil, err
		}
		if out = append(out, more...); len(out) >= s.Limit {
			break
		}
	}
	return out, nil
}

// Count counts the records of a scan, its limit and cursor aside.
func (e *Engine) Count(ctx context.Context, collection string, s store.Scan) (int64, error) {
	t, err := e.table(collection)
	if err != nil {
		return 0, err
	}
	text, args := newSelection(t, s).count()
	var n int64
	err = e.read(ctx, text, args, func(r *sql.Rows) error { return r.Scan(&n) })
	return n, err
}

// stretch is one contiguous run of an index.
type stretch struct {
	where []string
	args  []any
}

func (s stretch) and(term string, args ...any) stretch {
	return stretch{
		append(append([]string(nil), s.where...), term),
		append(append([]any(nil), s.args...), args...),
	}
}

func (s stretch) clause() string {
	if len(s.where) == 0 {
		return ""
	}
	return " where " + strings.Join(s.where, " and ")
}

// selection writes a scan as SQL.
type selection struct {
	table *table
	scan  store.Scan
	sort  string // the field that orders, "id" when nothing else does
}

func newSelection(t *table, s store.Scan) selection {
	q := selection{table: t, scan: s, sort: "id"}
	n := 0
	if len(s.Equal) > 0 {
		n = len(s.Equal[0])
	}
	if n < len(s.Index.Fields) {
		q.sort = s.Index.Fields[n]
	}
	return q
}

// stretches unfolds the scan: one run of the index for each combination of values.
func (q selection) stretches() []stretch {
	combinations := q.scan.Equal
	if len(combinations) == 0 {
		combinations = [][]any{nil}
	}
	out := make([]stretch, 0, len(combinations))
	for _, values := range combinations {
		var s stretch
		for i, v := range values {
			f := q.scan.Index.Fields[i]
			s = s.and(column(f)+" = ?", bind(f, v))
		}
		if q.scan.Index.Sparse {
			last := q.scan.Index.Fields[len(q.scan.Index.Fields)-1]
			s = s.and(column(last) + " is not null")
		}
		if q.scan.From != nil {
			s = s.and(column(q.sort)+" >= ?", bind(q.sort, q.scan.From))
		}
		if q.scan.To != nil {
			s = s.and(column(q.sort)+" < ?", bind(q.sort, q.scan.To))
		}
		out = append(out, s)
	}
	return out
}

// phase is a part of a page: phases are read one after the other until the page
// is full. Where all documents have one value, only the id orders them.
type phase struct {
	stretches []stretch
	byID      bool
}

// phases cuts the scan at its cursor. What follows (value, id) is first the rest
// of that value's documents, then all further values: apart, so that neither
// reads over documents with the same value. Missing values come before all others.
func (q selection) phases() []phase {
	after, all := q.scan.After, q.stretches()
	if after == nil {
		return []phase{{all, q.sort == "id"}}
	}
	op := " > ?"
	if q.scan.Desc {
		op = " < ?"
	}
	beyond := "id" + op
	if q.sort == "id" {
		return []phase{{each(all, beyond, after.ID), true}}
	}
	e := column(q.sort)
	if after.Value == nil {
		out := []phase{{each(each(all, e+" is null"), beyond, after.ID), true}}
		if !q.scan.Desc {
			out = append(out, phase{each(all, e+" is not null"), false})
		}
		return out
	}
	v := bind(q.sort, after.Value)
	out := []phase{
		{each(each(all, e+" = ?", v), beyond, after.ID), true},
		{each(all, e+op, v), false},
	}
	if q.scan.Desc && !q.scan.Index.Sparse && q.scan.From == nil && q.sort != "changed_at" {
		out = append(out, phase{each(all, e+" is null"), true})
	}
	return out
}

func each(all []stretch, term string, args ...any) []stretch {
	out := make([]stretch, len(all))
	for i, s := range all {
		out[i] = s.and(term, args...)
	}
	return out
}

// find writes the reading of one phase.
func (q selection) find(p phase, limit int) (string, []any) {
	value, order := column(q.sort), " order by 5, 1"
	if p.byID {
		value, order = "null", " order by 1"
	}
	if q.scan.Desc {
		order = strings.ReplaceAll(order, "1", "1 desc")
		order = strings.ReplaceAll(order, "5", "5 desc")
	}
	var b strings.Builder
	var args []any
	for i, s := range p.stretches {
		if i > 0 {
			b.WriteString(" union all ")
		}
		fmt.Fprintf(&b, "select id, rev, changed_at, doc, %s from %s%s%s", value, q.table.docs, q.by(), s.clause())
		args = append(args, s.args...)
	}
	// A bare parameter as the limit makes SQLite plan a merge anew at each call.
	return b.String() + order + " limit ? + 0", append(args, limit)
}

// count writes the counting of every stretch.
func (q selection) count() (string, []any) {
	var b strings.Builder
	var args []any
	b.WriteString("select 0")
	for _, s := range q.stretches() {
		fmt.Fprintf(&b, " + (select count(*) from %s%s%s)", q.table.docs, q.by(), s.clause())
		args = append(args, s.args...)
	}
	return b.String(), args
}

// by names the index, so that a query which it does not answer is an error and
// never a scan. Without fields the ids' own index serves.
func (q selection) by() string {
	if len(q.scan.Index.Fields) == 0 {
		return ""
	}
	return " indexed by " + q.table.index(q.scan.Index)
}

// bind writes a value as the field's column keeps it.
func bind(field string, v any) any {
	switch v := v.(type) {
	case civic.Time:
		return v.UnixMilli()
	case string:
		if field != "id" {
			return kept(v)
		}
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	}
	return v
}
