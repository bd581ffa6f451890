package civic

import (
	"strings"
	"unicode"
)

// Tidy makes a typed text what is kept: line ends as "\n", no control characters
// and none that turn the direction of what follows, no space around.
func Tidy(s string) string {
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

// Blank tells whether nothing of a text can be seen.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return unicode.IsGraphic(c) && !unicode.IsSpace(c) })
}
