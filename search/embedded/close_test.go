package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"jemaa/search"
)

// TestCloseWhileABuildBeginsOrEnds closes an index at the very moment at which a rebuild
// takes over or begins: each call succeeds or says that the index is closed, none panics,
// and the next start finds one whole generation.
func TestCloseWhileABuildBeginsOrEnds(t *testing.T) {
	fine := func(what string, err error) {
		if err != nil && !errors.Is(err, search.ErrUnavailable) && !errors.Is(err, search.ErrBuilding) {
			t.Errorf("%s: %v", what, err)
		}
	}
	ctx := context.Background()
	for range 12 {
		path := t.TempDir()
		x := open(t, path)
		rebuild(t, x, report("a", "Fuite"))
		b, err := x.Rebuild(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Put(ctx, []search.Document{report("a", "Fuite"), report("b", "Fuite")}); err != nil {
			t.Fatal(err)
		}
		var racers sync.WaitGroup
		start := make(chan struct{})
		for what, race := range map[string]func() error{
			"swap":  func() error { return b.Swap(ctx) },
			"close": x.Close,
			"put":   func() error { return x.Put(ctx, []search.Document{report("c", "Fuite")}) },
			"rebuild": func() error {
				again, err := x.Rebuild(ctx)
				if err == nil {
					err = errors.Join(again.Put(ctx, []search.Document{report("a", "Fuite")}), again.Swap(ctx))
				}
				return err
			},
		} {
			racers.Go(func() {
				<-start
				fine(what, race())
			})
		}
		close(start)
		racers.Wait()
		if _, err := x.Rebuild(ctx); !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("a build on a closed index: %v", err)
		}
		if n := total(t, open(t, path), "fuite"); n < 1 || n > 3 {
			t.Errorf("%d found after all", n)
		}
		if kept := generations(t, path); len(kept) != 1 {
			t.Errorf("kept: %v", kept)
		}
	}
}

func generations(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "generation-") {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestReindexUnderLoad rebuilds an index of thousands of documents while it is searched and
// written: no search fails or misses what is there all the time, no write is lost, and what
// was taken out stays out.
func TestReindexUnderLoad(t *testing.T) {
	const size = 4000
	x := open(t, t.TempDir())
	store := func() (docs []search.Document) {
		for i := range size {
			docs = append(docs, report(fmt.Sprintf("d%06d", i), "Fuite partout"))
		}
		return docs
	}()
	rebuild := func(between func(batch int)) {
		b, err := x.Rebuild(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < size; i += 500 {
			if err := b.Put(context.Background(), store[i:i+500]); err != nil {
				t.Fatal(err)
			}
			between(i / 500)
		}
		if err := b.Swap(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	rebuild(func(int) {})
	stop := make(chan struct{})
	var load sync.WaitGroup
	for range 3 {
		load.Go(func() {
			for n := 0; running(stop); n++ {
				r, err := x.Search(context.Background(), search.Query{Text: []string{"fuite", "partuot ", "fui"}[n%3], Limit: 5, Facets: []string{"kind"}})
				if err != nil || r.Total < size-8 || len(r.Hits) != 5 {
					t.Errorf("search: %d found, %d hits, %v", r.Total, len(r.Hits), err)
					return
				}
			}
		})
	}
	rebuild(func(batch int) { // one written anew, one changed, one taken out, of those read already and of those to come
		changed := store[(batch*500+1300)%size]
		changed.Rev, changed.Title = 2, "Réparé, fuite partout"
		written := report(fmt.Sprintf("new%d", batch), "Fuite partout")
		if err := x.Put(context.Background(), []search.Document{changed, written}); err != nil {
			t.Error(err)
		}
		if err := x.Delete(context.Background(), []search.Ref{{Kind: "report", ID: store[(batch*500+2100)%size].ID, Rev: 2}}); err != nil {
			t.Error(err)
		}
	})
	close(stop)
	load.Wait()
	for text, want := range map[string]int64{"fuite ": size, "repare ": 8} { // 8 came, 8 went
		if n := total(t, x, text); n != want {
			t.Errorf("%q: %d found, want %d", text, n, want)
		}
	}
}

func running(stop <-chan struct{}) bool {
	select {
	case <-stop:
		return false
	default:
		return true
	}
}
