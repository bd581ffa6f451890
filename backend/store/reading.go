package store

import (
	"context"
	"fmt"
	"iter"
	"reflect"

	"jemaa/backend/civic"
)

// Get reads one document; ErrNotFound when there is none. On an engine with a
// Memory its slices, maps and pointers are shared with other readers, who must
// not change what they lead to; so it is with all that this file gives.
func (c *Collection[T]) Get(ctx context.Context, id string) (*T, error) {
	doc, err := c.Look(ctx, id)
	if err != nil {
		return nil, err
	}
	return c.owned(doc), nil
}

// Look is Get of a document that is shared as a whole: nothing of it may be changed.
func (c *Collection[T]) Look(ctx context.Context, id string) (*T, error) {
	t, doc, found := c.recall(ctx, id)
	if !found {
		return c.fetch(ctx, id, t)
	}
	if doc == nil {
		return nil, fmt.Errorf("store: get %s/%s: %w", c.name, id, ErrNotFound)
	}
	return doc, nil
}

// own reads a document for somebody who changes it: nothing of it is shared.
func (c *Collection[T]) own(ctx context.Context, id string) (*T, error) {
	return c.fetch(ctx, id, ticket{})
}

// owned gives the reader the fields of a document that others may share.
func (c *Collection[T]) owned(doc *T) *T {
	if c.memory == nil || doc == nil {
		return doc
	}
	shallow := *doc
	return &shallow
}

// fetch reads a document from the engine, and keeps it when the ticket allows. That
// there is none is not kept: ids that are asked for one by one come from outside.
func (c *Collection[T]) fetch(ctx context.Context, id string, t ticket) (*T, error) {
	rs, err := c.engine.Get(ctx, c.name, []string{id})
	if err != nil {
		return nil, fmt.Errorf("store: get %s/%s: %w", c.name, id, err)
	}
	if len(rs) == 0 {
		return nil, fmt.Errorf("store: get %s/%s: %w", c.name, id, ErrNotFound)
	}
	doc, err := c.decode(rs[0])
	if err != nil {
		return nil, err
	}
	c.remember(t, doc)
	return doc, nil
}

// recall finds a document in memory, the one that everybody shares; nil for one that
// is known not to exist. What is not found may be remembered with the ticket.
func (c *Collection[T]) recall(ctx context.Context, id string) (ticket, *T, bool) {
	if c.memory == nil || ctx.Err() != nil {
		return ticket{}, nil, false
	}
	kept, found, t := c.memory.get(key{c.name, id})
	if !found {
		return t, nil, false
	}
	if kept == nil {
		return t, nil, true
	}
	doc, ok := kept.(*T) // not so when two types read one collection
	return t, doc, ok
}

// remember keeps a document, if it may; from then on others share it.
func (c *Collection[T]) remember(t ticket, doc *T) {
	if t.valid {
		v := reflect.ValueOf(doc)
		trim(v)
		c.memory.keep(t, doc, sizeOf(v))
	}
}

// GetAll reads up to MaxIDs documents, in the order of ids, leaving out those
// that do not exist.
func (c *Collection[T]) GetAll(ctx context.Context, ids []string) ([]*T, error) {
	if len(ids) > MaxIDs {
		return nil, fmt.Errorf("store: get %s: %d ids", c.name, len(ids))
	}
	once := make([]string, 0, len(ids))
	seen := make(map[string]struct{}, len(ids))
	for _, id := range ids {
		if _, twice := seen[id]; !twice {
			seen[id] = struct{}{}
			once = append(once, id)
		}
	}
	docs, err := c.LookAll(ctx, once)
	if err != nil {
		return nil, err
	}
	out := docs[:0]
	for _, doc := range docs {
		if doc != nil {
			out = append(out, c.owned(doc))
		}
	}
	return out, nil
}

// LookAll reads up to MaxIDs documents, each in the place of its id, nil for those
// that do not exist. They are shared as a whole: nothing of them may be changed.
func (c *Collection[T]) LookAll(ctx context.Context, ids []string) ([]*T, error) {
	if len(ids) > MaxIDs {
		return nil, fmt.Errorf("store: get %s: %d ids", c.name, len(ids))
	}
	docs := make([]*T, len(ids))
	var missing []string
	var wanted map[string]place
	for i, id := range ids {
		t, doc, found := c.recall(ctx, id)
		if found {
			docs[i] = doc
			continue
		}
		if wanted == nil {
			wanted = make(map[string]place, len(ids)-i)
		}
		p, twice := wanted[id]
		if !twice {
			missing, p.ticket = append(missing, id), t
		}
		p.at = append(p.at, i)
		wanted[id] = p
	}
	if len(missing) == 0 {
		return docs, nil
	}
	return docs, c.lookFor(ctx, missing, wanted, docs)
}

