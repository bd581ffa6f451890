package embedded

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
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
	key  string
	rev  int64 // of one gone: 0 means whatever is kept
	gone bool
	doc  *document.Document
}

// A rule says whether an entry replaces a kept one of this revision.
type rule func(e entry, kept int64) bool

// keepNewer is for writes as they happen: the last of equal revisions wins.
func keepNewer(e entry, kept int64) bool { return e.rev >= kept || e.gone && e.rev == 0 }

// keepLive is for a build: what was written since it began wins.
func keepLive(e entry, kept int64) bool { return e.rev > kept }

// write writes the entries that the rule lets through, in one batch, durably.
func (g *generation) write(entries []entry, replaces rule) error {
	g.writing.Lock()
	defer g.writing.Unlock()
	advanced, err := g.index.Advanced()
	if err != nil {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
	}
	reader, err := advanced.Reader()
	if err != nil {
		return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
	}
	defer reader.Close()
	batch := g.index.NewBatch()
	written := map[string]int64{} // of this batch: Delete may name one thing twice
	for _, e := range entries {
		kept, known := written[e.key]
		if !known {
			if kept, known, err = revision(reader, e.key); err != nil {
				return fmt.Errorf("%w: read %s: %w", search.ErrUnavailable, e.key, err)
			}
		}
		if known && !replaces(e, kept) {
			continue
		}
		doc := e.doc
		if e.gone {
			e.rev = max(e.rev, kept)
			doc = tombstone(e)
		}
		written[e.key] = e.rev
		if err := batch.IndexAdvanced(doc); err != nil {
			return fmt.Errorf("batch: %w", err)
		}
	}
	if batch.Size() == 0 {
		return nil
	}
	if err := g.index.Batch(batch); err != nil {
		return fmt.Errorf("%w: write batch: %w", search.ErrUnavailable, err)
	}
	return nil
}

// revision reads the revision that is kept under a key, of a document or a tombstone.
func revision(reader index.IndexReader, key string) (rev int64, known bool, err error) {
	doc, err := reader.Document(key)
	if err != nil || doc == nil {
		return 0, false, err
	}
	doc.VisitFields(func(f index.Field) {
		if f.Name() == fieldSource {
			var s struct{ Rev int64 }
			if err = json.Unmarshal(f.Value(), &s); err == nil {
				rev, known = s.Rev, true
			}
		}
	})
	return rev, known, err
}
