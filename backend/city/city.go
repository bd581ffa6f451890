// Package city is what a city says of itself: its names, languages, areas,
// authorities, service domains, report categories, deadlines and legal texts,
// read from one YAML profile. Casablanca's is built in; another city is another
// file, and nothing in this package knows which city it serves.
//
// A profile is read once, at start, and refused with line, column and reason
// when anything in it does not hold together. A City never changes afterwards,
// so any number of goroutines may ask it: which area holds this point, which
// authority answers for this category there, what is this text about.
package city

import (
	_ "embed" // the built-in profile
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"jemaa/backend/civic"
)

// City is one city's profile, complete and valid. It must not be changed.
type City struct {
	Code              string       `yaml:"code" json:"code"`
	Names             civic.Words  `yaml:"names" json:"names"`
	Languages         []civic.Lang `yaml:"languages" json:"languages"`
	DefaultLanguage   civic.Lang   `yaml:"default_language" json:"default_language"`
	TimeZone          string       `yaml:"time_zone" json:"time_zone"` // IANA name, for example Africa/Casablanca
	ZoneProof         ZoneProof    `yaml:"zone_proof" json:"-"`
	Box               civic.Box    `yaml:"box" json:"box"`
	Verification      Verification `yaml:"verification" json:"verification"`
	LegalDeadlineDays int          `yaml:"legal_deadline_days" json:"legal_deadline_days"`
	Legal             Legal        `yaml:"legal" json:"legal"`
	Catalogue         civic.Words  `yaml:"catalogue" json:"catalogue"`     // public name of the app catalogue
	BaseMap           string       `yaml:"base_map" json:"base_map"`       // what is drawn under the reports; "none" so far
	Attribution       civic.Words  `yaml:"attribution" json:"attribution"` // credit shown on every map
	ApproximateAreas  bool         `yaml:"-" json:"approximate_areas"`     // until official outlines are imported
	Areas             []Area       `yaml:"areas" json:"areas"`
	Authorities       []Authority  `yaml:"authorities" json:"authorities"`
	Domains           []Domain     `yaml:"domains" json:"domains"`
	Categories        []Category   `yaml:"categories" json:"categories"`

	zone    *time.Location
	guesser *guesser
	areas   map[string]int // index by code
	cats    map[string]int
}

//go:embed profiles/casablanca.yaml
var casablanca []byte

// MaxProfile is the most bytes a profile may have.
const MaxProfile = 4 << 20

// Load reads the profile in a file, or the built-in one (Casablanca) when path is
// empty. The error is a Faults when the profile itself is at fault.
func Load(path string) (*City, error) {
	if path == "" {
		return Parse("casablanca.yaml", casablanca)
	}
	b, err := readBounded(path, MaxProfile)
	if err != nil {
		return nil, fmt.Errorf("city: load: %w", err)
	}
	return Parse(filepath.Base(path), b)
}

// readBounded refuses what is larger than limit before it is in memory.
func readBounded(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s: more than %d bytes", path, limit)
	}
	return b, err
}

// Location is the city's time zone. Its rules are those of the machine's zone
// data, so that a change of law needs fresh zone data and no new program.
func (c *City) Location() *time.Location { return c.zone }

// ZoneStale tells that the machine's zone data is older than the last change of
// the city's clock: local times would be wrong, and whoever runs it must be told.
func (c *City) ZoneStale() bool {
	if c.ZoneProof.At == "" {
		return false
	}
	at, _ := time.Parse(time.RFC3339, c.ZoneProof.At) // checked when the profile was read
	_, seconds := at.In(c.zone).Zone()
	return seconds != 60*c.ZoneProof.OffsetMinutes
}

// LegalDeadline is the time by which the administration must answer by law.
func (c *City) LegalDeadline() time.Duration {
	return time.Duration(c.LegalDeadlineDays) * 24 * time.Hour
}

// Speaks tells whether the city's profile has its words in a language.
func (c *City) Speaks(l civic.Lang) bool { return slices.Contains(c.Languages, l) }

// Area finds an area by its code.
func (c *City) Area(code string) (Area, bool) {
	i, ok := c.areas[code]
	if !ok {
		return Area{}, false
	}
	return c.Areas[i], true
}

// Category finds a category by its code.
func (c *City) Category(code string) (Category, bool) {
	i, ok := c.cats[code]
	if !ok {
		return Category{}, false
	}
	return c.Categories[i], true
}

// AuthorityNamed finds an authority by its code.
func (c *City) AuthorityNamed(code string) (Authority, bool) {
	for _, a := range c.Authorities {
		if a.Code == code {
			return a, true
		}
	}
	return Authority{}, false
}

// Authority is the code of who answers for a category in an area. The area only
// matters, and must be known, when the category's rule is OfArea.
func (c *City) Authority(category, area string) (code string, ok bool) {
	cat, ok := c.Category(category)
	if !ok {
		return "", false
	}
	if cat.Authority != OfArea {
		return cat.Authority, true
	}
	a, ok := c.Area(area)
	return a.Authority, ok
}

// Synonyms are the groups of words that mean the same thing, of all categories,
// as the profile writes them: search folds them as it folds everything else.
func (c *City) Synonyms() [][]string {
	var out [][]string
	for _, cat := range c.Categories {
		for _, group := range cat.Synonyms {
			out = append(out, slices.Clone(group))
		}
	}
	return out
}

// ZoneProof is a moment at which the city's clock is known, by law, to be so many
// minutes ahead of UTC; it exposes zone data that has not heard of the law.
type ZoneProof struct {
	At            string `yaml:"at"` // RFC 3339; empty for no proof
	OffsetMinutes int    `yaml:"offset_minutes"`
}

// Legal holds the texts a person accepts; Version is kept with what they accept.
type Legal struct {
	Version string      `yaml:"version" json:"version"` // changes with any of the texts
	Terms   civic.Words `yaml:"terms" json:"terms"`
	Privacy civic.Words `yaml:"privacy" json:"privacy"`
	Licence Licence     `yaml:"licence" json:"licence"`
}

// Licence is what words and photos are published under.
type Licence struct {
	Code  string      `yaml:"code" json:"code"` // SPDX identifier
	URL   string      `yaml:"url" json:"url"`
	Words civic.Words `yaml:"words" json:"words"`
}

// finish makes what is looked up often: indexes, outlines, the guesser.
func (c *City) finish() {
	c.ApproximateAreas = true
	c.areas, c.cats = map[string]int{}, map[string]int{}
	outlines := madeOutlines(c.Areas, (c.Box.South+c.Box.North)/2)
	for i := range c.Areas {
		c.areas[c.Areas[i].Code] = i
		c.Areas[i].Outline = outlines[i]
	}
	for i := range c.Categories {
		c.cats[c.Categories[i].Code] = i
		if c.Categories[i].Questions == nil {
			c.Categories[i].Questions = []Question{} // a list is never null on the wire
		}
	}
	c.guesser = newGuesser(c.Categories)
}
