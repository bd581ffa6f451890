package embedded

import (
	"strings"

	index "github.com/blevesearch/bleve_index_api"
)

// set is a field that holds words parted by spaces, each once and with nothing said of it:
// an index.Field that costs a map where bleve's own costs three objects a word.
type set struct {
	name    string
	words   string
	options index.FieldIndexingOptions
	runes   int // only so many of the beginning of each; 0: all

	found index.TokenFrequencies
}

// once is what bleve is told of every word.
var once = func() *index.TokenFreq {
	var f index.TokenFreq
	f.SetFrequency(1)
	return &f
}()

// Analyze implements index.Field.
func (s *set) Analyze() {
	s.found = make(index.TokenFrequencies, min(len(s.words)/6+1, 512))
	for w := range strings.FieldsSeq(s.words) {
		s.found[beginningOf(w, s.runes)] = once
	}
}

// beginningOf returns the first runes of a word, all for 0.
func beginningOf(word string, runes int) string {
	if runes == 0 {
		return word
	}
	for i := range word {
		if runes == 0 {
			return word[:i]
		}
		runes--
	}
	return word
}

// AnalyzedTokenFrequencies implements index.Field.
func (s *set) AnalyzedTokenFrequencies() index.TokenFrequencies { return s.found }

// AnalyzedLength implements index.Field.
func (s *set) AnalyzedLength() int { return len(s.found) }

// Name implements index.Field.
func (s *set) Name() string { return s.name }

// Options implements index.Field.
func (s *set) Options() index.FieldIndexingOptions { return s.options }

// Value implements index.Field; the words are not kept.
func (s *set) Value() []byte { return nil }

// ArrayPositions implements index.Field.
func (s *set) ArrayPositions() []uint64 { return nil }

// EncodedFieldType implements index.Field: text.
func (s *set) EncodedFieldType() byte { return 't' }

// NumPlainTextBytes implements index.Field.
func (s *set) NumPlainTextBytes() uint64 { return uint64(len(s.words)) }

// Size implements document.Field: about what it takes in memory.
func (s *set) Size() int { return 200 + len(s.words) }
