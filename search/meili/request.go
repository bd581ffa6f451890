package meili

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

// words is the question as the server is to read it: stems, and a space behind a last word
// that is finished, for it takes a last word without one for a beginning.
func words(terms []search.Term) string {
	var b strings.Builder
	for i, t := range terms {
		b.WriteString(t.Stem)
		if i < len(terms)-1 || !t.Prefix {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// shown are the fields of a hit.
var shown = []string{"kind", "id", "rev", "lang", "title", "text", fieldPlace}

// locales are the languages of a question that the server knows by another name.
var locales = map[string]string{"fr": "fra", "ar": "ara", "en": "eng"}

func request(q search.Query) *meilisearch.SearchRequest {
	r := &meilisearch.SearchRequest{
		Offset: int64(q.Offset), Limit: int64(q.Limit), AttributesToRetrieve: shown, ShowRankingScore: true,
		MatchingStrategy: meilisearch.All, Filter: filter(q), Sort: order(q),
	}
	for _, field := range q.Facets {
		r.Facets = append(r.Facets, facet(field))
	}
	if locale, ok := locales[q.Lang]; ok {
		r.Locales = []string{locale}
	}
	return r
}

// filter is one expression of declared names, numbers, and values that need no escaping.
func filter(q search.Query) string {
	parts := []string{fieldGone + " = false"}
	if len(q.Kinds) > 0 {
		parts = append(parts, anyOf(search.FieldKind, q.Kinds))
	}
	for field, values := range q.Equal {
		if len(values) > 0 {
			parts = append(parts, anyOf(field, values))
		}
	}
	if q.From > 0 {
		parts = append(parts, fieldCreated+" >= "+strconv.FormatInt(q.From, 10))
	}
	if q.To > 0 {
		parts = append(parts, fieldCreated+" < "+strconv.FormatInt(q.To, 10))
	}
	if q.Near != nil && q.Metres > 0 {
		parts = append(parts, fmt.Sprintf("_geoRadius(%s, %s, %s)", degrees(q.Near.Lat), degrees(q.Near.Lon), degrees(q.Metres)))
	}
	if b := q.Box; b != nil {
		parts = append(parts, fmt.Sprintf("_geoBoundingBox([%s, %s], [%s, %s])", degrees(b.North), degrees(b.East), degrees(b.South), degrees(b.West)))
	}
	slices.Sort(parts) // a map has no order, and the same question should read the same
	return strings.Join(parts, " AND ")
}

func anyOf(field string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = `"` + encode(v) + `"`
	}
	return facet(field) + " IN [" + strings.Join(quoted, ", ") + "]"
}

func degrees(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func order(q search.Query) []string {
	last := []string{fieldCreated + ":desc", fieldKey + ":asc"}
	switch q.Sort {
	case search.SortNew:
		return last
	case search.SortUpdated:
		return append([]string{fieldUpdated + ":desc"}, last...)
	case search.SortDeadline:
		return append([]string{fieldDue + ":asc"}, last...)
	case search.SortSupported:
		return append([]string{count(search.CountSupports) + ":desc"}, last...)
	case search.SortNear:
		near := fmt.Sprintf("_geoPoint(%s, %s):asc", degrees(q.Near.Lat), degrees(q.Near.Lon))
		return append([]string{near}, last...)
	}
	return nil // by relevance: the ranking rules end in the same order
}

// result translates the server's answer.
func (x *Index) result(q search.Query, terms []search.Term, answer *meilisearch.SearchResponse) (search.Result, error) {
	out := search.Result{Total: answer.EstimatedTotalHits, Facets: map[string][]search.Facet{}, Hits: make([]search.Hit, 0, len(answer.Hits))}
	for _, kept := range answer.Hits {
		d, err := decode(kept)
		if err != nil {
			return search.Result{}, fmt.Errorf("search: %w", err)
		}
		hit := x.rules.Show(d.shown(), q, terms)
		if q.Sort == search.SortRelevance && len(terms) > 0 {
			_ = json.Unmarshal(kept["_rankingScore"], &hit.Score) // without one it stays 0
		}
		out.Hits = append(out.Hits, hit)
	}
	var counted map[string]map[string]int64
	if len(answer.FacetDistribution) > 0 {
		if err := json.Unmarshal(answer.FacetDistribution, &counted); err != nil {
			return search.Result{}, fmt.Errorf("search: %w: facets: %w", search.ErrUnavailable, err)
		}
	}
	for _, field := range q.Facets {
		out.Facets[field] = facets(counted[facet(field)])
	}
	return out, nil
}

func facets(counted map[string]int64) []search.Facet {
	out := make([]search.Facet, 0, len(counted))
	for value, n := range counted {
		if n > 0 {
			out = append(out, search.Facet{Value: decodeValue(value), Count: n})
		}
	}
	slices.SortFunc(out, func(a, b search.Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out
}
