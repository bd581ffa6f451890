package relay

import (
	"context"
	"sync"

	"jemaa/backend/store"
)

// Waker is an engine that tells a relay of every write that left messages.
type Waker struct {
	store.Engine
	mu    sync.RWMutex
	rings []func(collection string)
}

// Waking wraps an engine: collections are opened on what it returns, and the
// relay is given the same.
func Waking(e store.Engine) *Waker { return &Waker{Engine: e} }

// Unwrap gives the engine itself: waking changes no document.
func (w *Waker) Unwrap() store.Engine { return w.Engine }

func (w *Waker) listen(ring func(string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rings = append(w.rings, ring)
}

func (w *Waker) told(collection string, m []store.Message, err error) error {
	if err != nil || len(m) == 0 {
		return err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, ring := range w.rings {
		ring(collection)
	}
	return nil
}

// Insert writes, and wakes the relay when there are messages.
func (w *Waker) Insert(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	return w.told(collection, m, w.Engine.Insert(ctx, collection, r, m))
}

// Replace writes, and wakes the relay when there are messages.
func (w *Waker) Replace(ctx context.Context, collection string, r store.Record, m []store.Message) error {
	return w.told(collection, m, w.Engine.Replace(ctx, collection, r, m))
}
