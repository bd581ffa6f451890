package city

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
)

// TestCasablanca pins what the first city's profile promises to everybody else.
func TestCasablanca(t *testing.T) {
	c := casablancaCity(t)
	if len(c.Areas) != 16 || len(c.Domains) != 5 || len(c.Categories) < 37 || c.LegalDeadline() != 60*24*time.Hour {
		t.Errorf("%d areas, %d domains, %d categories, %v", len(c.Areas), len(c.Domains), len(c.Categories), c.LegalDeadline())
	}
	if c.DefaultLanguage != civic.French || !slices.Equal(c.Languages, civic.Langs) || c.Location().String() != "Africa/Casablanca" {
		t.Errorf("languages %v, default %q, zone %v", c.Languages, c.DefaultLanguage, c.Location())
	}
	if !strings.Contains(c.Attribution.In(civic.English), "© OpenStreetMap contributors") || c.Catalogue.In(civic.French) != "CasaStore" {
		t.Errorf("attribution %q, catalogue %q", c.Attribution, c.Catalogue)
	}
	icons, asking := map[string]string{}, 0
	for _, cat := range c.Categories {
		if other, ok := icons[cat.Icon]; ok {
			t.Errorf("%s and %s share the icon %q", cat.Code, other, cat.Icon)
		}
		icons[cat.Icon] = cat.Code
		if len(cat.Questions) > 0 {
			asking++
		}
		if len(cat.Synonyms) == 0 || cat.DeadlineDays > c.LegalDeadlineDays {
			t.Errorf("%s: %d synonym groups, %d days", cat.Code, len(cat.Synonyms), cat.DeadlineDays)
		}
		checkKeywords(t, c, cat)
	}
	if asking < 12 {
		t.Errorf("%d categories ask questions, want a dozen", asking)
	}
	if cat, _ := c.Category("public-safety"); !cat.HidePlace || !cat.HoldPhotos {
		t.Error("public safety shows places or photos")
	}
}

// checkKeywords wants words in Latin, Arabic and Tifinagh letters, and that the
// category's own names lead to it.
func checkKeywords(t *testing.T, c *City, cat Category) {
	t.Helper()
	scripts := map[string]int{}
	for _, w := range cat.Keywords {
		switch r := []rune(fold(w))[0]; {
		case r >= 0x600 && r < 0x700:
			scripts["Arabic"]++
		case r >= 0x2d30 && r < 0x2d80:
			scripts["Tifinagh"]++
		default:
			scripts["Latin"]++
		}
	}
	if scripts["Latin"] < 16 || scripts["Arabic"] < 8 || scripts["Tifinagh"] < 3 {
		t.Errorf("%s: too few keywords: %v", cat.Code, scripts)
	}
	for _, l := range []civic.Lang{civic.French, civic.Arabic, civic.English} {
		if got := c.Guess(cat.Names[l], 3); !slices.ContainsFunc(got, func(g Guess) bool { return g.Category == cat.Code }) {
			t.Errorf("%s: its name %q leads to %v", cat.Code, cat.Names[l], got)
		}
	}
}

func TestTamazightIsWrittenInTifinagh(t *testing.T) {
	for _, cat := range casablancaCity(t).Categories {
		if strings.ContainsAny(cat.Names[civic.Tamazigh], "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s: %q", cat.Code, cat.Names[civic.Tamazigh])
		}
	}
}

func TestSynonyms(t *testing.T) {
	groups := casablancaCity(t).Synonyms()
	if !slices.ContainsFunc(groups, func(g []string) bool {
		return slices.Contains(g, "زبل") && slices.Contains(g, "zbel") && slices.Contains(g, "déchets") && slices.Contains(g, "rubbish")
	}) {
		t.Error("زبل, zbel, déchets and rubbish do not find each other")
	}
	seen := map[string]bool{} // a word in two groups would make the two one
	for _, g := range groups {
		for _, w := range g {
			if f := fold(w); seen[f] {
				t.Errorf("%q stands in two groups of synonyms, or twice in one", w)
			} else {
				seen[f] = true
			}
		}
	}
	groups[0][0] = "changed"
	if casablancaCity(t).Synonyms()[0][0] == "changed" {
		t.Error("Synonyms lends out its own lists")
	}
}

func TestIn(t *testing.T) {
	c := casablancaCity(t)
	ar := c.In(civic.Arabic)
	if ar.Name != "الدار البيضاء" || ar.Lang != civic.Arabic || len(ar.Categories) != len(c.Categories) || ar.Areas[0].Name != "أنفا" {
		t.Errorf("in Arabic: %q, %q, %d categories, %q", ar.Name, ar.Lang, len(ar.Categories), ar.Areas[0].Name)
	}
	if got := portLouisCity(t).In(civic.Arabic); got.Lang != civic.English || got.Name != "Port Louis" {
		t.Errorf("in a language it does not speak: %q in %q", got.Name, got.Lang)
	}
	one, err := json.Marshal(ar)
	if err != nil || strings.Contains(string(one), ":null") {
		t.Errorf("null on the wire, or %v", err)
	}
	all, err := json.Marshal(c)
	if err != nil || strings.Contains(string(all), ":null") || strings.Contains(string(all), "keywords") {
		t.Errorf("null or keywords on the wire, or %v", err)
	}
	t.Logf("one language %d bytes, all %d", len(one), len(all))
}

// TestZoneStale uses zones without rules: zone data that is right, and wrong.
func TestZoneStale(t *testing.T) {
	for _, r := range []struct {
		zone, at string
		minutes  int
		want     bool
	}{
		{"Etc/GMT", "2026-12-01T12:00:00Z", 0, false},
		{"Etc/GMT-1", "2026-12-01T12:00:00Z", 0, true},
		{"Etc/GMT-1", "2026-12-01T12:00:00Z", 60, false},
		{"Etc/GMT-1", "", 0, false},
	} {
		zone, err := time.LoadLocation(r.zone)
		if err != nil {
			t.Fatal(err)
		}
		c := City{zone: zone, ZoneProof: ZoneProof{At: r.at, OffsetMinutes: r.minutes}}
		if got := c.ZoneStale(); got != r.want {
			t.Errorf("%+v: %v", r, got)
		}
	}
	if p := casablancaCity(t).ZoneProof; p.At < "2026-09-20" || p.OffsetMinutes != 0 {
		t.Errorf("Casablanca's proof %+v does not lie after the change to GMT", p)
	}
}

// TestAnotherCity: what is asked of Casablanca works for any profile.
func TestAnotherCity(t *testing.T) {
	c := portLouisCity(t)
	if got := c.Guess("There is a big hole here", 3); len(got) != 1 || got[0].Category != "hole" {
		t.Errorf("guessed %v", got)
	}
	a, ok := c.AreaAt(civic.Point{Lon: 57.54, Lat: -20.15})
	if !ok || a.Code != "hills" {
		t.Errorf("area %q", a.Code)
	}
	if got, ok := c.Authority("hole", a.Code); !ok || got != "council" {
		t.Errorf("authority %q", got)
	}
	if c.Speaks(civic.Arabic) || !c.Speaks(civic.French) || c.LegalDeadline() != 30*24*time.Hour {
		t.Error("speaks what it does not, or has another deadline")
	}
}
