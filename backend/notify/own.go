package notify

import (
	"context"
	"fmt"
	"strings"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

const (
	eraseStretch = 500
	ownStretch   = 200
)

// followed are the kinds of subject that can be followed, and what a follow can be.
var (
	followedKinds  = []any{"report"}
	followedStates = []any{on, left, off}
)

// Erase forgets somebody's follows and inbox, a stretch at a time, and says whether
// to come again: what still waits to be pushed is let go first.
func (s *Service) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	follows, _, err := s.follows.Page(ctx, followsOf(l.Who, ""))
	if err != nil {
		return true, fmt.Errorf("notify: erase: %w", err)
	}
	if _, err = purge(ctx, s.follows, follows, func(f *Follow) string { return f.ID }); err != nil {
		return true, fmt.Errorf("notify: erase: %w", err)
	}
	told, _, err := s.notifications.Page(ctx, store.Query{Where: mine(l.Who), Sort: "at", Limit: eraseStretch})
	if err != nil {
		return true, fmt.Errorf("notify: erase: %w", err)
	}
	if _, err = purge(ctx, s.notifications, told, func(n *Notification) string { return n.ID }); err != nil {
		return true, fmt.Errorf("notify: erase: %w", err)
	}
	if _, err = s.inboxes.Purge(ctx, string(l.Who)); err != nil {
		return true, fmt.Errorf("notify: erase: %w", err)
	}
	return len(follows)+len(told) > 0, nil
}

func purge[T any](ctx context.Context, c *store.Collection[T], docs []*T, id func(*T) string) (int, error) {
	if len(docs) == 0 {
		return 0, nil
	}
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = id(d)
	}
	return c.Purge(ctx, ids...)
}

func followsOf(who civic.ID, after string) store.Query {
	return store.Query{
		Where: []store.Match{store.Eq("account", string(who)), store.Eq("kind", followedKinds...), store.Eq("state", followedStates...)},
		Sort:  "at", Limit: eraseStretch, After: after,
	}
}

// OwnFollow is a follow as its owner takes it away.
type OwnFollow struct {
	Subject string     `json:"subject"`
	State   string     `json:"state"`
	By      string     `json:"by"`
	At      civic.Time `json:"at"`
}

// OwnNotification is an entry of an inbox as its owner takes it away.
type OwnNotification struct {
	Kind    Kind       `json:"kind"`
	Subject string     `json:"subject"`
	Status  string     `json:"status"`
	At      civic.Time `json:"at"`
	ReadAt  civic.Time `json:"read_at,omitzero"`
}

const ownInbox = "inbox:" // begins the cursors of Own's second part

// Own gives a stretch of what somebody follows and was told. It asks no rights.
func (s *Service) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	if after, inInbox := strings.CutPrefix(t.After, ownInbox); inInbox {
		return s.ownInbox(ctx, t.Who, after)
	}
	q := followsOf(t.Who, t.After)
	q.Limit = ownStretch
	follows, next, err := s.follows.Page(ctx, q)
	if err != nil {
		return out, fmt.Errorf("notify: own: %w", err)
	}
	for _, f := range follows {
		out.Items = append(out.Items, civic.Own{List: "follows", Data: OwnFollow{f.SubjectKey, f.State, f.By, f.At}})
	}
	if out.Next = next; next == "" {
		out.Next = ownInbox
	}
	return out, nil
}

func (s *Service) ownInbox(ctx context.Context, who civic.ID, after string) (out civic.Taken, err error) {
	box, err := s.inbox(ctx, who)
	if err != nil {
		return out, err
	}
	told, next, err := s.notifications.Page(ctx, store.Query{Where: mine(who), Sort: "at", Limit: ownStretch, After: after})
	if err != nil {
		return out, fmt.Errorf("notify: own: %w", err)
	}
	for _, n := range told {
		out.Items = append(out.Items, civic.Own{List: "notifications", Data: OwnNotification{n.Kind, n.Subject.String(), n.Status, n.At, n.read(box)}})
	}
	if next != "" {
		out.Next = ownInbox + next
	}
	return out, nil
}
