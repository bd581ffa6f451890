package meilitest

import (
	"slices"
	"strings"
	"unicode"
)

// queryWord is one word of a question.
type queryWord struct {
	text   string
	prefix bool
	typos  int
}

// question splits a question into words; the last one is a beginning when nothing follows it.
func (x *index) question(q string) []queryWord {
	split := tokens(q)
	var out []queryWord
	for i, w := range split {
		if slices.Contains(x.settings.StopWords, w) && i < len(split)-1 {
			continue
		}
		if len(out) == maxQueryWords {
			break
		}
		last := i == len(split)-1 && strings.HasSuffix(strings.ToLower(q), w)
		out = append(out, queryWord{text: w, prefix: last && x.settings.PrefixSearch != "disabled", typos: x.typos(w)})
	}
	return out
}

func (x *index) typos(w string) int {
	t := x.settings.TypoTolerance
	number := strings.IndexFunc(w, func(r rune) bool { return !unicode.IsNumber(r) }) < 0
	switch n := len([]rune(w)); {
	case !t.Enabled || slices.Contains(t.DisableOnWords, w) || number && t.DisableOnNumbers:
		return 0
	case n >= t.MinWordSizeForTypos.TwoTypos:
		return 2
	case n >= t.MinWordSizeForTypos.OneTypo:
		return 1
	}
	return 0
}

// answers says whether every word of the question is in a searchable attribute, and with
// how many typos, how far down the list of attributes, how many of them exactly.
func (x *index) answers(d map[string]any, q string) (found, bool) {
	f := found{doc: d}
	for _, w := range x.question(q) {
		best, place, exact := -1, 0, false
		for at, attribute := range x.settings.SearchableAttributes {
			typos, same := x.inAttribute(d, attribute, w)
			if typos >= 0 && (best < 0 || typos < best) {
				best, place, exact = typos, at, same
			}
		}
		if best < 0 {
			return found{}, false
		}
		f.typos, f.place = f.typos+best, f.place+place
		if exact {
			f.exact++
		}
	}
	return f, true
}

// inAttribute returns the least number of typos with which an attribute holds the word or
// a synonym of it, or −1.
func (x *index) inAttribute(d map[string]any, attribute string, w queryWord) (typos int, exact bool) {
	typos = -1
	names := []string{attribute}
	if attribute == "*" {
		names = names[:0]
		for name := range d {
			names = append(names, name)
		}
	}
	for _, name := range names {
		for _, v := range values(d, name) {
			for _, have := range tokens(texts(v)) {
				n := w.typosTo(have, x.settings.Synonyms[w.text])
				if n >= 0 && (typos < 0 || n < typos) {
					typos = n
				}
				exact = exact || have == w.text
			}
		}
	}
	return typos, exact
}

// typosTo returns with how many typos a word of a document answers, or −1. A beginning may
// have typos too, and a typo in the first letter counts double.
func (w queryWord) typosTo(have string, synonyms []string) int {
	if have == w.text || w.prefix && strings.HasPrefix(have, w.text) || slices.Contains(synonyms, have) {
		return 0
	}
	if w.typos == 0 {
		return -1
	}
	a, b := []rune(w.text), []rune(have)
	n := edits(a, b)
	if w.prefix {
		for end := max(1, len(a)-w.typos); end <= min(len(b), len(a)+w.typos); end++ {
			n = min(n, edits(a, b[:end]))
		}
	}
	if len(b) > 0 && a[0] != b[0] {
		n++
	}
	if n > w.typos {
		return -1
	}
	return n
}

// edits is the number of letters to add, leave out, change or swap with a neighbour.
func edits(a, b []rune) int {
	table := make([][]int, len(a)+1)
	for i := range table {
		table[i] = make([]int, len(b)+1)
		table[i][0] = i
	}
	for j := range table[0] {
		table[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := table[i-1][j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			table[i][j] = min(change, table[i-1][j]+1, table[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				table[i][j] = min(table[i][j], table[i-2][j-2]+1)
			}
		}
	}
	return table[len(a)][len(b)]
}

func tokens(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r)
	})
}
