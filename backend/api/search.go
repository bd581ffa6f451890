package api

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/search"
)

type findIn struct {
	Q         string    `query:"q" maxLength:"200"`
	Kind      []string  `query:"kind" maxItems:"8" maxLength:"64"`
	Area      []string  `query:"area" maxItems:"16" maxLength:"64"`
	Category  []string  `query:"category" maxItems:"40" maxLength:"64"`
	Domain    []string  `query:"domain" maxItems:"8" maxLength:"64"`
	Status    []string  `query:"status" maxItems:"7" maxLength:"64"`
	Authority []string  `query:"authority" maxItems:"16" maxLength:"64"`
	Near      string    `query:"near" maxLength:"64" doc:"lon,lat"`
	Metres    float64   `query:"metres" minimum:"1" maximum:"50000"`
	BBox      string    `query:"bbox" maxLength:"128" doc:"west,south,east,north"`
	From      time.Time `query:"from" doc:"Of creation, inclusive."`
	To        time.Time `query:"to" doc:"Of creation, exclusive."`
	Sort      string    `query:"sort" enum:"relevance,new,updated,deadline,supported,near" default:"relevance"`
	Facets    []string  `query:"facets" maxItems:"10" maxLength:"64"`
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

// find asks the index and reads every hit again from the store: what the index
// has not heard of yet, such as that a report was hidden, never slips out.
func (d *Door) find(ctx context.Context, in *findIn) (*answer[Found], error) {
	q, err := in.query(visitOf(ctx).lang)
	if err != nil {
		return nil, err
	}
	result, err := d.on.Search.Search(ctx, q)
	if err != nil {
		return nil, searchFailed(err)
	}
	ids := make([]civic.ID, 0, len(result.Hits))
	hits := map[civic.ID]search.Hit{}
	for _, h := range result.Hits {
		if h.Kind == report.Kind {
			ids = append(ids, civic.ID(h.ID))
			hits[civic.ID(h.ID)] = h
		}
	}
	reports, err := d.on.Reports.Many(ctx, visitOf(ctx).actor, ids)
	if err != nil {
		return nil, err
	}
	out := Found{Items: []Hit{}, Total: result.Total, Facets: result.Facets}
	for _, r := range reports {
		h := hits[r.ID]
		if h.Rev < r.Rev { // its words and place may be what the author took out since
			h = search.Hit{}
		}
		out.Items = append(out.Items, Hit{
			Summary: r, Kind: report.Kind, Metres: h.Metres,
			Highlights: Highlights{Title: listed(h.Title), Description: listed(h.Text)},
		})
	}
	if out.Facets == nil {
		out.Facets = map[string][]search.Facet{}
	}
	return &answer[Found]{out}, nil
}

func searchFailed(err error) error {
	switch {
	case errors.Is(err, search.ErrBadQuery):
		return civic.Invalid("search.query", "").By(err)
	case errors.Is(err, search.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return civic.Fail(civic.KindUnavailable, "search.down").By(err)
	}
	return err
}

func (in *findIn) query(lang civic.Lang) (search.Query, error) {
	q := search.Query{
		Text: in.Q, Kinds: in.Kind, Sort: search.Sort(in.Sort), Facets: in.Facets, Offset: in.Offset, Limit: in.Limit,
		Metres: in.Metres, Lang: string(lang), Equal: map[string][]string{},
	}
	for name, values := range map[string][]string{
		"area": in.Area, "category": in.Category, "domain": in.Domain, "status": in.Status, "authority": in.Authority,
	} {
		if len(values) > 0 {
			q.Equal[name] = values
		}
	}
	if in.Near != "" {
		n, err := numbers("near", in.Near, 2)
		if err != nil {
			return q, err
		}
		q.Near = &search.Point{Lon: n[0], Lat: n[1]}
	}
	if in.BBox != "" {
		n, err := numbers("bbox", in.BBox, 4)
		if err != nil {
			return q, err
		}
		q.Box = &search.Box{West: n[0], South: n[1], East: n[2], North: n[3]}
	}
	if math.IsNaN(in.Metres) { // which lies within any bounds
		return q, civic.Invalid("input.number", "metres")
	}
	q.From, q.To = millis(in.From), millis(in.To)
	return q, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// numbers reads n finite numbers parted by commas.
func numbers(field, text string, n int) ([]float64, error) {
	parts := strings.Split(text, ",")
	if len(parts) != n {
		return nil, civic.Invalid("input.format", field)
	}
	out := make([]float64, n)
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, civic.Invalid("input.format", field)
		}
		out[i] = f
	}
	return out, nil
}
