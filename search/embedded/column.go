package embedded

import (
	"slices"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/geo"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/numeric"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"jemaa/search"
)

// columns keep in memory, for every segment of the index, the values by which answers are
// counted and sorted: a segment never changes, so what is read of it once holds until it is
// merged away. Reading values from bleve for each hit of each search took three quarters of
// a search.
type columns struct {
	mu       sync.Mutex
	segments []uint64 // of the last snapshot seen
	kept     map[columnKey]*lazy
}

type columnKey struct {
	segment uint64
	field   string
}

type lazy struct {
	once  sync.Once
	value any
	err   error
}

// texts is a field of a segment: for each document the place in values, 0 for none.
type texts struct {
	values []string // values[0] is not used
	places []uint32
}

// numbers is a field of a segment: for each document its number, and whether it has one.
type numbers struct {
	values []int64
	known  []bool
}

// points is the place of each document, nil for none.
type points []*search.Point

// follow drops what belongs to segments that are gone.
func (c *columns) follow(snapshot *scorch.IndexSnapshot) {
	var ids []uint64
	for _, s := range snapshot.Segments() {
		ids = append(ids, s.Id())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.Equal(ids, c.segments) {
		return
	}
	c.segments = ids
	for key := range c.kept {
		if !slices.Contains(ids, key.segment) {
			delete(c.kept, key)
		}
	}
}

// column returns a field of a segment, made by read the first time.
func column[T any](c *columns, s *scorch.SegmentSnapshot, field string, read func(s segment.Segment, field string) (T, error)) (T, error) {
	key := columnKey{segment: s.Id(), field: field}
	c.mu.Lock()
	if c.kept == nil {
		c.kept = map[columnKey]*lazy{}
	}
	l := c.kept[key]
	if l == nil {
		l = &lazy{}
		c.kept[key] = l
	}
	c.mu.Unlock()
	l.once.Do(func() { l.value, l.err = read(s.Segment(), field) })
	value, _ := l.value.(T)
	return value, l.err
}

func readTexts(s segment.Segment, field string) (*texts, error) {
	out := &texts{values: []string{""}, places: make([]uint32, s.Count())}
	known := map[string]uint32{}
	err := eachValue(s, field, func(doc uint64, value []byte) {
		place, ok := known[string(value)]
		if !ok {
			place = uint32(len(out.values))
			known[string(value)] = place
			out.values = append(out.values, string(value))
		}
		out.places[doc] = place
	})
	return out, err
}

func readNumbers(s segment.Segment, field string) (*numbers, error) {
	out := &numbers{values: make([]int64, s.Count()), known: make([]bool, s.Count())}
	err := eachValue(s, field, func(doc uint64, value []byte) {
		n, err := strconv.ParseInt(string(value), 36, 64)
		out.values[doc], out.known[doc] = n, err == nil
	})
	return out, err
}

func readPoints(s segment.Segment, field string) (points, error) {
	out := make(points, s.Count())
	err := eachValue(s, field, func(doc uint64, value []byte) {
		code := numeric.PrefixCoded(value)
		if shift, err := code.Shift(); err != nil || shift != 0 {
			return // a coarser cell of the same place
		}
		if hash, err := code.Int64(); err == nil {
			out[doc] = &search.Point{Lon: geo.MortonUnhashLon(uint64(hash)), Lat: geo.MortonUnhashLat(uint64(hash))}
		}
	})
	return out, err
}

func eachValue(s segment.Segment, field string, take func(doc uint64, value []byte)) error {
	visitable, ok := s.(segment.DocValueVisitable)
	if !ok {
		return nil
	}
	var state segment.DocVisitState
	var err error
	for doc := range s.Count() {
		state, err = visitable.VisitDocValues(doc, []string{field}, func(_ string, value []byte) { take(doc, value) }, state)
		if err != nil {
			return err
		}
	}
	return nil
}
