package photo_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/photo"
)

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

func TestTheSizeForPhonesMayBeMissing(t *testing.T) {
	c := open(t)
	id := c.upload("zineb", 1)
	for key, err := range photo.Keys(t.Context(), c.conf.Engine, c.clock) {
		if err != nil || key == media.PhotoKey(id, media.Phone) {
			t.Errorf("a backup wants %s: %v", key, err)
		}
	}
	for _, next := range []struct {
		edge int
		want string
	}{{media.Phone, ""}, {960, "photo.not_found"}} {
		if err := c.conf.Bucket.Delete(t.Context(), media.PhotoKey(id, next.edge)); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Open(t.Context(), actor("zineb"), string(id), media.Phone); codeOf(err) != next.want {
			t.Errorf("without %d: %v", next.edge, err)
		}
	}
}

func TestOwned(t *testing.T) {
	c := open(t)
	mine, other, theirs := c.upload("zineb", 1), c.upload("zineb", 2), c.upload("karim", 3)
	vs, err := c.Owned(t.Context(), "zineb", []civic.ID{other, theirs, c.id(), mine})
	if err != nil || len(vs) != 2 || vs[0].ID != other || vs[1].ID != mine {
		t.Fatalf("owned %+v, %v", vs, err)
	}
	c.attach("R1", mine)
	if c.owned("zineb", mine) != 0 {
		t.Error("what one report shows is free for another, which would lose it with the first")
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
