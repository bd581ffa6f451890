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
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"

	"jemaa/search"
)

// How much one found term weighs: found as it was asked, in the title, and in full rather
// than begun; a typo weighs nothing. Equals go by date. There is no weighing by rarity, as
// all terms must be found anyway, and so the answer is made of bit sets alone.
const (
	weightFound = 3
	weightTitle = 2
	weightFull  = 0.5
)

// request translates a checked question.
func request(q search.Query, terms []search.Term) *bleve.SearchRequest {
	parts := conditions(q)
	for _, t := range terms {
		parts = append(parts, found(t))
	}
	if len(parts) == 0 {
		parts = append(parts, is(fieldAlive, "1"))
	}
	var all query.Query = bleve.NewConjunctionQuery(parts...)
	if scored(q, terms) {
		all = ranked{must: all, better: weigh(terms)}
	}
	req := bleve.NewSearchRequestOptions(all, q.Limit, q.Offset, false)
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

// found is the condition that a document answers a term: exactly, with typos, as a beginning.
func found(t search.Term) query.Query {
	parts := []query.Query{is(fieldWords, t.Stem)}
	if t.Typos > 0 {
		typo := bleve.NewFuzzyQuery(t.Stem)
		typo.SetField(fieldWords)
		typo.SetFuzziness(t.Typos)
		typo.SetPrefix(1)
		parts = append(parts, typo)
	}
	if t.Prefix {
		parts = append(parts, begins(fieldWords, t.Stem))
	}
	return unscored{bleve.NewDisjunctionQuery(parts...)}
}

func begins(field, stem string) query.Query {
	q := bleve.NewPrefixQuery(stem)
	q.SetField(field)
	return q
}

// weigh is what makes one answer better than another.
func weigh(terms []search.Term) query.Query {
	var parts []query.Query
	for _, t := range terms {
		parts = append(parts, weight(weightFound+weightFull, is(fieldWords, t.Stem)), weight(weightTitle+weightFull, is(fieldTitle, t.Stem)))
		if t.Prefix {
			parts = append(parts, weight(weightFound, begins(fieldWords, t.Stem)), weight(weightTitle, begins(fieldTitle, t.Stem)))
		}
	}
	return bleve.NewDisjunctionQuery(parts...)
}

func weight(w float64, q query.Query) query.Query {
	constant := func(context.Context, *blevesearch.DocumentMatch) (float64, error) { return w, nil }
	return query.NewCustomScoreQueryWithScorer(unscored{q}, constant, nil, nil)
}

// ranked finds what must be and scores what is better. A bleve.BooleanQuery would not do:
// when nothing fulfils its must, it answers what its should finds.
type ranked struct{ must, better query.Query }

// Searcher implements query.Query.
func (r ranked) Searcher(ctx context.Context, i index.IndexReader, m mapping.IndexMapping, o blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	must, err := unscored{r.must}.Searcher(ctx, i, m, o)
	if err != nil {
		return nil, err
	}
	better, err := r.better.Searcher(ctx, i, m, o)
	if err != nil {
		_ = must.Close()
		return nil, err
	}
	return searcher.NewBooleanSearcher(ctx, i, must, better, nil, o)
}

// unscored is a condition that weighs nothing.
type unscored struct{ query.Query }

// Searcher implements query.Query.
func (u unscored) Searcher(ctx context.Context, i index.IndexReader, m mapping.IndexMapping, o blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	o.Score = "none"
	return u.Query.Searcher(ctx, i, m, o)
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
		hit := x.rules.Show(s.document(), q, terms)
		if scored(q, terms) {
			hit.Score = match.Score
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
