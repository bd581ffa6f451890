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
	Box               civic.Box    `yaml:"box" json:"box"`
	LegalDeadlineDays int          `yaml:"legal_deadline_days" json:"legal_deadline_days"`
	Legal             Legal        `yaml:"legal" json:"legal"`
	Catalogue         civic.Words  `yaml:"catalogue" json:"catalogue"`     // public name of the app catalogue
	BaseMap           string       `yaml:"base_map" json:"base_map"`       // what is drawn under the reports; "none" so far
	Attribution       civic.Words  `yaml:"attribution" json:"attribution"` // credit shown on every map
	ApproximateAreas  bool         `yaml:"approximate_areas" json:"approximate_areas"`
	Areas             []Area       `yaml:"areas" json:"areas"`
	Authorities       []Authority  `yaml:"authorities" json:"authorities"`
	Domains           []Domain     `yaml:"domains" json:"domains"`
	Categories        []Category   `yaml:"categories" json:"categories"`

	zone *time.Location
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

// Area is a named part of the city with an outline.
type Area struct {
	Code      string      `yaml:"code" json:"code"`
	Names     civic.Words `yaml:"names" json:"names"`
	Centroid  civic.Point `yaml:"centroid" json:"centroid"`
	Box       civic.Box   `yaml:"box" json:"box"`
	Km2       float64     `yaml:"km2" json:"km2"`
	Authority string      `yaml:"authority" json:"authority"` // in charge where a category's rule is OfArea

	// Outline is made from centroid, box and km² (approximate), or imported.
	Outline Outline `yaml:"-" json:"-"`
}

// Authority is a public body that answers reports.
type Authority struct {
	Code  string      `yaml:"code" json:"code"`
	Names civic.Words `yaml:"names" json:"names"`
}

// Domain is a group of categories.
type Domain struct {
	Code  string      `yaml:"code" json:"code"`
	Names civic.Words `yaml:"names" json:"names"`
	Icon  string      `yaml:"icon" json:"icon"`
}

// OfArea is the authority rule "the authority of the area the report lies in".
const OfArea = "area"

// Category is a kind of report.
type Category struct {
	Code         string      `yaml:"code" json:"code"`
	Domain       string      `yaml:"domain" json:"domain"`
	Names        civic.Words `yaml:"names" json:"names"`
	Icon         string      `yaml:"icon" json:"icon"`                   // one word that the web app draws
	Authority    string      `yaml:"authority" json:"authority"`         // an authority's code, or OfArea
	DeadlineDays int         `yaml:"deadline_days" json:"deadline_days"` // what the city aims at
	HidePlace    bool        `yaml:"hide_place" json:"hide_place"`       // the public sees Snap of the point, no address
	HoldPhotos   bool        `yaml:"hold_photos" json:"hold_photos"`     // photos wait for a moderator
	Keywords     []string    `yaml:"keywords" json:"-"`                  // for Guess: words and short phrases, any language
	Synonyms     [][]string  `yaml:"synonyms" json:"-"`                  // for search: groups of words that mean the same
	Questions    []Question  `yaml:"questions" json:"questions"`
}

// QuestionType is the shape of an answer.
type QuestionType string

// The types of question, with the form of their answer.
const (
	Text      QuestionType = "text"       // one text of Min..Max characters
	Number    QuestionType = "number"     // one decimal number, "." before decimals, Min..Max
	List      QuestionType = "list"       // one option's code
	MultiList QuestionType = "multi_list" // Min..Max different options' codes
	Date      QuestionType = "date"       // one day, YYYY-MM-DD
)

// Question is asked of those who report in a category.
type Question struct {
	Code     string       `yaml:"code" json:"code"`
	Type     QuestionType `yaml:"type" json:"type"`
	Names    civic.Words  `yaml:"names" json:"names"` // the label
	Required bool         `yaml:"required" json:"required"`
	Options  []Option     `yaml:"options" json:"options,omitempty"` // for lists
	Min      *float64     `yaml:"min" json:"min,omitempty"`
	Max      *float64     `yaml:"max" json:"max,omitempty"`
	Unit     string       `yaml:"unit" json:"unit,omitempty"` // for numbers, for example cm
}

// Option is one choice of a list.
type Option struct {
	Code  string      `yaml:"code" json:"code"`
	Names civic.Words `yaml:"names" json:"names"`
}

// Answer is what a person said to one question: one value, or several for a
// MultiList. A report's answers are keyed by the question's code.
type Answer []string

// Guess is a category that a text may be about; Score is in (0, 1].
type Guess struct {
	Category string  `json:"category"`
	Score    float64 `json:"score"`
}
