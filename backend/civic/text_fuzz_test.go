package civic

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A tidy text is UTF-8, stays as it is when it is tidied again, and holds nothing
// that turns what comes after it around.
func FuzzTidy(f *testing.F) {
	for _, seed := range []string{" a\r\nb\rc ", "\u202eabc", "\x00\x1b[31m", "\xff\xfe", "حفرة\u2066x\u2069", "\u0085\u2028\ufeff", "\r\r\n", "\u200f \u00a0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		s := Tidy(typed)
		if !utf8.ValidString(s) || Tidy(s) != s || strings.ContainsAny(s, "\x00\r\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
			t.Errorf("%q is tidied to %q, and then %q", typed, s, Tidy(s))
		}
		if strings.TrimSpace(s) == "" && !Blank(s) {
			t.Errorf("%q of %q is not blank", s, typed)
		}
	})
}

// An id is in the one form that is kept, or refused.
func FuzzParseID(f *testing.F) {
	for _, seed := range []string{"01ARZ3NDEKTSV4RRFFQ69G5FAV", "01arz3ndektsv4rrffq69g5fav", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01ARZ3NDEKTSV4RRFFQ69G5FAı", "ſ1ARZ3NDEKTSV4RRFFQ69G5FAV", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		id, err := ParseID(typed)
		if err != nil {
			return
		}
		if again, err := ParseID(string(id)); err != nil || again != id || len(id) != 26 || strings.ToUpper(typed) != string(id) {
			t.Errorf("%q is %q, and then %q: %v", typed, id, again, err)
		}
	})
}
