package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/config"
)

// control is the socket in the data folder (0600: its owner alone) by which the
// command line reaches a running server. It speaks HTTP; answers are lines of
// text, the last of which begins with "ok" or "error: ".
type control struct {
	app    *App
	ln     net.Listener
	server *http.Server
}

const socketName = "jemaa.sock"

func openControl(a *App) (*control, error) {
	path := a.folder.in(socketName)
	// The store's lock says that no other server uses the folder, so a socket
	// that is there was left by one that was killed.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("app: socket: %w", err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("app: socket (is the path of JEMAA_DATA longer than 100 characters?): %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("app: socket: %w", err), ln.Close())
	}
	c := &control{app: a, ln: ln}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /do", c.do)
	mux.HandleFunc("POST /backup", c.backup)
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 8 << 10}
	return c, nil
}

func (c *control) serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = c.server.Close() })
	defer stop()
	if err := c.server.Serve(c.ln); !errors.Is(err, http.ErrServerClosed) {
		c.app.log.Error("socket", "error", err)
	}
}

func (c *control) close() error {
	err := c.server.Close()
	_ = c.ln.Close() // closed already when it has been served on
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Order is what the command line asks of a city, running or not.
type Order struct {
	Do        string     `json:"do"` // grant, revoke, enrol, reindex, version, backed_up
	Email     string     `json:"email,omitempty"`
	Role      civic.Role `json:"role,omitempty"`
	Authority string     `json:"authority,omitempty"`
	At        time.Time  `json:"at,omitzero"` // of the backup that was made
}

func (c *control) do(w http.ResponseWriter, r *http.Request) {
	var o Order
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&o); err != nil {
		http.Error(w, "error: "+err.Error(), http.StatusBadRequest)
		return
	}
	out := &flusher{w, http.NewResponseController(w)}
	if err := c.app.Obey(r.Context(), o, out); err != nil {
		fmt.Fprintf(out, "error: %s\n", err)
		return
	}
	fmt.Fprintln(out, "ok")
}

// flusher sends every line at once: progress is no use afterwards.
type flusher struct {
	w io.Writer
	c *http.ResponseController
}

// Write implements io.Writer.
func (f *flusher) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err == nil {
		err = f.c.Flush()
	}
	return n, err
}

// Command carries out an order: through the socket of the server that runs on
// the data folder, or else on the folder itself.
func Command(ctx context.Context, c config.Config, o Order, out io.Writer) error {
	reached, err := ask(ctx, c, o, out)
	if reached || err != nil {
		return err
	}
	a, err := Open(ctx, c, Options{})
	if err != nil {
		return err
	}
	return errors.Join(a.Obey(ctx, o, out), a.Close())
}

// reach gives a client of the server that runs on the data folder; nil when none
// does, and the folder is free.
func reach(ctx context.Context, c config.Config) *http.Client {
	f := folder{c.Data}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "unix", f.in(socketName))
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil
	}
	_ = conn.Close()
	return &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}

// ask sends the order to a running server; reached is false when there is none.
func ask(ctx context.Context, c config.Config, o Order, out io.Writer) (reached bool, err error) {
	client := reach(ctx, c)
	if client == nil {
		return false, nil
	}
	body, err := json.Marshal(o)
	if err != nil {
		return true, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://jemaa/do", newReader(body))
	if err != nil {
		return true, err
	}
	res, err := client.Do(req)
	if err != nil {
		return true, fmt.Errorf("app: the running server did not answer: %w", err)
	}
	defer res.Body.Close()
	return true, relayLines(res.Body, out)
}

func relayLines(from io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(from)
	last := ""
	for lines.Scan() {
		if last != "" {
			fmt.Fprintln(out, last)
		}
		last = lines.Text()
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("app: the running server stopped answering: %w", err)
	}
	switch {
	case last == "ok":
		return nil
	case len(last) > 7 && last[:7] == "error: ":
		return errors.New(last[7:])
	}
	return errors.New("the running server stopped in the middle")
}

// Running is the version of the server that runs on the data folder, "" when
// none does.
func Running(ctx context.Context, c config.Config) (string, error) {
	var out strings.Builder
	reached, err := ask(ctx, c, Order{Do: "version"}, &out)
	if !reached || err != nil {
		return "", err
	}
	return strings.TrimSpace(out.String()), nil
}

// Grant is the order to give somebody a role.
func Grant(email, role, authority string) Order {
	return Order{Do: "grant", Email: email, Role: civic.Role(role), Authority: authority}
}

// Enrol is the order to print a new one-time link for a member of staff.
func Enrol(email string) Order { return Order{Do: "enrol", Email: email} }
