package report

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Bounds are what somebody may not do yet, or not for a while.
type Bounds struct {
	NoLinks    bool // in what they publish
	HoldPhotos bool // until a moderator has seen them
	PerHour    int  // reports; 0 for no bound
}

// Trust tells somebody's bounds.
type Trust func(ctx context.Context, account civic.ID) (Bounds, error)

func (s *Service) bounds(ctx context.Context, account civic.ID) (Bounds, error) {
	if s.Trust == nil {
		return Bounds{}, nil
	}
	b, err := s.Trust(ctx, account)
	if err != nil {
		return b, fmt.Errorf("report: bounds: %w", err)
	}
	return b, nil
}

// paced refuses one more report of somebody who had their reports of the hour. What
// was refused for its content does not count, and a repetition is not asked.
func (s *Service) paced(ctx context.Context, by attaching) error {
	if by.bounds.PerHour == 0 {
		return nil
	}
	now := s.clock.Now()
	q := store.Query{
		Where: []store.Match{store.Eq("author", string(by.by))}, Sort: "created_at", From: now.Plus(-time.Hour), Limit: by.bounds.PerHour,
	}
	var oldest *Report
	n := 0
	for r, err := range s.reports.Find(ctx, q) {
		if err != nil {
			return fmt.Errorf("report: bounds: %w", err)
		}
		if n++; oldest == nil {
			oldest = r
		}
	}
	if n < by.bounds.PerHour {
		return nil
	}
	e := civic.Fail(civic.KindLimited, "report.early").With("max", by.bounds.PerHour)
	e.Retry = oldest.CreatedAt.Plus(time.Hour).Sub(now.Time)
	return e
}

// link is what leads out of the city: an address with its scheme, a www name, a
// name below one of the domains that spam lives on, or a short one with a path.
// Words that somebody forgot a space between ("rue.ma maison") are none.
var link = regexp.MustCompile(`(?i)(?:https?|ftp)://|\bwww\.\S|\b[a-z0-9-]+\.(?:com|net|org|info|biz|xyz|shop|site|online|click|link|top|app)\b|\b[a-z0-9-]+\.[a-z]{2,6}/\S`)

// plain refuses links in pairs of a field's name and its text.
func (f *faults) plain(texts ...string) {
	for i := 0; i+1 < len(texts); i += 2 {
		if link.MatchString(texts[i+1]) {
			f.add(civic.Invalid("report.link_early", texts[i]))
		}
	}
}

// Behaviour is what somebody's reports tell of them.
type Behaviour struct {
	Reports  int        // the latest, at most behaviourRead
	TakenUp  int        // by the authority in charge, and public
	Hidden   int        // by a moderator, and still so
	HiddenAt civic.Time // the last time
}

// behaviourRead is how many of somebody's reports, the latest, tell of them.
const behaviourRead = 200

// Behaviour counts somebody's reports. It asks no rights.
func (s *Service) Behaviour(ctx context.Context, account civic.ID) (Behaviour, error) {
	var b Behaviour
	q := store.Query{
		Where: []store.Match{store.Eq("author", string(account))}, Sort: "created_at", Desc: true, Limit: behaviourRead,
	}
	for r, err := range s.reports.Find(ctx, q) {
		if err != nil {
			return b, fmt.Errorf("report: behaviour: %w", err)
		}
		b.Reports++
		switch {
		case r.Hidden != nil:
			b.Hidden++
			if r.Hidden.At.After(b.HiddenAt.Time) {
				b.HiddenAt = r.Hidden.At
			}
		case r.Status == Acknowledged || r.Status == InProgress || r.Status == Resolved:
			b.TakenUp++
		}
	}
	return b, nil
}

// AuthorOf tells who sent a report, whoever may see it. It asks no rights. Errors:
// NotFound "report.not_found".
func (s *Service) AuthorOf(ctx context.Context, id civic.ID) (civic.ID, error) {
	r, err := s.reports.Look(ctx, string(id))
	if err != nil {
		return "", told(err)
	}
	return r.Author, nil
}
