package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"jemaa/search"
)

// How much a match weighs by where it is and how it was found.
const (
	boostTitle       = 4
	boostTitlePrefix = 2
	boostPrefix      = 0.5
	boostTypo        = 0.25
)

// request translates a checked question.
func request(q search.Query, terms []search.Term) *bleve.SearchRequest {
	parts := conditions(q)
	for _, t := range terms {
		parts = append(parts, termQuery(t))
	}
	if len(parts) == 0 {
		parts = append(parts, is(fieldAlive, "1"))
	}
	req := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(parts...), q.Limit, q.Offset, false)
	req.Fields = []string{fieldSource}
	req.Sort = order(q, len(terms) > 0)
	if !scored(q, terms) {
		req.Score = "none"
	}
	for _, field := range q.Facets {
		req.AddFacet(field, bleve.NewFacetRequest(facetPrefix+field, search.MaxFacetValues))
	}
	return req
}

func scored(q search.Query, terms []search.Term) bool {
	return q.Sort == search.SortRelevance && len(terms) > 0
}

// conditions are all that must hold beside the words.
func conditions(q search.Query) []query.Query {
	var parts []query.Query
	if len(q.Kinds) > 0 {
		parts = append(parts, anyOf(facetPrefix+search.FieldKind, q.Kinds))
	}
	for field, values := range q.Equal {
		if len(values) > 0 {
			parts = append(parts, anyOf(facetPrefix+field, values))
		}
	}
	if q.From > 0 || q.To > 0 {
		parts = append(parts, between(q.From, q.To))
	}
	if q.Near != nil && q.Metres > 0 {
		near := bleve.NewGeoDistanceQuery(q.Near.Lon, q.Near.Lat, fmt.Sprintf("%fm", q.Metres))
		near.SetField(fieldPlace)
		parts = append(parts, unscored{near})
	}
	if b := q.Box; b != nil {
		box := bleve.NewGeoBoundingBoxQuery(b.West, b.North, b.East, b.South)
		box.SetField(fieldPlace)
		parts = append(parts, unscored{box})
	}
	return parts
}

func between(from, to int64) query.Query {
	low, high := float64(from), math.Inf(1)
	if to > 0 {
		high = float64(to)
	}
	yes, no := true, false
	created := bleve.NewNumericRangeInclusiveQuery(&low, &high, &yes, &no)
	created.SetField(fieldCreated)
	return unscored{created}
}

func is(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return unscored{q}
}

func anyOf(field string, values []string) query.Query {
	values = slices.Compact(slices.Sorted(slices.Values(values)))
	if len(values) == 1 {
		return is(field, values[0])
	}
	parts := make([]query.Query, len(values))
	for i, v := range values {
		parts[i] = is(field, v)
	}
	return unscored{bleve.NewDisjunctionQuery(parts...)}
}

// termQuery finds one term: in any field, exactly, with typos, as a beginning.
func termQuery(t search.Term) query.Query {
	title := bleve.NewTermQuery(t.Stem)
	title.SetField(fieldTitle)
	title.SetBoost(boostTitle)
	words := bleve.NewTermQuery(t.Stem)
	words.SetField(fieldWords)
	parts := []query.Query{title, words}
	if t.Typos > 0 {
		typo := bleve.NewFuzzyQuery(t.Stem)
		typo.SetField(fieldWords)
		typo.SetFuzziness(t.Typos)
		typo.SetPrefix(1)
		typo.SetBoost(boostTypo)
		parts = append(parts, typo)
	}
	if t.Prefix {
		begins := bleve.NewPrefixQuery(t.Stem)
		begins.SetField(fieldWords)
		begins.SetBoost(boostPrefix)
		beginsTitle := bleve.NewPrefixQuery(t.Stem)
		beginsTitle.SetField(fieldTitle)
		beginsTitle.SetBoost(boostTitlePrefix)
		parts = append(parts, begins, beginsTitle)
	}
	return bleve.NewDisjunctionQuery(parts...)
}

// unscored is a condition that weighs nothing.
type unscored struct{ query.Query }

// Searcher implements query.Query.
func (u unscored) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	o.Score = "none"
	return u.Query.Searcher(ctx, r, m, o)
}

func order(q search.Query, words bool) blevesearch.SortOrder {
	var first blevesearch.SearchSort
	switch q.Sort {
	case search.SortUpdated:
		first = by(sortUpdated, true)
	case search.SortDeadline:
		first = by(sortDue, false)
	case search.SortSupported:
		first = by(sortCount+search.CountSupports, true)
	case search.SortNear:
		first, _ = blevesearch.NewSortGeoDistance(fieldPlace, "m", q.Near.Lon, q.Near.Lat, false) // its one error is the unit
	case search.SortRelevance:
		if words {
			first = &blevesearch.SortScore{Desc: true}
		}
	}
	last := blevesearch.SortOrder{by(sortCreated, true), &blevesearch.SortDocID{}}
	if first == nil {
		return last
	}
	return append(blevesearch.SortOrder{first}, last...)
}

func by(field string, desc bool) *blevesearch.SortField {
	return &blevesearch.SortField{Field: field, Desc: desc, Type: blevesearch.SortFieldAsString, Missing: blevesearch.SortFieldMissingLast}
}

// result translates bleve's answer.
func (x *Index) result(q search.Query, terms []search.Term, found *bleve.SearchResult) (search.Result, error) {
	out := search.Result{Total: int64(found.Total), Facets: map[string][]search.Facet{}, Hits: make([]search.Hit, 0, len(found.Hits))}
	for _, match := range found.Hits {
		kept, _ := match.Fields[fieldSource].(string)
		var s source
		if err := json.Unmarshal([]byte(kept), &s); err != nil {
			return search.Result{}, fmt.Errorf("%w: %s is damaged: %w", search.ErrUnavailable, match.ID, err)
		}
		hit := search.Hit{Kind: s.Kind, ID: s.ID, Rev: s.Rev, Lang: s.Lang, At: s.At}
		hit.Title, hit.Text = x.rules.HighlightTitle(s.Title, terms), x.rules.HighlightText(s.Text, terms)
		if scored(q, terms) {
			hit.Score = match.Score
		}
		if q.Near != nil && s.At != nil {
			metres := search.Metres(*q.Near, *s.At)
			hit.Metres = &metres
		}
		out.Hits = append(out.Hits, hit)
	}
	for _, field := range q.Facets {
		out.Facets[field] = []search.Facet{}
		if counted := found.Facets[field]; counted != nil && counted.Terms != nil {
			for _, t := range counted.Terms.Terms() {
				out.Facets[field] = append(out.Facets[field], search.Facet{Value: t.Term, Count: int64(t.Count)})
			}
		}
	}
	return out, nil
}
