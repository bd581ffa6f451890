// Package boundaries keeps the walls of the house: it reads the import graph
// from `go list` and fails on any import that the table below does not allow.
package boundaries

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// wall says what a room may import inside the module and which outside modules
// belong to it. A room is named by its longest matching prefix.
type wall struct {
	room    string
	inside  []string // prefixes of packages of this module
	outside []string // prefixes of import paths of other modules; "*" for any
}

const module = "jemaa/"

// nounsKnow is what every noun may import: the shared words and the store.
var nounsKnow = []string{"backend/civic", "backend/store"}

var walls = []wall{
	{"backend/civic", nil, nil},
	{"backend/store/sqlite", []string{"backend/civic", "backend/store"}, []string{"modernc.org/sqlite", "golang.org/x/sys"}},
	{"backend/store/mongodb", []string{"backend/civic", "backend/store"}, []string{"go.mongodb.org/mongo-driver"}},
	{"backend/store/storetest", []string{"backend/civic", "backend/store"}, []string{"pgregory.net/rapid"}},
	{"backend/store", []string{"backend/civic"}, []string{"github.com/go-json-experiment/json"}},
	{"backend/relay", []string{"backend/civic", "backend/store"}, nil},
	{"backend/secret", nounsKnow, nil},
	{"backend/limit", nounsKnow, nil},
	{"backend/proof", nounsKnow, nil},
	{"backend/account", nounsKnow, []string{"golang.org/x/text", "golang.org/x/net/idna", "github.com/go-webauthn/webauthn"}},
	{"backend/trust", nounsKnow, nil},
	{"backend/city", []string{"backend/civic"}, []string{"github.com/goccy/go-yaml", "github.com/paulmach/orb", "golang.org/x/text"}},
	{"backend/report", nounsKnow, []string{"golang.org/x/text"}},
	{"backend/notify", slices.Concat(nounsKnow, []string{"backend/relay"}), nil},
	{"backend/photo", slices.Concat(nounsKnow, []string{"backend/media"}), nil},
	{"backend/tally", nounsKnow, nil},
	{"backend/privacy", nounsKnow, nil},
	{"backend/logbook", nounsKnow, nil},
	{"backend/atlas", nounsKnow, []string{"github.com/paulmach/orb"}},
	{"moderation", nounsKnow, nil},
	{"backend/archive", nil, []string{"github.com/klauspost/compress"}},
	{"backend/upgrade", nounsKnow, nil},
	{"backend/media/disk", []string{"backend/civic", "backend/media"}, nil},
	{"backend/media/s3", []string{"backend/civic", "backend/media"}, []string{"github.com/minio/minio-go/v7"}},
	{"backend/media/mediatest", []string{"backend/civic", "backend/media"}, nil},
	{"backend/media", []string{"backend/civic"}, []string{"golang.org/x/image", "github.com/bep/imagemeta", "golang.org/x/sync"}},
	{"backend/mail", []string{"backend/civic"}, []string{"github.com/wneessen/go-mail"}},
	{"backend/push", nounsKnow, []string{"github.com/SherClockHolmes/webpush-go", "golang.org/x/sync"}},
	{"search/embedded", []string{"search"}, []string{"github.com/blevesearch", "go.etcd.io/bbolt", "github.com/RoaringBitmap/roaring/v2"}},
	{"search/meili", []string{"search"}, []string{"github.com/meilisearch/meilisearch-go"}},
	{"search/searchtest", []string{"search"}, []string{"pgregory.net/rapid"}},
	{"search", nil, []string{"golang.org/x/text"}},
	{"pwa", nil, nil},
	{"backend/config", []string{"backend/civic"}, []string{"github.com/caarlos0/env/v11"}},
	{"backend/seed", []string{"backend", "moderation", "search"}, []string{"golang.org/x/image", "golang.org/x/sync", "github.com/goccy/go-yaml"}},
	{"backend/api", []string{"backend", "moderation", "search", "pwa"}, []string{"*"}},
	{"backend/app", []string{"backend", "moderation", "search", "pwa"}, []string{"*"}},
	{"backend/cmd", []string{"backend"}, nil},
	{"backend/internal/bench", []string{"backend/app", "backend/config", "backend/push", "backend/mail"}, []string{"github.com/valyala/fasthttp"}},
	{"backend/internal", nil, nil},
}

