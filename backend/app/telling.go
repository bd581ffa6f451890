package app

import (
	"context"
	"slices"

	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/push"
	"jemaa/backend/report"
	"jemaa/backend/store"
)

func (a *App) openNotify(ctx context.Context) (err error) {
	a.notify, err = notify.New(ctx, notify.Config{
		Engine: a.engine, Clock: a.clock, Briefs: a.briefs, Supports: backers{a.reports}, Log: a.log,
	})
	return err
}

// backers is the supporters and authors of reports as notifications ask for them.
type backers struct{ reports *report.Service }

// Of implements notify.Supports.
func (b backers) Of(ctx context.Context, of civic.Subject, after string, limit int) ([]civic.ID, string, error) {
	if of.Kind != report.Kind {
		return nil, "", nil
	}
	return b.reports.Supporters(ctx, of.ID, after, limit)
}

// Among implements notify.Supports.
func (b backers) Among(ctx context.Context, of civic.Subject, accounts []civic.ID) (map[civic.ID]bool, error) {
	if of.Kind != report.Kind {
		return nil, nil
	}
	return b.reports.SupportersAmong(ctx, of.ID, accounts)
}

// By implements notify.Supports.
func (b backers) By(ctx context.Context, account civic.ID, kind, after string, limit int) ([]notify.Supported, error) {
	if kind != report.Kind {
		return nil, nil
	}
	all, err := b.reports.SupportedBy(ctx, account, after, limit)
	return followed(all), err
}

// Made implements notify.Supports.
func (b backers) Made(ctx context.Context, author civic.ID, kind, after string, limit int) ([]notify.Supported, error) {
	if kind != report.Kind {
		return nil, nil
	}
	all, err := b.reports.MadeBy(ctx, author, after, limit)
	return followed(all), err
}

// followed are reports that somebody backs as what they follow.
func followed(all []report.Backing) []notify.Supported {
	out := make([]notify.Supported, len(all))
	for i, x := range all {
		out[i] = notify.Supported{Subject: x.Report, At: x.At, Cursor: x.Cursor}
	}
	return out
}

// briefs says what notifications may tell of reports, as they are now.
func (a *App) briefs(ctx context.Context, of []civic.Subject) (map[civic.Subject]notify.Brief, error) {
	out := make(map[civic.Subject]notify.Brief, len(of))
	for some := range slices.Chunk(of, store.MaxIDs) {
		var ids []civic.ID
		for _, s := range some {
			if s.Kind == report.Kind {
				ids = append(ids, s.ID)
			}
		}
		reports, err := a.reports.ReadAll(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range reports {
			out[r.Subject()] = a.briefOf(r)
		}
	}
	return out, nil
}

func (a *App) briefOf(r *report.Report) notify.Brief {
	category, _ := a.city.Category(r.Category)
	authority, _ := a.city.AuthorityNamed(r.Authority)
	b := notify.Brief{
		Author: r.Author, Title: r.Title, Category: category.Names, Authority: authority.Names, Visible: r.Public(), Staff: staffOf(r),
	}
	if r.Hidden != nil {
		b.Hidden = r.Hidden.Reason
	}
	return b
}

// staffOf are the officials who hear that a repair is contested: whoever the
// report is assigned to, and whoever last called it resolved.
func staffOf(r *report.Report) []civic.ID {
	var out []civic.ID
	if r.Assignee != "" {
		out = append(out, r.Assignee)
	}
	for _, u := range slices.Backward(r.Updates) {
		if u.Kind == report.UpdateStatus && u.To == string(report.Resolved) {
			if !slices.Contains(out, u.By.Account) {
				out = append(out, u.By.Account)
			}
			break
		}
	}
	return out
}

// note says a notification for a push.
func (a *App) note(ctx context.Context, to push.Parcel, lang civic.Lang) (push.Note, error) {
	n, err := a.notify.Note(ctx, to.Account, to.Notification, lang)
	return push.Note(n), err
}
