package city

import (
	"fmt"
	"slices"
)

// Verification is how a city confirms who its residents are.
type Verification struct {
	Person   []string `yaml:"person" json:"person"`     // what makes one person, of VerificationFields; name and birth_date when empty
	Counters []string `yaml:"counters" json:"counters"` // authorities whose officials confirm, OfArea for those of the areas; all when empty
}

// VerificationFields are what Person may name: never the number of a card.
var VerificationFields = []string{"name", "birth_date", "address"}

// HasCounter tells whether an authority's officials confirm residents.
func (c *City) HasCounter(authority string) bool {
	counters := c.Verification.Counters
	if len(counters) == 0 || slices.Contains(counters, authority) {
		return true
	}
	return slices.Contains(counters, OfArea) &&
		slices.ContainsFunc(c.Areas, func(a Area) bool { return a.Authority == authority })
}

func (k *checker) verification(authorities map[string]bool) {
	v := &k.c.Verification
	if len(v.Person) == 0 {
		v.Person = []string{"name", "birth_date"}
	}
	for i, field := range v.Person {
		path := fmt.Sprintf("verification.person[%d]", i)
		if !slices.Contains(VerificationFields, field) {
			k.fail(path, "%q is not one of %v", clip(field), VerificationFields)
		}
		if slices.Index(v.Person, field) < i {
			k.fail(path, "%q stands twice", clip(field))
		}
	}
	if !slices.Contains(v.Person, "name") {
		k.fail("verification.person", "a person is told apart by their name, and what else the city chooses")
	}
	if v.Counters == nil {
		v.Counters = []string{}
	}
	if len(v.Counters) > maxAuthorities {
		k.fail("verification.counters", "at most %d counters", maxAuthorities)
	}
	for i, code := range v.Counters {
		if code != OfArea && !authorities[code] {
			k.fail(fmt.Sprintf("verification.counters[%d]", i), "authority %q is not declared", clip(code))
		}
	}
}
