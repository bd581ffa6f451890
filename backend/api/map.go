package api

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/atlas"
	"jemaa/backend/civic"
)

// tile draws a vector tile of the reports that the query chooses.
func (d *Door) tile(c *fiber.Ctx) error {
	var at [3]uint32
	for i, name := range []string{"z", "x", "y"} {
		n, err := strconv.ParseUint(c.Params(name), 10, 32)
		if err != nil {
			return civic.NotFound("map.tile")
		}
		at[i] = uint32(n)
	}
	body, err := d.on.Atlas.Tile(atlas.Tile{Z: at[0], X: at[1], Y: at[2]}, atlas.Filter{
		Categories: codes(c.Query("category")), Domains: codes(c.Query("domain")), Statuses: codes(c.Query("status")),
	})
	if errors.Is(err, atlas.ErrNoTile) {
		return civic.NotFound("map.tile")
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/vnd.mapbox-vector-tile")
	return c.Send(body)
}

// codes reads a list of codes parted by commas, at most 64.
func codes(list string) []string {
	if list == "" || len(list) > 2048 {
		return nil
	}
	out := strings.Split(list, ",")
	return out[:min(len(out), 64)]
}
