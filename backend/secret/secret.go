// Package secret keeps what the program must invent once and never change: the
// key that signs pushes, the pepper of one-time codes. The first process to ask
// makes the secret; any that asks at the same moment, and every later start,
// gets the very same bytes, because the name is the document's id and only one
// Insert of an id succeeds.
package secret

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Secret is one kept value; its id is its name.
type Secret struct {
	store.Meta
	Value []byte `json:"value"`
}

// MaxValue is the most bytes a secret may have.
const MaxValue = 4096

// Open declares the collection "secret".
func Open(ctx context.Context, e store.Engine, clock civic.Clock) (*store.Collection[Secret], error) {
	return store.Open[Secret](ctx, e, clock, "secret")
}

// Keep returns the secret of that name, making it first when there is none. Of
// several who make it at once, all get the one that was kept. The errors are
// those of the store and of invent, wrapped.
func Keep(ctx context.Context, c *store.Collection[Secret], name string, invent func() ([]byte, error)) ([]byte, error) {
	kept, err := c.Get(ctx, name)
	if err == nil {
		return kept.Value, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("secret: keep %s: %w", name, err)
	}
	value, err := invent()
	if err != nil {
		return nil, fmt.Errorf("secret: make %s: %w", name, err)
	}
	if len(value) == 0 || len(value) > MaxValue {
		return nil, fmt.Errorf("secret: make %s: %d bytes, want 1 to %d", name, len(value), MaxValue)
	}
	fresh := &Secret{Meta: store.Meta{ID: name}, Value: value}
	err = c.Insert(ctx, fresh)
	if err == nil {
		return value, nil
	}
	if !errors.Is(err, store.ErrExists) {
		return nil, fmt.Errorf("secret: keep %s: %w", name, err)
	}
	if kept, err = c.Get(ctx, name); err != nil {
		return nil, fmt.Errorf("secret: keep %s: %w", name, err)
	}
	return kept.Value, nil
}

// Random invents n random bytes: the make of a pepper.
func Random(n int) func() ([]byte, error) {
	return func() ([]byte, error) {
		b := make([]byte, n)
		_, _ = rand.Read(b) // crypto/rand.Read never fails since Go 1.24
		return b, nil
	}
}
