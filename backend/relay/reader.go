package relay

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"jemaa/backend/store"
)

const keptPages = 32 // pages that couriers which follow may still ask for

// reader reads one collection's messages once for all its couriers, which follow
// each other at their own pace. Only where messages arrive in the order of their
// marks, so that what follows a mark never changes save at the end.
type reader struct {
	collection string
	outbox     store.Outbox
	ordered    bool
	written    atomic.Uint64 // how often anything may have been added

	mu    sync.Mutex // held while reading: who comes meanwhile wants the same
	pages []read     // the youngest last
	end   string     // behind this mark there was nothing
	seen  uint64     // when so much had been written
}

type read struct {
	after string
	page  []store.Pending
}

// next gives what follows a mark. The page is shared and must not be changed.
func (r *reader) next(ctx context.Context, after string, limit int) ([]store.Pending, error) {
	if !r.ordered || after == "" || limit < pageSize {
		return r.outbox.Pending(ctx, r.collection, after, limit)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range slices.Backward(r.pages) {
		if p.after == after {
			return p.page, nil
		}
	}
	written := r.written.Load()
	if r.end == after && r.seen == written {
		return nil, nil
	}
	page, err := r.outbox.Pending(ctx, r.collection, after, limit)
	if err != nil {
		return nil, err
	}
	if len(page) == 0 {
		r.end, r.seen = after, written
		return nil, nil
	}
	if len(r.pages) == keptPages {
		r.pages = slices.Delete(r.pages, 0, 1)
	}
	r.pages = append(r.pages, read{after, page})
	return page, nil
}

// forget drops what was read, for who begins again.
func (r *reader) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages, r.end = nil, ""
}
