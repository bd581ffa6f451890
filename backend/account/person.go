package account

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"jemaa/backend/civic"
)

// PersonFields are what a city may choose from to tell people apart.
var PersonFields = []string{"name", "birth_date", "address"}

// Identity is what a resident or an official types to confirm who somebody is.
// Only a keyed hash of it is kept, and a sealed copy until a letter is printed.
type Identity struct {
	Name      string
	BirthDate string // 2006-01-02
	Address   string // as on an envelope, several lines
}

const (
	maxIdentityName = 120 // characters
	maxAddress      = 300
	oldest          = 130 // years
)

// tidy cleans an identity and refuses what can't be one. wants names the fields
// that must be there; others that are given must be right too.
func (p *Identity) tidy(now civic.Time, wants ...string) error {
	p.Name, p.BirthDate, p.Address = strings.Join(strings.Fields(civic.Tidy(p.Name)), " "), strings.TrimSpace(p.BirthDate), civic.Tidy(p.Address)
	var faults []*civic.Error
	for _, field := range PersonFields {
		value := map[string]string{"name": p.Name, "birth_date": p.BirthDate, "address": p.Address}[field]
		if value == "" && !slices.Contains(wants, field) {
			continue
		}
		if code := p.wrong(field, now); code != "" {
			faults = append(faults, civic.Invalid(code, field))
		}
	}
	return civic.Join(faults)
}

// wrong is the code of what is wrong with a field, "" for nothing.
func (p *Identity) wrong(field string, now civic.Time) string {
	switch field {
	case "name":
		if looksLikeCard(p.Name) {
			return "verify.identity_card"
		}
		words := fold(p.Name)
		if len(words) < 2 || utf8.RuneCountInString(p.Name) > maxIdentityName || strings.ContainsFunc(p.Name, unicode.IsDigit) {
			return "verify.name"
		}
	case "birth_date":
		born, err := time.Parse(time.DateOnly, p.BirthDate)
		if err != nil || born.After(now.Time) || now.Year()-born.Year() > oldest {
			return "verify.birth_date"
		}
	case "address":
		if looksLikeCard(p.Address) {
			return "verify.identity_card"
		}
		if len(fold(p.Address)) < 2 || utf8.RuneCountInString(p.Address) > maxAddress {
			return "verify.address"
		}
	}
	return ""
}

// card is the form of a Moroccan identity-card number: one or two letters and five
// or six digits. Boîte postale and code postal are written alike and are none.
var card = regexp.MustCompile(`(?i)(?:^|[^\p{L}\p{N}])([a-z]{1,2})[ .:°-]{0,3}[0-9]{5,6}(?:$|[^\p{L}\p{N}])`)

func looksLikeCard(s string) bool {
	for _, m := range card.FindAllStringSubmatch(latinDigits(norm.NFKC.String(s)), -1) {
		if prefix := strings.ToLower(m[1]); prefix != "bp" && prefix != "cp" {
			return true
		}
	}
	return false
}

// latinDigits writes Arabic digits as Latin ones.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// alikeLetters are written one for the other in Arabic names and addresses.
var alikeLetters = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ٱ", "ا", "ى", "ي", "ة", "ه", "ؤ", "و", "ئ", "ي", "ـ", "")

// fold gives the words of a text as they are compared: without case, marks and
// punctuation, in an order of their own, so that "BENNANI, Salma" is "Salma Bennani".
func fold(s string) []string {
	s = alikeLetters.Replace(norm.NFC.String(latinDigits(s)))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(s))
	words := strings.Fields(bare)
	slices.Sort(words)
	return words
}

// PersonOf is what one person, one account is decided by: the id of a login
// document, a keyed hash of the fields that the city chose. It is never made from
// an identity-card number. Errors: Invalid "verify.name", "verify.birth_date",
// "verify.address", "verify.identity_card".
func (s *Service) PersonOf(p Identity) (string, error) {
	if err := p.tidy(s.Clock.Now(), s.Person...); err != nil {
		return "", err
	}
	parts := []string{"person"}
	for _, field := range s.Person {
		switch field {
		case "name":
			parts = append(parts, strings.Join(fold(p.Name), " "))
		case "birth_date":
			parts = append(parts, p.BirthDate)
		case "address":
			parts = append(parts, strings.Join(fold(p.Address), " "))
		}
	}
	return keyed(s.loginKey, parts...), nil
}

// PersonBy is PersonOf for what an identity provider says about a person: the
// value of the claim that the city chose, "" for none. Errors: Invalid
// "verify.identity_card" for a value that reads like an identity-card number.
func (s *Service) PersonBy(issuer, value string) (string, error) {
	if value == "" || looksLikeCard(value) {
		return "", civic.Invalid("verify.identity_card", "claim")
	}
	return keyed(s.loginKey, "person", issuer, value), nil
}
