// Package proof asks whoever has nothing else to show for a little work, so that
// asking ten thousand times costs something: a browser derives keys until one
// fits, in the background, while a person types. It speaks the ALTCHA protocol
// (altcha.go) and verifies by two HMACs. A challenge lives five minutes and is
// good for one request. Its work grows with the strain that a network puts on
// signing in (strain.go): codes that are asked for and never typed in, wrong ones,
// wrong proofs. Nobody who is signed in, or signs in with a passkey, is asked.
package proof

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// The bounds of the work. A solver derives Least to 2×Least keys of Rounds rounds
// each, times up to MaxFactor under strain.
const (
	Life      = 5 * time.Minute
	Rounds    = 1000
	Least     = 250
	MaxFactor = 16
)

// spent is a challenge that was used; its id is the nonce.
type spent struct {
	store.Meta
	PurgeAt civic.Time `json:"purge_at"`
}

// Service poses challenges and verifies proofs. It is safe for concurrent use.
type Service struct {
	clock  civic.Clock
	keys   keys
	spent  *store.Collection[spent]
	strain *strain
}

// Open declares the collection "spent". The secret, at least 32 bytes, must be the
// same in every process.
func Open(ctx context.Context, e store.Engine, clock civic.Clock, secret []byte) (*Service, error) {
	if len(secret) < 32 {
		return nil, fmt.Errorf("proof: secret of %d bytes, want 32", len(secret))
	}
	s := &Service{clock: clock, strain: newStrain()}
	for purpose, key := range map[string]*string{"parameters": &s.keys.parameters, "key": &s.keys.key} {
		k, err := hkdf.Key(sha256.New, secret, nil, "jemaa proof "+purpose, 32)
		if err != nil {
			return nil, fmt.Errorf("proof: %w", err)
		}
		*key = hex.EncodeToString(k)
	}
	var err error
	s.spent, err = store.Open[spent](ctx, e, clock, "spent", store.Index{Name: "purge_at", Fields: []string{"purge_at"}})
	if err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	return s, nil
}

// Challenge poses one to a network.
func (s *Service) Challenge(network string) (Challenge, error) {
	now := s.clock()
	least := int64(Least * s.strain.factor(network, now))
	extra, err := rand.Int(rand.Reader, big.NewInt(least+1))
	if err != nil {
		return Challenge{}, fmt.Errorf("proof: random: %w", err)
	}
	var random [32]byte
	_, _ = rand.Read(random[:]) // crypto/rand.Read never fails since Go 1.24
	return s.keys.pose(Parameters{
		Algorithm: algorithm, Cost: Rounds, KeyLength: keyBytes, ExpiresAt: now.Add(Life).Unix(),
		Nonce: hex.EncodeToString(random[:16]), Salt: hex.EncodeToString(random[16:]),
	}, uint32(least+extra.Int64()))
}

// Verify takes a proof, once. Errors: Invalid "proof.wrong", "proof.expired",
// "proof.spent", all on field "proof"; and the store's.
func (s *Service) Verify(ctx context.Context, text, network string) error {
	now := s.clock.Now()
	p, err := s.keys.check(text)
	if err != nil {
		s.Failed(network)
		return civic.Invalid("proof.wrong", "proof").By(err)
	}
	expires := civic.At(time.Unix(p.ExpiresAt, 0))
	if !expires.After(now.Time) {
		return civic.Invalid("proof.expired", "proof") // somebody went for a coffee
	}
	err = s.spent.Insert(ctx, &spent{Meta: store.Meta{ID: p.Nonce}, PurgeAt: expires.Plus(time.Minute)})
	if errors.Is(err, store.ErrExists) {
		s.Failed(network)
		return civic.Invalid("proof.spent", "proof")
	}
	if err != nil {
		return fmt.Errorf("proof: verify: %w", err)
	}
	s.strain.add(network, now.Time, asked)
	return nil
}

// Failed tells of a wrong code, or of anything else that a person seldom gets
// wrong, from a network.
func (s *Service) Failed(network string) { s.strain.add(network, s.clock(), failed) }

// Answered tells that somebody of a network signed in.
func (s *Service) Answered(network string) { s.strain.add(network, s.clock(), answered) }

// Sweep removes what can't be used again anyway, a bounded number at a time, and
// says how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	n, err := s.spent.Sweep(ctx, "purge_at", s.clock.Now())
	if err != nil {
		return n, fmt.Errorf("proof: sweep: %w", err)
	}
	return n, nil
}
