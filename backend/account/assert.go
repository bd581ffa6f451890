package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// KeyRequest is what a browser needs to ask a passkey for an answer, in
// WebAuthn's own words (PublicKeyCredentialRequestOptionsJSON).
type KeyRequest struct {
	Challenge   string
	Host        string        // the relying party's id
	Credentials []KeyOfDevice // that may answer; none: any that the device finds
}

// KeyOfDevice names a passkey for the browser.
type KeyOfDevice struct {
	ID         string // base64url
	Transports []string
}

// Assertion is a passkey's answer: base64url, as WebAuthn's toJSON gives it.
type Assertion struct {
	Credential        string // id
	ClientData        string // response.clientDataJSON
	AuthenticatorData string
	Signature         string
	UserHandle        string // says whose it is, when nobody else does
}

// Opening is the browser or script that a session is opened for.
type Opening struct {
	Binding string // that it had when it asked
	Device  Device
	Bearer  bool // the token is for a script, not for a cookie
}

// wrongPasskey is the one answer to a passkey that opens nothing, whatever the
// reason.
func wrongPasskey() *civic.Error { return civic.Invalid("auth.passkey_wrong", "") }

// AskPasskey asks whatever passkey for this site a browser finds. Errors:
// NotFound "passkey.off" where there can be none.
func (s *Service) AskPasskey(ctx context.Context, binding string) (KeyRequest, error) {
	if s.site == nil {
		return KeyRequest{}, civic.NotFound("passkey.off")
	}
	text, err := s.ask(ctx, question{purpose: toSignIn, binding: binding})
	return KeyRequest{Challenge: text, Host: s.site.Config.RPID}, err
}

// SignInByPasskey turns a passkey's answer into a session: of staff too, when
// they registered it as such. Errors: Invalid "auth.passkey_wrong" whatever was
// wrong with it; Denied "auth.passkey_copied" when its counter ran backwards,
// "auth.passkey_staff" for one that staff had before they were staff; NotFound
// "passkey.off".
func (s *Service) SignInByPasskey(ctx context.Context, in Assertion, o Opening) (SignedIn, error) {
	handle, err := unpacked(in.UserHandle)
	if err != nil {
		return SignedIn{}, wrongPasskey().By(err)
	}
	id, err := civic.ParseID(string(handle[0]))
	if err != nil {
		return SignedIn{}, wrongPasskey().By(err)
	}
	a, err := s.proven(ctx, in, question{purpose: toSignIn, binding: o.Binding}, id)
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, a, civic.ByPasskey, o)
}

// AskProof asks for one of the actor's own passkeys. Errors: Unauthenticated
// "auth.required"; NotFound "passkey.off", also when the actor has none.
func (s *Service) AskProof(ctx context.Context, actor civic.Actor, binding string) (KeyRequest, error) {
	if !actor.SignedIn() {
		return KeyRequest{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	r, err := s.ring(ctx, actor.ID)
	if err != nil {
		return KeyRequest{}, fmt.Errorf("account: ask for proof: %w", err)
	}
	if s.site == nil || len(r.Keys) == 0 {
		return KeyRequest{}, civic.NotFound("passkey.off")
	}
	out := KeyRequest{Host: s.site.Config.RPID}
	for _, k := range r.Keys {
		out.Credentials = append(out.Credentials, KeyOfDevice{packed(k.Credential), k.Transports})
	}
	out.Challenge, err = s.ask(ctx, question{toProve, actor.ID, binding})
	return out, err
}

// Prove opens a session in which the actor has shown a passkey just now, in place
// of the one they act in. Errors: as SignInByPasskey's; "auth.required".
func (s *Service) Prove(ctx context.Context, actor civic.Actor, in Assertion, o Opening) (SignedIn, error) {
	if !actor.SignedIn() {
		return SignedIn{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	a, err := s.proven(ctx, in, question{toProve, actor.ID, o.Binding}, actor.ID)
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, a, civic.ByPasskey, o)
}

// proven checks an answer (WebAuthn §7.2), always with user verification, and
// gives the account whose passkey it was.
func (s *Service) proven(ctx context.Context, in Assertion, q question, id civic.ID) (*Account, error) {
	if s.site == nil {
		return nil, civic.NotFound("passkey.off")
	}
	parsed, err := in.parse()
	if err != nil {
		return nil, wrongPasskey().By(err)
	}
	text := parsed.Response.CollectedClientData.Challenge
	if err := s.answered(ctx, text, q); err != nil {
		return nil, fmt.Errorf("account: passkey: %w", err)
	}
	r, err := s.ring(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("account: passkey: %w", err)
	}
	_, err = s.site.ValidateLogin(holder{id: id, keys: r.Keys}, webauthn.SessionData{
		Challenge: text, UserID: []byte(id), RelyingPartyID: s.site.Config.RPID, UserVerification: protocol.VerificationRequired,
	}, parsed)
	if err != nil {
		return nil, wrongPasskey().By(err)
	}
	k, err := s.used(ctx, id, parsed)
	if err != nil {
		return nil, fmt.Errorf("account: passkey: %w", err)
	}
	a, err := s.accounts.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return nil, wrongPasskey()
	}
	if err != nil {
		return nil, fmt.Errorf("account: passkey: %w", err)
	}
	if a.Staff && !s.demo() && !k.Staff {
		return nil, civic.Denied("auth.passkey_staff")
	}
	return a, nil
}

// used notes a passkey's use. A counter that did not grow is a copy's or its
// original's; which of the two can't be known, so neither comes in again.
func (s *Service) used(ctx context.Context, id civic.ID, p *protocol.ParsedCredentialAssertionData) (passkey, error) {
	var k passkey
	count := p.Response.AuthenticatorData.Counter
	_, err := s.changeRing(ctx, id, func(r *keyring) error {
		i := slices.IndexFunc(r.Keys, func(k passkey) bool { return bytes.Equal(k.Credential, p.RawID) })
		if i < 0 {
			return wrongPasskey() // removed since
		}
		key := &r.Keys[i]
		if key.Copied = key.Copied || count <= key.Count && count+key.Count > 0; !key.Copied {
			key.Count, key.UsedAt = count, s.Clock.Now()
		}
		k = *key
		return nil
	})
	if err == nil && k.Copied {
		s.Log.Warn("a passkey's counter ran backwards: it is refused from now on", "passkey", k.ID)
		return k, civic.Denied("auth.passkey_copied")
	}
	return k, err
}

func (a Assertion) parse() (*protocol.ParsedCredentialAssertionData, error) {
	b, err := unpacked(a.Credential, a.ClientData, a.AuthenticatorData, a.Signature, a.UserHandle)
	if err != nil {
		return nil, err
	}
	raw := protocol.CredentialAssertionResponse{
		PublicKeyCredential: protocol.PublicKeyCredential{
			Credential: protocol.Credential{ID: a.Credential, Type: string(protocol.PublicKeyCredentialType)}, RawID: b[0],
		},
		AssertionResponse: protocol.AuthenticatorAssertionResponse{
			AuthenticatorResponse: protocol.AuthenticatorResponse{ClientDataJSON: b[1]},
			AuthenticatorData:     b[2], Signature: b[3], UserHandle: b[4],
		},
	}
	return raw.Parse()
}
