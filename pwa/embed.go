// Package pwa holds the web app, built once by Vite and carried inside the binary.
//
// Vite leaves hashed files and a manifest in dist; a finishing step adds the service worker, one web app manifest a
// language, and every text file compressed at the highest level, so that the server never compresses a file twice. [Open] reads
// all of it into memory once. [App.Asset] then answers for a path, and [App.Shell] writes the page around the app: in
// the reader's language and direction, with its style inside and its first scripts announced, so that a cheap phone
// paints before any script has arrived. The page holds no inline script: a policy of script-src 'self' and
// style-src 'self' plus [App.StyleHash] is enough.
//
// On a fresh clone dist holds only .gitkeep; the package compiles, and Open says that the app is not built.
package pwa

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// ErrNotBuilt says that dist holds no web app yet.
var ErrNotBuilt = errors.New("the web app is not built: run `npm ci && npm run build` in pwa")

// App is the built web app, read once and never changed: it is safe for any number of goroutines.
type App struct {
	assets map[string]Asset
	chunks map[string]chunk
	words  map[string]shellWords
	entry  string
	style  string
	hash   string
}

// chunk is one row of Vite's manifest (https://vite.dev/guide/backend-integration).
type chunk struct {
	File    string   `json:"file"`
	IsEntry bool     `json:"isEntry"`
	Imports []string `json:"imports"`
	CSS     []string `json:"css"`
}

// shellWords are the few sentences of the page itself, taken from the app's own words by the finishing step.
type shellWords struct {
	Demo     string `json:"demo"`
	NoScript string `json:"noscript"`
	Loading  string `json:"loading"`
	Read     string `json:"read"`  // names what can be read without scripts
	Stuck    string `json:"stuck"` // for whom scripts are on and do not run
	Again    string `json:"again"`
	// First is how some screens look before any data has come, by the source of the screen.
	First map[string]string `json:"first"`
}

// Open reads the embedded web app. It answers ErrNotBuilt when there is none, and an error that names the file when
// a build is incomplete.
func Open() (*App, error) {
	folder, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("pwa: open: %w", err)
	}
	return open(folder)
}

func open(folder fs.FS) (*App, error) {
	app := &App{assets: map[string]Asset{}, chunks: map[string]chunk{}, words: map[string]shellWords{}}
	if err := readJSON(folder, ".vite/manifest.json", &app.chunks); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("pwa: open: %w", ErrNotBuilt)
		}
		return nil, err
	}
	if err := readJSON(folder, ".vite/shell.json", &app.words); err != nil {
		return nil, err
	}
	if err := app.readAssets(folder); err != nil {
		return nil, err
	}
	for name, c := range app.chunks {
		if c.IsEntry && name != leader {
			app.entry = name
		}
	}
	if app.entry == "" {
		return nil, errors.New("pwa: open: manifest.json: no entry")
	}
	return app, app.readStyle()
}

func readJSON(folder fs.FS, name string, into any) error {
	body, err := fs.ReadFile(folder, name)
	if err != nil {
		return fmt.Errorf("pwa: open: %s: %w", name, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("pwa: open: %s: %w", name, err)
	}
	return nil
}

func (a *App) readAssets(folder fs.FS) error {
	return fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("pwa: open: %s: %w", name, err)
		}
		if entry.IsDir() {
			if strings.HasPrefix(entry.Name(), ".") && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); ext == ".br" || ext == ".gz" || strings.HasPrefix(entry.Name(), ".") {
			return nil
		}
		asset, err := readAsset(folder, name)
		if err != nil {
			return err
		}
		a.assets["/"+name] = asset
		return nil
	})
}
