package searchtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"jemaa/search"
)

func testRebuild(t *testing.T, open Open) {
	t.Run("the new index takes over", func(t *testing.T) {
		x := open(t)
		put(t, x, doc("old", "Ancien"), doc("both", "Ancien aussi"))
		b := begin(t, x)
		build(t, b, doc("both", "Nouveau"), doc("new", "Nouveau"))
		wantIDs(t, "before the swap", find(t, x, search.Query{}), "old", "both")
		swap(t, b)
		wantIDs(t, "after it", find(t, x, search.Query{}), "both", "new")
		wantIDs(t, "by its new words", find(t, x, search.Query{Text: "nouveau"}), "both", "new")
	})
	t.Run("what was put meanwhile wins", func(t *testing.T) { testMeanwhile(t, open) })
	t.Run("abandoned", func(t *testing.T) {
		x := open(t)
		put(t, x, doc("old", "Ancien"))
		b := begin(t, x)
		build(t, b, doc("new", "Nouveau"))
		for range 2 {
			if err := b.Abandon(); err != nil {
				t.Fatal(err)
			}
		}
		wantIDs(t, "nothing changed", find(t, x, search.Query{}), "old")
		if err := b.Put(ctx(t), nil); err == nil {
			t.Error("put into an abandoned build")
		}
		if err := b.Swap(ctx(t)); err == nil {
			t.Error("swapped an abandoned build")
		}
		swap(t, begin(t, x))
		wantIDs(t, "an empty build empties", find(t, x, search.Query{}))
	})
	t.Run("one at a time", func(t *testing.T) { testOneBuild(t, open) })
	t.Run("fresh", func(t *testing.T) { testFresh(t, open) })
}

func testOneBuild(t *testing.T, open Open) {
	x := open(t)
	b := begin(t, x)
	if _, err := x.Rebuild(ctx(t)); !errors.Is(err, search.ErrBuilding) {
		t.Errorf("a second build: %v", err)
	}
	swap(t, b)
	if err := b.Abandon(); err != nil {
		t.Error(err)
	}
	if err := b.Put(ctx(t), []search.Document{doc("late", "x")}); err == nil {
		t.Error("put after the swap")
	}
	swap(t, begin(t, x))
}

func testFresh(t *testing.T, open Open) {
	x := open(t)
	fresher, ok := x.(search.Fresher)
	if !ok {
		t.Fatal("the engine does not say whether it needs a rebuild")
	}
	for _, want := range []bool{true, false} {
		if got, err := fresher.Fresh(ctx(t)); err != nil || got != want {
			t.Errorf("fresh %v, %v; want %v", got, err, want)
		}
		swap(t, begin(t, x))
	}
}

func testMeanwhile(t *testing.T, open Open) {
	x := open(t)
	rev := func(id string, rev int64, title string) search.Document {
		d := doc(id, title)
		d.Rev = rev
		return d
	}
	put(t, x, rev("hidden", 1, "vieux"), rev("changed", 1, "vieux"), rev("restored", 1, "vieux"), rev("counted", 1, "vieux"))
	b := begin(t, x)
	build(t, b, rev("hidden", 1, "vieux"), rev("early", 2, "lu"))
	put(t, x, rev("changed", 3, "neuf"), rev("early", 3, "neuf"), rev("counted", 1, "neuf"), rev("stale", 2, "vieux"))
	if err := x.Delete(ctx(t), []search.Ref{{Kind: "report", ID: "hidden", Rev: 2}, {Kind: "report", ID: "restored", Rev: 2}, {Kind: "report", ID: "erased"}}); err != nil {
		t.Fatal(err)
	}
	put(t, x, rev("restored", 3, "neuf"))
	// What the caller read from its store before all that, and one that it read after.
	build(t, b, rev("hidden", 1, "vieux"), rev("changed", 2, "vieux"), rev("restored", 1, "vieux"), rev("counted", 1, "vieux"), rev("stale", 5, "neuf"))
	swap(t, b)
	wantIDs(t, "after the swap", find(t, x, search.Query{Text: "neuf "}), "changed", "early", "restored", "counted", "stale")
	wantIDs(t, "and no other", find(t, x, search.Query{}), "changed", "early", "restored", "counted", "stale")
	put(t, x, rev("hidden", 1, "vieux"))
	wantIDs(t, "still hidden", find(t, x, search.Query{Text: "vieux "}))
}

