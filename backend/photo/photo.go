// Package photo knows whose a photograph is and who may look at it. A signed-in
// person uploads one under an id of their own making; until a report (or an
// answer) shows it, it is theirs alone, and after a day it is swept away. Once
// attached, its report decides who may see it.
//
// The document comes first and the bytes after it, so that no bytes ever lie in
// the bucket that nothing points to; a document whose bytes are not all there
// is "pending", and the uploader's next PUT completes it.
package photo

import (
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/media"
	"jemaa/backend/store"
)

// The bounds of uploads.
const (
	MaxFree   = 60             // unattached photos a person may upload a day
	FreeLife  = 24 * time.Hour // of a photo that nothing shows
	sweepWait = time.Hour      // between marking for the sweep and sweeping
)

// State is how far a photo has come.
type State string

// The states of a photo.
const (
	Pending  State = "pending"  // its bytes are not all there
	Free     State = "free"     // nothing shows it yet
	Attached State = "attached" // AttachedTo shows it
	Marked   State = "marked"   // will be swept: nobody may begin to use it
	Sweeping State = "sweeping" // its bytes are going
)

// Photo is an upload; its id is the client's ULID.
type Photo struct {
	store.Meta
	Uploader   civic.ID   `json:"uploader"`
	Hash       string     `json:"hash"`   // SHA-256 of what was uploaded
	Width      int        `json:"width"`  // pixels, upright
	Height     int        `json:"height"` // pixels, upright
	Color      string     `json:"color"`  // "#rrggbb"
	State      State      `json:"state"`
	Since      civic.Time `json:"since"` // of the state
	AttachedTo string     `json:"attached_to,omitempty"`
	CreatedAt  civic.Time `json:"created_at"`
}

// View is what an upload answers.
type View struct {
	ID     civic.ID `json:"id"`
	Width  int      `json:"width"`
	Height int      `json:"height"`
	Color  string   `json:"color"`
}

// View gives the photo's public part.
func (p *Photo) View() View {
	return View{ID: civic.ID(p.ID), Width: p.Width, Height: p.Height, Color: p.Color}
}

func (p *Photo) become(s State, now civic.Time) {
	p.State, p.Since = s, now
	if s != Attached {
		p.AttachedTo = ""
	}
}

// whole tells whether the photo's bytes are there and will stay.
func (p *Photo) whole() bool { return p.State == Free || p.State == Attached }

// Served is one size of a photo. Public tells whether anybody may see it, so
// that shared caches may keep it.
type Served struct {
	media.Object
	Public bool
}

// subject reads "kind/id".
func subject(key string) civic.Subject {
	for i := range len(key) {
		if key[i] == '/' {
			return civic.Subject{Kind: key[:i], ID: civic.ID(key[i+1:])}
		}
	}
	return civic.Subject{}
}
