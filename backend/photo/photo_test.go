package photo_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/media/disk"
	"jemaa/backend/photo"
	"jemaa/backend/store"
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

func TestUploadIsSafeToRepeat(t *testing.T) {
	c := open(t)
	id := c.upload("zineb", 1)
	v, fresh, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1))
	if err != nil || fresh || v.ID != id || v.Width != 40 || c.prepared.Load() != 1 {
		t.Fatalf("again: %+v, new %v, %v after %d preparations", v, fresh, err, c.prepared.Load())
	}
	for name, f := range map[string]func() error{
		"other bytes": func() error {
			_, _, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 2))
			return err
		},
		"other person": func() error {
			_, _, err := c.Upload(t.Context(), actor("karim"), string(id), picture(t, 1))
			return err
		},
	} {
		if err := f(); codeOf(err) != "photo.conflict" || civic.KindOf(err) != civic.KindConflict {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := c.Upload(t.Context(), civic.Actor{}, string(id), picture(t, 1)); codeOf(err) != "auth.required" {
		t.Error(err)
	}
	if _, _, err := c.Upload(t.Context(), actor("zineb"), "../../x", picture(t, 1)); codeOf(err) != "id.malformed" {
		t.Error(err)
	}
	if _, _, err := c.Upload(t.Context(), actor("zineb"), string(c.id()), []byte("no picture")); codeOf(err) != "photo.format" {
		t.Error(err)
	}
}

func TestParallelUploadsOfOnePhotoAreOne(t *testing.T) {
	c := open(t)
	id := c.id()
	var news atomic.Int64
	var work sync.WaitGroup
	for range 8 {
		work.Go(func() {
			_, fresh, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1))
			if err != nil {
				t.Error(err)
			}
			if fresh {
				news.Add(1)
			}
		})
	}
	work.Wait()
	if sees, _ := c.sees("zineb", id); news.Load() != 1 || !sees {
		t.Fatalf("%d were new", news.Load())
	}
}

func TestAnUploadThatWasBrokenOffIsCompletedByTheNext(t *testing.T) {
	c := open(t)
	n := 0
	c.fail = func(string) error {
		if n++; n == 2 {
			return media.Unavailable("test: put", errors.New("killed"))
		}
		return nil
	}
	id := c.id()
	if _, _, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1)); civic.KindOf(err) != civic.KindUnavailable {
		t.Fatal(err)
	}
	if sees, _ := c.sees("karim", id); sees || c.owned("zineb", id) != 0 {
		t.Fatal("half a photo can be used")
	}
	if _, _, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1)); err != nil {
		t.Fatal(err)
	}
	if sees, _ := c.sees("zineb", id); !sees || c.owned("zineb", id) != 1 {
		t.Fatal("the second did not complete it")
	}
}

func TestWhoSeesAPhoto(t *testing.T) {
	c := open(t)
	id := c.upload("zineb", 1)
	check := func(stage string, want map[string]bool, public bool) {
		t.Helper()
		for who, want := range want {
			if sees, pub := c.sees(who, id); sees != want || pub != (public && sees) {
				t.Errorf("%s: %q sees %v (public %v), want %v", stage, who, sees, pub, want)
			}
		}
	}
	check("unattached", map[string]bool{"": false, "zineb": true, "karim": false}, false)
	c.attach("R1", id)
	check("held", map[string]bool{"": false, "zineb": true, "karim": false}, false)
	c.shown[id] = "karim"
	check("for one", map[string]bool{"": false, "zineb": true, "karim": true}, false)
	c.shown[id] = "all"
	check("public", map[string]bool{"": true, "zineb": true, "karim": true}, true)
	c.shown[id] = ""
	check("hidden", map[string]bool{"": false, "zineb": true, "karim": false}, false)
	for _, edge := range []int{0, -1, 321, 4000} {
		if _, err := c.Open(t.Context(), actor("zineb"), string(id), edge); codeOf(err) != "photo.not_found" {
			t.Errorf("edge %d: %v", edge, err)
		}
	}
	if _, err := c.Open(t.Context(), actor("zineb"), "..", 320); codeOf(err) != "photo.not_found" {
		t.Error(err)
	}
}

