package privacy

import (
	"slices"

	"jemaa/backend/civic"
)

// Basis is what allows a kind of data to be kept (law 09-08, article 4; GDPR, article
// 6); the word on the wire.
type Basis string

// The bases.
const (
	BasisService Basis = "service" // needed for what the person asked for
	BasisPublic  Basis = "public"  // a task in the public interest: repairing and running a city
	BasisSafety  Basis = "safety"  // a legitimate interest: keeping accounts and the room safe
	BasisConsent Basis = "consent" // agreed to, and taken back at any time
	BasisLaw     Basis = "law"     // an obligation: to answer for who decided what
	BasisNone    Basis = "none"    // says nothing about anybody
)

// topic is one kind of data: why it is kept, on what basis, until when.
type topic struct {
	code  string
	basis Basis
	words map[civic.Lang]topicWords
}

type topicWords struct{ title, why, until string }

// Topic is a topic in a reader's language.
type Topic struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Why   string `json:"why"`
	Until string `json:"until"`
	Basis Basis  `json:"basis"`
}

// Personal tells whether a topic says anything about anybody.
func (t topic) personal() bool { return t.basis != BasisNone }

// Topics lists what is kept about people, in a language.
func Topics(lang civic.Lang) []Topic {
	if !lang.Valid() {
		lang = civic.French
	}
	var out []Topic
	for _, t := range topics {
		if w := t.words[lang]; t.personal() {
			out = append(out, Topic{t.code, w.title, w.why, w.until, t.basis})
		}
	}
	return out
}

// Kept is one collection: whose it is, and under which topic each of its fields falls.
// A field is named by its JSON path; what stands in lists is named like the list
// ("updates.text"). What a map holds is one field.
type Kept struct {
	Collection string
	Room       string              // the package that opens it
	Fields     map[string][]string // by topic
}

// All lists the fields of all topics.
func (k Kept) All() []string {
	var out []string
	for _, t := range topics {
		out = append(out, k.Fields[t.code]...)
	}
	return out
}

// Personal tells whether a collection says anything about anybody.
func (k Kept) Personal() bool {
	return slices.ContainsFunc(topics, func(t topic) bool { return t.personal() && len(k.Fields[t.code]) > 0 })
}