// lookFor reads what is missing at once, and puts it where it belongs.
func (c *Collection[T]) lookFor(ctx context.Context, missing []string, wanted map[string]place, docs []*T) error {
	rs, err := c.engine.Get(ctx, c.name, missing)
	if err != nil {
		return fmt.Errorf("store: get %s: %w", c.name, err)
	}
	for _, r := range rs {
		doc, err := c.decode(r)
		if err != nil {
			return err
		}
		p := wanted[r.ID]
		delete(wanted, r.ID)
		c.remember(p.ticket, doc)
		for _, i := range p.at {
			docs[i] = doc
		}
	}
	for _, p := range wanted {
		if p.ticket.valid {
			c.memory.keep(p.ticket, nil, 0)
		}
	}
	return nil
}

// place is where a missing document belongs in an answer, and its ticket.
type place struct {
	at     []int
	ticket ticket
}

// Find yields the query's documents, at most its Limit; the second value is the
// error that ended it, if any.
func (c *Collection[T]) Find(ctx context.Context, q Query) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		docs, _, err := c.scan(ctx, q, false)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, doc := range docs {
			if !yield(c.owned(doc), nil) {
				return
			}
		}
	}
}

// Page reads one page of a query and the cursor of the next one, "" at the end.
// While others write, a page may be shorter than its limit and still have a next
// one: a document is read after its place, and left out when it matches no more.
func (c *Collection[T]) Page(ctx context.Context, q Query) ([]*T, string, error) {
	docs, next, err := c.LookPage(ctx, q)
	for i := range docs {
		docs[i] = c.owned(docs[i])
	}
	return docs, next, err
}

// LookPage is Page of documents that are shared as a whole: nothing of them may be
// changed.
func (c *Collection[T]) LookPage(ctx context.Context, q Query) ([]*T, string, error) {
	if q.Limit <= 0 {
		q.Limit = civic.MaxPage
	}
	q.Limit = min(q.Limit, MaxScan-1) + 1
	return c.scan(ctx, q, true)
}

// scan reads a query's documents; when paged the last one only tells that more
// follow, and the cursor is of the one before it.
func (c *Collection[T]) scan(ctx context.Context, q Query, paged bool) ([]*T, string, error) {
	s, err := q.plan(c.indexes)
	if err != nil {
		return nil, "", fmt.Errorf("store: find %s: %w", c.name, err)
	}
	// Who reads long pages reads everything once: that stays out of the memory.
	if m := c.matchers[s.Index.Name]; c.memory != nil && m != nil && s.Limit <= civic.MaxPage+1 {
		return c.scanPlaces(ctx, s, m, paged)
	}
	records, err := c.engine.Find(ctx, c.name, s)
	if err != nil {
		return nil, "", fmt.Errorf("store: find %s: %w", c.name, err)
	}
	next := ""
	if paged && len(records) == s.Limit {
		records = records[:s.Limit-1]
		next = positionOf(records[s.Limit-2], s.Index, q.Sort).Cursor()
	}
	docs := make([]*T, len(records))
	for i, r := range records {
		if docs[i], err = c.decode(r); err != nil {
			return nil, "", err
		}
	}
	return docs, next, nil
}

// scanPlaces asks the index alone, and takes the documents from memory.
func (c *Collection[T]) scanPlaces(ctx context.Context, s Scan, m *matcher, paged bool) ([]*T, string, error) {
	places, err := c.sole.Places(ctx, c.name, s)
	if err != nil {
		return nil, "", fmt.Errorf("store: find %s: %w", c.name, err)
	}
	next := ""
	if paged && len(places) == s.Limit {
		places = places[:s.Limit-1]
		next = places[s.Limit-2].Cursor()
	}
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	docs, err := c.LookAll(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	out := docs[:0]
	for _, doc := range docs {
		if doc != nil && m.matches(s, reflect.ValueOf(doc).Elem(), c.head(doc)) {
			out = append(out, doc)
		}
	}
	return out, next, nil
}
