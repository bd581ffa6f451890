package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jemaa/backend/app"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/config"
)

// Official outlines come from a file, and a file that does not fit stops the
// start with its reason.
func TestAreasComeFromAFile(t *testing.T) {
	c, err := city.Load("")
	if err != nil {
		t.Fatal(err)
	}
	good, bad := filepath.Join(t.TempDir(), "areas.geojson"), filepath.Join(t.TempDir(), "bad.geojson")
	if err := os.WriteFile(good, c.GeoJSON(civic.French), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte(`{"type":"FeatureCollection","features":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := config.Config{Addr: "127.0.0.1:0", PublicURL: "http://127.0.0.1:8080", Data: t.TempDir(), MetricsAddr: "off", LogLevel: "error", Rate: "on", Areas: good}
	a, err := app.Open(t.Context(), settings, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	settings.Areas, settings.Data = bad, t.TempDir()
	if _, err := app.Open(t.Context(), settings, app.Options{}); err == nil || !strings.Contains(err.Error(), "bad.geojson") {
		t.Errorf("a file without areas: %v", err)
	}
}