func TestOwned(t *testing.T) {
	c := open(t)
	mine, other, theirs := c.upload("zineb", 1), c.upload("zineb", 2), c.upload("karim", 3)
	vs, err := c.Owned(t.Context(), "zineb", []civic.ID{other, theirs, c.id(), mine})
	if err != nil || len(vs) != 2 || vs[0].ID != other || vs[1].ID != mine {
		t.Fatalf("owned %+v, %v", vs, err)
	}
}

func TestBoundADay(t *testing.T) {
	c := open(t)
	var last civic.ID
	for i := range photo.MaxFree {
		last = c.upload("zineb", uint8(i+1))
	}
	more := func(who string) error {
		_, _, err := c.Upload(t.Context(), actor(who), string(c.id()), picture(t, 200))
		return err
	}
	if err := more("zineb"); codeOf(err) != "photo.too_many" || civic.KindOf(err) != civic.KindLimited {
		t.Fatal(err)
	}
	if err := more("karim"); err != nil {
		t.Fatal(err)
	}
	c.attach("R1", last)
	if err := more("zineb"); err != nil {
		t.Fatalf("after one was attached: %v", err)
	}
	c.later(photo.FreeLife + time.Minute)
	if err := more("zineb"); err != nil {
		t.Fatalf("the next day: %v", err)
	}
}

func TestSweep(t *testing.T) {
	c := open(t)
	loose, kept, late := c.upload("zineb", 1), c.upload("zineb", 2), c.upload("zineb", 3)
	c.attach("R1", kept)
	c.later(photo.FreeLife - time.Minute)
	if n := c.sweep(); n != 0 {
		t.Fatalf("swept %d before their time", n)
	}
	c.later(2 * time.Minute)
	if n := c.sweep(); n != 0 || c.owned("zineb", loose, late) != 0 {
		t.Fatalf("swept %d at once; marked ones can be used", n)
	}
	c.later(2 * time.Hour)
	c.used[late] = true // a report was written with it, and its message still waits
	if n := c.sweep(); n != 1 {
		t.Fatalf("swept %d, want 1", n)
	}
	for id, want := range map[civic.ID]bool{loose: false, kept: true, late: true} {
		if sees, _ := c.sees("zineb", id); sees != want {
			t.Errorf("%s is there: %v, want %v", id, sees, want)
		}
	}
	if _, err := c.conf.Bucket.Stat(t.Context(), media.PhotoKey(loose, 320)); !errors.Is(err, media.ErrNotFound) {
		t.Errorf("swept bytes: %v", err)
	}
	c.attach("R2", late)
	c.used = nil
	c.later(48 * time.Hour)
	if c.sweep(); c.owned("zineb", late, kept) != 2 {
		t.Error("an attached photo was swept")
	}
	if _, fresh, err := c.Upload(t.Context(), actor("zineb"), string(loose), picture(t, 1)); err != nil || !fresh {
		t.Fatalf("a late repetition: new %v, %v", fresh, err)
	}
	if sees, _ := c.sees("zineb", loose); !sees {
		t.Error("a late repetition did not restore it")
	}
}

func TestALateRepetitionSavesAMarkedPhoto(t *testing.T) {
	c := open(t)
	id := c.upload("zineb", 1)
	c.later(photo.FreeLife + time.Minute)
	c.sweep()
	if _, fresh, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1)); err != nil || fresh {
		t.Fatalf("new %v, %v", fresh, err)
	}
	c.later(2 * time.Hour)
	if n := c.sweep(); n != 0 || c.owned("zineb", id) != 1 {
		t.Fatalf("swept %d", n)
	}
}

