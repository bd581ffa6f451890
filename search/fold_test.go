package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFoldBringsSpellingsTogether(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"case and accents", "Éclairage CASSÉ à l'Œuvre", "eclairage casse a l'oeuvre"},
		{"decomposed accents", "e\u0301clairage", "eclairage"},
		{"alef forms", "أإآٱا", "ااااا"},
		{"hamza carriers", "مسؤول رئيس", "مسوول رييس"},
		{"a lone hamza", "ماء", "ما"},
		{"taa marbuta", "حفرة", "حفره"},
		{"alef maqsura", "مستشفى", "مستشفي"},
		{"tatweel", "شـــارع", "شارع"},
		{"harakat", "زِبْلٌ", "زبل"},
		{"superscript alef", "هٰذا", "هذا"},
		{"Moroccan g", "أݣادير أڭادير أگادير", "اكادير اكادير اكادير"},
		{"presentation forms", "ﻻ", "لا"},
		{"Arabic-Indic digits", "٠١٢٣٤٥٦٧٨٩", "0123456789"},
		{"Persian digits", "۱۲۳", "123"},
		{"full width", "ＡＢ１２", "ab12"},
		{"invisible signs", "زب\u200cل\u200f\u00ad", "زبل"},
		{"Tifinagh", "ⵜⴰⵊⵎⴰⵄⵜ", "ⵜⴰⵊⵎⴰⵄⵜ"},
		{"sharp s and dotted I", "Straße İzmir", "strasse izmir"},
		{"invalid UTF-8", "a\xffb", "ab"},
		{"nothing", "", ""},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.what, c.in, got, c.want)
		}
	}
}

func TestFoldIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(rapid.String().Draw(t, "text"))
		if again := Fold(once); again != once {
			t.Fatalf("Fold(%q) = %q", once, again)
		}
	})
}

func TestFoldingLetterByLetterIsFolding(t *testing.T) {
	letters := make([]rune, len(common))
	for i := range letters {
		letters[i] = rune(i)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom(letters)).Draw(t, "text")
		folded, ok := foldCommon(text)
		if want := foldAny(text); !ok || folded != want {
			t.Fatalf("%q: %q, %v; want %q", text, folded, ok, want)
		}
	})
}

// Every assigned rune alone, as rapid draws the rare ones rarely.
func TestFoldIsIdempotentForEveryRune(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		once := Fold(string(r))
		if again := Fold(once); again != once {
			t.Errorf("%U: %q, then %q", r, once, again)
		}
	}
}

func TestWordsAreFoldedAndHaveNoGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for _, w := range Words(text) {
			if w == "" || strings.ContainsAny(w, " \t\n'-") || Fold(w) != w || utf8.RuneCountInString(w) > maxWord {
				t.Fatalf("word %q of %q", w, text)
			}
			if Stem(w) == "" {
				t.Fatalf("no stem of %q", w)
			}
		}
	})
}

func TestWordsPartAtApostropheAndHyphen(t *testing.T) {
	got := strings.Join(Words("L'éclairage du nid-de-poule, n° 12 — «شارع» l3afia"), "|")
	if want := "l|eclairage|du|nid|de|poule|n|12|شارع|l3afia"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestStemBringsRelativesTogether(t *testing.T) {
	for _, family := range [][]string{
		{"شارع", "الشارع", "والشارع", "بالشارع", "للشارع"},
		{"حي", "الحي"},
		{"حفرة", "حفر", "الحفرة", "الحفر"},
		{"نفايات", "النفايات", "نفاية", "والنفايات"},
		{"rue", "rues"},
		{"panne", "pannes", "Panne"},
		{"animal", "animaux"},
		{"eau", "eaux"},
		{"réparé", "réparer", "réparée", "réparées", "réparés"},
		{"route", "routes"},
		{"light", "lights"},
	} {
		want := Stem(Fold(family[0]))
		for _, w := range family[1:] {
			if got := Stem(Fold(w)); got != want {
				t.Errorf("stem of %s is %q, of %s %q", w, got, family[0], want)
			}
		}
	}
}

func TestStemLeavesShortWordsAndNumbers(t *testing.T) {
	for _, w := range []string{"bus", "gaz", "12345", "l3afies", "ⵜⴰⵊⵎⴰⵄⵜ", "دار"} {
		if got := Stem(w); got != w {
			t.Errorf("Stem(%q) = %q", w, got)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Éclairage", "شـــارع الحَيّ", "ﷺ", "ⵜⴰⵊⵎⴰⵄⵜ", "a\xff", "½ ﬁ İ", "\u0345\u0301"} {
		f.Add(seed)
	}
	rules, err := Compile(Schema{Synonyms: [][]string{{"زبل", "zbel", "déchets"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if once := Fold(text); Fold(once) != once {
			t.Errorf("not idempotent: %q", text)
		}
		terms := Terms(text)
		if len(terms) > MaxTerms {
			t.Errorf("%d terms", len(terms))
		}
		if valid := strings.ToValidUTF8(text, ""); rules.HighlightTitle(valid, terms).String() != valid {
			t.Errorf("highlight changed the title %q", valid)
		}
		rules.HighlightText(text, terms)
		if _, err := rules.Prepare(Document{Kind: "report", ID: "x", Title: text, Text: text}); err != nil {
			t.Error(err)
		}
	})
}
