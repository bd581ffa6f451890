// Package search is the port through which a city's public things are found by
// words, place, kind and number.
//
// The caller hands over a Document for everything public (Index.Put) and asks a
// Query; it gets Hits, which are names of things and the words around the match.
// Hits are a hint, never the truth: the caller reads each one again from its own
// store before showing it, and can fill the whole index anew at any time
// (Index.Rebuild) while people go on searching.
//
// What is found is decided here, once, for every engine: Fold says which spellings
// are the same, Rules.Terms what a question asks for, Rules.Prepare which words a
// document answers to (its own, their stems, and the synonyms of both), and
// Rules.Highlight what is shown. An engine only stores and matches such words, so
// the embedded one and the server find alike. The suite in searchtest holds them to it.
//
// The package knows the standard library and golang.org/x/text, and nothing of the
// program around it.
package search

import (
	"context"
	"errors"
)

// The errors of every engine; match them with errors.Is.
var (
	// ErrUnavailable: the engine is closed, out of reach or too slow. Try again later.
	ErrUnavailable = errors.New("search unavailable")
	// ErrBadQuery: the question breaks a bound or names a field that was not declared.
	ErrBadQuery = errors.New("bad query")
	// ErrBadDocument: a document breaks a bound or names a field that was not declared.
	// Nothing of its batch was taken.
	ErrBadDocument = errors.New("bad document")
	// ErrBuilding: another rebuild is under way.
	ErrBuilding = errors.New("a rebuild is under way")
)

// MaxBatch is how many documents or names one Put or Delete may carry.
const MaxBatch = 1000

// Index is a set of documents that can be searched. It is safe for concurrent use.
type Index interface {
	// Put adds or replaces documents, up to MaxBatch of them. A document whose revision
	// is older than what is kept (or was deleted) is passed over without an error, so
	// repeating and late deliveries do no harm; an equal revision replaces. When Put
	// returns nil the documents are kept, and found by the next Search.
	Put(ctx context.Context, docs []Document) error
	// Delete takes documents out, up to MaxBatch of them, and remembers their revisions
	// so that a late, older Put does not bring them back. What is not there is no error.
	Delete(ctx context.Context, refs []Ref) error
	// Search answers one question. Errors: ErrBadQuery, ErrUnavailable, the context's.
	Search(ctx context.Context, q Query) (Result, error)
	// Rebuild begins a new, empty index beside this one, which goes on answering.
	// Error: ErrBuilding while another is under way.
	Rebuild(ctx context.Context) (Builder, error)
	// Ping says whether a search would be answered now.
	Ping(ctx context.Context) error
	// Close lets go of everything; later calls return ErrUnavailable. Closing twice is no error.
	Close() error
}

// Builder fills a new index. It is for one goroutine, beside which the old index is
// searched and written as ever.
type Builder interface {
	// Put adds documents, up to MaxBatch of them. What was put into or deleted from the
	// live index since the build began wins over an equal or older revision given here.
	Put(ctx context.Context, docs []Document) error
	// Swap makes the new index the live one, with all that was put since the build began.
	// After an error the old index is still live, unless the error says otherwise.
	Swap(ctx context.Context) error
	// Abandon throws the new index away; after Swap it does nothing.
	Abandon() error
}

// Fresher is what an engine says about the need for a rebuild.
type Fresher interface {
	// Fresh reports that the index was never filled by a finished rebuild, or was filled
	// under another Schema, or lost its files: the caller should rebuild it now.
	Fresh(ctx context.Context) (bool, error)
}
