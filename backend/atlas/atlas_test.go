package atlas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"

	"jemaa/backend/civic"
)

var casablanca = civic.Point{Lon: -7.6149, Lat: 33.5985}

func mark(n int, at civic.Point, status string) Mark {
	return Mark{
		ID: civic.ID(fmt.Sprintf("01J0000000000000000%07d", n)), Rev: 1, At: at,
		Category: "pothole", Domain: "mobility", Status: status, Open: status != "resolved",
	}
}

// around scatters n marks over the city, half of them crowded in its middle.
func around(n int) []Mark {
	r := rand.New(rand.NewPCG(1, 2))
	statuses := []string{"submitted", "acknowledged", "in_progress", "resolved", "declined", "duplicate"}
	out := make([]Mark, n)
	for i := range out {
		p := civic.Point{Lon: -7.7464 + r.Float64()*0.289, Lat: 33.4933 + r.Float64()*0.1476}
		if i%2 == 0 {
			p = civic.Point{Lon: casablanca.Lon + r.NormFloat64()*0.02, Lat: casablanca.Lat + r.NormFloat64()*0.01}
		}
		out[i] = mark(i, p, statuses[r.IntN(len(statuses))])
		out[i].Category = fmt.Sprintf("category_%d", r.IntN(31))
		out[i].Domain = fmt.Sprintf("domain_%d", r.IntN(5))
	}
	return out
}

func tileAt(p civic.Point, z uint32) Tile {
	t := maptile.At(orb.Point{p.Lon, p.Lat}, maptile.Zoom(z))
	return Tile{z, t.X, t.Y}
}

// read decodes a tile with a reader of somebody else's.
func read(t *testing.T, a *Atlas, tile Tile, f Filter) map[string]*mvt.Layer {
	t.Helper()
	b, err := a.Tile(tile, f)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(b)
	if err != nil {
		t.Fatal(err)
	}
	layers.ProjectToWGS84(maptile.New(tile.X, tile.Y, maptile.Zoom(tile.Z)))
	out := map[string]*mvt.Layer{}
	for _, l := range layers {
		out[l.Name] = l
	}
	return out
}

// total counts what a tile shows, alone and gathered, by status.
func total(t *testing.T, layers map[string]*mvt.Layer) (n int, by map[string]int) {
	t.Helper()
	by = map[string]int{}
	if l := layers[LayerReports]; l != nil {
		for _, f := range l.Features {
			n++
			by[f.Properties["status"].(string)]++
		}
	}
	if l := layers[LayerClusters]; l != nil {
		for _, f := range l.Features {
			sum := 0
			for k, v := range f.Properties {
				if k == "count" {
					n += int(v.(float64))
					continue
				}
				by[k] += int(v.(float64))
				sum += int(v.(float64))
			}
			if sum != int(f.Properties["count"].(float64)) {
				t.Errorf("cluster %v: statuses add up to %d", f.Properties, sum)
			}
		}
	}
	return n, by
}

func TestTileShowsEverythingOnce(t *testing.T) {
	a := New()
	marks := around(3000)
	a.Put(marks...)
	for z := uint32(0); z <= 19; z++ {
		seen := 0
		tiles := map[Tile]bool{}
		for _, m := range marks {
			tiles[tileAt(m.At, z)] = true
		}
		if len(tiles) > 400 {
			continue
		}
		for tile := range tiles {
			n, _ := total(t, read(t, a, tile, Filter{}))
			seen += n
		}
		if seen != len(marks) {
			t.Errorf("zoom %d: %d shown of %d", z, seen, len(marks))
		}
	}
}

func TestPointsStandWhereTheyAre(t *testing.T) {
	a := New()
	a.Put(mark(1, casablanca, "submitted"))
	for _, z := range []uint32{0, 10, 16, 18, 22} {
		l := read(t, a, tileAt(casablanca, z), Filter{})[LayerReports]
		if l == nil || len(l.Features) != 1 {
			t.Fatalf("zoom %d: %v", z, l)
		}
		p := l.Features[0].Geometry.(orb.Point)
		unit := 40075016.7 / float64(uint64(1)<<z) / extent
		if off := casablanca.Metres(civic.Point{Lon: p[0], Lat: p[1]}); off > 2*unit+0.05 {
			t.Errorf("zoom %d: %.2f m off, a unit is %.2f m", z, off, unit)
		}
		if got := l.Features[0].Properties; got["id"] != "01J00000000000000000000001" || got["category"] != "pothole" || got["status"] != "submitted" {
			t.Errorf("zoom %d: %v", z, got)
		}
	}
}