func begin(t *testing.T, x search.Index) search.Builder {
	t.Helper()
	b, err := x.Rebuild(ctx(t))
	if err != nil {
		t.Fatalf("rebuild: %v", err)
	}
	return b
}

func build(t *testing.T, b search.Builder, docs ...search.Document) {
	t.Helper()
	if err := b.Put(ctx(t), docs); err != nil {
		t.Fatalf("build: %v", err)
	}
}

func swap(t *testing.T, b search.Builder) {
	t.Helper()
	if err := b.Swap(ctx(t)); err != nil {
		t.Fatalf("swap: %v", err)
	}
}

// testConcurrentRebuild searches and writes without a break over several rebuilds: no
// search may fail or miss a document that was there all the time, no write may be lost.
func testConcurrentRebuild(t *testing.T, open Open) {
	x := open(t)
	put(t, x, numbered(40, "Toujours")...)
	stop := make(chan struct{})
	var group sync.WaitGroup
	var searches, written atomic.Int64
	for range 3 {
		group.Go(func() {
			for running(stop) {
				r, err := x.Search(context.Background(), search.Query{Text: "toujours", Limit: 1, Facets: []string{"kind"}})
				searches.Add(1)
				if err != nil || r.Total != 40 {
					t.Errorf("search: %d of 40, %v", r.Total, err)
					return
				}
			}
		})
	}
	group.Go(func() {
		for running(stop) {
			n := written.Add(1) - 1 // a store knows of it before the index does
			if err := x.Put(context.Background(), []search.Document{doc(fmt.Sprintf("w%05d", n), "Ecrit")}); err != nil {
				t.Errorf("put: %v", err)
				return
			}
		}
	})
	for range 3 {
		b := begin(t, x)
		done, before := searches.Load(), written.Load() // read once the build began, as from a store
		all := numbered(40, "Toujours")
		for i := range before {
			all = append(all, doc(fmt.Sprintf("w%05d", i), "Ecrit"))
		}
		for batch := range slices.Chunk(all, search.MaxBatch) {
			build(t, b, batch...)
		}
		for searches.Load() < done+5 && !t.Failed() {
			build(t, b, all[:10]...)
		}
		swap(t, b)
	}
	close(stop)
	group.Wait()
	wantTotal := written.Load()
	if got := find(t, x, search.Query{Text: "ecrit ", Limit: 1}).Total; got != wantTotal {
		t.Errorf("%d of %d writes are left", got, wantTotal)
	}
	if wantTotal == 0 || searches.Load() == 0 {
		t.Error("nothing ran beside the rebuilds")
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

func testEnd(t *testing.T, open Open) {
	x := open(t)
	put(t, x, doc("a", "Fuite"))
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, searched := x.Search(gone, search.Query{})
	_, rebuilt := x.Rebuild(gone)
	for what, err := range map[string]error{
		"search": searched, "rebuild": rebuilt, "put": x.Put(gone, []search.Document{doc("b", "x")}),
		"delete": x.Delete(gone, []search.Ref{{Kind: "report", ID: "a"}}), "ping": x.Ping(gone),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context: %v", what, err)
		}
	}
	wantIDs(t, "nothing happened", find(t, x, search.Query{}), "a")
	b := begin(t, x)
	for range 2 {
		if err := x.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
	_, searched = x.Search(ctx(t), search.Query{})
	_, rebuilt = x.Rebuild(ctx(t))
	for what, err := range map[string]error{
		"search": searched, "rebuild": rebuilt, "put": x.Put(ctx(t), []search.Document{doc("b", "x")}),
		"delete": x.Delete(ctx(t), []search.Ref{{Kind: "report", ID: "a"}}), "ping": x.Ping(ctx(t)),
		"build": b.Put(ctx(t), []search.Document{doc("b", "x")}), "swap": b.Swap(ctx(t)),
	} {
		if !errors.Is(err, search.ErrUnavailable) {
			t.Errorf("%s after close: %v", what, err)
		}
	}
	if err := b.Abandon(); err != nil {
		t.Errorf("abandon after close: %v", err)
	}
}
