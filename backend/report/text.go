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

// tidy makes a typed text what is kept: line ends as "\n", no control
// characters and none that turn the direction of what follows, no space around.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\r':
			return '\n'
		case c == '\n', c == '\t':
			return c
		case unicode.IsControl(c), c >= 0x202A && c <= 0x202E, c >= 0x2066 && c <= 0x2069:
			return -1
		}
		return c
	}, s)
	return strings.TrimSpace(s)
}

// blank tells whether nothing of a text can be seen.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return unicode.IsGraphic(c) && !unicode.IsSpace(c) })
}

// text tidies a field and checks its length.
func (f *faults) text(field, s string, most int) string {
	s = tidy(s)
	if n := utf8.RuneCountInString(s); n > most {
		f.add(civic.Invalid("report.text_long", field).With("max", most).With("length", n))
	}
	return s
}

// words is text that must not be empty.
func (f *faults) words(field, s string, most int) string {
	s = f.text(field, s, most)
	if blank(s) {
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
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= MaxExcerpt {
		return s
	}
	cut := string([]rune(s)[:MaxExcerpt-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return cut + "…"
}
