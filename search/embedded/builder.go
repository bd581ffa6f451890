package embedded

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"jemaa/search"
)

// Builder is a search.Builder: a generation beside the live one, which gets every live
// write too.
type Builder struct {
	index *Index
	next  *generation
	ended context.Context // when the build is over
	end   context.CancelFunc

	mu      sync.Mutex
	spoiled error // a live write that did not reach next
	over    bool  // swapped or abandoned
}

var errOver = errors.New("the rebuild is over")

// Rebuild is search.Index.Rebuild.
func (x *Index) Rebuild(ctx context.Context) (search.Builder, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("search rebuild: %w", err)
	}
	x.writing.Lock() // so that every write goes to both or began before
	defer x.writing.Unlock()
	x.mu.Lock()
	closed, busy := x.closed, x.building != nil
	x.mu.Unlock()
	if closed {
		return nil, fmt.Errorf("search rebuild: %w: closed", search.ErrUnavailable)
	}
	if busy {
		return nil, fmt.Errorf("search rebuild: %w", search.ErrBuilding)
	}
	next, err := x.folder.create()
	if err != nil {
		return nil, fmt.Errorf("search rebuild: %w: %w", search.ErrUnavailable, err)
	}
	b := &Builder{index: x, next: next}
	b.ended, b.end = context.WithCancel(context.Background())
	x.mu.Lock()
	x.building = b
	x.mu.Unlock()
	return b, nil
}

// Put is search.Builder.Put.
func (b *Builder) Put(ctx context.Context, docs []search.Document) error {
	entries, err := b.index.entries(docs)
	if err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	if err := b.enter(ctx); err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	defer b.next.users.Done()
	if err := b.next.write(entries, keepLive); err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	return nil
}

// enter holds next open unless the build is over.
func (b *Builder) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, errOver)
	}
	b.next.users.Add(1)
	return nil
}

// Swap is search.Builder.Swap. It first merges what was put into one segment, which is the
// fastest to search, while writes go on.
func (b *Builder) Swap(ctx context.Context) error {
	if err := b.enter(ctx); err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	err := b.merge(ctx)
	b.next.users.Done()
	if err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	old, err := b.swap()
	if err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	if err := old.remove(); err != nil {
		return fmt.Errorf("search rebuild swap: the new index is live: remove the old one: %w", err)
	}
	return nil
}

// merge stops when the context or the build ends.
func (b *Builder) merge(ctx context.Context) error {
	merging, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(b.ended, cancel)()
	if err := b.next.merge(merging); err != nil {
		return fmt.Errorf("%w: merge: %w", search.ErrUnavailable, err)
	}
	return ctx.Err()
}

// swap puts next in the place of the live generation, which it returns.
func (b *Builder) swap() (old *generation, err error) {
	x := b.index
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := b.finish(); err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old = x.live
	x.live, x.building = b.next, nil
	return old, nil
}

// finish marks next as whole and makes it the one that the next start opens.
func (b *Builder) finish() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, errOver)
	}
	if b.spoiled != nil {
		return fmt.Errorf("a write did not reach the new index: %w", b.spoiled)
	}
	if err := b.next.index.SetInternal(builtKey, []byte(b.index.rules.Fingerprint())); err != nil {
		return fmt.Errorf("%w: mark: %w", search.ErrUnavailable, err)
	}
	if err := b.index.folder.point(b.next); err != nil {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
	}
	b.over = true
	b.end()
	return nil
}

// Abandon is search.Builder.Abandon.
func (b *Builder) Abandon() error {
	b.index.writing.Lock()
	defer b.index.writing.Unlock()
	return b.abandon()
}

// abandon is for who holds writing.
func (b *Builder) abandon() error {
	b.mu.Lock()
	if b.over {
		b.mu.Unlock()
		return nil
	}
	b.over = true
	b.end()
	b.mu.Unlock()
	b.index.mu.Lock()
	b.index.building = nil
	b.index.mu.Unlock()
	if err := b.next.remove(); err != nil {
		return fmt.Errorf("search rebuild abandon: %w", err)
	}
	return nil
}

func (b *Builder) spoil(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spoiled = err
}
