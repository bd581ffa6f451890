package account

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"

	"github.com/go-webauthn/webauthn/webauthn"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Mailer sends the letters of this room. An error of kind Invalid means that the
// address will never take this letter; any other means "again later".
type Mailer interface {
	// Code tells the one-time code, good for CodeLife.
	Code(ctx context.Context, to string, lang civic.Lang, code string) error
	// StaffRefusal says that staff can't sign in by mail code.
	StaffRefusal(ctx context.Context, to string, lang civic.Lang) error
}

// Config is what the service stands on.
type Config struct {
	Engine    store.Engine
	Clock     civic.Clock
	Pepper    []byte // at least 32 secret bytes, the same at every start
	Mailer    Mailer
	Authority func(code string) bool      // whether an authority exists
	Area      func(code string) bool      // whether an area exists
	Counter   func(authority string) bool // whether its officials confirm residents
	Person    []string                    // of PersonFields: what makes one person
	Personas  []Persona                   // of a demonstration; nil outside one
	Site      Site                        // that passkeys are for
	Log       *slog.Logger                // nil: slog.Default
}

// Site is where people sign in: passkeys are bound to its host.
type Site struct {
	URL  string // the public address, without a slash at the end; "" for none
	Name string
}

func (s Site) host() (string, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return "", fmt.Errorf("account: site: %w", err)
	}
	return u.Hostname(), nil
}

// Service signs people in and keeps their accounts. It is safe for concurrent use.
type Service struct {
	Config
	accounts  *store.Collection[Account]
	logins    *store.Collection[login]
	codes     *store.Collection[codes]
	sessions  *store.Collection[session]
	rolls     *store.Collection[roll]
	addressed *store.Collection[addressed]
	counted   *store.Collection[counted]

	challenges *store.Collection[challenge]
	keyrings   *store.Collection[keyring]
	tokens     *store.Collection[tokens]
	recoveries *store.Collection[recovery]
	site       *webauthn.WebAuthn // nil where there can be no passkeys

	loginKey, codeKey, sealKey []byte // derived from the pepper
	compared                   func() // a test counts the comparisons
}

// New declares the room's collections (account, login, code, session, challenge,
// keyring, token, recovery).
func New(ctx context.Context, c Config) (*Service, error) {
	if len(c.Pepper) < 32 {
		return nil, fmt.Errorf("account: new: pepper of %d bytes, want 32", len(c.Pepper))
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	s := &Service{Config: c}
	for purpose, key := range map[string]*[]byte{"login": &s.loginKey, "code": &s.codeKey, "seal": &s.sealKey} {
		k, err := hkdf.Key(sha256.New, c.Pepper, nil, "jemaa account "+purpose, 32)
		if err != nil {
			return nil, fmt.Errorf("account: new: %w", err)
		}
		*key = k
	}
	var err error
	if s.site, err = relyingParty(c.Site); err != nil {
		return nil, fmt.Errorf("account: new: %w", err)
	}
	return s, errors.Join(s.declare(ctx), s.declareKeys(ctx))
}

func (s *Service) declare(ctx context.Context) (err error) {
	s.accounts, err = store.Open[Account](ctx, s.Engine, s.Clock, "account",
		store.Index{Name: "staff", Fields: []string{"staff"}, Sparse: true},
		store.Index{Name: "grant_ends", Fields: []string{"grant_ends"}, Sparse: true},
		store.Index{Name: "changed", Fields: []string{"changed_at"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if s.rolls, err = store.Open[roll](ctx, s.Engine, s.Clock, "roll"); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if err := s.declareVerifying(ctx); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if s.logins, err = store.Open[login](ctx, s.Engine, s.Clock, "login",
		store.Index{Name: "account", Fields: []string{"account"}}); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	s.codes, err = store.Open[codes](ctx, s.Engine, s.Clock, "code",
		store.Index{Name: "purge_at", Fields: []string{"purge_at"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	s.sessions, err = store.Open[session](ctx, s.Engine, s.Clock, "session",
		store.Index{Name: "expires_at", Fields: []string{"expires_at"}},
		store.Index{Name: "account", Fields: []string{"account"}},
		store.Index{Name: "account_created", Fields: []string{"account", "created_at"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

func (s *Service) declareKeys(ctx context.Context) (err error) {
	s.challenges, err = store.Open[challenge](ctx, s.Engine, s.Clock, "challenge",
		store.Index{Name: "expires_at", Fields: []string{"expires_at"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if s.keyrings, err = store.Open[keyring](ctx, s.Engine, s.Clock, "keyring"); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if s.tokens, err = store.Open[tokens](ctx, s.Engine, s.Clock, "token"); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	s.recoveries, err = store.Open[recovery](ctx, s.Engine, s.Clock, "recovery",
		store.Index{Name: "expires_at", Fields: []string{"expires_at"}})
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	return nil
}

func (s *Service) declareVerifying(ctx context.Context) (err error) {
	sparse := func(name string) store.Index { return store.Index{Name: name, Fields: []string{name}, Sparse: true} }
	s.addressed, err = store.Open[addressed](ctx, s.Engine, s.Clock, "address",
		sparse("queued_at"), sparse("batch"), sparse("sealed_to"), store.Index{Name: "purge_at", Fields: []string{"purge_at"}})
	if err != nil {
		return err
	}
	s.counted, err = store.Open[counted](ctx, s.Engine, s.Clock, "counter_code",
		store.Index{Name: "expires_at", Fields: []string{"expires_at"}}, store.Index{Name: "account", Fields: []string{"account"}})
	return err
}

// demo tells whether this is a demonstration.
func (s *Service) demo() bool { return len(s.Personas) > 0 }

// NewToken makes an opaque token of 256 random bits, 43 characters: a session's,
// or the one that binds a code to the browser that asked for it.
func NewToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

const maxToken = 128

// hash is the form in which a token is kept.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keyed is HMAC-SHA-256 over the parts, each behind its length so that no two
// lists of parts read alike.
func keyed(key []byte, parts ...string) string {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(m, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(m.Sum(nil))
}

func (s *Service) loginID(kind, value string) string { return keyed(s.loginKey, kind, value) }
