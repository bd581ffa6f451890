package searchtest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"jemaa/search"
)

// model is the plainest index there is: what is alive, by key, scanned for each question.
type model map[string]search.Document

// testModel writes at random in small batches, so that an engine has to merge what it
// keeps, and compares filters, places, counts and orders with a plain scan.
func testModel(t *testing.T, open Open) {
	x, m, random := open(t), model{}, rand.New(rand.NewPCG(2, 7))
	areas, states := []string{"anfa", "maarif", "sidi belyout"}, []string{"submitted", "resolved", "declined", ""}
	for round := range 40 {
		var docs []search.Document
		for range 1 + random.IntN(6) {
			d := doc(fmt.Sprintf("d%02d", random.IntN(60)), "Fuite")
			d.Rev, d.CreatedAt, d.UpdatedAt = int64(1+round), random.Int64N(1000), random.Int64N(1000)
			d.Facets = map[string]string{"area": areas[random.IntN(3)]}
			if s := states[random.IntN(4)]; s != "" {
				d.Facets["status"] = s
			}
			d.Counts = map[string]int64{search.CountSupports: random.Int64N(30)}
			if random.IntN(3) > 0 {
				d.DueAt = 1 + random.Int64N(1000)
				d.At = &search.Point{Lon: -7.7 + random.Float64()/5, Lat: 33.5 + random.Float64()/5}
			}
			docs = append(docs, d)
		}
		put(t, x, docs...)
		for _, d := range docs {
			m[d.ID] = d
		}
		if gone := fmt.Sprintf("d%02d", random.IntN(60)); round%3 == 0 {
			if err := x.Delete(ctx(t), []search.Ref{{Kind: "report", ID: gone}}); err != nil {
				t.Fatal(err)
			}
			delete(m, gone)
		}
	}
	here := &search.Point{Lon: -7.6, Lat: 33.6}
	for _, q := range []search.Query{
		{}, {Text: "fuite"}, {Equal: map[string][]string{"area": {"anfa", "maarif"}}}, {Text: "fuite", Equal: map[string][]string{"status": {"resolved"}}},
		{Near: here, Metres: 4000}, {Near: here, Metres: 9000, Equal: map[string][]string{"area": {"anfa"}}},
		{Box: &search.Box{West: -7.65, South: 33.52, East: -7.55, North: 33.63}}, {From: 200, To: 700}, {Text: "fuite", From: 500},
	} {
		q.Facets, q.Limit = []string{"area", "status", "kind"}, search.MaxLimit
		for _, q.Sort = range []search.Sort{search.SortNew, search.SortUpdated, search.SortDeadline, search.SortSupported, search.SortNear} {
			if q.Sort == search.SortNear {
				q.Near = here
			}
			m.compare(t, q, find(t, x, q))
		}
	}
}

func (m model) compare(t *testing.T, q search.Query, got search.Result) {
	t.Helper()
	var found []search.Document
	for _, d := range m {
		if matches(q, d) {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b search.Document) int {
		return cmp.Or(cmp.Compare(rank(q, a), rank(q, b)), cmp.Compare(b.CreatedAt, a.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	want := make([]string, len(found))
	for i, d := range found {
		want[i] = d.ID
	}
	wantOrder(t, fmt.Sprintf("%+v", q), got, want...)
	for _, field := range q.Facets {
		counts := map[string]int64{}
		for _, d := range found {
			if v := value(d, field); v != "" {
				counts[v]++
			}
		}
		var facet []search.Facet
		for v, n := range counts {
			facet = append(facet, search.Facet{Value: v, Count: n})
		}
		slices.SortFunc(facet, func(a, b search.Facet) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		wantFacet(t, got, field, facet...)
	}
}

func matches(q search.Query, d search.Document) bool {
	for field, values := range q.Equal {
		if !slices.Contains(values, value(d, field)) {
			return false
		}
	}
	if d.CreatedAt < q.From || q.To > 0 && d.CreatedAt >= q.To {
		return false
	}
	if q.Metres > 0 && (d.At == nil || search.Metres(*q.Near, *d.At) > q.Metres) {
		return false
	}
	b := q.Box
	return b == nil || d.At != nil && d.At.Lon >= b.West && d.At.Lon <= b.East && d.At.Lat >= b.South && d.At.Lat <= b.North
}

func value(d search.Document, field string) string {
	if field == search.FieldKind {
		return d.Kind
	}
	return d.Facets[field]
}

// rank is what the order sorts by, least first.
func rank(q search.Query, d search.Document) float64 {
	const last = 1e18
	switch q.Sort {
	case search.SortUpdated:
		return -float64(d.UpdatedAt)
	case search.SortDeadline:
		if d.DueAt == 0 {
			return last
		}
		return float64(d.DueAt)
	case search.SortSupported:
		return -float64(d.Counts[search.CountSupports])
	case search.SortNear:
		if d.At == nil {
			return last
		}
		return search.Metres(*q.Near, *d.At)
	}
	return 0
}
