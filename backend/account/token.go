package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Bounds of personal access tokens.
const (
	MaxTokens   = 20
	TokenLife   = 366 * 24 * time.Hour // at most
	tokenPrefix = "jemaa_"             // so that whoever finds one knows what it is
)

// Scope is what a token may do in its maker's name.
type Scope string

// The scopes: each includes those before it. Neither reaches an account's own
// keys, sessions and data.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
)

// tokens are a person's access tokens for scripts; the document's id is the
// account's, which each token names, so that their bound is one compare-and-set.
type tokens struct {
	store.Meta
	List []token `json:"list"`
}

type token struct {
	ID        civic.ID   `json:"id"`
	Hash      string     `json:"hash"`
	Name      string     `json:"name"`
	Scope     Scope      `json:"scope"`
	Staff     bool       `json:"staff,omitempty"` // made by staff: one made before opens nothing
	CreatedAt civic.Time `json:"created_at"`
	ExpiresAt civic.Time `json:"expires_at"`
	UsedAt    civic.Time `json:"used_at,omitzero"`
}

// Token is an access token as its owner sees it; Text is told once, when it is
// made.
type Token struct {
	ID        civic.ID   `json:"id"`
	Name      string     `json:"name"`
	Scope     Scope      `json:"scope"`
	Text      string     `json:"text,omitempty"`
	CreatedAt civic.Time `json:"created_at"`
	ExpiresAt civic.Time `json:"expires_at"`
	UsedAt    civic.Time `json:"used_at,omitzero"` // within five minutes
}

func (t token) view() Token {
	return Token{ID: t.ID, Name: t.Name, Scope: t.Scope, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt, UsedAt: t.UsedAt}
}

// TokenRequest asks for a token.
type TokenRequest struct {
	Name      string
	Scope     Scope
	ExpiresAt civic.Time // within TokenLife
}

// MakeToken makes an access token. Errors: those of NeedFreshSignIn, for staff of
// NeedFreshPasskey; Invalid "token.name", "token.scope", "token.expiry" (days),
// and those of CleanName; Conflict "token.too_many" (max).
func (s *Service) MakeToken(ctx context.Context, actor civic.Actor, r TokenRequest) (Token, error) {
	if err := s.mayChangeKeys(actor); err != nil {
		return Token{}, err
	}
	if err := s.checkToken(&r); err != nil {
		return Token{}, err
	}
	now := s.Clock.Now()
	text := tokenPrefix + string(actor.ID) + NewToken()
	t := token{
		ID: civic.NewID(now.Time), Hash: hash(text), Name: r.Name, Scope: r.Scope, Staff: len(actor.Grants) > 0,
		CreatedAt: now, ExpiresAt: r.ExpiresAt,
	}
	change := func(d *tokens) error {
		d.List = slices.DeleteFunc(d.List, func(o token) bool { return !o.ExpiresAt.After(now.Time) })
		if len(d.List) >= MaxTokens {
			return civic.Fail(civic.KindConflict, "token.too_many").With("max", MaxTokens)
		}
		d.List = append(d.List, t)
		return nil
	}
	fresh := func() (*tokens, []store.Message, error) {
		d := &tokens{Meta: store.Meta{ID: string(actor.ID)}}
		return d, nil, change(d)
	}
	_, err := s.tokens.Put(ctx, string(actor.ID), fresh, func(d *tokens) ([]store.Message, error) { return nil, change(d) })
	if err != nil {
		return Token{}, fmt.Errorf("account: make token: %w", err)
	}
	out := t.view()
	out.Text = text
	return out, nil
}

func (s *Service) checkToken(r *TokenRequest) error {
	var faults []*civic.Error
	name, err := CleanName(r.Name)
	var e *civic.Error
	switch {
	case errors.As(err, &e):
		faults = append(faults, e)
	case name == "":
		faults = append(faults, civic.Invalid("token.name", "name"))
	}
	r.Name = name
	if r.Scope != ScopeRead && r.Scope != ScopeWrite {
		faults = append(faults, civic.Invalid("token.scope", "scope"))
	}
	now := s.Clock.Now()
	if r.ExpiresAt = civic.At(r.ExpiresAt.Time); !r.ExpiresAt.After(now.Time) || r.ExpiresAt.Sub(now.Time) > TokenLife {
		faults = append(faults, civic.Invalid("token.expiry", "expires_at").With("days", int(TokenLife/(24*time.Hour))))
	}
	return civic.Join(faults)
}

