package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Stem is what a folded word has in common with its nearest relatives: a light cut that
// takes off Arabic articles, particles and endings, and French (and English) plurals and
// feminines. It never returns an empty word for one that is not.
//
// Sources: Larkey, Ballesteros, Connell, "Light stemming for Arabic information retrieval"
// (2007), light10; Savoy, "A stemming procedure and stopword list for general French
// corpora" (1999), the minimal stemmer.
func Stem(folded string) string {
	first, _ := utf8.DecodeRuneInString(folded)
	switch {
	case unicode.Is(unicode.Arabic, first):
		return stemArabic(folded)
	case isLatin(folded):
		return stemLatin(folded)
	}
	return folded
}

var (
	arabicPrefixes = []string{"وال", "بال", "كال", "فال", "لل", "ال"}
	arabicSuffixes = []string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"}
)

func stemArabic(w string) string {
	for _, prefix := range arabicPrefixes {
		if rest, ok := strings.CutPrefix(w, prefix); ok && utf8.RuneCountInString(rest) >= 2 {
			w = rest
			break
		}
	}
	if rest, ok := strings.CutPrefix(w, "و"); ok && utf8.RuneCountInString(rest) >= 4 {
		w = rest
	}
	for _, suffix := range arabicSuffixes {
		if rest, ok := strings.CutSuffix(w, suffix); ok && utf8.RuneCountInString(rest) >= 3 {
			w = rest
		}
	}
	return w
}

// isLatin is true of a word of the letters a–z, which is all that Fold leaves of French,
// English and Darija; a word with a digit in it is a name or a number and is left alone.
func isLatin(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return w != ""
}

func stemLatin(w string) string {
	if len(w) < 4 {
		return w
	}
	w = dropPlural(w)
	if len(w) >= 6 && strings.HasSuffix(w, "er") {
		w = w[:len(w)-1]
	}
	for range 2 {
		if len(w) >= 5 && w[len(w)-1] == 'e' {
			w = w[:len(w)-1]
		}
	}
	if n := len(w); n >= 4 && w[n-1] == w[n-2] {
		w = w[:n-1]
	}
	return w
}

func dropPlural(w string) string {
	n := len(w)
	switch {
	case strings.HasSuffix(w, "eaux"):
		return w[:n-1]
	case n >= 5 && strings.HasSuffix(w, "aux"):
		return w[:n-3] + "al"
	case w[n-1] == 'x' || w[n-1] == 's' && w[n-2] != 's':
		return w[:n-1]
	}
	return w
}
