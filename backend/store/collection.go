package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"

	quick "github.com/go-json-experiment/json"

	"jemaa/backend/civic"
)

// Document is what a Collection keeps: a pointer to a struct that embeds Meta.
type Document[T any] interface {
	*T
	Head() *Meta
}

// Collection is a typed view of one collection of an engine.
type Collection[T any] struct {
	engine  Engine
	name    string
	indexes []Index
	clock   civic.Clock
	head    func(*T) *Meta

	sole     Sole    // nil on an engine that others write to as well
	memory   *Memory // its memory
	matchers map[string]*matcher
}

// Open declares a collection with its indexes on an engine. P is inferred.
func Open[T any, P Document[T]](ctx context.Context, e Engine, clock civic.Clock, name string, indexes ...Index) (*Collection[T], error) {
	if err := CheckDeclaration(name, indexes); err != nil {
		return nil, err
	}
	if err := e.Declare(ctx, name, indexes); err != nil {
		return nil, fmt.Errorf("store: declare %s: %w", name, err)
	}
	c := &Collection[T]{
		engine: e, name: name, indexes: indexes, clock: clock, sole: soleOf(e), matchers: map[string]*matcher{},
		head: func(t *T) *Meta { return P(t).Head() },
	}
	if c.sole != nil {
		c.memory = c.sole.Memory()
	}
	keeps(e, name, reflect.TypeFor[T]())
	for _, x := range indexes {
		c.matchers[x.Name] = matcherOf(reflect.TypeFor[T](), x)
	}
	return c, nil
}

// Name is the collection's name.
func (c *Collection[T]) Name() string { return c.name }

// Insert writes a new document with its messages and fills in its Meta; ErrExists
// when the id is taken.
func (c *Collection[T]) Insert(ctx context.Context, doc *T, messages ...Message) error {
	h := c.head(doc)
	if h.ID == "" || len(messages) > MaxMessages {
		return fmt.Errorf("store: insert %s: id %q with %d messages", c.name, h.ID, len(messages))
	}
	h.Rev, h.ChangedAt = 1, c.clock.Now()
	r, err := c.encode(doc)
	if err != nil {
		return err
	}
	if err := c.engine.Insert(ctx, c.name, r, messages); err != nil {
		return fmt.Errorf("store: insert %s/%s: %w", c.name, h.ID, err)
	}
	return nil
}

// ErrUnchanged may be returned by an Update's change to say that there is
// nothing to write; Update then returns the document as it is, without error.
var ErrUnchanged = errors.New("store: unchanged")

// maxTries is how often a write is tried anew when others come between.
const maxTries = 100

// Update reads a document, lets change alter it, and writes it over the revision
// that was read, again and again until nobody came between. The change may run
// several times and must not keep anything from an earlier run; an error of its
// own ends the update and is returned as it is.
func (c *Collection[T]) Update(ctx context.Context, id string, change func(*T) ([]Message, error)) (*T, error) {
	for try := 0; ; try++ {
		doc, err := c.own(ctx, id)
		if err != nil {
			return nil, err
		}
		messages, err := change(doc)
		if errors.Is(err, ErrUnchanged) {
			return doc, nil
		}
		if err != nil {
			return nil, err
		}
		err = c.replace(ctx, doc, messages)
		if err == nil {
			return doc, nil
		}
		if !errors.Is(err, ErrStale) || try >= maxTries {
			return nil, fmt.Errorf("store: update %s/%s: %w", c.name, id, err)
		}
		if err := pause(ctx, try); err != nil {
			return nil, err
		}
	}
}

func (c *Collection[T]) replace(ctx context.Context, doc *T, messages []Message) error {
	h := c.head(doc)
	h.Rev++
	h.ChangedAt = c.clock.Now()
	r, err := c.encode(doc)
	if err != nil {
		return err
	}
	return c.engine.Replace(ctx, c.name, r, messages)
}

// pause waits a random moment that grows with the tries, up to 50 ms.
func pause(ctx context.Context, try int) error {
	d := time.Duration(rand.Int64N(int64(min(50, try+1)) * int64(time.Millisecond)))
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// Put inserts a document or changes the one that is there: for edges and other
// documents whose id says what they are. fresh makes the new document.
func (c *Collection[T]) Put(ctx context.Context, id string, fresh func() (*T, []Message, error), change func(*T) ([]Message, error)) (*T, error) {
	for try := 0; ; try++ {
		doc, err := c.Update(ctx, id, change)
		if !errors.Is(err, ErrNotFound) {
			return doc, err
		}
		doc, messages, err := fresh()
		if err != nil {
			return nil, err
		}
		if err = c.Insert(ctx, doc, messages...); err == nil {
			return doc, nil
		}
		if !errors.Is(err, ErrExists) || try >= maxTries {
			return nil, err
		}
	}
}

// Purge removes documents for good, save those that still hold messages; it is
// for sweepers, never for a command. It returns how many it removed.
func (c *Collection[T]) Purge(ctx context.Context, ids ...string) (int, error) {
	n, err := c.engine.Purge(ctx, c.name, ids)
	if err != nil {
		return n, fmt.Errorf("store: purge %s: %w", c.name, err)
	}
	return n, nil
}

// Count counts the query's documents, its limit aside.
func (c *Collection[T]) Count(ctx context.Context, q Query) (int64, error) {
	s, err := q.plan(c.indexes)
	if err != nil {
		return 0, fmt.Errorf("store: count %s: %w", c.name, err)
	}
	n, err := c.engine.Count(ctx, c.name, s)
	if err != nil {
		return 0, fmt.Errorf("store: count %s: %w", c.name, err)
	}
	return n, nil
}

func (c *Collection[T]) encode(doc *T) (Record, error) {
	h := c.head(doc)
	b, err := json.Marshal(doc)
	if err != nil {
		return Record{}, fmt.Errorf("store: encode %s/%s: %w", c.name, h.ID, err)
	}
	if len(b) > MaxDocument {
		return Record{}, fmt.Errorf("store: encode %s/%s: %d bytes: %w", c.name, h.ID, len(b), ErrTooLarge)
	}
	return Record{ID: h.ID, Rev: h.Rev, ChangedAt: h.ChangedAt, Doc: b}, nil
}

// decode reads a record with the quicker of two readers, which also wastes less
// memory on short texts that many documents have in common. Where that one is
// stricter than whoever wrote, encoding/json has the word.
func (c *Collection[T]) decode(r Record) (*T, error) {
	doc := new(T)
	if quick.Unmarshal(r.Doc, doc) != nil {
		doc = new(T)
		if err := json.Unmarshal(r.Doc, doc); err != nil {
			return nil, fmt.Errorf("store: decode %s/%s: %w", c.name, r.ID, err)
		}
	}
	*c.head(doc) = Meta{ID: r.ID, Rev: r.Rev, ChangedAt: r.ChangedAt}
	return doc, nil
}
