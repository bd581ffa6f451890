package embedded

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/vellum"

	"jemaa/search"
)

// found is what a generation answers.
type found struct {
	total  int64
	facets map[string][]search.Facet
	hits   []kept
}

type kept struct {
	document search.Document
	score    float64
}

// search goes through the segments of the index, the latest first, and of each counts,
// scores, and remembers the best of all that answers.
func (g *generation) search(ctx context.Context, q search.Query, terms []search.Term) (found, error) {
	snapshot, done, err := g.snapshot()
	if err != nil {
		return found{}, err
	}
	defer done()
	g.columns.follow(snapshot)
	s := &scan{
		ctx: ctx, q: q, terms: terms, filters: filters(q), weights: weights(q, terms),
		segments: snapshot.Segments(), columns: &g.columns, memory: desks.Get().(*desk),
	}
	defer desks.Put(s.memory)
	s.counts = make([]map[string]int64, len(q.Facets))
	for i := range s.counts {
		s.counts[i] = map[string]int64{}
	}
	s.best = best{scan: s, size: q.Offset + q.Limit}
	for i := len(s.segments) - 1; i >= 0; i-- {
		if err := s.part(i); err != nil {
			return found{}, err
		}
	}
	return s.answer()
}

// scan is one search under way.
type scan struct {
	ctx      context.Context
	q        search.Query
	terms    []search.Term
	filters  []filter
	weights  []weight
	segments []*scorch.SegmentSnapshot
	columns  *columns
	memory   *desk
	automata map[string]vellum.Automaton // of typos, by the word asked for

	total  int64
	counts []map[string]int64 // by facet asked for
	best   best
	err    error
}

// desk is the memory that a search works on; the next one uses it again.
type desk struct {
	docs   [2048]uint32
	scores []uint8
}

var desks = sync.Pool{New: func() any { return &desk{} }}

// take returns so many scores of 0.
func (d *desk) take(n int) []uint8 {
	d.scores = slices.Grow(d.scores[:0], n)[:n]
	clear(d.scores)
	return d.scores
}

func (s *scan) part(number int) error {
	part := s.segments[number]
	docs, err := s.answering(part)
	if err != nil || docs.IsEmpty() {
		return err
	}
	r, err := s.reading(number)
	if err != nil {
		return err
	}
	for it := docs.ManyIterator(); ; {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		n := it.NextMany(s.memory.docs[:])
		if n == 0 {
			break
		}
		some := s.memory.docs[:n]
		if r.area != nil {
			some = r.area.within(some)
		}
		s.total += int64(len(some))
		for i, column := range r.facets {
			column.count(some, r.tallies[i])
		}
		r.offer(&s.best, some)
	}
	for i, column := range r.facets {
		for at, n := range r.tallies[i] {
			if at > 0 && n > 0 {
				s.counts[i][column.values[at]] += int64(n)
			}
		}
	}
	return nil
}

// reading is what is read of a segment while its documents are gone through.
type reading struct {
	number  int
	created []int64
	area    *area
	facets  []*texts
	tallies [][]uint32
	scores  []uint8                  // nil when nothing weighs
	rank    func(doc uint32) float64 // what is sorted by, least first; nil when the score is
}

func (s *scan) reading(number int) (*reading, error) {
	part := s.segments[number]
	r := &reading{number: number}
	var err error
	if r.created, err = s.columns.numbers(part, numberCreated); err != nil {
		return nil, err
	}
	if r.area, err = s.area(part, r.created); err != nil {
		return nil, err
	}
	for _, field := range s.q.Facets {
		column, err := s.columns.texts(part, facetPrefix+field)
		if err != nil {
			return nil, err
		}
		r.facets = append(r.facets, column)
		r.tallies = append(r.tallies, make([]uint32, len(column.values)))
	}
	if len(s.weights) > 0 {
		if r.scores, err = s.score(part); err != nil {
			return nil, err
		}
	}
	r.rank, err = s.rank(part)
	return r, err
}

// rank is the order asked for; nil for the score's own and for that of creation.
func (s *scan) rank(part *scorch.SegmentSnapshot) (func(doc uint32) float64, error) {
	last := math.Inf(1)
	switch s.q.Sort {
	case search.SortUpdated:
		updated, err := s.columns.numbers(part, numberUpdated)
		return func(doc uint32) float64 { return -float64(updated[doc]) }, err
	case search.SortSupported:
		supports, err := s.columns.numbers(part, numberSupports)
		return func(doc uint32) float64 { return -float64(supports[doc]) }, err
	case search.SortDeadline:
		due, err := s.columns.numbers(part, numberDue)
		return func(doc uint32) float64 {
			if due[doc] == 0 {
				return last
			}
			return float64(due[doc])
		}, err
	case search.SortNear:
		places, err := s.columns.places(part)
		return func(doc uint32) float64 {
			if !places[doc].known() || s.best.beyond(places[doc]) {
				return last
			}
			return search.Metres(*s.q.Near, places[doc].point())
		}, err
	}
	return nil, nil
}

