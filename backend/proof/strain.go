package proof

import (
	"math"
	"sync"
	"time"
)

// strain is what networks put on signing in: a score that grows with each request
// and each failure, shrinks with each sign-in, and halves in ten minutes. People
// who ask and sign in leave it near zero, however many share a network. Each
// process keeps its own: it makes work dearer, it keeps nobody out.
type strain struct {
	mu    sync.Mutex
	of    map[string]score
	swept time.Time
}

type score struct {
	points float64
	at     time.Time
}

const (
	asked    = 1
	failed   = 2
	answered = -2

	halfLife    = 10 * time.Minute
	perDoubling = 8 // points; the first eight cost nothing
	maxNetworks = 20_000
)

func newStrain() *strain { return &strain{of: map[string]score{}} }

func (s score) now(now time.Time) float64 {
	return s.points * math.Exp2(-max(0, now.Sub(s.at).Seconds())/halfLife.Seconds())
}

func (s *strain) add(network string, now time.Time, points float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, known := s.of[network]
	if !known && (points < 0 || len(s.of) >= maxNetworks && !s.forget(now)) {
		return
	}
	s.of[network] = score{min(64, max(0, old.now(now)+points)), now}
}

// forget drops who is near zero again, at most once a second, and tells whether
// there is room now.
func (s *strain) forget(now time.Time) bool {
	if now.Sub(s.swept) < time.Second {
		return false
	}
	s.swept = now
	for network, score := range s.of {
		if score.now(now) < 1 {
			delete(s.of, network)
		}
	}
	return len(s.of) < maxNetworks
}

// factor is 1, 2, 4, … MaxFactor times the work.
func (s *strain) factor(network string, now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return min(MaxFactor, 1<<int(s.of[network].now(now)/perDoubling))
}
