package report

import (
	"jemaa/backend/civic"
)

// PhotoView is a photo as a reader sees it.
type PhotoView struct {
	ID     civic.ID `json:"id"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	Color  string   `json:"color"`
	Held   bool     `json:"held,omitempty"`
}

// Summary is a report in a list, as one reader may see it.
type Summary struct {
	ID             civic.ID    `json:"id"`
	Ref            string      `json:"ref"`
	Category       string      `json:"category"`
	Domain         string      `json:"domain"`
	Area           string      `json:"area"`
	Authority      string      `json:"authority"`
	Title          string      `json:"title"`
	Excerpt        string      `json:"excerpt"` // ≤ MaxExcerpt runes
	Lang           civic.Lang  `json:"lang"`
	Location       civic.Point `json:"location"`
	LocationExact  bool        `json:"location_exact"`
	Status         Status      `json:"status"`
	Contested      bool        `json:"contested"`
	Overdue        bool        `json:"overdue"`
	AwaitingAnswer bool        `json:"awaiting_answer"`
	CreatedAt      civic.Time  `json:"created_at"`
	UpdatedAt      civic.Time  `json:"updated_at"`
	DueAt          civic.Time  `json:"due_at"`
	LegalDueAt     civic.Time  `json:"legal_due_at"`
	Photo          *PhotoView  `json:"photo,omitempty"`
	Supports       int64       `json:"supports"`
	Anonymous      bool        `json:"anonymous"`
	Mine           bool        `json:"mine,omitempty"`
	Assignee       civic.ID    `json:"assignee,omitempty"` // for officials of the authority
	Rev            int64       `json:"rev"`
}

// View is a whole report, as one reader may see it.
type View struct {
	Summary
	Description   string              `json:"description"`
	Address       string              `json:"address,omitempty"`
	Photos        []PhotoView         `json:"photos"`
	Answers       map[string][]string `json:"answers"`
	Author        *AuthorView         `json:"author"` // null when anonymous
	Updates       []UpdateView        `json:"updates"`
	DuplicateOf   civic.ID            `json:"duplicate_of,omitempty"`
	ResolvedAt    civic.Time          `json:"resolved_at,omitzero"`
	ResolvedBy    string              `json:"resolved_by,omitempty"`
	Confirmations Confirmations       `json:"confirmations"`
	AwaitingSince civic.Time          `json:"awaiting_since,omitzero"`
	Source        Source              `json:"source"`
	Hidden        *HiddenView         `json:"hidden,omitempty"` // for the author and moderators
	Viewer        *Viewer             `json:"viewer,omitempty"` // for who is signed in
}

// AuthorView is an author's public face.
type AuthorView struct {
	Name string `json:"name"`
}

// HiddenView tells the author why the report is hidden.
type HiddenView struct {
	Reason string     `json:"reason"`
	At     civic.Time `json:"at"`
}

// Confirmations counts who says, in this round, that it is resolved or not; the
// author is one of them.
type Confirmations struct {
	Yes   int64               `json:"yes"`
	No    int64               `json:"no"`
	Words []ConfirmationWords `json:"words,omitempty"` // for the authority and moderators, ≤ 20, no names
}

// ConfirmationWords is what one supporter said.
type ConfirmationWords struct {
	Resolved bool       `json:"resolved"`
	Words    string     `json:"words,omitempty"`
	Photo    *PhotoView `json:"photo,omitempty"`
	At       civic.Time `json:"at"`
}

// Viewer is what the report is to the one who reads it. Following and Flagged
// are other rooms' knowledge: they are filled in by who asks those.
type Viewer struct {
	Supported bool     `json:"supported"`
	Following bool     `json:"following"`
	Flagged   bool     `json:"flagged"`
	Confirmed *bool    `json:"confirmed,omitempty"` // their answer in this round
	Can       []string `json:"can"`
}

// UpdateView is an entry of the timeline, as one reader may see it.
type UpdateView struct {
	ID       civic.ID    `json:"id"`
	At       civic.Time  `json:"at"`
	Kind     UpdateKind  `json:"kind"`
	By       ByView      `json:"by"`
	From     string      `json:"from,omitempty"`
	To       string      `json:"to,omitempty"`
	Text     string      `json:"text,omitempty"`
	Lang     civic.Lang  `json:"lang,omitempty"`
	Photos   []PhotoView `json:"photos"`
	Reason   string      `json:"reason,omitempty"`
	Internal bool        `json:"internal,omitempty"`
}

// ByView is who made an update: an authority, the author, a moderator.
type ByView struct {
	Role      Party  `json:"role"`
	Authority string `json:"authority,omitempty"`
	Name      string `json:"name,omitempty"`
	Mine      bool   `json:"mine,omitempty"`
}

// Change is a line for those who mirror the reports: the summary, or a tombstone.
type Change struct {
	ID        civic.ID   `json:"id"`
	Gone      bool       `json:"gone,omitempty"`
	ChangedAt civic.Time `json:"changed_at"`
	Report    *Summary   `json:"report,omitempty"` // nil when gone
}

// Near is a report near a point.
type Near struct {
	Summary
	Metres float64 `json:"distance_m"` // to the public point
}
