package api

import (
	"context"
	"net/http"

	"jemaa/backend/civic"
	"jemaa/backend/privacy"
	"jemaa/backend/push"
)

// PushKey is the server's VAPID key (RFC 8292), base64url.
type PushKey struct {
	Key string `json:"key"`
}

type pushKeys struct {
	P256dh string `json:"p256dh" maxLength:"128"`
	Auth   string `json:"auth" maxLength:"64"`
}

type subscribeBody struct {
	Endpoint string     `json:"endpoint" maxLength:"512"`
	Keys     pushKeys   `json:"keys"`
	Lang     civic.Lang `json:"lang,omitempty"`
}

type subscribeIn struct {
	ID   string `path:"id" minLength:"26" maxLength:"26" doc:"A ULID made by the browser."`
	Body subscribeBody
}

// Subscribed is the answer to a subscription.
type Subscribed struct {
	ID civic.ID `json:"id"`
}

func (d *Door) pushKey(context.Context, *struct{}) (*answer[PushKey], error) {
	return &answer[PushKey]{PushKey{d.on.Push.PublicKey()}}, nil
}

func (d *Door) subscribePush(ctx context.Context, in *subscribeIn) (*answer[Subscribed], error) {
	b := in.Body
	if err := d.on.Privacy.Agree(ctx, visitOf(ctx).actor, privacy.Push); err != nil {
		return nil, err
	}
	err := d.on.Push.Put(ctx, visitOf(ctx).actor, in.ID, push.Offer{
		Endpoint: b.Endpoint, P256dh: b.Keys.P256dh, Auth: b.Keys.Auth, Lang: b.Lang,
	})
	return &answer[Subscribed]{Subscribed{civic.ID(in.ID)}}, err
}

func (d *Door) unsubscribePush(ctx context.Context, in *ReportPath) (*noContent, error) {
	return &noContent{http.StatusNoContent}, d.on.Push.Delete(ctx, visitOf(ctx).actor, in.ID)
}
