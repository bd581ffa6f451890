// Package push brings a notification to the browsers of the person it is for,
// by Web Push (RFC 8030, 8188, 8291, 8292). It keeps the browsers' subscriptions
// and sends to them; what a notification says it asks of whoever made it, at
// the last moment and in the browser's own language.
//
// A subscription's endpoint is an address that a stranger typed, so it is held to
// be hostile: only https on port 443, only addresses of the public internet as
// they are at the moment of dialling, no redirects, little time, and nothing of
// the answer but its status is ever looked at.
//
// A push that could not be sent is owed: it is written on its subscription with
// the time to try again, so that a push service that is down, slow or tired of us
// (Retry-After) delays nobody else, and a kill forgets nothing.
package push

import (
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The bounds of push.
const (
	MaxSubscriptions = 10                  // an account; beyond, the one confirmed longest ago goes
	Unconfirmed      = 60 * 24 * time.Hour // a browser that does not confirm for so long is gone
	Life             = 24 * time.Hour      // a push older than this is not worth sending
	maxEndpoint      = 512                 // bytes
	maxOwed          = 16                  // notifications a subscription is owed at most, the newest
	maxFailures      = 8                   // in a row, before what is owed is given up
)

// Subscription is one browser's channel; its id is the client's ULID. One that is
// gone has neither endpoint nor keys, and waits for the sweeper.
type Subscription struct {
	store.Meta
	Account     civic.ID   `json:"account"`
	Endpoint    string     `json:"endpoint"`
	EndpointKey string     `json:"endpoint_key"` // its SHA-256: one browser has one subscription
	P256dh      string     `json:"p256dh"`       // base64url without padding
	Auth        string     `json:"auth"`         // base64url without padding
	Lang        civic.Lang `json:"lang"`
	ConfirmedAt civic.Time `json:"confirmed_at"`
	ExpiresAt   civic.Time `json:"expires_at"`
	Failures    int        `json:"failures"`         // in a row
	Owed        []string   `json:"owed,omitempty"`   // notifications to send, oldest first
	OwedAt      civic.Time `json:"owed_at,omitzero"` // not before
}

// Note is what a push says. Title and Body are in the browser's language.
type Note struct {
	ID    string     // of the notification
	Topic string     // a later note of the same topic replaces this one
	Title string     // plain text
	Body  string     // plain text, cut to fit
	Lang  civic.Lang // of Title and Body
	Path  string     // where a click leads, below the public URL: "/fr/reports/01…"
	At    civic.Time // when it happened
}

// Parcel asks that an account's browsers be told of a notification.
type Parcel struct {
	Account      civic.ID
	Notification string
}

// Outcome is how one attempt to send ended; the label of a counter.
type Outcome string

// The outcomes of an attempt.
const (
	Sent     Outcome = "sent"
	Gone     Outcome = "gone"      // 404, 410: the subscription is forgotten
	Limited  Outcome = "limited"   // 429: again after Retry-After
	Failed   Outcome = "failed"    // 5xx, no answer, no connection: again later
	TooLarge Outcome = "too_large" // 413 even when shrunk: dropped
	Alarm    Outcome = "alarm"     // 401, 403: our key is refused; kept, somebody must look
	Refused  Outcome = "refused"   // any other answer: dropped
	Blocked  Outcome = "blocked"   // the endpoint leads where it must not: dropped
)

// Outcomes lists all outcomes, in the order of a table.
var Outcomes = []Outcome{Sent, Gone, Limited, Failed, TooLarge, Alarm, Refused, Blocked}
