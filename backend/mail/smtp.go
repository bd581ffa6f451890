package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"jemaa/backend/civic"
)

// Timeout is the longest that sending one letter may take.
const Timeout = 20 * time.Second

// SMTP sends through a mail server, one connection a letter: letters are few, and
// a pooled connection that died overnight loses the morning's first one.
type SMTP struct {
	client  *gomail.Client
	from    *netmail.Address
	timeout time.Duration
}

// Options are a mail server's settings beyond its address.
type Options struct {
	From    string        // "Jemaa <no-reply@jemaa.example>"
	Timeout time.Duration // of one letter; 0: Timeout
	TLS     *tls.Config   // nil: the system's roots, TLS 1.2 or later
}

// NewSMTP reads the address of a mail server:
//
//	smtps://user:password@host:465   TLS from the first byte
//	smtp://user:password@host:587    STARTTLS, required
//	smtp://host:25?tls=none          no TLS; not with a password, save on this machine
//
// The error never repeats the address, which may hold a password.
func NewSMTP(address string, o Options) (*SMTP, error) {
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", o.From, err)
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("mail: server's address: want smtp://host:port or smtps://host:port")
	}
	if o.Timeout <= 0 {
		o.Timeout = Timeout
	}
	options, err := clientOptions(u, o)
	if err != nil {
		return nil, err
	}
	c, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("mail: server: %w", err)
	}
	return &SMTP{client: c, from: from, timeout: o.Timeout}, nil
}

func clientOptions(u *url.URL, o Options) ([]gomail.Option, error) {
	conf := o.TLS
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	conf = conf.Clone()
	conf.ServerName = u.Hostname()
	_, domain, _ := strings.Cut(o.From, "@")
	out := []gomail.Option{
		gomail.WithTimeout(o.Timeout), gomail.WithTLSConfig(conf), gomail.WithoutNoop(), gomail.WithoutRset(),
		gomail.WithHELO(strings.Trim(domain, "> ")),
	}
	clear := false
	switch none := u.Query().Get("tls") == "none"; {
	case u.Scheme == "smtps":
		out = append(out, gomail.WithSSL(), gomail.WithPort(465))
	case u.Scheme == "smtp" && none:
		clear = true
		out = append(out, gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithPort(25))
	case u.Scheme == "smtp":
		out = append(out, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithPort(587))
	default:
		return nil, errors.New("mail: server's address: scheme is neither smtp nor smtps")
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return nil, errors.New("mail: server's address: port is no number")
		}
		out = append(out, gomail.WithPort(n))
	}
	if u.User == nil {
		return out, nil
	}
	if clear {
		return nil, errors.New("mail: server's address: a password must not travel without TLS")
	}
	password, _ := u.User.Password()
	return append(out, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
		gomail.WithUsername(u.User.Username()), gomail.WithPassword(password)), nil
}

// Send sends one letter, within Timeout and as long as ctx lives. Who gives up
// leaves a connection behind that its own deadline ends, within Timeout again.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := s.compose(m)
	if err != nil {
		return refused(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	sent := make(chan error, 1)
	go func() { sent <- s.deliver(ctx, msg) }()
	select {
	case err = <-sent:
		return err
	case <-ctx.Done():
		return unavailable(fmt.Errorf("mail: send: %w", context.Cause(ctx)))
	}
}

func (s *SMTP) deliver(ctx context.Context, msg *gomail.Msg) error {
	c, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return unavailable(fmt.Errorf("mail: connect: %w", err))
	}
	err = s.client.SendWithSMTPClient(c, msg)
	// The server has said yes or no: how it says goodbye changes nothing.
	_ = s.client.CloseWithSMTPClient(c)
	return verdict(err)
}

// verdict tells a letter that will never be taken (a permanent answer to the
// recipient or the content) from a server that is not well.
func verdict(err error) error {
	if err == nil {
		return nil
	}
	var e *gomail.SendError
	permanent := errors.As(err, &e) && !e.IsTemp() && e.ErrorCode() >= 500 &&
		(e.Reason == gomail.ErrSMTPRcptTo || e.Reason == gomail.ErrSMTPData || e.Reason == gomail.ErrSMTPDataClose)
	if permanent {
		return refused(fmt.Errorf("mail: send: answer %d", e.ErrorCode()))
	}
	return unavailable(errors.New("mail: send: " + reason(e)))
}

// reason names the step that failed; the server's own words may repeat an address.
func reason(e *gomail.SendError) string {
	if e == nil {
		return "connection lost"
	}
	return fmt.Sprintf("%s (answer %d)", e.Reason, e.ErrorCode())
}

func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(s.from)
	if err := msg.To(m.To); err != nil {
		return nil, errors.New("mail: recipient malformed")
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	_, domain, _ := strings.Cut(s.from.Address, "@")
	msg.SetMessageIDWithValue(string(civic.NewID(time.Now())) + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday answers
	msg.SetGenHeader("Content-Language", string(m.Lang))
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}
