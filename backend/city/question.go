package city

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// maxAnswerText is the most characters a text answer may have, and the limit of
// a text question that sets none.
const maxAnswerText = 1000

var (
	numberForm = regexp.MustCompile(`^-?[0-9]{1,12}(\.[0-9]{1,6})?$`)
	firstDay   = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	lastDay    = time.Date(2199, 12, 31, 0, 0, 0, 0, time.UTC)
)

// limits are Min and Max, or what the type takes when the profile sets none.
func (q Question) limits() (lo, hi float64) {
	switch q.Type {
	case Text:
		hi = maxAnswerText
	case Number:
		lo, hi = -1e12, 1e12
	case MultiList:
		hi = float64(max(1, len(q.Options)))
	}
	if q.Min != nil {
		lo = *q.Min
	}
	if q.Max != nil {
		hi = *q.Max
	}
	return lo, hi
}

// ValidateAnswers checks a report's answers against its category's questions and
// gives every fault, in the order of the questions; none when all is well. Codes:
// category.unknown, answer.unknown (no such question), answer.required,
// answer.text, answer.number, answer.option, answer.count, answer.date; the field
// is "answers.<question>" and the parameters min and max say what is taken. An
// empty answer, or one of empty values, is no answer.
func (c *City) ValidateAnswers(category string, answers map[string]Answer) []*civic.Error {
	cat, ok := c.Category(category)
	if !ok {
		return []*civic.Error{civic.Invalid("category.unknown", "category")}
	}
	if len(answers) > maxQuestions {
		return []*civic.Error{civic.Invalid("answer.unknown", "answers")}
	}
	var faults []*civic.Error
	for _, q := range cat.Questions {
		if f := q.check(answers[q.Code]); f != nil {
			faults = append(faults, f)
		}
	}
	var strays []string
	for code := range answers {
		if !slices.ContainsFunc(cat.Questions, func(q Question) bool { return q.Code == code }) {
			strays = append(strays, clip(code))
		}
	}
	slices.Sort(strays)
	for _, code := range strays {
		faults = append(faults, civic.Invalid("answer.unknown", "answers."+code))
	}
	return faults
}

// check gives what is wrong with an answer, or nil.
func (q Question) check(a Answer) *civic.Error {
	lo, hi := q.limits()
	bad := func(code string) *civic.Error { return civic.Invalid(code, "answers."+q.Code) }
	if len(a) > maxOptions {
		return bad("answer.count").With("min", lo).With("max", hi)
	}
	if !slices.ContainsFunc(a, func(v string) bool { return strings.TrimSpace(v) != "" }) {
		if q.Required {
			return bad("answer.required")
		}
		return nil
	}
	if q.Type == MultiList {
		if n := float64(len(a)); n < lo || n > hi || repeated(a) {
			return bad("answer.count").With("min", lo).With("max", hi)
		}
	} else if len(a) != 1 {
		return bad("answer.count").With("min", 1).With("max", 1)
	}
	for _, v := range a {
		if code := q.wrong(v); code != "" {
			return bad(code).With("min", lo).With("max", hi)
		}
	}
	return nil
}

// wrong is the code of what is wrong with one value, or "".
func (q Question) wrong(v string) string {
	lo, hi := q.limits()
	switch q.Type {
	case Text:
		n := float64(utf8.RuneCountInString(v))
		if n < lo || n > hi || !utf8.ValidString(v) || strings.ContainsFunc(v, hidden) {
			return "answer.text"
		}
	case Number:
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || !numberForm.MatchString(v) || math.IsNaN(n) || n < lo || n > hi {
			return "answer.number"
		}
	case Date:
		day, err := time.Parse(time.DateOnly, v)
		if err != nil || day.Before(firstDay) || day.After(lastDay) {
			return "answer.date"
		}
	default: // List and MultiList
		if !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Code == v }) {
			return "answer.option"
		}
	}
	return ""
}

func repeated(a Answer) bool {
	for i, v := range a {
		if slices.Contains(a[:i], v) {
			return true
		}
	}
	return false
}
