package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// codes is one address's outstanding codes; its id is a keyed hash of the
// address. All of them in one document, so that the limit per address, the
// superseding of a code and the count of its tries are each one compare-and-set.
type codes struct {
	store.Meta
	Requests []asked    `json:"requests"` // within the last hour
	Open     []openCode `json:"open"`     // one a browser, at most as many as may be asked for
	PurgeAt  civic.Time `json:"purge_at"`
}

// openCode is a code that may still be typed in. Its hash takes in the binding
// token, 256 bits that only the asking browser has, so that even somebody who
// read the whole store, pepper included, could neither find the code by trying
// all of them nor use it.
type openCode struct {
	ID        string     `json:"id"`
	Browser   string     `json:"browser"` // hash of the binding token
	Hash      string     `json:"hash"`
	Tries     int        `json:"tries"`
	ExpiresAt civic.Time `json:"expires_at"`
}

// CodeRequest asks for a code. Binding is a fresh token of NewToken that the
// asking browser keeps (in a cookie) and shows again at SignIn; Before is the one
// that it kept until now, whose code is replaced.
type CodeRequest struct {
	Email   string
	Binding string
	Before  string
	Lang    civic.Lang // of the letter
	Vouch   Vouch
	Network string // that is asked from, for the bound of each
}

// RequestCode has a code mailed to an address. Its answer is the same for every
// well-formed address, known or unknown, staff or not, and also when the address
// had its letters of the hour and gets no further one. A new code replaces the one
// that the same browser asked for before.
//
// The letter leaves through the message "code.requested" on the code's document:
// see Post. Errors: Invalid "email.malformed", and the store's.
func (s *Service) RequestCode(ctx context.Context, r CodeRequest) error {
	email, err := NormalizeEmail(r.Email)
	if err != nil {
		return err
	}
	if r.Binding == "" || len(r.Binding) > maxToken {
		return fmt.Errorf("account: request code: binding of %d bytes", len(r.Binding))
	}
	r.Network = keyed(s.codeKey, "network", r.Network)[:16]
	code := newCode()
	id := s.codesID(email)
	change := func(c *codes) ([]store.Message, error) {
		return s.addCode(c, r, letter{Email: email, Lang: r.Lang, Code: code})
	}
	fresh := func() (*codes, []store.Message, error) {
		c := &codes{Meta: store.Meta{ID: id}}
		m, err := change(c)
		return c, m, err
	}
	if _, err := s.codes.Put(ctx, id, fresh, change); err != nil {
		return fmt.Errorf("account: request code: %w", err)
	}
	return nil
}

func (s *Service) codesID(email string) string { return keyed(s.loginKey, "code", email) }

// addCode opens a code in place of the same browser's last one.
func (s *Service) addCode(c *codes, r CodeRequest, l letter) ([]store.Message, error) {
	now := s.Clock.Now()
	if !c.mayAsk(asked{At: now, Vouch: r.Vouch, Network: r.Network}) {
		return nil, store.ErrUnchanged
	}
	browser, before := hash(r.Binding), hash(r.Before)
	c.Open = slices.DeleteFunc(c.Open, func(o openCode) bool {
		return o.Browser == browser || o.Browser == before || !o.ExpiresAt.After(now.Time)
	})
	o := openCode{ID: string(civic.NewID(now.Time)), Browser: browser, ExpiresAt: now.Plus(CodeLife)}
	o.Hash = s.codeHash(c.ID, o, r.Binding, l.Code)
	c.Open = append(c.Open, o)
	c.PurgeAt = now.Plus(time.Hour)
	m, err := s.sealed("code.requested", c.ID, o.ID, l)
	return []store.Message{m}, err
}

func (s *Service) codeHash(docID string, o openCode, binding, code string) string {
	return keyed(s.codeKey, docID, o.ID, binding, code)
}

// newCode draws CodeDigits decimal digits.
func newCode() string {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(CodeDigits), nil)
	n, err := rand.Int(rand.Reader, limit)
	if err != nil {
		panic("account: random: " + err.Error()) // crypto/rand never fails since Go 1.24
	}
	return fmt.Sprintf("%0*d", CodeDigits, n)
}

// typedCode reads a code as people type it: with spaces or hyphens, in Latin or
// Arabic digits. "" when it is not CodeDigits digits.
func typedCode(s string) string {
	if len(s) > 64 {
		return ""
	}
	code := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '٠' && r <= '٩': // Arabic-Indic
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹': // extended Arabic-Indic
			return r - '۰' + '0'
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u202f':
			return -1
		}
		return 'x'
	}, s)
	if len(code) != CodeDigits || strings.Contains(code, "x") {
		return ""
	}
	return code
}

// wrongCode is the one answer to every sign-in by code that fails, whatever the
// reason.
func wrongCode() *civic.Error { return civic.Invalid("auth.code_wrong", "code") }

// check spends one try on the browser's open code and tells whether it was right.
// The try is on disk before the comparison, so of any number of parallel tries
// at most MaxTries are compared.
func (s *Service) check(ctx context.Context, docID string, in SignIn) (openCode, error) {
	var o openCode
	browser, now := hash(in.Binding), s.Clock.Now()
	_, err := s.codes.Update(ctx, docID, func(c *codes) ([]store.Message, error) {
		i := slices.IndexFunc(c.Open, func(o openCode) bool { return o.Browser == browser })
		if i < 0 || c.Open[i].Tries >= MaxTries || !c.Open[i].ExpiresAt.After(now.Time) {
			return nil, wrongCode()
		}
		c.Open[i].Tries++
		o = c.Open[i]
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return o, wrongCode()
	}
	if err != nil {
		return o, err
	}
	if s.compared != nil {
		s.compared()
	}
	given := s.codeHash(docID, o, in.Binding, in.Code)
	if subtle.ConstantTimeCompare([]byte(given), []byte(o.Hash)) != 1 {
		return o, wrongCode()
	}
	return o, nil
}

// spend takes the code away; of several who knew it, one succeeds.
func (s *Service) spend(ctx context.Context, docID, id string, messages ...store.Message) error {
	_, err := s.codes.Update(ctx, docID, func(c *codes) ([]store.Message, error) {
		n := len(c.Open)
		c.Open = slices.DeleteFunc(c.Open, func(o openCode) bool { return o.ID == id })
		if len(c.Open) == n {
			return nil, wrongCode()
		}
		return messages, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return wrongCode()
	}
	return err
}
