package api

import (
	"context"
	"time"

	"jemaa/backend/civic"
)

// Me is the signed-in person's own account.
type Me struct {
	ID        civic.ID   `json:"id"`
	Name      string     `json:"name"`
	Lang      civic.Lang `json:"lang"`
	Email     string     `json:"email,omitempty"`
	Roles     []RoleView `json:"roles" doc:"Beside resident, which everybody is."`
	Unread    int64      `json:"unread" doc:"Notifications not read yet."`
	Demo      bool       `json:"demo"`
	CreatedAt civic.Time `json:"created_at"`
}

// RoleView is a role a person holds.
type RoleView struct {
	Role      civic.Role `json:"role" enum:"resident,official,moderator,admin"`
	Authority string     `json:"authority,omitempty" doc:"Of an official."`
}

type empty struct{}

type emailBody struct {
	Email string `json:"email" minLength:"3" maxLength:"254"`
}

type signInBody struct {
	Email  string `json:"email" minLength:"3" maxLength:"254"`
	Code   string `json:"code" minLength:"8" maxLength:"16" doc:"Eight digits; spaces and Arabic digits are fine."`
	Bearer bool   `json:"bearer,omitempty" doc:"Answer a token for scripts instead of a cookie."`
}

type demoBody struct {
	Persona string `json:"persona" enum:"resident,resident2,official,moderator,admin"`
	Bearer  bool   `json:"bearer,omitempty"`
}

// Session is the answer to a sign-in.
type Session struct {
	Me    Me     `json:"me"`
	Token string `json:"token,omitempty" doc:"Only when a bearer was asked for; shown once."`
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

// Official is somebody who answers for an authority.
type Official struct {
	ID   civic.ID `json:"id"`
	Name string   `json:"name"`
}

type items[T any] struct {
	Items []T `json:"items"`
}

const bindingAge = 15 * time.Minute

func (d *Door) askCode(ctx context.Context, in *struct{ Body emailBody }) (*askCodeOut, error) {
	return nil, unwired
}

func (d *Door) signIn(ctx context.Context, in *struct{ Body signInBody }) (*answer[Session], error) {
	return nil, unwired
}

func (d *Door) signInDemo(ctx context.Context, in *struct{ Body demoBody }) (*answer[Session], error) {
	return nil, unwired
}

func (d *Door) signOut(ctx context.Context, _ *struct{}) (*noContent, error) { return nil, unwired }

func (d *Door) getMe(ctx context.Context, _ *struct{}) (*answer[Me], error) { return nil, unwired }

func (d *Door) editMe(ctx context.Context, in *struct{ Body editMeBody }) (*answer[Me], error) {
	return nil, unwired
}

func (d *Door) listOfficials(ctx context.Context, in *struct {
	Code string `path:"code" maxLength:"64"`
}) (*answer[items[Official]], error) {
	return nil, unwired
}
