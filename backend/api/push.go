package api

import (
	"context"

	"jemaa/backend/civic"
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

func (d *Door) pushKey(ctx context.Context, _ *struct{}) (*answer[PushKey], error) {
	return nil, unwired
}

func (d *Door) subscribePush(ctx context.Context, in *subscribeIn) (*answer[Subscribed], error) {
	return nil, unwired
}

func (d *Door) unsubscribePush(ctx context.Context, in *reportPath) (*noContent, error) {
	return nil, unwired
}
