package api

import (
	"context"
	"net/http"

	"jemaa/backend/account"
	"jemaa/backend/civic"
)

// What browsers and passkeys say to each other keeps the names that W3C Web
// Authentication gives it, so that a browser's library takes it as it is.

// KeyRequest is PublicKeyCredentialRequestOptionsJSON.
type KeyRequest struct {
	Challenge        string          `json:"challenge" maxLength:"64"`
	RPID             string          `json:"rpId"`
	Timeout          int64           `json:"timeout" doc:"Milliseconds."`
	UserVerification string          `json:"userVerification" enum:"required"`
	AllowCredentials []KeyDescriptor `json:"allowCredentials,omitempty"`
}

// KeyDescriptor is PublicKeyCredentialDescriptorJSON.
type KeyDescriptor struct {
	Type       string   `json:"type" enum:"public-key"`
	ID         string   `json:"id"`
	Transports []string `json:"transports,omitempty"`
}

// KeyInvitation is PublicKeyCredentialCreationOptionsJSON.
type KeyInvitation struct {
	Challenge              string          `json:"challenge" maxLength:"64"`
	RP                     KeySite         `json:"rp"`
	User                   KeyUser         `json:"user"`
	PubKeyCredParams       []KeyAlgorithm  `json:"pubKeyCredParams"`
	Timeout                int64           `json:"timeout" doc:"Milliseconds."`
	ExcludeCredentials     []KeyDescriptor `json:"excludeCredentials"`
	AuthenticatorSelection KeySelection    `json:"authenticatorSelection"`
	Attestation            string          `json:"attestation" enum:"none"`
}

