package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/photo"
)

type photoIn struct {
	ID      string `path:"id" minLength:"26" maxLength:"26" doc:"A ULID made by the client."`
	RawBody []byte `contentType:"image/jpeg"`
}

type photoOut struct {
	Status int
	Body   photo.View
}

func (d *Door) putPhoto(ctx context.Context, in *photoIn) (*photoOut, error) {
	v, created, err := d.on.Photos.Upload(ctx, visitOf(ctx).actor, in.ID, in.RawBody)
	out := &photoOut{Status: http.StatusOK, Body: v}
	if created {
		out.Status = http.StatusCreated
	}
	return out, err
}

// exactlyPhoto accepts what says of itself that it is a picture; what it is, its
// bytes tell.
func exactlyPhoto(contentType string) error {
	if !strings.HasPrefix(contentType, "image/") {
		return civic.Fail(civic.KindUnsupported, "input.type").With("want", "image/jpeg, image/png, image/webp")
	}
	return nil
}

// getPhoto serves one size of a photo to whom may see its report: shortly kept,
// because what is hidden must be gone soon.
func (d *Door) getPhoto(c *fiber.Ctx) error {
	edge, err := strconv.Atoi(c.Params("edge"))
	if err != nil {
		return civic.NotFound("photo.not_found")
	}
	ctx := c.UserContext()
	served, err := d.on.Photos.Open(ctx, visitOf(ctx).actor, c.Params("id"), edge)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "private, max-age=60")
	if served.Public {
		c.Set(fiber.HeaderCacheControl, "public, max-age=60")
	}
	c.Set(fiber.HeaderETag, `"`+served.ETag+`"`)
	c.Set(fiber.HeaderContentType, served.ContentType)
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	return c.Send(served.Body)
}
