package app

import (
	"context"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/backend/tally"
)

// Search sorts by how many support something, and learns of it beside the messages:
// thousands of supports a second may come, and to index a text for each would take
// all that the machine has. So every so often some reports whose counts changed are
// indexed anew, those first that have waited longest, and each once for all changes
// since. What people read is counted by the tallies in any case.
const (
	countsBatch = 200
	countsEvery = 2 * time.Second
)

// followCounts indexes one batch of reports whose counts are news to search after the
// other, until the context ends; while search is down it asks ever less often.
func (a *App) followCounts(ctx context.Context) {
	for pause := countsEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		_, err := a.indexSome(ctx)
		if err == nil || ctx.Err() != nil {
			pause = countsEvery
			continue
		}
		pause = min(2*pause, time.Minute)
		a.log.Warn("counts for search", "error", err, "again_in", pause)
	}
}

// indexAllCounts goes on until no count is news.
func (a *App) indexAllCounts(ctx context.Context) error {
	for {
		if n, err := a.indexSome(ctx); err != nil || n == 0 {
			return err
		}
	}
}

func (a *App) indexSome(ctx context.Context) (int, error) {
	news, err := a.tallies.News(ctx, countsBatch)
	if err != nil || len(news) == 0 {
		return 0, err
	}
	var ids []civic.ID
	for _, n := range news {
		if n.Subject.Kind == report.Kind {
			ids = append(ids, n.Subject.ID)
		}
	}
	if err := a.indexNow(ctx, ids); err != nil {
		return 0, err
	}
	return len(news), a.tallies.Told(ctx, news)
}

// countsKnown says that search knows what was counted before a moment, because it was
// filled anew since.
func (a *App) countsKnown(ctx context.Context, before civic.Time) error {
	for {
		news, err := a.tallies.News(ctx, 5*countsBatch)
		if err != nil {
			return fmt.Errorf("app: reindex: %w", err)
		}
		var known []tally.News
		for _, n := range news {
			if n.CountedAt().Before(before.Time) {
				known = append(known, n)
			}
		}
		if len(known) == 0 {
			return nil
		}
		if err := a.tallies.Told(ctx, known); err != nil {
			return fmt.Errorf("app: reindex: %w", err)
		}
	}
}
