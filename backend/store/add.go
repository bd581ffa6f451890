package store

import (
	"context"
	"errors"
	"fmt"
)

// Add is Put for documents that are seldom there already: it tries to insert
// first, and reads only when the id is taken.
func (c *Collection[T]) Add(ctx context.Context, fresh *T, messages []Message, change func(*T) ([]Message, error)) (*T, error) {
	id := c.head(fresh).ID
	err := c.Insert(ctx, fresh, messages...)
	if !errors.Is(err, ErrExists) {
		return fresh, err
	}
	return c.Put(ctx, id, func() (*T, []Message, error) {
		again := *fresh // purged in between
		return &again, messages, nil
	}, change)
}

// Replace writes a document over the revision at which the caller read it, with its
// messages, and fills in its Meta; ErrStale when others came between, ErrNotFound
// when it has gone. The caller owns what doc points to, and not what slices and maps
// in it share with other readers.
func (c *Collection[T]) Replace(ctx context.Context, doc *T, messages ...Message) error {
	h := c.head(doc)
	before := *h
	if err := c.replace(ctx, doc, messages); err != nil {
		*h = before
		return fmt.Errorf("store: replace %s/%s: %w", c.name, h.ID, err)
	}
	return nil
}
