package api

import (
	"context"
	"net/http"

	"jemaa/backend/account"
	"jemaa/backend/civic"
)

type tokenBody struct {
	Name      string     `json:"name" minLength:"1" maxLength:"80"`
	Scope     string     `json:"scope" enum:"read,write" doc:"What it may do in your name; write includes read."`
	ExpiresAt civic.Time `json:"expires_at" doc:"Within 366 days."`
}

type recoveryBody struct {
	Account civic.ID `json:"account" minLength:"26" maxLength:"26"`
	Reason  string   `json:"reason" minLength:"1" maxLength:"1000"`
}

type invitationBody struct {
	Account civic.ID `json:"account" minLength:"26" maxLength:"26"`
}

// Link is a one-time link for a member of staff, shown once.
type Link struct {
	URL       string     `json:"url"`
	ExpiresAt civic.Time `json:"expires_at"`
}

func (d *Door) listSessions(ctx context.Context, _ *struct{}) (*answer[items[account.Session]], error) {
	v := visitOf(ctx)
	found, err := d.on.Accounts.Sessions(ctx, v.actor, v.token)
	return &answer[items[account.Session]]{items[account.Session]{listed(found)}}, err
}

func (d *Door) endSession(ctx context.Context, in *itemID) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.EndSession(ctx, visitOf(ctx).actor, in.ID)
}

// endOthers ends all sessions; the one that asks goes on under a new token.
func (d *Door) endOthers(ctx context.Context, _ *struct{}) (*answer[Session], error) {
	v := visitOf(ctx)
	s, err := d.on.Accounts.EndOthers(ctx, v.actor, v.token)
	if err != nil {
		return nil, err
	}
	return d.opened(ctx, s, v.bearer)
}

func (d *Door) listTokens(ctx context.Context, _ *struct{}) (*answer[items[account.Token]], error) {
	found, err := d.on.Accounts.Tokens(ctx, visitOf(ctx).actor)
	return &answer[items[account.Token]]{items[account.Token]{listed(found)}}, err
}

func (d *Door) makeToken(ctx context.Context, in *struct{ Body tokenBody }) (*answer[account.Token], error) {
	t, err := d.on.Accounts.MakeToken(ctx, visitOf(ctx).actor, account.TokenRequest{
		Name: in.Body.Name, Scope: account.Scope(in.Body.Scope), ExpiresAt: in.Body.ExpiresAt,
	})
	return &answer[account.Token]{t}, err
}

func (d *Door) endToken(ctx context.Context, in *itemID) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.EndToken(ctx, visitOf(ctx).actor, civic.ID(in.ID))
}

// inviteStaff gives a link for somebody who was given a role and has no passkey yet.
func (d *Door) inviteStaff(ctx context.Context, in *struct{ Body invitationBody }) (*answer[Link], error) {
	v := visitOf(ctx)
	e, err := d.on.Accounts.Invite(ctx, v.actor, in.Body.Account)
	return &answer[Link]{Link{EnrolmentURL(d.set.PublicURL, v.lang, e.Token), e.ExpiresAt}}, err
}

func (d *Door) listRecoveries(ctx context.Context, _ *struct{}) (*answer[items[account.Recovery]], error) {
	found, err := d.on.Accounts.Recoveries(ctx, visitOf(ctx).actor)
	return &answer[items[account.Recovery]]{items[account.Recovery]{listed(found)}}, err
}

func (d *Door) askRecovery(ctx context.Context, in *struct{ Body recoveryBody }) (*answer[account.Recovery], error) {
	r, err := d.on.Accounts.AskRecovery(ctx, visitOf(ctx).actor, in.Body.Account, in.Body.Reason)
	return &answer[account.Recovery]{r}, err
}

func (d *Door) confirmRecovery(ctx context.Context, in *itemID) (*answer[Link], error) {
	v := visitOf(ctx)
	e, err := d.on.Accounts.ConfirmRecovery(ctx, v.actor, civic.ID(in.ID))
	return &answer[Link]{Link{EnrolmentURL(d.set.PublicURL, v.lang, e.Token), e.ExpiresAt}}, err
}

func (d *Door) dropRecovery(ctx context.Context, in *itemID) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Accounts.DropRecovery(ctx, visitOf(ctx).actor, civic.ID(in.ID))
}

// EnrolmentURL is the page on which a one-time link is used. Its token stands
// behind the #, which no browser sends to any server.
func EnrolmentURL(publicURL string, lang civic.Lang, token string) string {
	return publicURL + "/" + string(lang) + "/enrol#" + token
}
