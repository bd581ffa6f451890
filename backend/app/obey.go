package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"jemaa/backend/api"
	"jemaa/backend/civic"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// Obey carries out an order on this city and tells about it in lines.
func (a *App) Obey(ctx context.Context, o Order, out io.Writer) error {
	switch o.Do {
	case "version":
		fmt.Fprintln(out, "jemaa", Version())
		return nil
	case "grant", "revoke":
		return a.grant(ctx, o, out)
	case "enrol":
		return a.enrol(ctx, o, out)
	case "backed_up":
		return a.folder.noteBackup(o.At)
	case "reindex":
		began, n := a.clock(), 0
		err := a.Reindex(ctx, func(done int) {
			n = done
			fmt.Fprintf(out, "%d reports read\n", done)
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d reports indexed in %s; no search failed meanwhile\n", n, a.clock().Sub(began).Round(time.Millisecond))
		return nil
	}
	return fmt.Errorf("app: no order %q", o.Do)
}

func (a *App) grant(ctx context.Context, o Order, out io.Writer) error {
	g := civic.Grant{Role: o.Role, Authority: o.Authority}
	what := string(g.Role)
	if g.Authority != "" {
		what += " of " + g.Authority
	}
	answers := map[bool]string{true: "is now " + what + "; their open sessions have ended", false: "is " + what + " already"}
	var id civic.ID
	change := func() (changed bool, err error) {
		id, changed, err = a.accounts.Grant(ctx, o.Email, g)
		return changed, err
	}
	if o.Do == "revoke" {
		answers = map[bool]string{true: "is no longer " + what, false: "was not " + what}
		change = func() (bool, error) { return a.accounts.Revoke(ctx, o.Email, g) }
	}
	changed, err := change()
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintln(out, answers[changed]); err != nil || o.Do == "revoke" {
		return err
	}
	enrolled, err := a.accounts.Enrolled(ctx, id)
	if err != nil || enrolled {
		return err
	}
	return a.enrol(ctx, o, out)
}

// enrol prints a one-time link by which a member of staff registers a passkey.
func (a *App) enrol(ctx context.Context, o Order, out io.Writer) error {
	if !a.accounts.PasskeysPossible() {
		_, err := fmt.Fprintf(out, "to come in they need a passkey, and %s has no name that one can be for: set JEMAA_PUBLIC_URL\n", a.config.PublicURL)
		return err
	}
	e, err := a.accounts.EnrolAddress(ctx, o.Email)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "to come in they register a passkey, once, until %s, at\n  %s\n"+
		"whoever opens this link first becomes them: hand it over in person; it replaces their passkeys and ends their sessions\n",
		e.ExpiresAt, api.EnrolmentURL(a.config.PublicURL, a.city.DefaultLanguage, e.Token))
	return err
}
