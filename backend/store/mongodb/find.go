package mongodb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"jemaa/backend/store"
)

const (
	waitingIndex = "messages_waiting"
	buildLimit   = 10 * time.Minute // the longest one index takes to build over much data
)

// Declare makes the indexes stand. On the server an index is named for what it is
// made of, so that programs of two versions, side by side during an upgrade, do
// not take each other's away; what is declared no more stays until somebody drops it.
func (e *Engine) Declare(ctx context.Context, collection string, indexes []store.Index) error {
	if err := store.CheckDeclaration(collection, indexes); err != nil {
		return err
	}
	if err := e.enter(ctx); err != nil {
		return fmt.Errorf("mongodb: declare %s: %w", collection, err)
	}
	defer e.leave()
	view := e.db.Collection(collection).Indexes()
	models := []model{{waitingIndex, bson.D{{Key: "waiting_at", Value: 1}, {Key: "_id", Value: 1}}, "waiting_at"}}
	for _, x := range indexes {
		if len(x.Fields) > 0 {
			models = append(models, modelOf(x))
		}
	}
	bounded, cancel := context.WithTimeout(ctx, buildLimit)
	defer cancel()
	for _, m := range models {
		if err := m.create(bounded, view); err != nil {
			return fmt.Errorf("mongodb: declare %s: %s: %w", collection, m.name, outcome(ctx, err))
		}
	}
	e.declared.Store(collection, true)
	return nil
}

// model is an index as the server makes it; only documents that have the sparse
// field are in it.
type model struct {
	name   string
	keys   bson.D
	sparse string
}

func modelOf(x store.Index) model {
	m := model{name: serverName(x)}
	for _, f := range x.Fields {
		m.keys = append(m.keys, bson.E{Key: path(f), Value: 1})
	}
	if !slices.Contains(x.Fields, "id") {
		m.keys = append(m.keys, bson.E{Key: "_id", Value: 1})
	}
	if x.Sparse {
		m.sparse = path(x.Fields[len(x.Fields)-1])
	}
	return m
}

func serverName(x store.Index) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s sparse=%t", strings.Join(x.Fields, ","), x.Sparse))
	return strings.ReplaceAll(strings.Join(x.Fields, "_"), ".", "_") + "_" + hex.EncodeToString(sum[:4])
}

func (m model) create(ctx context.Context, view mongo.IndexView) error {
	o := options.Index().SetName(m.name)
	if m.sparse == "" {
		_, err := view.CreateOne(ctx, mongo.IndexModel{Keys: m.keys, Options: o})
		return err
	}
	o.SetPartialFilterExpression(bson.D{{Key: m.sparse, Value: bson.D{{Key: "$exists", Value: true}}}})
	_, err := view.CreateOne(ctx, mongo.IndexModel{Keys: m.keys, Options: o})
	if hasCode(err, codeNotImplemented) {
		// A server of the dialect without partial indexes: a whole one answers as well,
		// with one more field lest it has the keys of another.
		o = options.Index().SetName(m.name)
		_, err = view.CreateOne(ctx, mongo.IndexModel{Keys: append(m.keys, bson.E{Key: "rev", Value: 1}), Options: o})
	}
	return err
}

// path is where a declared field lies in the document.
func path(field string) string {
	switch field {
	case "id":
		return "_id"
	case "changed_at":
		return "changed_at"
	}
	return "doc." + field
}

