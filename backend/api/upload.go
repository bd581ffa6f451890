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

// slotHeader tells, inside this process only, why a request has no slot;
// what a client sends under this name is dropped.
const slotHeader = "X-Jemaa-Slot"

const (
	slotNone   = "none"   // too many are under way
	slotNobody = "nobody" // no session
	slotDown   = "down"   // whose session it is can't be read just now
)

// headerReceived sets the bounds of one request's body.
func (d *Door) headerReceived(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	h.Del(slotHeader)
	small := fasthttp.RequestConfig{MaxRequestBodySize: maxJSON, ReadTimeout: d.set.ReadTimeout}
	if !bytes.Equal(h.Method(), []byte("PUT")) || !bytes.HasPrefix(h.RequestURI(), photoPath) {
		return small
	}
	actor, err := d.uploader(h)
	if err != nil {
		h.Set(slotHeader, slotDown)
		return small
	}
	taken := d.uploads.take(h, actor.ID, d.set.Clock())
	switch {
	case !actor.SignedIn():
		h.Set(slotHeader, slotNobody)
		if taken {
			small.MaxRequestBodySize = ofNobody
		}
		return small
	case !taken:
		h.Set(slotHeader, slotNone)
		return small
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: maxUpload, ReadTimeout: uploadTimeout}
}

// uploader is who sends a photo; the zero actor for nobody, all of whom share the
// slots of one person. An error says that an engine can't tell.
func (d *Door) uploader(h *fasthttp.RequestHeader) (civic.Actor, error) {
	token, _ := d.token(func(name string) string { return string(h.Cookie(name)) }, string(h.Peek("Authorization")))
	if token == "" {
		return civic.Actor{}, nil
	}
	ctx, cancel := context.WithTimeout(d.base, 2*time.Second)
	defer cancel()
	actor, err := d.on.actor(ctx, token)
	switch {
	case err == nil:
		return actor, nil
	case engineDown(err):
		return civic.Actor{}, err
	}
	return civic.Actor{}, nil
}

// unsure is the error of an upload whose sender couldn't be looked up: asking
// again would only take as long again.
func unsure(slot string) error {
	if slot == slotDown {
		return civic.Fail(civic.KindUnavailable, "engine.down")
	}
	return nil
}

// slots counts bodies under way, by the request that each is read into: fasthttp
// uses the same one for its headers, its handler and its error handler, whatever
// became of the body. A slot lapses when its body can't be under way any more.
type slots struct {
	mu    sync.Mutex
	taken map[*fasthttp.RequestHeader]slot
	each  map[civic.ID]int
}

type slot struct {
	who   civic.ID
	until time.Time
}

func newSlots() *slots {
	return &slots{taken: map[*fasthttp.RequestHeader]slot{}, each: map[civic.ID]int{}}
}

func (s *slots) take(h *fasthttp.RequestHeader, who civic.ID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(h)
	if s.full(who) {
		s.lapse(now)
	}
	if s.full(who) {
		return false
	}
	s.taken[h] = slot{who, now.Add(uploadTimeout)}
	s.each[who]++
	return true
}

func (s *slots) full(who civic.ID) bool {
	return len(s.taken) >= uploadsAll || s.each[who] >= uploadsEach
}

func (s *slots) lapse(now time.Time) {
	for h, t := range s.taken {
		if !t.until.After(now) {
			s.drop(h)
		}
	}
}

// give returns a request's slot, if it has one.
func (s *slots) give(h *fasthttp.RequestHeader) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(h)
}

func (s *slots) drop(h *fasthttp.RequestHeader) {
	t, ok := s.taken[h]
	if !ok {
		return
	}
	delete(s.taken, h)
	if s.each[t.who]--; s.each[t.who] == 0 {
		delete(s.each, t.who)
	}
}
