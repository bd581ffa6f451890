package report

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// What looks tidy already is left as it is, and nothing else.
func TestExcerptOnOneLine(t *testing.T) {
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if !utf8.ValidRune(c) {
			continue
		}
		for _, s := range []string{"a" + string(c) + "b", string(c), "a " + string(c), string(c) + " b"} {
			if got, want := spaced(s), strings.Join(strings.Fields(s), " ") == s; got != want {
				t.Fatalf("%q: %t", s, got)
			}
		}
	}
	for in, want := range map[string]string{
		"": "", "  a\n\nb\u00a0 c\u2003d ": "a b c d", "حفرة كبيرة": "حفرة كبيرة",
		strings.Repeat("é", MaxExcerpt):         strings.Repeat("é", MaxExcerpt),
		strings.Repeat("é", MaxExcerpt+1):       strings.Repeat("é", MaxExcerpt-1) + "…",
		strings.Repeat("mot ", MaxExcerpt):      strings.TrimSuffix(strings.Repeat("mot ", (MaxExcerpt-1)/4), " ") + "…",
		strings.Repeat("mot\u3000", MaxExcerpt): strings.TrimSuffix(strings.Repeat("mot ", (MaxExcerpt-1)/4), " ") + "…",
	} {
		if got := excerpt(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
