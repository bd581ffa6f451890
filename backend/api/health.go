package api

import (
	"net/http"

	"github.com/gofiber/fiber/v2"
)

// EngineState is one engine's answer to "are you there?".
type EngineState struct {
	Name  string `json:"name"`  // documents, photos, search, map, mail, push
	Using string `json:"using"` // sqlite, s3 …
	OK    bool   `json:"ok"`
	// Filling says that it answers from what it holds so far.
	Filling bool `json:"filling,omitempty"`
}

func (d *Door) health(c *fiber.Ctx) error { return c.JSON(map[string]bool{"ok": true}) }

// ready is 200 when every engine that commands need answers. Search, mail and
// push services may be away: lists still work, messages wait.
func (d *Door) ready(c *fiber.Ctx) error {
	states := d.set.Ready()
	ok := true
	for _, s := range states {
		ok = ok && (s.OK || s.Name != "documents" && s.Name != "photos")
	}
	if !ok {
		c.Status(http.StatusServiceUnavailable)
	}
	return c.JSON(map[string]any{"ok": ok, "engines": states, "version": d.set.Version})
}

func (d *Door) contract(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, "application/json")
	return c.Send(d.openapi)
}