// Find returns the records of a scan in its order. The server reads the stretches
// of an index that the scan's sets name side by side and merges them.
func (e *Engine) Find(ctx context.Context, collection string, s store.Scan) ([]store.Record, error) {
	c, err := e.collection(collection)
	if err != nil {
		return nil, err
	}
	q := newSelection(s)
	var out []store.Record
	for _, terms := range q.phases() {
		limit := s.Limit - len(out)
		o := options.Find().SetSort(q.order()).SetLimit(int64(limit)).SetBatchSize(int32(limit) + 1).SetHint(q.hint())
		more, err := e.records(ctx, "find", c, all(terms), o)
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
	c, err := e.collection(collection)
	if err != nil {
		return 0, err
	}
	q := newSelection(s)
	var n int64
	err = e.call(ctx, "count", func(ctx context.Context) error {
		var err error
		n, err = c.CountDocuments(ctx, all(q.base()), options.Count().SetHint(q.hint()))
		return err
	})
	return n, err
}

// selection writes a scan as filters.
type selection struct {
	scan store.Scan
	sort string
}

func newSelection(s store.Scan) selection {
	q := selection{scan: s, sort: "id"}
	n := 0
	if len(s.Equal) > 0 {
		n = len(s.Equal[0])
	}
	if n < len(s.Index.Fields) {
		q.sort = s.Index.Fields[n]
	}
	return q
}

func term(field, op string, v any) bson.D {
	return bson.D{{Key: path(field), Value: bson.D{{Key: op, Value: v}}}}
}

// all is a filter that asks for all terms.
func all(terms []bson.D) bson.D {
	if len(terms) == 0 {
		return bson.D{}
	}
	return bson.D{{Key: "$and", Value: terms}}
}

// base writes the scan without its cursor. Its combinations are the product of a
// set of values for each field.
func (q selection) base() []bson.D {
	var out []bson.D
	if len(q.scan.Equal) > 0 {
		for i := range q.scan.Equal[0] {
			f := q.scan.Index.Fields[i]
			values := bson.A{}
			for _, combination := range q.scan.Equal {
				if v := bind(f, combination[i]); !slices.Contains(values, v) {
					values = append(values, v)
				}
			}
			if len(values) == 1 {
				out = append(out, term(f, "$eq", values[0]))
			} else {
				out = append(out, term(f, "$in", values))
			}
		}
	}
	if q.scan.Index.Sparse {
		last := q.scan.Index.Fields[len(q.scan.Index.Fields)-1]
		out = append(out, term(last, "$exists", true), term(last, "$ne", nil))
	}
	if q.scan.From != nil {
		out = append(out, term(q.sort, "$gte", bind(q.sort, q.scan.From)))
	}
	if q.scan.To != nil {
		out = append(out, term(q.sort, "$lt", bind(q.sort, q.scan.To)))
	}
	return out
}

// phases cuts the scan at its cursor: first the rest of the documents with the
// cursor's value, then all further values; each is one bounded run of the index.
// Missing values come before all others.
func (q selection) phases() [][]bson.D {
	after, base := q.scan.After, q.base()
	if after == nil {
		return [][]bson.D{base}
	}
	and := func(terms ...bson.D) []bson.D { return append(slices.Clone(base), terms...) }
	op := "$gt"
	if q.scan.Desc {
		op = "$lt"
	}
	beyond := term("id", op, after.ID)
	if q.sort == "id" {
		return [][]bson.D{and(beyond)}
	}
	if after.Value == nil {
		out := [][]bson.D{and(term(q.sort, "$eq", nil), beyond)}
		if !q.scan.Desc {
			out = append(out, and(term(q.sort, "$ne", nil)))
		}
		return out
	}
	v := bind(q.sort, after.Value)
	out := [][]bson.D{and(term(q.sort, "$eq", v), beyond), and(term(q.sort, op, v))}
	if q.scan.Desc && !q.scan.Index.Sparse && q.scan.From == nil && q.sort != "changed_at" {
		out = append(out, and(term(q.sort, "$eq", nil)))
	}
	return out
}

func (q selection) order() bson.D {
	way := 1
	if q.scan.Desc {
		way = -1
	}
	if q.sort == "id" {
		return bson.D{{Key: "_id", Value: way}}
	}
	return bson.D{{Key: path(q.sort), Value: way}, {Key: "_id", Value: way}}
}

// hint names the index, so that the server never chooses a scan.
func (q selection) hint() string {
	if len(q.scan.Index.Fields) == 0 {
		return "_id_"
	}
	return serverName(q.scan.Index)
}
