package embedded

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"jemaa/search"
)

// The fields of a document in bleve. Facets stand under their prefix.
const (
	fieldSource  = "src"     // what a hit shows; kept, not searched
	fieldTitle   = "title"   // stems of the title
	fieldWords   = "words"   // every word that finds it
	startsSuffix = ".starts" // the first startRunes runes of each word of such a field
	fieldAlive   = "alive"   // "1" on what is not gone
	fieldNumbers = "numbers" // what is sorted and measured by, packed into one value
	facetPrefix  = "f."
)

// Words need no frequencies: what is found is a set. Numbers are read back from the
// values of documents, which are compressed by the thousand: each is read once, in a row.
const (
	searched = index.IndexField | index.SkipFreqNorm
	measured = searched | index.DocValues
)

// documentOf makes the fields of a document, anew for each write: bleve adds to them.
func documentOf(p search.Prepared) *document.Document {
	f := fields{doc: document.NewDocument(p.Key)}
	kept := source{Rev: p.Rev, Kind: p.Kind, ID: p.ID, Lang: p.Lang, Title: p.Title, Text: p.Text, At: p.At}
	f.doc.AddField(document.NewTextFieldWithIndexingOptions(fieldSource, nil, kept.encode(), index.StoreField))
	f.words(fieldTitle, p.TitleWords)
	f.words(fieldWords, p.TitleWords+" "+p.TextWords+" "+p.ShadowWords)
	f.exact(fieldAlive, "1", searched)
	f.exact(facetPrefix+search.FieldKind, p.Kind, searched)
	f.exact(facetPrefix+search.FieldLang, p.Lang, searched)
	for name, value := range p.Facets {
		f.exact(facetPrefix+name, value, searched)
	}
	f.exact(fieldNumbers, pack(p), measured)
	return f.doc
}

// tombstone remembers the revision of what is gone, in no field that a question reads.
func tombstone(key string, rev int64) *document.Document {
	doc := document.NewDocument(key)
	doc.AddField(document.NewTextFieldWithIndexingOptions(fieldSource, nil, source{Rev: rev}.encode(), index.StoreField))
	return doc
}

type fields struct{ doc *document.Document }

// startRunes is the length of the beginnings that are kept as words: so short a one begins
// thousands of words, and joining them all took ten times as long as all else.
const startRunes = 2

func (f fields) words(name, words string) {
	f.doc.AddField(&set{name: name, words: words, options: searched})
	f.doc.AddField(&set{name: name + startsSuffix, words: words, options: searched, runes: startRunes})
}

// exact adds a value that may hold spaces.
func (f fields) exact(name, value string, o index.FieldIndexingOptions) {
	if value != "" {
		f.doc.AddField(document.NewTextFieldWithIndexingOptions(name, nil, []byte(value), o))
	}
}

// source is what is kept of a document to show it and to compare revisions.
type source struct {
	Rev                         int64
	Kind, ID, Lang, Title, Text string
	At                          *search.Point
}

func (s source) document() search.Document {
	return search.Document{Rev: s.Rev, Kind: s.Kind, ID: s.ID, Lang: s.Lang, Title: s.Title, Text: s.Text, At: s.At}
}

// encode writes the revision, then each text behind its length, then the place, if any.
func (s source) encode() []byte {
	out := binary.AppendUvarint(nil, uint64(s.Rev))
	for _, text := range []string{s.Kind, s.ID, s.Lang, s.Title, s.Text} {
		out = append(binary.AppendUvarint(out, uint64(len(text))), text...)
	}
	if s.At != nil {
		out = binary.BigEndian.AppendUint64(out, math.Float64bits(s.At.Lon))
		out = binary.BigEndian.AppendUint64(out, math.Float64bits(s.At.Lat))
	}
	return out
}

var errDamaged = errors.New("damaged")

// decodeRev reads the revision alone.
func decodeRev(b []byte) (int64, error) {
	rev, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, errDamaged
	}
	return int64(rev), nil
}

func decodeSource(b []byte) (source, error) {
	rev, n := binary.Uvarint(b)
	if n <= 0 {
		return source{}, errDamaged
	}
	b = b[n:]
	s := source{Rev: int64(rev)}
	for _, text := range []*string{&s.Kind, &s.ID, &s.Lang, &s.Title, &s.Text} {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return source{}, errDamaged
		}
		*text, b = string(b[n:n+int(size)]), b[n+int(size):]
	}
	switch len(b) {
	case 0:
	case 16:
		s.At = &search.Point{Lon: math.Float64frombits(binary.BigEndian.Uint64(b)), Lat: math.Float64frombits(binary.BigEndian.Uint64(b[8:]))}
	default:
		return source{}, errDamaged
	}
	return s, nil
}
