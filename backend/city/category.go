package city

import "jemaa/backend/civic"

// Authority is a public body that answers reports.
type Authority struct {
	Code  string      `yaml:"code" json:"code"`
	Names civic.Words `yaml:"names" json:"names"`

	// StandIn names the fictional service that answers in its place in a
	// demonstration; without it the area it is in charge of names it.
	StandIn civic.Words `yaml:"stand_in" json:"-"`
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
