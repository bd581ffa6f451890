package embedded

import (
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// columns keep in memory, for every segment of the index, the values by which answers are
// counted and sorted: a segment never changes, so what is read of it once holds until it is
// merged away. Reading values from bleve for each hit of each search took three quarters of
// a search.
type columns struct {
	mu       sync.Mutex
	segments []uint64 // of the latest snapshot seen, in order
	kept     map[columnKey]*lazy
	words    recent
}

type columnKey struct {
	segment uint64
	field   string
	number  number
}

type lazy struct {
	once  sync.Once
	value any
	err   error
}

// texts is a field of a segment: for each document the place of its value, 0 for none. The
// places are bytes as long as these suffice.
type texts struct {
	values []string // values[0] is not used
	narrow []uint8
	wide   []uint32 // instead of narrow
}

// follow drops what belongs to segments that are gone. A search that began earlier may come
// later with an older snapshot, which says nothing of what is gone.
func (c *columns) follow(snapshot *scorch.IndexSnapshot) {
	var room [32]uint64
	ids := room[:0]
	for _, s := range snapshot.Segments() {
		ids = append(ids, s.Id())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if slices.Equal(ids, c.segments) || newest(ids) < newest(c.segments) {
		return
	}
	c.segments = slices.Clone(ids)
	for key := range c.kept {
		if !slices.Contains(ids, key.segment) {
			delete(c.kept, key)
		}
	}
	c.words.keep(ids)
}

func newest(ids []uint64) uint64 {
	if len(ids) == 0 {
		return 0
	}
	return slices.Max(ids)
}

// column returns what key names, made by read the first time.
func column[T any](c *columns, key columnKey, read func() (T, error)) (T, error) {
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
	l.once.Do(func() {
		l.err = errUnread // stays, should read panic
		l.value, l.err = read()
	})
	if l.err != nil {
		c.forget(key, l)
	}
	value, _ := l.value.(T)
	return value, l.err
}

var errUnread = errors.New("a column was not read to its end")

// forget lets the next search read again what failed: the segment may be whole
// then, under the same number.
func (c *columns) forget(key columnKey, l *lazy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept[key] == l {
		delete(c.kept, key)
	}
}

func (c *columns) texts(s *scorch.SegmentSnapshot, field string) (*texts, error) {
	return column(c, columnKey{segment: s.Id(), field: field}, func() (*texts, error) { return readTexts(s.Segment(), field) })
}

func (c *columns) numbers(s *scorch.SegmentSnapshot, n number) ([]int64, error) {
	key := columnKey{segment: s.Id(), field: fieldNumbers, number: n}
	return column(c, key, func() ([]int64, error) {
		out := make([]int64, s.Segment().Count())
		return out, eachNumbers(s.Segment(), func(doc uint64, value []byte) { out[doc] = unpack(value, n) })
	})
}

// place is where a document is, in steps.
type place struct{ lon, lat int32 }

func (c *columns) places(s *scorch.SegmentSnapshot) ([]place, error) {
	key := columnKey{segment: s.Id(), field: fieldNumbers, number: numberLon}
	return column(c, key, func() ([]place, error) {
		out := make([]place, s.Segment().Count())
		return out, eachNumbers(s.Segment(), func(doc uint64, value []byte) {
			out[doc] = place{int32(unpack(value, numberLon)), int32(unpack(value, numberLat))}
		})
	})
}

// readTexts reads the values of a field from its words: each with the set of its documents.
func readTexts(s segment.Segment, field string) (*texts, error) {
	dict, err := s.Dictionary(field)
	if err != nil {
		return nil, err
	}
	out := &texts{values: []string{""}}
	if dict.Cardinality() <= math.MaxUint8 {
		out.narrow = make([]uint8, s.Count())
	} else {
		out.wide = make([]uint32, s.Count())
	}
	err = eachWord(dict, nil, bounds{}, func(value string) error {
		docs, err := postings(dict, value)
		if err != nil {
			return err
		}
		at := len(out.values)
		out.values = append(out.values, value)
		for docs := docs.Iterator(); docs.HasNext(); {
			if out.narrow != nil {
				out.narrow[docs.Next()] = uint8(at)
			} else {
				out.wide[docs.Next()] = uint32(at)
			}
		}
		return nil
	})
	return out, err
}

func eachNumbers(s segment.Segment, take func(doc uint64, value []byte)) error {
	visitable, ok := s.(segment.DocValueVisitable)
	if !ok {
		return nil
	}
	var state segment.DocVisitState
	var err error
	for doc := range s.Count() {
		visit := func(_ string, value []byte) { take(doc, value) }
		if state, err = visitable.VisitDocValues(doc, []string{fieldNumbers}, visit, state); err != nil {
			return err
		}
	}
	return nil
}
