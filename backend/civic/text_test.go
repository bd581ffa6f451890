package civic_test

import (
	"testing"

	"jemaa/backend/civic"
)

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"  un\r\ntrou\rici \n": "un\ntrou\nici",
		"a\x00b\x7fc\u0085d":   "abcd",
		"\u202Eabc\u202C":      "abc",
		"\u2067زبل\u2069":      "زبل",
		"a\tb":                 "a\tb",
		"\xff":                 "\uFFFD",
		"\u200c\u200d":         "\u200c\u200d", // they shape Arabic letters
	} {
		if got := civic.Tidy(in); got != want {
			t.Errorf("Tidy(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBlank(t *testing.T) {
	for in, want := range map[string]bool{
		"": true, " \n\t": true, "\u200b\u200d": true, "\u2028": true, "\u00a0": true, "a": false, "ز": false, "👍": false, ".": false,
	} {
		if got := civic.Blank(in); got != want {
			t.Errorf("Blank(%q) = %v", in, got)
		}
	}
}
