package pwa

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Asset is one file of the web app with its compressed forms. The slices are shared: never write to them.
type Asset struct {
	Body        []byte
	Brotli      []byte // nil when compressing did not help
	Gzip        []byte // nil when compressing did not help
	ContentType string
	ETag        string // strong, quoted; the same for every encoding, so add a suffix or Vary when it matters
	Immutable   bool   // the name carries a hash of the content: may be kept for a year
}

var contentTypes = map[string]string{
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
	".woff":        "font/woff",
	".json":        "application/json",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

// Asset answers the file for a path such as "/assets/app-3f2a.js", "/worker.js" or "/icons/icon-192.png".
func (a *App) Asset(path string) (Asset, bool) {
	asset, ok := a.assets[path]
	return asset, ok
}

// Worker answers the service worker. Serve it at /worker.js with Cache-Control: no-cache, so that its scope is the
// whole site and a new build is seen at the next visit.
func (a *App) Worker() Asset { return a.assets["/worker.js"] }

// Manifest answers the web app manifest in a language; its path is /manifest.{lang}.webmanifest.
func (a *App) Manifest(lang string) (Asset, bool) {
	return a.Asset("/manifest." + lang + ".webmanifest")
}

func readAsset(folder fs.FS, name string) (Asset, error) {
	body, err := fs.ReadFile(folder, name)
	if err != nil {
		return Asset{}, fmt.Errorf("pwa: open: %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	asset := Asset{
		Body:        body,
		ContentType: contentTypes[path.Ext(name)],
		ETag:        `"` + hex.EncodeToString(sum[:12]) + `"`,
		Immutable:   strings.HasPrefix(name, "assets/"),
	}
	if asset.ContentType == "" {
		asset.ContentType = "application/octet-stream"
	}
	if asset.Brotli, err = readIfThere(folder, name+".br"); err != nil {
		return Asset{}, err
	}
	asset.Gzip, err = readIfThere(folder, name+".gz")
	return asset, err
}

func readIfThere(folder fs.FS, name string) ([]byte, error) {
	body, err := fs.ReadFile(folder, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pwa: open: %s: %w", name, err)
	}
	return body, nil
}
