package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fragmentRunes is about how long a fragment of a text is, leadRunes how much of it stands
// before the first match, and scanRunes how far into a text a match is looked for.
const (
	fragmentRunes = 160
	leadRunes     = 50
	scanRunes     = 4000
)

// Show is what a hit shows of a document, of which an engine has kept Kind, ID, Rev, Lang,
// Title, Text and At: its words as they were found, and its distance.
func (r *Rules) Show(d Document, q Query, terms []Term) Hit {
	h := Hit{Kind: d.Kind, ID: d.ID, Rev: d.Rev, Lang: d.Lang, At: d.At}
	h.Title, h.Text = r.HighlightTitle(d.Title, terms), r.HighlightText(d.Text, terms)
	if q.Near != nil && d.At != nil {
		metres := Metres(*q.Near, *d.At)
		h.Metres = &metres
	}
	return h
}

// HighlightTitle is a whole title with the words marked that the terms find.
func (r *Rules) HighlightTitle(title string, terms []Term) Fragment {
	return spans(title, r.marks(title, terms, len(title)), 0, len(title))
}

// HighlightText is about 160 characters of a text around the first word that the terms
// find, or its beginning, cut between words. It looks at the first 4,000 characters.
func (r *Rules) HighlightText(text string, terms []Term) Fragment {
	return fragment(text, r.marks(cut(text, scanRunes), terms, fragmentRunes))
}

func fragment(text string, marks []mark) Fragment {
	from := 0
	if len(marks) > 0 {
		from = back(text, marks[0].start, leadRunes)
	}
	to := forth(text, from, fragmentRunes)
	if len(marks) > 0 && to < marks[0].end {
		to = marks[0].end
	}
	return spans(text, marks, from, to)
}

type mark struct{ start, end int }

// marks are the words of a text that answer any of the terms, by themselves, by their stem
// or as synonyms: just the words by which Prepare makes a document found. Those further than
// so many runes behind the first one may be left out.
func (r *Rules) marks(text string, terms []Term, runes int) []mark {
	if len(terms) == 0 {
		return nil
	}
	found := findings{terms: terms, groups: map[int]bool{}}
	size := min(len(text)/5+1, 64)
	words, stems, hit := make([]word, 0, size), make([]string, 0, size), make([]bool, 0, size)
	end, more := len(text), r.synonyms.longest // words behind the end may be of a phrase that begins before it
	eachWord(text, func(w word) bool {
		stem := Stem(w.folded)
		words, stems, hit = append(words, w), append(stems, stem), append(hit, found.word(stem) || found.word(w.folded))
		if hit[len(hit)-1] && end == len(text) {
			end = w.start + len(cut(text[w.start:], runes))
		}
		if w.start >= end {
			more--
		}
		return more > 0
	})
	for i := range words {
		r.synonyms.at(stems, i, func(length, group int) {
			if found.group(r.synonyms, group) {
				for j := range length {
					hit[i+j] = true
				}
			}
		})
	}
	var out []mark
	for i, w := range words {
		if n := len(out); hit[i] && (n == 0 || out[n-1].start != w.start) {
			out = append(out, mark{w.start, w.end})
		}
	}
	return out
}

// findings remembers which groups of synonyms answer the terms, as each is asked often.
type findings struct {
	terms  []Term
	groups map[int]bool
}

func (f findings) word(w string) bool {
	for _, t := range f.terms {
		if t.finds(w) {
			return true
		}
	}
	return false
}

func (f findings) group(s synonyms, group int) bool {
	found, asked := f.groups[group]
	if asked {
		return found
	}
	for _, w := range s.groups[group] {
		if found = f.word(w); found {
			break
		}
	}
	f.groups[group] = found
	return found
}

func spans(text string, marks []mark, from, to int) Fragment {
	var out Fragment
	add := func(s string, match bool) {
		if s != "" {
			out = append(out, Span{Text: s, Match: match})
		}
	}
	if from > 0 {
		add("…", false)
	}
	at := from
	for _, m := range marks {
		if m.start < from || m.end > to {
			continue
		}
		add(text[at:m.start], false)
		add(text[m.start:m.end], true)
		at = m.end
	}
	add(text[at:to], false)
	if to < len(text) {
		add("…", false)
	}
	return out
}

// back returns the beginning of the first whole word within n runes before at.
func back(text string, at, n int) int {
	from := at
	for range n {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if from == 0 {
		return 0
	}
	if gap := strings.IndexFunc(text[from:at], unicode.IsSpace); gap >= 0 {
		_, size := utf8.DecodeRuneInString(text[from+gap:])
		return from + gap + size
	}
	return at
}

// forth returns the end of the last whole word within n runes after from.
func forth(text string, from, n int) int {
	to := from + len(cut(text[from:], n))
	if to == len(text) {
		return to
	}
	if gap := strings.LastIndexFunc(text[from:to], unicode.IsSpace); gap > 0 {
		return from + gap
	}
	return to
}
