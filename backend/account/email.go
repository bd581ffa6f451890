package account

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"jemaa/backend/civic"
)

// NormalizeEmail gives the one form in which an address is known: trimmed, the
// whole of it in lower case, an international domain in its ASCII form. The
// local part is folded too, though RFC 5321 lets a server tell Bob from bob:
// none that people use does, and mail goes to the folded form only, so nobody
// receives a code for another spelling of somebody's address. Dots and +tags are
// left alone: what they mean is the server's business.
//
// An address is at most 254 bytes (RFC 5321 4.5.3.1.3), its local part a
// dot-atom (RFC 5322 3.2.3) of at most 64, its domain two labels or more. The
// error is of kind Invalid, code "email.malformed", field "email".
func NormalizeEmail(typed string) (string, error) {
	bad := civic.Invalid("email.malformed", "email")
	s := strings.TrimSpace(typed)
	if len(s) > maxEmailBytes || !utf8.ValidString(s) { // idna would write bytes that are none as U+FFFD
		return "", bad
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || !dotAtom(s[:at]) {
		return "", bad
	}
	domain, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || !strings.Contains(domain, ".") || !hostname(domain) {
		return "", bad.By(err)
	}
	out := strings.ToLower(s[:at]) + "@" + domain
	if len(out) > maxEmailBytes {
		return "", bad
	}
	return out, nil
}

func dotAtom(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if part == "" {
			return false
		}
		for i := range len(part) {
			if c := part[i]; !alnum(c) && strings.IndexByte("!#$%&'*+/=?^_`{|}~-", c) < 0 {
				return false
			}
		}
	}
	return true
}

func hostname(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; !alnum(c) && c != '-' {
				return false
			}
		}
	}
	return true
}

func alnum(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
