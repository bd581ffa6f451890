package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/pprof"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jemaa/backend/api"
	"jemaa/pwa"
)

func (a *App) openDoor(o Options) error {
	web, err := pwa.Open()
	if errors.Is(err, pwa.ErrNotBuilt) {
		a.log.Warn("this program was built without the web app: only the API and plain pages answer")
	} else if err != nil {
		return fmt.Errorf("app: %w", err)
	}
	a.metrics = newMeters(a)
	a.door, err = api.New(api.Settings{
		PublicURL: a.config.PublicURL, SourceURL: a.config.SourceURL, ClientIPHeader: a.config.ClientIPHeader, Demo: a.config.Demo, Version: Version(),
		Default: a.city.DefaultLanguage, ReadTimeout: o.Reading, Clock: a.clock, Log: a.log, Seen: a.metrics.seen, Ready: a.ready,
		Limiter: a.limiter,
	}, api.Services{
		City: a.city, App: web, Accounts: a.accounts, Reports: a.reports, Push: a.push, Photos: a.photos,
		Moderation: a.moderation, Notify: a.notify, Logbook: a.logbook, Privacy: a.privacy, Search: a.index, Atlas: a.atlas,
		Proofs: a.proofs, Trust: a.trust,
	})
	return err
}

// listen takes the public address, the metrics address and the folder's socket,
// so that whatever can't be had is known before anything is answered.
func (a *App) listen() error {
	var err error
	if a.public, err = net.Listen("tcp", a.config.Addr); err != nil {
		return fmt.Errorf("app: JEMAA_ADDR: %w", err)
	}
	if a.config.MetricsAddr != "off" {
		if err := a.listenMetrics(); err != nil {
			return err
		}
	}
	a.control, err = openControl(a)
	return err
}

func (a *App) listenMetrics() error {
	ln, err := net.Listen("tcp", a.config.MetricsAddr)
	if err != nil {
		return fmt.Errorf("app: JEMAA_METRICS_ADDR (off for none): %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{Timeout: 10 * time.Second}))
	if a.config.Profile == "on" {
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.Handle("GET /debug/pprof/heap", pprof.Handler("heap"))
		mux.Handle("GET /debug/pprof/goroutine", pprof.Handler("goroutine"))
	}
	a.private = &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second, MaxHeaderBytes: 8 << 10}
	a.privateListener = ln
	return nil
}

func (a *App) serveMetrics(ctx context.Context) {
	done := context.AfterFunc(ctx, func() { _ = a.private.Close() })
	defer done()
	if err := a.private.Serve(a.privateListener); !errors.Is(err, http.ErrServerClosed) {
		a.log.Error("metrics", "error", err)
	}
}

// pingTime is how long an engine has to say that it is there.
const pingTime = 2 * time.Second

// ready asks every engine whether it is there, all at once, and adds how the
// services outside were met last. The map and search may still be filling: that is
// said, and nothing waits for it.
func (a *App) ready() []api.EngineState {
	ctx, cancel := context.WithTimeout(context.Background(), pingTime)
	defer cancel()
	pings := map[string]func(context.Context) error{
		"documents": a.engine.Ping, "photos": a.bucket.Ping, "search": a.index.Ping,
	}
	answers := make(chan api.EngineState, len(pings))
	for name, ping := range pings {
		go func() {
			err := ping(ctx)
			if err != nil {
				a.log.Warn("not ready", "engine", name, "error", err)
			}
			filling := name == "search" && a.filling.Load()
			answers <- api.EngineState{Name: name, Using: a.using[name], OK: err == nil, Filling: filling}
		}()
	}
	var out []api.EngineState
	for range pings {
		out = append(out, <-answers)
	}
	out = append(out, api.EngineState{Name: "map", Using: "memory", OK: true, Filling: !a.atlas.Filled()})
	out = append(out, a.roads()...)
	slices.SortFunc(out, func(x, y api.EngineState) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// Banner tells on a terminal what runs, where, on what, and how to sign in.
func (a *App) Banner(w io.Writer) {
	langs := make([]string, len(a.city.Languages))
	for i, l := range a.city.Languages {
		langs[i] = string(l)
	}
	fmt.Fprintf(w, "\n  Jemaa %s · %s\n\n", Version(), a.city.Names.In(a.city.DefaultLanguage))
	fmt.Fprintf(w, "  address    %s", a.config.PublicURL)
	if "http://"+a.Addr() != a.config.PublicURL {
		fmt.Fprintf(w, " (listening on %s)", a.Addr())
	}
	fmt.Fprintf(w, "\n  engines    documents: %s, photos: %s, search: %s, mail: %s\n", a.using["documents"], a.using["photos"], a.using["search"], a.using["mail"])
	fmt.Fprintf(w, "  data       %s\n  languages  %s\n", a.folder.path, strings.Join(langs, ", "))
	if a.config.MetricsAddr != "off" {
		fmt.Fprintf(w, "  metrics    http://%s/metrics\n", a.privateListener.Addr())
	}
	switch {
	case a.config.Demo:
		fmt.Fprintf(w, "  sign in    %s/%s/sign-in: one click, as a resident, a neighbour, an official, a moderator or an admin\n", a.config.PublicURL, a.city.DefaultLanguage)
		fmt.Fprintf(w, "             this is a demonstration: all of it is invented, and mail comes here\n")
	case a.using["mail"] == "log":
		fmt.Fprintf(w, "  sign in    not yet: set JEMAA_SMTP_URL and JEMAA_MAIL_FROM, or try JEMAA_DEMO=true with another folder\n")
	default:
		fmt.Fprintf(w, "  sign in    with a code by mail; `jemaa grant ADDRESS ROLE` gives rights\n")
	}
	fmt.Fprintln(w)
}
