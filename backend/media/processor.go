package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"jemaa/backend/civic"
)

const (
	quality      = 82
	slotMemory   = maxDecode / 2    // bytes; what one photo in flight is planned with
	scratch      = 24 << 20         // bytes for renditions, beside the decoder's
	workTime     = 20 * time.Second // one photo, above any honest one
	queuePerSlot = 16
)

// Processor prepares photos, a bounded number at a time and within a bounded
// amount of memory, whatever is uploaded.
type Processor struct {
	room     *semaphore.Weighted // bytes
	slot     int64               // the least a photo takes of room
	patience time.Duration
	queue    atomic.Int64
	maxQueue int64
	apart    *apart // nil: within this process
}

// NewProcessor makes a Processor for at most slots photos at once (one core fewer
// than there are is right: who reads needs one too), each waiting at most patience for
// its turn. Decoders together hold no more than 128 MiB a slot, and no less than 256
// MiB is needed in all: a heavy photo takes the place of two. The garbage collector
// may keep as much again for a while.
func NewProcessor(slots int, patience time.Duration) *Processor {
	n := int64(max(slots, 1))
	room := max(n*slotMemory, maxDecode+scratch)
	return &Processor{
		room: semaphore.NewWeighted(room), slot: room / n,
		patience: patience, maxQueue: n * queuePerSlot,
	}
}

// Prepare turns an upload into a Photo: checked, upright, without metadata, in
// four sizes. The upload is read only and not kept.
//
// Errors are civic errors, field "photo": KindTooLarge "photo.too_large" (param
// max_mib) or "photo.too_many_pixels" (max_megapixels), KindUnsupported
// "photo.heic" (HEIC, HEIF, AVIF) or "photo.format" (anything else that is not
// JPEG, PNG or WebP, and animations), KindInvalid "photo.broken", KindUnavailable
// "photo.busy" when the turn did not come in time or the context ended.
func (p *Processor) Prepare(ctx context.Context, upload []byte) (Photo, error) {
	h, err := inspect(upload)
	if err != nil {
		return Photo{}, about(err)
	}
	leave, err := p.enter(ctx, max(p.slot, h.memory+scratch))
	if err != nil {
		return Photo{}, err
	}
	defer leave()
	work, cancel := context.WithTimeout(ctx, workTime)
	defer cancel()
	photo, err := p.develop(work, h, upload)
	if err != nil && ctx.Err() != nil {
		return Photo{}, busy(ctx.Err())
	}
	return photo, about(err)
}

// enter waits for room; the caller must call what it returns.
func (p *Processor) enter(ctx context.Context, need int64) (func(), error) {
	if p.room.TryAcquire(need) {
		return func() { p.room.Release(need) }, nil
	}
	defer p.queue.Add(-1)
	if p.queue.Add(1) > p.maxQueue {
		return nil, busy(errors.New("media: queue full"))
	}
	wait, cancel := context.WithTimeout(ctx, p.patience)
	defer cancel()
	if err := p.room.Acquire(wait, need); err != nil {
		return nil, busy(err)
	}
	return func() { p.room.Release(need) }, nil
}

// Waiting is how many uploads wait for their turn.
func (p *Processor) Waiting() int { return int(p.queue.Load()) }

func busy(cause error) error {
	err := civic.Fail(civic.KindUnavailable, "photo.busy").By(fmt.Errorf("media: wait for a slot: %w", cause))
	err.Field, err.Retry = "photo", 5*time.Second
	return err
}

// about names the field in one of our own errors.
func about(err error) error {
	var e *civic.Error
	if errors.As(err, &e) {
		e.Field = "photo"
	}
	return err
}

func (p *Processor) develop(ctx context.Context, h header, upload []byte) (Photo, error) {
	if p.apart != nil {
		return p.apart.develop(ctx, upload)
	}
	return develop(ctx, h, upload)
}

// develop does the work, with room held.
func develop(ctx context.Context, h header, upload []byte) (Photo, error) {
	m, err := decode(h, &patientReader{ctx, bytes.NewReader(upload)})
	if err != nil {
		return Photo{}, err
	}
	photo := Photo{Width: h.width, Height: h.height}
	if lying(h.orientation) {
		photo.Width, photo.Height = h.height, h.width
	}
	w, hh := fit(h.width, h.height, Edges[len(Edges)-1])
	small := shrink(m, w, hh)
	if _, ok := m.(*image.YCbCr); ok && h.videoRange {
		toFullRange(small)
	}
	small = turn(small, h.orientation)
	for i := len(Edges) - 1; i >= 0; i-- {
		w, hh := fit(small.Rect.Dx(), small.Rect.Dy(), Edges[i])
		if w != small.Rect.Dx() || hh != small.Rect.Dy() {
			small = shrink(small, w, hh)
		} else if i+1 < len(Edges) { // a small original: the same picture again
			photo.Renditions[i] = photo.Renditions[i+1]
			photo.Renditions[i].Edge = Edges[i]
			continue
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
			return Photo{}, fmt.Errorf("media: encode: %w", err)
		}
		photo.Renditions[i] = Rendition{Edge: Edges[i], Width: w, Height: hh, JPEG: out.Bytes()}
	}
	photo.Color = average(small)
	return photo, nil
}

// decode runs the format's decoder. Decoders have panicked on hostile files
// before; here that is one broken photo, not a dead process.
func decode(h header, upload io.Reader) (m image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			m, err = nil, brokenBy(fmt.Errorf("media: decoder panicked: %v", r))
		}
	}()
	m, err = h.decode(upload)
	if err != nil {
		return nil, brokenBy(fmt.Errorf("media: decode: %w", err))
	}
	if m.Bounds().Dx() != h.width || m.Bounds().Dy() != h.height {
		return nil, brokenBy(errors.New("media: decode: header and picture differ in size"))
	}
	return m, nil
}

// patientReader makes a decoder stop when its context ends.
type patientReader struct {
	ctx context.Context
	r   io.Reader
}

func (p *patientReader) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
