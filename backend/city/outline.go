package city

import (
	"math"

	"jemaa/backend/civic"
)

const kmPerDegree = 111.195 // of latitude, on a sphere of 6,371.0088 km

// plane is the flat world around one latitude in which cells are made: at a
// city's size its error is far below that of the outlines themselves.
type plane struct{ kx float64 } // km per degree of longitude

func planeAt(lat float64) plane { return plane{kmPerDegree * math.Cos(lat*math.Pi/180)} }

func (pl plane) flat(lon, lat float64) [2]float64 { return [2]float64{lon * pl.kx, lat * kmPerDegree} }

// madeOutlines gives each area a convex cell: its box, cut by the lines halfway
// to every other centroid (a Voronoi cell, clipped). Cells do not overlap; a
// corner of a box that no cell reaches is left to AreaAt. Letting large areas
// reach further (a power diagram) was tried and fitted the true surfaces worse.
func madeOutlines(areas []Area, mid float64) []Outline {
	pl := planeAt(mid)
	out := make([]Outline, len(areas))
	for i, a := range areas {
		b := a.Box
		ring := [][2]float64{
			pl.flat(b.West, b.South), pl.flat(b.East, b.South), pl.flat(b.East, b.North), pl.flat(b.West, b.North),
		}
		for j, o := range areas {
			if i != j {
				ring = cut(ring, pl.border(a, o))
			}
		}
		if len(ring) >= 3 {
			out[i] = Outline{{pl.degrees(ring)}}
		}
	}
	return out
}

// half is the side of a line that is kept: x·p[0] + y·p[1] ≤ c.
type half struct{ x, y, c float64 }

// border is a's side of the line on which a's and o's centroids are equally near.
func (pl plane) border(a, o Area) half {
	p, q := pl.flat(a.Centroid.Lon, a.Centroid.Lat), pl.flat(o.Centroid.Lon, o.Centroid.Lat)
	return half{
		x: 2 * (q[0] - p[0]),
		y: 2 * (q[1] - p[1]),
		c: q[0]*q[0] + q[1]*q[1] - p[0]*p[0] - p[1]*p[1],
	}
}

// cut keeps what of a convex ring lies in h (Sutherland and Hodgman 1974).
func cut(ring [][2]float64, h half) [][2]float64 {
	var out [][2]float64
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		dp, dq := h.x*p[0]+h.y*p[1]-h.c, h.x*q[0]+h.y*q[1]-h.c
		if dp <= 0 {
			out = append(out, p)
		}
		if (dp < 0 && dq > 0) || (dp > 0 && dq < 0) {
			t := dp / (dp - dq)
			out = append(out, [2]float64{p[0] + t*(q[0]-p[0]), p[1] + t*(q[1]-p[1])})
		}
	}
	return out
}

// degrees turns a flat ring into a closed one of degrees, to a tenth of a metre.
func (pl plane) degrees(ring [][2]float64) [][2]float64 {
	out := make([][2]float64, 0, len(ring)+1)
	for _, p := range ring {
		out = append(out, [2]float64{round6(p[0] / pl.kx), round6(p[1] / kmPerDegree)})
	}
	return append(out, out[0])
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// contains tells whether p is inside the outline, by the even-odd rule over all
// the rings of a polygon, so that holes are outside.
func (o Outline) contains(p civic.Point) bool {
	for _, polygon := range o {
		inside := false
		for _, ring := range polygon {
			if ringCrossed(ring, p) {
				inside = !inside
			}
		}
		if inside {
			return true
		}
	}
	return false
}

func ringCrossed(ring [][2]float64, p civic.Point) bool {
	odd := false
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if (a[1] > p.Lat) != (b[1] > p.Lat) && p.Lon < a[0]+(p.Lat-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
			odd = !odd
		}
	}
	return odd
}

// metres is how far p is from the nearest edge of the outline; +Inf without any.
func (o Outline) metres(p civic.Point) float64 {
	pl := planeAt(p.Lat)
	at, best := pl.flat(p.Lon, p.Lat), math.Inf(1)
	for _, polygon := range o {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := pl.flat(ring[i-1][0], ring[i-1][1]), pl.flat(ring[i][0], ring[i][1])
				best = min(best, toSegment(at, a, b))
			}
		}
	}
	return best * 1000
}

func toSegment(p, a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if n := dx*dx + dy*dy; n > 0 {
		t = max(0, min(1, ((p[0]-a[0])*dx+(p[1]-a[1])*dy)/n))
	}
	return math.Hypot(p[0]-a[0]-t*dx, p[1]-a[1]-t*dy)
}
