package store

import (
	"errors"
	"reflect"
	"sync"
)

// Keeper is an engine that wants to know what it keeps: of which type the documents of
// each collection are.
type Keeper interface {
	Keeps(collection string, doc reflect.Type)
}

// keeps tells an engine, or what stands before it, if it wants to know.
func keeps(e Engine, collection string, doc reflect.Type) {
	for {
		if k, ok := e.(Keeper); ok {
			k.Keeps(collection, doc)
		}
		w, ok := e.(Wrapped)
		if !ok {
			return
		}
		e = w.Unwrap()
	}
}

// together is how many writes of one caller are under way at once.
const together = 32

// Together runs do on all items, many at once so that writes share the disk's sync,
// and joins the errors.
func Together[T any](items []T, do func(T) error) error {
	var (
		work sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	slots := make(chan struct{}, together)
	for _, item := range items {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()
			if err := do(item); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}
