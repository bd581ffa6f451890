package photo_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/media/disk"
	"jemaa/backend/photo"
	"jemaa/backend/store/sqlite"
)

// city is a running room with a real processor and a real bucket, beside a report
// room that is a map.
type city struct {
	*photo.Service
	conf     photo.Config
	prepared atomic.Int64

	t     *testing.T
	mu    sync.Mutex
	now   time.Time
	shown map[civic.ID]string    // photo → who may see its report: "all", "" or an account
	used  map[civic.ID]bool      // what InUse answers
	fail  func(key string) error // of the bucket
}

func (c *city) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *city) later(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type lab struct {
	*media.Processor
	c *city
}

func (l lab) Prepare(ctx context.Context, b []byte) (media.Photo, error) {
	l.c.prepared.Add(1)
	return l.Processor.Prepare(ctx, b)
}

type bucket struct {
	media.Bucket
	c *city
}

func (b bucket) Put(ctx context.Context, key string, body []byte) error {
	b.c.mu.Lock()
	fail := b.c.fail
	b.c.mu.Unlock()
	if fail != nil {
		if err := fail(key); err != nil {
			return err
		}
	}
	return b.Bucket.Put(ctx, key, body)
}

func (b bucket) Delete(ctx context.Context, key string) error {
	b.c.mu.Lock()
	fail := b.c.fail
	b.c.mu.Unlock()
	if fail != nil {
		if err := fail(key); err != nil {
			return err
		}
	}
	return b.Bucket.Delete(ctx, key)
}

func open(t *testing.T) *city {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	b, err := disk.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	c := &city{t: t, now: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC), shown: map[civic.ID]string{}, used: map[civic.ID]bool{}}
	c.conf = photo.Config{
		Engine: e, Clock: c.clock, Bucket: bucket{b, c}, Lab: lab{media.NewProcessor(2, time.Minute), c},
		Visible: func(_ context.Context, a civic.Actor, of civic.Subject, id civic.ID) (bool, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			who, ok := c.shown[id]
			return ok && of.Kind == "report" && (who == "all" || who != "" && who == string(a.ID)), nil
		},
		InUse: func(_ context.Context, ids []civic.ID) (map[civic.ID]bool, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.used, nil
		},
	}
	if c.Service, err = photo.New(t.Context(), c.conf); err != nil {
		t.Fatal(err)
	}
	return c
}

// picture is a small PNG; another seed is another picture.
func picture(t *testing.T, seed uint8) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)*seed + seed
	}
	m.Set(0, 0, color.RGBA{seed, 1, 2, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func actor(id string) civic.Actor { return civic.Actor{ID: civic.ID(id)} }

func (c *city) id() civic.ID { return civic.NewID(c.clock()) }

func (c *city) upload(who string, seed uint8) civic.ID {
	c.t.Helper()
	id := c.id()
	v, fresh, err := c.Upload(c.t.Context(), actor(who), string(id), picture(c.t, seed))
	if err != nil || !fresh || v.ID != id || v.Width != 40 || v.Height != 30 || len(v.Color) != 7 {
		c.t.Fatalf("upload: %+v, new %v, %v", v, fresh, err)
	}
	return id
}

func (c *city) attach(report string, ids ...civic.ID) {
	c.t.Helper()
	for range 2 { // as a relay may
		if err := c.Attach(c.t.Context(), civic.Subject{Kind: "report", ID: civic.ID(report)}, ids); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *city) sweep() int {
	c.t.Helper()
	n, err := c.Sweep(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// sees tells whether somebody gets the photo, in all its sizes, and publicly.
func (c *city) sees(who string, id civic.ID) (sees, public bool) {
	c.t.Helper()
	for _, edge := range media.Edges {
		got, err := c.Open(c.t.Context(), actor(who), string(id), edge)
		if err != nil && codeOf(err) != "photo.not_found" {
			c.t.Fatal(err)
		}
		if err == nil && (len(got.Body) == 0 || got.ETag == "" || got.ContentType != "image/jpeg") {
			c.t.Fatalf("served %+v", got.Stat)
		}
		sees, public = err == nil, got.Public
	}
	return sees, public
}

func (c *city) owned(who string, ids ...civic.ID) int {
	c.t.Helper()
	vs, err := c.Owned(c.t.Context(), civic.ID(who), ids)
	if err != nil {
		c.t.Fatal(err)
	}
	return len(vs)
}

func codeOf(err error) string {
	var e *civic.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
