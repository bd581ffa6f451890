package city

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// alike are letters that a reader takes for another one, after decomposition.
var alike = strings.NewReplacer(
	"œ", "oe", "æ", "ae", "ß", "ss",
	"ة", "ه", "ى", "ي", "ء", "", "ٱ", "ا", "ی", "ي", "ک", "ك",
	"ڭ", "ك", "گ", "ك", "ݣ", "ك", "ڤ", "ف", "پ", "ب", "چ", "ش",
)

// fold brings a text to the form in which words are compared: small letters
// without accents; Arabic without vowel signs, hamza, tatweel, with one form of
// alef, yeh, heh and kaf; ASCII digits (so Darija's 7ofra and 3afak stay words);
// everything else that is no letter or digit becomes one space.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range alike.Replace(strings.ToLower(norm.NFKD.String(s))) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Cf, unicode.Lm): // Lm: tatweel, ⵯ, ʼ
			continue
		case r == 'ı':
			r = 'i'
		case unicode.IsDigit(r):
			r = asciiDigit(r)
		case !unicode.IsLetter(r):
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

func asciiDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return '0' + r - '٠'
	case r >= '۰' && r <= '۹':
		return '0' + r - '۰'
	}
	return r
}
