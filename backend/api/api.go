// Package api is the door: the only room that knows HTTP. It holds one table of
// routes (route.go); a route without a row there does not start. Every request
// passes the same steps in the same order: enter.go gives it a number, the
// safety headers and an end to panics; guard.go asks who is there, whether they
// may, whether too often, and whether what they sent has the right form; then a
// noun's own file (report.go, account.go, …) turns input into a command and the
// answer into the contract's JSON. Handlers return errors, and problem.go alone
// decides what the world sees of them, in the reader's language.
package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/limit"
)

// Settings is what the door itself needs to know.
type Settings struct {
	PublicURL      string        // no slash at the end; absolute links come from nowhere else
	SourceURL      string        // of the program's source, for About; "" for none
	ClientIPHeader string        // the header the proxy overwrites; "" for the connection's address
	Demo           bool          // one-click people, loopback hosts only, no indexing
	Version        string        // of the program
	Default        civic.Lang    // for readers who ask for none of ours
	ReadTimeout    time.Duration // for a whole request; 0 means 7 s
	Connections    int           // at once; 0 means 4096
	Clock          civic.Clock
	Log            *slog.Logger
	Limiter        Limiter              // nil: one in this process
	Seen           func(Visit)          // hears of every answer, for metrics; may be nil
	Ready          func() []EngineState // each engine by name, for /readyz
}

// Door answers HTTP. Make one with New; Serve until Shutdown.
type Door struct {
	set      Settings
	on       Services
	host     string // of PublicURL
	secure   bool
	fiber    *fiber.App
	huma     huma.API
	openapi  []byte
	rows     []row
	base     context.Context
	stop     context.CancelFunc
	uploads  *slots
	policies policies
	pressed  press

	protected []header // of every answer

	mu   sync.Mutex
	ln   net.Listener
	down bool
}

// New builds the door with every route of the table, or tells which is amiss.
func New(set Settings, on Services) (*Door, error) {
	u, err := url.Parse(set.PublicURL)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("api: public URL %q", set.PublicURL)
	}
	d := &Door{set: withDefaults(set), on: on, host: u.Host, secure: u.Scheme == "https", uploads: newSlots()}
	d.base, d.stop = context.WithCancel(context.Background())
	d.fiber = fiber.New(d.fiberConfig())
	d.fiber.Server().HeaderReceived = d.headerReceived
	d.fiber.Server().Handler = knownMethod(d.fiber.Server().Handler)
	d.policies = policiesFor(on.App)
	d.protected = d.protection()
	if err := d.register(); err != nil {
		d.stop()
		return nil, err
	}
	return d, nil
}

func withDefaults(set Settings) Settings {
	if set.ReadTimeout == 0 {
		set.ReadTimeout = 7 * time.Second
	}
	if set.Connections == 0 {
		set.Connections = 4096
	}
	if set.Clock == nil {
		set.Clock = time.Now
	}
	if set.Log == nil {
		set.Log = slog.New(slog.DiscardHandler)
	}
	if set.Limiter == nil {
		set.Limiter = limit.NewMemory(set.Clock)
	}
	if set.Seen == nil {
		set.Seen = func(Visit) {}
	}
	if set.Default == "" {
		set.Default = civic.French
	}
	return set
}

// fiberConfig bounds what one connection and all of them may take. Without
// Immutable, strings taken from a request are overwritten by the next one.
func (d *Door) fiberConfig() fiber.Config {
	return fiber.Config{
		Immutable:                    true,
		CaseSensitive:                true,
		StrictRouting:                false,
		UnescapePath:                 true,
		BodyLimit:                    maxUpload,
		Concurrency:                  d.set.Connections,
		ReadTimeout:                  d.set.ReadTimeout,
		WriteTimeout:                 30 * time.Second,
		IdleTimeout:                  30 * time.Second,
		ReadBufferSize:               16 << 10, // the most all headers together may have
		DisableStartupMessage:        true,
		ErrorHandler:                 d.failed,
		DisablePreParseMultipartForm: true,
		StreamRequestBody:            false, // true would switch BodyLimit off
	}
}

// register puts the table's rows, and nothing else, on Fiber and Huma.
func (d *Door) register() error {
	d.rows = d.table()
	g := &gate{Router: d.fiber, door: d, rows: map[string]row{}}
	d.fiber.Use(d.enter)
	config := huma.DefaultConfig("Jemaa", d.set.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON} // "json" writes …+json
	describe(config.OpenAPI)
	d.huma = humafiber.NewWithGroup(d.fiber, g, config)
	for _, r := range d.rows {
		if err := r.check(); err != nil {
			return err
		}
		g.rows[r.method+" "+fiberPath(r.path)] = r
	}
	for _, r := range d.rows {
		r.mount(d, g)
	}
	polish(d.huma.OpenAPI())
	bound(d.huma.OpenAPI().Components.Schemas.Map())
	declare(d.huma.OpenAPI(), d.rows)
	var err error
	if d.openapi, err = d.huma.OpenAPI().MarshalJSON(); err != nil {
		return fmt.Errorf("api: openapi: %w", err)
	}
	return errors.Join(g.faults...)
}

// Route names one row of the table, for those who check that each is tested.
type Route struct{ Method, Path, ID string }

// Routes lists every route that answers.
func (d *Door) Routes() []Route {
	out := make([]Route, len(d.rows))
	for i, r := range d.rows {
		out[i] = Route{r.method, r.path, r.id}
	}
	return out
}

// OpenAPI is the contract as JSON (OpenAPI 3.1).
func (d *Door) OpenAPI() []byte { return d.openapi }

// Serve answers on a listener until Shutdown; it then returns nil.
func (d *Door) Serve(ln net.Listener) error {
	if !d.attend(ln) {
		return nil
	}
	if err := d.fiber.Listener(ln); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("api: serve: %w", err)
	}
	return nil
}

// attend remembers the listener, so that a Shutdown that comes before the first
// connection ends Serve all the same.
func (d *Door) attend(ln net.Listener) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down {
		_ = ln.Close()
		return false
	}
	d.ln = ln
	return true
}

// Shutdown takes no new request, lets those under way end within the budget,
// and then cuts what is left. The budget should lie above ReadTimeout.
func (d *Door) Shutdown(budget time.Duration) error {
	defer d.stop()
	d.mu.Lock()
	d.down = true
	ln := d.ln
	d.mu.Unlock()
	err := d.fiber.ShutdownWithTimeout(budget)
	if ln != nil {
		_ = ln.Close() // closed already when it was being served on
	}
	if err != nil {
		return fmt.Errorf("api: shutdown: %w", err)
	}
	return nil
}