// Tokens lists the actor's tokens that have not expired, the oldest first.
// Errors: Unauthenticated "auth.required".
func (s *Service) Tokens(ctx context.Context, actor civic.Actor) ([]Token, error) {
	if !actor.SignedIn() {
		return nil, civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	out := []Token{}
	d, err := s.tokens.Get(ctx, string(actor.ID))
	if errors.Is(err, store.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return nil, fmt.Errorf("account: tokens: %w", err)
	}
	for _, t := range d.List {
		if t.ExpiresAt.After(s.Clock()) {
			out = append(out, t.view())
		}
	}
	return out, nil
}

// EndToken takes one of the actor's tokens back; it opens nothing any more.
// Errors: Unauthenticated "auth.required"; NotFound "token.not_found".
func (s *Service) EndToken(ctx context.Context, actor civic.Actor, id civic.ID) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	none := civic.NotFound("token.not_found")
	_, err := s.tokens.Update(ctx, string(actor.ID), func(d *tokens) ([]store.Message, error) {
		n := len(d.List)
		if d.List = slices.DeleteFunc(d.List, func(t token) bool { return t.ID == id }); len(d.List) == n {
			return nil, none
		}
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return none
	}
	if err != nil {
		return fmt.Errorf("account: end token: %w", err)
	}
	return nil
}

// script finds who acts with an access token.
func (s *Service) script(ctx context.Context, text string) (civic.Actor, error) {
	rest := strings.TrimPrefix(text, tokenPrefix)
	if len(rest) < 26 {
		return civic.Actor{}, noSession()
	}
	id, now := rest[:26], s.Clock.Now()
	d, err := s.tokens.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return civic.Actor{}, noSession()
	}
	if err != nil {
		return civic.Actor{}, fmt.Errorf("account: token: %w", err)
	}
	h := hash(text)
	i := slices.IndexFunc(d.List, func(t token) bool { return t.Hash == h })
	if i < 0 || !d.List[i].ExpiresAt.After(now.Time) {
		return civic.Actor{}, noSession()
	}
	a, err := s.accounts.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return civic.Actor{}, noSession()
	}
	if err != nil {
		return civic.Actor{}, fmt.Errorf("account: token: %w", err)
	}
	t := d.List[i]
	if a.Staff && !t.Staff {
		return civic.Actor{}, noSession()
	}
	if now.Sub(t.UsedAt.Time) >= seenEvery {
		s.touchToken(ctx, id, t.ID, now)
	}
	actor := a.actor(now)
	actor.Proof = civic.Proof{By: civic.ByToken, At: t.CreatedAt, ReadOnly: t.Scope != ScopeWrite}
	return actor, nil
}

// touchToken notes a token's use. That it could not be written is no reason to
// turn its owner away.
func (s *Service) touchToken(ctx context.Context, account string, id civic.ID, now civic.Time) {
	_, err := s.tokens.Update(ctx, account, func(d *tokens) ([]store.Message, error) {
		i := slices.IndexFunc(d.List, func(t token) bool { return t.ID == id })
		if i < 0 || now.Sub(d.List[i].UsedAt.Time) < seenEvery {
			return nil, store.ErrUnchanged
		}
		d.List[i].UsedAt = now
		return nil, nil
	})
	if err != nil {
		s.Log.Warn("a token's last use could not be written", "err", err)
	}
}

// dropTokens takes all of an account's tokens back.
func (s *Service) dropTokens(ctx context.Context, id civic.ID) error {
	_, err := s.tokens.Update(ctx, string(id), func(d *tokens) ([]store.Message, error) {
		if len(d.List) == 0 {
			return nil, store.ErrUnchanged
		}
		d.List = nil
		return nil, nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
