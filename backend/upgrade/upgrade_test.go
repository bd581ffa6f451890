package upgrade_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/upgrade"
)

// note is a document that a made-up step changes.
type note struct {
	store.Meta
	Text  string `json:"text"`
	Words int    `json:"words"`
}

// house is a folder with notes in it, opened by one program after the other.
type house struct {
	t    *testing.T
	path string
	kill int // the engine vanishes before so many changes more; 0 for never
	seen []string
}

func (h *house) live(f func(e *sqlite.Engine, d *upgrade.Data, notes *store.Collection[note])) {
	h.t.Helper()
	e, err := sqlite.Open(h.t.Context(), h.path, sqlite.Options{NoSync: true})
	if err != nil {
		h.t.Fatal(err)
	}
	defer e.Close()
	clock := civic.Clock(time.Now)
	d, err := upgrade.Open(h.t.Context(), e, clock)
	if err != nil {
		h.t.Fatal(err)
	}
	notes, err := store.Open[note](h.t.Context(), e, clock, "note", store.Index{Name: "changed", Fields: []string{"id"}})
	if err != nil {
		h.t.Fatal(err)
	}
	f(e, d, notes)
}

// count is a step that counts each note's words, two notes a stretch.
func (h *house) count(e *sqlite.Engine, notes *store.Collection[note]) upgrade.Step {
	return upgrade.Step{What: "count words", Do: func(ctx context.Context, cursor string, keep func(string) error) error {
		for {
			page, next, err := notes.Page(ctx, store.Query{Sort: "id", Limit: 2, After: cursor})
			if err != nil {
				return err
			}
			for _, n := range page {
				if h.kill--; h.kill == 0 {
					e.Close() // as a power cut: nothing is written any more
				}
				_, err := notes.Update(ctx, n.ID, func(n *note) ([]store.Message, error) {
					n.Words = len(strings.Fields(n.Text))
					return nil, nil
				})
				if err != nil {
					return err
				}
				h.seen = append(h.seen, n.ID)
			}
			if next == "" {
				return nil
			}
			if err := keep(next); err != nil {
				return err
			}
			cursor = next
		}
	}}
}

func nothing(what string) upgrade.Step {
	return upgrade.Step{What: what, Do: func(context.Context, string, func(string) error) error { return nil }}
}

// A kill in the middle of a step costs its last stretch, and the steps before it
// are not taken again.
func TestAStepThatWasKilledGoesOn(t *testing.T) {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "jemaa.db")}
	const count = 9
	h.live(func(_ *sqlite.Engine, d *upgrade.Data, notes *store.Collection[note]) {
		for i := range count {
			n := &note{Meta: store.Meta{ID: fmt.Sprint(i)}, Text: strings.Repeat("word ", i)}
			if err := notes.Insert(t.Context(), n); err != nil {
				t.Fatal(err)
			}
		}
		if v, err := d.Version(t.Context()); v != 0 || err != nil {
			t.Errorf("data without a number: %d %v", v, err)
		}
	})
	var told []string
	tell := func(to int, what string) { told = append(told, fmt.Sprint(to, " ", what)) }
	for _, kill := range []int{4, 1, 3} { // before the fourth change, the first, the third
		h.kill = kill
		h.live(func(e *sqlite.Engine, d *upgrade.Data, notes *store.Collection[note]) {
			_, err := d.Forward(t.Context(), []upgrade.Step{nothing("number the data"), h.count(e, notes)}, tell)
			if !errors.Is(err, store.ErrClosed) {
				t.Fatalf("killed: %v", err)
			}
		})
	}
	h.live(func(e *sqlite.Engine, d *upgrade.Data, notes *store.Collection[note]) {
		if v, err := d.Version(t.Context()); v != 1 || err != nil {
			t.Errorf("after the kills: %d %v", v, err)
		}
		steps := []upgrade.Step{nothing("number the data"), h.count(e, notes), nothing("more")}
		from, err := d.Forward(t.Context(), steps, tell)
		if err != nil || from != 1 {
			t.Fatalf("from %d: %v", from, err)
		}
		if v, err := d.Version(t.Context()); v != 3 || err != nil {
			t.Errorf("in the end: %d %v", v, err)
		}
		for i := range count {
			n, err := notes.Get(t.Context(), fmt.Sprint(i))
			if err != nil || n.Words != i {
				t.Errorf("note %d: %+v %v", i, n, err)
			}
		}
		if from, err := d.Forward(t.Context(), steps, func(int, string) { t.Error("a step was taken again") }); from != 3 || err != nil {
			t.Errorf("once more: %d %v", from, err)
		}
	})
	if want := []string{"0", "1", "2", "2", "3", "4", "5", "6", "7", "8"}; !slices.Equal(h.seen, want) {
		t.Errorf("changed %v, want %v", h.seen, want)
	}
	if want := []string{"1 number the data", "2 count words", "2 count words", "2 count words", "2 count words", "3 more"}; !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestLaterDataIsRefusedUntouched(t *testing.T) {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "jemaa.db")}
	h.live(func(_ *sqlite.Engine, d *upgrade.Data, _ *store.Collection[note]) {
		future := []upgrade.Step{nothing("1"), nothing("2"), nothing("3")}
		if _, err := d.Forward(t.Context(), future, func(int, string) {}); err != nil {
			t.Fatal(err)
		}
		from, err := d.Forward(t.Context(), future[:1], func(int, string) { t.Error("a step was taken") })
		if !errors.Is(err, upgrade.ErrNewer) || from != 3 || !strings.Contains(err.Error(), "version 3, and this program knows 1") {
			t.Errorf("%d %v", from, err)
		}
		if v, err := d.Version(t.Context()); v != 3 || err != nil {
			t.Errorf("%d %v", v, err)
		}
	})
}

// Two programs that start at once both take the steps, and neither sets the
// number back.
func TestTwoAtOnce(t *testing.T) {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "jemaa.db")}
	h.live(func(_ *sqlite.Engine, d *upgrade.Data, _ *store.Collection[note]) {
		slow := upgrade.Step{What: "slow", Do: func(ctx context.Context, _ string, keep func(string) error) error {
			// The other is through with everything meanwhile.
			if _, err := d.Forward(ctx, []upgrade.Step{nothing("1"), nothing("2")}, func(int, string) {}); err != nil {
				return err
			}
			return keep("half")
		}}
		if _, err := d.Forward(t.Context(), []upgrade.Step{slow, nothing("2")}, func(int, string) {}); err != nil {
			t.Fatal(err)
		}
		if v, err := d.Version(t.Context()); v != 2 || err != nil {
			t.Errorf("%d %v", v, err)
		}
	})
}