func TestASweepThatWasBrokenOffIsResumed(t *testing.T) {
	c := open(t)
	id := c.upload("zineb", 1)
	c.later(photo.FreeLife + time.Minute)
	c.sweep()
	c.later(2 * time.Hour)
	n := 0
	c.fail = func(string) error {
		if n++; n == 2 {
			return media.Unavailable("test: delete", errors.New("killed"))
		}
		return nil
	}
	if _, err := c.Sweep(t.Context()); civic.KindOf(err) != civic.KindUnavailable {
		t.Fatal(err)
	}
	if _, _, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1)); codeOf(err) != "photo.busy" {
		t.Fatalf("while it goes: %v", err)
	}
	if c.sweep() != 0 {
		t.Fatal("taken up while the first may live")
	}
	c.later(2 * time.Hour)
	if c.sweep() != 1 {
		t.Fatal("not resumed")
	}
	if _, fresh, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, 1)); err != nil || !fresh {
		t.Fatalf("new %v, %v", fresh, err)
	}
}

func TestAPhotoThatIsShownNoMoreIsFreeAgain(t *testing.T) {
	c := open(t)
	a, b := c.upload("zineb", 1), c.upload("zineb", 2)
	c.attach("R1", a, b)
	c.attach("R2", b) // shown twice: it stays with the first
	c.later(48 * time.Hour)
	c.attach("R1", b)
	c.shown[a], c.shown[b] = "all", "all"
	if sees, _ := c.sees("", a); sees {
		t.Error("a photo that was taken out is public")
	}
	if sees, _ := c.sees("", b); !sees {
		t.Error("the other one is gone")
	}
	if c.sweep(); c.owned("zineb", a) != 1 {
		t.Error("its day did not begin anew")
	}
}

func TestByBacklog(t *testing.T) {
	c := open(t)
	type doc struct{ store.Meta }
	docs, err := store.Open[doc](t.Context(), c.conf.Engine, c.clock, "report")
	if err != nil {
		t.Fatal(err)
	}
	inUse := photo.ByBacklog(c.conf.Engine, c.clock, "report")
	check := func(stage string, want bool) {
		t.Helper()
		got, err := inUse(t.Context(), []civic.ID{"P"})
		if err != nil || got["P"] != want {
			t.Errorf("%s: in use %v, %v; want %v", stage, got, err, want)
		}
	}
	check("nothing waits", false)
	m := store.Note("report.submitted", civic.At(c.clock()), "zineb", nil)
	if err := docs.Insert(t.Context(), &doc{store.Meta{ID: "R"}}, m); err != nil {
		t.Fatal(err)
	}
	c.later(10 * time.Minute)
	check("a message waits a little", false)
	c.later(time.Hour)
	check("a message waits long", true)
	err = c.conf.Engine.Settle(t.Context(), "report", []store.Settlement{{DocID: "R", Message: m.ID, Taker: "photo"}})
	if err != nil {
		t.Fatal(err)
	}
	check("it is settled", false)
}

// TestSweepersRace: several processes sweep while the uploader comes back.
func TestSweepersRace(t *testing.T) {
	c := open(t)
	var ids []civic.ID
	for i := range 10 {
		ids = append(ids, c.upload("zineb", uint8(i+1)))
	}
	c.later(photo.FreeLife + time.Minute)
	c.sweep()
	c.later(2 * time.Hour)
	var work sync.WaitGroup
	for range 3 {
		work.Go(func() {
			if _, err := c.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	saved := make([]bool, len(ids))
	for i, id := range ids {
		work.Go(func() {
			_, _, err := c.Upload(t.Context(), actor("zineb"), string(id), picture(t, uint8(i+1)))
			if err != nil && codeOf(err) != "photo.busy" {
				t.Error(err)
			}
			saved[i] = err == nil
		})
	}
	work.Wait()
	for i, id := range ids {
		if sees, _ := c.sees("zineb", id); saved[i] && !sees {
			t.Errorf("photo %d was answered with a 2xx and is gone", i)
		}
	}
	if !slices.Contains(saved, true) {
		t.Log("no upload won the race this time")
	}
}
