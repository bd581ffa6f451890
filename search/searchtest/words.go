package searchtest

import (
	"testing"

	"jemaa/search"
)

// corpus is a small city in its languages.
func corpus() []search.Document {
	text := func(d search.Document, text string, extra ...string) search.Document {
		d.Text, d.Extra = text, extra
		return d
	}
	return []search.Document{
		text(doc("lamp", "Éclairage public en panne"), "Le lampadaire devant l'école n'éclaire plus.", "Éclairage", "Maârif"),
		text(doc("hole", "حُفْرَةٌ كبيرة في الشَّارِع"), "حفرة أمام المستشفى", "الطرق"),
		text(doc("trash", "الزبل فالحي"), "النفايات مكدسة من أسبوع", "Propreté"),
		text(doc("tree", "Animaux errants"), "Des chiens près du marché ٢٠ août, n° 12345", "Animaux"),
		text(doc("zgh", "ⵜⴰⵊⵎⴰⵄⵜ ⵏ ⵓⵖⵔⴱⴰⵣ"), ""),
		text(doc("water", "Water leak"), "Broken pipe on Boulevard Zerktouni, conduite réparée hier"),
	}
}

func testWords(t *testing.T, open Open) {
	x := open(t)
	put(t, x, corpus()...)
	for _, c := range []struct {
		what, query string
		want        []string
	}{
		{"a word of the title", "éclairage", []string{"lamp"}},
		{"without its accents", "eclairage", []string{"lamp"}},
		{"in capitals", "ÉCLAIRAGE", []string{"lamp"}},
		{"a word of the text", "école ", []string{"lamp"}},
		{"an extra word", "maarif", []string{"lamp"}},
		{"behind an elision", "l'école", []string{"lamp"}},
		{"all words must be there", "éclairage école", []string{"lamp"}},
		{"and not only some", "éclairage marché ", nil},
		{"small words need not", "le lampadaire dans la rue de l'école ", nil},
		{"small words are passed over", "un lampadaire pour l'école ", []string{"lamp"}},
		{"harakat", "حفرة", []string{"hole"}},
		{"taa marbuta as heh", "حفره", []string{"hole"}},
		{"article", "الحفرة", []string{"hole"}},
		{"no article", "شارع", []string{"hole"}},
		{"alef maqsura", "مستشفي ", []string{"hole"}},
		{"alef without hamza", "امام", []string{"hole"}},
		{"tatweel", "شـــارع", []string{"hole"}},
		{"joined particle", "بالشارع ", []string{"hole"}},
		{"plural in s", "chien ", []string{"tree"}},
		{"plural in aux", "animal ", []string{"tree"}},
		{"conjugated", "réparer ", []string{"water"}},
		{"Arabic-Indic digits", "20", []string{"tree"}},
		{"another number is no typo", "12346 ", nil},
		{"a number", "12345 ", []string{"tree"}},
		{"Tifinagh", "ⵜⴰⵊⵎⴰⵄⵜ", []string{"zgh"}},
		{"a typo", "lampdaire ", []string{"lamp"}},
		{"two typos in a long word", "lampdairre ", []string{"lamp"}},
		{"swapped letters", "watre ", []string{"water"}},
		{"an Arabic typo", "المستشقى ", []string{"hole"}},
		{"no typo in a short word", "pip ", nil},
		{"a beginning", "lamp", []string{"lamp"}},
		{"two letters", "wa", []string{"water"}},
		{"two Arabic letters", "مس", []string{"hole"}},
		{"one letter is no beginning", "w", nil},
		{"nor behind another word", "water l", []string{"water"}},
		{"an Arabic beginning", "مست", []string{"hole"}},
		{"a beginning of the last word only", "zerk hier ", nil},
		{"the last word may be unfinished", "boulevard zerk", []string{"water"}},
		{"a synonym in another language", "déchets", []string{"trash"}},
		{"in Darija", "zbel", []string{"trash"}},
		{"in English", "rubbish ", []string{"trash"}},
		{"folded", "DECHET ", []string{"trash"}},
		{"with a typo", "rubish ", []string{"trash"}},
		{"a synonym of several words", "nid de poule", []string{"hole"}},
		{"a synonym of one word", "pothole", []string{"hole"}},
		{"synonym and word", "déchets الحي", []string{"trash"}},
		{"what is not there", "xylophone", nil},
		{"only signs", "«…» !", []string{"lamp", "hole", "trash", "tree", "zgh", "water"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			wantIDs(t, c.query, find(t, x, search.Query{Text: c.query}), c.want...)
		})
	}
}

func testRank(t *testing.T, open Open) {
	x := open(t)
	inText, inTitle, typo := doc("text", "Place du quartier"), doc("title", "Fontaine cassée"), doc("typo", "Fontane du quartier")
	inText.Text = "Il y avait une fontaine"
	put(t, x, inText, inTitle, typo)
	r := find(t, x, search.Query{Text: "fontaine "})
	if got := ids(r); len(got) != 3 || got[0] != "title" {
		t.Errorf("found %v, want the one with the word in its title first", got)
	}
	if r.Hits[0].Score <= 0 || r.Hits[2].Score > r.Hits[0].Score {
		t.Errorf("scores %v, %v", r.Hits[0].Score, r.Hits[2].Score)
	}
	y := open(t)
	old, latest := doc("old", "Fuite d'eau"), doc("late", "Fuite d'eau")
	old.CreatedAt, latest.CreatedAt = 1000, 2000
	put(t, y, old, latest)
	wantOrder(t, "equal matches", find(t, y, search.Query{Text: "fuite"}), "late", "old")
	exact, near := doc("exact", "Fontaine"), doc("near", "Fontane")
	z := open(t)
	near.CreatedAt++
	put(t, z, exact, near)
	wantOrder(t, "a typo comes later", find(t, z, search.Query{Text: "fontaine "}), "exact", "near")
}

func testHighlight(t *testing.T, open Open) {
	x := open(t)
	d := doc("a", "Éclairages <b>& poteaux</b>")
	d.Text = "Le زبل devant l'école"
	put(t, x, d)
	marks := func(q string) []string {
		r := find(t, x, search.Query{Text: q})
		if len(r.Hits) != 1 {
			t.Fatalf("%s: %d hits", q, len(r.Hits))
		}
		h := r.Hits[0]
		if h.Title.String() != d.Title || h.Text.String() != d.Text {
			t.Errorf("%s: words changed: %q, %q", q, h.Title, h.Text)
		}
		var out []string
		for _, s := range append(h.Title, h.Text...) {
			if s.Match {
				out = append(out, s.Text)
			}
		}
		return out
	}
	for _, c := range []struct{ query, want string }{
		{"eclairage ", "Éclairages"}, {"ecl", "Éclairages"}, {"poteau ", "poteaux"}, {"déchets ", "زبل"}, {"ecoel ", "école"},
	} {
		if got := marks(c.query); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: marked %q, want %q", c.query, got, c.want)
		}
	}
	if got := marks(""); got != nil {
		t.Errorf("without words: marked %q", got)
	}
}
