package app

import (
	"context"
	"sync/atomic"
	"time"

	"jemaa/backend/api"
	"jemaa/backend/civic"
	"jemaa/backend/mail"
)

// postRoad is a mail.Sender that remembers how its last letter went. Mail and
// push services are others' machines: nobody knocks there only to see whether
// they answer, and a letter that waits is tried again soon anyhow.
type postRoad struct {
	mail.Sender
	clock  civic.Clock
	failed atomic.Int64 // when the last letter could not be handed over, Unix seconds; 0 when it could
}

// remembered is how long a failure without a later try counts.
const remembered = 10 * time.Minute

// Send implements mail.Sender.
func (p *postRoad) Send(ctx context.Context, m mail.Message) error {
	err := p.Sender.Send(ctx, m)
	switch {
	case civic.KindOf(err) == civic.KindUnavailable:
		p.failed.Store(p.clock().Unix())
	case ctx.Err() == nil:
		p.failed.Store(0)
	}
	return err
}

func (p *postRoad) open() bool {
	at := p.failed.Load()
	return at == 0 || p.clock().Sub(time.Unix(at, 0)) > remembered
}

// roads tells of the services outside, as they were met last.
func (a *App) roads() []api.EngineState {
	return []api.EngineState{
		{Name: "mail", Using: a.using["mail"], OK: a.road.open()},
		{Name: "push", Using: "web push", OK: a.push.Reached()},
	}
}
