package embedded

import (
	"context"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
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

// condition is all that a document must fulfil to answer a checked question.
func condition(q search.Query, terms []search.Term) query.Query {
	parts := conditions(q)
	for _, t := range terms {
		parts = append(parts, holds(t))
	}
	if len(parts) == 0 {
		parts = append(parts, is(fieldAlive, "1"))
	}
	return unscored{bleve.NewConjunctionQuery(parts...)}
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

// holds is the condition that a document answers a term: exactly, with typos, as a beginning.
func holds(t search.Term) query.Query {
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
	if utf8.RuneCountInString(stem) == startRunes {
		return is(field+startsSuffix, stem)
	}
	q := bleve.NewPrefixQuery(stem)
	q.SetField(field)
	return q
}

// weight is what makes one answer better than another.
type weight struct {
	query  query.Query
	points float64
}

// weights leaves out what all answers have: without typos they all were found as asked.
func weights(terms []search.Term) []weight {
	var out []weight
	for _, t := range terms {
		asked, inTitle := is(fieldWords, t.Stem), is(fieldTitle, t.Stem)
		if t.Prefix {
			out = append(out, weight{asked, weightFull}, weight{inTitle, weightFull}, weight{unscored{begins(fieldTitle, t.Stem)}, weightTitle})
			asked = unscored{begins(fieldWords, t.Stem)}
		} else {
			out = append(out, weight{inTitle, weightTitle + weightFull})
		}
		if t.Typos > 0 {
			out = append(out, weight{asked, weightFound})
		}
	}
	return out
}

// unscored is a condition that weighs nothing, which lets bleve answer it with bit sets.
type unscored struct{ query.Query }

// Searcher implements query.Query.
func (u unscored) Searcher(ctx context.Context, i index.IndexReader, m mapping.IndexMapping, o blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	o.Score = "none"
	return u.Query.Searcher(ctx, i, m, o)
}
