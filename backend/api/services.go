package api

import (
	"context"

	"jemaa/backend/account"
	"jemaa/backend/atlas"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/logbook"
	"jemaa/backend/notify"
	"jemaa/backend/photo"
	"jemaa/backend/privacy"
	"jemaa/backend/proof"
	"jemaa/backend/push"
	"jemaa/backend/report"
	"jemaa/backend/trust"
	"jemaa/moderation"
	"jemaa/pwa"
	"jemaa/search"
)

// Services are the rooms behind the door.
type Services struct {
	City       *city.City
	Accounts   *account.Service
	Proofs     *proof.Service
	Trust      *trust.Service
	Reports    *report.Service
	Push       *push.Service
	Photos     *photo.Service
	Moderation *moderation.Service
	Notify     *notify.Service
	Logbook    *logbook.Service
	Privacy    *privacy.Service
	Search     search.Index
	Atlas      *atlas.Atlas
	App        *pwa.App // nil: no web app in this program
}

func (s *Services) actor(ctx context.Context, token string) (civic.Actor, error) {
	return s.Accounts.Session(ctx, token)
}