// KeySite is whom a passkey is for.
type KeySite struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// KeyUser is whose it is.
type KeyUser struct {
	ID          string `json:"id" doc:"The account's id in base64url."`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

// KeyAlgorithm is a signature it may make.
type KeyAlgorithm struct {
	Type string `json:"type" enum:"public-key"`
	Alg  int    `json:"alg" doc:"COSE."`
}

// KeySelection says that it must be found without a name, and ask its owner for a
// finger, a face or a number.
type KeySelection struct {
	ResidentKey        string `json:"residentKey" enum:"required"`
	RequireResidentKey bool   `json:"requireResidentKey"`
	UserVerification   string `json:"userVerification" enum:"required"`
}

type assertionBody struct {
	ID                string `json:"id" minLength:"1" maxLength:"1400" doc:"base64url, as everything here."`
	ClientData        string `json:"client_data" minLength:"1" maxLength:"4000" doc:"response.clientDataJSON"`
	AuthenticatorData string `json:"authenticator_data" minLength:"1" maxLength:"4000"`
	Signature         string `json:"signature" minLength:"1" maxLength:"2000"`
	UserHandle        string `json:"user_handle,omitempty" maxLength:"100"`
}

type registrationBody struct {
	ID          string   `json:"id" minLength:"1" maxLength:"1400" doc:"base64url, as everything here but the name."`
	ClientData  string   `json:"client_data" minLength:"1" maxLength:"4000" doc:"response.clientDataJSON"`
	Attestation string   `json:"attestation" minLength:"1" maxLength:"20000" doc:"response.attestationObject"`
	Transports  []string `json:"transports,omitempty" maxItems:"10" maxLength:"20" doc:"response.getTransports()"`
	Name        string   `json:"name,omitempty" maxLength:"80" doc:"The device's, when there is none."`
}

type enrolmentBody struct {
	Token string `json:"token" minLength:"1" maxLength:"128" doc:"Behind the # of the link."`
}

type enrolBody struct {
	Token      string           `json:"token" minLength:"1" maxLength:"128" doc:"Behind the # of the link."`
	Credential registrationBody `json:"credential"`
}

type passkeyNameBody struct {
	Name string `json:"name" minLength:"1" maxLength:"80"`
}

type itemID struct {
	ID string `path:"id" maxLength:"64"`
}

func (d *Door) opening(v *visit, bearer bool) account.Opening {
	return account.Opening{Binding: v.browser, Device: v.device, Bearer: bearer}
}

// bind gives the browser a token that only it can show again, if it has none.
func (v *visit) bind() string {
	if v.browser == "" {
		v.browser = account.NewToken()
	}
	v.cookies = append(v.cookies, cookie{browserCookie, v.browser, bindingAge})
	return v.browser
}

func (b assertionBody) assertion() account.Assertion {
	return account.Assertion{
		Credential: b.ID, ClientData: b.ClientData, AuthenticatorData: b.AuthenticatorData, Signature: b.Signature, UserHandle: b.UserHandle,
	}
}

func (b registrationBody) registration(v *visit) account.Registration {
	return account.Registration{
		Credential: b.ID, ClientData: b.ClientData, Attestation: b.Attestation, Transports: b.Transports, Name: b.Name,
		Device: v.device, Binding: v.browser,
	}
}

func requested(r account.KeyRequest) KeyRequest {
	out := KeyRequest{
		Challenge: r.Challenge, RPID: r.Host, Timeout: account.ChallengeLife.Milliseconds(), UserVerification: "required",
	}
	for _, k := range r.Credentials {
		out.AllowCredentials = append(out.AllowCredentials, KeyDescriptor{"public-key", k.ID, k.Transports})
	}
	return out
}

func invited(i account.Invitation) KeyInvitation {
	out := KeyInvitation{
		Challenge: i.Challenge, RP: KeySite{i.Host, i.Site}, Timeout: account.ChallengeLife.Milliseconds(),
		User:               KeyUser{i.Handle, i.Name, i.Name},
		ExcludeCredentials: []KeyDescriptor{}, Attestation: "none",
		AuthenticatorSelection: KeySelection{"required", true, "required"},
	}
	for _, a := range i.Algorithms {
		out.PubKeyCredParams = append(out.PubKeyCredParams, KeyAlgorithm{"public-key", a})
	}
	for _, id := range i.Credentials {
		out.ExcludeCredentials = append(out.ExcludeCredentials, KeyDescriptor{Type: "public-key", ID: id})
	}
	return out
}

func (d *Door) askPasskey(ctx context.Context, _ *struct{}) (*answer[KeyRequest], error) {
	r, err := d.on.Accounts.AskPasskey(ctx, visitOf(ctx).bind())
	return &answer[KeyRequest]{requested(r)}, err
}

func (d *Door) signInByPasskey(ctx context.Context, in *struct{ Body assertionBody }) (*answer[Session], error) {
	s, err := d.on.Accounts.SignInByPasskey(ctx, in.Body.assertion(), d.opening(visitOf(ctx), false))
	if err != nil {
		return nil, err
	}
	return d.opened(ctx, s, false)
}

func (d *Door) askProof(ctx context.Context, _ *struct{}) (*answer[KeyRequest], error) {
	v := visitOf(ctx)
	r, err := d.on.Accounts.AskProof(ctx, v.actor, v.bind())
	return &answer[KeyRequest]{requested(r)}, err
}

// prove renews the proof in a session of its own; the one that asked ends.
func (d *Door) prove(ctx context.Context, in *struct{ Body assertionBody }) (*answer[Session], error) {
	v := visitOf(ctx)
	s, err := d.on.Accounts.Prove(ctx, v.actor, in.Body.assertion(), d.opening(v, v.bearer))
	if err != nil {
		return nil, err
	}
	if v.bearer {
		if err := d.on.Accounts.SignOut(ctx, v.token); err != nil {
			return nil, err
		}
	}
	return d.opened(ctx, s, v.bearer)
}

func (d *Door) listPasskeys(ctx context.Context, _ *struct{}) (*answer[items[account.Passkey]], error) {
	keys, err := d.on.Accounts.Passkeys(ctx, visitOf(ctx).actor)
	return &answer[items[account.Passkey]]{items[account.Passkey]{listed(keys)}}, err
}

func (d *Door) askNewPasskey(ctx context.Context, _ *struct{}) (*answer[KeyInvitation], error) {
	v := visitOf(ctx)
	i, err := d.on.Accounts.AskNewPasskey(ctx, v.actor, v.bind())
	return &answer[KeyInvitation]{invited(i)}, err
}

func (d *Door) addPasskey(ctx context.Context, in *struct{ Body registrationBody }) (*answer[account.Passkey], error) {
	v := visitOf(ctx)
	k, err := d.on.Accounts.AddPasskey(ctx, v.actor, in.Body.registration(v))
	return &answer[account.Passkey]{k}, err
}

func (d *Door) renamePasskey(ctx context.Context, in *struct {
	ID   string `path:"id" maxLength:"64"`
	Body passkeyNameBody
}) (*answer[account.Passkey], error) {
	k, err := d.on.Accounts.RenamePasskey(ctx, visitOf(ctx).actor, civic.ID(in.ID), in.Body.Name)
	return &answer[account.Passkey]{k}, err
}

func (d *Door) removePasskey(ctx context.Context, in *itemID) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.RemovePasskey(ctx, visitOf(ctx).actor, civic.ID(in.ID))
}

func (d *Door) refusePasskeys(ctx context.Context, _ *struct{}) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.RefusePasskeys(ctx, visitOf(ctx).actor)
}

func (d *Door) askEnrolment(ctx context.Context, in *struct{ Body enrolmentBody }) (*answer[KeyInvitation], error) {
	i, err := d.on.Accounts.AskEnrolment(ctx, in.Body.Token, visitOf(ctx).bind())
	return &answer[KeyInvitation]{invited(i)}, err
}

func (d *Door) enrol(ctx context.Context, in *struct{ Body enrolBody }) (*answer[Session], error) {
	s, err := d.on.Accounts.CompleteEnrolment(ctx, in.Body.Token, in.Body.Credential.registration(visitOf(ctx)))
	if err != nil {
		return nil, err
	}
	return d.opened(ctx, s, false)
}
