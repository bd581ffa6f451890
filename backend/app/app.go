// Package app is where the house is put together: it alone chooses engines,
// introduces the rooms to each other, and turns a Config into a running program
// with New, Run and Close. It holds no rule of the city.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"jemaa/backend/account"
	"jemaa/backend/api"
	"jemaa/backend/atlas"
	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/limit"
	"jemaa/backend/logbook"
	"jemaa/backend/mail"
	"jemaa/backend/media"
	"jemaa/backend/notify"
	"jemaa/backend/photo"
	"jemaa/backend/privacy"
	"jemaa/backend/proof"
	"jemaa/backend/push"
	"jemaa/backend/relay"
	"jemaa/backend/report"
	"jemaa/backend/secret"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/tally"
	"jemaa/backend/trust"
	"jemaa/moderation"
	"jemaa/search"
)

// Options are what a caller may put in place of the world; the zero value is the
// world itself.
type Options struct {
	Clock   civic.Clock   // nil: the system's
	Log     *slog.Logger  // nil: to standard error, at the configured level
	Mail    mail.Sender   // nil: as configured
	Out     io.Writer     // hears the start banner; nil: nobody
	Reading time.Duration // how long a request may take to arrive; 0: 7 s
	Pushing push.Door     // addresses that pushes may go to besides the public internet's; for a push service on this machine
	// Darkroom is the command that develops photos apart from this process, which
	// calls media.Develop; nil: they are developed within.
	Darkroom []string
	Unsure   bool // writes need not reach the disk: the folder is begun anew after a crash
}

// App is a whole city, running or about to.
type App struct {
	config   config.Config
	out      io.Writer
	clock    civic.Clock
	unsure   bool
	darkroom []string
	pushes   push.Door
	log      *slog.Logger
	city     *city.City

	folder  *folder
	engine  store.Engine
	db      *sqlite.Engine // the same when the documents are here; nil on MongoDB
	stored  *storeMeter
	bucket  media.Bucket
	index   search.Index
	sender  mail.Sender
	road    *postRoad // the sender, which remembers
	secrets *store.Collection[secret.Secret]
	using   map[string]string // which engine serves what, for the banner and readyz

	accounts   *account.Service
	reports    *report.Service
	tallies    *tally.Service
	moderation *moderation.Service
	push       *push.Service
	photos     *photo.Service
	lab        *media.Processor
	notify     *notify.Service
	privacy    *privacy.Service
	ledger     *ledger
	scrubbed   time.Time // the files of the engines, last
	logbook    *logbook.Service
	relay      *relay.Relay
	atlas      *atlas.Atlas
	filling    atomic.Bool // the search index is being built from the store
	proofs     *proof.Service
	trust      *trust.Service
	limiter    limit.Limiter
	counted    *limit.Shared // what the limiter counts in the store; nil on SQLite
	door       *api.Door
	metrics    *meters

	public          net.Listener
	private         *http.Server // metrics
	privateListener net.Listener
	control         *control
	saving          sync.Mutex // held while a backup is made
	tasks           sync.WaitGroup
	stop            context.CancelFunc
	closing         sync.Once
	closed          error
}

// New opens the data folder and every engine, and listens; nothing is answered
// before Run. The caller must Close what New gives.
func New(ctx context.Context, c config.Config, o Options) (*App, error) {
	a, err := Open(ctx, c, o)
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{func() error { return a.replay(ctx) }, a.listen} {
		if err := step(); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, nil
}

// Open opens the data folder and every engine and joins the rooms, without
// listening: what the command line's own work needs.
func Open(ctx context.Context, c config.Config, o Options) (*App, error) {
	a := &App{config: c, out: o.Out, clock: o.Clock, unsure: o.Unsure, darkroom: o.Darkroom, pushes: o.Pushing, log: o.Log, sender: o.Mail, using: map[string]string{}}
	if a.clock == nil {
		a.clock = time.Now
	}
	if !a.unsure { // a seeding tells its stories one after the other, each from its own beginning
		a.clock = civic.Onward(a.clock)
	}
	if a.log == nil {
		a.log = logger(c.LogLevel)
	}
	for _, step := range []func(context.Context) error{a.openCity, a.openEngines, a.openRooms} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	return a, a.openDoor(o)
}

// Addr is where the app listens, host:port.
func (a *App) Addr() string { return a.public.Addr().String() }

// shutdownBudget lies above the door's read timeout, so that a request that is
// still being sent can end, and below the 10 s that a stop may take in all. Only
// an upload may be slower: it is cut, and its sender sends it again.
const shutdownBudget = 8 * time.Second

// Run answers and works until the context ends, then finishes what is under way.
func (a *App) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	a.stop = stop
	defer stop()
	a.start(work)
	served := make(chan error, 1)
	go func() { served <- a.door.Serve(a.public) }()
	if a.out != nil {
		a.Banner(a.out)
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	a.log.Info("stopping")
	err := a.door.Shutdown(shutdownBudget)
	if errors.Is(err, context.DeadlineExceeded) {
		a.log.Warn("what was still being sent is cut")
		err = nil
	}
	return errors.Join(err, <-served)
}

// task runs something beside the server until the work ends; Close waits for it.
func (a *App) task(ctx context.Context, f func(context.Context)) {
	a.tasks.Add(1)
	go func() {
		defer a.tasks.Done()
		f(ctx)
	}()
}

// Close stops all work and lets go of everything, last opened first. It may be
// called twice.
func (a *App) Close() error {
	a.closing.Do(func() { a.closed = a.close() })
	return a.closed
}

func (a *App) close() error {
	if a.stop != nil {
		a.stop()
	}
	a.tasks.Wait()
	var errs []error
	closeIf := func(open bool, close func() error) {
		if open {
			errs = append(errs, close())
		}
	}
	closeIf(a.control != nil, func() error { return a.control.close() })
	closeIf(a.privateListener != nil, func() error { return closed(a.privateListener) })
	closeIf(a.public != nil, func() error { return closed(a.public) })
	closeIf(a.push != nil, func() error { a.push.Close(); return nil })
	closeIf(a.lab != nil, func() error { return a.lab.Close() })
	closeIf(a.index != nil, func() error { return a.index.Close() })
	closeIf(a.bucket != nil, func() error { return a.bucket.Close() })
	closeIf(a.engine != nil, func() error { return a.engine.Close() })
	return errors.Join(errs...)
}

// closed closes a listener that whoever served on it may have closed already.
func closed(ln net.Listener) error {
	if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
