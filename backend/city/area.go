package city

// Outline is the shape of an area: polygons of rings, the first ring of each its
// outer edge and the others holes; a ring is closed (its last point equals its
// first) and a point is {lon, lat} in WGS 84 degrees, as in RFC 7946.
type Outline [][][][2]float64
