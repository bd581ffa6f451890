package report

import (
	"time"

	"jemaa/backend/civic"
)

// ContestWindow is how long after "resolved" people can say whether it is true.
const ContestWindow = 60 * 24 * time.Hour

// pause stops the city's clock at now: an answer of the author is awaited.
func (r *Report) pause(now civic.Time, ask civic.ID) {
	r.Ask = ask
	if r.AwaitingSince.IsZero() {
		r.AwaitingSince = now
	}
}

// resume lets the city's clock run again: the deadline moves by as long as it
// stood. The legal deadline never moves.
func (r *Report) resume(now civic.Time) {
	if r.AwaitingSince.IsZero() {
		return
	}
	if stood := now.Sub(r.AwaitingSince.Time); stood > 0 {
		r.DueAt = r.DueAt.Plus(stood)
	}
	r.AwaitingSince, r.Ask = civic.Time{}, ""
}

// Overdue tells whether an open report is past its deadline (judged at the
// moment the clock stopped, if it stands) or past the legal one.
func (r *Report) Overdue(now civic.Time) bool {
	if !r.Status.Open() {
		return false
	}
	clock := now
	if !r.AwaitingSince.IsZero() {
		clock = r.AwaitingSince
	}
	return clock.After(r.DueAt.Time) || now.After(r.LegalDueAt.Time)
}
