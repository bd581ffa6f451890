package embedded_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"jemaa/search"
	"jemaa/search/embedded"
	"jemaa/search/searchtest"
)

// Any words are indexed, and any question is answered or refused as a bad one;
// what is shown of a text is the text's own.
func FuzzQuestion(f *testing.F) {
	for _, row := range [][3]string{
		{"Nid de poule profond", "nids poules", "anfa"}, {"حفرة كبيرة أمام المدرسة", "الحفره", "\""}, {"ⵜⴰⴼⵔⴰⵡⵜ", "ⵜⴰⴼⵔⴰⵡⵜ", "a\\b"}, {"l’école", "ecole", ""},
		{"a\u0301\u0301\u0301", "á", "x"}, {"👷🏽‍♀️ chantier", "chan*~2", "\x00"}, {strings.Repeat("w", 300), "ww", "*"}, {"\xff\xfe", "\xff", "\u202e"}, {"x AND y", "+x -y (z) \"", "x"},
		{"ﷺ ﻻ ﬁ", "fi لا", "İ"}, {"ĳǆΐ", "ǅ ss ß", "ſ"},
	} {
		f.Add(row[0], row[1], row[2])
	}
	x, err := embedded.Open(embedded.Options{Schema: searchtest.Schema})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := x.Close(); err != nil {
			f.Error(err)
		}
	})
	f.Fuzz(func(t *testing.T, text, asked, area string) {
		d := search.Document{Kind: "report", ID: "one", Title: asked, Text: text, CreatedAt: 1, Facets: map[string]string{"area": area}}
		if err := x.Put(t.Context(), []search.Document{d}); err != nil {
			return // said what is wrong with it
		}
		for _, q := range []search.Query{
			{Text: asked}, {Text: text}, {Equal: map[string][]string{"area": {area, asked}}, Facets: []string{"area", "kind"}}, {Text: asked, Sort: search.Sort(area)},
		} {
			r, err := x.Search(t.Context(), q)
			if err != nil {
				if !errors.Is(err, search.ErrBadQuery) {
					t.Fatalf("%+v: %v", q, err)
				}
				continue
			}
			if r.Total != int64(len(r.Hits)) || len(r.Hits) > 1 {
				t.Fatalf("%+v finds %d of one", q, r.Total)
			}
			for _, h := range r.Hits {
				shown(t, h.Title, asked)
				shown(t, h.Text, text)
			}
		}
		if utf8.ValidString(area) && area != "" {
			r, err := x.Search(t.Context(), search.Query{Equal: map[string][]string{"area": {area}}})
			if err != nil || len(r.Hits) != 1 {
				t.Errorf("area %q is not found: %v %v", area, r, err)
			}
		}
	})
}

// shown checks that a fragment is made of a text's own words.
func shown(t *testing.T, fragment search.Fragment, text string) {
	t.Helper()
	for _, span := range fragment {
		if !utf8.ValidString(span.Text) {
			t.Errorf("%q of %q is not UTF-8", span.Text, text)
		}
	}
}
