package mail_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"jemaa/backend/civic"
	"jemaa/backend/mail"
)

// server is a real SMTP server that keeps what it is given, and misbehaves on
// request.
type server struct {
	addr string
	mu   sync.Mutex
	got  []received
	rcpt error         // answer to RCPT
	data error         // answer to DATA
	hang chan struct{} // DATA waits for it
}

type received struct {
	from string
	to   []string
	raw  string
	user string
}

type session struct {
	s  *server
	in received
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.in.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.in.to = append(s.in.to, to)
	return s.s.rcpt
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.s.hang != nil {
		<-s.s.hang
	}
	if s.s.data != nil {
		return s.s.data
	}
	s.in.raw = string(b)
	s.s.mu.Lock()
	defer s.s.mu.Unlock()
	s.s.got = append(s.s.got, s.in)
	return nil
}

type authSession struct{ *session }

func (s authSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s authSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "pass word" {
			return errors.New("no")
		}
		s.in.user = user
		return nil
	}), nil
}

// start runs a server. With a certificate it speaks TLS: by STARTTLS, or from the
// first byte when implicit.
func start(t *testing.T, s *server, cert *tls.Config, implicit bool) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	if implicit {
		l = tls.NewListener(l, cert)
	}
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		if _, secure := c.TLSConnectionState(); cert != nil && !secure && !implicit {
			return &session{s: s}, nil
		}
		return authSession{&session{s: s}}, nil
	}))
	srv.Domain, srv.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	srv.ReadTimeout, srv.WriteTimeout = 10*time.Second, 10*time.Second
	if !implicit {
		srv.TLSConfig = cert
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // ends with Close
	}()
	t.Cleanup(func() {
		if s.hang != nil {
			close(s.hang)
		}
		srv.Close()
		<-done
	})
}

// certificate is a server's and its clients' half of TLS for 127.0.0.1.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	h := httptest.NewTLSServer(nil)
	t.Cleanup(h.Close)
	pool := x509.NewCertPool()
	pool.AddCert(h.Certificate())
	return &tls.Config{Certificates: h.TLS.Certificates}, &tls.Config{RootCAs: pool}
}

