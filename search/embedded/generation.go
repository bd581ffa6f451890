package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bolt "go.etcd.io/bbolt/errors"

	"jemaa/search"
)

// builtKey holds the fingerprint of the rules under which a finished rebuild filled the index.
var builtKey = []byte("jemaa.built")

// generation is one bleve index, on disk or in memory.
type generation struct {
	path  string // empty: in memory
	index bleve.Index
	users sync.WaitGroup // searches and writes under way

	columns columns

	writing sync.Mutex // one writer at a time: a revision is compared and written in one go
}

func newGeneration(path string) (*generation, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultMapping.Enabled = false // documents come with their fields made
	index, err := bleve.NewUsing(path, mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("new index: %w", err)
	}
	return &generation{path: path, index: index}, nil
}

// errBroken: there is an index, but it cannot be read.
var errBroken = errors.New("index files are broken")

// openGeneration opens an index on disk. A damaged file may make bleve panic, which is
// errBroken like its errors; one that another process holds is search.ErrUnavailable.
func openGeneration(path string) (g *generation, err error) {
	defer func() {
		if r := recover(); r != nil {
			g, err = nil, fmt.Errorf("%w: panic: %v", errBroken, r)
		}
	}()
	opened, err := bleve.OpenUsing(path, map[string]any{"bolt_timeout": "2s"})
	switch {
	case errors.Is(err, bolt.ErrTimeout):
		return nil, fmt.Errorf("%w: another process has it open", search.ErrUnavailable)
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("open index: %w", err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	g = &generation{path: path, index: opened}
	if err := g.probe(); err != nil {
		_ = opened.Close()
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	return g, nil
}

// probe reads a little of everything, so that damage shows at the start.
func (g *generation) probe() error {
	if _, err := g.index.GetInternal(builtKey); err != nil {
		return err
	}
	req := bleve.NewSearchRequestOptions(bleve.NewMatchAllQuery(), 3, 0, false)
	req.Fields = []string{fieldSource}
	_, err := g.index.Search(req)
	return err
}

// merge makes one segment of all that is kept, with little memory, until the context ends.
func (g *generation) merge(ctx context.Context) error {
	if g.path == "" {
		return nil // bleve merges what is in memory when it writes
	}
	advanced, err := g.index.Advanced()
	if err != nil {
		return err
	}
	merger, ok := advanced.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("not a scorch index: %T", advanced)
	}
	o := mergeplan.SingleSegmentMergePlanOptions
	o.SegmentsPerMergeTask = 1000 // all of them in one go
	return merger.ForceMerge(ctx, &o)
}

// close waits until nobody uses the generation any more.
func (g *generation) close() error {
	g.users.Wait()
	return g.index.Close()
}

// remove closes the generation and takes its files away.
func (g *generation) remove() error {
	err := g.close()
	if g.path == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(g.path))
}

// entry is one thing to write: a document, or the memory of one that is gone.
type entry struct {
	key      string
	rev      int64 // of one gone: 0 means whatever is kept
	gone     bool
	document search.Prepared // when it is not gone
}

// add puts what is to be kept into a batch, in place of that of a revision.
func (e entry) add(batch *bleve.Batch, kept int64) error {
	if e.gone {
		return batch.IndexAdvanced(tombstone(e.key, max(e.rev, kept)))
	}
	return batch.IndexAdvanced(documentOf(e.document))
}

// A rule says whether an entry replaces a kept one of this revision.
type rule func(e entry, kept int64) bool

// keepNewer is for writes as they happen: the last of equal revisions wins.
func keepNewer(e entry, kept int64) bool { return e.rev >= kept || e.gone && e.rev == 0 }

// keepLive is for a build: what was written since it began wins.
func keepLive(e entry, kept int64) bool { return e.rev > kept }

// snapshot is the index as it is now, until done is called.
func (g *generation) snapshot() (s *scorch.IndexSnapshot, done func(), err error) {
	advanced, err := g.index.Advanced()
	if err != nil {
		return nil, nil, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return nil, nil, err
	}
	s, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, nil, errors.Join(fmt.Errorf("not a scorch index: %T", reader), reader.Close())
	}
	return s, func() { _ = s.Close() }, nil
}

// write writes the entries that the rule lets through, in one batch, durably.
func (g *generation) write(entries []entry, replaces rule) error {
	g.writing.Lock()
	defer g.writing.Unlock()
	known, err := g.revisions(entries)
	if err != nil {
		return fmt.Errorf("%w: read revisions: %w", search.ErrUnavailable, err)
	}
	batch := g.index.NewBatch()
	for _, e := range entries {
		kept, is := known[e.key]
		if is && !replaces(e, kept) {
			continue
		}
		if err := e.add(batch, kept); err != nil {
			return fmt.Errorf("batch: %w", err)
		}
		known[e.key] = max(e.rev, kept) // Delete may name one thing twice
	}
	if batch.Size() == 0 {
		return nil
	}
	if err := g.index.Batch(batch); err != nil {
		return fmt.Errorf("%w: write batch: %w", search.ErrUnavailable, err)
	}
	return nil
}

// revisions reads the revisions that are kept under the keys of entries, of documents and
// tombstones.
func (g *generation) revisions(entries []entry) (map[string]int64, error) {
	snapshot, done, err := g.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	known := map[string]int64{}
	for _, part := range snapshot.Segments() {
		dict, err := part.Segment().Dictionary("_id")
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			docs, err := postings(dict, e.key)
			if err != nil {
				return nil, err
			}
			for it := docs.Iterator(); it.HasNext(); {
				doc := it.Next()
				if gone := part.Deleted(); gone != nil && gone.Contains(doc) {
					continue
				}
				if known[e.key], err = revision(part, uint64(doc)); err != nil {
					return nil, fmt.Errorf("%s: %w", e.key, err)
				}
			}
		}
	}
	return known, nil
}

func revision(part *scorch.SegmentSnapshot, doc uint64) (rev int64, err error) {
	damage := errDamaged // unless it is there
	err = part.VisitDocument(doc, func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldSource {
			rev, damage = decodeRev(value)
		}
		return true // to stop would give bleve's buffer to two readers
	})
	return rev, errors.Join(err, damage)
}
