package app

import (
	"context"

	"jemaa/backend/civic"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/backend/trust"
)

func (a *App) openTrust(ctx context.Context) (err error) {
	a.trust, err = trust.Open(ctx, a.engine, a.clock, a.accounts, behaviour{a.reports})
	return err
}

// behaviour is the reports as trust asks for them.
type behaviour struct{ *report.Service }

// Behaviour implements trust.Reports.
func (b behaviour) Behaviour(ctx context.Context, account civic.ID) (trust.Behaviour, error) {
	of, err := b.Service.Behaviour(ctx, account)
	return trust.Behaviour(of), err
}

// boundsOf is trust as reports ask for it.
func (a *App) boundsOf(ctx context.Context, account civic.ID) (report.Bounds, error) {
	s, err := a.trust.Of(ctx, account)
	b := report.Bounds{NoLinks: s.Limited(), HoldPhotos: s.Level == trust.Watched}
	if s.Limited() && a.config.Rate != "off" {
		b.PerHour = trust.PerHour
	}
	return b, err
}

// trustKinds are what may change how an author stands.
var trustKinds = []string{
	"report.submitted", "report.status_changed", "report.contested", "report.withdrawn", "report.duplicate", "report.duplicate_undone",
	"report.hidden", "report.restored",
}

// reckon counts anew the authors of some reports, each once, and has a moderator look
// at the first report of somebody new, and at all of somebody watched.
func (a *App) reckon(ctx context.Context, es []relay.Envelope) error {
	stands := map[civic.ID]trust.Standing{}
	for _, e := range es {
		id := civic.ID(e.DocID)
		author, err := a.reports.AuthorOf(ctx, id)
		if isMissing(err) || err == nil && author == "" {
			continue // erased since
		}
		if err != nil {
			return err
		}
		s, known := stands[author]
		if !known {
			if s, err = a.trust.Recount(ctx, author); err != nil {
				return err
			}
			stands[author] = s
		}
		first := s.Level == trust.New && s.Reports == 1 || s.Level == trust.Watched
		if e.Kind == "report.submitted" && first {
			if err := a.moderation.OpenForAuthor(ctx, civic.Subject{Kind: report.Kind, ID: id}, e.At); err != nil {
				return err
			}
		}
	}
	return nil
}
