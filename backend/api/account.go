package api

import (
	"context"
	"net/http"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/civic"
	"jemaa/backend/privacy"
)

// Me is the signed-in person's own account.
type Me struct {
	ID        civic.ID      `json:"id"`
	Name      string        `json:"name"`
	Lang      civic.Lang    `json:"lang"`
	Email     string        `json:"email,omitempty"`
	Roles     []civic.Grant `json:"roles"`
	Unread    int64         `json:"unread" doc:"Notifications not read yet."`
	Demo      bool          `json:"demo"`
	CreatedAt civic.Time    `json:"created_at"`
	Trust     *Trust        `json:"trust,omitempty" doc:"Only while something is limited."`

	Erasure *privacy.Erasure `json:"erasure,omitempty" doc:"This account will be erased, unless its owner takes that back."`
}

type empty struct{}

type emailBody struct {
	Email string `json:"email" minLength:"3" maxLength:"254"`
}

type askCodeBody struct {
	Email string `json:"email" minLength:"3" maxLength:"254"`
	Proof string `json:"proof,omitempty" maxLength:"2048" doc:"A solved challenge (getChallenge), as ALTCHA sends it. Without one, few letters go to an address and from a network."`
}

type signInBody struct {
	Email  string `json:"email" minLength:"3" maxLength:"254"`
	Code   string `json:"code" minLength:"8" maxLength:"16" doc:"Eight digits; spaces and Arabic digits are fine."`
	Bearer bool   `json:"bearer,omitempty" doc:"Answer a token for scripts instead of a cookie."`
}

type demoBody struct {
	Persona string `json:"persona" maxLength:"80" doc:"resident, resident2, official, moderator, admin; official.{authority} for further ones."`
	Bearer  bool   `json:"bearer,omitempty"`
}

// Session is the answer to a sign-in.
type Session struct {
	Me    Me     `json:"me"`
	Token string `json:"token,omitempty" doc:"Only when a bearer was asked for; shown once."`
	Offer bool   `json:"offer,omitempty" doc:"Offer this person a passkey: there is none yet, and they did not refuse."`
}

type editMeBody struct {
	Name *string     `json:"name,omitempty" minLength:"1" maxLength:"80"`
	Lang *civic.Lang `json:"lang,omitempty"`
}

type answer[T any] struct{ Body T }

type askCodeOut struct {
	Status int
	Body   empty
}

type noContent struct{ Status int }

type items[T any] struct {
	Items []T `json:"items"`
}

const bindingAge = 15 * time.Minute

