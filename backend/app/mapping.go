package app

import (
	"context"

	"jemaa/backend/atlas"
	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// trail is the reports as the map follows them.
type trail struct{ reports *report.Service }

// Changed implements atlas.Source.
func (t trail) Changed(ctx context.Context, since civic.Time, after string, limit int) ([]atlas.Mark, string, civic.Time, error) {
	page, next, err := t.reports.Tail(ctx, since, after, limit)
	if err != nil {
		return nil, "", civic.Time{}, err
	}
	marks := make([]atlas.Mark, len(page))
	last := civic.Time{}
	for i, r := range page {
		marks[i] = markOf(r)
		last = r.ChangedAt
	}
	return marks, next, last, nil
}

func markOf(r *report.Report) atlas.Mark {
	e := r.Entry(nil)
	m := atlas.Mark{ID: e.Subject.ID, Rev: e.Rev, Gone: !e.Visible || e.Place == nil}
	if !m.Gone {
		m.At, m.Open = *e.Place, r.Status.Open()
		m.Category, m.Domain, m.Status = e.Facets["category"], e.Facets["domain"], e.Facets["status"]
	}
	return m
}
