package report

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Due counts public reports that are open, and those among them whose deadline
// is past; a report whose clock stands counts by the deadline it had. For those
// who watch the city, not for people: it counts an index, milliseconds for each
// ten thousand.
func (s *Service) Due(ctx context.Context) (open, late int64, err error) {
	q := settle(store.Query{Sort: "listed." + listed[SortDeadline]}, SortDeadline)
	if open, err = s.reports.Count(ctx, q); err != nil {
		return 0, 0, err
	}
	q.To = s.clock.Now()
	late, err = s.reports.Count(ctx, q)
	return open, late, err
}

// Count counts the edges of up to store.MaxIDs reports: "supports", and for a
// report's current "round" how many supporters have "confirmed" or "contested".
// Reports that are gone are left out. It is the counter that tally asks.
func (s *Service) Count(ctx context.Context, of []civic.Subject) (map[civic.Subject]map[string]int64, error) {
	ids := make([]string, len(of))
	for i, subject := range of {
		ids[i] = string(subject.ID)
	}
	reports, err := s.reports.GetAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("report: count: %w", err)
	}
	edges := make([]any, len(reports))
	for i, r := range reports {
		edges[i] = r.ID
	}
	supports, err := s.supports.CountEach(ctx, store.Query{Where: []store.Match{store.Eq("state", on)}, Sort: "at"}, "report", edges)
	if err != nil {
		return nil, fmt.Errorf("report: count: %w", err)
	}
	out := make(map[civic.Subject]map[string]int64, len(reports))
	for i, r := range reports {
		counts := map[string]int64{countSupports: supports[i]}
		if err := s.countRound(ctx, r, counts); err != nil {
			return nil, fmt.Errorf("report: count: %w", err)
		}
		out[r.Subject()] = counts
	}
	return out, nil
}

// countRound counts what supporters said of a report that was called resolved.
func (s *Service) countRound(ctx context.Context, r *Report, counts map[string]int64) (err error) {
	if r.Round == 0 {
		return nil
	}
	counts[countRound] = int64(r.Round)
	for name, resolved := range map[string]bool{countConfirmed: true, countContested: false} {
		counts[name], err = s.confirmations.Count(ctx, store.Query{Where: []store.Match{
			store.Eq("report", r.ID), store.Eq("round", int64(r.Round)), store.Eq("resolved", resolved),
		}, Sort: "at"})
		if err != nil {
			return err
		}
	}
	return nil
}
