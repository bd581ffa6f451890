package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is how many runes of one word count.
const maxWord = 64

// word is one word of a text: where it stands there (bytes) and how it is folded.
type word struct {
	start, end int
	folded     string
}

// Words are the folded words of a text in its order: runs of letters, digits and the marks
// on them. An apostrophe and a hyphen part words.
func Words(text string) []string {
	var out []string
	eachWord(text, func(w word) bool {
		out = append(out, w.folded)
		return true
	})
	return out
}

// eachWord calls take for each word of a text until it returns false.
func eachWord(text string, take func(word) bool) {
	for at := 0; at < len(text); {
		start, end := nextWord(text[at:])
		if start == end {
			return
		}
		start, end = start+at, end+at
		at = end
		folded := Fold(text[start:end])
		if !strings.ContainsFunc(folded, isGap) {
			if folded != "" && !take(word{start: start, end: end, folded: cut(folded, maxWord)}) {
				return
			}
			continue
		}
		// Folding may part a ligature into several words: all of them stand where it stood.
		for _, folded := range strings.FieldsFunc(folded, isGap) {
			if !take(word{start: start, end: end, folded: cut(folded, maxWord)}) {
				return
			}
		}
	}
}

// nextWord returns the bounds of the first word of a text, or equal ones when there is none.
func nextWord(text string) (start, end int) {
	start = -1
	for i, r := range text {
		switch {
		case start < 0 && isLetter(r):
			start = i
		case start >= 0 && !isLetter(r) && !isMark(r):
			return start, i
		}
	}
	if start < 0 {
		return 0, 0
	}
	return start, len(text)
}

func isLetter(r rune) bool {
	if uint32(r) < uint32(len(common)) {
		return common[r].in
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// isMark is true of what belongs to the word that it follows: accents, harakat, joiners.
func isMark(r rune) bool {
	if uint32(r) < uint32(len(common)) {
		return common[r].mark
	}
	return unicode.In(r, unicode.M, unicode.Cf)
}

func isGap(r rune) bool { return !isLetter(r) && !unicode.In(r, unicode.M) }

// endsInWord says whether somebody may still be typing the last word.
func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return isLetter(r) || unicode.In(r, unicode.M)
}
