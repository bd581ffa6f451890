package city

import (
	"math"
	"testing"

	"jemaa/backend/civic"
)

func TestAreaAtKnownPlaces(t *testing.T) {
	c := casablancaCity(t)
	rows := []struct {
		place    string
		lon, lat float64
		want     string // "" for none
	}{
		{"United Nations Square", -7.6186, 33.5953, "sidi-belyout"},
		{"Twin Center", -7.6325, 33.5866, "maarif"},
		{"Anfa hill", -7.6680, 33.5890, "anfa"},
		{"Hay Hassani market", -7.6800, 33.5480, "hay-hassani"},
		{"Hassan II university, Aïn Chock", -7.6150, 33.5270, "ain-chock"},
		{"Sidi Bernoussi", -7.5040, 33.6190, "sidi-bernoussi"},
		{"Sidi Moumen", -7.5000, 33.5880, "sidi-moumen"},
		{"corner of the box, at sea", -7.7460, 33.6405, ""},
		{"Rabat", -6.8498, 34.0209, ""},
		{"the null island", 0, 0, ""},
		{"no number", math.NaN(), 33.58, ""},
	}
	for _, r := range rows {
		a, ok := c.AreaAt(civic.Point{Lon: r.lon, Lat: r.lat})
		if a.Code != r.want || ok != (r.want != "") {
			t.Errorf("%s: got %q, %v; want %q", r.place, a.Code, ok, r.want)
		}
	}
}

// TestEveryPointOfABoxHasAnArea walks a 150 m grid: wherever an area's box is,
// there is an area, and no point lies in two outlines.
func TestEveryPointOfABoxHasAnArea(t *testing.T) {
	for _, c := range []*City{casablancaCity(t), portLouisCity(t)} {
		for lon := c.Box.West + 1e-5; lon < c.Box.East; lon += 0.0016 {
			for lat := c.Box.South + 1e-5; lat < c.Box.North; lat += 0.00135 {
				p := civic.Point{Lon: lon, Lat: lat}
				boxes, outlines := 0, 0
				for _, a := range c.Areas {
					if a.Box.Contains(p) {
						boxes++
					}
					if a.Outline.contains(p) {
						outlines++
					}
				}
				if _, ok := c.AreaAt(p); boxes > 0 && !ok {
					t.Fatalf("%s: %v is in a box and has no area", c.Code, p)
				}
				if outlines > 1 {
					t.Fatalf("%s: %v is in %d outlines", c.Code, p, outlines)
				}
			}
		}
	}
}

func TestMadeOutlines(t *testing.T) {
	for _, c := range []*City{casablancaCity(t), portLouisCity(t)} {
		if !c.ApproximateAreas {
			t.Errorf("%s: made outlines are not called approximate", c.Code)
		}
		for _, a := range c.Areas {
			ring := a.Outline[0][0]
			if len(a.Outline) != 1 || len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("%s: outline %v is not one closed ring", a.Code, a.Outline)
			}
			if got, ok := c.AreaAt(a.Centroid); !ok || got.Code != a.Code {
				t.Errorf("%s: its centroid lies in %q", a.Code, got.Code)
			}
			for _, p := range ring {
				if !grown(a.Box, 1).Contains(civic.Point{Lon: p[0], Lat: p[1]}) {
					t.Errorf("%s: outline point %v lies outside its box", a.Code, p)
				}
			}
		}
	}
}

func TestAuthority(t *testing.T) {
	c := casablancaCity(t)
	rows := []struct {
		category, area, want string
		ok                   bool
	}{
		{"pothole", "maarif", "arrondissement-maarif", true},
		{"pothole", "sbata", "arrondissement-sbata", true},
		{"pothole", "atlantis", "", false},
		{"pothole", "", "", false},
		{"water-leak", "maarif", "srm-casablanca-settat", true},
		{"water-leak", "", "srm-casablanca-settat", true},
		{"no-such-thing", "maarif", "", false},
	}
	for _, r := range rows {
		if got, ok := c.Authority(r.category, r.area); got != r.want || ok != r.ok {
			t.Errorf("Authority(%q, %q) = %q, %v; want %q, %v", r.category, r.area, got, ok, r.want, r.ok)
		}
	}
	for _, cat := range c.Categories {
		for _, a := range c.Areas {
			code, ok := c.Authority(cat.Code, a.Code)
			if _, known := c.AuthorityNamed(code); !ok || !known {
				t.Errorf("%s in %s: authority %q is not known", cat.Code, a.Code, code)
			}
		}
	}
}

// TestSnap: one true point has one public point, all of a square have the same,
// it is no more than half a diagonal off, and snapping it again changes nothing.
func TestSnap(t *testing.T) {
	for _, p := range []civic.Point{{Lon: -7.6186, Lat: 33.5953}, {Lon: 57.5, Lat: -20.16}, {Lon: 0, Lat: 0}, {Lon: -7.4574, Lat: 33.4933}, {Lon: 179.9999, Lat: 66}} {
		got := Snap(p)
		if d := p.Metres(got); d > 354.5 {
			t.Errorf("Snap(%v) is %.1f m off", p, d)
		}
		if Snap(got) != got {
			t.Errorf("Snap(%v) = %v, and again %v", p, got, Snap(got))
		}
	}
	seen := map[civic.Point]int{}
	const steps = 100
	for i := range steps {
		for j := range steps { // 2 km by 2 km
			at := civic.Point{Lon: -7.62 + float64(i)*0.000216, Lat: 33.58 + float64(j)*0.00018}
			seen[Snap(at)]++
		}
	}
	if len(seen) < 16 || len(seen) > 36 {
		t.Errorf("4 km² fall into %d squares of 500 m, want about 16 to 25", len(seen))
	}
	for _, p := range []civic.Point{{Lon: 180, Lat: 90}, {Lon: -180, Lat: -90}} {
		if !Snap(p).Valid() {
			t.Errorf("Snap(%v) = %v is not on earth", p, Snap(p))
		}
	}
}

func BenchmarkAreaAt(b *testing.B) {
	c := casablancaCity(b)
	for b.Loop() {
		c.AreaAt(civic.Point{Lon: -7.6186, Lat: 33.5953})
	}
}
