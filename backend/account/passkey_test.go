package account

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	virtual "github.com/descope/virtualwebauthn"

	"jemaa/backend/civic"
)

func TestPasskeySignsIn(t *testing.T) {
	for _, kind := range []virtual.KeyType{virtual.KeyTypeEC2, virtual.KeyTypeRSA} {
		c := open(t)
		p := c.phone()
		if kind == virtual.KeyTypeRSA {
			p.key = virtual.NewCredential(kind)
		}
		actor := c.actor(c.signIn("a@b.ma"))
		made, err := p.register(actor)
		if err != nil || made.Name != "Téléphone" || !made.UsedAt.IsZero() {
			t.Fatalf("%+v %v", made, err)
		}
		c.later(time.Hour)
		in, err := p.enter()
		if err != nil {
			t.Fatal(err)
		}
		now := c.actor(in)
		if now.ID != actor.ID || now.Proof.By != civic.ByPasskey || now.NeedFreshPasskey(c.Clock.Now()) != nil {
			t.Errorf("came in as %+v", now)
		}
		list, err := c.Passkeys(t.Context(), now)
		if err != nil || len(list) != 1 || list[0].ID != made.ID || !list[0].UsedAt.Equal(c.now) {
			t.Errorf("%+v %v", list, err)
		}
	}
}

// What a passkey says counts once, within five minutes, in the browser that was
// asked, for this site, for what it was asked for, and only with its owner's
// finger, face or number.
func TestPasskeyThatOpensNothing(t *testing.T) {
	type try struct {
		*phone
		in Assertion
		o  Opening
	}
	said := func(f func(*try)) func(*try) {
		return func(y *try) {
			f(y)
			y.in = y.answer(y.ask())
		}
	}
	for name, spoil := range map[string]func(*try){
		"again": func(y *try) {
			if _, err := y.SignInByPasskey(t.Context(), y.in, y.o); err != nil {
				t.Fatal(err)
			}
		},
		"too late":              func(y *try) { y.later(ChallengeLife) },
		"in another browser":    func(y *try) { y.o.Binding = NewToken() },
		"without a browser":     func(y *try) { y.o.Binding = "" },
		"to another site":       said(func(y *try) { y.site.Origin = "https://jemaa.example.evil" }),
		"to another port":       said(func(y *try) { y.site.Origin = "https://jemaa.example:8443" }),
		"without https":         said(func(y *try) { y.site.Origin = "http://jemaa.example" }),
		"for another site":      said(func(y *try) { y.site.ID = "evil.example" }),
		"nobody verified":       said(func(y *try) { y.auth.Options.UserNotVerified = true }),
		"nobody there":          said(func(y *try) { y.auth.Options.UserNotPresent = true }),
		"of somebody else":      said(func(y *try) { y.auth.Options.UserHandle = []byte(y.other()) }),
		"of nobody":             said(func(y *try) { y.auth.Options.UserHandle = []byte(civic.NewID(y.now)) }),
		"of no account":         said(func(y *try) { y.auth.Options.UserHandle = []byte("../admin") }),
		"without an account":    said(func(y *try) { y.auth.Options.UserHandle = nil }),
		"by another key":        said(func(y *try) { y.key.Key = newKey().Key }),
		"by an unknown key":     said(func(y *try) { y.key = newKey() }),
		"to a question of none": func(y *try) { y.in = y.answer(KeyRequest{Challenge: NewToken()}) },
		"to another question":   func(y *try) { y.in = y.answer(y.proofAsked()) },
		"with a bit turned":     func(y *try) { y.in.Signature = turned(y.in.Signature) },
		"with other data":       func(y *try) { y.in.AuthenticatorData = turned(y.in.AuthenticatorData) },
		"without base64":        func(y *try) { y.in.ClientData = "{}" },
		"in words":              func(y *try) { y.in.ClientData = base64.RawURLEncoding.EncodeToString([]byte("{}")) },
		"empty":                 func(y *try) { y.in = Assertion{} },
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := open(t).withKey("a@b.ma")
			y := &try{p, p.answer(p.ask()), Opening{Binding: p.binding}}
			spoil(y)
			if in, err := p.SignInByPasskey(t.Context(), y.in, y.o); codeOf(err) != "auth.passkey_wrong" || in.Token != "" {
				t.Errorf("%v, want auth.passkey_wrong", err)
			}
		})
	}
}

func (p *phone) other() civic.ID {
	_, other := p.withKey("other@b.ma")
	return other.ID
}