func TestFilters(t *testing.T) {
	a := New()
	marks := around(5000)
	a.Put(marks...)
	rows := []struct {
		name string
		f    Filter
		want func(Mark) bool
	}{
		{"status", Filter{Statuses: []string{"resolved", "declined"}}, func(m Mark) bool { return m.Status == "resolved" || m.Status == "declined" }},
		{"category and domain", Filter{Categories: []string{"category_3", "category_4"}, Domains: []string{"domain_1"}}, func(m Mark) bool {
			return (m.Category == "category_3" || m.Category == "category_4") && m.Domain == "domain_1"
		}},
		{"unknown", Filter{Categories: []string{"no such"}}, func(Mark) bool { return false }},
	}
	for _, r := range rows {
		want := 0
		for _, m := range marks {
			if r.want(m) {
				want++
			}
		}
		if got, _ := total(t, read(t, a, Tile{0, 0, 0}, r.f)); got != want {
			t.Errorf("%s: %d, want %d", r.name, got, want)
		}
	}
}

func TestChangesAreSeen(t *testing.T) {
	a := New()
	there := func() (int, map[string]int) { return total(t, read(t, a, Tile{0, 0, 0}, Filter{})) }
	m := mark(1, casablanca, "submitted")
	a.Put(m)
	m.Rev, m.Status = 2, "resolved"
	a.Put(m, m)
	if n, by := there(); n != 1 || by["resolved"] != 1 {
		t.Errorf("after a change: %d %v", n, by)
	}
	late := m
	late.Rev, late.Status = 1, "submitted"
	a.Put(late)
	if _, by := there(); by["resolved"] != 1 {
		t.Errorf("a late mark won: %v", by)
	}
	m.Rev, m.Gone = 3, true
	a.Put(m)
	if n, _ := there(); n != 0 || a.Len() != 0 {
		t.Errorf("hidden, but %d shown and %d kept", n, a.Len())
	}
	a.Put(late)
	if n, _ := there(); n != 0 {
		t.Error("a late mark brought back what is hidden")
	}
	m.Rev, m.Gone = 4, false
	a.Put(m)
	if n, _ := there(); n != 1 {
		t.Error("restored, but not shown")
	}
}

func TestCrowdStaysSmall(t *testing.T) {
	a := New()
	for i := range 2000 { // a street where everybody reports the same hole
		a.Put(mark(i, civic.Point{Lon: casablanca.Lon + float64(i)*1e-8, Lat: casablanca.Lat}, "submitted"))
	}
	for z := uint32(10); z <= MaxZoom; z++ {
		tile := tileAt(casablanca, z)
		b, err := a.Tile(tile, Filter{})
		if err != nil || len(b) > 10<<10 {
			t.Errorf("zoom %d: %d bytes, %v", z, len(b), err)
		}
	}
}

func TestNoSuchTile(t *testing.T) {
	for _, tile := range []Tile{{0, 1, 0}, {3, 0, 8}, {23, 0, 0}, {40, 0, 0}} {
		if _, err := New().Tile(tile, Filter{}); !errors.Is(err, ErrNoTile) {
			t.Errorf("%v: %v", tile, err)
		}
	}
	if b, err := New().Tile(Tile{22, 1<<22 - 1, 1<<22 - 1}, Filter{}); err != nil || len(b) != 0 {
		t.Errorf("the last tile: %d bytes, %v", len(b), err)
	}
}

func TestNearby(t *testing.T) {
	a := New()
	marks := around(4000)
	a.Put(marks...)
	for _, metres := range []float64{50, 250, 3000} {
		var want []Near
		for _, m := range marks {
			if d := m.At.Metres(casablanca); d <= metres && m.Open {
				want = append(want, Near{m.ID, d})
			}
		}
		slices.SortFunc(want, func(x, y Near) int {
			if x.Metres < y.Metres {
				return -1
			}
			return 1
		})
		got := a.Nearby(casablanca, metres, 20)
		if len(got) != min(20, len(want)) {
			t.Fatalf("%v m: %d found, want %d", metres, len(got), min(20, len(want)))
		}
		for i := range got {
			if got[i].ID != want[i].ID {
				t.Errorf("%v m: number %d is %v, want %v", metres, i, got[i], want[i])
			}
		}
	}
	if got := a.Nearby(civic.Point{Lon: 200}, 10, 5); got != nil {
		t.Errorf("off the earth: %v", got)
	}
}

// ledger is a source in memory: marks by time of change.
type ledger struct {
	marks []Mark
	at    []civic.Time
	fails int
	read  int // marks given
}

