package search

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Bounds of a question; beyond them it is refused with ErrBadQuery.
const (
	MaxQuery   = 200  // runes of Text
	MaxTerms   = 10   // words of Text that count; Meilisearch reads no more, so no engine does
	MaxLimit   = 100  // hits in one answer
	MaxWindow  = 1000 // Offset + Limit
	maxValues  = 50   // values of one filter
	maxFilters = 10   // filters, and facets asked for
)

// DefaultLimit is the number of hits when a question names none.
const DefaultLimit = 20

// Sort is the order of the hits. Equals are in order of creation, newest first, then by key.
type Sort string

// The orders.
const (
	SortRelevance Sort = "relevance" // best match first; without Text the same as new
	SortNew       Sort = "new"       // CreatedAt, latest first
	SortUpdated   Sort = "updated"   // UpdatedAt, latest first
	SortDeadline  Sort = "deadline"  // DueAt, earliest first; what has none comes last
	SortSupported Sort = "supported" // Counts["supports"], greatest first
	SortNear      Sort = "near"      // distance from Near, nearest first; what has no place comes last
)

// CountSupports is the count by which SortSupported sorts.
const CountSupports = "supports"

// The fields that every document has and that Equal and Facets may name beside the Schema's.
const (
	FieldKind = "kind"
	FieldLang = "lang"
)

// Box is a rectangle on the map; West > East crosses the 180th meridian.
type Box struct {
	West, South, East, North float64
}

// Query is one question. All that is given must hold.
type Query struct {
	// Text is what somebody typed: each word that is not a mere article must be found,
	// folded, stemmed, by synonym, with a typo (one from 4 letters, two from 8), and the
	// last one also as a beginning. Empty: no condition on words.
	Text string
	// Kinds: any of them; empty: all.
	Kinds []string
	// Equal: for each field, any of its values. An empty list is no condition.
	Equal map[string][]string
	// Near with Metres > 0: no further than that. With Metres 0 it only serves SortNear
	// and Hit.Metres.
	Near   *Point
	Metres float64
	Box    *Box // within this rectangle, edges included
	// From ≤ CreatedAt < To, Unix milliseconds; 0 leaves that side open.
	From, To int64
	Sort     Sort     // empty: relevance
	Facets   []string // fields whose values are counted over all that is found
	Offset   int
	Limit    int // 0: DefaultLimit; at most MaxLimit
	// Lang is the language of Text if it is known: it spares an engine a guess and never
	// decides what is found. To filter by language use Equal["lang"].
	Lang string
}

// Check returns the question with its defaults filled in, or ErrBadQuery.
func (r *Rules) Check(q Query) (Query, error) {
	if q.Sort == "" {
		q.Sort = SortRelevance
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	for _, check := range []func(Query) error{r.checkWords, r.checkFields, checkPlace, checkWindow} {
		if err := check(q); err != nil {
			return Query{}, err
		}
	}
	return q, nil
}

func (r *Rules) checkWords(q Query) error {
	if !utf8.ValidString(q.Text) || utf8.RuneCountInString(q.Text) > MaxQuery {
		return fmt.Errorf("%w: text: more than %d characters", ErrBadQuery, MaxQuery)
	}
	if q.Lang != "" && !isName(q.Lang) {
		return fmt.Errorf("%w: language %q", ErrBadQuery, clip(q.Lang))
	}
	return nil
}

func (r *Rules) checkFields(q Query) error {
	if len(q.Equal) > maxFilters || len(q.Facets) > maxFilters || len(q.Kinds) > maxValues {
		return fmt.Errorf("%w: too many filters", ErrBadQuery)
	}
	for _, kind := range q.Kinds {
		if !isName(kind) {
			return fmt.Errorf("%w: kind %q", ErrBadQuery, clip(kind))
		}
	}
	for field, values := range q.Equal {
		if !r.filterable(field) {
			return fmt.Errorf("%w: no such filter %q", ErrBadQuery, clip(field))
		}
		if len(values) > maxValues || slices.ContainsFunc(values, func(v string) bool { return !isValue(v) }) {
			return fmt.Errorf("%w: values of %s", ErrBadQuery, field)
		}
	}
	for _, field := range q.Facets {
		if !r.filterable(field) {
			return fmt.Errorf("%w: no such facet %q", ErrBadQuery, clip(field))
		}
	}
	return nil
}

func checkPlace(q Query) error {
	if q.Near != nil && !q.Near.valid() {
		return fmt.Errorf("%w: near: not a place", ErrBadQuery)
	}
	if !(q.Metres >= 0 && q.Metres <= 20_100_000) {
		return fmt.Errorf("%w: metres out of range", ErrBadQuery)
	}
	if q.Near == nil && (q.Metres > 0 || q.Sort == SortNear) {
		return fmt.Errorf("%w: near what?", ErrBadQuery)
	}
	if b := q.Box; b != nil {
		if !(Point{b.West, b.South}).valid() || !(Point{b.East, b.North}).valid() || b.South > b.North {
			return fmt.Errorf("%w: box: not a rectangle", ErrBadQuery)
		}
	}
	return nil
}

func checkWindow(q Query) error {
	switch q.Sort {
	case SortRelevance, SortNew, SortUpdated, SortDeadline, SortSupported, SortNear:
	default:
		return fmt.Errorf("%w: no such order %q", ErrBadQuery, clip(string(q.Sort)))
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		return fmt.Errorf("%w: limit beyond %d", ErrBadQuery, MaxLimit)
	}
	if q.Offset < 0 || q.Offset > MaxWindow-q.Limit {
		return fmt.Errorf("%w: offset and limit beyond %d", ErrBadQuery, MaxWindow)
	}
	if q.From < 0 || q.To < 0 || (q.To > 0 && q.From > q.To) {
		return fmt.Errorf("%w: dates out of order", ErrBadQuery)
	}
	return nil
}
