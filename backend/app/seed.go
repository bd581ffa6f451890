package app

import (
	"context"
	"errors"
	"io"
)

func (a *App) seed(context.Context, Seeding, io.Writer) error {
	return errors.New("app: this program has no seeder yet")
}
