package city

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func portLouis(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/portlouis.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func portLouisCity(t testing.TB) *City {
	t.Helper()
	c, err := Parse("portlouis.yaml", portLouis(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// faultRows are changes of one thing in a good profile.
var faultRows = []struct {
	name, old, new string
	at             string // what the fault points at
	want           string
}{
	{"undeclared authority", "authority: council\n    deadline_days", "authority: xyz\n    deadline_days", "xyz", `category "tree": authority "xyz" is not declared`},
	{"undeclared area authority", "authority: port\n", "authority: pirates\n", "pirates", `area "harbour": authority "pirates" is not declared`},
	{"undeclared domain", "domain: roads\n    names: {en: Tree", "domain: seas\n    names: {en: Tree", "seas", `category "tree": domain "seas" is not declared`},
	{"unknown field", "hide_place: true", "hide_plaice: true", "hide_plaice", `unknown field "hide_plaice"`},
	{"missing words", "names: {en: Hills, fr: Collines}", "names: {en: Hills}", "names: {en: Hills}", `area "hills": words in "fr" are missing`},
	{"unknown language of words", "names: {en: Hills,", "names: {de: Hügel, en: Hills,", "Hügel", `area "hills": language "de" is not one of [fr ar zgh en]`},
	{"unknown language", "languages: [en, fr]", "languages: [en, fr, xx]", "xx]", `language "xx" is not one of [fr ar zgh en]`},
	{"repeated language", "languages: [en, fr]", "languages: [en, fr, en]", "en]", `language "en" stands twice`},
	{"default language", "default_language: en", "default_language: ar", "ar\ntime", `default language "ar" is not among the languages`},
	{"time zone", "Indian/Mauritius", "Indian/Atlantis", "Indian/Atlantis", `time zone "Indian/Atlantis" is not known here`},
	{"swapped box", "box: {west: 57.45, south: -20.20, east: 57.55, north: -20.12}\nlegal", "box: {west: 57.55, south: -20.20, east: 57.45, north: -20.12}\nlegal", "box: {west: 57.55, south: -20.20, east: 57.45", `city: a box is west < east and south < north, in degrees`},
	{"area outside", "box: {west: 57.50, south: -20.20, east: 57.55", "box: {west: 57.50, south: -20.20, east: 57.65", "box: {west: 57.50", `area "hills": its box reaches outside the city's`},
	{"centroid outside", "centroid: {lon: 57.53, lat: -20.16}", "centroid: {lon: -20.16, lat: 57.53}", "centroid: {lon: -20.16", `area "hills": its centroid is not in its box`},
	{"repeated area", "code: hills", "code: harbour", "harbour\n    names: {en: Hills", `area "harbour" stands twice`},
	{"bad code", "code: hills", "code: The Hills", "The Hills", `area: code "The Hills" is not small letters and digits with single hyphens`},
	{"kept word", "code: council", "code: area", "area\n    names", `authority "area": this word is kept for the rule "authority of the area"`},
	{"deadline", "deadline_days: 9", "deadline_days: 0", "0\n    keywords", `category "hole": deadline: a number of days from 1 to 365 is needed`},
	{"deadline is text", "deadline_days: 9", "deadline_days: soon", "soon", `this must be a whole number`},
	{"text for a list", "languages: [en, fr]", "languages: en", "en\ndefault", `this must be a list`},
	{"flag", "required: true", "required: perhaps", "perhaps", `this must be true or false`},
	{"question type", "type: date", "type: day", "day\n", `category "hole", question "seen": type "day" is not one of text, number, list, multi_list, date`},
	{"question bounds", "min: 0.5\n        max: 80", "min: 90\n        max: 80", "90", `category "hole", question "depth": min is above max`},
	{"endless number", "min: 0.5\n        max: 80", "min: 0.5\n        max: .inf", "0.5", `category "hole", question "depth": min is above max`},
	{"options of a text", "min: 3\n", "options: [{code: aa, names: {en: A, fr: A}}]\n", "options: [{code: aa", `category "hole", question "note": only lists have options`},
	{"too many choices", "max: 2\n", "max: 9\n", "1\n        max: 9", `category "hole", question "risks": it asks for 0 ≤ min ≤ max ≤ 3 choices`},
	{"repeated option", "code: right", "code: left", "left, names: {en: Right", `category "hole", question "side", option "left" stands twice`},
	{"licence address", "https://creativecommons.org/publicdomain", "http://creativecommons.org/publicdomain", "http:", `an https address of the licence is needed`},
	{"base map", "base_map: none", "base_map: satellite", "satellite", `base map "satellite" is not known: only "none" is`},
	{"direction override", "en: Be civil.", "en: \"Be \\u202Ecivil.\"", "\"Be", `terms: a control character stands in the text`},
	{"empty keyword", "[hole, pothole,", "[\"--\", pothole,", "\"--", `category "hole": keyword "--" is not a word or short phrase`},
	{"lonely synonym", "[[hole, trou]]", "[[hole]]", "[hole]]", `category "hole": a group of synonyms has 2 to 200 words`},
	{"icon", "icon: tree", "icon: tree.svg", "tree.svg", `category "tree": icon "tree.svg" is not one small word`},
	{"repeated key", "base_map: none", "base_map: none\nbase_map: none", "base_map: none\nattribution", `mapping key "base_map" already defined`},
	{"anchor", "icon: tree", "icon: &t tree", "&t tree", `anchors, aliases and tags are not used in profiles: write the value out`},
	{"open bracket", "[tree, arbre, branch, branche]", "[tree, arbre", "[tree, arbre", ``},
	{"clock proof", "time_zone: Indian/Mauritius", "time_zone: Indian/Mauritius\nzone_proof: {at: soon, offset_minutes: 240}", "soon", `a moment such as 2026-12-01T12:00:00Z is needed`},
}

// TestFaults changes one thing in a good profile and wants to be told where and
// why, in these words.
func TestFaults(t *testing.T) {
	for _, r := range faultRows {
		t.Run(r.name, func(t *testing.T) {
			text := strings.Replace(string(portLouis(t)), r.old, r.new, 1)
			if !strings.Contains(text, r.at) || text == string(portLouis(t)) {
				t.Fatalf("the profile has no %q, or no %q after the change", r.old, r.at)
			}
			_, err := Parse("p.yaml", []byte(text))
			var faults Faults
			if !errors.As(err, &faults) {
				t.Fatalf("got %v, want faults", err)
			}
			want := position(text, r.at) + r.want
			if !slices.ContainsFunc(faults, func(f Fault) bool { return strings.HasPrefix(f.Error(), want) }) {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
}

// position is "p.yaml:line:column: " of the first place where at stands.
func position(text, at string) string {
	before := text[:strings.Index(text, at)]
	line := before[strings.LastIndex(before, "\n")+1:]
	return fmt.Sprintf("p.yaml:%d:%d: ", 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(line))
}

func TestParseRefusesWhatIsNoProfile(t *testing.T) {
	rows := map[string]struct{ text, want string }{
		"nothing":        {"", "one YAML document"},
		"only comments":  {"# hello\n", "one YAML document"},
		"two documents":  {string(portLouis(t)) + "\n---\ncode: x\n", "one YAML document"},
		"a list":         {"- a\n- b\n", "this must"},
		"not UTF-8":      {"code: \xff\n", "UTF-8"},
		"too large":      {strings.Repeat("#", MaxProfile+1), "at most"},
		"too many lines": {strings.Repeat("#\n", maxLines+1), "lines"},
		"a full line":    {"code: " + strings.Repeat("- ", 100_000), "marks of structure"},
		"nested lists":   {"code: x\nareas:\n  " + strings.Repeat("- ", 200), "nested"},
		"deep":           {"code: " + strings.Repeat("[", 5000), "nested"},
		"empty map":      {"{}", "code"},
	}
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("p.yaml", []byte(r.text))
			if err == nil || !strings.Contains(err.Error(), r.want) {
				t.Errorf("got %v, want something with %q", err, r.want)
			}
		})
	}
}

func TestFaultsAreManyButBounded(t *testing.T) {
	b := strings.ReplaceAll(string(casablanca), "authority: arrondissement-", "authority: gone-")
	_, err := Parse("p.yaml", []byte(strings.ReplaceAll(b, "domain: urban", "domain: gone")))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != maxFaults {
		t.Fatalf("got %d faults, want %d: %v", len(faults), maxFaults, err)
	}
	for i := 1; i < len(faults); i++ {
		if faults[i].Line < faults[i-1].Line {
			t.Errorf("faults out of order: %v before %v", faults[i-1], faults[i])
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "city.yaml")
	if err := os.WriteFile(path, portLouis(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(path); err != nil || c.Code != "port-louis" {
		t.Errorf("Load(file) = %v, %v", c, err)
	}
	if c, err := Load(""); err != nil || c.Code != "casablanca" {
		t.Errorf("Load(\"\") = %v, %v", c, err)
	}
	if _, err := Load(filepath.Join(dir, "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load(nothing) = %v", err)
	}
	if err := os.WriteFile(path, make([]byte, MaxProfile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("Load(huge) = %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(portLouis(f))
	f.Add([]byte("code: &a [*a]\n"))
	f.Add([]byte("? [a]\n: b\n"))
	f.Add([]byte("areas: [{centroid: {lon: .nan, lat: 1e999}}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse("f.yaml", b)
		var faults Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0 || len(faults) > maxFaults) {
			t.Fatalf("got %v", err)
		}
		if err == nil {
			c.AreaAt(c.Areas[0].Centroid)
			c.Guess(string(b), 3)
		}
	})
}

// A French "?" that a line begins with is a mistake of ours: it hangs on a space that does not break.
func TestFrenchMarksStayWithTheirWords(t *testing.T) {
	c := casablancaCity(t)
	said := []string{c.Legal.Terms["fr"], c.Legal.Privacy["fr"], c.Legal.Licence.Words["fr"]}
	for _, category := range c.Categories {
		said = append(said, category.Names["fr"])
		for _, q := range category.Questions {
			said = append(said, q.Names["fr"])
		}
	}
	loose := regexp.MustCompile(` [?!;:»]|« `)
	for _, text := range said {
		if found := loose.FindStringIndex(text); found != nil {
			t.Errorf("%q: a plain space at %d", text, found[0])
		}
	}
}
