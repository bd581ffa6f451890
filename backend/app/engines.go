package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"jemaa/backend/mail"
	"jemaa/backend/media/disk"
	"jemaa/backend/media/s3"
	"jemaa/backend/relay"
	"jemaa/backend/secret"
	"jemaa/backend/store/mongodb"
	"jemaa/backend/store/sqlite"
	"jemaa/search"
	"jemaa/search/embedded"
	"jemaa/search/meili"
)

func logger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// openEngines chooses each engine by the presence of its setting.
func (a *App) openEngines(ctx context.Context) error {
	var err error
	if a.folder, err = openFolder(a.config.Data, a.config.Demo); err != nil {
		return err
	}
	for _, open := range []func(context.Context) error{a.openStore, a.openBucket, a.openIndex, a.openMail} {
		if err := open(ctx); err != nil {
			return err
		}
	}
	a.stored = newStoreMeter()
	a.engine = relay.Waking(a.stored.watch(a.engine))
	if err := a.openSecrets(ctx); err != nil {
		return err
	}
	return a.openData(ctx)
}

func (a *App) openStore(ctx context.Context) error {
	if a.config.Mongo.URI != "" {
		return a.openMongo(ctx)
	}
	e, err := sqlite.Open(ctx, a.folder.in("jemaa.db"), sqlite.Options{NoSync: a.unsure, Bulk: a.unsure})
	if errors.Is(err, sqlite.ErrLocked) {
		return fmt.Errorf("app: another jemaa is using %s: stop it first, or use another folder in JEMAA_DATA: %w", a.folder.path, err)
	}
	if err != nil {
		return fmt.Errorf("app: documents: %w", err)
	}
	a.engine, a.db, a.using["documents"] = e, e, "sqlite"
	if err := os.RemoveAll(a.folder.in(stageName)); err != nil { // of a backup that was killed
		return fmt.Errorf("app: data folder: %w", err)
	}
	return nil
}

func (a *App) openMongo(ctx context.Context) error {
	e, err := mongodb.Open(ctx, a.config.Mongo.URI.Reveal(), mongodb.Options{})
	if err != nil {
		return fmt.Errorf("app: documents: %w", err)
	}
	a.engine, a.using["documents"] = e, "mongodb"
	return nil
}

func (a *App) openBucket(ctx context.Context) error {
	c := a.config.S3
	if c.Endpoint == "" {
		b, err := disk.Open(a.folder.in("photos"))
		if err != nil {
			return fmt.Errorf("app: photos: %w", err)
		}
		a.bucket, a.using["photos"] = b, "disk"
		return nil
	}
	b, err := s3.New(s3.Config{
		Endpoint: c.Endpoint, Bucket: c.Bucket, AccessKey: c.AccessKey, SecretKey: c.SecretKey.Reveal(), Region: c.Region, TLS: c.TLS,
	})
	if err != nil {
		return fmt.Errorf("app: photos: %w", err)
	}
	a.bucket, a.using["photos"] = b, "s3"
	if err := b.Ping(ctx); err != nil {
		a.log.Warn("photos can't be stored yet", "error", err)
	}
	return nil
}

// searchSchema is what documents are found and filtered by.
func (a *App) searchSchema() search.Schema {
	return search.Schema{
		Facets:   []string{"area", "category", "domain", "status", "authority"},
		Counts:   []string{search.CountSupports},
		Synonyms: a.city.Synonyms(),
	}
}

func (a *App) openIndex(ctx context.Context) error {
	if a.config.Meili.URL != "" {
		return a.openMeili(ctx)
	}
	x, err := embedded.Open(embedded.Options{Path: a.folder.in("search"), Schema: a.searchSchema()})
	if err != nil {
		return fmt.Errorf("app: search: %w", err)
	}
	a.index, a.using["search"] = x, "embedded"
	return nil
}

func (a *App) openMeili(context.Context) error {
	x, err := meili.Open(meili.Options{
		URL: a.config.Meili.URL, Key: a.config.Meili.Key.Reveal(), Schema: a.searchSchema(), Now: a.clock,
	})
	if err != nil {
		return fmt.Errorf("app: search: %w", err)
	}
	a.index, a.using["search"] = x, "meilisearch"
	return nil
}

func (a *App) openMail(context.Context) error {
	switch {
	case a.sender != nil:
		a.using["mail"] = "given"
	case a.config.Mail.SMTP != "":
		s, err := mail.NewSMTP(a.config.Mail.SMTP.Reveal(), mail.Options{From: a.config.Mail.From})
		if err != nil {
			return fmt.Errorf("app: mail: %w", err)
		}
		a.sender, a.using["mail"] = s, "smtp"
	default:
		a.sender, a.using["mail"] = mail.Log{Log: a.log, Demo: a.config.Demo}, "log"
	}
	a.road = &postRoad{Sender: a.sender, clock: a.clock}
	a.sender = a.road
	return nil
}

// openSecrets keeps what must be invented once, and what kind of city this is:
// the store may be elsewhere than the folder that the mark DEMO lies in.
func (a *App) openSecrets(ctx context.Context) error {
	var err error
	if a.secrets, err = secret.Open(ctx, a.engine, a.clock); err != nil {
		return fmt.Errorf("app: %w", err)
	}
	want := "real"
	if a.config.Demo {
		want = "demonstration"
	}
	kept, err := secret.Keep(ctx, a.secrets, "city_kind", func() ([]byte, error) { return []byte(want), nil })
	if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	if string(kept) != want {
		return fmt.Errorf("app: the documents are those of a %s city, and JEMAA_DEMO asks for a %s one", kept, want)
	}
	return nil
}
