package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// Bounds of a Schema.
const (
	maxFields      = 32
	maxGroups      = 2000
	maxGroupWords  = 64
	maxSynonymSize = 80 // runes of one synonym
)

// version goes up whenever the words made from a document change, so that an index made
// by an older program is known to be due for a rebuild.
const version = 1

// Schema says what the documents of an index carry.
type Schema struct {
	// Facets and Counts are the names that documents may carry, [a-z][a-z0-9_]{0,31}.
	// CountSupports is always among the counts.
	Facets []string
	Counts []string
	// Synonyms are groups of words or short phrases, in any languages, of which each finds
	// the others.
	Synonyms [][]string
}

// Rules are a checked Schema, ready to be applied. They never change.
type Rules struct {
	facets      []string
	counts      []string
	synonyms    synonyms
	fingerprint string
}

// Compile checks a Schema; its errors are the programmer's or the city profile's.
func Compile(s Schema) (*Rules, error) {
	r := &Rules{facets: sorted(s.Facets), counts: sorted(append(slices.Clone(s.Counts), CountSupports))}
	if len(r.facets) > maxFields || len(r.counts) > maxFields {
		return nil, fmt.Errorf("search schema: more than %d fields", maxFields)
	}
	for _, name := range append(slices.Clone(r.facets), r.counts...) {
		if !isName(name) {
			return nil, fmt.Errorf("search schema: field %q", clip(name))
		}
	}
	if slices.Contains(r.facets, FieldKind) || slices.Contains(r.facets, FieldLang) {
		return nil, fmt.Errorf("search schema: %s and %s are there already", FieldKind, FieldLang)
	}
	var err error
	if r.synonyms, err = compileSynonyms(s.Synonyms); err != nil {
		return nil, err
	}
	text, err := json.Marshal([]any{version, r.facets, r.counts, r.synonyms.groups})
	if err != nil {
		return nil, fmt.Errorf("search schema: fingerprint: %w", err)
	}
	sum := sha256.Sum256(text)
	r.fingerprint = hex.EncodeToString(sum[:8])
	return r, nil
}

// Facets are the declared facets, in order.
func (r *Rules) Facets() []string { return slices.Clone(r.facets) }

// Counts are the declared counts with CountSupports, in order.
func (r *Rules) Counts() []string { return slices.Clone(r.counts) }

// Fingerprint is a short name for these rules: another one means that the words of the
// documents were made otherwise.
func (r *Rules) Fingerprint() string { return r.fingerprint }

func (r *Rules) filterable(field string) bool {
	return field == FieldKind || field == FieldLang || slices.Contains(r.facets, field)
}

func sorted(names []string) []string {
	out := slices.Clone(names)
	slices.Sort(out)
	return slices.Compact(out)
}