func sender(t *testing.T, address string, o mail.Options) *mail.SMTP {
	t.Helper()
	o.From = "Jemaa <no-reply@jemaa.example>"
	s, err := mail.NewSMTP(address, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var plain = mail.Message{To: "zineb@example.org", Lang: civic.French, Subject: "Bonjour", Text: "Salut"}

func TestSendOverEveryKindOfConnection(t *testing.T) {
	cert, trust := certificate(t)
	for _, r := range []struct {
		name, scheme, user, query string
		cert                      *tls.Config
		implicit                  bool
	}{
		{"clear", "smtp", "", "?tls=none", nil, false},
		{"starttls", "smtp", "", "", cert, false},
		{"starttls with a password", "smtp", "jemaa:pass%20word@", "", cert, false},
		{"tls with a password", "smtps", "jemaa:pass%20word@", "", cert, true},
	} {
		t.Run(r.name, func(t *testing.T) {
			srv := &server{}
			start(t, srv, r.cert, r.implicit)
			s := sender(t, r.scheme+"://"+r.user+srv.addr+r.query, mail.Options{TLS: trust})
			if err := s.Send(t.Context(), plain); err != nil {
				t.Fatal(err)
			}
			if len(srv.got) != 1 {
				t.Fatalf("%d letters arrived", len(srv.got))
			}
			got := srv.got[0]
			if got.from != "no-reply@jemaa.example" || len(got.to) != 1 || got.to[0] != "zineb@example.org" || (r.user != "") != (got.user == "jemaa") {
				t.Errorf("arrived %+v", got)
			}
		})
	}
}

func TestNothingTravelsInClearUnlessAsked(t *testing.T) {
	srv := &server{}
	start(t, srv, nil, false)
	_, trust := certificate(t)
	err := sender(t, "smtp://"+srv.addr, mail.Options{TLS: trust}).Send(t.Context(), plain)
	if civic.KindOf(err) != civic.KindUnavailable || len(srv.got) != 0 {
		t.Fatalf("%v, %d letters", err, len(srv.got))
	}
	cert, _ := certificate(t)
	other := &server{}
	start(t, other, cert, true)
	err = sender(t, "smtps://"+other.addr, mail.Options{}).Send(t.Context(), plain) // not our authority
	if civic.KindOf(err) != civic.KindUnavailable || len(other.got) != 0 {
		t.Fatalf("%v, %d letters", err, len(other.got))
	}
	for _, bad := range []string{"smtp://u:secret@h?tls=none", "http://u:secret@h", "u:secret", "smtp://u:secret@", "smtp://u:secret@h:99999", ":"} {
		if _, err := mail.NewSMTP(bad, mail.Options{From: "x@y.ma"}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := mail.NewSMTP("smtp://h", mail.Options{From: "nobody"}); err == nil {
		t.Error("a sender without an address")
	}
}

func TestWhetherToTryAgain(t *testing.T) {
	busy := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	never := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "zineb@example.org is unknown"}
	for name, r := range map[string]struct {
		srv  *server
		want civic.Kind
	}{
		"recipient later": {&server{rcpt: busy}, civic.KindUnavailable},
		"recipient never": {&server{rcpt: never}, civic.KindInvalid},
		"content later":   {&server{data: busy}, civic.KindUnavailable},
		"content never":   {&server{data: never}, civic.KindInvalid},
		"hangs":           {&server{hang: make(chan struct{})}, civic.KindUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			start(t, r.srv, nil, false)
			s := sender(t, "smtp://"+r.srv.addr+"?tls=none", mail.Options{Timeout: time.Second})
			err := s.Send(t.Context(), plain)
			if civic.KindOf(err) != r.want {
				t.Fatalf("%v, want kind %s", err, r.want)
			}
			if strings.Contains(err.Error(), "zineb") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestServerDown(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	if err := sender(t, "smtp://"+addr+"?tls=none", mail.Options{}).Send(t.Context(), plain); civic.KindOf(err) != civic.KindUnavailable {
		t.Fatal(err)
	}
}

func TestACallerThatGivesUpIsHeard(t *testing.T) {
	srv := &server{hang: make(chan struct{})}
	start(t, srv, nil, false)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err := sender(t, "smtp://"+srv.addr+"?tls=none", mail.Options{Timeout: time.Minute}).Send(ctx, plain)
	if d := time.Since(begun); d > 20*time.Second {
		t.Errorf("heard after %s", d)
	}
	if civic.KindOf(err) != civic.KindUnavailable || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestNoHeaderIsInjected(t *testing.T) {
	srv := &server{}
	start(t, srv, nil, false)
	s := sender(t, "smtp://"+srv.addr+"?tls=none", mail.Options{})
	m := plain
	m.To = "zineb@example.org\r\nBcc: eve@example.org"
	if err := s.Send(t.Context(), m); civic.KindOf(err) != civic.KindInvalid {
		t.Errorf("recipient with a line break: %v", err)
	}
	m = plain
	m.Subject = "x\r\nBcc: eve@example.org"
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	parsed, err := netmail.ReadMessage(strings.NewReader(srv.got[0].raw))
	if err != nil || parsed.Header.Get("Bcc") != "" || len(srv.got[0].to) != 1 {
		t.Errorf("subject became a header: %v %q", err, srv.got[0].raw)
	}
}

// letter is what a reader sees.
type letter struct{ subject, text, html string }

func read(t *testing.T, raw string) letter {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	if m.Header.Get("Auto-Submitted") != "auto-generated" || m.Header.Get("Date") == "" || !strings.HasSuffix(m.Header.Get("Message-Id"), "@jemaa.example>") {
		t.Errorf("headers %v", m.Header)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %s, %v", kind, err)
	}
	out := letter{subject: subject}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		switch kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type")); kind {
		case "text/plain":
			out.text = string(b)
		case "text/html":
			out.html = string(b)
		}
	}
}

func TestLettersInEveryLanguage(t *testing.T) {
	srv := &server{}
	start(t, srv, nil, false)
	l := mail.Letters{
		Sender: sender(t, "smtp://"+srv.addr+"?tls=none", mail.Options{}),
		City:   civic.Words{civic.French: "Casa <Blanca>", civic.Arabic: "الدار البيضاء", civic.Tamazigh: "ⴰⵏⴼⴰ", civic.English: "Casablanca"},
		URL:    "https://jemaa.example",
	}
	seen := map[string]civic.Lang{}
	for _, lang := range civic.Langs {
		srv.got = nil
		if err := l.Code(t.Context(), "zineb@example.org", lang, "01234567"); err != nil {
			t.Fatal(err)
		}
		if err := l.StaffRefusal(t.Context(), "zineb@example.org", lang); err != nil {
			t.Fatal(err)
		}
		code, refusal := read(t, srv.got[0].raw), read(t, srv.got[1].raw)
		if !strings.Contains(code.text, "0123 4567") || !strings.Contains(code.html, ">0123 4567<") || strings.Contains(code.subject, "0123") {
			t.Errorf("%s: the code stands wrongly in %+v", lang, code)
		}
		for _, x := range []letter{code, refusal} {
			if strings.Count(x.html, `dir="`+lang.Dir()+`"`) < 3 || !strings.Contains(x.html, `lang="`+string(lang)+`"`) || strings.Contains(x.html, "<Blanca>") {
				t.Errorf("%s: html %s", lang, x.html)
			}
			if !strings.Contains(x.subject, l.City[lang]) || !strings.Contains(x.text, l.City[lang]) || strings.Contains(x.text+x.subject, "%") {
				t.Errorf("%s: %q\n%s", lang, x.subject, x.text)
			}
			if other, dup := seen[x.text]; dup {
				t.Errorf("%s says the same as %s", lang, other)
			}
			seen[x.text] = lang
		}
		if strings.Contains(refusal.text, "0123") {
			t.Errorf("%s: a refusal tells a code", lang)
		}
	}
	if err := l.Code(t.Context(), "zineb@example.org", "", "01234567"); err != nil {
		t.Errorf("no language: %v", err)
	}
}

func TestLogTellsACodeInADemonstrationOnly(t *testing.T) {
	for _, demo := range []bool{true, false} {
		var b bytes.Buffer
		l := mail.Letters{Sender: mail.Log{Log: slog.New(slog.NewJSONHandler(&b, nil)), Demo: demo}, City: civic.Words{civic.French: "Casablanca"}}
		err := l.Code(t.Context(), "zineb@example.org", civic.French, "01234567")
		if (err == nil) != demo || !demo && civic.KindOf(err) != civic.KindInvalid {
			t.Errorf("demo %v: %v", demo, err)
		}
		if tells := strings.Contains(b.String(), "0123 4567") || strings.Contains(b.String(), "zineb"); tells != demo {
			t.Errorf("demo %v: the log says %s", demo, b.String())
		}
	}
}
