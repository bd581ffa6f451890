package account

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// MaxPasskeys is how many passkeys a person may have.
const MaxPasskeys = 10

// keyring holds a person's passkeys; its id is the account's. All of them in one
// document, so that their bound, a use's counter, and "never the last one of
// staff" are each one compare-and-set.
type keyring struct {
	store.Meta
	Keys    []passkey  `json:"keys"`
	Refused bool       `json:"refused,omitempty"` // wants to be offered none again
	Link    *enrolment `json:"link,omitempty"`    // by which staff register the first
}

// passkey is a public key (W3C Web Authentication) whose other half never leaves
// its owner's devices.
type passkey struct {
	ID         civic.ID   `json:"id"`
	Credential []byte     `json:"credential"` // its id among the devices
	PublicKey  []byte     `json:"public_key"` // COSE
	Transports []string   `json:"transports,omitempty"`
	Syncs      bool       `json:"syncs,omitempty"` // it may live on several devices
	Count      uint32     `json:"count"`           // of its uses, 0 for devices that don't count
	Copied     bool       `json:"copied,omitempty"`
	Staff      bool       `json:"staff,omitempty"` // registered by staff, or through their link
	Name       string     `json:"name"`
	CreatedAt  civic.Time `json:"created_at"`
	UsedAt     civic.Time `json:"used_at,omitzero"`
}

// Passkey is a passkey as its owner sees it. Copied says that its counter ran
// backwards, as a copy's would: it opens nothing any more.
type Passkey struct {
	ID        civic.ID   `json:"id"`
	Name      string     `json:"name"`
	Syncs     bool       `json:"syncs"`
	Copied    bool       `json:"copied"`
	CreatedAt civic.Time `json:"created_at"`
	UsedAt    civic.Time `json:"used_at,omitzero"`
}

func (p passkey) view() Passkey {
	return Passkey{ID: p.ID, Name: p.Name, Syncs: p.Syncs, Copied: p.Copied, CreatedAt: p.CreatedAt, UsedAt: p.UsedAt}
}

// holder is a person as the WebAuthn library asks for one.
type holder struct {
	id   civic.ID
	name string
	keys []passkey
}

// WebAuthnID is what devices keep to find the account again.
func (h holder) WebAuthnID() []byte { return []byte(h.id) }

// WebAuthnName is shown by devices that hold several.
func (h holder) WebAuthnName() string { return h.name }

// WebAuthnDisplayName is shown too.
func (h holder) WebAuthnDisplayName() string { return h.name }

// WebAuthnCredentials are the person's passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	out := make([]webauthn.Credential, len(h.keys))
	for i, k := range h.keys {
		out[i] = webauthn.Credential{
			ID: k.Credential, PublicKey: k.PublicKey,
			Flags:         webauthn.CredentialFlags{UserPresent: true, UserVerified: true, BackupEligible: k.Syncs},
			Authenticator: webauthn.Authenticator{SignCount: k.Count},
		}
	}
	return out
}

// relyingParty is the site that passkeys are for: the host of its public address
// and no other. An address without a name, as of a machine tried out, has none.
func relyingParty(site Site) (*webauthn.WebAuthn, error) {
	host, err := site.host()
	if err != nil || protocol.ValidateRPID(host) != nil {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: site.Name, RPOrigins: []string{site.URL},
		AttestationPreference: protocol.PreferNoAttestation,
	})
}

// PasskeysPossible tells whether the site has a name that passkeys can be for.
func (s *Service) PasskeysPossible() bool { return s.site != nil }

// ring gives a person's passkeys, an empty ring for none.
func (s *Service) ring(ctx context.Context, id civic.ID) (*keyring, error) {
	r, err := s.keyrings.Get(ctx, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return &keyring{Meta: store.Meta{ID: string(id)}}, nil
	}
	return r, err
}

// changeRing changes a person's passkeys, also when there are none yet.
func (s *Service) changeRing(ctx context.Context, id civic.ID, change func(*keyring) error, told ...store.Message) (*keyring, error) {
	fresh := func() (*keyring, []store.Message, error) {
		r := &keyring{Meta: store.Meta{ID: string(id)}, Keys: []passkey{}}
		return r, told, change(r)
	}
	return s.keyrings.Put(ctx, string(id), fresh, func(r *keyring) ([]store.Message, error) {
		return told, change(r)
	})
}

