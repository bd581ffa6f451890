package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// measure asks for a fifth of the time to warm up, and then for all of it.
func (b *bench) measure(ctx context.Context, r row) (figures, error) {
	if _, err := b.load(ctx, r, b.each/5); err != nil {
		return figures{}, err
	}
	return b.load(ctx, r, b.each)
}

// sequence numbers questions over all rows, so that none is asked twice.
var sequence atomic.Int64

// load asks from all connections, each again as soon as it is answered, until the
// time is over (a closed model).
func (b *bench) load(ctx context.Context, r row, d time.Duration) (figures, error) {
	parts := make([]figures, b.conns)
	before := b.using()
	began := before.began
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() {
			q := newQuestion(uint64(sequence.Add(1)))
			for time.Since(began) < d && ctx.Err() == nil {
				b.caller.one(r, q, &parts[i])
			}
		})
	}
	wg.Wait()
	f := merge(parts)
	f.name, f.wall = r.name+": "+r.story, time.Since(began)
	b.used(&f, before)
	if len(f.took) == 0 {
		return f, fmt.Errorf("nothing was answered: %s", f.first)
	}
	return f, ctx.Err()
}

// checked is how many questions go by between two whose answers are looked into.
const checked = 64

// one asks once and notes how it went.
func (c *caller) one(r row, q *question, f *figures) {
	q.n = int(sequence.Add(1))
	err := r.ask(c, q)
	began := time.Now()
	if err == nil {
		err = c.ask(q)
	}
	took := time.Since(began)
	if err == nil && r.check != nil && q.n%checked == 0 {
		err = r.check(q.res.Body())
	}
	if err != nil {
		if f.failed++; f.first == "" {
			f.first = err.Error()
		}
		return
	}
	f.took = append(f.took, took)
	f.bytes += int64(len(q.res.Body()))
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// ulid makes an id as phones do: 48 bits of milliseconds and 80 random ones.
func ulid() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(time.Now().UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails
	var out strings.Builder
	for i := range 26 { // 130 bits, the first two of them 0
		v := 0
		for bit := i*5 - 2; bit < i*5+3; bit++ {
			v <<= 1
			if bit >= 0 {
				v |= int(b[bit/8]>>(7-bit%8)) & 1
			}
		}
		out.WriteByte(crockford[v])
	}
	return out.String()
}
