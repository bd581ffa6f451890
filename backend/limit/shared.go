package limit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// used is one key in the store. Its id is a keyed hash, so that a copy of the
// store names neither networks nor people.
type used struct {
	store.Meta
	At      int64      `json:"at"` // microseconds since 1970, which every engine keeps whole
	PurgeAt civic.Time `json:"purge_at"`
}

// Shared is a Limiter over the store. Its processes should have clocks that agree:
// a difference d lets through d/Every uses more or less.
type Shared struct {
	clock  civic.Clock
	secret []byte
	rates  *store.Collection[used]

	mu    sync.Mutex
	under map[string]*turn
}

// turn is who uses one key in this process: one batch is written, the next one
// gathers meanwhile.
type turn struct {
	next *batch
	busy bool
}

// batch is some uses of one key, taken in one write. The first of them are granted.
type batch struct {
	n       int
	done    chan struct{}
	at, now int64
	granted int
	err     error
}

// writeTime is how long the store has for one batch.
const writeTime = 2 * time.Second

// micro is the unit of what is kept, in nanoseconds.
const micro = int64(time.Microsecond)

// OpenShared declares the collection "rate". The secret, at least 32 bytes, must be
// the same in every process.
func OpenShared(ctx context.Context, e store.Engine, clock civic.Clock, secret []byte) (*Shared, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("limit: secret of %d bytes, want 32", len(secret))
	}
	rates, err := store.Open[used](ctx, e, clock, "rate", store.Index{Name: "purge_at", Fields: []string{"purge_at"}})
	if err != nil {
		return nil, fmt.Errorf("limit: %w", err)
	}
	return &Shared{clock: clock, secret: secret, rates: rates, under: map[string]*turn{}}, nil
}

// Take implements Limiter. Its errors are the store's.
func (s *Shared) Take(ctx context.Context, who string, q Quota) (State, error) {
	id := s.id(q.Name, who)
	b, place, first := s.join(id)
	if first {
		go s.write(context.WithoutCancel(ctx), id, q) // it serves others too
	}
	select {
	case <-ctx.Done():
		return State{}, fmt.Errorf("limit: take: %w", context.Cause(ctx))
	case <-b.done:
	}
	if b.err != nil {
		return State{}, fmt.Errorf("limit: take: %w", b.err)
	}
	return q.state(b.at, b.now, micro, place < b.granted), nil
}

func (s *Shared) id(quota, who string) string {
	m := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(m, "%d:%s%d:%s", len(quota), quota, len(who), who)
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// join puts one use into the key's next batch, and tells its place there and
// whether nobody is writing that key yet.
func (s *Shared) join(id string) (b *batch, place int, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.under[id]
	if t == nil {
		t = &turn{}
		s.under[id] = t
	}
	if t.next == nil {
		t.next = &batch{done: make(chan struct{})}
	}
	b, place = t.next, t.next.n
	b.n++
	first = !t.busy
	t.busy = true
	return b, place, first
}

// write takes batch after batch of a key until none has gathered.
func (s *Shared) write(ctx context.Context, id string, q Quota) {
	for {
		s.mu.Lock()
		t := s.under[id]
		b := t.next
		t.next = nil
		if b == nil {
			delete(s.under, id)
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		s.settle(ctx, id, q, b)
		close(b.done)
	}
}

// settle takes one batch from the store.
func (s *Shared) settle(ctx context.Context, id string, q Quota, b *batch) {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	use := func(u *used) ([]store.Message, error) {
		b.now = s.clock().UnixMicro()
		b.at, b.granted = take(u.At, b.now, int64(q.Every)/micro, q.Burst, b.n)
		if b.granted == 0 {
			return nil, store.ErrUnchanged
		}
		u.At, u.PurgeAt = b.at, civic.At(time.UnixMicro(b.at)).Plus(time.Minute)
		return nil, nil
	}
	fresh := func() (*used, []store.Message, error) {
		u := &used{Meta: store.Meta{ID: id}}
		_, err := use(u)
		return u, nil, err
	}
	_, b.err = s.rates.Put(ctx, id, fresh, use)
}

// Sweep removes the keys that have all of their uses back, a bounded number at a
// time, and says how many.
func (s *Shared) Sweep(ctx context.Context) (int, error) {
	n, err := s.rates.Sweep(ctx, "purge_at", s.clock.Now())
	if err != nil {
		return n, fmt.Errorf("limit: sweep: %w", err)
	}
	return n, nil
}

// Layered counts in this process, and what is shared also in the store.
type Layered struct {
	Near *Memory
	Far  *Shared
}

// Take implements Limiter. What this process refuses never reaches the store.
func (l Layered) Take(ctx context.Context, who string, q Quota) (State, error) {
	near, err := l.Near.Take(ctx, who, q)
	if err != nil || near.Wait > 0 || !q.Shared {
		return near, err
	}
	return l.Far.Take(ctx, who, q)
}