func (p *phone) proofAsked() KeyRequest {
	p.t.Helper()
	in, err := p.enter()
	if err != nil {
		p.t.Fatal(err)
	}
	r, err := p.AskProof(p.t.Context(), p.actor(in), p.binding)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func turned(text string) string {
	b, _ := base64.RawURLEncoding.DecodeString(text)
	b[len(b)-1] ^= 1
	return base64.RawURLEncoding.EncodeToString(b)
}

// A removed passkey opens nothing, also when it was asked before.
func TestRemovedPasskey(t *testing.T) {
	c := open(t)
	p, actor := c.withKey("a@b.ma")
	asked := p.ask()
	list, err := c.Passkeys(t.Context(), actor)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := c.RemovePasskey(t.Context(), actor, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignInByPasskey(t.Context(), p.answer(asked), Opening{Binding: p.binding}); codeOf(err) != "auth.passkey_wrong" {
		t.Error(err)
	}
	if err := c.RemovePasskey(t.Context(), actor, list[0].ID); codeOf(err) != "passkey.not_found" {
		t.Error(err)
	}
}

// A counter that runs backwards is a copy's, or the original's after its copy was
// used: from then on neither comes in.
func TestCopiedPasskey(t *testing.T) {
	c := open(t)
	p, actor := c.withKey("a@b.ma")
	for _, step := range []struct {
		count uint32
		want  string
	}{{5, ""}, {6, ""}, {6, "auth.passkey_copied"}, {9, "auth.passkey_copied"}} {
		p.key.Counter = step.count
		if _, err := p.enter(); codeOf(err) != step.want {
			t.Errorf("use %d: %v, want %q", step.count, err, step.want)
		}
	}
	list, err := c.Passkeys(t.Context(), actor)
	if err != nil || !list[0].Copied {
		t.Errorf("%+v %v", list, err)
	}
}

func TestOneOfManyEqualAnswersOpensASession(t *testing.T) {
	c := open(t)
	p, _ := c.withKey("a@b.ma")
	in, errs := p.answer(p.ask()), make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, errs[i] = c.SignInByPasskey(t.Context(), in, Opening{Binding: p.binding}) })
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		switch codeOf(err) {
		case "":
			won++
		case "auth.passkey_wrong":
		default:
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d sessions, want 1", won)
	}
}

