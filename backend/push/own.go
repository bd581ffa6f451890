package push

import (
	"context"
	"fmt"
	"net/url"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

func subscribed(who civic.ID) store.Query {
	return store.Query{Where: []store.Match{store.Eq("account", string(who))}, Limit: store.MaxScan}
}

// Erase forgets all of somebody's browsers, and what they are owed; nothing is pushed
// to them any more. There is never more to do.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	page, _, err := s.subs.Page(ctx, subscribed(l.Who))
	if err != nil || len(page) == 0 {
		return false, missing(err)
	}
	ids := make([]string, len(page))
	for i, d := range page {
		ids[i] = d.ID
	}
	if _, err := s.subs.Purge(ctx, ids...); err != nil {
		return true, fmt.Errorf("push: erase: %w", err)
	}
	return false, nil
}

// OwnSubscription is a browser's channel as its owner takes it away: whose push
// service it is, and nothing by which somebody else could write there.
type OwnSubscription struct {
	ID          civic.ID   `json:"id"`
	Service     string     `json:"service"` // host
	Lang        civic.Lang `json:"lang"`
	ConfirmedAt civic.Time `json:"confirmed_at"`
	ExpiresAt   civic.Time `json:"expires_at"`
}

// Own gives the browsers that somebody is told in. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	for d, err := range s.subs.Find(ctx, subscribed(t.Who)) {
		if err != nil {
			return out, fmt.Errorf("push: own: %w", err)
		}
		own := OwnSubscription{ID: civic.ID(d.ID), Lang: d.Lang, ConfirmedAt: d.ConfirmedAt, ExpiresAt: d.ExpiresAt}
		if u, err := url.Parse(d.Endpoint); err == nil {
			own.Service = u.Hostname()
		}
		out.Items = append(out.Items, civic.Own{List: "push_subscriptions", Data: own})
	}
	return out, nil
}
