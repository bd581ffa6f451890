package api

import (
	"hash/maphash"
	"sync"
	"time"

	"jemaa/backend/civic"
)

// rate is how often one person, or one address without a session, may use the
// routes of a class: burst at once, then one every interval.
type rate struct {
	name   string
	every  time.Duration
	burst  int
	closed bool // when the limiter can't tell, refuse (sign-in, writes) rather than let pass (reads)
}

// The rate classes. A phone network puts thousands of people behind one address,
// so what counts by address is generous; what protects an account or an address
// of somebody's mail is counted in their rooms.
var (
	freely   = rate{name: "free", every: time.Millisecond, burst: 1000}
	reading  = rate{name: "read", every: 10 * time.Millisecond, burst: 1000}
	tiles    = rate{name: "tile", every: 5 * time.Millisecond, burst: 2000}
	finding  = rate{name: "search", every: 50 * time.Millisecond, burst: 200}
	writing  = rate{name: "write", every: time.Second, burst: 60, closed: true}
	sending  = rate{name: "report", every: 30 * time.Second, burst: 30, closed: true}
	photos   = rate{name: "photo", every: 10 * time.Second, burst: 30, closed: true}
	askCodes = rate{name: "code", every: 2 * time.Second, burst: 30, closed: true}
	signIns  = rate{name: "sign_in", every: time.Second, burst: 60, closed: true}
)

// Limiter takes one use of a key, in one atomic step. It answers 0, or how long
// to wait. The one in this process is NewLimiter; several processes would share
// one behind this port. An error means that it can't tell.
type Limiter interface {
	Take(key string, every time.Duration, burst int) (time.Duration, error)
}

// memory is a GCRA limiter (ITU-T I.371): a key holds only the time at which it
// will have been used up again. Keys are spread over shards, each with its own
// lock and a bound on its keys.
type memory struct {
	clock  civic.Clock
	seed   maphash.Seed
	shards [32]shard
}

type shard struct {
	mu    sync.Mutex
	at    map[string]time.Time
	swept time.Time
}

// maxKeys bounds one shard: 32 × 16,384 keys of about 100 bytes are 50 MB.
const maxKeys = 16384

// NewLimiter makes a Limiter for one process.
func NewLimiter(clock civic.Clock) Limiter {
	m := &memory{clock: clock, seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].at = map[string]time.Time{}
	}
	return m
}

var errFull = civic.Fail(civic.KindUnavailable, "limit.full")

// Take implements Limiter; errFull when nothing more can be remembered.
func (m *memory) Take(key string, every time.Duration, burst int) (time.Duration, error) {
	now := m.clock()
	s := &m.shards[maphash.String(m.seed, key)%uint64(len(m.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.at[key]
	if !known && len(s.at) >= maxKeys && !s.sweep(now) {
		return 0, errFull
	}
	if at.Before(now) {
		at = now
	}
	next := at.Add(every)
	if wait := next.Sub(now) - every*time.Duration(burst); wait > 0 {
		return wait, nil
	}
	s.at[key] = next
	return 0, nil
}

// sweep forgets the keys that have been idle long enough, at most once a second,
// and tells whether there is room now.
func (s *shard) sweep(now time.Time) bool {
	if now.Sub(s.swept) < time.Second {
		return false
	}
	s.swept = now
	for k, at := range s.at {
		if at.Before(now) {
			delete(s.at, k)
		}
	}
	return len(s.at) < maxKeys
}
