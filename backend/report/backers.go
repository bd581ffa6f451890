package report

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Backing is a report that somebody supports or made.
type Backing struct {
	Report civic.ID
	At     civic.Time // since when
	Cursor string     // of those behind it
}

// Supporters lists up to limit accounts that support a report, those first who have
// done so longest, and the cursor of the rest, "" at the end. For other rooms.
func (s *Service) Supporters(ctx context.Context, id civic.ID, after string, limit int) ([]civic.ID, string, error) {
	edges, next, err := s.supports.Page(ctx, store.Query{
		Where: []store.Match{store.Eq("report", string(id)), store.Eq("state", on)}, Sort: "at", After: after, Limit: limit,
	})
	if err != nil {
		return nil, "", fmt.Errorf("report: supporters: %w", err)
	}
	out := make([]civic.ID, len(edges))
	for i, e := range edges {
		out[i] = e.Account
	}
	return out, next, nil
}

// SupportersAmong tells which of up to store.MaxIDs accounts support a report.
func (s *Service) SupportersAmong(ctx context.Context, id civic.ID, accounts []civic.ID) (map[civic.ID]bool, error) {
	ids := make([]string, len(accounts))
	for i, account := range accounts {
		ids[i] = edge(id, account)
	}
	edges, err := s.supports.GetAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("report: supporters: %w", err)
	}
	out := make(map[civic.ID]bool, len(edges))
	for _, e := range edges {
		out[e.Account] = e.State == on
	}
	return out, nil
}

// SupportedBy lists up to limit reports that an account supports, the latest first.
// For other rooms: whether somebody may see them is not asked.
func (s *Service) SupportedBy(ctx context.Context, account civic.ID, after string, limit int) ([]Backing, error) {
	var out []Backing
	q := store.Query{
		Where: []store.Match{store.Eq("account", string(account)), store.Eq("state", on)},
		Sort:  "at", Desc: true, After: after, Limit: limit,
	}
	for e, err := range s.supports.Find(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("report: supported: %w", err)
		}
		out = append(out, Backing{e.Report, e.At, store.Position{Value: e.At, ID: e.ID}.Cursor()})
	}
	return out, nil
}

// MadeBy lists up to limit reports of an author, the latest first, also those that
// nobody else may see. For other rooms.
func (s *Service) MadeBy(ctx context.Context, author civic.ID, after string, limit int) ([]Backing, error) {
	var out []Backing
	q := store.Query{
		Where: []store.Match{store.Eq("author", string(author))}, Sort: "created_at", Desc: true, After: after, Limit: limit,
	}
	for r, err := range s.reports.Find(ctx, q) {
		if err != nil {
			return nil, fmt.Errorf("report: made: %w", err)
		}
		out = append(out, Backing{civic.ID(r.ID), r.CreatedAt, store.Position{Value: r.CreatedAt, ID: r.ID}.Cursor()})
	}
	return out, nil
}
