package meili

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"jemaa/search"
)

// The fields of a document on the server. Facets and counts stand under their prefixes.
const (
	fieldKey         = "key" // the primary key
	fieldTitleWords  = "title_words"
	fieldTextWords   = "text_words"
	fieldShadowWords = "shadow_words"
	fieldCreated     = "created"
	fieldUpdated     = "updated"
	fieldDue         = "due"
	fieldPlace       = "_geo" // the server's own name for a place
	fieldGone        = "gone" // of a tombstone, which only remembers a revision
	fieldPut         = "put"  // when it was put, Unix milliseconds
	fieldBy          = "by"   // by which process
)

func facet(name string) string { return "f." + name }

func count(name string) string { return "c." + name }

// markKey is no document's: it holds the fingerprint of the rules under which a finished
// rebuild filled the index.
const markKey = "mark"

// document is what the server keeps.
type document struct {
	Key  string `json:"key"`
	Rev  int64  `json:"rev"`
	Gone bool   `json:"gone"`
	Put  int64  `json:"put"`
	By   string `json:"by"`

	Fingerprint string `json:"fingerprint,omitempty"` // of the mark

	Kind        string            `json:"kind,omitempty"`
	ID          string            `json:"id,omitempty"`
	Lang        string            `json:"lang,omitempty"`
	Title       string            `json:"title,omitempty"`
	Text        string            `json:"text,omitempty"`
	TitleWords  string            `json:"title_words,omitempty"`
	TextWords   string            `json:"text_words,omitempty"`
	ShadowWords string            `json:"shadow_words,omitempty"`
	Facets      map[string]string `json:"f,omitempty"`
	Counts      map[string]int64  `json:"c,omitempty"`
	Created     int64             `json:"created"`
	Updated     int64             `json:"updated"`
	Due         int64             `json:"due,omitempty"`
	Place       *place            `json:"_geo,omitempty"`
}

type place struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

func (x *Index) documentOf(p search.Prepared, put int64) document {
	d := document{
		Key: p.Key, Rev: p.Rev, Put: put, By: x.self, Kind: p.Kind, ID: p.ID, Lang: p.Lang, Title: p.Title, Text: p.Text,
		TitleWords: p.TitleWords, TextWords: p.TextWords, ShadowWords: p.ShadowWords,
		Facets: map[string]string{search.FieldKind: encode(p.Kind)}, Counts: p.Counts,
		Created: p.CreatedAt, Updated: p.UpdatedAt, Due: p.DueAt,
	}
	if p.Lang != "" {
		d.Facets[search.FieldLang] = encode(p.Lang)
	}
	for name, value := range p.Facets {
		d.Facets[name] = encode(value)
	}
	if p.At != nil {
		d.Place = &place{Lat: p.At.Lat, Lng: p.At.Lon}
	}
	return d
}

func (d document) shown() search.Document {
	out := search.Document{Kind: d.Kind, ID: d.ID, Rev: d.Rev, Lang: d.Lang, Title: d.Title, Text: d.Text}
	if d.Place != nil {
		out.At = &search.Point{Lon: d.Place.Lng, Lat: d.Place.Lat}
	}
	return out
}

// decode reads a document as it was written; the client hands it over field by field.
func decode(hit meilisearch.Hit) (document, error) {
	var d document
	if err := hit.DecodeInto(&d); err != nil {
		return document{}, fmt.Errorf("%w: a document is not ours", search.ErrUnavailable)
	}
	return d, nil
}

// encode writes a facet's value so that the server takes it for nothing but itself: in a
// filter quotes and backslashes mean something, and it compares without regard to case and
// takes digits for numbers. Words of a–z, digits, "_" and "-" stay as they are, all others
// are "x-" and their bytes in base 16.
func encode(value string) string {
	if isPlain(value) {
		return value
	}
	return "x-" + hex.EncodeToString([]byte(value))
}

func isPlain(value string) bool {
	if value == "" || value[0] < 'a' || value[0] > 'z' || strings.HasPrefix(value, "x-") {
		return false
	}
	for i := range len(value) {
		if c := value[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

func decodeValue(text string) string {
	if digits, ok := strings.CutPrefix(text, "x-"); ok {
		if value, err := hex.DecodeString(digits); err == nil {
			return string(value)
		}
	}
	return text
}
