package city

import (
	"math"

	"jemaa/backend/civic"
)

// Area is a named part of the city with an outline.
type Area struct {
	Code      string      `yaml:"code" json:"code"`
	Names     civic.Words `yaml:"names" json:"names"`
	Centroid  civic.Point `yaml:"centroid" json:"centroid"`
	Box       civic.Box   `yaml:"box" json:"box"`
	Authority string      `yaml:"authority" json:"authority"` // in charge where a category's rule is OfArea

	// Outline is made from centroid and box (approximate), or imported.
	// It is served by GeoJSON, not with the city.
	Outline Outline `yaml:"-" json:"-"`
}

// Outline is the shape of an area: polygons of rings, the first ring of each its
// outer edge and the others holes; a ring is closed (its last point equals its
// first) and a point is {lon, lat} in WGS 84 degrees, as in RFC 7946.
type Outline [][][][2]float64

// How far, in metres, a point may lie from the nearest outline and still belong
// to it: quays, beaches and imprecise positions for official outlines; for made
// ones also the corners of boxes that no cell reaches (at most 1,650 m off in
// Casablanca).
const (
	nearOfficial    = 300
	nearApproximate = 2000
)

// AreaAt is the area a point lies in: the first outline that holds it or else,
// for a point inside the city's box, the nearest outline within 300 m (2 km as
// long as outlines are approximate). Outside the city's box there is none.
func (c *City) AreaAt(p civic.Point) (Area, bool) {
	if !p.Valid() || !c.Box.Contains(p) {
		return Area{}, false
	}
	for _, a := range c.Areas {
		if a.Box.Contains(p) && a.Outline.contains(p) {
			return a, true
		}
	}
	limit, best := float64(nearOfficial), -1
	if c.ApproximateAreas {
		limit = nearApproximate
	}
	least := math.Inf(1)
	for i, a := range c.Areas {
		if !grown(a.Box, limit).Contains(p) {
			continue
		}
		if d := a.Outline.metres(p); d <= limit && d < least {
			least, best = d, i
		}
	}
	if best < 0 {
		return Area{}, false
	}
	return c.Areas[best], true
}

// grown is the box with a margin in metres on every side.
func grown(b civic.Box, metres float64) civic.Box {
	sw := civic.Around(civic.Point{Lon: b.West, Lat: b.South}, metres)
	ne := civic.Around(civic.Point{Lon: b.East, Lat: b.North}, metres)
	return civic.Box{West: sw.West, South: sw.South, East: ne.East, North: ne.North}
}

// snapMetres is the edge of the squares that hide an exact place.
const snapMetres = 500

// Snap replaces a point by the centre of the 500 m square that it lies in. The
// squares are fixed to the earth (rows from the equator, columns from Greenwich,
// sized at the row's own latitude), so one true point always gives the same
// public one, whatever changes in the profile, and asking again tells nothing
// more. The centre is at most 354 m off.
func Snap(p civic.Point) civic.Point {
	const step = snapMetres / (1000 * kmPerDegree) // degrees of latitude
	row := math.Floor(p.Lat / step)
	lat := (row + 0.5) * step
	wide := step / math.Max(0.01, math.Cos(lat*math.Pi/180))
	lon := (math.Floor(p.Lon/wide) + 0.5) * wide
	return civic.Point{Lon: max(-180, min(180, round6(lon))), Lat: max(-90, min(90, round6(lat)))}
}