// never names what a room must not import though its row would allow it.
var never = map[string][]string{
	"backend/api": {
		"jemaa/backend/store/", "jemaa/backend/media/disk", "jemaa/backend/media/s3", "jemaa/search/embedded", "jemaa/search/meili",
		"go.mongodb.org", "modernc.org", "github.com/minio", "github.com/meilisearch", "github.com/blevesearch", "jemaa/backend/app",
	},
	"backend/cmd":   {"jemaa/backend/api", "jemaa/backend/store"},
	"backend/store": {"jemaa/backend/store/"}, // the port knows no engine
}

type pkg struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func TestWalls(t *testing.T) {
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		w, ok := wallOf(name)
		if !ok {
			t.Errorf("%s stands in no room: add it to the walls", name)
			continue
		}
		for _, imp := range p.Imports {
			if why := w.forbids(name, imp); why != "" {
				t.Errorf("%s must not import %s: %s", name, imp, why)
			}
		}
	}
}

func wallOf(name string) (wall, bool) {
	best := wall{}
	for _, w := range walls {
		if (name == w.room || strings.HasPrefix(name, w.room+"/")) && len(w.room) > len(best.room) {
			best = w
		}
	}
	return best, best.room != ""
}

// forbids says why the room w may not import imp, or "".
func (w wall) forbids(name, imp string) string {
	for _, bad := range never[w.room] {
		if strings.HasPrefix(imp, bad) {
			return "never in " + w.room
		}
	}
	first, _, _ := strings.Cut(imp, "/")
	switch {
	case strings.HasPrefix(imp, module):
		in := strings.TrimPrefix(imp, module)
		if in == w.room || strings.HasPrefix(in, w.room+"/") || allowed(w.inside, in) {
			return ""
		}
		return w.room + " knows only " + strings.Join(w.inside, ", ")
	case !strings.Contains(first, "."): // the standard library
		if noNet[w.room] && (imp == "net/http" || imp == "os" && name == "backend/civic") {
			return w.room + " knows neither HTTP nor the environment"
		}
		return ""
	case allowed(w.outside, imp):
		return ""
	}
	return "a technology of another room"
}

// noNet are the rooms of pure rules: no HTTP in them.
var noNet = map[string]bool{
	"backend/civic": true, "backend/account": true, "backend/city": true, "backend/report": true,
	"backend/notify": true, "backend/photo": true, "backend/tally": true, "moderation": true, "search": true,
	"backend/store": true, "backend/relay": true,
}

// allowed matches a package against the list: exactly, or below an entry that
// names a folder; "backend/store" and "backend/media" mean the port alone.
func allowed(list []string, imp string) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		if a == "*" || imp == a {
			return true
		}
		return a != "backend/store" && a != "backend/media" && strings.HasPrefix(imp, a+"/")
	})
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "jemaa/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) < 10 {
		t.Fatalf("go list saw only %d packages", len(pkgs))
	}
	return pkgs
}

// TestDepth keeps imports shallow: at most six steps inside the module.
func TestDepth(t *testing.T) {
	imports := map[string][]string{}
	for _, p := range list(t) {
		for _, imp := range p.Imports {
			if strings.HasPrefix(imp, module) {
				imports[p.ImportPath] = append(imports[p.ImportPath], imp)
			}
		}
	}
	memo := map[string]int{}
	var depth func(string) int
	depth = func(p string) int {
		if d, ok := memo[p]; ok {
			return d
		}
		deepest := 0
		for _, imp := range imports[p] {
			deepest = max(deepest, depth(imp))
		}
		memo[p] = deepest + 1
		return memo[p]
	}
	for p := range imports {
		if d := depth(p); d > 7 { // six below the program itself
			t.Errorf("%s stands %d imports deep", p, d)
		}
	}
}

// TestWallsBite proves that the table refuses what it is there to refuse.
func TestWallsBite(t *testing.T) {
	for _, c := range []struct{ name, imp string }{
		{"backend/report", "github.com/gofiber/fiber/v2"},
		{"backend/report", "jemaa/backend/account"},
		{"backend/report", "net/http"},
		{"backend/report", "jemaa/backend/store/sqlite"},
		{"backend/api", "jemaa/backend/store/sqlite"},
		{"backend/api", "go.mongodb.org/mongo-driver/mongo"},
		{"moderation", "jemaa/backend/report"},
		{"search", "jemaa/backend/civic"},
		{"backend/civic", "github.com/oklog/ulid/v2"},
		{"backend/store", "jemaa/backend/store/sqlite"},
	} {
		w, ok := wallOf(c.name)
		if !ok || w.forbids(c.name, c.imp) == "" {
			t.Errorf("the walls let %s import %s", c.name, c.imp)
		}
	}
}
