package embedded

import (
	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"jemaa/search"
)

// How much one found term weighs, in halves of a point: found as it was asked, in the
// title, and in full rather than begun; a typo weighs nothing. Equals go by date. There is
// no weighing by rarity, as all terms must be found anyway, and so the answer is made of
// sets alone. All weights of MaxTerms terms fit a byte.
const (
	weightFound = 6
	weightTitle = 4
	weightFull  = 1
)

// answering returns the documents of a segment that hold all the words asked for and the
// values filtered by. It is not to be changed.
func (s *scan) answering(part *scorch.SegmentSnapshot) (*roaring.Bitmap, error) {
	var out *roaring.Bitmap
	narrow := func(docs *roaring.Bitmap, err error) bool {
		if err != nil {
			s.err = err
			return false
		}
		if out == nil {
			out = docs
		} else {
			out = roaring.And(out, docs)
		}
		return !out.IsEmpty()
	}
	for _, t := range s.terms {
		if !narrow(s.find(part, wanted{fieldWords, t.Stem, t.Typos, t.Prefix})) {
			return out, s.err
		}
	}
	for _, f := range s.filters {
		if !narrow(anyOf(part, f)) {
			return out, s.err
		}
	}
	if out == nil && !narrow(exactly(part.Segment(), fieldAlive, "1")) {
		return out, s.err
	}
	if gone := part.Deleted(); gone != nil {
		out = roaring.AndNot(out, gone)
	}
	return out, nil
}

// filter lets through documents that have any of these values.
type filter struct {
	field  string
	values []string
}

func filters(q search.Query) []filter {
	var out []filter
	if len(q.Kinds) > 0 {
		out = append(out, filter{facetPrefix + search.FieldKind, q.Kinds})
	}
	for field, values := range q.Equal {
		if len(values) > 0 {
			out = append(out, filter{facetPrefix + field, values})
		}
	}
	return out
}

func anyOf(part *scorch.SegmentSnapshot, f filter) (*roaring.Bitmap, error) {
	dict, err := part.Segment().Dictionary(f.field)
	if err != nil {
		return nil, err
	}
	if len(f.values) == 1 {
		return postings(dict, f.values[0])
	}
	out := roaring.New()
	for _, v := range f.values {
		docs, err := postings(dict, v)
		if err != nil {
			return nil, err
		}
		out.Or(docs)
	}
	return out, nil
}

// weight is what makes one answer better than another.
type weight struct {
	wanted
	halves uint8
}

// weights leaves out what all answers have: without typos they all were found as asked.
func weights(q search.Query, terms []search.Term) []weight {
	if q.Sort != search.SortRelevance {
		return nil
	}
	var out []weight
	for _, t := range terms {
		asked := wanted{fieldWords, t.Stem, 0, t.Prefix}
		if t.Prefix {
			out = append(out, weight{wanted{fieldWords, t.Stem, 0, false}, weightFull}, weight{wanted{fieldTitle, t.Stem, 0, false}, weightFull},
				weight{wanted{fieldTitle, t.Stem, 0, true}, weightTitle})
		} else {
			out = append(out, weight{wanted{fieldTitle, t.Stem, 0, false}, weightTitle + weightFull})
		}
		if t.Typos > 0 {
			out = append(out, weight{asked, weightFound})
		}
	}
	return out
}

// score adds up what the documents of a segment weigh, those that do not answer among
// them. The slice is to be given back with s.scores.give.
func (s *scan) score(part *scorch.SegmentSnapshot) ([]uint8, error) {
	scores := s.memory.take(int(part.FullSize()))
	docs := s.memory.docs[:]
	for _, w := range s.weights {
		found, err := s.find(part, w.wanted)
		if err != nil {
			return nil, err
		}
		for it := found.ManyIterator(); ; {
			n := it.NextMany(docs)
			if n == 0 {
				break
			}
			for _, doc := range docs[:n] {
				scores[doc] += w.halves
			}
		}
	}
	return scores, nil
}
