package civic

import "math"

// Point is a place on earth in WGS 84 degrees.
type Point struct {
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
}

// Valid tells whether the point is finite and on earth.
func (p Point) Valid() bool {
	return p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90
}

// Metres is the distance to q on a sphere of 6,371,008.8 m (haversine).
func (p Point) Metres(q Point) float64 {
	const r, rad = 6371008.8, math.Pi / 180
	dLat, dLon := (q.Lat-p.Lat)*rad, (q.Lon-p.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) +
		math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * r * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Box is a rectangle of degrees; West ≤ East and South ≤ North.
type Box struct {
	West  float64 `json:"west"`
	South float64 `json:"south"`
	East  float64 `json:"east"`
	North float64 `json:"north"`
}

// Contains tells whether the point is in the box, edges included.
func (b Box) Contains(p Point) bool {
	return p.Lon >= b.West && p.Lon <= b.East && p.Lat >= b.South && p.Lat <= b.North
}

// Around is the smallest box that holds every point within metres of p.
func Around(p Point, metres float64) Box {
	const perDegree = 111195.0
	dLat := metres / perDegree
	dLon := metres / (perDegree * math.Max(0.01, math.Cos(p.Lat*math.Pi/180)))
	return Box{West: p.Lon - dLon, South: p.Lat - dLat, East: p.Lon + dLon, North: p.Lat + dLat}
}
