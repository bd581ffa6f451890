package privacy

import (
	"context"
	"fmt"

	"jemaa/backend/civic"
)

// Own as a Holder: what somebody agreed to and asked for is theirs as well.
type own struct{ *Service }

// Itself is the room as one among its own Rooms.
func (s *Service) Itself() Room { return Room{"privacy", own{s}} }

// Erase implements Holder. The departure goes by itself, last of all.
func (o own) Erase(ctx context.Context, l civic.Leaving) (more bool, err error) {
	t, err := o.takeouts.Get(ctx, string(l.Who))
	if err == nil {
		err = o.removeTakeout(ctx, t)
	}
	if err != nil && !gone(err) {
		return true, fmt.Errorf("privacy: erase: %w", err)
	}
	if _, err := o.consents.Purge(ctx, string(l.Who)); err != nil {
		return true, fmt.Errorf("privacy: erase: %w", err)
	}
	if _, err := o.presences.Get(ctx, string(l.Who)); err != nil {
		return !gone(err), ignoreGone(err)
	}
	n, err := o.presences.Purge(ctx, string(l.Who)) // none while its letter is under way
	return n == 0, err
}

// OwnTakeout is when somebody asked for their data.
type OwnTakeout struct {
	AskedAt civic.Time `json:"asked_at"`
}

// Own implements Holder.
func (o own) Own(ctx context.Context, t civic.Taking) (out civic.Taken, err error) {
	c, err := o.said(ctx, t.Who)
	if err != nil {
		return out, err
	}
	if c != nil {
		for _, a := range c.Said {
			out.Items = append(out.Items, civic.Own{List: "consents", Data: a})
		}
	}
	k, err := o.takeouts.Get(ctx, string(t.Who))
	if err == nil {
		out.Items = append(out.Items, civic.Own{List: "takeouts", Data: OwnTakeout{k.AskedAt}})
	}
	d, err := o.departures.Get(ctx, string(t.Who))
	if err == nil && d.Stage != "" {
		out.Items = append(out.Items, civic.Own{List: "erasures", Data: *d.shown()})
	}
	return out, ignoreGone(err)
}
