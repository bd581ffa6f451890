package limit

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"jemaa/backend/civic"
)

// Memory is a Limiter for one process. Keys are spread over shards, each with its
// own lock and a bound on its keys.
type Memory struct {
	clock  civic.Clock
	seed   maphash.Seed
	shards [32]shard
}

type key struct{ quota, who string }

type shard struct {
	mu    sync.Mutex
	at    map[key]int64 // in nanoseconds since 1970
	swept time.Time
}

// maxKeys bounds one shard: 32 × 16,384 keys of about 100 bytes are 50 MB.
const maxKeys = 16384

// NewMemory makes a Limiter for one process.
func NewMemory(clock civic.Clock) *Memory {
	m := &Memory{clock: clock, seed: maphash.MakeSeed()}
	for i := range m.shards {
		m.shards[i].at = map[key]int64{}
	}
	return m
}

// Take implements Limiter; ErrFull when nothing more can be remembered.
func (m *Memory) Take(_ context.Context, who string, q Quota) (State, error) {
	k, now := key{q.Name, who}, m.clock()
	nano := now.UnixNano()
	s := &m.shards[maphash.String(m.seed, who)%uint64(len(m.shards))]
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.at[k]
	if !known && len(s.at) >= maxKeys && !s.sweep(now) {
		return State{}, ErrFull
	}
	at, granted := take(at, nano, int64(q.Every), q.Burst, 1)
	if granted == 1 {
		s.at[k] = at
	}
	return q.state(at, nano, 1, granted == 1), nil
}

// sweep forgets the keys that have been idle long enough, at most once a second,
// and tells whether there is room now.
func (s *shard) sweep(now time.Time) bool {
	if now.Sub(s.swept) < time.Second {
		return false
	}
	s.swept = now
	for k, at := range s.at {
		if at < now.UnixNano() {
			delete(s.at, k)
		}
	}
	return len(s.at) < maxKeys
}
