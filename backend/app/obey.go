package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

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
	change := func() (bool, error) {
		_, changed, err := a.accounts.Grant(ctx, o.Email, g)
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
	_, err = fmt.Fprintln(out, answers[changed])
	return err
}
