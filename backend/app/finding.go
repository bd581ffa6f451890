package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"jemaa/backend/civic"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/backend/store"
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
	for some := range slices.Chunk(ids, store.MaxIDs) {
		entries, err := a.reports.Entries(ctx, some)
		if err != nil {
			return err
		}
		for _, id := range some {
			switch e, there := entries[id]; {
			case !there:
				gone = append(gone, search.Ref{Kind: report.Kind, ID: string(id)})
			case e.Visible:
				docs = append(docs, a.document(e))
			default:
				gone = append(gone, search.Ref{Kind: report.Kind, ID: string(id), Rev: e.Rev})
			}
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
	defer debug.FreeOSMemory() // filling took much that nothing else will need
	began := a.clock.Now()
	b, err := a.index.Rebuild(ctx)
	if err != nil {
		return fmt.Errorf("app: reindex: %w", err)
	}
	if err := a.refill(ctx, b, told); err != nil {
		return errors.Join(fmt.Errorf("app: reindex: %w", err), b.Abandon())
	}
	return a.countsKnown(ctx, began)
}

// refill reads a page of reports while the one before it is put into the index.
func (a *App) refill(ctx context.Context, b search.Builder, told Progress) error {
	ctx, stop := context.WithCancel(ctx)
	pages := make(chan findings)
	var reading sync.WaitGroup
	defer reading.Wait()
	defer stop()
	reading.Go(func() { a.readAll(ctx, pages) })
	n := 0
	for p := range pages {
		if p.err != nil {
			return p.err
		}
		if len(p.docs) > 0 {
			if err := b.Put(ctx, p.docs); err != nil {
				return err
			}
		}
		n += p.read
		told(n)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.Swap(ctx)
}

// findings are what search shall know of a page of reports, or why they can't be read.
type findings struct {
	docs []search.Document // of those that are public
	read int               // reports
	err  error
}

// readAll sends all reports, oldest change first, until the last, an error, or the end of
// the context.
func (a *App) readAll(ctx context.Context, pages chan<- findings) {
	defer close(pages)
	for after, more := "", true; more; {
		page, next, err := a.reports.Tail(ctx, civic.Time{}, after, search.MaxBatch)
		var docs []search.Document
		if err == nil {
			docs, err = a.documents(ctx, page)
		}
		select {
		case pages <- findings{docs, len(page), err}:
		case <-ctx.Done():
			return
		}
		after, more = next, err == nil && next != ""
	}
}

func (a *App) documents(ctx context.Context, reports []*report.Report) ([]search.Document, error) {
	subjects := make([]civic.Subject, len(reports))
	for i, r := range reports {
		subjects[i] = r.Subject()
	}
	counts, err := a.tallies.Get(ctx, subjects...)
	if err != nil {
		return nil, err
	}
	var docs []search.Document
	for i, r := range reports {
		if e := r.Entry(counts[subjects[i]]); e.Visible {
			docs = append(docs, a.document(e))
		}
	}
	return docs, nil
}

// freshen fills an index that says it holds nothing whole, or that a restored
// backup left behind, and tries again when that fails.
func (a *App) freshen(ctx context.Context) {
	a.filling.Store(true)
	defer a.filling.Store(false)
	a.untilDone(ctx, "filling the search index", func(ctx context.Context) error {
		stale, err := a.stale(ctx)
		if err != nil || !stale {
			return err
		}
		a.log.Info("filling the search index")
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
