package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/report"
)

type photoIn struct {
	ID          string `path:"id" minLength:"26" maxLength:"26" doc:"A ULID made by the client."`
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"image/jpeg"`
}

type photoOut struct {
	Status int
	Body   report.PhotoView
}

func (d *Door) putPhoto(ctx context.Context, in *photoIn) (*photoOut, error) { return nil, unwired }

func (d *Door) getPhoto(c *fiber.Ctx) error { return unwired }
