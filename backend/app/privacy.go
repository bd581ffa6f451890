package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/logbook"
	"jemaa/backend/mail"
	"jemaa/backend/media"
	"jemaa/backend/privacy"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/backend/secret"
	"jemaa/moderation"
)

func (a *App) openPrivacy(ctx context.Context) error {
	pepper, err := secret.Keep(ctx, a.secrets, "pepper", secret.Random(32))
	if err != nil {
		return err
	}
	if a.ledger, err = openLedger(a.ledgerPath(), pepper); err != nil {
		return err
	}
	a.privacy, err = privacy.Open(ctx, privacy.Config{
		Engine: a.engine, Clock: a.clock, Rooms: a.rooms(), People: standing{a}, Chest: chest{a.bucket},
		Ledger: a.ledger, Letters: ownLetters{a}, Scrub: a.scrub, Log: a.log,
		Effects: map[privacy.Purpose]func(context.Context, civic.ID) error{privacy.Push: a.stopPushing},
	})
	if err != nil {
		return err
	}
	a.privacy.Rooms = append(a.privacy.Rooms, a.privacy.Itself())
	return nil
}

// rooms are those that keep something about people. Accounts come first, so that nobody
// acts any more; photos after reports, for only those go that nothing shows.
func (a *App) rooms() []privacy.Room {
	return []privacy.Room{
		{Name: "account", Holder: a.accounts},
		{Name: "push", Holder: a.push},
		{Name: "report", Holder: a.reports},
		{Name: "moderation", Holder: a.moderation},
		{Name: "trust", Holder: a.trust},
		{Name: "photo", Holder: a.photos},
		{Name: "notify", Holder: a.notify},
		{Name: "logbook", Holder: logHolder{a.logbook}},
	}
}

// logHolder is the log as privacy asks for it: it takes all words away at once.
type logHolder struct{ *logbook.Service }

// Erase implements privacy.Holder.
func (l logHolder) Erase(ctx context.Context, of civic.Leaving) (more bool, err error) {
	n, err := l.Service.Erase(ctx, of.Who)
	return n > 0, err
}

// standing is the accounts as privacy asks for them.
type standing struct{ app *App }

// Standing implements privacy.People.
func (s standing) Standing(ctx context.Context, who civic.ID) (privacy.Standing, error) {
	actor, err := s.app.accounts.Actor(ctx, who)
	return privacy.Standing{Authorities: actor.Authorities(), Staff: len(actor.Grants) > 0}, err
}

// MayLeave implements privacy.People.
func (s standing) MayLeave(ctx context.Context, who civic.ID) error {
	return s.app.accounts.MayLeave(ctx, who)
}

// chest is the bucket as privacy asks for it.
type chest struct{ bucket media.Bucket }

// Put implements privacy.Chest.
func (c chest) Put(ctx context.Context, key string, body []byte) error {
	return c.bucket.Put(ctx, key, body)
}

// Get implements privacy.Chest.
func (c chest) Get(ctx context.Context, key string) ([]byte, error) {
	object, err := c.bucket.Get(ctx, key)
	return object.Body, err
}

// Delete implements privacy.Chest.
func (c chest) Delete(ctx context.Context, key string) error { return c.bucket.Delete(ctx, key) }

// ownLetters writes to people about their own data.
type ownLetters struct{ app *App }

// Erasing implements privacy.Letters.
func (l ownLetters) Erasing(ctx context.Context, who civic.ID, at civic.Time) error {
	return l.send(ctx, who, at, mail.Letters.Erasing)
}

// Idle implements privacy.Letters.
func (l ownLetters) Idle(ctx context.Context, who civic.ID, at civic.Time) error {
	return l.send(ctx, who, at, mail.Letters.Idle)
}

type datedLetter func(l mail.Letters, ctx context.Context, to string, lang civic.Lang, on string) error

func (l ownLetters) send(ctx context.Context, who civic.ID, at civic.Time, write datedLetter) error {
	contact, err := l.app.accounts.Contact(ctx, who)
	if err != nil {
		return err
	}
	actor, err := l.app.accounts.Actor(ctx, who)
	if err != nil {
		return err
	}
	letters := mail.Letters{Sender: l.app.sender, City: l.app.city.Names, URL: l.app.config.PublicURL}
	return write(letters, ctx, contact.Email, actor.Lang, at.UTC().Format("2006-01-02"))
}

// tellOwn writes a letter about somebody's own data.
func (a *App) tellOwn(ctx context.Context, e relay.Envelope) error {
	return a.privacy.Tell(ctx, e.Kind, civic.ID(e.DocID))
}

// mayContact tells whether the authority in charge of a report may read its author's
// address. It is asked long after all rooms are open.
func (a *App) mayContact(ctx context.Context, who civic.ID) (bool, error) {
	return a.privacy.Allows(ctx, who, privacy.Contact)
}

// stopPushing is what taking back the agreement to pushes does.
func (a *App) stopPushing(ctx context.Context, who civic.ID) error {
	_, err := a.push.Erase(ctx, civic.Leaving{Who: who})
	return err
}

// photoShown asks a report whether it shows a photo.
func (a *App) photoShown(ctx context.Context, of civic.Subject, id civic.ID) (bool, error) {
	if of.Kind != report.Kind {
		return false, nil
	}
	shown, err := a.reports.Shown(ctx, of.ID)
	return slices.Contains(shown, id), err
}

// errLater has the relay bring a message again.
var errLater = errors.New("others are not done yet")

// forgetCase takes away what moderators were told of a report that was erased.
func (a *App) forgetCase(ctx context.Context, e relay.Envelope) error {
	more, err := a.moderation.Forget(ctx, civic.Subject{Kind: report.Kind, ID: civic.ID(e.DocID)})
	if err == nil && more {
		return errLater
	}
	return err
}

var _ privacy.Holder = (*moderation.Service)(nil)

// Scrubbing reads all documents and rewrites the whole search index: once for all who
// left of late.
const (
	scrubEvery = 10 * time.Minute
	scrubWait  = 30 * time.Second // for the index to hear of what was erased
)

// scrubber is an engine that can rewrite the files in which deleted words linger.
type scrubber interface {
	Scrub(ctx context.Context) error
}

// scrub has deleted words go from the files of the embedded engines. What was just
// scrubbed waits: every erasure is looked at again within two hours, and brings another.
func (a *App) scrub(ctx context.Context) error {
	now := a.clock()
	if now.Sub(a.scrubbed) < scrubEvery {
		return nil
	}
	if err := a.settled(ctx); err != nil {
		return err
	}
	a.scrubbed = now
	var errs []error
	if x, can := a.index.(scrubber); can {
		errs = append(errs, x.Scrub(ctx))
	}
	if a.db != nil {
		errs = append(errs, a.db.Scrub(ctx))
	}
	return errors.Join(errs...)
}

// settled waits until no message of reports waits, so that what was erased has left the
// index; not for ever, for an index that is down is emptied by filling it anew.
func (a *App) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, scrubWait)
	defer cancel()
	for {
		n, _, err := a.engine.Backlog(ctx, report.Kind)
		if err != nil || n == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}
