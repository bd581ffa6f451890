package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// faults gathers what is wrong with one input.
type faults []*civic.Error

func (f *faults) add(e *civic.Error) { *f = append(*f, e) }

// text tidies a field and checks its length.
func (f *faults) text(field, s string, most int) string {
	s = civic.Tidy(s)
	if n := utf8.RuneCountInString(s); n > most {
		f.add(civic.Invalid("report.text_long", field).With("max", most).With("length", n))
	}
	return s
}

// words is text that must not be empty.
func (f *faults) words(field, s string, most int) string {
	s = f.text(field, s, most)
	if civic.Blank(s) {
		f.add(civic.Invalid("report.text_empty", field))
	}
	return s
}

// line is text on one line.
func (f *faults) line(field, s string, most int) string {
	return strings.Join(strings.Fields(f.text(field, s, most)), " ")
}

func (f *faults) lang(l civic.Lang) {
	if l != "" && !l.Valid() {
		f.add(civic.Invalid("report.lang_unknown", "lang"))
	}
}

// excerpt is the beginning of a text on one line, cut at a word where it can.
func excerpt(s string) string {
	if !spaced(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	if utf8.RuneCountInString(s) <= MaxExcerpt {
		return s
	}
	cut := string([]rune(s)[:MaxExcerpt-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return cut + "…"
}

// spaced tells whether a text's words are parted by single spaces already. Only
// what begins with one of a few bytes can be another space than these of ASCII.
func spaced(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		switch c := s[i]; c {
		case ' ':
			if before == ' ' {
				return false
			}
		case '\t', '\n', '\v', '\f', '\r':
			return false
		case 0xC2, 0xE1, 0xE2, 0xE3:
			if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
				return false
			}
		}
		before = s[i]
	}
	return before != ' ' || s == ""
}
