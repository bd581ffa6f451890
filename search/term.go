package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Term is one thing that a question asks for: every term must be found in a document's
// TitleWords, TextWords or ShadowWords.
type Term struct {
	Stem   string
	Prefix bool // a beginning is enough: the last word, while it is being typed
	Typos  int  // how many letters may be added, left out, changed or swapped, the first one apart
}

// minPrefix is how many runes make a beginning: a single letter begins half of all words, so
// it counts as a word when it is alone and not at all behind others.
const minPrefix = 2

// From how many runes of a stem one typo and two typos are forgiven.
const (
	OneTypo  = 4
	TwoTypos = 8
)

// Terms are the words of a question that count, at most MaxTerms, each once: articles and
// other small words are left out unless there is nothing else.
func Terms(text string) []Term {
	words := Words(text)
	asked := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return stopWords[w] })
	if len(asked) == 0 {
		asked = words
	}
	typing := endsInWord(text) && len(asked) > 0 && asked[len(asked)-1] == words[len(words)-1]
	if typing && utf8.RuneCountInString(asked[len(asked)-1]) < minPrefix {
		typing = false
		if len(asked) > 1 {
			asked = asked[:len(asked)-1]
		}
	}
	var terms []Term
	for i, w := range asked {
		stem := Stem(w)
		prefix := typing && i == len(asked)-1
		if at := slices.IndexFunc(terms, func(t Term) bool { return t.Stem == stem }); at >= 0 {
			if !prefix {
				continue
			}
			terms = slices.Delete(terms, at, at+1) // the one being typed is the last one
		}
		if len(terms) == MaxTerms {
			break
		}
		terms = append(terms, Term{Stem: stem, Prefix: prefix, Typos: typos(stem)})
	}
	return terms
}

func typos(stem string) int {
	switch n := utf8.RuneCountInString(stem); {
	case strings.IndexFunc(stem, func(r rune) bool { return !unicode.IsNumber(r) }) < 0:
		return 0 // another number is no typo
	case n >= TwoTypos:
		return 2
	case n >= OneTypo:
		return 1
	}
	return 0
}

// finds says whether a word of a document answers the term.
func (t Term) finds(w string) bool {
	return w == t.Stem || t.Prefix && strings.HasPrefix(w, t.Stem) || t.Typos > 0 && within(t.Stem, w, t.Typos)
}

// within says whether two words begin alike and are at most max edits apart: a letter
// added, left out, changed, or swapped with its neighbour (optimal string alignment).
func within(a, b string, max int) bool {
	if d := len(a) - len(b); d > 4*max || d < -4*max {
		return false
	}
	x, y := []rune(a), []rune(b)
	if len(x) == 0 || len(y) == 0 || x[0] != y[0] || len(x)-len(y) > max || len(y)-len(x) > max {
		return false
	}
	var rows [3][maxWord + 1]int
	if len(x) > maxWord || len(y) > maxWord {
		return false
	}
	for j := range len(y) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		row, above, twoAbove := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		best := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], twoAbove[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > max+1 { // a swap can still take one back
			return false
		}
	}
	return rows[len(x)%3][len(y)] <= max
}

// stopWords are the small words of French, English, Arabic and Darija, folded.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range Words(`l d j s c n t m y a à au aux ce ces cette dans de des du elle en est et il ils je la le les leur
		ma mais me mes mon ne nous on ou où par pas pour qu que qui sa se ses son sont sur un une vous avec plus très trop y
		the an and are at by for from in is it my no not of on or our that there this to was with
		في من على عن إلى الى هو هي هذا هذه ذلك أن إن أو ثم مع ما لا لم قد كان و ف ب ل ك
		ديال دابا هاد لي اللي فيها dyal dial li lli had fi f`) {
		set[w] = true
	}
	return set
}()
