package app

import (
	"context"
	"errors"
)

func (a *App) openMongo(context.Context) error {
	return errors.New("app: this program has no MongoDB engine yet: unset JEMAA_MONGODB_URI")
}

func (a *App) openMeili(context.Context) error {
	return errors.New("app: this program has no Meilisearch engine yet: unset JEMAA_MEILI_URL")
}

func (a *App) carry(context.Context) {
	a.log.Warn("messages are kept, and not carried yet")
	_ = a.takers()
}
