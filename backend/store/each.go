package store

import (
	"context"
	"fmt"
	"slices"
)

// CountEach counts, for each of up to MaxIDs different values of a field, the
// documents that have it and match the query, in the order of the values: many
// counts for one question. The query's Where names the other fields of an index,
// one value each; its limit and cursor are passed over.
func (c *Collection[T]) CountEach(ctx context.Context, q Query, field string, values []any) ([]int64, error) {
	if len(values) == 0 {
		return nil, nil
	}
	if len(values) > MaxIDs {
		return nil, fmt.Errorf("store: count %s: %d values", c.name, len(values))
	}
	q.Where = append(slices.Clone(q.Where), Match{Field: field, Values: values[:1]})
	s, err := q.plan(c.indexes)
	if err != nil {
		return nil, fmt.Errorf("store: count %s: %w", c.name, err)
	}
	if len(s.Equal) != 1 {
		return nil, fmt.Errorf("store: count %s: %w: sets beside %s", c.name, ErrNoIndex, field)
	}
	at := slices.Index(s.Index.Fields, field)
	first := s.Equal[0]
	s.Equal = make([][]any, len(values))
	for i, v := range values {
		if v, err = valueOf(v); err != nil {
			return nil, fmt.Errorf("store: count %s: %s: %w", c.name, field, err)
		}
		s.Equal[i] = slices.Clone(first)
		s.Equal[i][at] = v
	}
	n, err := c.engine.CountEach(ctx, c.name, s, field)
	if err != nil {
		return nil, fmt.Errorf("store: count %s: %w", c.name, err)
	}
	return n, nil
}

// Counts is the part of an engine that answers many counts at once.
type Counts interface {
	// CountEach counts the records of each of the scan's combinations, which differ in
	// one field alone, in their order; limit and cursor aside.
	CountEach(ctx context.Context, collection string, s Scan, field string) ([]int64, error)
}
