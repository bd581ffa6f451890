package api

import (
	"context"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/civic"
	"jemaa/backend/proof"
)

var (
	posing = rate{name: "proof", every: time.Second, burst: 60, all: pace{5 * time.Millisecond, 5000}, closed: true}
	// unproven is for those whose browser can't do the work, and for whoever says so.
	unproven = rate{name: "unproven", every: 6 * time.Minute, burst: 10, all: pace{time.Minute, 120}, closed: true}.gauge()
)

// getChallenge poses the work that speaks for whoever asks for a code without being
// signed in.
func (d *Door) getChallenge(ctx context.Context, _ *struct{}) (*answer[proof.Challenge], error) {
	c, err := d.on.Proofs.Challenge(visitOf(ctx).client)
	return &answer[proof.Challenge]{c}, err
}

// vouch finds what speaks for whoever asks for a code. A proof that is none is
// refused, even where something else would do: its sender has a fault to mend.
func (d *Door) vouch(ctx context.Context, in askCodeBody) (account.Vouch, error) {
	v := visitOf(ctx)
	if in.Proof != "" {
		if err := d.on.Proofs.Verify(ctx, in.Proof, v.client); err != nil {
			return account.Unproven, err
		}
	}
	switch {
	case d.on.Accounts.Knows(v.known, in.Email):
		return account.Known, nil
	case in.Proof != "", v.actor.SignedIn():
		return account.Proven, nil
	}
	return account.Unproven, d.spend(ctx, &unproven, v.client)
}

// spend counts what a handler, not its row, bounds.
func (d *Door) spend(ctx context.Context, g *gauge, who string) error {
	s, err := d.use(ctx, g, who)
	if err == nil && s.Wait > 0 {
		e := civic.Fail(civic.KindLimited, "limit.rate")
		e.Retry = s.Wait
		return e
	}
	return err
}
