package app

import (
	"context"
	"fmt"

	"jemaa/backend/account"
	"jemaa/backend/api"
	"jemaa/backend/atlas"
	"jemaa/backend/limit"
	"jemaa/backend/logbook"
	"jemaa/backend/mail"
	"jemaa/backend/proof"
	"jemaa/backend/push"
	"jemaa/backend/report"
	"jemaa/backend/secret"
	"jemaa/backend/tally"
	"jemaa/moderation"
	"jemaa/search"
)

// openRooms makes the nouns' services and introduces them to each other.
func (a *App) openRooms(ctx context.Context) error {
	a.atlas = atlas.New()
	for _, open := range []func(context.Context) error{
		a.openAccounts, a.openLogbook, a.openTallies, a.openPhotos, a.openReports, a.openModeration, a.openTrust, a.openPush, a.openNotify, a.openPrivacy, a.openRelay,
		a.openProofs, a.openLimits,
	} {
		if err := open(ctx); err != nil {
			return fmt.Errorf("app: %w", err)
		}
	}
	return nil
}

func (a *App) openAccounts(ctx context.Context) error {
	pepper, err := secret.Keep(ctx, a.secrets, "pepper", secret.Random(32))
	if err != nil {
		return err
	}
	c := account.Config{
		Engine: a.engine, Clock: a.clock, Pepper: pepper, Log: a.log,
		Mailer:    mail.Letters{Sender: a.sender, City: a.city.Names, URL: a.config.PublicURL},
		Authority: func(code string) bool { _, ok := a.city.AuthorityNamed(code); return ok },
		Area:      func(code string) bool { _, ok := a.city.Area(code); return ok },
		Counter:   a.city.HasCounter,
		Person:    a.city.Verification.Person,
		Site:      account.Site{URL: a.config.PublicURL, Name: a.city.Names.In(a.city.DefaultLanguage)},
	}
	if a.config.Demo {
		c.Personas = append(account.DemoPersonas(a.demoAuthorities()...), account.CounterPersona(a.demoCounter()))
	}
	a.accounts, err = account.New(ctx, c)
	return err
}

// demoCounter is the authority whose counter the demonstration shows.
func (a *App) demoCounter() string {
	for _, au := range a.city.Authorities {
		if a.city.HasCounter(au.Code) {
			return au.Code
		}
	}
	return a.city.Authorities[0].Code
}

func (a *App) openLogbook(ctx context.Context) error {
	pepper, err := secret.Keep(ctx, a.secrets, "pepper", secret.Random(32))
	if err != nil {
		return err
	}
	a.logbook, err = logbook.Open(ctx, a.engine, a.clock, pepper)
	return err
}

// demoAuthorities lists the authorities that have an official in the
// demonstration: whoever answers for most categories comes first.
func (a *App) demoAuthorities() []string {
	answers := map[string]int{}
	first := a.city.Authorities[0].Code
	for _, c := range a.city.Categories {
		if answers[c.Authority]++; c.Authority != "area" && answers[c.Authority] > answers[first] {
			first = c.Authority
		}
	}
	out := []string{first}
	for _, au := range a.city.Authorities {
		if au.Code != first {
			out = append(out, au.Code)
		}
	}
	return out
}

func (a *App) openTallies(ctx context.Context) (err error) {
	a.tallies, err = tally.Open(ctx, a.engine, a.clock, map[string]tally.Counter{report.Kind: a.countReport})
	return err
}

func (a *App) openReports(ctx context.Context) (err error) {
	a.reports, err = report.Open(ctx, a.engine, a.clock, report.Ports{
		City:    cityPort{a.city},
		Law:     report.Law{Terms: a.city.Legal.Version, Answer: a.city.LegalDeadline(), Snap: citySnap},
		Photos:  photoPort{a},
		People:  people{a.accounts, a.mayContact},
		Tallies: a.tallies,
		Nearby:  a.nearby,
		Trust:   a.boundsOf,
		Fold:    search.Fold,
	})
	return err
}

func (a *App) openModeration(ctx context.Context) (err error) {
	a.moderation, err = moderation.Open(ctx, a.engine, a.clock, subjects{a.reports})
	return err
}

func (a *App) openPush(ctx context.Context) error {
	kept, err := secret.Keep(ctx, a.secrets, "vapid", push.NewKeys)
	if err != nil {
		return err
	}
	keys, err := push.ParseKeys(kept)
	if err != nil {
		return err
	}
	a.push, err = push.New(ctx, push.Config{
		Engine: a.engine, Clock: a.clock, Keys: keys, Subscriber: a.subscriber(), PublicURL: a.config.PublicURL,
		Notes: a.note, Log: a.log, Door: a.pushes,
	})
	return err
}

// openLimits chooses who counts. A folder on this machine belongs to one process,
// whose memory is exact; processes that share a MongoDB count together there.
func (a *App) openLimits(ctx context.Context) error {
	if a.config.Rate == "off" {
		a.log.Warn("no rate limits: JEMAA_RATE=off")
		a.limiter = api.Unlimited{}
		return nil
	}
	near := limit.NewMemory(a.clock)
	a.limiter = near
	if a.db != nil {
		return nil
	}
	key, err := secret.Keep(ctx, a.secrets, "rate", secret.Random(32))
	if err != nil {
		return err
	}
	if a.counted, err = limit.OpenShared(ctx, a.engine, a.clock, key); err != nil {
		return err
	}
	a.limiter = limit.Layered{Near: near, Far: a.counted}
	return nil
}

func (a *App) openProofs(ctx context.Context) error {
	key, err := secret.Keep(ctx, a.secrets, "proof", secret.Random(32))
	if err != nil {
		return err
	}
	a.proofs, err = proof.Open(ctx, a.engine, a.clock, key)
	return err
}
