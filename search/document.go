package search

import (
	"fmt"
	"unicode/utf8"
)

// Bounds of a document. Longer words are cut before they are indexed; longer names are refused.
const (
	MaxTitle = 300    // runes of Title
	MaxText  = 10_000 // runes of Text
	MaxExtra = 4_000  // runes of all of Extra together
	maxID    = 128    // bytes of ID
	maxValue = 200    // bytes of a facet's value
)

// Point is a place on Earth, WGS 84, in degrees.
type Point struct {
	Lon float64 `json:"lon"` // −180 to 180
	Lat float64 `json:"lat"` // −90 to 90
}

// Document is what one public thing answers to.
type Document struct {
	Kind  string // what it is ("report"): a lower-case name, [a-z0-9_], at most 32
	ID    string // its id within its kind: [A-Za-z0-9_-], at most 128
	Rev   int64  // revision in the caller's store, from 0; the greater one wins
	Lang  string // language of its words ("fr"), a lower-case name, or empty
	Title string // at most MaxTitle runes are kept
	Text  string // at most MaxText runes are kept
	// Extra are more words that find it and are never shown: names of its category, of its area.
	Extra []string
	At    *Point // where it is, or nil
	// Facets are values to filter by and to count, by a name declared in the Schema.
	Facets map[string]string
	// Counts are numbers to sort by, by a name declared in the Schema; one left out is 0.
	Counts map[string]int64

	CreatedAt int64 // Unix milliseconds
	UpdatedAt int64 // Unix milliseconds
	DueAt     int64 // Unix milliseconds; 0 when nothing is due
}

// Ref names a document to take out.
type Ref struct {
	Kind string
	ID   string
	// Rev is the revision at which it went: a later revision that is kept already stays.
	// 0 takes out whatever revision is kept.
	Rev int64
}

// Key is the document's one name over all kinds: kind, "-", id. It has only the
// characters [A-Za-z0-9_-].
func (d Document) Key() string { return Ref{Kind: d.Kind, ID: d.ID}.Key() }

// Key is the name that Document.Key gives the same thing.
func (r Ref) Key() string { return r.Kind + "-" + r.ID }

func (r Ref) check() error {
	if !isName(r.Kind) {
		return fmt.Errorf("%w: kind %q", ErrBadDocument, clip(r.Kind))
	}
	if !isID(r.ID) {
		return fmt.Errorf("%w: id %q", ErrBadDocument, clip(r.ID))
	}
	if r.Rev < 0 {
		return fmt.Errorf("%w: %s: revision %d", ErrBadDocument, r.Key(), r.Rev)
	}
	return nil
}

func (p Point) valid() bool {
	// Written so that NaN fails.
	return p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90
}

// isName accepts [a-z][a-z0-9_]{0,31}: kinds, languages, facets, counts.
func isName(s string) bool {
	if s == "" || len(s) > 32 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			return false
		}
	}
	return true
}

func isID(s string) bool {
	if s == "" || len(s) > maxID {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

func isValue(s string) bool { return s != "" && len(s) <= maxValue && utf8.ValidString(s) }

// clip keeps an error's text short whatever was sent.
func clip(s string) string { return cut(s, 40) }

// cut returns at most n runes of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	seen := 0
	for i := range s {
		if seen == n {
			return s[:i]
		}
		seen++
	}
	return s
}
