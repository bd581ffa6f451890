package report

import (
	"context"
	"time"

	"jemaa/backend/civic"
)

// Category is what the city says of a kind of report.
type Category struct {
	Domain     string
	Deadline   time.Duration // what the city aims at
	HidePlace  bool          // the public sees a snapped point and no address
	HoldPhotos bool          // photos wait for a moderator
}

// City is what a report asks of the city's profile.
type City interface {
	Category(code string) (Category, bool)
	// InDomain lists a domain's categories; none when it is unknown.
	InDomain(domain string) []string
	// AreaAt is the code of the area a point lies in; false outside the city.
	AreaAt(p civic.Point) (code string, ok bool)
	// Authority is the code of who answers for a category in an area.
	Authority(category, area string) (code string, ok bool)
	IsAuthority(code string) bool
	// CheckAnswers gives the faults of the answers to a known category's
	// questions, their fields as "answers.<question>"; at most 20.
	CheckAnswers(category string, answers map[string][]string) []*civic.Error
}

// Law is what binds every report of the city.
type Law struct {
	Terms  string                        // version of the terms and licence in force
	Answer time.Duration                 // by when the administration must answer
	Snap   func(civic.Point) civic.Point // the one public point that stands for a hidden place
}

// Photos tells which photos a person has uploaded.
type Photos interface {
	// Owned gives those of the photos that the uploader may attach: their own, and
	// shown nowhere yet; in any order. Only ID, Width, Height and Color are read.
	Owned(ctx context.Context, uploader civic.ID, ids []civic.ID) ([]Photo, error)
}

// Contact is how the responsible authority can reach an author.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
}

// People tells who accounts are.
type People interface {
	// Names gives display names; unknown accounts are left out.
	Names(ctx context.Context, ids []civic.ID) (map[civic.ID]string, error)
	Contact(ctx context.Context, id civic.ID) (Contact, error)
	IsOfficial(ctx context.Context, id civic.ID, authority string) (bool, error)
}

// Tallies gives the counts that hang on subjects; unknown subjects are left out.
type Tallies interface {
	Get(ctx context.Context, subjects ...civic.Subject) (map[civic.Subject]map[string]int64, error)
	// Counts gives each subject's counts in its place, nil for unknown ones; nobody
	// may change them.
	Counts(ctx context.Context, subjects []civic.Subject) ([]map[string]int64, error)
}

// Nearby gives the ids of public reports whose public point lies within metres
// of p, at most limit, the nearest first where it can.
type Nearby func(ctx context.Context, p civic.Point, metres float64, limit int) ([]civic.ID, error)

// Ports are the rooms a Service stands on; all but Trust and Fold are required.
type Ports struct {
	City    City
	Law     Law
	Photos  Photos
	People  People
	Tallies Tallies
	Nearby  Nearby
	Trust   Trust               // nil: nobody has bounds
	Fold    func(string) string // makes words comparable, as search does; nil: lower case
}
