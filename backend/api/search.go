package api

import (
	"context"
	"time"

	"jemaa/backend/report"
	"jemaa/search"
)

type findIn struct {
	Q         string    `query:"q" maxLength:"200"`
	Kind      []string  `query:"kind" maxItems:"8"`
	Area      []string  `query:"area" maxItems:"16"`
	Category  []string  `query:"category" maxItems:"40"`
	Domain    []string  `query:"domain" maxItems:"8"`
	Status    []string  `query:"status" maxItems:"7"`
	Authority []string  `query:"authority" maxItems:"16"`
	Near      string    `query:"near" maxLength:"64" doc:"lon,lat"`
	Metres    float64   `query:"metres" minimum:"1" maximum:"50000"`
	BBox      string    `query:"bbox" maxLength:"128" doc:"west,south,east,north"`
	From      time.Time `query:"from" doc:"Of creation, inclusive."`
	To        time.Time `query:"to" doc:"Of creation, exclusive."`
	Sort      string    `query:"sort" enum:"relevance,new,updated,deadline,supported,near" default:"relevance"`
	Facets    []string  `query:"facets" maxItems:"10"`
	Offset    int       `query:"offset" minimum:"0" maximum:"900"`
	Limit     int       `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Lang      string    `query:"lang" maxLength:"8"`
}

// Hit is a report that was found, read again from the store, with where the
// words were found.
type Hit struct {
	report.Summary
	Kind       string     `json:"kind" enum:"report"`
	Metres     *float64   `json:"distance_m,omitempty"`
	Highlights Highlights `json:"highlights"`
}

// Highlights are passages in the order of reading; match marks what was found.
// They are plain text.
type Highlights struct {
	Title       []search.Span `json:"title"`
	Description []search.Span `json:"description"`
}

// Found is the answer to a search.
type Found struct {
	Items  []Hit                     `json:"items"`
	Total  int64                     `json:"total"`
	Facets map[string][]search.Facet `json:"facets"`
}

func (d *Door) find(ctx context.Context, in *findIn) (*answer[Found], error) { return nil, unwired }
