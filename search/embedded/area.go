package embedded

import (
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"jemaa/search"
)

// area is what must hold of a document's time and place.
type area struct {
	q       *search.Query
	created []int64
	places  []place
	box     *window // of Box; nil: anywhere
	round   *window // around the circle about Near, so that few distances are measured
}

// window is a rectangle in steps, edges included; west > east crosses the 180th meridian.
type window struct{ west, south, east, north int32 }

// area returns nil when the question says nothing of times and places.
func (s *scan) area(part *scorch.SegmentSnapshot, created []int64) (*area, error) {
	timed := s.q.From > 0 || s.q.To > 0
	placed := s.q.Metres > 0 || s.q.Box != nil
	if !timed && !placed {
		return nil, nil
	}
	a := &area{q: &s.q, created: created}
	if b := s.q.Box; b != nil {
		a.box = &window{step(b.West), step(b.South), step(b.East), step(b.North)}
	}
	if s.q.Metres > 0 {
		a.round = around(*s.q.Near, s.q.Metres)
	}
	var err error
	if placed {
		a.places, err = s.columns.places(part)
	}
	return a, err
}

func step(degrees float64) int32 { return int32(math.Round(degrees * steps)) }

// around returns a window that holds the whole circle, nil when it is too large or too
// near a pole or the 180th meridian for that to be worth the trouble.
func around(p search.Point, metres float64) *window {
	const metresPerDegree = 110_000 // a little less than it is, for a window a little larger
	lat := metres / metresPerDegree
	cos := math.Cos((math.Abs(p.Lat) + lat) * math.Pi / 180)
	if lat > 45 || math.Abs(p.Lat)+lat > 80 {
		return nil
	}
	lon := lat / cos
	if math.Abs(p.Lon)+lon > 179 {
		return nil
	}
	return &window{step(p.Lon - lon), step(p.Lat - lat), step(p.Lon + lon), step(p.Lat + lat)}
}

// within leaves those documents that the area holds, in their order.
func (a *area) within(docs []uint32) []uint32 {
	return slices.DeleteFunc(docs, func(doc uint32) bool {
		if at := a.created[doc]; at < a.q.From || a.q.To > 0 && at >= a.q.To {
			return true
		}
		return a.places != nil && !a.holds(a.places[doc])
	})
}

func (a *area) holds(p place) bool {
	if !p.known() || !a.box.holds(p) || !a.round.holds(p) {
		return false
	}
	return a.q.Metres == 0 || search.Metres(*a.q.Near, p.point()) <= a.q.Metres
}

func (w *window) holds(p place) bool {
	if w == nil {
		return true
	}
	if p.lat < w.south || p.lat > w.north {
		return false
	}
	if w.west > w.east {
		return p.lon >= w.west || p.lon <= w.east
	}
	return p.lon >= w.west && p.lon <= w.east
}

func (p place) known() bool { return p.lon != nowhere }

func (p place) point() search.Point {
	return search.Point{Lon: float64(p.lon) / steps, Lat: float64(p.lat) / steps}
}
