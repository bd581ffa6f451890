// Package report is the heart of the city: a resident tells that something is
// broken, the authority in charge answers in public and repairs, and those whom
// it hit say whether it is true.
//
// A Report is one document: what was said, where, its life (Status) and its
// timeline (Updates). Every command changes exactly that document and writes the
// messages that say what happened beside it. Supports and supporters'
// confirmations are edges of their own, so that "once a person" is a primary
// key. What a reader may see of all this is decided in one place, face.go; who
// may do what, in rules.go.
package report

import (
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Kind is the word for reports in a civic.Subject.
const Kind = "report"

// Bounds of a report's content; texts are counted in runes.
const (
	MaxTitle       = 120
	MaxDescription = 4000
	MaxAddress     = 200
	MaxText        = 4000 // an update's words
	MaxReason      = 2000
	MaxWords       = 1000 // a confirmation's words
	MaxPhotos      = 5    // on the report, and on each update
	MaxUpdates     = 300
	MaxDecisions   = 20 // of moderators, kept on the timeline: the last ones
	MaxExcerpt     = 200
)

// Status is where a report stands in its life; the word on the wire.
type Status string

// The statuses.
const (
	Submitted    Status = "submitted"
	Acknowledged Status = "acknowledged"
	InProgress   Status = "in_progress"
	Resolved     Status = "resolved"
	Declined     Status = "declined"
	Duplicate    Status = "duplicate"
	Withdrawn    Status = "withdrawn"
)

// Statuses lists every status in the order of a report's life.
var Statuses = []Status{Submitted, Acknowledged, InProgress, Resolved, Declined, Duplicate, Withdrawn}

// Open tells whether work is still to be done.
func (s Status) Open() bool { return s == Submitted || s == Acknowledged || s == InProgress }

// Valid tells whether the status is one of Statuses.
func (s Status) Valid() bool { return slices.Contains(Statuses, s) }

// Source tells how a report came in.
type Source string

// The sources; the last two are for officials who write down what they are told.
const (
	App     Source = "app"
	Counter Source = "counter"
	Phone   Source = "phone"
)

// Photo is a picture attached to a report or an update. Held ones wait for a
// moderator and are shown to the author and to moderators only.
type Photo struct {
	ID     civic.ID   `json:"id"`
	Width  int        `json:"width"`  // pixels
	Height int        `json:"height"` // pixels
	Color  string     `json:"color"`  // "#rrggbb", drawn until the picture is there
	Held   bool       `json:"held,omitempty"`
	At     civic.Time `json:"at,omitzero"` // when it was attached
}

// Listed holds the times by which public lists are sorted. They exist only while
// the report is public, and Due only while it is open, so that what is hidden is
// in no list's index.
type Listed struct {
	New     civic.Time `json:"new,omitzero"`
	Updated civic.Time `json:"updated,omitzero"`
	Due     civic.Time `json:"due,omitzero"`
}

// Hidden says that a moderator took the report from the public's eyes, and why.
type Hidden struct {
	By     civic.ID   `json:"by"`
	Reason string     `json:"reason"`
	At     civic.Time `json:"at"`
}

// AuthorAnswer is what the author said when asked whether it is resolved.
type AuthorAnswer struct {
	Round    int        `json:"round"`
	Resolved bool       `json:"resolved"`
	At       civic.Time `json:"at"`
	Hash     string     `json:"hash,omitempty"` // of the request
}

// Report is the document. Nothing of it reaches a reader but through a View, a
// Summary or a civic.Entry.
type Report struct {
	store.Meta
	Ref            string              `json:"ref"`
	Author         civic.ID            `json:"author"`
	Anonymous      bool                `json:"anonymous"`
	Source         Source              `json:"source"`
	Category       string              `json:"category"`
	Domain         string              `json:"domain"`
	Area           string              `json:"area"`
	Authority      string              `json:"authority"`
	Title          string              `json:"title"`
	Description    string              `json:"description"`
	Lang           civic.Lang          `json:"lang"`
	Location       civic.Point         `json:"location"`
	Address        string              `json:"address"`
	PublicLocation civic.Point         `json:"public_location"` // snapped where the category hides the place
	HiddenPlace    bool                `json:"hidden_place"`
	Answers        map[string][]string `json:"answers,omitempty"` // by question code
	Photos         []Photo             `json:"photos,omitempty"`
	TermsVersion   string              `json:"terms_version"` // terms and licence accepted on sending
	CreatedHash    string              `json:"created_hash"`  // of the creating request
	CreatedAt      civic.Time          `json:"created_at"`

	Status       Status        `json:"status"`
	StatusBefore Status        `json:"status_before,omitempty"` // what undoing a duplicate returns to
	DuplicateOf  civic.ID      `json:"duplicate_of,omitempty"`
	Contested    bool          `json:"contested"`
	Assignee     civic.ID      `json:"assignee,omitempty"`
	ResolvedAt   civic.Time    `json:"resolved_at,omitzero"`
	ResolvedBy   string        `json:"resolved_by,omitempty"` // the authority that says it is resolved
	Round        int           `json:"round"`                 // how many times it was resolved
	Confirmed    *AuthorAnswer `json:"confirmed,omitempty"`
	Hidden       *Hidden       `json:"hidden,omitempty"`
	UpdatedAt    civic.Time    `json:"updated_at"`         // last change the public can see
	ErasedAt     civic.Time    `json:"erased_at,omitzero"` // by law: nothing but the kind of it is left
	Edits        int           `json:"edits"`
	Updates      []Update      `json:"updates"`

	DueAt         civic.Time `json:"due_at"`                  // what the city aims at; see clock.go
	LegalDueAt    civic.Time `json:"legal_due_at"`            // by law; never moves
	AwaitingSince civic.Time `json:"awaiting_since,omitzero"` // the clock stands since then
	Ask           civic.ID   `json:"ask,omitempty"`           // the update that awaits an answer

	// What lists are indexed by; made by relist.
	Listed   Listed `json:"listed"`
	Assigned Listed `json:"assigned"`       // Listed, only while somebody is assigned
	Desk     string `json:"desk,omitempty"` // "authority/assignee"
	Marks    Marks  `json:"marks"`          // what an authority's numbers are counted by
}

// Subject is the report as others hang things on it.
func (r *Report) Subject() civic.Subject { return civic.Subject{Kind: Kind, ID: civic.ID(r.ID)} }

// Public tells whether everybody may see the report.
func (r *Report) Public() bool { return r.Hidden == nil && r.Status != Withdrawn }

// transitions says what an official may turn a status into. Duplicates, the
// author's no and withdrawals have commands of their own.
var transitions = map[Status][]Status{
	Submitted:    {Acknowledged, InProgress, Resolved, Declined},
	Acknowledged: {InProgress, Resolved, Declined},
	InProgress:   {Resolved, Declined},
	Resolved:     {InProgress},
	Declined:     {Acknowledged, InProgress},
}

// relist brings the fields that lists are indexed by up to date; every change of
// a report ends with it.
func (r *Report) relist() {
	r.Listed, r.Assigned, r.Desk, r.Marks = Listed{}, Listed{}, "", r.mark()
	if !r.Public() {
		return
	}
	r.Listed = Listed{New: r.CreatedAt, Updated: r.UpdatedAt}
	if r.Status.Open() {
		r.Listed.Due = r.DueAt
	}
	if r.Assignee != "" {
		r.Assigned, r.Desk = r.Listed, desk(r.Authority, r.Assignee)
	}
}

// desk names one official's work for one authority: who serves two of them has
// two desks, and each is seen only by its own authority.
func desk(authority string, assignee civic.ID) string { return authority + "/" + string(assignee) }

// PhotoIDs lists every photo that the report and its updates show.
func (r *Report) PhotoIDs() []civic.ID {
	var out []civic.ID
	for _, p := range r.Photos {
		out = append(out, p.ID)
	}
	for _, u := range r.Updates {
		for _, p := range u.Photos {
			out = append(out, p.ID)
		}
	}
	return out
}

// HoldsPhotos tells whether a photo waits for a moderator.
func (r *Report) HoldsPhotos() bool {
	held := func(p Photo) bool { return p.Held }
	return slices.ContainsFunc(r.Photos, held) ||
		slices.ContainsFunc(r.Updates, func(u Update) bool { return slices.ContainsFunc(u.Photos, held) })
}
