package account

import (
	"encoding/base64"
	"encoding/json"

	virtual "github.com/descope/virtualwebauthn"

	"jemaa/backend/civic"
)

// phone is a browser with a passkey of its own, made of software: what it says is
// signed as a real one's is.
type phone struct {
	*city
	site    virtual.RelyingParty
	auth    virtual.Authenticator
	key     virtual.Credential
	binding string
}

func (c *city) phone() *phone {
	return &phone{
		city: c, site: virtual.RelyingParty{ID: "jemaa.example", Name: "Casablanca", Origin: "https://jemaa.example"},
		auth: virtual.NewAuthenticator(), key: newKey(), binding: NewToken(),
	}
}

// newKey makes a key on a curve whose two coordinates have 32 bytes each: the
// library drops a leading zero, which no device does.
func newKey() virtual.Credential {
	for {
		if key := virtual.NewCredential(virtual.KeyTypeEC2); len(key.Key.AttestationData()) == 77 {
			return key
		}
	}
}

// spoken is what a browser's toJSON gives.
type spoken struct {
	ID       string
	Response struct {
		ClientDataJSON, AttestationObject, AuthenticatorData, Signature, UserHandle string
	}
}

func (p *phone) heard(text string) (s spoken) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *phone) bytes(challenge string) []byte {
	p.t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(challenge)
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// make answers an invitation.
func (p *phone) make(i Invitation) Registration {
	p.t.Helper()
	handle := p.bytes(i.Handle)
	p.auth.Options.UserHandle = handle
	s := p.heard(virtual.CreateAttestationResponse(p.site, p.auth, p.key, virtual.AttestationOptions{Challenge: p.bytes(i.Challenge)}))
	return Registration{
		Credential: s.ID, ClientData: s.Response.ClientDataJSON, Attestation: s.Response.AttestationObject,
		Transports: []string{"internal", "telepathy"}, Name: "Téléphone", Binding: p.binding,
	}
}

// answer answers a request.
func (p *phone) answer(r KeyRequest) Assertion {
	p.t.Helper()
	s := p.heard(virtual.CreateAssertionResponse(p.site, p.auth, p.key, virtual.AssertionOptions{Challenge: p.bytes(r.Challenge)}))
	return Assertion{
		Credential: s.ID, ClientData: s.Response.ClientDataJSON, AuthenticatorData: s.Response.AuthenticatorData,
		Signature: s.Response.Signature, UserHandle: s.Response.UserHandle,
	}
}

// register has the actor's phone register its passkey.
func (p *phone) register(actor civic.Actor) (Passkey, error) {
	p.t.Helper()
	i, err := p.AskNewPasskey(p.t.Context(), actor, p.binding)
	if err != nil {
		return Passkey{}, err
	}
	return p.AddPasskey(p.t.Context(), actor, p.make(i))
}

func (p *phone) ask() KeyRequest {
	p.t.Helper()
	r, err := p.AskPasskey(p.t.Context(), p.binding)
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// enter signs in with the phone's passkey.
func (p *phone) enter() (SignedIn, error) {
	p.t.Helper()
	return p.SignInByPasskey(p.t.Context(), p.answer(p.ask()), Opening{Binding: p.binding, Device: Device{"Firefox", "Android"}})
}

// enrol has the phone use a link.
func (p *phone) enrol(token string) (SignedIn, error) {
	p.t.Helper()
	i, err := p.AskEnrolment(p.t.Context(), token, p.binding)
	if err != nil {
		return SignedIn{}, err
	}
	return p.CompleteEnrolment(p.t.Context(), token, p.make(i))
}

// withKey signs somebody up and gives them a passkey.
func (c *city) withKey(email string) (*phone, civic.Actor) {
	c.t.Helper()
	p, actor := c.phone(), c.actor(c.signIn(email))
	if _, err := p.register(actor); err != nil {
		c.t.Fatal(err)
	}
	return p, actor
}

// staff makes somebody staff and lets them enrol.
func (c *city) staff(email string, g civic.Grant) (*phone, civic.Actor) {
	c.t.Helper()
	id, _, err := c.Grant(c.t.Context(), email, g)
	if err != nil {
		c.t.Fatal(err)
	}
	link, err := c.Enrol(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	p := c.phone()
	in, err := p.enrol(link.Token)
	if err != nil {
		c.t.Fatal(err)
	}
	return p, c.actor(in)
}
