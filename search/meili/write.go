package meili

import (
	"context"
	"fmt"
	"sync"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

// Put is search.Index.Put. It returns when the server has finished the task.
func (x *Index) Put(ctx context.Context, docs []search.Document) error {
	prepared, err := x.rules.PrepareAll(docs)
	if err != nil {
		return fmt.Errorf("search put: %w", err)
	}
	writes := make([]document, len(prepared))
	for i, p := range prepared {
		writes[i] = x.documentOf(p, 0)
	}
	newer := func(d, kept document) bool { return d.Rev >= kept.Rev }
	if err := x.change(ctx, writes, newer); err != nil {
		return fmt.Errorf("search put: %w", err)
	}
	return nil
}

// Delete is search.Index.Delete.
func (x *Index) Delete(ctx context.Context, refs []search.Ref) error {
	if err := search.CheckRefs(refs); err != nil {
		return fmt.Errorf("search delete: %w", err)
	}
	writes := make([]document, 0, len(refs))
	place := map[string]int{}
	for _, ref := range refs {
		d := document{Key: ref.Key(), Rev: ref.Rev, Gone: true, By: x.self}
		if i, twice := place[d.Key]; !twice {
			place[d.Key] = len(writes)
			writes = append(writes, d)
		} else if ref.Rev == 0 || writes[i].Rev != 0 && ref.Rev > writes[i].Rev {
			writes[i] = d
		}
	}
	newer := func(d, kept document) bool { return d.Rev >= kept.Rev || d.Rev == 0 }
	if err := x.change(ctx, writes, newer); err != nil {
		return fmt.Errorf("search delete: %w", err)
	}
	return nil
}

// stamp is the time in Unix milliseconds, later than any stamp of this process before.
func (x *Index) stamp() int64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.last = max(x.options.Now().UnixMilli(), x.last+1)
	return x.last
}

// A rule says whether a document replaces the kept one.
type rule func(d, kept document) bool

// change writes to the live index, while nobody else in this process writes the same
// documents and no swap is under way.
func (x *Index) change(ctx context.Context, writes []document, replaces rule) error {
	if err := x.enter(ctx); err != nil {
		return err
	}
	if len(writes) == 0 {
		return nil
	}
	x.swapping.RLock()
	defer x.swapping.RUnlock()
	keys := make([]string, len(writes))
	for i, d := range writes {
		keys[i] = d.Key
	}
	if err := x.busy.take(ctx, keys); err != nil {
		return err
	}
	defer x.busy.leave(keys)
	// Stamped here, where no rebuild can begin: one that does sees a write done or later.
	stamp := x.stamp()
	for i := range writes {
		writes[i].Put = stamp
	}
	return x.write(ctx, x.options.Index, writes, replaces)
}

// write writes the documents that the rule lets through and waits for the server.
func (x *Index) write(ctx context.Context, uid string, writes []document, replaces rule) error {
	keys := make([]string, len(writes))
	for i, d := range writes {
		keys[i] = d.Key
	}
	kept, err := x.fetch(ctx, uid, keys)
	if err != nil {
		return fmt.Errorf("read revisions: %w", err)
	}
	var batch []document
	for _, d := range writes {
		old, known := kept[d.Key]
		if known && !replaces(d, old) {
			continue
		}
		if d.Gone {
			d.Rev = max(d.Rev, old.Rev)
		}
		batch = append(batch, d)
	}
	if len(batch) == 0 {
		return nil
	}
	task, err := x.server.Index(uid).AddDocumentsWithContext(ctx, batch, nil)
	if err := x.done(ctx, task, err); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// fetch reads what is kept of documents for comparing: revision, time, mark.
func (x *Index) fetch(ctx context.Context, uid string, keys []string) (map[string]document, error) {
	var page meilisearch.DocumentsResult
	query := &meilisearch.DocumentsQuery{Ids: keys, Limit: int64(len(keys)), Fields: []string{fieldKey, "rev", fieldPut, fieldGone, "fingerprint"}}
	if err := x.server.Index(uid).GetDocumentsWithContext(ctx, query, &page); err != nil {
		return nil, x.failure(ctx, err)
	}
	out := make(map[string]document, len(page.Results))
	for _, hit := range page.Results {
		d, err := decode(hit)
		if err != nil {
			return nil, err
		}
		out[d.Key] = d
	}
	return out, nil
}

// busy are the documents that somebody in this process is writing.
type busy struct {
	mu    sync.Mutex
	keys  map[string]bool
	freed chan struct{} // closed and made anew when some are free again
}

// take waits until none of the keys is taken and takes them all.
func (b *busy) take(ctx context.Context, keys []string) error {
	for {
		freed := b.tryTake(keys)
		if freed == nil {
			return nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tryTake takes all keys and returns nil, or takes none and returns what to wait for.
func (b *busy) tryTake(keys []string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.freed == nil {
		b.freed = make(chan struct{})
	}
	for _, k := range keys {
		if b.keys[k] {
			return b.freed
		}
	}
	for _, k := range keys {
		b.keys[k] = true
	}
	return nil
}

func (b *busy) leave(keys []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range keys {
		delete(b.keys, k)
	}
	close(b.freed)
	b.freed = make(chan struct{})
}
