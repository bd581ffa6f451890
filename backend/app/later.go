package app

import (
	"context"
	"errors"
)

func (a *App) openMongo(context.Context) error {
	return errors.New("app: this program has no MongoDB engine yet: unset JEMAA_MONGODB_URI")
}
