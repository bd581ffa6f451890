package account

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// MailKinds are the kinds of message that Post takes.
var MailKinds = []string{"code.requested", "code.refused"}

// refusalLife is how long it is tried to say why a code opened nothing.
const refusalLife = 24 * time.Hour

// letter is what a mail needs to know. It travels sealed, so that neither a code
// nor an address stands in the store in clear, and leaves with its message.
type letter struct {
	Email string     `json:"email"`
	Lang  civic.Lang `json:"lang"`
	Code  string     `json:"code,omitempty"`
}

// envelope is a message's data: which code it is about, and the sealed letter.
type envelope struct {
	Code   string `json:"code"` // the openCode's id
	Sealed []byte `json:"sealed"`
}

// sealed makes a message with the letter in AES-256-GCM, bound to its document
// and code, under a key of the pepper.
func (s *Service) sealed(kind, docID, codeID string, l letter) (store.Message, error) {
	plain, err := json.Marshal(l)
	if err != nil {
		return store.Message{}, fmt.Errorf("account: seal: %w", err)
	}
	aead, err := s.aead()
	if err != nil {
		return store.Message{}, err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // crypto/rand.Read never fails since Go 1.24
	e := envelope{Code: codeID, Sealed: aead.Seal(nonce, nonce, plain, []byte(docID+"/"+codeID))}
	return store.Note(kind, s.Clock.Now(), "", e), nil
}

func (s *Service) open(docID string, data json.RawMessage) (letter, envelope, error) {
	var e envelope
	var l letter
	if err := json.Unmarshal(data, &e); err != nil {
		return l, e, fmt.Errorf("account: open letter: %w", err)
	}
	aead, err := s.aead()
	if err != nil {
		return l, e, err
	}
	n := aead.NonceSize()
	if len(e.Sealed) < n {
		return l, e, errors.New("account: open letter: too short")
	}
	plain, err := aead.Open(nil, e.Sealed[:n], e.Sealed[n:], []byte(docID+"/"+e.Code))
	if err != nil {
		return l, e, fmt.Errorf("account: open letter: %w", err)
	}
	if err := json.Unmarshal(plain, &l); err != nil {
		return l, e, fmt.Errorf("account: open letter: %w", err)
	}
	return l, e, nil
}

func (s *Service) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.sealKey)
	if err != nil {
		return nil, fmt.Errorf("account: cipher: %w", err)
	}
	return cipher.NewGCM(block)
}

// Post mails what a message of MailKinds on a code's document asks for. It is
// the body of a taker: an error means "again later". A letter is dropped when
// its code was replaced, used or has expired meanwhile, a refusal after
// refusalLife, when it can't be read (the pepper was changed), or when the address
// refuses it for good; sent twice, it says the same. Staff get the letter that says why they get no code.
func (s *Service) Post(ctx context.Context, docID string, m store.Message) error {
	l, e, err := s.open(docID, m.Data)
	if err != nil {
		s.Log.Error("a letter could not be read and is dropped", "err", err)
		return nil
	}
	refuse := m.Kind == "code.refused"
	if refuse && s.Clock.Now().Sub(m.At.Time) > refusalLife {
		return nil
	}
	if !refuse {
		current, err := s.current(ctx, docID, e.Code)
		if err != nil || !current {
			return err
		}
		if refuse, err = s.isStaff(ctx, l.Email); err != nil {
			return err
		}
	}
	if refuse {
		err = s.Mailer.StaffRefusal(ctx, l.Email, l.Lang)
	} else {
		err = s.Mailer.Code(ctx, l.Email, l.Lang, l.Code)
	}
	if civic.KindOf(err) == civic.KindInvalid {
		s.Log.Warn("an address refused a letter", "kind", m.Kind)
		return nil
	}
	return err
}

// current tells whether a code may still be typed in.
func (s *Service) current(ctx context.Context, docID, codeID string) (bool, error) {
	c, err := s.codes.Get(ctx, docID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now := s.Clock.Now()
	return slices.ContainsFunc(c.Open, func(o openCode) bool {
		return o.ID == codeID && o.ExpiresAt.After(now.Time)
	}), nil
}

// isStaff tells whether an address belongs to somebody whom a mail code must not
// let in.
func (s *Service) isStaff(ctx context.Context, email string) (bool, error) {
	if s.demo() {
		return false, nil
	}
	a, err := s.find(ctx, email)
	if err != nil || a == nil {
		return false, err
	}
	return a.Staff, nil
}
