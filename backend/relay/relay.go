// Package relay carries the messages that documents hold to those who asked for
// their kind: at least once, in order for one document and taker, with back-off.
// Each taker acknowledges for itself, so one that is down delays no other.
package relay

import (
	"context"

	"jemaa/backend/store"
)

// Envelope is a message and the document that holds it.
type Envelope struct {
	Collection string
	DocID      string
	store.Message
}

// Taker wants messages of some kinds. Take must be idempotent: it upserts by id
// and revision, or writes under ids derived from the message's id. An error
// means "again later".
type Taker struct {
	Name  string   // stable: it is written into the acknowledgement
	Kinds []string // exact kinds, or "report." for all that start so
	Take  func(context.Context, []Envelope) error
	Batch int // most envelopes a Take; 0 means 1
}
