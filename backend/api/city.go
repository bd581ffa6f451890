package api

import (
	"context"
	"math"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/city"
	"jemaa/backend/civic"
)

func (d *Door) getCity(context.Context, *struct{}) (*answer[*city.City], error) {
	return &answer[*city.City]{d.on.City}, nil
}

// areas draws the outlines of the areas for the map, named in the reader's
// language.
func (d *Door) areas(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/geo+json")
	c.Vary(fiber.HeaderAcceptLanguage)
	return c.Send(d.on.City.GeoJSON(d.langOf(c.Query("lang"), civic.Actor{}, c.Get(fiber.HeaderAcceptLanguage))))
}

type guessIn struct {
	Text string `query:"text" required:"true" maxLength:"4000" doc:"What the person wrote so far."`
}

func (d *Door) guess(_ context.Context, in *guessIn) (*answer[items[city.Guess]], error) {
	found := d.on.City.Guess(in.Text, 3)
	return &answer[items[city.Guess]]{items[city.Guess]{listed(found)}}, nil
}

// PlaceIn is a point in a query; exported for Huma, like ReportPath.
type PlaceIn struct {
	Lon float64 `query:"lon" required:"true" minimum:"-180" maximum:"180"`
	Lat float64 `query:"lat" required:"true" minimum:"-90" maximum:"90"`
}

// point is the place itself, when it is one: NaN lies within any bounds.
func (p PlaceIn) point() (civic.Point, error) {
	for name, v := range map[string]float64{"lon": p.Lon, "lat": p.Lat} {
		if math.IsNaN(v) {
			return civic.Point{}, civic.Invalid("input.number", name)
		}
	}
	return civic.Point{Lon: p.Lon, Lat: p.Lat}, nil
}

// Located is where a point lies.
type Located struct {
	Area   string `json:"area,omitempty" doc:"Code of the area; none outside the city."`
	Inside bool   `json:"inside"`
}

func (d *Door) locate(_ context.Context, in *PlaceIn) (*answer[Located], error) {
	at, err := in.point()
	if err != nil {
		return nil, err
	}
	a, ok := d.on.City.AreaAt(at)
	return &answer[Located]{Located{Area: a.Code, Inside: ok}}, nil
}

// listed makes an empty list of none: lists are never null on the wire.
func listed[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
