package city

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"jemaa/backend/civic"
)

const square = `[[57.46,-20.18],[57.50,-20.18],[57.50,-20.14],[57.46,-20.14],[57.46,-20.18]]`
const hole = `[[57.475,-20.165],[57.485,-20.165],[57.485,-20.155],[57.475,-20.155],[57.475,-20.165]]`
const strip = `[[57.52,-20.18],[57.56,-20.18],[57.56,-20.14],[57.52,-20.14],[57.52,-20.18]]`
const islet = `[[57.46,-20.195],[57.47,-20.195],[57.47,-20.190],[57.46,-20.190],[57.46,-20.195]]`

func areaFile(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","name":"official","features":[` + strings.Join(features, ",\n") + `]}`)
}

func area(code, kind, coordinates string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"pop":1},"geometry":{"type":%q,"coordinates":%s}}`, code, kind, coordinates)
}

var (
	harbour = area("harbour", "Polygon", "["+square+","+hole+"]")
	hills   = area("hills", "MultiPolygon", "[["+strip+"],["+islet+"]]")
)

func TestImportAreas(t *testing.T) {
	old := portLouisCity(t)
	c, err := old.ImportAreas("areas.geojson", areaFile(harbour, hills))
	if err != nil {
		t.Fatal(err)
	}
	if c.ApproximateAreas || !old.ApproximateAreas {
		t.Error("imported areas are exact, and the city they were imported into stays as it was")
	}
	rows := []struct {
		place    string
		lon, lat float64
		want     string
	}{
		{"in the polygon", 57.465, -20.16, "harbour"},
		{"in its hole, far from any edge", 57.48, -20.16, ""},
		{"in the second polygon", 57.465, -20.192, "hills"},
		{"200 m off the edge", 57.502, -20.16, "harbour"},
		{"500 m off every edge", 57.510, -20.16, ""},
		{"outside the profile's box, inside the outline", 57.555, -20.16, "hills"},
	}
	for _, r := range rows {
		if a, ok := c.AreaAt(civic.Point{Lon: r.lon, Lat: r.lat}); a.Code != r.want || ok != (r.want != "") {
			t.Errorf("%s: got %q, want %q", r.place, a.Code, r.want)
		}
	}
	a, _ := c.Area("hills")
	if want := (civic.Box{West: 57.46, South: -20.195, East: 57.56, North: -20.14}); a.Box != want {
		t.Errorf("box %v, want %v", a.Box, want)
	}
	if want := (civic.Point{Lon: 57.54, Lat: -20.16}); a.Centroid != want {
		t.Errorf("centroid %v, want %v", a.Centroid, want)
	}
	again, err := old.ImportAreas("again", c.GeoJSON(civic.French))
	if err != nil || string(again.GeoJSON(civic.French)) != string(c.GeoJSON(civic.French)) {
		t.Errorf("what GeoJSON writes, ImportAreas does not read back: %v", err)
	}
}

func TestImportAreasRefuses(t *testing.T) {
	open := strings.Replace(square, ",[57.46,-20.18]]", "]", 1)
	rows := []struct{ name, file, want string }{
		{"cut off", `{"type":"FeatureCollection",` + "\n" + `"features":[`, "g:2:12: this is not GeoJSON"},
		{"wrong shape", `{"type":"FeatureCollection","features":{"a":1}}`, "g:1:40: features must be a list"},
		{"one feature", area("hills", "Polygon", "["+strip+"]"), "must be a FeatureCollection"},
		{"missing", string(areaFile(harbour)), `area "hills" is missing`},
		{"unknown", string(areaFile(harbour, hills, area("moon", "Polygon", "["+strip+"]"))), `feature 3 (code "moon"): the profile has no area of this code`},
		{"twice", string(areaFile(harbour, hills, hills)), `feature 3 (code "hills"): this code stands twice`},
		{"a line", string(areaFile(harbour, area("hills", "LineString", strip))), "must be a Polygon or a MultiPolygon"},
		{"no geometry", string(areaFile(harbour, `{"type":"Feature","properties":{"code":"hills"},"geometry":null}`)), "must be a Polygon"},
		{"open ring", string(areaFile(hills, area("harbour", "Polygon", "["+open+"]"))), "its last one equals its first"},
		{"no ring", string(areaFile(hills, area("harbour", "Polygon", "[]"))), "a polygon has no ring"},
		{"no polygon", string(areaFile(hills, area("harbour", "MultiPolygon", "[]"))), "it has no polygon"},
		{"no surface", string(areaFile(hills, area("harbour", "Polygon", "[[[57.5,-20.1],[57.5,-20.1],[57.5,-20.1],[57.5,-20.1]]]"))), "no surface"},
		{"swapped", string(areaFile(hills, area("harbour", "Polygon", "[[[-20.1,57.5],[-20.2,57.5],[-20.2,57.6],[-20.1,57.5]]]"))), "far outside the city"},
		{"one number", string(areaFile(hills, area("harbour", "Polygon", "[[[57.5],[57.5],[57.5],[57.5]]]"))), "is not [lon, lat]"},
		{"words", string(areaFile(hills, area("harbour", "Polygon", `[["here"]]`))), "not rings of [lon, lat]"},
		{"too large", strings.Repeat(" ", MaxGeoJSON+1), "at most"},
		{"deep", strings.Repeat("[", 100_000), "not GeoJSON"},
	}
	c := portLouisCity(t)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			_, err := c.ImportAreas("g", []byte(r.file))
			var faults Faults
			if !errors.As(err, &faults) || !strings.Contains(err.Error(), r.want) {
				t.Errorf("got %v, want something with %q", err, r.want)
			}
		})
	}
	ring := strings.Repeat("[57.5,-20.15],[57.51,-20.15],[57.51,-20.16],", maxPoints/3) + "[57.5,-20.15]"
	if _, err := c.ImportAreas("g", areaFile(hills, area("harbour", "Polygon", "[["+ring+"]]"))); err == nil || !strings.Contains(err.Error(), "more than 200000 points") {
		t.Errorf("too many points: %v", err)
	}
}

func TestGeoJSONOfTheBuiltInCity(t *testing.T) {
	var fc featureCollection
	b := casablancaCity(t).GeoJSON(civic.Arabic)
	if err := json.Unmarshal(b, &fc); err != nil || len(fc.Features) != 16 {
		t.Fatalf("%d features, %v", len(fc.Features), err)
	}
	if p := fc.Features[0].Properties; p != (properties{Code: "anfa", Name: "أنفا", Approximate: true}) {
		t.Errorf("got %+v", p)
	}
	if len(b) > 20_000 {
		t.Errorf("%d bytes for 16 made outlines", len(b))
	}
}

func FuzzImportAreas(f *testing.F) {
	c := portLouisCity(f)
	f.Add(areaFile(harbour, hills))
	f.Add([]byte(`{"type":"FeatureCollection","features":[null]}`))
	f.Add(areaFile(area("hills", "Polygon", "[[[1e308,1e308],[-1e308,0],[0,0],[1e308,1e308]]]")))
	f.Fuzz(func(t *testing.T, b []byte) {
		next, err := c.ImportAreas("f", b)
		var faults Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0 || len(faults) > maxFaults) {
			t.Fatalf("got %v", err)
		}
		if err == nil {
			next.AreaAt(next.Areas[0].Centroid)
			next.GeoJSON(civic.French)
		}
	})
}
