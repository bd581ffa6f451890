package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text in the one spelling that all spellings of it share: lower case,
// without accents, harakat, tatweel and invisible signs; hamza carriers and the forms of
// alef as bare alef, waw or yeh (a lone hamza goes), taa marbuta as heh, alef maqsura as
// yeh, the Moroccan and Persian letters as their Arabic neighbours; digits as 0–9;
// compatibility forms (full width, ligatures, presentation forms) as what they stand for
// (Unicode NFKD). Tifinagh and other scripts pass through. Invalid UTF-8 is dropped.
// Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	if folded, plain := foldASCII(s); plain {
		return folded
	}
	if folded, common := foldCommon(s); common {
		return folded
	}
	return foldAny(s)
}

// letter is what is known of a rune without asking the tables of Unicode.
type letter struct {
	folded string
	in     bool // it belongs to a word
	mark   bool // it belongs to the word that it follows
}

// common are the runes of the scripts that nearly all texts are in, Latin and Arabic among
// them: each is folded by itself, so folding them once is enough.
var common = func() (out [0x700]letter) {
	for r := range rune(len(out)) {
		out[r] = letter{folded: foldAny(string(r)), in: unicode.IsLetter(r) || unicode.IsNumber(r), mark: unicode.In(r, unicode.M, unicode.Cf)}
	}
	return out
}()

// foldCommon folds a text of common runes; ok is false when another one is in it.
func foldCommon(s string) (folded string, ok bool) {
	var room [2 * maxWord]byte
	out := room[:0]
	for _, r := range s {
		if int(r) >= len(common) {
			return "", false
		}
		out = append(out, common[r].folded...)
	}
	return string(out), true
}

func foldAny(s string) string {
	s = strings.ToValidUTF8(s, "")
	for range 4 { // a lower-case form may decompose again; two rounds are the most seen
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldASCII(s string) (folded string, plain bool) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

func foldOnce(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if r < utf8.RuneSelf {
			b.WriteByte(byte(unicode.ToLower(r)))
			continue
		}
		if to, ok := foldedLetters[r]; ok {
			b.WriteString(to)
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			continue
		}
		if unicode.Is(unicode.Nd, r) {
			b.WriteByte(byte('0' + digit(r)))
			continue
		}
		r = unicode.ToLower(r)
		if to, ok := foldedLetters[r]; ok {
			b.WriteString(to)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// digit is the value of a decimal digit: Unicode lays each set of ten out in a row, and
// every set in a range of the table begins with its zero.
func digit(r rune) rune {
	for _, set := range unicode.Nd.R16 {
		if r >= rune(set.Lo) && r <= rune(set.Hi) {
			return (r - rune(set.Lo)) % 10
		}
	}
	for _, set := range unicode.Nd.R32 {
		if r >= rune(set.Lo) && r <= rune(set.Hi) {
			return (r - rune(set.Lo)) % 10
		}
	}
	return 0
}

// foldedLetters are the letters that NFKD leaves apart and people write for one another.
var foldedLetters = map[rune]string{
	'ـ': "", // tatweel
	'ء': "", // a lone hamza is often left out
	'ٱ': "ا", 'ة': "ه", 'ى': "ي", 'ی': "ي", 'ے': "ي", 'ې': "ي", 'ہ': "ه", 'ھ': "ه", 'ە': "ه",
	'ک': "ك", 'ڪ': "ك", 'گ': "ك", 'ڭ': "ك", 'ݣ': "ك", 'ڤ': "ف", 'ڥ': "ف", 'ڢ': "ف", 'پ': "ب", 'چ': "ج", 'ڨ': "ق", 'ڧ': "ق",
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "n",
	'ς': "σ",
}
