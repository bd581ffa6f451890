package api

import (
	"context"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// CaseView is a case as a moderator sees it.
type CaseView struct {
	Subject  civic.Subject      `json:"subject"`
	Title    string             `json:"title"`
	Excerpt  string             `json:"excerpt"`
	Photos   []report.PhotoView `json:"photos"`
	Why      []string           `json:"why" doc:"flags, held_photos"`
	Flags    int64              `json:"flags"`
	Reasons  map[string]int64   `json:"reasons"`
	Words    []string           `json:"words" doc:"What those who flagged it wrote; no names."`
	State    string             `json:"state" enum:"open,decided"`
	Decision *DecisionView      `json:"decision,omitempty"`
	OpenedAt civic.Time         `json:"opened_at"`
	Report   *report.Summary    `json:"report,omitempty"`
}

// DecisionView is what was decided.
type DecisionView struct {
	Action string     `json:"action" enum:"hide,restore,keep,release_photos"`
	Reason string     `json:"reason"`
	By     string     `json:"by,omitempty"`
	At     civic.Time `json:"at"`
}

type casesIn struct {
	State string `query:"state" enum:"open,decided" default:"open"`
	After string `query:"after" maxLength:"1024"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Lang  string `query:"lang" maxLength:"8"`
}

// CasePage is one page of the queue.
type CasePage struct {
	Items []CaseView `json:"items"`
	Next  string     `json:"next,omitempty"`
}

type decideIn struct {
	Kind string `path:"kind" enum:"report"`
	ID   string `path:"id" minLength:"26" maxLength:"26"`
	Body struct {
		Action string `json:"action" enum:"hide,restore,keep,release_photos"`
		Reason string `json:"reason,omitempty" maxLength:"2500"`
	}
}

func (d *Door) listCases(ctx context.Context, in *casesIn) (*answer[CasePage], error) {
	return nil, unwired
}

func (d *Door) decideCase(ctx context.Context, in *decideIn) (*answer[CaseView], error) {
	return nil, unwired
}
