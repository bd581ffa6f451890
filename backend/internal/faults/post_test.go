package faults

import (
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// postOffice is a real SMTP server that keeps what it is given.
type postOffice struct {
	addr string

	mu  sync.Mutex
	got map[string][]string // letters by address
}

type delivery struct {
	office *postOffice
	to     []string
}

// Reset implements smtp.Session.
func (d *delivery) Reset() { d.to = nil }

// Logout implements smtp.Session.
func (d *delivery) Logout() error { return nil }

// Mail implements smtp.Session.
func (d *delivery) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt implements smtp.Session.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = append(d.to, to)
	return nil
}

// Data implements smtp.Session.
func (d *delivery) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	d.office.mu.Lock()
	defer d.office.mu.Unlock()
	for _, to := range d.to {
		d.office.got[to] = append(d.office.got[to], string(b))
	}
	return nil
}

func openPostOffice(t *testing.T) *postOffice {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &postOffice{addr: ln.Addr().String(), got: map[string][]string{}}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{office: o}, nil }))
	s.Domain, s.ErrorLog = "post.example", silent{}
	go func() { _ = s.Serve(ln) }()
	t.Cleanup(func() { _ = s.Close() })
	return o
}

// silent says nothing of connections that were cut, which is what they are for.
type silent struct{}

// Printf implements smtp.Logger.
func (silent) Printf(string, ...any) {}

// Println implements smtp.Logger.
func (silent) Println(...any) {}

// to are the letters to an address.
func (o *postOffice) to(address string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.got[address]
}

var eightDigits = regexp.MustCompile(`\b(\d{4})[ -]?(\d{4})\b`)

// codeIn reads the eight digits out of a letter, behind its head.
func codeIn(letter string) string {
	_, text, _ := strings.Cut(letter, "\r\n\r\n")
	m := eightDigits.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}
