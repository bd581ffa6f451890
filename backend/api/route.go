package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
)

// need is who may use a route at all; what is theirs and what is not, the
// services decide.
type need string

const (
	anyone    need = "anyone"
	signedIn  need = "signed_in"
	official  need = "official" // of any authority; admins too
	moderator need = "moderator"
	admin     need = "admin"
)

// row is one route: everything that is decided before its handler runs.
type row struct {
	method   string
	path     string // {name} marks a parameter
	id       string // operation id, stable: clients are generated from it
	need     need
	rate     rate
	body     bodyKind
	cache    cache
	deadline time.Duration
	exact    bool // refuses query parameters that it does not know: a misspelt filter would filter nothing
	typed    bool // an operation of the OpenAPI document
	mount    func(*Door, *gate)
}

// bodyKind is what a route takes as a body.
type bodyKind string

const (
	noBody    bodyKind = "none"
	jsonBody  bodyKind = "json"
	photoBody bodyKind = "photo"
)

// cache is how long an answer to somebody without a session may be kept, by
// anybody, from any origin. Answers to a session are always private, no-store.
type cache struct {
	public bool // no session changes what is answered, and other origins may read
	age    time.Duration
	own    bool // the handler writes Cache-Control itself
}

const (
	maxJSON   = 64 << 10
	maxUpload = 13 << 20
)

func (r row) check() error {
	if r.id == "" || r.need == "" || r.rate.name == "" || r.rate.burst < 1 || r.rate.every < time.Microsecond || r.mount == nil || r.deadline <= 0 {
		return fmt.Errorf("api: route %s %s: incomplete row", r.method, r.path)
	}
	return nil
}

// unsafe tells whether the route changes something (RFC 9110 §9.2.1).
func (r row) unsafe() bool { return r.method != http.MethodGet && r.method != http.MethodHead }

// inPerson tells whether the route is about who somebody is, what they hold and
// what is theirs, which no script decides: a personal access token never opens it.
func (r row) inPerson() bool {
	for _, part := range []string{"/auth/", "/me/", "/admin/", "/counter/"} {
		if strings.HasPrefix(r.path, api+part) {
			return true
		}
	}
	return r.path == api+"/me" && r.unsafe()
}

// scope keeps a personal access token to what it was made for.
func (r row) scope(p civic.Proof) error {
	switch {
	case p.By != civic.ByToken:
		return nil
	case r.inPerson():
		return civic.Denied("token.in_person")
	case r.unsafe() && p.ReadOnly:
		return civic.Denied("token.read_only")
	}
	return nil
}

// gate lets handlers onto Fiber only where the table has a row, with the row's
// guard before them. Huma registers through it too.
type gate struct {
	fiber.Router
	door   *Door
	rows   map[string]row
	faults []error
}

// Add puts the row's guard before the handlers; without a row the door will not
// open.
func (g *gate) Add(method, path string, handlers ...fiber.Handler) fiber.Router {
	r, ok := g.rows[method+" "+path]
	if !ok {
		g.faults = append(g.faults, fmt.Errorf("api: route %s %s: not in the table", method, path))
		return g
	}
	guarded := append([]fiber.Handler{g.door.guard(r)}, handlers...)
	g.Router.Add(method, path, guarded...)
	if method == http.MethodGet {
		g.Router.Add(http.MethodHead, path, guarded...)
	}
	return g
}

func fiberPath(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

const api = "/api/v1"

// op is a row of the API: a typed operation of the OpenAPI document.
func op[I, O any](method, path string, r row, h func(context.Context, *I) (*O, error)) row {
	r.method, r.path, r.typed = method, api+path, true
	if r.deadline == 0 {
		r.deadline = 10 * time.Second
	}
	if r.body == "" {
		r.body = noBody
	}
	r.mount = func(d *Door, _ *gate) {
		huma.Register(d.huma, d.operation(r), func(ctx context.Context, in *I) (*O, error) {
			out, err := h(ctx, in)
			if err != nil {
				return nil, d.problem(ctx, err)
			}
			return out, nil
		})
	}
	return r
}

// raw is a row that answers anything but JSON: pages, pictures, tiles.
func raw(path string, r row, h fiber.Handler) row {
	r.method, r.path = http.MethodGet, path
	if r.deadline == 0 {
		r.deadline = 10 * time.Second
	}
	r.body = noBody
	r.mount = func(_ *Door, g *gate) { g.Add(r.method, fiberPath(r.path), h) }
	return r
}

// operation describes a row to Huma.
func (d *Door) operation(r row) huma.Operation {
	o := huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, Tags: []string{tagOf(r.path)},
		MaxBodyBytes: maxJSON, Summary: summaries[r.id], RejectUnknownQueryParameters: r.exact,
	}
	if r.body == photoBody {
		o.MaxBodyBytes = maxUpload
	}
	if r.need != anyone {
		o.Security = []map[string][]string{{"session": {}}, {"bearer": {}}}
	}
	return o
}

func tagOf(path string) string {
	tag, _, _ := strings.Cut(strings.TrimPrefix(path, api+"/"), "/")
	return tag
}

func describe(o *huma.OpenAPI) {
	o.Info.Description = "The API of a Jemaa city. Errors are RFC 9457 problems with a stable code and words in the reader's language."
	o.Info.License = &huma.License{Name: "AGPL-3.0-or-later", Identifier: "AGPL-3.0-or-later"}
	o.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-jemaa"},
		"bearer":  {Type: "http", Scheme: "bearer"},
	}
	o.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	alias(o.Components.Schemas)
}

// meets tells whether an actor has what a route needs.
func (n need) meets(a civic.Actor) error {
	switch {
	case n == anyone:
		return nil
	case !a.SignedIn():
		return civic.Fail(civic.KindUnauthenticated, "auth.required")
	case n == signedIn,
		n == official && (a.Is(civic.Official) || a.Is(civic.Admin)),
		n == moderator && a.Is(civic.Moderator),
		n == admin && a.Is(civic.Admin):
		return nil
	}
	return civic.Denied("auth.role").With("role", string(n))
}
