package account

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"jemaa/backend/civic"
)

// algorithms are the signatures that a passkey may make, the best first: every
// device in use knows one of them.
var algorithms = []webauthncose.COSEAlgorithmIdentifier{webauthncose.AlgES256, webauthncose.AlgEdDSA, webauthncose.AlgRS256}

// Invitation is what a browser needs to make a passkey, in WebAuthn's own words
// (PublicKeyCredentialCreationOptionsJSON).
type Invitation struct {
	Challenge   string
	Host        string   // the relying party's id
	Site        string   // its name
	Handle      string   // the account's id in base64url
	Name        string   // of the account, shown by the device
	Algorithms  []int    // COSE
	Credentials []string // those that are registered, base64url
}

// Registration is a browser's answer to an Invitation: base64url, as WebAuthn's
// toJSON gives it.
type Registration struct {
	Credential  string // id
	ClientData  string // response.clientDataJSON
	Attestation string // response.attestationObject
	Transports  []string
	Name        string // given by its owner, "" for the device's
	Device      Device
	Binding     string // that the browser had when it asked
}

// AskNewPasskey invites the actor's browser to make a passkey. Errors: those of
// mayChangeKeys; NotFound "passkey.off"; Conflict "passkey.too_many" (max).
func (s *Service) AskNewPasskey(ctx context.Context, actor civic.Actor, binding string) (Invitation, error) {
	if err := s.mayChangeKeys(actor); err != nil {
		return Invitation{}, err
	}
	return s.invite(ctx, question{toRegister, actor.ID, binding})
}

// invite makes an invitation for an account.
func (s *Service) invite(ctx context.Context, q question) (Invitation, error) {
	if s.site == nil {
		return Invitation{}, civic.NotFound("passkey.off")
	}
	a, err := s.accounts.Get(ctx, string(q.account))
	if err != nil {
		return Invitation{}, fmt.Errorf("account: invite: %w", err)
	}
	r, err := s.ring(ctx, q.account)
	if err != nil {
		return Invitation{}, fmt.Errorf("account: invite: %w", err)
	}
	if q.purpose == toRegister && len(r.Keys) >= MaxPasskeys {
		return Invitation{}, tooManyKeys()
	}
	out := Invitation{Host: s.site.Config.RPID, Site: s.site.Config.RPDisplayName, Handle: packed([]byte(q.account)), Name: a.shownName()}
	for _, a := range algorithms {
		out.Algorithms = append(out.Algorithms, int(a))
	}
	for _, k := range r.Keys {
		out.Credentials = append(out.Credentials, packed(k.Credential))
	}
	out.Challenge, err = s.ask(ctx, q)
	return out, err
}

func tooManyKeys() error {
	return civic.Fail(civic.KindConflict, "passkey.too_many").With("max", MaxPasskeys)
}

// shownName is what a device shows beside a passkey.
func (a *Account) shownName() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Contact
}

// AddPasskey registers the passkey that the actor's browser made. Errors: those
// of AskNewPasskey and CleanName; Invalid "passkey.refused" for an answer that is
// none to a question of ours; Conflict "passkey.known" for one that is there.
func (s *Service) AddPasskey(ctx context.Context, actor civic.Actor, reg Registration) (Passkey, error) {
	if err := s.mayChangeKeys(actor); err != nil {
		return Passkey{}, err
	}
	k, err := s.registered(ctx, question{toRegister, actor.ID, reg.Binding}, reg)
	if err != nil {
		return Passkey{}, err
	}
	k.Staff = len(actor.Grants) > 0
	_, err = s.changeRing(ctx, actor.ID, func(r *keyring) error {
		if slices.ContainsFunc(r.Keys, func(o passkey) bool { return bytes.Equal(o.Credential, k.Credential) }) {
			return civic.Fail(civic.KindConflict, "passkey.known")
		}
		if len(r.Keys) >= MaxPasskeys {
			return tooManyKeys()
		}
		r.Keys = append(r.Keys, k)
		return nil
	})
	if err != nil {
		return Passkey{}, fmt.Errorf("account: add passkey: %w", err)
	}
	return k.view(), nil
}

func refusedPasskey(cause error) error { return civic.Invalid("passkey.refused", "").By(cause) }

// registered checks what a browser made (WebAuthn §7.1) and makes it a passkey.
func (s *Service) registered(ctx context.Context, q question, reg Registration) (passkey, error) {
	if s.site == nil {
		return passkey{}, civic.NotFound("passkey.off")
	}
	name, err := CleanName(reg.Name)
	if err != nil {
		return passkey{}, err
	}
	if name == "" {
		name = reg.Device.String()
	}
	parsed, err := reg.parse()
	if err != nil {
		return passkey{}, refusedPasskey(err)
	}
	text := parsed.Response.CollectedClientData.Challenge
	if err := s.answered(ctx, text, q); err != nil {
		if civic.KindOf(err) != "" {
			return passkey{}, refusedPasskey(err)
		}
		return passkey{}, fmt.Errorf("account: register: %w", err)
	}
	c, err := s.site.CreateCredential(holder{id: q.account}, webauthn.SessionData{
		Challenge: text, UserID: []byte(q.account), RelyingPartyID: s.site.Config.RPID,
		UserVerification: protocol.VerificationRequired, CredParams: parameters(),
	}, parsed)
	if err != nil {
		return passkey{}, refusedPasskey(err)
	}
	now := s.Clock.Now()
	return passkey{
		ID: civic.NewID(now.Time), Credential: c.ID, PublicKey: c.PublicKey, Transports: reg.transports(),
		Syncs: c.Flags.BackupEligible, Count: c.Authenticator.SignCount, Name: name, CreatedAt: now,
	}, nil
}

func (r Registration) parse() (*protocol.ParsedCredentialCreationData, error) {
	b, err := unpacked(r.Credential, r.ClientData, r.Attestation)
	if err != nil {
		return nil, err
	}
	raw := protocol.CredentialCreationResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{
			Credential: protocol.Credential{ID: r.Credential, Type: string(protocol.PublicKeyCredentialType)}, RawID: b[0],
		},
		AttestationResponse: protocol.AuthenticatorAttestationResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: b[1]}, AttestationObject: b[2],
		},
	}
	return raw.Parse()
}

// transports keeps the words that WebAuthn knows: they come back to the browser.
func (r Registration) transports() []string {
	known := []string{"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}
	out := []string{}
	for _, t := range known {
		if slices.Contains(r.Transports, t) {
			out = append(out, t)
		}
	}
	return out
}

func parameters() []protocol.CredentialParameter {
	out := make([]protocol.CredentialParameter, len(algorithms))
	for i, a := range algorithms {
		out[i] = protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: a}
	}
	return out
}
