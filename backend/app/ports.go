package app

import (
	"context"
	"net/mail"
	"net/url"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/report"
)

// cityPort is the city's profile as reports ask for it.
type cityPort struct{ *city.City }

func citySnap(p civic.Point) civic.Point { return city.Snap(p) }

// Category implements report.City.
func (c cityPort) Category(code string) (report.Category, bool) {
	cat, ok := c.City.Category(code)
	return report.Category{
		Domain: cat.Domain, Deadline: time.Duration(cat.DeadlineDays) * 24 * time.Hour,
		HidePlace: cat.HidePlace, HoldPhotos: cat.HoldPhotos,
	}, ok
}

// InDomain implements report.City.
func (c cityPort) InDomain(domain string) []string {
	var out []string
	for _, cat := range c.Categories {
		if cat.Domain == domain {
			out = append(out, cat.Code)
		}
	}
	return out
}

// AreaAt implements report.City.
func (c cityPort) AreaAt(p civic.Point) (string, bool) {
	a, ok := c.City.AreaAt(p)
	return a.Code, ok
}

// IsAuthority implements report.City.
func (c cityPort) IsAuthority(code string) bool {
	_, ok := c.AuthorityNamed(code)
	return ok
}

// CheckAnswers implements report.City.
func (c cityPort) CheckAnswers(category string, answers map[string][]string) []*civic.Error {
	typed := make(map[string]city.Answer, len(answers))
	for question, values := range answers {
		typed[question] = values
	}
	return c.ValidateAnswers(category, typed)
}

// people is the accounts as reports ask for them.
type people struct {
	*account.Service
	may func(ctx context.Context, who civic.ID) (bool, error) // whether an authority may write to somebody
}

// Contact implements report.People.
func (p people) Contact(ctx context.Context, id civic.ID) (report.Contact, error) {
	c, err := p.Service.Contact(ctx, id)
	if err != nil {
		return report.Contact{}, err
	}
	may, err := p.may(ctx, id)
	if !may {
		c.Email = "" // they objected
	}
	return report.Contact(c), err
}

// IsOfficial implements report.People.
func (p people) IsOfficial(ctx context.Context, id civic.ID, authority string) (bool, error) {
	actor, err := p.Actor(ctx, id)
	if civic.KindOf(err) == civic.KindNotFound {
		return false, nil
	}
	return actor.OfficialOf(authority), err
}

// subjects is the nouns as moderation asks for them.
type subjects struct{ reports *report.Service }

// Author implements moderation.Subjects.
func (s subjects) Author(ctx context.Context, actor civic.Actor, subject civic.Subject) (civic.ID, error) {
	if subject.Kind != report.Kind {
		return "", civic.NotFound("moderation.subject")
	}
	return s.reports.Flaggable(ctx, actor, subject.ID)
}

// nearby asks the map, which knows public points only.
func (a *App) nearby(_ context.Context, p civic.Point, metres float64, limit int) ([]civic.ID, error) {
	found := a.atlas.Nearby(p, metres, limit)
	out := make([]civic.ID, len(found))
	for i, n := range found {
		out[i] = n.ID
	}
	return out, nil
}

// countReport is asked only when the relay runs, long after reports are open.
func (a *App) countReport(ctx context.Context, of []civic.Subject) (map[civic.Subject]map[string]int64, error) {
	return a.reports.Count(ctx, of)
}

// subscriber is where a push service can reach whoever runs this: the sender of
// the mail, bare, or the public address.
func (a *App) subscriber() string {
	if from, err := mail.ParseAddress(a.config.Mail.From); err == nil {
		return from.Address
	}
	u, err := url.Parse(a.config.PublicURL)
	if err != nil || u.Scheme == "https" {
		return a.config.PublicURL
	}
	// A trial on this machine can be reached by nobody, but services refuse a token
	// whose contact is neither a mail address nor an https address (RFC 8292 §2.1).
	return "noreply@" + u.Hostname()
}
