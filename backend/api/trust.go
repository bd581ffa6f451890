package api

import (
	"context"

	"jemaa/backend/civic"
	"jemaa/backend/trust"
)

// Trust is how far somebody is known by what they did.
type Trust struct {
	Level   string     `json:"level" enum:"new,known,watched"`
	Until   civic.Time `json:"until,omitzero" doc:"When the limits of new and watched end, at the latest."`
	PerHour int        `json:"per_hour,omitempty" doc:"Reports that may be sent within an hour, while that is limited."`
	TakenUp int        `json:"taken_up" doc:"Reports that an authority took up, of the last 200."`
	Hidden  int        `json:"hidden" doc:"Reports that a moderator hid, of the last 200."`
}

func trustView(s trust.Standing) *Trust {
	t := &Trust{Level: string(s.Level), Until: s.Until, TakenUp: s.TakenUp, Hidden: s.Hidden}
	if s.Limited() {
		t.PerHour = trust.PerHour
	}
	return t
}

// trustOfAuthor is how the author of a case's subject stands, for moderators; nil
// when that is gone.
func (d *Door) trustOfAuthor(ctx context.Context, id civic.ID) (*Trust, error) {
	author, err := d.on.Reports.AuthorOf(ctx, id)
	if err == nil {
		var s trust.Standing
		if s, err = d.on.Trust.Of(ctx, author); err == nil {
			return trustView(s), nil
		}
	}
	if civic.KindOf(err) == civic.KindNotFound {
		return nil, nil
	}
	return nil, err
}
