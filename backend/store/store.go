// Package store keeps documents. A noun sees a Collection[T] with six verbs:
// Insert, Get, Update, Purge, Find, Count. Every command writes exactly one
// document, atomically, together with the messages that say what happened; the
// relay carries those on. Engines (sqlite, mongodb) see only Records: an id, a
// revision, JSON, messages. They keep the same promises, judged by one suite,
// storetest.
//
// No engine is asked for a transaction over two documents, and no query runs
// that a declared index does not answer.
package store

import (
	"context"
	"encoding/json"
	"errors"

	"jemaa/backend/civic"
)

// The errors every engine speaks; they are wrapped, so ask with errors.Is.
var (
	ErrExists      = errors.New("store: a document with this id exists")
	ErrNotFound    = errors.New("store: no such document")
	ErrStale       = errors.New("store: the document changed since it was read")
	ErrNoIndex     = errors.New("store: no declared index answers this query")
	ErrCursor      = errors.New("store: malformed cursor")
	ErrTooLarge    = errors.New("store: document larger than MaxDocument")
	ErrUnavailable = errors.New("store: the engine is unavailable") // down, full, or too slow
	ErrClosed      = errors.New("store: closed")
)

// Bounds of what is kept.
const (
	MaxDocument = 1 << 20 // bytes of JSON in one document
	MaxMessages = 64      // messages one write may carry
	MaxSet      = 128     // combinations one query's sets may unfold to
	MaxIDs      = 1000    // ids one Get may ask for
)

// Meta is what the store knows about every document; a document type embeds it
// as its first field. Callers set ID; the store sets the rest.
type Meta struct {
	ID        string     `json:"-"`
	Rev       int64      `json:"-"` // 1 on insert, +1 a write; settling messages leaves it
	ChangedAt civic.Time `json:"-"` // the server's time of the last write
}

// Head gives the store its own fields of the document.
func (m *Meta) Head() *Meta { return m }

// Message says what happened to a document. It is written with the document and
// leaves it when every taker that asked for its kind has taken it.
type Message struct {
	ID   civic.ID        `json:"id"`   // ids of what a taker writes derive from it
	Kind string          `json:"kind"` // "report.submitted"
	At   civic.Time      `json:"at"`
	By   civic.ID        `json:"by,omitempty"` // the account that acted, "" for the program
	Data json.RawMessage `json:"data,omitempty"`
}

// Note makes a message; data must marshal to JSON (nil for none).
func Note(kind string, at civic.Time, by civic.ID, data any) Message {
	m := Message{ID: civic.NewID(at.Time), Kind: kind, At: at, By: by}
	if data != nil {
		b, err := json.Marshal(data)
		if err != nil {
			panic("store: message data: " + err.Error()) // a programming error
		}
		m.Data = b
	}
	return m
}

// Record is a document as engines see it. Doc is a JSON object without id, rev
// and changed_at, which stand beside it.
type Record struct {
	ID        string
	Rev       int64
	ChangedAt civic.Time
	Doc       json.RawMessage
}

// Pending is one document's unsettled messages, oldest first, each with the
// takers that have acknowledged it. Mark is its place in the order in which
// documents with messages are read: what follows it is read with after = Mark.
type Pending struct {
	DocID    string
	Mark     string
	Messages []PendingMessage
}

// PendingMessage is a message and who has taken it so far.
type PendingMessage struct {
	Message
	Taken []string
}

// Settlement acknowledges one message of one document for one taker. The message
// leaves its document once all of Needs have acknowledged it, at once when Needs
// is empty; the engine decides that, so takers may settle side by side.
type Settlement struct {
	DocID   string
	Message civic.ID
	Taker   string
	Needs   []string
}

// Documents is the part of an engine that keeps records.
type Documents interface {
	// Insert writes a new record at revision 1 with its messages, or ErrExists.
	Insert(ctx context.Context, collection string, r Record, m []Message) error
	// Get returns the records that exist, in no particular order.
	Get(ctx context.Context, collection string, ids []string) ([]Record, error)
	// Replace writes r (whose Rev is the new one) over revision r.Rev-1 and adds
	// the messages behind those that wait; ErrStale or ErrNotFound otherwise.
	Replace(ctx context.Context, collection string, r Record, m []Message) error
	// Purge removes records that hold no messages, and says how many it removed.
	Purge(ctx context.Context, collection string, ids []string) (int, error)
	// Find returns the records of one Scan, in its order.
	Find(ctx context.Context, collection string, s Scan) ([]Record, error)
	// Count counts the records of one Scan, its limit and cursor aside.
	Count(ctx context.Context, collection string, s Scan) (int64, error)
}

// Outbox is the part of an engine that the relay works on.
type Outbox interface {
	// Pending returns up to limit documents that hold messages, in the order in
	// which these arrived, beginning behind a Mark ("" begins with the oldest).
	// A writer on another machine may arrive a little late, before a mark that
	// was already given: who follows marks looks again from "" now and then.
	Pending(ctx context.Context, collection, after string, limit int) ([]Pending, error)
	// Settle acknowledges in one batch; unknown messages are passed over.
	Settle(ctx context.Context, collection string, s []Settlement) error
	// Backlog counts the messages that wait and tells the oldest one's time.
	Backlog(ctx context.Context, collection string) (int64, civic.Time, error)
}

// Engine is a place that keeps collections.
type Engine interface {
	Documents
	Counts
	Outbox
	// Declare makes the collection and its indexes stand; it may be repeated.
	Declare(ctx context.Context, collection string, indexes []Index) error
	Ping(ctx context.Context) error
	Close() error
}

// InOrder is what an engine with a single writer adds: messages arrive in the
// order of their marks, and nothing ever turns up before a mark that was given.
type InOrder interface {
	ArrivesInOrder()
}
