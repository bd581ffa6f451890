package seed

import (
	"context"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"jemaa/backend/media"
	"jemaa/backend/photo"
)

// gallery draws and develops each picture of a demonstration once, ahead of the
// stories and on all cores: nothing else in a seeding takes as long.
type gallery struct {
	photo.Lab
	mu    sync.Mutex
	drawn map[motif][]byte
	made  map[[32]byte]media.Photo
}

// motif is what a picture shows; the stories share variants of few scenes.
type motif struct {
	category string
	repaired bool
	variant  uint64
}

const variants = 5

func newGallery(lab photo.Lab) *gallery {
	return &gallery{Lab: lab, drawn: map[motif][]byte{}, made: map[[32]byte]media.Photo{}}
}

// ahead prepares what the tales begin with.
func (g *gallery) ahead(ctx context.Context, tales []tale) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	begun := map[motif]bool{}
	for _, t := range tales {
		m := t.motif(false)
		if !t.pictured || begun[m] {
			continue
		}
		begun[m] = true
		work.Go(func() error {
			body, err := g.draw(m)
			if err == nil {
				_, err = g.Prepare(ctx, body)
			}
			return err
		})
	}
	return work.Wait()
}

func (g *gallery) draw(m motif) ([]byte, error) {
	g.mu.Lock()
	body, ok := g.drawn[m]
	g.mu.Unlock()
	if ok {
		return body, nil
	}
	body, err := Picture(m.category, m.repaired, m.variant)
	if err != nil {
		return nil, fmt.Errorf("seed: draw %s: %w", m.category, err)
	}
	g.mu.Lock()
	g.drawn[m] = body
	g.mu.Unlock()
	return body, nil
}

// Prepare implements photo.Lab: what was developed before is not again.
func (g *gallery) Prepare(ctx context.Context, upload []byte) (media.Photo, error) {
	key := sha256.Sum256(upload)
	g.mu.Lock()
	p, ok := g.made[key]
	g.mu.Unlock()
	if ok {
		return p, nil
	}
	p, err := g.Lab.Prepare(ctx, upload)
	if err == nil {
		g.mu.Lock()
		g.made[key] = p
		g.mu.Unlock()
	}
	return p, err
}
