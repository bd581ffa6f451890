package embedded

import (
	"cmp"
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"

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

// search walks over all that fulfils the condition, in the order of the index, and on the
// way counts, scores, and remembers the best.
func (g *generation) search(ctx context.Context, q search.Query, terms []search.Term) (found, error) {
	advanced, err := g.index.Advanced()
	if err != nil {
		return found{}, err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return found{}, err
	}
	defer reader.Close()
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return found{}, fmt.Errorf("not a scorch index: %T", reader)
	}
	g.columns.follow(snapshot)
	w := &walk{ctx: ctx, q: q, snapshot: snapshot, columns: &g.columns, counts: map[string]map[string]int64{}}
	defer w.close()
	if err := w.prepare(g, terms); err != nil {
		return found{}, err
	}
	if err := w.run(); err != nil {
		return found{}, err
	}
	return w.answer()
}

// walk is one search under way.
type walk struct {
	ctx      context.Context
	q        search.Query
	snapshot *scorch.IndexSnapshot
	columns  *columns
	pool     *blevesearch.SearchContext
	must     blevesearch.Searcher
	better   []*scorer

	here   place
	total  int64
	counts map[string]map[string]int64
	best   best
}

// scorer gives points to the documents that it finds.
type scorer struct {
	searcher blevesearch.Searcher
	points   float64
	at       *blevesearch.DocumentMatch // the next one that it finds; nil when there are no more
}

// place is the segment in which the walk is, with what is needed of it.
type place struct {
	number     int
	base, end  uint64 // of its documents
	facets     []*texts
	tallies    [][]int64
	created    *numbers
	by         *numbers // of the order asked for, or nil
	whereabout points
}

