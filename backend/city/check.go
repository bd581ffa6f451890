package city

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// What a profile may hold at most.
const (
	maxAreas       = 500
	maxAuthorities = 1000
	maxDomains     = 20
	maxCategories  = 200
	maxKeywords    = 200
	maxSynonyms    = 20
	maxQuestions   = 10
	maxOptions     = 50
	maxName        = 120
	maxWord        = 60
	maxText        = 20_000
	maxDays        = 365
)

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	iconForm = regexp.MustCompile(`^[a-z]{2,20}$`)
	freeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$`)
)

// checker gathers what does not hold together in a profile.
type checker struct {
	c      *City
	at     marks
	faults Faults
}

func (k *checker) fail(path, format string, args ...any) {
	if len(k.faults) < 1000 { // all are sorted before the first twenty are kept
		k.faults = append(k.faults, k.at.fault(path, fmt.Sprintf(format, args...)))
	}
}

// check finds everything wrong with a profile that YAML itself can not see.
func check(c *City, at marks) Faults {
	k := &checker{c: c, at: at}
	k.code("code", "city", c.Code)
	k.languages()
	k.words("names", "city", c.Names, maxName)
	k.words("catalogue", "catalogue", c.Catalogue, maxName)
	k.words("attribution", "attribution", c.Attribution, maxName)
	k.place()
	k.legal()
	if c.BaseMap != "none" {
		k.fail("base_map", "base map %q is not known: only \"none\" is", c.BaseMap)
	}
	authorities := k.authorities()
	k.areas(authorities)
	domains := k.domains()
	k.categories(authorities, domains)
	k.verification(authorities)
	return inOrder(k.faults)
}

func (k *checker) languages() {
	c := k.c
	for i, l := range c.Languages {
		path := fmt.Sprintf("languages[%d]", i)
		if !l.Valid() {
			k.fail(path, "language %q is not one of %v", clip(string(l)), civic.Langs)
		}
		if slices.Index(c.Languages, l) < i {
			k.fail(path, "language %q stands twice", clip(string(l)))
		}
	}
	if len(c.Languages) == 0 {
		k.fail("languages", "at least one language is needed")
	}
	if !c.Speaks(c.DefaultLanguage) {
		k.fail("default_language", "default language %q is not among the languages", clip(string(c.DefaultLanguage)))
	}
}

func (k *checker) place() {
	c := k.c
	k.box("box", "city", c.Box)
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil || c.TimeZone == "" || c.TimeZone == "Local" {
		k.fail("time_zone", "time zone %q is not known here", clip(c.TimeZone))
	}
	c.zone = zone
	if _, err := time.Parse(time.RFC3339, c.ZoneProof.At); err != nil && c.ZoneProof.At != "" {
		k.fail("zone_proof.at", "a moment such as 2026-12-01T12:00:00Z is needed")
	}
	k.days("legal_deadline_days", "legal deadline", c.LegalDeadlineDays)
}

func (k *checker) legal() {
	l := k.c.Legal
	if !freeForm.MatchString(l.Version) {
		k.fail("legal.version", "a version such as 2026-11-01 is needed")
	}
	k.words("legal.terms", "terms", l.Terms, maxText)
	k.words("legal.privacy", "privacy", l.Privacy, maxText)
	k.words("legal.licence.words", "licence", l.Licence.Words, maxText)
	if !freeForm.MatchString(l.Licence.Code) {
		k.fail("legal.licence.code", "a licence code such as CC-BY-4.0 is needed")
	}
	if u, err := url.Parse(l.Licence.URL); err != nil || u.Scheme != "https" || u.Host == "" || len(l.Licence.URL) > 200 {
		k.fail("legal.licence.url", "an https address of the licence is needed")
	}
}

func (k *checker) authorities() map[string]bool {
	known := map[string]bool{}
	k.count("authorities", "authorities", len(k.c.Authorities), maxAuthorities)
	for i, a := range k.c.Authorities {
		path := fmt.Sprintf("authorities[%d]", i)
		k.named(path, "authority", a.Code, a.Names)
		k.once(path+".code", "authority", a.Code, known)
		if a.Code == OfArea {
			k.fail(path+".code", "authority %q: this word is kept for the rule \"authority of the area\"", OfArea)
		}
	}
	return known
}

func (k *checker) areas(authorities map[string]bool) {
	known := map[string]bool{}
	k.count("areas", "areas", len(k.c.Areas), maxAreas)
	for i, a := range k.c.Areas {
		path, what := fmt.Sprintf("areas[%d]", i), fmt.Sprintf("area %q", clip(a.Code))
		k.named(path, "area", a.Code, a.Names)
		k.once(path+".code", "area", a.Code, known)
		k.box(path+".box", what, a.Box)
		if !a.Centroid.Valid() || !a.Box.Contains(a.Centroid) {
			k.fail(path+".centroid", "%s: its centroid is not in its box", what)
		}
		if b, c := a.Box, k.c.Box; b.West < c.West || b.East > c.East || b.South < c.South || b.North > c.North {
			k.fail(path+".box", "%s: its box reaches outside the city's", what)
		}
		if !authorities[a.Authority] {
			k.fail(path+".authority", "%s: authority %q is not declared", what, clip(a.Authority))
		}
		if slices.ContainsFunc(k.c.Areas[:i], func(o Area) bool { return o.Centroid == a.Centroid }) {
			k.fail(path+".centroid", "%s: another area has the same centroid", what)
		}
	}
}

func (k *checker) domains() map[string]bool {
	known := map[string]bool{}
	k.count("domains", "service domains", len(k.c.Domains), maxDomains)
	for i, d := range k.c.Domains {
		path := fmt.Sprintf("domains[%d]", i)
		k.named(path, "domain", d.Code, d.Names)
		k.once(path+".code", "domain", d.Code, known)
		k.icon(path, fmt.Sprintf("domain %q", clip(d.Code)), d.Icon)
	}
	return known
}

func (k *checker) categories(authorities, domains map[string]bool) {
	known := map[string]bool{}
	k.count("categories", "categories", len(k.c.Categories), maxCategories)
	for i, c := range k.c.Categories {
		path, what := fmt.Sprintf("categories[%d]", i), fmt.Sprintf("category %q", clip(c.Code))
		k.named(path, "category", c.Code, c.Names)
		k.once(path+".code", "category", c.Code, known)
		k.icon(path, what, c.Icon)
		k.days(path+".deadline_days", what+": deadline", c.DeadlineDays)
		if !domains[c.Domain] {
			k.fail(path+".domain", "%s: domain %q is not declared", what, clip(c.Domain))
		}
		if c.Authority != OfArea && !authorities[c.Authority] {
			k.fail(path+".authority", "%s: authority %q is not declared", what, clip(c.Authority))
		}
		k.keywords(path, what, c)
		k.questions(path, what, c.Questions)
	}
}

func (k *checker) keywords(path, what string, c Category) {
	if len(c.Keywords) > maxKeywords {
		k.fail(path+".keywords", "%s: more than %d keywords", what, maxKeywords)
		return
	}
	for i, w := range c.Keywords {
		if len(tokens(w)) == 0 || tooLong(w, maxWord) {
			k.fail(fmt.Sprintf("%s.keywords[%d]", path, i), "%s: keyword %q is not a word or short phrase", what, clip(w))
		}
	}
	if len(c.Synonyms) > maxSynonyms {
		k.fail(path+".synonyms", "%s: more than %d groups of synonyms", what, maxSynonyms)
		return
	}
	for i, group := range c.Synonyms {
		at := fmt.Sprintf("%s.synonyms[%d]", path, i)
		if len(group) < 2 || len(group) > maxKeywords {
			k.fail(at, "%s: a group of synonyms has 2 to %d words", what, maxKeywords)
			continue
		}
		for j, w := range group {
			if fold(w) == "" || tooLong(w, maxWord) {
				k.fail(fmt.Sprintf("%s[%d]", at, j), "%s: synonym %q is not a word or short phrase", what, clip(w))
			}
		}
	}
}

func (k *checker) questions(path, what string, qs []Question) {
	known := map[string]bool{}
	if len(qs) > maxQuestions {
		k.fail(path+".questions", "%s: more than %d questions", what, maxQuestions)
		return
	}
	for i, q := range qs {
		at, name := fmt.Sprintf("%s.questions[%d]", path, i), fmt.Sprintf("%s, question %q", what, clip(q.Code))
		k.named(at, what+", question", q.Code, q.Names)
		k.once(at+".code", what+", question", q.Code, known)
		if tooLong(q.Unit, 12) {
			k.fail(at+".unit", "%s: its unit is longer than 12 characters", name)
		}
		k.bounds(at, name, q)
		k.options(at, name, q)
	}
}

func (k *checker) bounds(at, name string, q Question) {
	lo, hi := q.limits()
	switch q.Type {
	case Text:
		if lo < 0 || hi > maxAnswerText || lo > hi || !whole(lo) || !whole(hi) {
			k.fail(at+".min", "%s: a text has 0 ≤ min ≤ max ≤ %d characters", name, maxAnswerText)
		}
	case Number:
		if !(lo <= hi) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
			k.fail(at+".min", "%s: min is above max", name)
		}
	case MultiList:
		if lo < 0 || lo > hi || hi > float64(max(1, len(q.Options))) || !whole(lo) || !whole(hi) {
			k.fail(at+".min", "%s: it asks for 0 ≤ min ≤ max ≤ %d choices", name, len(q.Options))
		}
	case List, Date:
		if q.Min != nil || q.Max != nil {
			k.fail(at+".min", "%s: a %s has no min and max", name, q.Type)
		}
	default:
		k.fail(at+".type", "%s: type %q is not one of text, number, list, multi_list, date", name, clip(string(q.Type)))
	}
}

func (k *checker) options(at, name string, q Question) {
	if q.Type != List && q.Type != MultiList {
		if len(q.Options) > 0 {
			k.fail(at+".options", "%s: only lists have options", name)
		}
		return
	}
	if len(q.Options) < 2 || len(q.Options) > maxOptions {
		k.fail(at+".options", "%s: a list has 2 to %d options", name, maxOptions)
		return
	}
	known := map[string]bool{}
	for i, o := range q.Options {
		path := fmt.Sprintf("%s.options[%d]", at, i)
		k.named(path, name+", option", o.Code, o.Names)
		k.once(path+".code", name+", option", o.Code, known)
	}
}

func (k *checker) named(path, kind, code string, names civic.Words) {
	k.code(path+".code", kind, code)
	k.words(path+".names", fmt.Sprintf("%s %q", kind, clip(code)), names, maxName)
}

func (k *checker) code(path, kind, code string) {
	if len(code) > 40 || !codeForm.MatchString(code) {
		k.fail(path, "%s: code %q is not small letters and digits with single hyphens", kind, clip(code))
	}
}

func (k *checker) once(path, kind, code string, known map[string]bool) {
	if known[code] {
		k.fail(path, "%s %q stands twice", kind, clip(code))
	}
	known[code] = true
}

func (k *checker) icon(path, what, icon string) {
	if !iconForm.MatchString(icon) {
		k.fail(path+".icon", "%s: icon %q is not one small word", what, clip(icon))
	}
}

func (k *checker) words(path, what string, w civic.Words, limit int) {
	for _, l := range k.c.Languages {
		if strings.TrimSpace(w[l]) == "" && l.Valid() {
			k.fail(path, "%s: words in %q are missing", what, clip(string(l)))
		}
	}
	for l, s := range w {
		below := path + "." + string(l)
		switch {
		case !l.Valid():
			k.fail(below, "%s: language %q is not one of %v", what, clip(string(l)), civic.Langs)
		case tooLong(s, limit):
			k.fail(below, "%s: more than %d characters", what, limit)
		case strings.ContainsFunc(s, hidden):
			k.fail(below, "%s: a control character stands in the text", what)
		}
	}
}

func (k *checker) box(path, what string, b civic.Box) {
	sw, ne := civic.Point{Lon: b.West, Lat: b.South}, civic.Point{Lon: b.East, Lat: b.North}
	switch {
	case !sw.Valid() || !ne.Valid() || !(b.West < b.East) || !(b.South < b.North):
		k.fail(path, "%s: a box is west < east and south < north, in degrees", what)
	case b.East-b.West > 5 || b.North-b.South > 5:
		k.fail(path, "%s: a box is at most 5 degrees wide and high", what)
	}
}

func (k *checker) days(path, what string, n int) {
	if n < 1 || n > maxDays {
		k.fail(path, "%s: a number of days from 1 to %d is needed", what, maxDays)
	}
}

func (k *checker) count(path, what string, n, most int) {
	if n < 1 || n > most {
		k.fail(path, "1 to %d %s are needed", most, what)
	}
}

func tooLong(s string, most int) bool { return len(s) > 4*most || utf8.RuneCountInString(s) > most }

func whole(v float64) bool { return v == math.Trunc(v) }

// hidden is what has no place in a text that people read: control characters but
// line ends, and the marks that override the direction of text.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e'
}

// clip shortens a word of the file for an error.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
