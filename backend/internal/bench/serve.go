package main

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"jemaa/backend/app"
	"jemaa/backend/config"
	"jemaa/backend/mail"
	"jemaa/backend/push"
	"jemaa/backend/push/pushtest"
)

// serveWord makes this program serve a city, as `jemaa serve` does.
const serveWord = "serve"

// serveHere is the product itself, run in a process of its own, save for two
// things that no setting of it can do: pushes may go to a push service on this
// machine, and the codes of its letters are told on standard output.
func serveHere() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c, err := config.Load(os.Environ())
	if err != nil {
		return err
	}
	trusted := pushtest.New("") // for its certificate, which is everyone's
	defer trusted.Close()
	a, err := app.New(ctx, c, app.Options{
		Mail: letters{},
		Pushing: push.Door{
			Allow: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() },
			Roots: trusted.Roots(),
		},
	})
	if err != nil {
		return err
	}
	return errors.Join(a.Run(ctx), a.Close())
}

// letters tells address and code of every letter, one a line.
type letters struct{}

// Send implements mail.Sender.
func (letters) Send(_ context.Context, m mail.Message) error {
	_, err := fmt.Printf("%s %s\n", m.To, codeIn(m.Text))
	return err
}

// codeIn finds a letter's code: two halves of digits, parted by a space; "" for
// a letter without.
func codeIn(text string) string {
	for line := range strings.Lines(text) {
		code := strings.ReplaceAll(strings.TrimSpace(line), " ", "")
		if len(code) == 8 && strings.Trim(code, "0123456789") == "" {
			return code
		}
	}
	return ""
}
