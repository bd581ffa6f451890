package search

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxShadow is how many further words one document can be found by.
const maxShadow = 8000

// Prepared is a document as engines keep it.
type Prepared struct {
	Document // checked; its words are cut to their bounds, its declared counts all there
	Key      string
	// TitleWords and TextWords are stems in the text's order, ShadowWords a set of what
	// else finds the document: full words, extra words, synonyms. All are parted by single
	// spaces, so an engine need only split at these.
	TitleWords, TextWords, ShadowWords string
}

// Prepare checks a document against the rules and makes the words it answers to.
// Error: ErrBadDocument.
func (r *Rules) Prepare(d Document) (Prepared, error) {
	if err := r.checkDocument(d); err != nil {
		return Prepared{}, err
	}
	d.Title = cut(strings.ToValidUTF8(d.Title, ""), MaxTitle)
	d.Text = cut(strings.ToValidUTF8(d.Text, ""), MaxText)
	counts := make(map[string]int64, len(r.counts))
	for _, name := range r.counts {
		counts[name] = d.Counts[name]
	}
	d.Counts = counts
	shadow := shadow{seen: map[string]bool{}}
	p := Prepared{Document: d, Key: d.Key()}
	p.TitleWords = strings.Join(r.stems(d.Title, &shadow), " ")
	p.TextWords = strings.Join(r.stems(d.Text, &shadow), " ")
	for i, left := 0, MaxExtra; i < len(d.Extra) && left > 0; i++ {
		extra := cut(strings.ToValidUTF8(d.Extra[i], ""), left)
		left -= utf8.RuneCountInString(extra)
		shadow.add(r.stems(extra, &shadow)...)
	}
	p.ShadowWords = strings.Join(shadow.words, " ")
	return p, nil
}

// PrepareAll prepares a batch, at most MaxBatch of them. Of several with one key the
// greatest revision stays, of equal ones the last, in the place of the first.
func (r *Rules) PrepareAll(docs []Document) ([]Prepared, error) {
	if len(docs) > MaxBatch {
		return nil, fmt.Errorf("%w: more than %d in a batch", ErrBadDocument, MaxBatch)
	}
	out := make([]Prepared, 0, len(docs))
	place := make(map[string]int, len(docs))
	for _, d := range docs {
		p, err := r.Prepare(d)
		if err != nil {
			return nil, err
		}
		if i, twice := place[p.Key]; !twice {
			place[p.Key] = len(out)
			out = append(out, p)
		} else if p.Rev >= out[i].Rev {
			out[i] = p
		}
	}
	return out, nil
}

// CheckRefs refuses names that no document could have, and more than MaxBatch of them.
func CheckRefs(refs []Ref) error {
	if len(refs) > MaxBatch {
		return fmt.Errorf("%w: more than %d in a batch", ErrBadDocument, MaxBatch)
	}
	for _, ref := range refs {
		if err := ref.check(); err != nil {
			return err
		}
	}
	return nil
}

// stems returns the stems of a text and adds what else it is found by to the shadow.
func (r *Rules) stems(text string, shadow *shadow) []string {
	words := Words(text)
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = Stem(w)
		if stems[i] != w {
			shadow.add(w)
		}
	}
	for i := range stems {
		r.synonyms.at(stems, i, func(_, group int) { shadow.add(r.synonyms.groups[group]...) })
	}
	return stems
}

type shadow struct {
	seen  map[string]bool
	words []string
}

func (s *shadow) add(words ...string) {
	for _, w := range words {
		if !s.seen[w] && len(s.words) < maxShadow {
			s.seen[w] = true
			s.words = append(s.words, w)
		}
	}
}

func (r *Rules) checkDocument(d Document) error {
	if err := (Ref{Kind: d.Kind, ID: d.ID, Rev: d.Rev}).check(); err != nil {
		return err
	}
	fail := func(what string) error { return fmt.Errorf("%w: %s: %s", ErrBadDocument, d.Key(), what) }
	if d.Lang != "" && !isName(d.Lang) {
		return fail("language")
	}
	if d.At != nil && !d.At.valid() {
		return fail("not a place")
	}
	for name, value := range d.Facets {
		if !slices.Contains(r.facets, name) || !isValue(value) {
			return fail("facet " + clip(name))
		}
	}
	const exact = 1 << 53 // engines keep numbers as IEEE doubles
	for name, n := range d.Counts {
		if !slices.Contains(r.counts, name) || n > exact || n < -exact {
			return fail("count " + clip(name))
		}
	}
	for _, n := range []int64{d.Rev, d.CreatedAt, d.UpdatedAt, d.DueAt} {
		if n < 0 || n > exact || n == math.MinInt64 {
			return fail("a revision or time out of range")
		}
	}
	return nil
}
