package api

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"jemaa/backend/civic"
)

// A body is read whole before any handler runs, so how much of it, and how many
// at once, is decided when the headers have come: 64 KiB for everybody, 13 MiB
// only for a photo of somebody who is signed in, and few of those at a time.

const (
	uploadTimeout = 60 * time.Second
	uploadsAll    = 32 // × 13 MiB: the most memory bodies may take
	uploadsEach   = 4
	ofNobody      = 256 << 10 // so much is read of somebody without a session, to tell them to sign in
)

var photoPath = []byte(api + "/photos/")

// slotHeader tells the guard, inside this process only, how the question for a
// slot ended; what a client sends under this name is dropped.
const slotHeader = "X-Jemaa-Slot"

const (
	slotTaken  = "taken"
	slotNone   = "none"   // too many are under way
	slotNobody = "nobody" // no session
)

// headerReceived sets the bounds of one request's body.
func (d *Door) headerReceived(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	h.Del(slotHeader)
	small := fasthttp.RequestConfig{MaxRequestBodySize: maxJSON, ReadTimeout: d.set.ReadTimeout}
	if !bytes.Equal(h.Method(), []byte("PUT")) || !bytes.HasPrefix(h.RequestURI(), photoPath) {
		return small
	}
	h.Set(slotHeader, slotNobody)
	nobody := fasthttp.RequestConfig{MaxRequestBodySize: ofNobody, ReadTimeout: d.set.ReadTimeout}
	token, _ := d.token(func(name string) string { return string(h.Cookie(name)) }, string(h.Peek("Authorization")))
	if token == "" {
		return nobody
	}
	ctx, cancel := context.WithTimeout(d.base, 2*time.Second)
	defer cancel()
	actor, err := d.on.actor(ctx, token)
	if err != nil || !actor.SignedIn() {
		return nobody
	}
	if !d.uploads.take(actor.ID, d.set.Clock()) {
		h.Set(slotHeader, slotNone)
		return small
	}
	h.Set(slotHeader, slotTaken)
	return fasthttp.RequestConfig{MaxRequestBodySize: maxUpload, ReadTimeout: uploadTimeout}
}

// slots counts bodies under way. A slot is given back by its request's guard, or
// lapses by itself when the body can't be under way any more.
type slots struct {
	mu    sync.Mutex
	taken map[civic.ID][]time.Time // when each lapses
	all   int
}

func newSlots() *slots { return &slots{taken: map[civic.ID][]time.Time{}} }

func (s *slots) take(who civic.ID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= uploadsAll || len(s.taken[who]) >= uploadsEach {
		s.lapse(now)
	}
	if s.all >= uploadsAll || len(s.taken[who]) >= uploadsEach {
		return false
	}
	s.taken[who] = append(s.taken[who], now.Add(uploadTimeout))
	s.all++
	return true
}

func (s *slots) lapse(now time.Time) {
	for who, until := range s.taken {
		kept := until[:0]
		for _, t := range until {
			if t.After(now) {
				kept = append(kept, t)
			}
		}
		s.all -= len(until) - len(kept)
		s.keep(who, kept)
	}
}

// give returns the oldest slot of a person, if there is one.
func (s *slots) give(who civic.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if until := s.taken[who]; len(until) > 0 {
		s.all--
		s.keep(who, until[1:])
	}
}

func (s *slots) keep(who civic.ID, until []time.Time) {
	if len(until) == 0 {
		delete(s.taken, who)
		return
	}
	s.taken[who] = until
}
