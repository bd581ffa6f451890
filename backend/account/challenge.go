package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// ChallengeLife is how long a passkey has to answer.
const ChallengeLife = 5 * time.Minute

// challenge is a question that one passkey of one browser may answer once; its
// id is the question's SHA-256, so whoever reads the store can't ask it. It is a
// document, so that any process takes the answer.
type challenge struct {
	store.Meta
	Browser   string     `json:"browser"` // hash of the binding token
	For       purpose    `json:"for"`
	Account   civic.ID   `json:"account,omitempty"` // who must answer; "" for whoever can
	Spent     bool       `json:"spent,omitempty"`
	ExpiresAt civic.Time `json:"expires_at"`
}

// purpose is what an answer is good for, and nothing else.
type purpose string

const (
	toSignIn   purpose = "sign_in"
	toProve    purpose = "prove"
	toRegister purpose = "register"
	toEnrol    purpose = "enrol"
)

// question is what a challenge is for, asked and answered.
type question struct {
	purpose
	account civic.ID
	binding string // of the asking browser, a token of NewToken
}

// ask makes a challenge: 256 bits in base64url.
func (s *Service) ask(ctx context.Context, q question) (string, error) {
	if q.binding == "" || len(q.binding) > maxToken {
		return "", fmt.Errorf("account: ask for a passkey: binding of %d bytes", len(q.binding))
	}
	text := NewToken()
	err := s.challenges.Insert(ctx, &challenge{
		Meta: store.Meta{ID: hash(text)}, Browser: hash(q.binding), For: q.purpose, Account: q.account,
		ExpiresAt: s.Clock.Now().Plus(ChallengeLife),
	})
	if err != nil {
		return "", fmt.Errorf("account: ask for a passkey: %w", err)
	}
	return text, nil
}

// answered spends a challenge before its answer is looked at: of several answers
// at once, one is. Any that it can't be spent for is wrongPasskey.
func (s *Service) answered(ctx context.Context, text string, q question) error {
	_, err := s.challenges.Update(ctx, hash(text), func(c *challenge) ([]store.Message, error) {
		right := c.Browser == hash(q.binding) && c.For == q.purpose && c.Account == q.account
		if !right || c.Spent || !c.ExpiresAt.After(s.Clock()) {
			return nil, wrongPasskey()
		}
		c.Spent = true
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return wrongPasskey()
	}
	return err
}
