package mongodb

import (
	"context"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"jemaa/backend/store"
)

// CountEach counts the records of each combination of a scan that differ in one
// field: the server groups what it finds in the index by that field.
func (e *Engine) CountEach(ctx context.Context, collection string, s store.Scan, field string) ([]int64, error) {
	c, err := e.collection(collection)
	if err != nil || len(s.Equal) == 0 {
		return nil, err
	}
	at := slices.Index(s.Index.Fields, field)
	if at < 0 || at >= len(s.Equal[0]) {
		return nil, fmt.Errorf("mongodb: count: %s is no field of index %s", field, s.Index.Name)
	}
	q := newSelection(s)
	var groups []struct {
		Value bson.RawValue `bson:"_id"`
		N     int64         `bson:"n"`
	}
	err = e.call(ctx, "count", func(ctx context.Context) error {
		cursor, err := c.Aggregate(ctx, bson.A{
			bson.D{{Key: "$match", Value: all(q.base())}},
			bson.D{{Key: "$group", Value: bson.D{{Key: "_id", Value: "$" + path(field)}, {Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}}}}},
		}, options.Aggregate().SetHint(q.hint()))
		if err != nil {
			return err
		}
		return cursor.All(ctx, &groups)
	})
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, g := range groups {
		counts[groupKey(g.Value)] += g.N
	}
	out := make([]int64, len(s.Equal))
	for i, combination := range s.Equal {
		kind, data, err := bson.MarshalValue(bind(field, combination[at]))
		if err != nil {
			return nil, fmt.Errorf("mongodb: count: %w", err)
		}
		out[i] = counts[groupKey(bson.RawValue{Type: kind, Value: data})]
	}
	return out, nil
}

// groupKey is the same for values that the server takes for equal: numbers are,
// whatever their type.
func groupKey(v bson.RawValue) string {
	if n, ok := v.AsInt64OK(); ok {
		return fmt.Sprint("n", float64(n))
	}
	if f, ok := v.DoubleOK(); ok {
		return fmt.Sprint("n", f)
	}
	return v.String()
}
