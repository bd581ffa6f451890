package search

import (
	"math"
	"strings"
)

// MaxFacetValues is how many values of one facet an answer counts, the most frequent ones.
const MaxFacetValues = 100

// Result is the answer to one question.
type Result struct {
	Hits []Hit
	// Total is how many documents answer, of which Hits is a page.
	Total int64
	// Facets are the counts asked for, by field; every field asked for is there.
	Facets map[string][]Facet
}

// Hit is one document that answers.
type Hit struct {
	Kind  string
	ID    string
	Rev   int64 // the revision that was indexed; the store may know a later one
	Lang  string
	Score float64 // greater is better; comparable within one answer only; 0 when the order is not relevance
	// Title and Text show where the words were found, in the words as they were written:
	// all of the title, and about 160 characters of the text (its beginning when nothing
	// in it matched).
	Title, Text Fragment
	At          *Point
	// Metres is the distance from Query.Near, or nil without one or without a place.
	Metres *float64
}

// Facet is one value of a field and how many of the found documents have it; in a list
// the most frequent come first, equals in order of value.
type Facet struct {
	Value string `json:"value"`
	Count int64  `json:"count"`
}

// Span is a stretch of plain text; it is never markup and needs escaping like any text.
type Span struct {
	Text  string `json:"text"`
	Match bool   `json:"match,omitempty"`
}

// Fragment is a passage in the order of reading. An ellipsis "…" at either end says that
// the text goes on there.
type Fragment []Span

// String is the passage without its marks.
func (f Fragment) String() string {
	var b strings.Builder
	for _, span := range f {
		b.WriteString(span.Text)
	}
	return b.String()
}

// Metres is the distance between two places by the haversine formula on a sphere of
// radius 6,371,008.8 m (IUGG mean radius); its error is below 0.6 %.
func Metres(a, b Point) float64 {
	const radius, rad = 6_371_008.8, math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad, (b.Lon-a.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}
