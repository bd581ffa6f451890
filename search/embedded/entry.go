package embedded

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"jemaa/search"
)

// The fields of a document in bleve. Facets and counts stand under their prefixes.
const (
	fieldSource  = "src"     // what a hit shows, as JSON; kept, not searched
	fieldTitle   = "title"   // stems of the title
	fieldWords   = "words"   // every word that finds it
	startsSuffix = ".starts" // the first startRunes runes of each word of such a field
	fieldAlive   = "alive"   // "1" on what is not gone
	fieldCreated = "created" // number, for ranges
	fieldPlace   = "at"
	sortCreated  = "s.created" // order keys are text: one term instead of 16
	sortUpdated  = "s.updated"
	sortDue      = "s.due"
	sortCount    = "s.count."
	facetPrefix  = "f."
)

// Values are kept unpacked, each document's by itself, which is the fastest to read. Both
// options or neither: zapx 17.2.5 loses values in a merge when a field skips only the
// compression.
const (
	searched = index.IndexField | index.SkipFreqNorm
	exact    = searched | index.DocValues | index.SkipDVCompression | index.SkipDVChunking
)

// source is what is kept of a document to show it and to compare revisions.
type source struct {
	Rev   int64
	Kind  string
	ID    string
	Lang  string        `json:",omitempty"`
	Title string        `json:",omitempty"`
	Text  string        `json:",omitempty"`
	At    *search.Point `json:",omitempty"`
}

func (s source) document() search.Document {
	return search.Document{Rev: s.Rev, Kind: s.Kind, ID: s.ID, Lang: s.Lang, Title: s.Title, Text: s.Text, At: s.At}
}

func entryOf(p search.Prepared) (entry, error) {
	kept, err := json.Marshal(source{Rev: p.Rev, Kind: p.Kind, ID: p.ID, Lang: p.Lang, Title: p.Title, Text: p.Text, At: p.At})
	if err != nil {
		return entry{}, fmt.Errorf("%w: %s: %w", search.ErrBadDocument, p.Key, err)
	}
	f := fields{doc: document.NewDocument(p.Key)}
	f.doc.AddField(document.NewTextFieldWithIndexingOptions(fieldSource, nil, kept, index.StoreField))
	f.words(fieldTitle, p.TitleWords)
	f.words(fieldWords, p.TitleWords+" "+p.TextWords+" "+p.ShadowWords)
	f.exact(fieldAlive, "1")
	f.exact(facetPrefix+search.FieldKind, p.Kind)
	f.exact(facetPrefix+search.FieldLang, p.Lang)
	for name, value := range p.Facets {
		f.exact(facetPrefix+name, value)
	}
	for name, n := range p.Counts {
		f.exact(sortCount+name, orderKey(n))
	}
	f.exact(sortCreated, orderKey(p.CreatedAt))
	f.exact(sortUpdated, orderKey(p.UpdatedAt))
	if p.DueAt > 0 {
		f.exact(sortDue, orderKey(p.DueAt))
	}
	f.doc.AddField(document.NewNumericFieldWithIndexingOptions(fieldCreated, nil, float64(p.CreatedAt), searched))
	if p.At != nil {
		f.doc.AddField(document.NewGeoPointFieldWithIndexingOptions(fieldPlace, nil, p.At.Lon, p.At.Lat, exact))
	}
	return entry{key: p.Key, rev: p.Rev, doc: f.doc}, nil
}

// tombstone remembers the revision of what is gone, in no field that a question reads.
func tombstone(e entry) *document.Document {
	doc := document.NewDocument(e.key)
	kept := fmt.Appendf(nil, `{"Rev":%d}`, e.rev)
	doc.AddField(document.NewTextFieldWithIndexingOptions(fieldSource, nil, kept, index.StoreField))
	return doc
}

type fields struct{ doc *document.Document }

// startRunes is the length of the beginnings that are kept as words: so short a one begins
// thousands of words, and joining them all took ten times as long as all else.
const startRunes = 2

func (f fields) words(name, words string) {
	f.doc.AddField(document.NewTextFieldCustom(name, nil, []byte(words), searched, gaps{}))
	f.doc.AddField(document.NewTextFieldCustom(name+startsSuffix, nil, []byte(starts(words)), searched, gaps{}))
}

// starts are the beginnings of the words, each once.
func starts(words string) string {
	seen := map[string]bool{}
	var out []string
	for w := range strings.FieldsSeq(words) {
		runes := 0
		for i := range w {
			if runes == startRunes {
				w = w[:i]
				break
			}
			runes++
		}
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

func (f fields) exact(name, value string) {
	if value != "" {
		f.doc.AddField(document.NewTextFieldWithIndexingOptions(name, nil, []byte(value), exact))
	}
}

// orderKey is a number as text.
func orderKey(n int64) string { return strconv.FormatInt(n, 36) }

// gaps is the analyzer for words that are prepared already: it splits at spaces.
type gaps struct{}

// Analyze implements analysis.Analyzer.
func (gaps) Analyze(text []byte) analysis.TokenStream {
	words := strings.Fields(string(text))
	tokens := make(analysis.TokenStream, len(words))
	for i, w := range words {
		tokens[i] = &analysis.Token{Term: []byte(w), Position: i + 1}
	}
	return tokens
}
