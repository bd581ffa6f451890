package report

import "testing"

func TestLinks(t *testing.T) {
	for text, want := range map[string]bool{
		"https://exemple.ma": true, "HTTP://X.ORG": true, "voir www.exemple.ma": true, "casino.com": true, "promo bit.ly/x1": true,
		"t.me/gagner": true, "a@casino.com": true, "ftp://x": true, "اربح على casino.com الآن": true,
		"":                              false,
		"Le trou est rue.ma maison est": false, "Depuis 10h.30 environ": false, "n.2 bis": false, "w. w. w.": false,
		"Il y a 3.5 m d'eau.Le trottoir": false, "حفرة أمام المدرسة.الرجاء": false, "et/ou": false, "km/h": false, "12.05/2026": false,
	} {
		if link.MatchString(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
