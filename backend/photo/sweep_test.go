package photo_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/photo"
	"jemaa/backend/store"
)

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
	c.sweep()
	for _, id := range []civic.ID{late, kept} {
		if sees, _ := c.sees("zineb", id); !sees {
			t.Error("an attached photo was swept")
		}
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
	c.sweep()
	if sees, _ := c.sees("zineb", a); !sees {
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
