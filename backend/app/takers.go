package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/privacy"
	"jemaa/backend/push"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/backend/store"
	"jemaa/moderation"
	"jemaa/search"
)

// holders are the collections whose documents hold messages; tallies did once.
var holders = []string{"report", "support", "confirmation", "tally", "flag", "case", "notification", "fanout", "code", "account", "reveal", "address", "counter_code", "departure", "presence", "keyring", "recovery"}

// openRelay prepares the relay. On one machine it carries alone; processes that
// share a MongoDB share the work by leases.
func (a *App) openRelay(ctx context.Context) (err error) {
	holder := ""
	if a.config.Mongo.URI != "" {
		holder = rand.Text()
	}
	a.relay, err = relay.New(ctx, relay.Config{
		Engine: a.engine, Collections: holders, Takers: a.takers(), Clock: a.clock, Logger: a.log, Holder: holder,
	})
	return err
}

func (a *App) carry(ctx context.Context) {
	if err := a.relay.Run(ctx); err != nil {
		a.log.Error("relay", "error", err)
	}
}

// indexPace lets reports gather for search: each write of the index makes a segment,
// and many small ones cost more to merge than to fill. A tenth of a second of work and
// this pace leave half of the second in which a new report shall be found.
const indexPace = 300 * time.Millisecond

// takers are those who asked for messages. Each acknowledges for itself, so one
// whose engine is down delays no other.
func (a *App) takers() []relay.Taker {
	return []relay.Taker{
		{Name: "search", Kinds: []string{"report."}, Take: a.reindexed, Batch: search.MaxBatch, Pace: indexPace},
		{Name: "tally", Kinds: []string{"support.", "confirmation."}, Take: a.recount, Batch: 10_000, Pace: time.Second},
		a.notify.Taker(),
		{Name: "push", Kinds: []string{notify.Made}, Take: a.deliver, Batch: 2000},
		{Name: "photo", Kinds: []string{"report.", "confirmation.given"}, Take: a.attach, Batch: 500},
		{Name: "moderation", Kinds: []string{"flag.raised", "report.", "confirmation.given"}, Take: a.openCases, Batch: 500},
		{Name: "trust", Kinds: trustKinds, Take: a.reckon, Batch: 10_000, Pace: time.Second},
		{Name: "report", Kinds: []string{"case.decided"}, Take: one(a.applyDecision)},
		{Name: "mail", Kinds: account.MailKinds, Take: one(a.post)},
		{Name: "privacy", Kinds: privacy.LetterKinds, Take: one(a.tellOwn)},
		{Name: "logbook", Kinds: []string{civic.LogKinds}, Take: one(a.writeLog)},
	}
}

// one makes a Take of what handles a single envelope.
func one(f func(context.Context, relay.Envelope) error) func(context.Context, []relay.Envelope) error {
	return func(ctx context.Context, es []relay.Envelope) error {
		for _, e := range es {
			if err := f(ctx, e); err != nil {
				return err
			}
		}
		return nil
	}
}

// said is what messages of all kinds may carry that takers here read.
type said struct {
	Subject civic.Subject `json:"subject"`
	Report  civic.ID      `json:"report"`
	Account civic.ID      `json:"account"`
	Action  string        `json:"action"`
	Reason  string        `json:"reason"`
	Held    bool          `json:"held"`
	Photos  []civic.ID    `json:"photos"`
	Bare    bool          `json:"bare"` // a new report without photos
}

func read(e relay.Envelope) (said, error) {
	var s said
	if len(e.Data) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(e.Data, &s); err != nil {
		return s, fmt.Errorf("app: message %s: %w", e.Kind, err)
	}
	return s, nil
}

// reportOf is the report that a message is about, "" for none.
func reportOf(e relay.Envelope) (civic.ID, error) {
	if strings.HasPrefix(e.Kind, "report.") {
		return civic.ID(e.DocID), nil
	}
	s, err := read(e)
	if s.Subject.Kind == report.Kind {
		return s.Subject.ID, err
	}
	return s.Report, err
}

// reportsOf are the different reports that some messages are about.
func reportsOf(es []relay.Envelope) ([]civic.ID, error) {
	var out []civic.ID
	for _, e := range es {
		id, err := reportOf(e)
		if err != nil {
			return nil, err
		}
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, nil
}

func (a *App) recount(ctx context.Context, es []relay.Envelope) error {
	subjects := make([]civic.Subject, 0, len(es)) // Recount counts each once
	for _, e := range es {
		if s, ok := report.SubjectOf(e.Message); ok {
			subjects = append(subjects, s)
		}
	}
	return a.tallies.Recount(ctx, subjects...)
}

func (a *App) deliver(ctx context.Context, es []relay.Envelope) error {
	parcels := make([]push.Parcel, 0, len(es))
	for _, e := range es {
		s, err := read(e)
		if err != nil {
			return err
		}
		parcels = append(parcels, push.Parcel{Account: s.Account, Notification: e.DocID})
	}
	return a.push.Deliver(ctx, parcels)
}

func (a *App) attach(ctx context.Context, es []relay.Envelope) error {
	hung := slices.DeleteFunc(es, func(e relay.Envelope) bool {
		s, err := read(e)
		return err == nil && s.Bare
	})
	ids, err := reportsOf(hung)
	if err != nil {
		return err
	}
	for _, id := range ids {
		photos, err := a.reports.Shown(ctx, id)
		if err != nil {
			return err
		}
		if err := a.photos.Attach(ctx, civic.Subject{Kind: report.Kind, ID: id}, photos); err != nil {
			return err
		}
	}
	return nil
}

// openCases opens what a moderator must look at: flagged content, held photos.
func (a *App) openCases(ctx context.Context, es []relay.Envelope) error {
	for _, e := range es {
		s, err := read(e)
		if err != nil {
			return err
		}
		switch {
		case e.Kind == "report.erased":
			err = a.forgetCase(ctx, e)
		case e.Kind == "flag.raised":
			err = a.moderation.Recount(ctx, s.Subject)
		case s.Held:
			id, _ := reportOf(e)
			err = a.moderation.OpenForPhotos(ctx, civic.Subject{Kind: report.Kind, ID: id}, e.At)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) applyDecision(ctx context.Context, e relay.Envelope) error {
	s, err := read(e)
	if err != nil || s.Subject.Kind != report.Kind || s.Action == string(moderation.Keep) {
		return err
	}
	err = a.reports.ApplyDecision(ctx, report.Decision{
		Message: e.ID, Report: s.Subject.ID, Action: report.Action(s.Action), Reason: s.Reason, By: e.By, At: e.At,
		Photos: s.Photos,
	})
	if isMissing(err) {
		return nil // erased since
	}
	return err
}

func (a *App) post(ctx context.Context, e relay.Envelope) error {
	return a.accounts.Post(ctx, e.DocID, e.Message)
}

func (a *App) writeLog(ctx context.Context, e relay.Envelope) error {
	return a.logbook.Write(ctx, e.Message)
}

func isMissing(err error) bool {
	return civic.KindOf(err) == civic.KindNotFound || errors.Is(err, store.ErrNotFound)
}