// Passkeys lists the actor's own passkeys, the oldest first. Errors:
// Unauthenticated "auth.required".
func (s *Service) Passkeys(ctx context.Context, actor civic.Actor) ([]Passkey, error) {
	if !actor.SignedIn() {
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	r, err := s.ring(ctx, actor.ID)
	if err != nil {
		return nil, fmt.Errorf("account: passkeys: %w", err)
	}
	out := make([]Passkey, len(r.Keys))
	for i, k := range r.Keys {
		out[i] = k.view()
	}
	return out, nil
}

// RenamePasskey gives one of the actor's passkeys another name. Errors:
// Unauthenticated "auth.required"; NotFound "passkey.not_found"; Invalid
// "passkey.name", and those of CleanName.
func (s *Service) RenamePasskey(ctx context.Context, actor civic.Actor, id civic.ID, name string) (Passkey, error) {
	if !actor.SignedIn() {
		return Passkey{}, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	name, err := CleanName(name)
	if err != nil {
		return Passkey{}, err
	}
	if name == "" {
		return Passkey{}, civic.Invalid("passkey.name", "name")
	}
	var out Passkey
	_, err = s.changeRing(ctx, actor.ID, func(r *keyring) error {
		i := r.at(id)
		if i < 0 {
			return civic.NotFound("passkey.not_found")
		}
		r.Keys[i].Name = name
		out = r.Keys[i].view()
		return nil
	})
	if err != nil {
		return Passkey{}, fmt.Errorf("account: rename passkey: %w", err)
	}
	return out, nil
}

func (r *keyring) at(id civic.ID) int {
	return slices.IndexFunc(r.Keys, func(k passkey) bool { return k.ID == id })
}

// RemovePasskey takes a passkey away; it opens nothing any more. Errors: those of
// mayChangeKeys; NotFound "passkey.not_found"; Conflict "passkey.last" for the
// last one of staff.
func (s *Service) RemovePasskey(ctx context.Context, actor civic.Actor, id civic.ID) error {
	if err := s.mayChangeKeys(actor); err != nil {
		return err
	}
	_, err := s.changeRing(ctx, actor.ID, func(r *keyring) error {
		i := r.at(id)
		if i < 0 {
			return civic.NotFound("passkey.not_found")
		}
		r.Keys = slices.Delete(r.Keys, i, i+1)
		if len(actor.Grants) > 0 && !r.opensForStaff() {
			return civic.Fail(civic.KindConflict, "passkey.last")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("account: remove passkey: %w", err)
	}
	return nil
}

// opensForStaff tells whether a member of staff can come in with what is here.
func (r *keyring) opensForStaff() bool {
	return slices.ContainsFunc(r.Keys, func(k passkey) bool { return k.Staff && !k.Copied })
}

// mayChangeKeys asks for a fresh proof: of staff one with a passkey.
func (s *Service) mayChangeKeys(actor civic.Actor) error {
	if len(actor.Grants) > 0 {
		return actor.NeedFreshPasskey(s.Clock.Now())
	}
	return actor.NeedFreshSignIn(s.Clock.Now())
}

// RefusePasskeys says that the actor wants to be offered none again. Errors:
// Unauthenticated "auth.required".
func (s *Service) RefusePasskeys(ctx context.Context, actor civic.Actor) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	_, err := s.changeRing(ctx, actor.ID, func(r *keyring) error {
		r.Refused = true
		return nil
	})
	if err != nil {
		return fmt.Errorf("account: refuse passkeys: %w", err)
	}
	return nil
}

// OfferPasskey tells whether the actor should be offered a passkey: there is none
// yet, and they did not refuse.
func (s *Service) OfferPasskey(ctx context.Context, actor civic.Actor) (bool, error) {
	if s.site == nil || !actor.SignedIn() {
		return false, nil
	}
	r, err := s.ring(ctx, actor.ID)
	if err != nil {
		return false, fmt.Errorf("account: offer passkey: %w", err)
	}
	return len(r.Keys) == 0 && !r.Refused, nil
}

// unpacked reads base64url without padding, as WebAuthn's JSON has it.
func unpacked(texts ...string) ([][]byte, error) {
	out := make([][]byte, len(texts))
	for i, t := range texts {
		b, err := base64.RawURLEncoding.Strict().DecodeString(t)
		if err != nil {
			return nil, err
		}
		out[i] = b
	}
	return out, nil
}

func packed(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
