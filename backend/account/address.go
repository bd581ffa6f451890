package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// A letter confirms an address: a resident asks for it, an official draws a batch
// for the print shop, the resident types the code that came in the post. The name
// and the address are sealed until the batch is said to be printed, a week at most;
// what stays then is the hash of a code.
const (
	LetterCode  = 10                  // characters
	letterLife  = 60 * 24 * time.Hour // of a code, from the day it is drawn
	letterTries = 5
	letterRest  = 30 * 24 * time.Hour  // between two letters to one account
	sealLife    = 7 * 24 * time.Hour   // of a drawn letter's words
	queueLife   = 180 * 24 * time.Hour // of a letter that nobody draws
	MaxBatch    = 200                  // letters

	letterAsked = "asked"
	letterSent  = "sent"
)

// addressed is an account's letter; its id is the account's.
type addressed struct {
	store.Meta
	Area     string     `json:"area"`
	Person   string     `json:"person"`           // of PersonOf
	Sealed   []byte     `json:"sealed,omitempty"` // a printed letter, until it is printed
	Batch    civic.ID   `json:"batch,omitempty"`
	Hash     string     `json:"hash,omitempty"` // of the code, once drawn
	Tries    int        `json:"tries,omitempty"`
	AskedAt  civic.Time `json:"asked_at"`
	QueuedAt civic.Time `json:"queued_at,omitzero"` // while it waits to be drawn
	SealedTo civic.Time `json:"sealed_to,omitzero"` // when a drawn letter's words go
	LapseAt  civic.Time `json:"lapse_at,omitzero"`  // of the code
	PurgeAt  civic.Time `json:"purge_at"`
}

func (v *addressed) state(now civic.Time) string {
	switch {
	case !v.QueuedAt.IsZero():
		return letterAsked
	case v.Hash != "" && v.LapseAt.After(now.Time):
		return letterSent
	}
	return ""
}

// Printed is a letter for the print shop.
type Printed struct {
	Name    string     `json:"name"`
	Address string     `json:"address"`
	Lang    civic.Lang `json:"lang"`
	Code    string     `json:"code"` // as printed: ABCDE-FGHJK
	LapseAt civic.Time `json:"lapse_at"`
}

// AskLetter has the actor ask for a letter to their address. While it waits to be
// drawn it may be asked for again, with other words. Errors: Unauthenticated
// "auth.required"; Invalid as PersonOf's and "verify.area"; Conflict
// "verify.confirmed" from LevelAddress on, "verify.letter_wait" (days) within a
// month of the last letter.
func (s *Service) AskLetter(ctx context.Context, actor civic.Actor, p Identity, area string) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	now := s.Clock.Now()
	wants := append([]string{"name", "address"}, s.Person...)
	if err := p.tidy(now, wants...); err != nil {
		return err
	}
	if s.Area == nil || !s.Area(area) {
		return civic.Invalid("verify.area", "area")
	}
	if actor.Level >= civic.LevelAddress {
		return civic.Fail(civic.KindConflict, "verify.confirmed")
	}
	person, err := s.PersonOf(p)
	if err != nil {
		return err
	}
	sealed, err := s.sealPrinted(actor.ID, Printed{Name: p.Name, Address: p.Address, Lang: actor.Lang})
	if err != nil {
		return err
	}
	fresh := &addressed{
		Meta: store.Meta{ID: string(actor.ID)}, Area: area, Person: person, Sealed: sealed,
		AskedAt: now, QueuedAt: now, PurgeAt: now.Plus(queueLife),
	}
	_, err = s.addressed.Add(ctx, fresh, nil, func(v *addressed) ([]store.Message, error) {
		if rest := v.AskedAt.Plus(letterRest); v.QueuedAt.IsZero() && rest.After(now.Time) {
			days := int(rest.Sub(now.Time)/(24*time.Hour)) + 1
			return nil, civic.Fail(civic.KindConflict, "verify.letter_wait").With("days", days)
		}
		meta := v.Meta
		*v = *fresh
		v.Meta = meta
		return nil, nil
	})
	if err != nil {
		return fmt.Errorf("account: ask letter: %w", err)
	}
	return nil
}

