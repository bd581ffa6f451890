package city

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// Bounds of one guess.
const (
	maxGuessText   = 4000 // bytes read of the text
	maxGuessTokens = 200
	maxGuesses     = 10
)

// How well a word of the text meets a word of a keyword.
const (
	sameWord  = 1.0
	nearWord  = 0.7 // one is the start of the other, or one letter is off
	leastWord = 4   // letters before nearness counts
)

// guesser knows the profile's keywords as stems.
type guesser struct {
	codes   []string
	phrases [][]phrase         // by category, in the profile's order
	weight  map[string]float64 // by stem: rare in few categories, heavy
	byFirst map[rune][]string  // stems by first letter, sorted
}

// phrase is a keyword: one stem, or several that say more together.
type phrase struct {
	stems []string
	total float64 // of the stems' weights
}

func newGuesser(cats []Category) *guesser {
	g := &guesser{weight: map[string]float64{}, byFirst: map[rune][]string{}}
	spread := map[string]int{} // in how many categories a stem stands
	for _, c := range cats {
		var ps []phrase
		seen := map[string]bool{}
		for _, w := range c.words() {
			p := phrase{stems: tokens(w)}
			if key := strings.Join(p.stems, " "); !seen[key] {
				seen[key] = true
				ps = append(ps, p)
			}
		}
		once := map[string]bool{}
		for _, p := range ps {
			for _, s := range p.stems {
				if !once[s] {
					once[s] = true
					spread[s]++
				}
			}
		}
		g.codes, g.phrases = append(g.codes, c.Code), append(g.phrases, ps)
	}
	g.weigh(spread)
	return g
}

// words are the category's names, in every language, and its keywords.
func (c Category) words() []string {
	var out []string
	for _, l := range civic.Langs {
		if w := c.Names[l]; len(tokens(w)) > 0 {
			out = append(out, w)
		}
	}
	return append(out, c.Keywords...)
}

// weigh gives every stem its inverse document frequency, with categories for
// documents (Spärck Jones 1972), and files it under its first letter.
func (g *guesser) weigh(spread map[string]int) {
	for s, n := range spread {
		g.weight[s] = math.Log(1 + float64(len(g.codes))/float64(n))
		first, _ := utf8.DecodeRuneInString(s)
		g.byFirst[first] = append(g.byFirst[first], s)
	}
	for _, list := range g.byFirst {
		slices.Sort(list)
	}
	for _, ps := range g.phrases {
		for i := range ps {
			for _, s := range ps[i].stems {
				ps[i].total += g.weight[s]
			}
		}
	}
}

// Guess tells what a text may be about: at most n categories (and at most ten),
// the likeliest first. It knows the profile's keywords, their common forms and
// small misspellings, in whatever language and script the profile has them; the
// same text always gives the same answer, and a text without any of these words
// gives none. It is a suggestion, never a decision.
func (c *City) Guess(text string, n int) []Guess { return c.guesser.guess(text, n) }

func (g *guesser) guess(text string, n int) []Guess {
	met := g.meet(tokens(cutBytes(text, maxGuessText)))
	if len(met) == 0 {
		return nil
	}
	var out []Guess
	for i, ps := range g.phrases {
		if raw := g.score(ps, met); raw >= 1 {
			out = append(out, Guess{Category: g.codes[i], Score: math.Round(1000*raw/(raw+4)) / 1000})
		}
	}
	slices.SortStableFunc(out, func(a, b Guess) int { return cmp.Compare(b.Score, a.Score) })
	return out[:max(0, min(n, len(out), maxGuesses))]
}

// meet finds the keywords' stems that the text has, and how well each is met.
func (g *guesser) meet(text []string) map[string]float64 {
	met := map[string]float64{}
	text = slices.Clone(text[:min(len(text), maxGuessTokens)])
	slices.Sort(text)
	for _, w := range slices.Compact(text) { // a word said twice is looked up once
		if _, ok := g.weight[w]; ok {
			met[w] = sameWord
			continue
		}
		first, _ := utf8.DecodeRuneInString(w)
		for _, s := range g.byFirst[first] {
			if near(w, s) {
				met[s] = max(met[s], nearWord)
			}
		}
	}
	return met
}

// score adds up what the text's words say for one category. A keyword that is
// only half there says little, one of several words that is wholly there says
// more than its words alone, and a word that many keywords share counts once.
func (g *guesser) score(ps []phrase, met map[string]float64) float64 {
	best := map[string]float64{}
	for _, p := range ps {
		found, all := 0.0, true
		for _, s := range p.stems {
			q := met[s]
			found += q * g.weight[s]
			all = all && q > 0
		}
		if found == 0 {
			continue
		}
		share := found / p.total
		gain := share * share
		if all {
			gain = share * (1 + 0.4*float64(len(p.stems)-1))
		}
		for _, s := range p.stems {
			best[s] = max(best[s], gain*met[s]*g.weight[s])
		}
	}
	return sum(best)
}

// sum adds in a fixed order, because floating point does not commute with maps.
func sum(m map[string]float64) float64 {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	total := 0.0
	for _, k := range keys {
		total += m[k]
	}
	return total
}

// near tells whether two stems with the same first letter are forms or
// misspellings of one word: the start of the other with at most half as much
// again, or one letter added, lost, changed or swapped.
func near(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < leastWord {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if i == len(x) {
		return 2*len(y) <= 3*len(x)
	}
	if len(x) <= leastWord {
		return false
	}
	switch len(y) - len(x) {
	case 0:
		swapped := i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i]
		return slices.Equal(x[i+1:], y[i+1:]) || swapped && slices.Equal(x[i+2:], y[i+2:])
	case 1:
		return slices.Equal(x[i:], y[i+1:])
	}
	return false
}

// cutBytes is the start of s, at most limit bytes, ending between two letters.
func cutBytes(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
