package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTermsOfAQuestion(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Term
	}{
		{"", nil},
		{"  -- ", nil},
		{"Lampadaire ", []Term{{Stem: "lampadair", Typos: 2}}},
		{"Lampadaire", []Term{{Stem: "lampadair", Prefix: true, Typos: 2}}},
		{"les rues de la ville ", []Term{{Stem: "rue"}, {Stem: "vil"}}},
		{"trou r", []Term{{Stem: "trou", Typos: 1}}},
		{"r", []Term{{Stem: "r"}}},
		{"la", []Term{{Stem: "la", Prefix: true}}},
		{"trou dans la", []Term{{Stem: "trou", Typos: 1}}},
		{"rue trou rue", []Term{{Stem: "trou", Typos: 1}, {Stem: "rue", Prefix: true}}},
		{"حفرة في الشارع ", []Term{{Stem: "حفر"}, {Stem: "شارع", Typos: 1}}},
	} {
		if got := Terms(c.text); !slices.Equal(got, c.want) {
			t.Errorf("Terms(%q) = %v, want %v", c.text, got, c.want)
		}
	}
	many := strings.Repeat("mot ", 3)
	for i := range 30 {
		many += fmt.Sprintf(" mot%d", i)
	}
	if got := Terms(many); len(got) != MaxTerms {
		t.Errorf("%d terms, want %d", len(got), MaxTerms)
	}
}

// The plain definition, without bounds and early ends, judges the quick one.
func TestWithinIsOptimalStringAlignment(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abcé")), 1, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b, max := letters.Draw(t, "a"), letters.Draw(t, "b"), rapid.IntRange(1, 2).Draw(t, "max")
		x, y := []rune(a), []rune(b)
		want := x[0] == y[0] && distance(x, y) <= max
		if got := within(a, b, max); got != want {
			t.Fatalf("within(%q, %q, %d) = %v", a, b, max, got)
		}
	})
}

func distance(x, y []rune) int {
	if len(x) == 0 || len(y) == 0 {
		return len(x) + len(y)
	}
	m, n := len(x)-1, len(y)-1
	cost := 1
	if x[m] == y[n] {
		cost = 0
	}
	best := min(distance(x[:m], y)+1, distance(x, y[:n])+1, distance(x[:m], y[:n])+cost)
	if m > 0 && n > 0 && x[m] == y[n-1] && x[m-1] == y[n] {
		best = min(best, distance(x[:m-1], y[:n-1])+1)
	}
	return best
}

func marked(f Fragment) string {
	var b strings.Builder
	for _, s := range f {
		if s.Match {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestHighlightMarksWhatWasFound(t *testing.T) {
	rules, err := Compile(Schema{Synonyms: [][]string{{"زبل", "zbel", "déchets", "bac à ordures"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, query, text, want string }{
		{"no words", "", "Une rue", "Une rue"},
		{"folded and stemmed", "eclairages ", "L'Éclairage est cassé", "L'[Éclairage] est cassé"},
		{"a beginning", "écl", "L'Éclairage éteint", "L'[Éclairage] éteint"},
		{"no beginning when the word is done", "écl ", "L'Éclairage", "L'Éclairage"},
		{"typo", "lampadiare ", "Lampadaire éteint", "[Lampadaire] éteint"},
		{"Arabic article and harakat", "شارع ", "حُفرة في الشّارِع", "حُفرة في [الشّارِع]"},
		{"synonym", "déchets ", "الزبل في الحي", "[الزبل] في الحي"},
		{"synonym of several words", "zbel ", "Le bac à ordures brûle", "Le [bac] [à] [ordures] brûle"},
		{"markup stays text", "b ", "<b>x</b> & b", "<[b]>x</[b]> & [b]"},
		{"digits", "12 ", "رقم ١٢", "رقم [١٢]"},
	} {
		if got := marked(rules.HighlightTitle(c.text, Terms(c.query))); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}

func TestHighlightCutsLongTextsBetweenWords(t *testing.T) {
	rules, _ := Compile(Schema{})
	text := strings.Repeat("avant ", 40) + "lampadaire " + strings.Repeat("après ", 60)
	got := marked(rules.HighlightText(text, Terms("lampadaire ")))
	if !strings.HasPrefix(got, "…avant avant") || !strings.Contains(got, "[lampadaire]") || !strings.HasSuffix(got, "après…") {
		t.Errorf("got %s", got)
	}
	if n := len([]rune(got)); n > fragmentRunes+4 {
		t.Errorf("%d runes", n)
	}
	if got := marked(rules.HighlightText(text, nil)); !strings.HasPrefix(got, "avant") {
		t.Errorf("without a match: %s", got)
	}
}

func TestAPassageIsTheSameWhenWhatLiesBehindItIsNotRead(t *testing.T) {
	rules, err := Compile(Schema{Synonyms: [][]string{{"bac à ordures", "poubelle"}, {"rue", "chemin du bac"}}})
	if err != nil {
		t.Fatal(err)
	}
	word := rapid.SampledFrom([]string{"bac", "à", "ordures", "poubelle", "rue", "chemin", "du", "lampadaire", "trottoir", "éclairage", "حفرة", "x"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(word, 0, 90).Draw(t, "text"), " ")
		terms := Terms(strings.Join(rapid.SliceOfN(word, 1, 2).Draw(t, "query"), " "))
		got, want := rules.HighlightText(text, terms), fragment(text, rules.marks(text, terms, len(text)))
		if marked(got) != marked(want) {
			t.Fatalf("%q: got %s, want %s", text, marked(got), marked(want))
		}
	})
}
