package civic

// Lang is a language of the interface: a BCP 47 tag of the languages below.
type Lang string

// The four languages of the interface.
const (
	French   Lang = "fr"
	Arabic   Lang = "ar"
	Tamazigh Lang = "zgh"
	English  Lang = "en"
)

// Langs lists the languages in the order in which menus show them.
var Langs = []Lang{French, Arabic, Tamazigh, English}

// Valid tells whether the language is one of Langs.
func (l Lang) Valid() bool {
	return l == French || l == Arabic || l == Tamazigh || l == English
}

// Dir is "rtl" for Arabic and "ltr" for the others.
func (l Lang) Dir() string {
	if l == Arabic {
		return "rtl"
	}
	return "ltr"
}

// Words is one text in several languages.
type Words map[Lang]string

// In returns the text in l, or else in French, or else in any language.
func (w Words) In(l Lang) string {
	if s, ok := w[l]; ok {
		return s
	}
	for _, l := range Langs {
		if s, ok := w[l]; ok {
			return s
		}
	}
	return ""
}
