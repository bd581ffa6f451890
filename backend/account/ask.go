package account

import (
	"slices"
	"time"

	"jemaa/backend/civic"
)

// Vouch is what speaks for whoever asks for a code to an address. Each has letters
// of its own, so that no stranger uses up the owner's.
type Vouch string

// What may speak for somebody, the least first.
const (
	Unproven Vouch = ""       // nothing: for who can't do a proof's work
	Proven   Vouch = "proven" // work was done, or somebody is signed in
	Known    Vouch = "known"  // this browser has signed in with this very address: see Knows
)

// Letters to one address within an hour.
const (
	KnownPerHour     = 5
	ProvenPerHour    = 10
	ProvenPerNetwork = 3 // from one network: several would have to conspire to use up the rest
	UnprovenPerHour  = 2
)

var perHour = map[Vouch]int{Known: KnownPerHour, Proven: ProvenPerHour, Unproven: UnprovenPerHour}

// asked is one letter that was asked for.
type asked struct {
	At      civic.Time `json:"at"`
	Vouch   Vouch      `json:"vouch,omitempty"`
	Network string     `json:"network,omitempty"` // keyed hash
}

// mayAsk counts one more letter, and tells whether the bounds allow it.
func (c *codes) mayAsk(a asked) bool {
	c.Requests = slices.DeleteFunc(c.Requests, func(r asked) bool { return !r.At.After(a.At.Add(-time.Hour)) })
	all, near := 0, 0
	for _, r := range c.Requests {
		if r.Vouch != a.Vouch {
			continue
		}
		all++
		if r.Network == a.Network {
			near++
		}
	}
	if all >= perHour[a.Vouch] || a.Vouch == Proven && near >= ProvenPerNetwork {
		return false
	}
	c.Requests = append(c.Requests, a)
	return true
}
