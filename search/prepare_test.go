package search

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func compile(t *testing.T, s Schema) *Rules {
	t.Helper()
	r, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPrepareMakesTheWords(t *testing.T) {
	r := compile(t, Schema{Counts: []string{"comments"}, Synonyms: [][]string{{"زبل", "zbel", "bac à ordures"}}})
	p, err := r.Prepare(Document{Kind: "report", ID: "a", Title: "Les Rues", Text: "zbel partout", Extra: []string{"Propreté", "zbel"}})
	if err != nil {
		t.Fatal(err)
	}
	if p.Key != "report-a" || p.TitleWords != "les rue" || p.TextWords != "zbel partout" {
		t.Errorf("%q, %q, %q", p.Key, p.TitleWords, p.TextWords)
	}
	if want := "rues bac ordur ordures zbel زبل proprete propret"; p.ShadowWords != want {
		t.Errorf("shadow %q, want %q", p.ShadowWords, want)
	}
	if fmt.Sprint(p.Counts) != "map[comments:0 supports:0]" {
		t.Errorf("counts %v", p.Counts)
	}
}

func TestPrepareIsBounded(t *testing.T) {
	r := compile(t, Schema{})
	p, err := r.Prepare(Document{
		Kind: "report", ID: "a", Title: strings.Repeat("é", 1000), Text: strings.Repeat("حفرة ", 50_000),
		Extra: slices.Repeat([]string{strings.Repeat("mot ", 500)}, 100),
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(p.Title)); n != MaxTitle {
		t.Errorf("title of %d runes", n)
	}
	if n := len([]rune(p.Text)); n != MaxText {
		t.Errorf("text of %d runes", n)
	}
	if n := len(strings.Fields(p.TextWords)); n > MaxText {
		t.Errorf("%d words", n)
	}
}

// Whatever a document says, each of its words finds it, alone and as a highlight.
func TestEveryWordFindsItsDocument(t *testing.T) {
	r := compile(t, Schema{Synonyms: [][]string{{"زبل", "zbel"}}})
	alphabet := rapid.RuneFrom([]rune("abeéèlsxزبلحفرةىأ ـّ0٣ⵜⴰ'-. "))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(alphabet, 0, 60, -1).Draw(t, "text")
		p, err := r.Prepare(Document{Kind: "report", ID: "a", Text: text})
		if err != nil {
			t.Fatal(err)
		}
		have := strings.Fields(p.TextWords + " " + p.ShadowWords)
		for _, w := range Words(text) {
			for _, term := range Terms(w + " ") {
				if !slices.Contains(have, term.Stem) {
					t.Fatalf("%q is not found by %q: %q", text, w, have)
				}
				if len(r.marks(text, []Term{term}, len(text))) == 0 {
					t.Fatalf("%q is not marked by %q", text, w)
				}
			}
		}
	})
}

func TestPrepareAllKeepsTheLatestOfEach(t *testing.T) {
	r := compile(t, Schema{})
	d := func(id string, rev int64, title string) Document {
		return Document{Kind: "report", ID: id, Rev: rev, Title: title}
	}
	got, err := r.PrepareAll([]Document{d("a", 1, "un"), d("b", 1, "b"), d("a", 3, "trois"), d("a", 2, "deux"), d("a", 3, "trois bis")})
	if err != nil || len(got) != 2 || got[0].Title != "trois bis" || got[1].Title != "b" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCompileRefuses(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprint("f", i)
	}
	for what, s := range map[string]Schema{
		"a name with a quote": {Facets: []string{`a" OR "b`}}, "capitals": {Facets: []string{"Area"}}, "an empty name": {Counts: []string{""}},
		"a field that is there": {Facets: []string{"kind"}}, "too many": {Facets: many},
		"a long synonym": {Synonyms: [][]string{{strings.Repeat("x", 81)}}}, "a crowd of synonyms": {Synonyms: [][]string{slices.Repeat([]string{"x"}, 65)}},
		"too many groups": {Synonyms: make([][]string, 2001)},
	} {
		if _, err := Compile(s); err == nil {
			t.Errorf("%s: compiled", what)
		}
	}
}

func TestFingerprintFollowsTheRules(t *testing.T) {
	base := Schema{Facets: []string{"b", "a"}, Synonyms: [][]string{{"un", "deux"}}}
	same := Schema{Facets: []string{"a", "b", "a"}, Counts: []string{CountSupports}, Synonyms: [][]string{{"Deux", "UN"}}}
	other := Schema{Facets: []string{"a", "b"}, Synonyms: [][]string{{"un", "deux", "trois"}}}
	if compile(t, base).Fingerprint() != compile(t, same).Fingerprint() {
		t.Error("the same rules have two fingerprints")
	}
	if compile(t, base).Fingerprint() == compile(t, other).Fingerprint() {
		t.Error("two rules have the same fingerprint")
	}
}

func TestCheckFillsInDefaults(t *testing.T) {
	q, err := compile(t, Schema{}).Check(Query{})
	if err != nil || q.Limit != DefaultLimit || q.Sort != SortRelevance {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestMetres(t *testing.T) {
	for _, c := range []struct {
		a, b Point
		want float64
	}{
		{Point{0, 0}, Point{0, 0}, 0},
		{Point{0, 0}, Point{1, 0}, 111_195},
		{Point{-7.5898, 33.5731}, Point{-6.8498, 34.0209}, 84_560}, // Casablanca to Rabat
		{Point{179.5, 0}, Point{-179.5, 0}, 111_195},
		{Point{0, 90}, Point{0, -90}, 20_015_115},
	} {
		if got := Metres(c.a, c.b); math.Abs(got-c.want) > 0.001*c.want+1 {
			t.Errorf("from %v to %v: %.0f m, want %.0f", c.a, c.b, got, c.want)
		}
	}
}
