package report

import (
	"context"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Marks are the times by which an authority's work is counted. Each exists only
// while what it counts is so, and nothing hidden has any, so that their indexes
// hold little and a count is never more than what the public could count.
type Marks struct {
	Contested civic.Time `json:"contested,omitzero"` // the deadline, while open and contested
	Waiting   civic.Time `json:"waiting,omitzero"`   // the deadline, while the clock stands before it
	Closed    civic.Time `json:"closed,omitzero"`    // when it was closed, while it is
}

// deskIndexes are what an authority's numbers are counted by.
func deskIndexes() []store.Index {
	var out []store.Index
	for _, mark := range []string{"contested", "waiting", "closed"} {
		out = append(out, store.Index{
			Name: "marks_" + mark, Fields: []string{"authority", "marks." + mark}, Sparse: true,
		})
	}
	return out
}

// mark is the report's Marks as it now stands; part of relist.
func (r *Report) mark() Marks {
	var m Marks
	switch {
	case !r.Public():
	case !r.Status.Open():
		m.Closed = r.closedAt()
	default:
		if r.Contested {
			m.Contested = r.DueAt
		}
		if !r.AwaitingSince.IsZero() && !r.AwaitingSince.After(r.DueAt.Time) {
			m.Waiting = r.DueAt
		}
	}
	return m
}

// closedAt is when the report was last resolved, declined or marked a duplicate.
func (r *Report) closedAt() civic.Time {
	for i := len(r.Updates) - 1; i >= 0; i-- {
		u := r.Updates[i]
		status := u.Kind == UpdateStatus && (u.To == string(Resolved) || u.To == string(Declined))
		if status || u.Kind == UpdateDuplicate {
			return u.At
		}
	}
	return civic.Time{}
}

// NumberDays is how many days Numbers looks back, today among them.
const NumberDays = 30

// Numbers is an authority's work at a moment: public reports only, each where it
// now stands. Overdue, Week and Waiting are parts of Open that share nothing;
// Contested may be any of them.
type Numbers struct {
	At        civic.Time `json:"at"`
	Open      int64      `json:"open"`
	Overdue   int64      `json:"overdue"`
	Week      int64      `json:"week"`    // due within seven days
	Waiting   int64      `json:"waiting"` // their clock stands until the author answers
	Contested int64      `json:"contested"`
	Ages      []AgeCount `json:"ages"` // of all that is open, the latest first
	Days      []DayCount `json:"days"` // NumberDays of them, the oldest first
}

// Age says how an open report stands to its deadline; the word on the wire.
type Age string

// The ages, the latest first. A stretch of days holds its far end.
const (
	LateMonth Age = "late_month" // more than 30 days late
	LateWeeks Age = "late_weeks" // 7 to 30 days late
	LateWeek  Age = "late_week"  // up to 7 days late
	DueWeek   Age = "due_week"   // due within 7 days
	DueMonth  Age = "due_month"  // due in 7 to 30 days
	DueLater  Age = "due_later"
	Waiting   Age = "waiting" // the clock stands
)

// AgeCount is how many open reports are of an age.
type AgeCount struct {
	Age Age   `json:"age" enum:"late_month,late_weeks,late_week,due_week,due_month,due_later,waiting"`
	N   int64 `json:"n"`
}

// DayCount is one day of the city's calendar: how many of the authority's reports
// came in on it, and how many were closed on it and still are.
type DayCount struct {
	Day    string `json:"day"` // 2026-03-01
	Came   int64  `json:"came"`
	Closed int64  `json:"closed"`
}

// Numbers counts an authority's work, for its officials, in the days of a zone.
// It counts stretches of indexes and reads no report.
func (s *Service) Numbers(ctx context.Context, actor civic.Actor, authority string, zone *time.Location) (Numbers, error) {
	if err := official(actor, authority); err != nil {
		return Numbers{}, err
	}
	c := counting{s, ctx, authority, nil}
	n := Numbers{At: s.clock.Now()}
	n.Ages = c.ages(n.At)
	for _, a := range n.Ages {
		n.Open += a.N
		switch a.Age {
		case LateMonth, LateWeeks, LateWeek:
			n.Overdue += a.N
		case DueWeek:
			n.Week += a.N
		case Waiting:
			n.Waiting += a.N
		}
	}
	n.Contested = c.marked("contested", civic.Time{}, civic.Time{})
	n.Days = c.days(n.At.In(zone))
	if c.err != nil {
		return Numbers{}, fmt.Errorf("report: numbers: %w", c.err)
	}
	return n, nil
}

// official refuses whoever is no official of the authority.
func official(actor civic.Actor, authority string) error {
	if !actor.SignedIn() {
		return errSignIn()
	}
	if !actor.OfficialOf(authority) {
		return civic.Denied("report.not_authority")
	}
	return nil
}

// counting counts one authority's reports; the first error ends it.
type counting struct {
	s         *Service
	ctx       context.Context
	authority string
	err       error
}

// count counts what an index holds of the authority between two times; zero times
// leave an end open.
func (c *counting) count(q store.Query, from, to civic.Time) int64 {
	if c.err != nil {
		return 0
	}
	if !from.IsZero() {
		q.From = from
	}
	if !to.IsZero() {
		q.To = to
	}
	q.Where = append(q.Where, store.Eq("authority", c.authority))
	n, err := c.s.reports.Count(c.ctx, q)
	c.err = err
	return n
}

func (c *counting) marked(mark string, from, to civic.Time) int64 {
	return c.count(store.Query{Sort: "marks." + mark}, from, to)
}

func (c *counting) listed(sort Sort, from, to civic.Time) int64 {
	q := store.Query{Sort: "listed." + listed[sort], Where: []store.Match{store.Eq("status", statuses(sort)...)}}
	return c.count(q, from, to)
}

func (c *counting) ages(now civic.Time) []AgeCount {
	const day = 24 * time.Hour
	ends := []civic.Time{{}, now.Plus(-30 * day), now.Plus(-7 * day), now, now.Plus(7 * day), now.Plus(30 * day), {}}
	var out []AgeCount
	var waiting int64
	for i, age := range []Age{LateMonth, LateWeeks, LateWeek, DueWeek, DueMonth, DueLater} {
		w := c.marked("waiting", ends[i], ends[i+1])
		waiting += w
		// A report may change between the two counts.
		out = append(out, AgeCount{age, max(0, c.listed(SortDeadline, ends[i], ends[i+1])-w)})
	}
	return append(out, AgeCount{Waiting, waiting})
}

func (c *counting) days(now time.Time) []DayCount {
	var out []DayCount
	for back := NumberDays - 1; back >= 0; back-- {
		y, m, d := now.Date()
		from := time.Date(y, m, d-back, 0, 0, 0, 0, now.Location())
		to := time.Date(y, m, d-back+1, 0, 0, 0, 0, now.Location())
		out = append(out, DayCount{
			Day:  from.Format(time.DateOnly),
			Came: c.listed(SortNew, civic.At(from), civic.At(to)), Closed: c.marked("closed", civic.At(from), civic.At(to)),
		})
	}
	return out
}