// count adds a field's values of some documents to their tally.
func (t *texts) count(docs []uint32, tally []uint32) {
	if t.narrow != nil {
		for _, doc := range docs {
			tally[t.narrow[doc]]++
		}
		return
	}
	for _, doc := range docs {
		tally[t.wide[doc]]++
	}
}

// offer goes from the last document to the first: the later mostly is the younger one, and
// comes first among equals.
func (r *reading) offer(b *best, docs []uint32) {
	for i := len(docs) - 1; i >= 0; i-- {
		c := candidate{part: r.number, doc: docs[i], created: r.created[docs[i]]}
		if r.scores != nil {
			c.score = r.scores[docs[i]]
			c.rank = -float64(c.score)
		}
		if r.rank != nil {
			c.rank = r.rank(docs[i])
		}
		b.offer(c)
	}
}

// candidate is a document that may be among the hits.
type candidate struct {
	part    int
	doc     uint32
	score   uint8
	rank    float64
	created int64
}

// best are the best candidates so far, as a heap with the worst of them on top.
type best struct {
	scan  *scan
	size  int
	items []candidate
}

// compare is negative when x comes before y.
func (b *best) compare(x, y candidate) int {
	if x.rank != y.rank {
		return cmp.Compare(x.rank, y.rank)
	}
	if x.created != y.created {
		return cmp.Compare(y.created, x.created)
	}
	return cmp.Compare(b.scan.key(x), b.scan.key(y))
}

// key is the document's key; one that cannot be read sorts first and fails when it is shown.
func (s *scan) key(c candidate) string {
	id, err := s.segments[c.part].DocID(uint64(c.doc))
	if err != nil {
		return ""
	}
	return string(id)
}

// beyond is true of a place that is further from Near than all the best already are, for
// its latitude alone: few distances need be measured.
func (b *best) beyond(p place) bool {
	const metresPerStep = 111_000 / steps // of latitude, a little less than it is
	return b.size > 0 && len(b.items) == b.size && math.Abs(float64(p.lat)-b.scan.q.Near.Lat*steps)*metresPerStep > b.items[0].rank
}

func (b *best) offer(c candidate) {
	if len(b.items) < b.size {
		heap.Push(b, c)
		return
	}
	if worst := &b.items[0]; c.rank > worst.rank || c.rank == worst.rank && c.created < worst.created {
		return
	}
	if b.compare(c, b.items[0]) < 0 {
		b.items[0] = c
		heap.Fix(b, 0)
	}
}

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (b *best) Len() int           { return len(b.items) }
func (b *best) Less(i, j int) bool { return b.compare(b.items[i], b.items[j]) > 0 }
func (b *best) Swap(i, j int)      { b.items[i], b.items[j] = b.items[j], b.items[i] }
func (b *best) Push(c any)         { b.items = append(b.items, c.(candidate)) }
func (b *best) Pop() any {
	last := b.items[len(b.items)-1]
	b.items = b.items[:len(b.items)-1]
	return last
}

// answer reads the documents of the page.
func (s *scan) answer() (found, error) {
	out := found{total: s.total, facets: map[string][]search.Facet{}}
	for i, field := range s.q.Facets {
		out.facets[field] = mostFrequent(s.counts[i])
	}
	slices.SortFunc(s.best.items, s.best.compare)
	for _, c := range s.best.items[min(s.q.Offset, len(s.best.items)):] {
		var kept kept
		damage := errDamaged // unless it is there
		err := s.segments[c.part].VisitDocument(uint64(c.doc), func(field string, _ byte, value []byte, _ []uint64) bool {
			if field == fieldSource {
				var from source
				from, damage = decodeSource(value)
				kept.document = from.document()
			}
			return true // to stop would give bleve's buffer to two searches
		})
		if err := errors.Join(err, damage); err != nil {
			return found{}, fmt.Errorf("%s: %w", s.key(c), err)
		}
		kept.score = float64(c.score) / 2
		out.hits = append(out.hits, kept)
	}
	return out, nil
}

func mostFrequent(counts map[string]int64) []search.Facet {
	out := make([]search.Facet, 0, len(counts))
	for value, n := range counts {
		out = append(out, search.Facet{Value: value, Count: n})
	}
	slices.SortFunc(out, func(a, b search.Facet) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), search.MaxFacetValues)]
}
