// Package embedded is the search engine inside the program: bleve on one folder, or in
// memory for tests.
//
// The folder holds one generation of the index at a time, named by the file CURRENT; a
// rebuild fills a second one beside it and moves CURRENT over in one rename, so whatever
// is killed in between, the next start finds a whole index. A write is on disk when it
// returns. Files that cannot be read any more are moved aside, the index starts empty, and
// Fresh tells the program to fill it again: it is a copy of the store, never the truth.
//
// The words are made by package search, in documents and questions alike; bleve gets them
// with the gaps already cut, and keeps for each word the set of documents that hold it, in
// segments that never change. A question is answered with these sets, one segment after
// the other: typos (Levenshtein automata), beginnings and filters are sets joined and cut;
// what is counted, measured and sorted by lies in columns in memory.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"

	"jemaa/search"
)

// Options say where the index is and what it holds.
type Options struct {
	// Path is the folder, made if need be and owned by this index alone; empty keeps the
	// index in memory and loses it at Close.
	Path   string
	Schema search.Schema
}

// Index is a search.Index and a search.Fresher.
type Index struct {
	rules  *search.Rules
	folder folder

	writing sync.Mutex // held by each live write, and while a build begins and ends: none falls between two generations

	mu       sync.Mutex // guards what follows, briefly
	live     *generation
	building *Builder
	closed   bool
}

// Open opens the index or makes an empty one. It fails when the Schema is wrong, when the
// folder cannot be written, or when another process has it open (search.ErrUnavailable).
func Open(o Options) (*Index, error) {
	rules, err := search.Compile(o.Schema)
	if err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	x := &Index{rules: rules, folder: folder{path: o.Path}}
	if x.live, err = x.folder.open(); err != nil {
		return nil, fmt.Errorf("open search index: %w", err)
	}
	return x, nil
}

// use returns the live generation, which stays open until done is called.
func (x *Index) use(ctx context.Context) (g *generation, done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil, nil, fmt.Errorf("%w: closed", search.ErrUnavailable)
	}
	x.live.users.Add(1)
	return x.live, x.live.users.Done, nil
}

// Put is search.Index.Put.
func (x *Index) Put(ctx context.Context, docs []search.Document) error {
	entries, err := x.entries(docs)
	if err != nil {
		return fmt.Errorf("search put: %w", err)
	}
	if err := x.write(ctx, entries); err != nil {
		return fmt.Errorf("search put: %w", err)
	}
	return nil
}

func (x *Index) entries(docs []search.Document) ([]entry, error) {
	prepared, err := x.rules.PrepareAll(docs)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, len(prepared))
	for i, p := range prepared {
		entries[i] = entry{key: p.Key, rev: p.Rev, document: p}
	}
	return entries, nil
}

// Delete is search.Index.Delete.
func (x *Index) Delete(ctx context.Context, refs []search.Ref) error {
	if err := search.CheckRefs(refs); err != nil {
		return fmt.Errorf("search delete: %w", err)
	}
	entries := make([]entry, len(refs))
	for i, ref := range refs {
		entries[i] = entry{key: ref.Key(), rev: ref.Rev, gone: true}
	}
	if err := x.write(ctx, entries); err != nil {
		return fmt.Errorf("search delete: %w", err)
	}
	return nil
}

// write writes to the live generation and to the one being built.
func (x *Index) write(ctx context.Context, entries []entry) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g, done, err := x.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := guarded(func() error { return g.write(entries, keepNewer) }); err != nil {
		return err
	}
	x.mu.Lock()
	b := x.building
	x.mu.Unlock()
	if b == nil {
		return nil
	}
	// The store is already right; a build that missed a write must not become live.
	if err := guarded(func() error { return b.next.write(entries, keepNewer) }); err != nil {
		b.spoil(err)
	}
	return nil
}

// Search is search.Index.Search.
func (x *Index) Search(ctx context.Context, q search.Query) (search.Result, error) {
	q, err := x.rules.Check(q)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	g, done, err := x.use(ctx)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	defer done()
	terms := search.Terms(q.Text)
	var found found
	err = guarded(func() (err error) {
		found, err = g.search(ctx, q, terms)
		return err
	})
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", failure(ctx, err))
	}
	out := search.Result{Total: found.total, Facets: found.facets, Hits: make([]search.Hit, len(found.hits))}
	for i, kept := range found.hits {
		out.Hits[i] = x.rules.Show(kept.document, q, terms)
		out.Hits[i].Score = kept.score
	}
	return out, nil
}

// Fresh is search.Fresher.Fresh.
func (x *Index) Fresh(ctx context.Context) (bool, error) {
	g, done, err := x.use(ctx)
	if err != nil {
		return false, fmt.Errorf("search fresh: %w", err)
	}
	defer done()
	mark, err := g.index.GetInternal(builtKey)
	if err != nil {
		return false, fmt.Errorf("search fresh: %w", failure(ctx, err))
	}
	return string(mark) != x.rules.Fingerprint(), nil
}

// Ping is search.Index.Ping.
func (x *Index) Ping(ctx context.Context) error {
	g, done, err := x.use(ctx)
	if err != nil {
		return fmt.Errorf("search ping: %w", err)
	}
	defer done()
	if _, err := g.index.DocCount(); err != nil {
		return fmt.Errorf("search ping: %w", failure(ctx, err))
	}
	return nil
}

// Close is search.Index.Close. It waits for what is under way and throws an unfinished
// rebuild away.
func (x *Index) Close() error {
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return nil
	}
	x.closed = true
	if x.building != nil {
		x.building.end() // it may be merging
	}
	x.mu.Unlock()
	x.writing.Lock() // a build that begins or swaps now has done so, none will
	defer x.writing.Unlock()
	defer x.folder.release()
	var err error
	if x.building != nil {
		err = x.building.abandon()
	}
	if err := errors.Join(err, x.live.close()); err != nil {
		return fmt.Errorf("close search index: %w", err)
	}
	return nil
}

// guarded runs what reads the index, and makes a panic inside bleve an error: when
// the disk is full it leaves segments behind that panic on every read until there
// is room and they were written. A panic of this house stays one.
func guarded(f func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if !strings.Contains(string(debug.Stack()), "github.com/blevesearch/") {
			panic(p)
		}
		err = fmt.Errorf("%w: a segment can't be read: %v", search.ErrUnavailable, p)
	}()
	return f()
}

// failure says of an error of bleve whether it is the caller's deadline or the engine.
func failure(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	if errors.Is(err, bleve.ErrorIndexClosed) {
		return fmt.Errorf("%w: closed", search.ErrUnavailable)
	}
	return fmt.Errorf("%w: %w", search.ErrUnavailable, err)
}
