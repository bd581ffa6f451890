package account

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"jemaa/backend/civic"
)

// A name is public, so it must not carry a link, and must not be able to turn
// round the text that is written beside it.
var link = regexp.MustCompile(`(?i)://|www\.|@|[\p{L}\p{N}-]{2,}\.\p{L}{2,}`)

// joiners shape letters in Arabic and Indic scripts: they are no decoration.
const joiners = "\u200c\u200d"

// CleanName brings a name into the form in which it is kept: NFC, no control
// and no formatting characters (bidi overrides among them) but the joiners,
// single spaces, at most 60 characters. "" is a name not given. The errors are
// of kind Invalid, field "name": "name.too_long" (param max), "name.link".
func CleanName(typed string) (string, error) {
	if len(typed) > 1000 || !utf8.ValidString(typed) {
		return "", civic.Invalid("name.too_long", "name").With("max", maxNameRunes)
	}
	kept := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(joiners, r):
			return r
		case !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, norm.NFC.String(typed))
	name := strings.Join(strings.Fields(kept), " ")
	if strings.Trim(name, joiners+" ") == "" {
		return "", nil
	}
	if utf8.RuneCountInString(name) > maxNameRunes {
		return "", civic.Invalid("name.too_long", "name").With("max", maxNameRunes)
	}
	if link.MatchString(name) {
		return "", civic.Invalid("name.link", "name")
	}
	return name, nil
}
