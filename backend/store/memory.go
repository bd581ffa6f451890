package store

import (
	"context"
	"hash/maphash"
	"slices"
	"sync"
	"sync/atomic"
)

// Memory keeps decoded documents of every collection of one engine, the most used
// ones, up to a number of bytes. It is coherent: the engine says Begin before a
// change can be seen by anybody and End once it stands (or does not), before its
// caller hears of it. In between a document is neither given out nor taken in, and
// what was read before a change is never taken in after it. So whoever reads after
// a write was acknowledged reads that write, and nobody reads backwards.
//
// What it gives out is shared: whoever reads a document owns its fields, and must
// leave alone what slices, maps and pointers in it lead to.
type Memory struct {
	seed   maphash.Seed
	shards [shardCount]shard
	hits   atomic.Int64
	misses atomic.Int64
}

const (
	shardCount = 32
	// DefaultMemory is how many bytes a server keeps: some fifteen thousand reports.
	DefaultMemory = 40 << 20
)

// Sole is what an engine adds that is alone with its data and sees every write.
type Sole interface {
	// Memory is told of every change; nil keeps nothing.
	Memory() *Memory
	// Places is Find without the documents: where they stand in the index, and
	// nothing else is read. A value may be of any kind that this engine finds the
	// place again by, from a cursor.
	Places(ctx context.Context, collection string, s Scan) ([]Position, error)
}

// Wrapped is an engine with something before it that changes no document.
type Wrapped interface{ Unwrap() Engine }

// soleOf finds an engine that keeps a memory, through what stands before it; nil
// when there is none.
func soleOf(e Engine) Sole {
	for {
		if s, ok := e.(Sole); ok && s.Memory() != nil {
			return s
		}
		w, ok := e.(Wrapped)
		if !ok {
			return nil
		}
		e = w.Unwrap()
	}
}

// key names a document.
type key struct{ collection, id string }

// entry is one document; doc is a pointer to it, nil for one that is known not to
// exist.
type entry struct {
	key  key
	doc  any
	size int
	at   int  // its place in the shard's ring
	used bool // since the hand last passed
}

// shard is a part of the memory with its own lock: the entries in a ring, of which
// a hand that goes round drops those that were not used since it passed (CLOCK).
type shard struct {
	mu      sync.Mutex
	entries map[key]*entry
	ring    []*entry
	hand    int
	size    int
	limit   int
	changes uint64      // how many changes have ended
	under   map[key]int // changes that have begun and not ended
	_       [64]byte    // keeps the locks apart in the processor's cache
}

// NewMemory makes a memory of about so many bytes; nil for none.
func NewMemory(bytes int) *Memory {
	if bytes <= 0 {
		return nil
	}
	m := &Memory{seed: maphash.MakeSeed()}
	for i := range m.shards {
		s := &m.shards[i]
		s.entries, s.under, s.limit = map[key]*entry{}, map[key]int{}, bytes/shardCount
	}
	return m
}

func (m *Memory) shard(k key) *shard {
	return &m.shards[maphash.String(m.seed, k.id)%shardCount]
}

// Begin says that documents are about to change.
func (m *Memory) Begin(collection string, ids ...string) {
	if m == nil {
		return
	}
	for _, id := range ids {
		k := key{collection, id}
		s := m.shard(k)
		s.mu.Lock()
		s.under[k]++
		s.drop(s.entries[k])
		s.mu.Unlock()
	}
}

// End says that what Begin told of is over, whatever came of it.
func (m *Memory) End(collection string, ids ...string) {
	if m == nil {
		return
	}
	for _, id := range ids {
		k := key{collection, id}
		s := m.shard(k)
		s.mu.Lock()
		s.changes++
		if s.under[k]--; s.under[k] <= 0 {
			delete(s.under, k)
		}
		s.mu.Unlock()
	}
}

// Forget drops everything: documents moved as a whole.
func (m *Memory) Forget() { m.forget(false) }

// Close forgets everything, for good.
func (m *Memory) Close() { m.forget(true) }

func (m *Memory) forget(forGood bool) {
	if m == nil {
		return
	}
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		s.changes++
		s.size, s.hand, s.ring, s.entries = 0, 0, nil, map[key]*entry{}
		if forGood {
			s.limit = 0
		}
		s.mu.Unlock()
	}
}

// ticket says when a document was not found in memory; what is then read from the
// engine may be kept only with it.
type ticket struct {
	key     key
	changes uint64
	valid   bool
}

// get finds a document; doc is nil for one that is known not to exist. Otherwise
// there is a ticket for what the engine says.
func (m *Memory) get(k key) (doc any, found bool, t ticket) {
	s := m.shard(k)
	s.mu.Lock()
	if e := s.entries[k]; e != nil {
		e.used = true
		doc = e.doc
		s.mu.Unlock()
		m.hits.Add(1)
		return doc, true, ticket{}
	}
	t = ticket{key: k, changes: s.changes, valid: s.under[k] == 0}
	s.mu.Unlock()
	m.misses.Add(1)
	return nil, false, t
}

// keep takes in what the engine said after get gave the ticket, unless anything in
// the shard changed since.
func (m *Memory) keep(t ticket, doc any, size int) {
	size += entrySize + len(t.key.id)
	s := m.shard(t.key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.valid || t.changes != s.changes || s.under[t.key] != 0 || size > s.limit/4 {
		return
	}
	s.drop(s.entries[t.key])
	s.makeRoom(size)
	e := &entry{key: t.key, doc: doc, size: size, at: len(s.ring)}
	s.entries[t.key] = e
	s.ring = append(s.ring, e)
	s.size += size
}

// entrySize is what an entry takes beside its document: itself, its places in the
// ring and the map.
const entrySize = 160

// makeRoom lets the hand go round until there is room. Whatever was used since it
// last passed stays for another round; what was only ever read once goes first.
func (s *shard) makeRoom(size int) {
	for s.size+size > s.limit && len(s.ring) > 0 {
		if s.hand >= len(s.ring) {
			s.hand = 0
		}
		if e := s.ring[s.hand]; e.used {
			e.used = false
			s.hand++
		} else {
			s.drop(e)
		}
	}
}

// drop forgets an entry; the ring's last takes its place.
func (s *shard) drop(e *entry) {
	if e == nil {
		return
	}
	delete(s.entries, e.key)
	s.size -= e.size
	last := len(s.ring) - 1
	s.ring[e.at] = s.ring[last]
	s.ring[e.at].at = e.at
	s.ring[last] = nil
	s.ring = s.ring[:last]
}

// Each hands over all that is kept, nil for what is known not to exist: for tests,
// which compare it with what the engine has.
func (m *Memory) Each(see func(collection, id string, doc any)) {
	if m == nil {
		return
	}
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		entries := slices.Clone(s.ring)
		s.mu.Unlock()
		for _, e := range entries {
			see(e.key.collection, e.key.id, e.doc)
		}
	}
}

// Kept is how a memory fares.
type Kept struct {
	Documents, Bytes int
	Hits, Misses     int64 // since the start
}

// Kept tells how the memory fares.
func (m *Memory) Kept() Kept {
	if m == nil {
		return Kept{}
	}
	out := Kept{Hits: m.hits.Load(), Misses: m.misses.Load()}
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		out.Documents += len(s.ring)
		out.Bytes += s.size
		s.mu.Unlock()
	}
	return out
}