// askCode answers alike for every address. The browser that asks gets a token
// that only it can show again with the code, a new one each time: none that was
// planted before ties a code to it.
func (d *Door) askCode(ctx context.Context, in *struct{ Body askCodeBody }) (*askCodeOut, error) {
	v := visitOf(ctx)
	if _, err := account.NormalizeEmail(in.Body.Email); err != nil {
		return nil, err // before a proof is spent on it
	}
	vouch, err := d.vouch(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	r := account.CodeRequest{
		Email: in.Body.Email, Binding: account.NewToken(), Before: v.binding, Lang: v.lang, Vouch: vouch, Network: v.client,
	}
	if err := d.on.Accounts.RequestCode(ctx, r); err != nil {
		return nil, err
	}
	v.cookies = append(v.cookies, cookie{bindingCookie, r.Binding, bindingAge})
	return &askCodeOut{Status: http.StatusAccepted}, nil
}

func (d *Door) signIn(ctx context.Context, in *struct{ Body signInBody }) (*answer[Session], error) {
	v := visitOf(ctx)
	s, err := d.on.Accounts.SignIn(ctx, account.SignIn{
		Email: in.Body.Email, Code: in.Body.Code, Binding: v.binding, Lang: v.lang, Bearer: in.Body.Bearer, Device: v.device,
	})
	if err != nil {
		if civic.KindOf(err) == civic.KindInvalid {
			d.on.Proofs.Failed(v.client)
		}
		return nil, err
	}
	d.on.Proofs.Answered(v.client)
	v.cookies = append(v.cookies, cookie{name: bindingCookie}, cookie{knownCookie, s.Known, account.KnownLife})
	out, err := d.opened(ctx, s, in.Body.Bearer)
	if err != nil {
		return nil, err
	}
	out.Body.Offer, err = d.on.Accounts.OfferPasskey(ctx, civic.Actor{ID: s.Account})
	return out, err
}

func (d *Door) signInDemo(ctx context.Context, in *struct{ Body demoBody }) (*answer[Session], error) {
	if !d.set.Demo {
		return nil, civic.NotFound("auth.demo_off")
	}
	s, err := d.on.Accounts.SignInAs(ctx, in.Body.Persona, d.opening(visitOf(ctx), in.Body.Bearer))
	if err != nil {
		return nil, err
	}
	return d.opened(ctx, s, in.Body.Bearer)
}

// opened gives a new session to the browser as a cookie, or to a script as a
// token. The session that the browser had before ends.
func (d *Door) opened(ctx context.Context, s account.SignedIn, bearer bool) (*answer[Session], error) {
	v := visitOf(ctx)
	actor, err := d.on.Accounts.Session(ctx, s.Token)
	if err != nil {
		return nil, err
	}
	if err := d.on.Privacy.Seen(ctx, actor.ID); err != nil {
		return nil, err
	}
	me, err := d.me(ctx, actor)
	if err != nil {
		return nil, err
	}
	if bearer {
		return &answer[Session]{Session{Me: me, Token: s.Token}}, nil
	}
	if v.token != "" && !v.bearer {
		if err := d.on.Accounts.SignOut(ctx, v.token); err != nil {
			return nil, err
		}
	}
	v.cookies = append(v.cookies, cookie{sessionCookie, s.Token, s.ExpiresAt.Sub(d.set.Clock())})
	return &answer[Session]{Session{Me: me}}, nil
}

func (d *Door) signOut(ctx context.Context, _ *struct{}) (*noContent, error) {
	v := visitOf(ctx)
	if err := d.on.Accounts.SignOut(ctx, v.token); err != nil {
		return nil, err
	}
	if !v.bearer {
		v.cookies = append(v.cookies, cookie{name: sessionCookie})
	}
	return &noContent{http.StatusNoContent}, nil
}

func (d *Door) getMe(ctx context.Context, _ *struct{}) (*answer[Me], error) {
	me, err := d.me(ctx, visitOf(ctx).actor)
	return &answer[Me]{me}, err
}

func (d *Door) editMe(ctx context.Context, in *struct{ Body editMeBody }) (*answer[Me], error) {
	actor := visitOf(ctx).actor
	if _, err := d.on.Accounts.Change(ctx, actor, account.Change{Name: in.Body.Name, Lang: in.Body.Lang}); err != nil {
		return nil, err
	}
	me, err := d.me(ctx, actor)
	return &answer[Me]{me}, err
}

func (d *Door) me(ctx context.Context, actor civic.Actor) (Me, error) {
	m, err := d.on.Accounts.Me(ctx, actor)
	if err != nil {
		return Me{}, err
	}
	leaving, err := d.on.Privacy.Leaving(ctx, actor)
	if err != nil {
		return Me{}, err
	}
	unread, err := d.unread(ctx, actor)
	if err != nil {
		return Me{}, err
	}
	out := Me{
		ID: m.ID, Name: m.Name, Lang: m.Lang, Email: m.Email, Roles: listed(m.Roles),
		Unread: unread, Demo: m.Demo, CreatedAt: m.CreatedAt, Erasure: leaving,
	}
	s, err := d.on.Trust.Of(ctx, actor.ID)
	if s.Limited() {
		out.Trust = trustView(s)
	}
	return out, err
}

func (d *Door) listOfficials(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"64"`
}) (*answer[items[account.Person]], error) {
	people, err := d.on.Accounts.Officials(ctx, visitOf(ctx).actor, in.Code)
	return &answer[items[account.Person]]{items[account.Person]{listed(people)}}, err
}