func TestRegistrationsThatAreRefused(t *testing.T) {
	for name, row := range map[string]struct {
		spoil func(*phone, *Registration)
		want  string
	}{
		"another browser":  {func(_ *phone, r *Registration) { r.Binding = NewToken() }, "passkey.refused"},
		"too late":         {func(p *phone, _ *Registration) { p.later(ChallengeLife) }, "passkey.refused"},
		"a turned bit":     {func(_ *phone, r *Registration) { r.Attestation = turned(r.Attestation) }, "passkey.refused"},
		"nothing":          {func(_ *phone, r *Registration) { *r = Registration{Binding: r.Binding} }, "passkey.refused"},
		"a link as a name": {func(_ *phone, r *Registration) { r.Name = "www.evil.example" }, "name.link"},
		"the same again": {func(p *phone, r *Registration) {
			if _, err := p.register(p.actor(p.signIn("a@b.ma"))); err != nil {
				t.Fatal(err)
			}
		}, "passkey.known"},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			p, actor := c.phone(), c.actor(c.signIn("a@b.ma"))
			i, err := c.AskNewPasskey(t.Context(), actor, p.binding)
			if err != nil {
				t.Fatal(err)
			}
			r := p.make(i)
			row.spoil(p, &r)
			if _, err := c.AddPasskey(t.Context(), actor, r); codeOf(err) != row.want {
				t.Errorf("%v, want %q", err, row.want)
			}
		})
	}
	for name, spoil := range map[string]func(*phone){
		"another site":    func(p *phone) { p.site.Origin = "https://evil.example" },
		"for another":     func(p *phone) { p.site.ID = "evil.example" },
		"nobody verified": func(p *phone) { p.auth.Options.UserNotVerified = true },
		"somebody else": func(p *phone) {
			_, other := p.withKey("b@b.ma")
			i, err := p.AskNewPasskey(t.Context(), other, p.binding)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.AddPasskey(t.Context(), p.actor(p.signIn("c@b.ma")), p.make(i))
			if codeOf(err) != "passkey.refused" {
				t.Errorf("somebody else's invitation: %v", err)
			}
			p.binding = ""
		},
	} {
		c := open(t)
		p := c.phone()
		spoil(p)
		if p.binding == "" {
			continue
		}
		if _, err := p.register(c.actor(c.signIn("a@b.ma"))); codeOf(err) != "passkey.refused" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPasskeysAreBoundedAndNamed(t *testing.T) {
	c := open(t)
	first, actor := c.withKey("a@b.ma")
	for range MaxPasskeys - 1 {
		if _, err := c.phone().register(actor); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.phone().register(actor); codeOf(err) != "passkey.too_many" {
		t.Errorf("one too many: %v", err)
	}
	list, err := c.Passkeys(t.Context(), actor)
	if err != nil || len(list) != MaxPasskeys {
		t.Fatal(len(list), err)
	}
	named, err := c.RenamePasskey(t.Context(), actor, list[3].ID, "  Ordinateur\u202e du bureau ")
	if err != nil || named.Name != "Ordinateur du bureau" {
		t.Errorf("%+v %v", named, err)
	}
	for name, want := range map[string]string{" ": "passkey.name", strings.Repeat("a", 61): "name.too_long"} {
		if _, err := c.RenamePasskey(t.Context(), actor, list[0].ID, name); codeOf(err) != want {
			t.Errorf("%q: %v", name, err)
		}
	}
	_, other := c.withKey("b@b.ma")
	if _, err := c.RenamePasskey(t.Context(), other, list[0].ID, "X"); codeOf(err) != "passkey.not_found" {
		t.Errorf("somebody else's: %v", err)
	}
	if err := c.RemovePasskey(t.Context(), other, list[0].ID); codeOf(err) != "passkey.not_found" {
		t.Errorf("somebody else's: %v", err)
	}
	if _, err := first.enter(); err != nil {
		t.Error(err)
	}
}

// Keys and tokens change hands only within ten minutes of showing who one is.
func TestKeysWantAFreshProof(t *testing.T) {
	c := open(t)
	p, _ := c.withKey("a@b.ma")
	staff, _ := c.staff("s@b.ma", officialOfAnfa)
	for _, p := range []*phone{p, staff} {
		in, err := p.enter()
		if err != nil {
			t.Fatal(err)
		}
		c.later(civic.FreshFor + time.Second)
		actor := c.actor(in)
		_, asking := c.AskNewPasskey(t.Context(), actor, p.binding)
		_, adding := c.AddPasskey(t.Context(), actor, Registration{})
		_, token := c.MakeToken(t.Context(), actor, TokenRequest{})
		for what, err := range map[string]error{
			"asking": asking, "adding": adding, "token": token, "removing": c.RemovePasskey(t.Context(), actor, "x"),
		} {
			if codeOf(err) != "auth.fresh_needed" {
				t.Errorf("%s: %v", what, err)
			}
		}
		r, err := c.AskProof(t.Context(), actor, p.binding)
		if err != nil || len(r.Credentials) != 1 || !slices.Equal(r.Credentials[0].Transports, []string{"internal"}) {
			t.Fatalf("%+v %v", r, err)
		}
		again, err := c.Prove(t.Context(), actor, p.answer(r), Opening{Binding: p.binding})
		if err != nil || again.Token == in.Token {
			t.Fatal(err)
		}
		if _, err := c.AskNewPasskey(t.Context(), c.actor(again), p.binding); err != nil {
			t.Error(err)
		}
	}
}

// Nobody proves anything with somebody else's passkey.
func TestProofIsOnesOwn(t *testing.T) {
	c := open(t)
	p, actor := c.withKey("a@b.ma")
	thief, other := c.withKey("b@b.ma")
	r, err := c.AskProof(t.Context(), other, thief.binding)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Prove(t.Context(), actor, thief.answer(r), Opening{Binding: thief.binding}); codeOf(err) != "auth.passkey_wrong" {
		t.Errorf("another's challenge: %v", err)
	}
	if r, err = c.AskProof(t.Context(), actor, thief.binding); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Prove(t.Context(), actor, thief.answer(r), Opening{Binding: thief.binding}); codeOf(err) != "auth.passkey_wrong" {
		t.Errorf("another's passkey: %v", err)
	}
	if _, err := c.AskProof(t.Context(), c.actor(c.signIn("new@b.ma")), p.binding); codeOf(err) != "passkey.off" {
		t.Errorf("without any: %v", err)
	}
}

func TestOfferIsRefusedForGood(t *testing.T) {
	c := open(t)
	actor := c.actor(c.signIn("a@b.ma"))
	for _, want := range []bool{true, false} {
		if offer, err := c.OfferPasskey(t.Context(), actor); err != nil || offer != want {
			t.Fatalf("%v %v, want %v", offer, err, want)
		}
		if err := c.RefusePasskeys(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
	}
	_, has := c.withKey("b@b.ma")
	if offer, err := c.OfferPasskey(t.Context(), has); err != nil || offer {
		t.Errorf("to somebody who has one: %v %v", offer, err)
	}
}

// A passkey is for a name; an address of digits has none, and says so.
func TestNoPasskeysWithoutAName(t *testing.T) {
	for url, want := range map[string]bool{
		"https://jemaa.example": true, "http://localhost:8080": true, "http://127.0.0.1:8080": false, "http://[::1]:8080": false, "": false,
	} {
		rp, err := relyingParty(Site{URL: url, Name: "Jemaa"})
		if err != nil || (rp != nil) != want {
			t.Errorf("%s: %v %v, want %v", url, rp != nil, err, want)
		}
	}
}

// Two processes on one store: what one asked the other takes, and what one ended
// is over in the other at once.
func TestTwoProcesses(t *testing.T) {
	c := open(t)
	second, err := New(t.Context(), c.Config)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.withKey("a@b.ma")
	in, err := second.SignInByPasskey(t.Context(), p.answer(p.ask()), Opening{Binding: p.binding})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Service{c.Service, second} {
		if _, err := s.Session(t.Context(), in.Token); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.EndSession(t.Context(), c.actor(in), hash(in.Token)); err != nil {
		t.Fatal(err)
	}
	if _, err := second.Session(t.Context(), in.Token); codeOf(err) != "auth.session_expired" {
		t.Errorf("ended in one, alive in the other: %v", err)
	}
}