func (l *ledger) Changed(_ context.Context, since civic.Time, after string, limit int) ([]Mark, string, civic.Time, error) {
	if l.fails > 0 {
		l.fails--
		return nil, "", civic.Time{}, errors.New("down")
	}
	start := 0
	if after != "" {
		if _, err := fmt.Sscan(after, &start); err != nil {
			return nil, "", civic.Time{}, err
		}
	}
	var out []Mark
	last := civic.Time{}
	for i := start; i < len(l.marks); i++ {
		if l.at[i].Before(since.Time) {
			continue
		}
		if len(out) == limit {
			return out, fmt.Sprint(i), last, nil
		}
		l.read++
		out, last = append(out, l.marks[i]), l.at[i]
	}
	return out, "", last, nil
}

func TestFollower(t *testing.T) {
	now := civic.At(time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC))
	l := &ledger{fails: 1}
	add := func(m Mark, at civic.Time) { l.marks, l.at = append(l.marks, m), append(l.at, at) }
	for i, m := range around(2500) {
		add(m, now.Plus(time.Duration(i)*time.Millisecond))
	}
	a := New()
	f := Follow(a, l, slog.New(slog.DiscardHandler))
	if err := f.Round(t.Context()); err == nil || a.Filled() {
		t.Fatal("a source that is down went unnoticed")
	}
	if err := f.Round(t.Context()); err != nil || a.Len() != 2500 || !a.Filled() {
		t.Fatalf("%d marks, %v", a.Len(), err)
	}
	add(mark(9000, casablanca, "submitted"), now.Plus(time.Second)) // stamped before the last, written after the round
	if err := f.Round(t.Context()); err != nil || a.Len() != 2501 {
		t.Fatalf("a late write was missed: %d marks, %v", a.Len(), err)
	}
}

// What came in one rush is not read again for ever, and a write that was slow to
// arrive is seen all the same.
func TestFollowerRests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		now := civic.At(time.Now())
		for _, m := range around(2000) {
			l.marks, l.at = append(l.marks, m), append(l.at, now)
		}
		a := New()
		f := Follow(a, l, slog.New(slog.DiscardHandler))
		round := func() {
			t.Helper()
			if err := f.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(500 * time.Millisecond)
		}
		round()
		l.marks, l.at = append(l.marks, mark(9000, casablanca, "submitted")), append(l.at, now.Plus(-4*time.Second))
		for range 12 {
			round()
		}
		if a.Len() != 2001 {
			t.Fatalf("a slow write was missed: %d marks", a.Len())
		}
		for range 12 {
			round()
		}
		l.read, l.marks, l.at = 0, append(l.marks, mark(9001, casablanca, "submitted")), append(l.at, now.Plus(time.Minute))
		round()
		if l.read != 1 || a.Len() != 2002 {
			t.Fatalf("%d marks read for one, %d known", l.read, a.Len())
		}
		l.read = 0
		for range 100 {
			round()
		}
		if l.read > 200 {
			t.Fatalf("%d marks read while nothing moved", l.read)
		}
	})
}

func BenchmarkTile(b *testing.B) {
	a := New()
	a.Put(around(100_000)...)
	for _, z := range []uint32{8, 10, 12, 14, 16, 18} {
		b.Run(fmt.Sprintf("z%d", z), func(b *testing.B) {
			tile := tileAt(casablanca, z)
			size := 0
			for b.Loop() {
				body, err := a.Tile(tile, Filter{Statuses: []string{"submitted", "resolved", "acknowledged"}})
				if err != nil {
					b.Fatal(err)
				}
				size = len(body)
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}

func BenchmarkNearby(b *testing.B) {
	a := New()
	a.Put(around(100_000)...)
	for b.Loop() {
		a.Nearby(casablanca, 250, 20)
	}
}

// A stamp of the future, from a clock that was ahead, hides nothing that comes
// with the right one.
func TestFollowerOfAClockThatWasAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := civic.At(time.Now())
		l := &ledger{}
		for _, m := range around(10) {
			l.marks, l.at = append(l.marks, m), append(l.at, now.Plus(5*time.Minute))
		}
		a := New()
		f := Follow(a, l, slog.New(slog.DiscardHandler))
		for i := range 60 { // half a minute
			if err := f.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if i == 30 {
				l.marks, l.at = append(l.marks, mark(9000, casablanca, "submitted")), append(l.at, civic.At(time.Now()))
			}
			time.Sleep(500 * time.Millisecond)
		}
		if a.Len() != 11 {
			t.Fatalf("%d marks of 11", a.Len())
		}
	})
}
