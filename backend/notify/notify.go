// Package notify tells people what became of what they care about. Who wants to
// hear of a subject has a follow: residents choose it, and authors get one by
// themselves. Supporters follow by their support, which is looked up and not kept
// twice. Whoever leaves stays away, whatever arrives late.
//
// What happened comes as messages. For each, the people concerned are found, never
// the one who acted, and everyone gets at most one notification: its id is made
// from what happened and who is told, so that telling again changes nothing. A
// subject with many followers is told of in stretches: a fan-out document keeps
// the place, and each stretch is a message of its own, so that a kill loses and
// repeats nothing.
//
// A notification holds ids, never words. They are said when it is read, in the
// reader's language, from what the subject is then: what was hidden or erased
// since is hidden or erased here too.
package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Kind is what a notification tells; the word on the wire.
type Kind string

// The kinds of notification.
const (
	StatusChanged     Kind = "status"             // the report's status changed
	Answered          Kind = "answer"             // the authority answered
	Asked             Kind = "ask"                // the authority asks the author
	ConfirmationAsked Kind = "confirmation_asked" // resolved: is it true? author and supporters
	Duplicate         Kind = "duplicate"          // it is the same as another
	Contested         Kind = "contested"          // the author says it is not resolved
	Hidden            Kind = "hidden"             // a moderator hid it; its author
	Restored          Kind = "restored"           // it is public again; its author
	HandedOver        Kind = "handed_over"        // another authority is responsible
)

// Notification is one entry of somebody's inbox.
type Notification struct {
	store.Meta
	Account  civic.ID      `json:"account"`
	Kind     Kind          `json:"kind"`
	Subject  civic.Subject `json:"subject"`
	Update   string        `json:"update,omitempty"`   // the entry of the subject's timeline
	Status   string        `json:"status,omitempty"`   // of a StatusChanged: the new one
	At       civic.Time    `json:"at"`                 // when what it tells of happened
	UnreadAt civic.Time    `json:"unread_at,omitzero"` // when it was written, until it is read
	ReadAt   civic.Time    `json:"read_at,omitzero"`
}

// inbox is what holds for all of a person's notifications; its id is the account.
type inbox struct {
	store.Meta
	ReadBefore civic.Time `json:"read_before"` // everything up to then has been read
}

// read gives the time a notification was read, zero while it is not.
func (n *Notification) read(b inbox) civic.Time {
	if n.ReadAt.IsZero() && !n.UnreadAt.After(b.ReadBefore.Time) {
		return b.ReadBefore
	}
	return n.ReadAt
}

// Brief is what may be said of a subject.
type Brief struct {
	Author    civic.ID
	Title     string      // as its author wrote it, "" for none
	Category  civic.Words // said in the title's place
	Authority civic.Words // responsible now
	Visible   bool        // to the public; its author is told in any case
	Hidden    string      // the reason given to the author while it is hidden
	Staff     []civic.ID  // officials who hear of a contest: assignee, who resolved
}

// Briefs reads some subjects as they are now, at most civic.MaxPage; unknown ones
// are left out.
type Briefs func(ctx context.Context, of []civic.Subject) (map[civic.Subject]Brief, error)

// id makes a notification's id from what it tells and whom: 32 hex digits.
func id(what string, to civic.ID) string {
	sum := sha256.Sum256([]byte(what + "/" + string(to)))
	return hex.EncodeToString(sum[:16])
}

// keep is how long a notification stays.
const keep = 365 * 24 * time.Hour
