package notify

import (
	"context"
	"fmt"
	"log/slog"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// Config is what the service stands on.
type Config struct {
	Engine store.Engine
	Clock  civic.Clock
	Briefs Briefs
	// Supports are the other reason to follow; nil: there are none.
	Supports Supports
	Log      *slog.Logger // nil: slog.Default
	Step     int          // followers told in one stretch; 0: 1000
}

// Service keeps follows and inboxes. It is safe for concurrent use.
type Service struct {
	Config
	follows       *store.Collection[Follow]
	notifications *store.Collection[Notification]
	inboxes       *store.Collection[inbox]
	fanouts       *store.Collection[fanout]
}

// New declares the collections follow, notification, inbox and fanout. Of these,
// notification and fanout hold messages.
func New(ctx context.Context, c Config) (*Service, error) {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Step <= 0 {
		c.Step = 1000
	}
	if c.Supports == nil {
		c.Supports = nobody{}
	}
	s := &Service{Config: c}
	if err := s.declare(ctx); err != nil {
		return nil, fmt.Errorf("notify: new: %w", err)
	}
	return s, nil
}

func (s *Service) declare(ctx context.Context) (err error) {
	s.follows, err = store.Open[Follow](ctx, s.Engine, s.Clock, "follow",
		store.Index{Name: "subject", Fields: []string{"subject_key", "state"}},
		store.Index{Name: "account", Fields: []string{"account", "kind", "state", "at"}})
	if err != nil {
		return err
	}
	s.notifications, err = store.Open[Notification](ctx, s.Engine, s.Clock, "notification",
		store.Index{Name: "account", Fields: []string{"account", "at"}},
		store.Index{Name: "unread", Fields: []string{"account", "unread_at"}, Sparse: true},
		store.Index{Name: "at", Fields: []string{"at"}})
	if err != nil {
		return err
	}
	if s.inboxes, err = store.Open[inbox](ctx, s.Engine, s.Clock, "inbox"); err != nil {
		return err
	}
	s.fanouts, err = store.Open[fanout](ctx, s.Engine, s.Clock, "fanout",
		store.Index{Name: "done_at", Fields: []string{"done_at"}, Sparse: true})
	return err
}

func required(actor civic.Actor) error {
	if !actor.SignedIn() {
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	}
	return nil
}
