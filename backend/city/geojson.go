package city

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"jemaa/backend/civic"
)

// What a GeoJSON file of areas may hold at most.
const (
	MaxGeoJSON = 16 << 20 // bytes
	maxPoints  = 200_000
	strayed    = 20_000.0 // metres that an outline may reach outside the city's box
)

type featureCollection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

type feature struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Geometry   geometry   `json:"geometry"`
}

type properties struct {
	Code        string `json:"code"`
	Name        string `json:"name,omitempty"`
	Approximate bool   `json:"approximate"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// ImportAreas gives a city whose areas have the outlines of a GeoJSON file (RFC
// 7946): a FeatureCollection with one Polygon or MultiPolygon, holes included,
// for each area of the profile, whose property "code" names it. Centroids and
// boxes follow the outlines, and the areas are approximate no more. The city that
// is asked stays as it was. The error is a Faults; name is what it calls the file.
func (c *City) ImportAreas(name string, b []byte) (*City, error) {
	var fc featureCollection
	if len(b) > MaxGeoJSON {
		return nil, Faults{{File: name, Reason: fmt.Sprintf("a file of areas has at most %d bytes", MaxGeoJSON)}}
	}
	if err := json.Unmarshal(b, &fc); err != nil {
		return nil, Faults{fromJSON(name, b, err)}
	}
	if fc.Type != "FeatureCollection" || len(fc.Features) > maxAreas {
		return nil, Faults{{File: name, Reason: fmt.Sprintf("this must be a FeatureCollection of at most %d areas", maxAreas)}}
	}
	im := importer{c: c, file: name, outlines: map[string]Outline{}}
	for i, f := range fc.Features {
		if err := im.take(f); err != nil {
			im.faults = append(im.faults, Fault{File: name, Reason: fmt.Sprintf("feature %d (code %q): %v", i+1, clip(f.Properties.Code), err)})
		}
	}
	for _, a := range c.Areas {
		if _, ok := im.outlines[a.Code]; !ok && len(im.faults) == 0 {
			im.faults = append(im.faults, Fault{File: name, Reason: fmt.Sprintf("area %q is missing: all areas come from one file, or they would overlap", a.Code)})
		}
	}
	if len(im.faults) > 0 {
		return nil, im.faults[:min(len(im.faults), maxFaults)]
	}
	return c.with(im.outlines), nil
}

// importer gathers the outlines of one file.
type importer struct {
	c        *City
	file     string
	outlines map[string]Outline
	points   int
	faults   Faults
}

func (im *importer) take(f feature) error {
	code := f.Properties.Code
	if _, ok := im.c.areas[code]; !ok {
		return errors.New("the profile has no area of this code")
	}
	if _, ok := im.outlines[code]; ok {
		return errors.New("this code stands twice")
	}
	var o [][][][]float64
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		o = make([][][][]float64, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &o[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &o)
	default:
		return errors.New("its geometry must be a Polygon or a MultiPolygon")
	}
	if err != nil {
		return errors.New("its coordinates are not rings of [lon, lat]")
	}
	out, err := im.outline(o)
	im.outlines[code] = out // even when faulty, so that it is not called missing too
	return err
}

func (im *importer) outline(o [][][][]float64) (Outline, error) {
	if len(o) == 0 {
		return nil, errors.New("it has no polygon")
	}
	allowed := grown(im.c.Box, strayed)
	out := make(Outline, len(o))
	for i, polygon := range o {
		if len(polygon) == 0 {
			return nil, errors.New("a polygon has no ring")
		}
		for _, ring := range polygon {
			if im.points += len(ring); im.points > maxPoints {
				return nil, fmt.Errorf("the file has more than %d points", maxPoints)
			}
			r, err := closedRing(ring, allowed)
			if err != nil {
				return nil, err
			}
			out[i] = append(out[i], r)
		}
	}
	return out, nil
}

// closedRing checks one ring; heights, the third number of a position, are dropped.
func closedRing(ring [][]float64, allowed civic.Box) ([][2]float64, error) {
	out := make([][2]float64, len(ring))
	for i, p := range ring {
		if len(p) < 2 || len(p) > 3 {
			return nil, errors.New("a position is not [lon, lat]")
		}
		if !allowed.Contains(civic.Point{Lon: p[0], Lat: p[1]}) {
			return nil, fmt.Errorf("the point [%g, %g] is far outside the city (positions are [lon, lat])", p[0], p[1])
		}
		out[i] = [2]float64{p[0], p[1]}
	}
	if len(out) < 4 || out[0] != out[len(out)-1] {
		return nil, errors.New("a ring has at least four points and its last one equals its first")
	}
	if surface, _ := ringMoments(out); surface == 0 {
		return nil, errors.New("a ring has no surface")
	}
	return out, nil
}

// with is the city with official outlines.
func (c *City) with(outlines map[string]Outline) *City {
	next := *c
	next.Areas = slices.Clone(c.Areas)
	next.ApproximateAreas = false
	for i := range next.Areas {
		a := &next.Areas[i]
		a.Outline = outlines[a.Code]
		a.Box = a.Outline.box()
		a.Centroid = a.Outline.centroid()
		next.Box = civic.Box{
			West: min(next.Box.West, a.Box.West), South: min(next.Box.South, a.Box.South),
			East: max(next.Box.East, a.Box.East), North: max(next.Box.North, a.Box.North),
		}
	}
	return &next
}

// GeoJSON is the areas as a FeatureCollection, in the form that ImportAreas
// reads, with their names in one language: what the map draws.
func (c *City) GeoJSON(l civic.Lang) []byte {
	fc := featureCollection{Type: "FeatureCollection", Features: []feature{}}
	for _, a := range c.Areas {
		coordinates, _ := json.Marshal(a.Outline) // finite numbers by construction: no error is possible
		fc.Features = append(fc.Features, feature{
			Type:       "Feature",
			Properties: properties{Code: a.Code, Name: a.Names.In(l), Approximate: c.ApproximateAreas},
			Geometry:   geometry{Type: "MultiPolygon", Coordinates: coordinates},
		})
	}
	b, _ := json.Marshal(fc)
	return b
}

func (o Outline) box() civic.Box {
	b := civic.Box{West: math.Inf(1), South: math.Inf(1), East: math.Inf(-1), North: math.Inf(-1)}
	for _, polygon := range o {
		for _, ring := range polygon {
			for _, p := range ring {
				b = civic.Box{West: min(b.West, p[0]), South: min(b.South, p[1]), East: max(b.East, p[0]), North: max(b.North, p[1])}
			}
		}
	}
	return b
}

// centroid is the centre of mass of the largest polygon's outer ring.
func (o Outline) centroid() civic.Point {
	var at civic.Point
	largest := -1.0
	for _, polygon := range o {
		surface, centre := ringMoments(polygon[0])
		if math.Abs(surface) > largest {
			largest, at = math.Abs(surface), civic.Point{Lon: round6(centre[0]), Lat: round6(centre[1])}
		}
	}
	return at
}

// ringMoments is the signed surface of a ring, in square degrees, and its centre
// of mass; both are taken from its first point, so that no digits are lost.
func ringMoments(ring [][2]float64) (surface float64, centre [2]float64) {
	if len(ring) == 0 {
		return 0, centre
	}
	x0, y0 := ring[0][0], ring[0][1]
	var cx, cy float64
	for i := 1; i < len(ring); i++ {
		ax, ay, bx, by := ring[i-1][0]-x0, ring[i-1][1]-y0, ring[i][0]-x0, ring[i][1]-y0
		cross := ax*by - ay*bx
		surface += cross / 2
		cx += (ax + bx) * cross
		cy += (ay + by) * cross
	}
	if surface == 0 {
		return 0, ring[0]
	}
	return surface, [2]float64{x0 + cx/(6*surface), y0 + cy/(6*surface)}
}

// fromJSON points at the place where the text stops being GeoJSON.
func fromJSON(name string, b []byte, err error) Fault {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	f := Fault{File: name, Reason: "this is not GeoJSON: " + firstLine(err.Error())}
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &typed):
		offset = typed.Offset
		f.Reason = fmt.Sprintf("%s must be %s", typed.Field, inWords(typed.Type))
	}
	if offset >= 0 && offset <= int64(len(b)) {
		before := b[:offset]
		f.Line = 1 + bytes.Count(before, []byte("\n"))
		f.Column = max(1, len(before)-1-bytes.LastIndexByte(before, '\n'))
	}
	return f
}
