package embedded

import (
	"container/list"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"
)

// wanted are words of a field: one, or all those that are like it.
type wanted struct {
	field, stem string
	typos       int
	prefix      bool // also those that begin so
}

// find returns the documents of a segment that hold a wanted word. It is not to be changed.
func (s *scan) find(part *scorch.SegmentSnapshot, w wanted) (*roaring.Bitmap, error) {
	if w.prefix && utf8.RuneCountInString(w.stem) == startRunes {
		w = wanted{field: w.field + startsSuffix, stem: w.stem} // so short a word forgives no typo
	}
	if w.typos == 0 && !w.prefix {
		return exactly(part.Segment(), w.field, w.stem)
	}
	key := wordsKey{segment: part.Id(), wanted: w}
	if docs := s.columns.words.get(key); docs != nil {
		return docs, nil
	}
	docs, err := s.like(part.Segment(), w)
	if err == nil {
		s.columns.words.put(key, docs)
	}
	return docs, err
}

// exactly returns the documents that hold one word.
func exactly(s segment.Segment, field, word string) (*roaring.Bitmap, error) {
	dict, err := s.Dictionary(field)
	if err != nil {
		return nil, err
	}
	return postings(dict, word)
}

func postings(dict segment.TermDictionary, word string) (*roaring.Bitmap, error) {
	list, err := dict.PostingsList([]byte(word), nil, nil)
	if err != nil {
		return nil, err
	}
	docs, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, fmt.Errorf("no sets of documents: %T", list)
	}
	if set := docs.ActualBitmap(); set != nil {
		return set, nil
	}
	out := roaring.New()
	if doc, ok := docs.DocNum1Hit(); ok {
		out.Add(uint32(doc))
	}
	return out, nil
}

// like joins the documents of all words that are like the wanted one.
func (s *scan) like(part segment.Segment, w wanted) (*roaring.Bitmap, error) {
	dict, err := part.Dictionary(w.field)
	if err != nil {
		return nil, err
	}
	sets := []*roaring.Bitmap{}
	add := func(word string) error {
		docs, err := postings(dict, word)
		sets = append(sets, docs)
		return err
	}
	err = add(w.stem)
	if err == nil && w.prefix {
		err = eachWord(dict, nil, beginning(w.stem), add)
	}
	if err == nil && w.typos > 0 {
		var typos vellum.Automaton
		if typos, err = s.automaton(w.stem, w.typos); err == nil {
			_, first := utf8.DecodeRuneInString(w.stem)
			err = eachWord(dict, typos, beginning(w.stem[:first]), add)
		}
	}
	if err != nil {
		return nil, err
	}
	docs := roaring.FastOr(sets...)
	docs.CloneCopyOnWriteContainers() // it may outlive the file that parts of the sets lie in
	return docs, nil
}

// The automata are made from tables, which are the same for every word.
var automata = [...]func() (*levenshtein.LevenshteinAutomatonBuilder, error){
	sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	}),
	sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	}),
}

// automaton accepts the words that are so many typos or fewer away. To make one takes
// longer than to use it, so one serves for all segments.
func (s *scan) automaton(word string, typos int) (vellum.Automaton, error) {
	if made := s.automata[word]; made != nil {
		return made, nil
	}
	builder, err := automata[typos-1]()
	if err != nil {
		return nil, err
	}
	made, err := builder.BuildDfa(word, uint8(typos))
	if err != nil {
		return nil, err
	}
	if s.automata == nil {
		s.automata = map[string]vellum.Automaton{}
	}
	s.automata[word] = made
	return made, nil
}

// bounds are the first word of some and the first one beyond them.
type bounds struct{ from, to []byte }

// beginning bounds the words that begin so.
func beginning(start string) bounds {
	to := []byte(start)
	to[len(to)-1]++ // never overflows: 0xff is in no UTF-8
	return bounds{[]byte(start), to}
}

// eachWord visits the words of a dictionary that an automaton accepts, all when it is nil.
func eachWord(dict segment.TermDictionary, accepts vellum.Automaton, b bounds, visit func(word string) error) error {
	var words segment.DictionaryIterator
	if quick, ok := dict.(interface {
		AutomatonIteratorOmitCount(a segment.Automaton, from, to []byte) segment.DictionaryIterator
	}); ok {
		words = quick.AutomatonIteratorOmitCount(accepts, b.from, b.to)
	} else {
		words = dict.AutomatonIterator(accepts, b.from, b.to)
	}
	var word *index.DictEntry
	var err error
	for word, err = words.Next(); err == nil && word != nil; word, err = words.Next() {
		if err := visit(word.Term); err != nil {
			return err
		}
	}
	return err
}

// recentBytes is how much memory the sets of documents that were joined lately may take.
const recentBytes = 8 << 20

// recent keeps sets of documents of segments, the ones last asked for: people look for the
// same words again, and letter by letter.
type recent struct {
	mu    sync.Mutex
	order list.List // of *joined, the last asked for in front
	at    map[wordsKey]*list.Element
	bytes uint64
}

type wordsKey struct {
	segment uint64
	wanted  wanted
}

type joined struct {
	key  wordsKey
	docs *roaring.Bitmap
}

func (j *joined) bytes() uint64 { return j.docs.GetSizeInBytes() + 200 }

func (r *recent) get(key wordsKey) *roaring.Bitmap {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.at[key]
	if e == nil {
		return nil
	}
	r.order.MoveToFront(e)
	return e.Value.(*joined).docs
}

func (r *recent) put(key wordsKey, docs *roaring.Bitmap) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at[key] != nil {
		return
	}
	if r.at == nil {
		r.at = map[wordsKey]*list.Element{}
	}
	j := &joined{key, docs}
	r.at[key] = r.order.PushFront(j)
	r.bytes += j.bytes()
	for r.bytes > recentBytes && r.order.Len() > 1 {
		r.remove(r.order.Back())
	}
}

// keep forgets what is not of these segments.
func (r *recent) keep(segments []uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for e := r.order.Front(); e != nil; {
		next := e.Next()
		if !slices.Contains(segments, e.Value.(*joined).key.segment) {
			r.remove(e)
		}
		e = next
	}
}

func (r *recent) remove(e *list.Element) {
	j := r.order.Remove(e).(*joined)
	delete(r.at, j.key)
	r.bytes -= j.bytes()
}
