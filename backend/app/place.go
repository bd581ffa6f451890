package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"jemaa/backend/city"
)

// openCity reads the city's profile, the outlines that replace its own, and
// warns when the machine's clock does not know the city's law.
func (a *App) openCity(context.Context) (err error) {
	if a.city, err = city.Load(a.config.City); err != nil {
		return fmt.Errorf("app: the city's profile is refused: %w", err)
	}
	if a.config.Areas != "" {
		if a.city, err = withAreas(a.city, a.config.Areas); err != nil {
			return fmt.Errorf("app: the outlines of areas are refused: %w", err)
		}
	}
	if a.config.Demo {
		a.city = a.city.Demonstration()
	}
	if a.city.ZoneStale() {
		a.log.Warn("this machine's zone data is older than the law on the city's clock: pages for readers without scripts show wrong hours; update tzdata",
			"zone", a.city.TimeZone)
	}
	return nil
}

// withAreas reads a GeoJSON file of outlines, never more than a profile may hold.
func withAreas(c *city.City, path string) (*city.City, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, city.MaxGeoJSON+1))
	if err != nil {
		return nil, err
	}
	return c.ImportAreas(path, b)
}
