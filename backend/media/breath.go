package media

import (
	"io"
	"time"
)

// breath lets others have the processor while a photo is developed: after each stint
// of work it rests. Without, whoever only wants to read waits up to the scheduler's
// ten milliseconds for each of a photo's; a thread of less priority would hold up the
// garbage collector, which waits for all threads, and so everybody.
type breath struct{ since time.Time }

const (
	stint = 2 * time.Millisecond
	rest  = time.Millisecond
)

// take is called between small steps of the work; nil never rests.
func (b *breath) take() {
	if b == nil {
		return
	}
	now := time.Now()
	if b.since.IsZero() {
		b.since = now
	}
	if now.Sub(b.since) < stint {
		return
	}
	time.Sleep(rest)
	b.since = time.Now()
}

// to breathes between the writes of an encoder.
func (b *breath) to(w io.Writer) io.Writer { return breathing{w, b} }

type breathing struct {
	io.Writer
	b *breath
}

// Write implements io.Writer.
func (w breathing) Write(p []byte) (int, error) {
	w.b.take()
	return w.Writer.Write(p)
}