// ConfirmAddress has the actor type the code of their letter. The try is on disk
// before the comparison. Errors: Unauthenticated "auth.required"; Invalid
// "verify.code_wrong", whatever is wrong with it; Conflict "verify.taken",
// "verify.confirmed" from LevelAddress on.
func (s *Service) ConfirmAddress(ctx context.Context, actor civic.Actor, typed string) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	wrong := civic.Invalid("verify.code_wrong", "code")
	code, now := typedLetter(typed), s.Clock.Now()
	if actor.Level >= civic.LevelAddress {
		return civic.Fail(civic.KindConflict, "verify.confirmed")
	}
	if code == "" {
		return wrong
	}
	v, err := s.addressed.Update(ctx, string(actor.ID), func(v *addressed) ([]store.Message, error) {
		if v.state(now) != letterSent || v.Tries >= letterTries {
			return nil, wrong
		}
		v.Tries++
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return wrong
	}
	if err != nil {
		return fmt.Errorf("account: confirm address: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(s.letterHash(v, code)), []byte(v.Hash)) != 1 {
		return wrong
	}
	st := Standing{Level: civic.LevelAddress, Area: v.Area, Person: v.Person, Through: "letter"}
	if err := s.SetLevel(ctx, actor.ID, actor.ID, st); err != nil {
		return err
	}
	_, err = s.addressed.Update(ctx, v.ID, func(v *addressed) ([]store.Message, error) {
		v.Hash, v.Sealed, v.Batch, v.SealedTo = "", nil, "", civic.Time{}
		return nil, nil
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("account: confirm address: %w", err)
	}
	return nil
}

func (s *Service) letterHash(v *addressed, code string) string {
	return keyed(s.codeKey, "letter", v.ID, v.AskedAt.String(), code)
}

// letterSigns leaves out whatever is taken for something else in print (0 and O,
// 1, I and L, 2 and Z, 5 and S, 8 and B, G and 6, U and V) and what makes words.
const letterSigns = "34679CDFHJKMNPQRTVWXY"

func newLetterCode() string {
	var b strings.Builder
	for range LetterCode {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letterSigns))))
		if err != nil {
			panic("account: random: " + err.Error()) // crypto/rand never fails since Go 1.24
		}
		b.WriteByte(letterSigns[n.Int64()])
	}
	return b.String()
}

// typedLetter reads a letter's code as people type it; "" for what is none.
func typedLetter(s string) string {
	if len(s) > 64 {
		return ""
	}
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\u202f' {
			return -1
		}
		return r
	}, strings.ToUpper(latinDigits(s)))
	if len(code) != LetterCode || strings.Trim(code, letterSigns) != "" {
		return ""
	}
	return code
}

func (s *Service) sealPrinted(id civic.ID, p Printed) ([]byte, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("account: seal: %w", err)
	}
	aead, err := s.aead()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails since Go 1.24
	return aead.Seal(nonce, nonce, plain, []byte("address/"+string(id))), nil
}

func (s *Service) openPrinted(v *addressed) (Printed, error) {
	var p Printed
	aead, err := s.aead()
	if err != nil {
		return p, err
	}
	n := aead.NonceSize()
	if len(v.Sealed) < n {
		return p, errors.New("account: open letter: too short")
	}
	plain, err := aead.Open(nil, v.Sealed[:n], v.Sealed[n:], []byte("address/"+v.ID))
	if err != nil {
		return p, fmt.Errorf("account: open letter: %w", err)
	}
	if err := json.Unmarshal(plain, &p); err != nil {
		return p, fmt.Errorf("account: open letter: %w", err)
	}
	return p, nil
}