func (w *walk) prepare(g *generation, terms []search.Term) error {
	options := blevesearch.SearcherOptions{Score: "none"}
	w.here.number = -1
	w.best = best{walk: w, size: w.q.Offset + w.q.Limit}
	var err error
	if w.must, err = condition(w.q, terms).Searcher(w.ctx, w.snapshot, g.index.Mapping(), options); err != nil {
		return err
	}
	size := w.must.DocumentMatchPoolSize() + 1
	if scored(w.q, terms) {
		for _, weight := range weights(terms) {
			s, err := weight.query.Searcher(w.ctx, w.snapshot, g.index.Mapping(), options)
			if err != nil {
				return err
			}
			w.better = append(w.better, &scorer{searcher: s, points: weight.points})
			size += s.DocumentMatchPoolSize() + 1
		}
	}
	w.pool = &blevesearch.SearchContext{DocumentMatchPool: blevesearch.NewDocumentMatchPool(size, 0), IndexReader: w.snapshot}
	for _, s := range w.better {
		if s.at, err = s.searcher.Next(w.pool); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) close() {
	if w.must != nil {
		_ = w.must.Close()
	}
	for _, s := range w.better {
		_ = s.searcher.Close()
	}
}

func (w *walk) run() error {
	for {
		if w.total%1024 == 0 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		match, err := w.must.Next(w.pool)
		if err != nil {
			return err
		}
		if match == nil {
			return w.leave()
		}
		w.total++
		number := match.IndexInternalID.Value()
		if number >= w.here.end {
			if err := w.enter(number); err != nil {
				return err
			}
		}
		local := number - w.here.base
		for i, column := range w.here.facets {
			w.here.tallies[i][column.places[local]]++
		}
		score, err := w.score(match.IndexInternalID)
		if err != nil {
			return err
		}
		w.best.offer(candidate{segment: w.here.number, local: local, score: score, rank: w.rank(local, score), created: w.here.created.values[local]})
		w.pool.DocumentMatchPool.Put(match)
	}
}

// enter goes on to the segment that holds a document.
func (w *walk) enter(number uint64) error {
	if err := w.leave(); err != nil {
		return err
	}
	segments := w.snapshot.Segments()
	for number >= w.here.end {
		w.here.number++
		if w.here.number == len(segments) {
			return errors.New("a document beyond the last segment")
		}
		w.here.base = w.here.end
		w.here.end += uint64(segments[w.here.number].FullSize())
	}
	s := segments[w.here.number]
	var err error
	for _, field := range w.q.Facets {
		column, err := column(w.columns, s, facetPrefix+field, readTexts)
		if err != nil {
			return err
		}
		w.here.facets = append(w.here.facets, column)
		w.here.tallies = append(w.here.tallies, make([]int64, len(column.values)))
	}
	if w.here.created, err = column(w.columns, s, sortCreated, readNumbers); err != nil {
		return err
	}
	field := map[search.Sort]string{search.SortUpdated: sortUpdated, search.SortDeadline: sortDue, search.SortSupported: sortCount + search.CountSupports}[w.q.Sort]
	if field != "" {
		w.here.by, err = column(w.columns, s, field, readNumbers)
	} else if w.q.Sort == search.SortNear {
		w.here.whereabout, err = column(w.columns, s, fieldPlace, readPoints)
	}
	return err
}

// leave adds up what was counted in the segment.
func (w *walk) leave() error {
	for i, column := range w.here.facets {
		field := w.q.Facets[i]
		if w.counts[field] == nil {
			w.counts[field] = map[string]int64{}
		}
		for place, n := range w.here.tallies[i] {
			if place > 0 && n > 0 {
				w.counts[field][column.values[place]] += n
			}
		}
	}
	w.here.facets, w.here.tallies = w.here.facets[:0], w.here.tallies[:0]
	return nil
}

func (w *walk) score(id index.IndexInternalID) (float64, error) {
	sum := 0.0
	for _, s := range w.better {
		if s.at != nil && s.at.IndexInternalID.Compare(id) < 0 {
			w.pool.DocumentMatchPool.Put(s.at)
			var err error
			if s.at, err = s.searcher.Advance(w.pool, id); err != nil {
				return 0, err
			}
		}
		if s.at != nil && s.at.IndexInternalID.Equals(id) {
			sum += s.points
		}
	}
	return sum, nil
}

// rank is what the order asked for sorts by, least first.
func (w *walk) rank(local uint64, score float64) float64 {
	last := math.Inf(1)
	switch w.q.Sort {
	case search.SortRelevance:
		return -score
	case search.SortUpdated, search.SortSupported:
		if w.here.by.known[local] {
			return -float64(w.here.by.values[local])
		}
		return last
	case search.SortDeadline:
		if w.here.by.known[local] {
			return float64(w.here.by.values[local])
		}
		return last
	case search.SortNear:
		if p := w.here.whereabout[local]; p != nil {
			return search.Metres(*w.q.Near, *p)
		}
		return last
	}
	return 0
}

// candidate is a document that may be among the hits.
type candidate struct {
	segment int
	local   uint64
	score   float64
	rank    float64
	created int64
}

// best are the best candidates so far, as a heap with the worst of them on top.
type best struct {
	walk  *walk
	size  int
	items []candidate
}

// compare is negative when a comes before b.
func (b *best) compare(x, y candidate) int {
	if order := cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(y.created, x.created)); order != 0 {
		return order
	}
	return cmp.Compare(b.walk.key(x), b.walk.key(y))
}

// key is the document's key; one that cannot be read sorts first and fails when it is shown.
func (w *walk) key(c candidate) string {
	id, err := w.snapshot.Segments()[c.segment].DocID(c.local)
	if err != nil {
		return ""
	}
	return string(id)
}

func (b *best) offer(c candidate) {
	if len(b.items) < b.size {
		heap.Push(b, c)
	} else if b.compare(c, b.items[0]) < 0 {
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
func (w *walk) answer() (found, error) {
	out := found{total: w.total, facets: map[string][]search.Facet{}}
	for _, field := range w.q.Facets {
		out.facets[field] = mostFrequent(w.counts[field])
	}
	slices.SortFunc(w.best.items, w.best.compare)
	for _, c := range w.best.items[min(w.q.Offset, len(w.best.items)):] {
		var s source
		var damage error
		err := w.snapshot.Segments()[c.segment].VisitDocument(c.local, func(field string, _ byte, value []byte, _ []uint64) bool {
			if field == fieldSource {
				damage = json.Unmarshal(value, &s)
			}
			return true
		})
		if err := errors.Join(err, damage); err != nil {
			return found{}, fmt.Errorf("%s is damaged: %w", w.key(c), err)
		}
		out.hits = append(out.hits, kept{document: s.document(), score: c.score})
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
