package app

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/search"
)

// reindexed indexes each report that something happened to.
func (a *App) reindexed(ctx context.Context, es []relay.Envelope) error {
	ids, err := reportsOf(es)
	if err != nil {
		return err
	}
	return a.indexNow(ctx, ids)
}

// indexNow reads some reports as they are now, and puts each into the index or takes
// it out.
func (a *App) indexNow(ctx context.Context, ids []civic.ID) error {
	var docs []search.Document
	var gone []search.Ref
	for _, id := range ids {
		e, err := a.reports.Entry(ctx, id)
		switch {
		case isMissing(err):
			gone = append(gone, search.Ref{Kind: report.Kind, ID: string(id)})
		case err != nil:
			return err
		case e.Visible:
			docs = append(docs, a.document(e))
		default:
			gone = append(gone, search.Ref{Kind: report.Kind, ID: string(id), Rev: e.Rev})
		}
	}
	if len(gone) > 0 {
		if err := a.index.Delete(ctx, gone); err != nil {
			return fmt.Errorf("app: search: %w", err)
		}
	}
	if len(docs) > 0 {
		if err := a.index.Put(ctx, docs); err != nil {
			return fmt.Errorf("app: search: %w", err)
		}
	}
	return nil
}

// document is a public face as search keeps it: its own words, and the names of
// its category and area in every language.
func (a *App) document(e civic.Entry) search.Document {
	d := search.Document{
		Kind: e.Subject.Kind, ID: string(e.Subject.ID), Rev: e.Rev, Lang: string(e.Lang), Title: e.Title, Text: e.Text,
		Facets: e.Facets, Counts: e.Counts, CreatedAt: e.CreatedAt.UnixMilli(), UpdatedAt: e.UpdatedAt.UnixMilli(),
	}
	if e.Place != nil {
		d.At = &search.Point{Lon: e.Place.Lon, Lat: e.Place.Lat}
	}
	if !e.DueAt.IsZero() {
		d.DueAt = e.DueAt.UnixMilli()
	}
	if c, ok := a.city.Category(e.Facets["category"]); ok {
		d.Extra = append(d.Extra, all(c.Names)...)
	}
	if area, ok := a.city.Area(e.Facets["area"]); ok {
		d.Extra = append(d.Extra, all(area.Names)...)
	}
	return d
}

func all(w civic.Words) []string {
	var out []string
	for _, l := range civic.Langs {
		if s, ok := w[l]; ok {
			out = append(out, s)
		}
	}
	return out
}

// Progress hears how many documents a rebuild has read.
type Progress func(done int)

// Reindex fills a new search index from the store beside the one in use, and
// swaps them: no search fails meanwhile. Messages that were waiting when it
// began, or came since, are taken by the new index as well.
func (a *App) Reindex(ctx context.Context, told Progress) error {
	began := a.clock.Now()
	b, err := a.index.Rebuild(ctx)
	if err != nil {
		return fmt.Errorf("app: reindex: %w", err)
	}
	n, after := 0, ""
	for {
		page, next, err := a.reports.Tail(ctx, civic.Time{}, after, search.MaxBatch)
		if err != nil {
			return errors.Join(fmt.Errorf("app: reindex: %w", err), b.Abandon())
		}
		if err := a.fill(ctx, b, page); err != nil {
			return errors.Join(fmt.Errorf("app: reindex: %w", err), b.Abandon())
		}
		n += len(page)
		told(n)
		if after = next; after == "" {
			break
		}
	}
	if err := b.Swap(ctx); err != nil {
		return fmt.Errorf("app: reindex: %w", err)
	}
	return a.countsKnown(ctx, began)
}

func (a *App) fill(ctx context.Context, b search.Builder, reports []*report.Report) error {
	subjects := make([]civic.Subject, len(reports))
	for i, r := range reports {
		subjects[i] = r.Subject()
	}
	counts, err := a.tallies.Get(ctx, subjects...)
	if err != nil {
		return err
	}
	var docs []search.Document
	for i, r := range reports {
		if e := r.Entry(counts[subjects[i]]); e.Visible {
			docs = append(docs, a.document(e))
		}
	}
	if len(docs) == 0 {
		return nil
	}
	return b.Put(ctx, docs)
}

// freshen fills an index that says it holds nothing whole, or that a restored
// backup left behind, and tries again when that fails.
func (a *App) freshen(ctx context.Context) {
	a.untilDone(ctx, "filling the search index", func(ctx context.Context) error {
		stale, err := a.stale(ctx)
		if err != nil || !stale {
			return err
		}
		a.log.Info("filling the search index")
		a.filling.Store(true)
		defer a.filling.Store(false)
		n := 0
		if err := a.Reindex(ctx, func(done int) { n = done }); err != nil {
			return err
		}
		a.log.Info("search index filled", "documents", n)
		return a.folder.unmark(reindexMark)
	})
}

func (a *App) stale(ctx context.Context) (bool, error) {
	asked, err := exists(a.folder.in(reindexMark))
	if err != nil || asked {
		return asked, err
	}
	f, ok := a.index.(search.Fresher)
	if !ok {
		return false, nil
	}
	return f.Fresh(ctx)
}
