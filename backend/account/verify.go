package account

import (
	"context"
	"errors"
	"fmt"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Standing is what is confirmed of a resident.
type Standing struct {
	Level   civic.Level // LevelAddress or LevelSeen
	Area    string      // of residence
	Person  string      // of PersonOf or PersonBy: one person, one account
	Through string      // "letter", "counter", "oidc": the log keeps it
}

// SetLevel raises what is known of an account; a level that is higher already
// stays, and repeating it changes nothing. It asks no rights: whoever calls it has
// the proof, and by is who gave it ("" for nobody, such as an identity provider).
//
// Of several accounts of one person the first keeps the level: its claim on the
// person is a login document whose id is a keyed hash. Errors: Invalid
// "verify.area", "verify.level"; Conflict "verify.taken", which tells nothing of
// the other account; NotFound "account.unknown".
func (s *Service) SetLevel(ctx context.Context, by, account civic.ID, st Standing) error {
	if st.Level != civic.LevelAddress && st.Level != civic.LevelSeen {
		return civic.Invalid("verify.level", "level")
	}
	if s.Area == nil || !s.Area(st.Area) {
		return civic.Invalid("verify.area", "area")
	}
	if st.Person == "" {
		return fmt.Errorf("account: set level: nothing says who %s is", account)
	}
	known, err := s.accounts.Get(ctx, string(account))
	if err != nil {
		return fmt.Errorf("account: set level: %w", unknown(err))
	}
	if known.Level > st.Level {
		return nil
	}
	if err := s.claim(ctx, st.Person, account); err != nil {
		return fmt.Errorf("account: set level: %w", err)
	}
	before := ""
	_, err = s.accounts.Update(ctx, string(account), func(a *Account) ([]store.Message, error) {
		before = a.Person
		if a.Level == st.Level && a.Area == st.Area && a.Person == st.Person {
			return nil, store.ErrUnchanged
		}
		a.Level, a.Area, a.Person = max(a.Level, st.Level), st.Area, st.Person
		return []store.Message{s.levelNote("log.level_confirmed", by, a, map[string]string{"through": st.Through}, "")}, nil
	})
	if err != nil {
		return fmt.Errorf("account: set level: %w", unknown(err))
	}
	if before != "" && before != st.Person {
		if err := s.release(ctx, before, account); err != nil {
			return fmt.Errorf("account: set level: %w", err)
		}
	}
	return nil
}

// levelNote tells the log of a level. The area is part of what can be erased.
func (s *Service) levelNote(kind string, by civic.ID, a *Account, what map[string]string, reason string) store.Message {
	what["level"] = fmt.Sprint(int(a.Level))
	l := civic.Logged{About: civic.ID(a.ID), What: what, Reason: reason}
	if a.Area != "" {
		l.Subject = "area/" + a.Area
	}
	return store.Note(kind, s.Clock.Now(), by, l)
}

// claim makes a person an account's, unless they are another's.
func (s *Service) claim(ctx context.Context, person string, account civic.ID) error {
	_, err := s.logins.Put(ctx, person, func() (*login, []store.Message, error) {
		return &login{Meta: store.Meta{ID: person}, Kind: "person", Account: account, CreatedAt: s.Clock.Now()}, nil, nil
	}, func(l *login) ([]store.Message, error) {
		switch l.Account {
		case account:
			return nil, store.ErrUnchanged
		case "": // released
			l.Account = account
			return nil, nil
		}
		return nil, civic.Fail(civic.KindConflict, "verify.taken")
	})
	return err
}

// release lets another account be the person's.
func (s *Service) release(ctx context.Context, person string, account civic.ID) error {
	_, err := s.logins.Update(ctx, person, func(l *login) ([]store.Message, error) {
		if l.Account != account {
			return nil, store.ErrUnchanged
		}
		l.Account = ""
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// Lowering takes back what was confirmed of a resident.
type Lowering struct {
	Email  string // exactly: nobody browses residents
	Reason string // "moved away"
}

// Lower has an official of a counter, or an admin, put a resident back to
// LevelMail, without an area; the person may then be confirmed anew, with this
// account or another. Errors: Unauthenticated "auth.required"; Denied
// "verify.not_counter", "verify.own"; Invalid "email.malformed", "grant.reason";
// NotFound "account.unknown".
func (s *Service) Lower(ctx context.Context, actor civic.Actor, l Lowering) error {
	if err := s.mayVerify(actor); err != nil {
		return err
	}
	var none civic.Time
	if err := s.checkTerm(&none, &l.Reason); err != nil {
		return err
	}
	email, err := NormalizeEmail(l.Email)
	if err != nil {
		return err
	}
	found, err := s.find(ctx, email)
	if err != nil {
		return fmt.Errorf("account: lower: %w", err)
	}
	if found == nil {
		return civic.NotFound("account.unknown")
	}
	if found.ID == string(actor.ID) {
		return civic.Denied("verify.own")
	}
	person := ""
	_, err = s.accounts.Update(ctx, found.ID, func(a *Account) ([]store.Message, error) {
		person = a.Person
		if a.Level == civic.LevelMail {
			return nil, store.ErrUnchanged
		}
		a.Level, a.Area, a.Person = civic.LevelMail, "", ""
		return []store.Message{s.levelNote("log.level_lowered", actor.ID, a, map[string]string{}, l.Reason)}, nil
	})
	if err == nil && person != "" {
		err = s.release(ctx, person, civic.ID(found.ID))
	}
	if err != nil {
		return fmt.Errorf("account: lower: %w", err)
	}
	return nil
}

// mayVerify tells who confirms residents: officials of the authorities that have
// a counter, and admins.
func (s *Service) mayVerify(actor civic.Actor) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	if actor.Is(civic.Admin) {
		return nil
	}
	for _, code := range actor.Authorities() {
		if s.Counter != nil && s.Counter(code) {
			return nil
		}
	}
	return civic.Denied("verify.not_counter")
}

// Verification is what a resident sees of their own level.
type Verification struct {
	Level   civic.Level
	Area    string
	Person  []string   // what the city asks for to confirm somebody, of PersonFields
	Letter  string     // "" none, "asked", "sent"
	AskedAt civic.Time // of the letter
	LapseAt civic.Time // of its code, once sent
	Left    int        // tries that its code has left, once sent
}

// Verification tells the actor what is confirmed of them and where their letter
// is. Errors: Unauthenticated "auth.required".
func (s *Service) Verification(ctx context.Context, actor civic.Actor) (Verification, error) {
	out := Verification{Person: s.Person}
	if !actor.SignedIn() {
		return out, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	a, err := s.accounts.Get(ctx, string(actor.ID))
	if err != nil {
		return out, fmt.Errorf("account: verification: %w", err)
	}
	out.Level, out.Area = a.Level, a.Area
	v, err := s.addressed.Get(ctx, a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("account: verification: %w", err)
	}
	out.Letter, out.AskedAt = v.state(s.Clock.Now()), v.AskedAt
	if out.Letter == letterSent {
		out.LapseAt, out.Left = v.LapseAt, max(0, letterTries-v.Tries)
	}
	return out, nil
}
