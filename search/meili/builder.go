package meili

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

const (
	// skew is how far the clocks of two processes may differ. What another one put that long
	// before a build began is carried over for nothing, at worst a document that is no more.
	skew = 2 * time.Minute
	// idle is how long a rebuild of another process may be silent before it counts as dead.
	idle = time.Minute
)

// Builder is a search.Builder.
type Builder struct {
	index *Index
	uid   string
	began int64 // the stamp before which all writes of this process were done

	mu   sync.Mutex
	over bool // swapped or abandoned
}

var errOver = errors.New("the rebuild is over")

// Rebuild is search.Index.Rebuild. Another process's rebuild is known by its second index.
func (x *Index) Rebuild(ctx context.Context) (search.Builder, error) {
	if err := x.enter(ctx); err != nil {
		return nil, fmt.Errorf("search rebuild: %w", err)
	}
	b := &Builder{index: x, uid: x.options.Index + "_new"}
	x.mu.Lock()
	taken := x.building != nil
	if !taken {
		x.building = b
	}
	x.mu.Unlock()
	if taken {
		return nil, fmt.Errorf("search rebuild: %w", search.ErrBuilding)
	}
	if err := x.makeRoom(ctx, b.uid); err != nil {
		b.end()
		return nil, fmt.Errorf("search rebuild: %w", err)
	}
	x.swapping.Lock() // until the writes under way are done
	b.began = x.stamp()
	x.swapping.Unlock()
	return b, nil
}

// makeRoom sweeps away what a dead rebuild left and makes the second index.
func (x *Index) makeRoom(ctx context.Context, uid string) error {
	left, err := x.server.GetIndexWithContext(ctx, uid)
	var e *meilisearch.Error
	switch {
	case err == nil && x.options.Now().Sub(left.UpdatedAt) < idle:
		return fmt.Errorf("%w: by another process", search.ErrBuilding)
	case err == nil:
		if err := x.drop(ctx, uid); err != nil {
			return err
		}
	case !errors.As(err, &e) || e.MeilisearchApiError.Code != codeNoIndex:
		return x.failure(ctx, err)
	}
	if err := x.create(ctx, uid); isCode(err, codeIndexThere) {
		return fmt.Errorf("%w: by another process", search.ErrBuilding)
	} else if err != nil {
		return err
	}
	if err := x.configure(ctx, uid); err != nil {
		// Half made, it would look like another process's rebuild until it is idle.
		return errors.Join(err, x.drop(context.WithoutCancel(ctx), uid))
	}
	return nil
}

// drop takes an index away; one that is not there is no error.
func (x *Index) drop(ctx context.Context, uid string) error {
	task, err := x.server.DeleteIndexWithContext(ctx, uid)
	if err := x.done(ctx, task, err); err != nil && !isCode(err, codeNoIndex) {
		return fmt.Errorf("drop %s: %w", uid, err)
	}
	return nil
}

// Put is search.Builder.Put.
func (b *Builder) Put(ctx context.Context, docs []search.Document) error {
	x := b.index
	prepared, err := x.rules.PrepareAll(docs)
	if err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	if err := b.enter(ctx); err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	if len(prepared) == 0 {
		return nil
	}
	writes := make([]document, len(prepared))
	for i, p := range prepared {
		writes[i] = x.documentOf(p, b.began) // older than all that is put from now on
	}
	newer := func(d, kept document) bool { return d.Rev >= kept.Rev }
	if err := x.write(ctx, b.uid, writes, newer); err != nil {
		return fmt.Errorf("search rebuild put: %w", err)
	}
	return nil
}

func (b *Builder) enter(ctx context.Context) error {
	if err := b.index.enter(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.over {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, errOver)
	}
	return nil
}

// Swap is search.Builder.Swap. Writes of this process wait for it, searches do not.
func (b *Builder) Swap(ctx context.Context) error {
	if err := b.enter(ctx); err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	x := b.index
	live := x.options.Index
	// Most of it now, so that little is left for the moment when the live index lacks it.
	if err := x.carry(ctx, live, b.uid, b.began); err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	x.swapping.Lock()
	defer x.swapping.Unlock()
	task, err := x.server.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{live, b.uid}}})
	if err := x.done(ctx, task, err); err != nil {
		return fmt.Errorf("search rebuild swap: %w", err)
	}
	b.end()
	// Every write that any process sent before the swap is now in the second index, for good.
	if err := x.carry(ctx, b.uid, live, b.began); err != nil {
		return fmt.Errorf("search rebuild swap: the new index is live, without the last writes: rebuild it again: %w", err)
	}
	mark := []document{{Key: markKey, Gone: true, By: x.self, Fingerprint: x.rules.Fingerprint()}}
	task, err = x.server.Index(live).AddDocumentsWithContext(ctx, mark, nil)
	if err := x.done(ctx, task, err); err != nil {
		return fmt.Errorf("search rebuild swap: the new index is live: mark it: %w", err)
	}
	if err := x.drop(ctx, b.uid); err != nil {
		return fmt.Errorf("search rebuild swap: the new index is live: %w", err)
	}
	return nil
}

// carry copies what was put into one index since a stamp of this process, tombstones too,
// unless the other has something newer.
func (x *Index) carry(ctx context.Context, from, to string, since int64) error {
	newer := func(d, kept document) bool { return d.Rev > kept.Rev || d.Rev == kept.Rev && d.Put > kept.Put }
	ours := fmt.Sprintf("%s = %q AND %s > %d", fieldBy, x.self, fieldPut, since)
	theirs := fmt.Sprintf("%s != %q AND %s > %d", fieldBy, x.self, fieldPut, since-skew.Milliseconds())
	query := &meilisearch.DocumentsQuery{Limit: search.MaxBatch, Filter: "(" + ours + ") OR (" + theirs + ")"}
	for {
		var page meilisearch.DocumentsResult
		if err := x.server.Index(from).GetDocumentsWithContext(ctx, query, &page); err != nil {
			return fmt.Errorf("read what was put meanwhile: %w", x.failure(ctx, err))
		}
		if len(page.Results) == 0 {
			return nil
		}
		writes := make([]document, len(page.Results))
		for i, hit := range page.Results {
			var err error
			if writes[i], err = decode(hit); err != nil {
				return err
			}
		}
		if err := x.write(ctx, to, writes, newer); err != nil {
			return fmt.Errorf("carry over what was put meanwhile: %w", err)
		}
		query.Offset += int64(len(page.Results))
	}
}

// end lets another rebuild begin.
func (b *Builder) end() {
	b.mu.Lock()
	b.over = true
	b.mu.Unlock()
	b.index.mu.Lock()
	defer b.index.mu.Unlock()
	if b.index.building == b {
		b.index.building = nil
	}
}

// Abandon is search.Builder.Abandon.
func (b *Builder) Abandon() error {
	b.mu.Lock()
	over := b.over
	b.mu.Unlock()
	if over {
		return nil
	}
	b.end()
	ctx, cancel := context.WithTimeout(context.Background(), b.index.options.Patience)
	defer cancel()
	if err := b.index.drop(ctx, b.uid); err != nil {
		return fmt.Errorf("search rebuild abandon: %w", err)
	}
	return nil
}

// Drop takes the index away, and what an unfinished rebuild left of it: for tests and for
// giving up a server.
func Drop(ctx context.Context, o Options) error {
	x, err := Open(o)
	if err != nil {
		return err
	}
	defer x.Close()
	return errors.Join(x.drop(ctx, x.options.Index), x.drop(ctx, x.options.Index+"_new"))
}
