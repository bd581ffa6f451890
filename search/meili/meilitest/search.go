package meilitest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxQueryWords is how many words of a question the real server reads.
const maxQueryWords = 10

// searchRequest are the parameters that are honoured; others are refused.
type searchRequest struct {
	Q                    string    `json:"q"`
	Offset               int       `json:"offset"`
	Limit                *int      `json:"limit"`
	AttributesToRetrieve []string  `json:"attributesToRetrieve"`
	MatchingStrategy     string    `json:"matchingStrategy"`
	Filter               string    `json:"filter"`
	Sort                 []string  `json:"sort"`
	Facets               []string  `json:"facets"`
	ShowRankingScore     bool      `json:"showRankingScore"`
	Locales              []string  `json:"locales"`
	Hybrid               *struct{} `json:"hybrid"`
}

// found is a document that answers, with what the ranking rules look at.
type found struct {
	doc                 map[string]any
	typos, place, exact int
}

func (s *Server) search(r *http.Request, body []byte) (int, any, error) {
	in := searchRequest{MatchingStrategy: "last"}
	if err := parse(body, &in, "bad_request"); err != nil {
		return 0, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.indexes[r.PathValue("uid")]
	if x == nil {
		return 0, nil, noIndex(r.PathValue("uid"))
	}
	if err := x.checkSearch(in); err != nil {
		return 0, nil, err
	}
	match, failed := x.filter(in.Filter, "invalid_search_filter")
	if failed != nil {
		return 0, nil, failed
	}
	var hits []found
	for _, key := range x.order {
		d := x.docs[key]
		if !match(d) {
			continue
		}
		if f, ok := x.answers(d, in.Q); ok {
			hits = append(hits, f)
		}
	}
	slices.SortStableFunc(hits, x.ranking(in.Sort))
	limit := 20
	if in.Limit != nil {
		limit = *in.Limit
	}
	reachable := min(len(hits), x.settings.Pagination.MaxTotalHits)
	from := min(in.Offset, reachable)
	page := hits[from:min(from+limit, reachable)]
	answer := map[string]any{"hits": x.display(in, page), "offset": in.Offset, "limit": limit, "estimatedTotalHits": reachable, "query": in.Q, "processingTimeMs": 0}
	if in.Facets != nil {
		answer["facetDistribution"] = x.distribution(in.Facets, hits)
	}
	return http.StatusOK, answer, nil
}

func (x *index) checkSearch(in searchRequest) error {
	if in.MatchingStrategy != "all" {
		return refuse(http.StatusBadRequest, "invalid_search_matching_strategy", "the stand-in knows `all`")
	}
	for _, locale := range in.Locales {
		if !slices.Contains(knownLocales, locale) {
			return refuse(http.StatusBadRequest, "invalid_search_locales", "Unknown value `"+locale+"`")
		}
	}
	for _, f := range in.Facets {
		if !covers(x.settings.FilterableAttributes, f) {
			return refuse(http.StatusBadRequest, "invalid_search_facets", "Attribute `"+f+"` is not facet-searchable")
		}
	}
	if len(in.Sort) > 0 && !slices.Contains(x.settings.RankingRules, "sort") {
		return refuse(http.StatusBadRequest, "invalid_search_sort", "The sort ranking rule must be specified")
	}
	for _, by := range in.Sort {
		attribute, direction, ok := strings.Cut(by, ":")
		if strings.HasPrefix(attribute, "_geoPoint(") {
			if _, err := geoPoint(attribute); err != nil {
				return refuse(http.StatusBadRequest, "invalid_search_sort", err.Error())
			}
			attribute = "_geo"
		}
		if !ok || (direction != "asc" && direction != "desc") || !covers(x.settings.SortableAttributes, attribute) {
			return refuse(http.StatusBadRequest, "invalid_search_sort", "Attribute `"+by+"` is not sortable")
		}
	}
	return nil
}

func geoPoint(text string) (at [2]float64, err error) {
	inner, ok := strings.CutSuffix(strings.TrimPrefix(text, "_geoPoint("), ")")
	lat, lng, comma := strings.Cut(inner, ",")
	if !ok || !comma {
		return at, fmt.Errorf("bad point %q", text)
	}
	if at[0], err = strconv.ParseFloat(strings.TrimSpace(lat), 64); err != nil {
		return at, err
	}
	at[1], err = strconv.ParseFloat(strings.TrimSpace(lng), 64)
	return at, err
}

// ranking compares two documents by the ranking rules, in their order.
func (x *index) ranking(sort []string) func(a, b found) int {
	return func(a, b found) int {
		for _, rule := range x.settings.RankingRules {
			order := 0
			switch rule {
			case "words", "proximity", "wordPosition": // all words are there; see the package comment
			case "typo":
				order = cmp.Compare(a.typos, b.typos)
			case "attribute", "attributeRank":
				order = cmp.Compare(a.place, b.place)
			case "exactness":
				order = cmp.Compare(b.exact, a.exact)
			case "sort":
				for _, by := range sort {
					order = cmp.Or(order, compareBy(a.doc, b.doc, by))
				}
			default:
				order = compareBy(a.doc, b.doc, rule)
			}
			if order != 0 {
				return order
			}
		}
		return 0
	}
}

// compareBy compares by "attribute:asc" or "attribute:desc"; numbers come before texts,
// and what has neither comes last in both.
func compareBy(a, b map[string]any, by string) int {
	attribute, direction, _ := strings.Cut(by, ":")
	var one, two []any
	if strings.HasPrefix(attribute, "_geoPoint(") {
		here, _ := geoPoint(attribute) // was checked
		one, two = distance(a, here), distance(b, here)
	} else {
		one, two = values(a, attribute), values(b, attribute)
	}
	if len(one) == 0 || len(two) == 0 {
		return cmp.Compare(len(two), len(one))
	}
	order := 0
	n, isNumber := one[0].(float64)
	m, isNumberToo := two[0].(float64)
	switch {
	case isNumber && isNumberToo:
		order = cmp.Compare(n, m)
	case isNumber != isNumberToo:
		return map[bool]int{true: -1, false: 1}[isNumber]
	default:
		order = cmp.Compare(strings.ToLower(texts(one[0])), strings.ToLower(texts(two[0])))
	}
	if direction == "desc" {
		return -order
	}
	return order
}

func distance(d map[string]any, here [2]float64) []any {
	if at, ok := point(d["_geo"]); ok {
		return []any{metres(at, here)}
	}
	return nil
}

func (x *index) display(in searchRequest, page []found) []map[string]any {
	hits := []map[string]any{}
	for _, f := range page {
		hit := map[string]any{}
		for name, v := range pick(f.doc, in.AttributesToRetrieve) {
			if covers(x.settings.DisplayedAttributes, name) {
				hit[name] = v
			}
		}
		if in.ShowRankingScore {
			hit["_rankingScore"] = 1 / (1 + float64(f.typos) + float64(f.place)/10)
		}
		hits = append(hits, hit)
	}
	return hits
}

// distribution counts the values of facets over all that was found, without regard to case.
func (x *index) distribution(facets []string, hits []found) map[string]map[string]int {
	out := map[string]map[string]int{}
	for _, facet := range facets {
		counts := map[string]int{}
		for _, f := range hits {
			for _, v := range values(f.doc, facet) {
				counts[strings.ToLower(texts(v))]++
			}
		}
		out[facet] = x.mostFrequent(counts)
	}
	return out
}

func (x *index) mostFrequent(counts map[string]int) map[string]int {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	byCount := x.settings.Faceting.SortFacetValuesBy["*"] == "count"
	slices.SortFunc(names, func(a, b string) int {
		if order := cmp.Compare(counts[b], counts[a]); byCount && order != 0 {
			return order
		}
		return cmp.Compare(a, b)
	})
	for _, name := range names[min(len(names), x.settings.Faceting.MaxValuesPerFacet):] {
		delete(counts, name)
	}
	return counts
}
