package account

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

// city is a running room with a clock of its own and a mail box.
type city struct {
	*Service
	t      *testing.T
	folder string
	now    time.Time
	mu     sync.Mutex
	mail   []mailed
	fail   error
}

type mailed struct {
	to, code string // code "" is a refusal
	lang     civic.Lang
}

func (c *city) Code(_ context.Context, to string, lang civic.Lang, code string) error {
	return c.take(mailed{to, code, lang})
}

func (c *city) StaffRefusal(_ context.Context, to string, lang civic.Lang) error {
	return c.take(mailed{to, "", lang})
}

func (c *city) take(m mailed) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return c.fail
	}
	c.mail = append(c.mail, m)
	return nil
}

func (c *city) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *city) later(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t *testing.T, personas ...Persona) *city {
	t.Helper()
	folder := t.TempDir()
	e, err := sqlite.Open(t.Context(), filepath.Join(folder, "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c := &city{t: t, folder: folder, now: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC)}
	c.Service, err = New(t.Context(), Config{
		Engine: e, Clock: c.clock, Pepper: bytes.Repeat([]byte{7}, 32), Mailer: c, Personas: personas,
		Authority: func(code string) bool { return code == "anfa" || code == "lydec" },
		Counter:   func(code string) bool { return code == "anfa" },
		Area:      func(code string) bool { return code == "maarif" || code == "bourgogne" },
		Person:    []string{"name", "birth_date"},
		Site:      Site{URL: "https://jemaa.example", Name: "Casablanca"},
		Log:       slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// post carries all waiting letters, as the relay would.
func (c *city) post() error {
	c.t.Helper()
	waiting, err := c.Engine.Pending(c.t.Context(), "code", "", 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range waiting {
		for _, m := range p.Messages {
			if err := c.Post(c.t.Context(), p.DocID, m.Message); err != nil {
				return err
			}
			s := store.Settlement{DocID: p.DocID, Message: m.ID, Taker: "mail"}
			if err := c.Engine.Settle(c.t.Context(), "code", []store.Settlement{s}); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	return nil
}

func (c *city) letters() []mailed {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.mail
	c.mail = nil
	return out
}

func (c *city) ask(email, binding string) {
	c.t.Helper()
	if err := c.RequestCode(c.t.Context(), CodeRequest{Email: email, Binding: binding, Lang: civic.Arabic, Vouch: Known}); err != nil {
		c.t.Fatal(err)
	}
	if err := c.post(); err != nil {
		c.t.Fatal(err)
	}
}

// code asks for a code and reads it in the mail box.
func (c *city) code(email, binding string) string {
	c.t.Helper()
	c.ask(email, binding)
	got := c.letters()
	if len(got) != 1 || !regexp.MustCompile(`^[0-9]{8}$`).MatchString(got[0].code) {
		c.t.Fatalf("mail box holds %+v, want one code of 8 digits", got)
	}
	return got[0].code
}

func (c *city) signIn(email string) SignedIn {
	c.t.Helper()
	b := NewToken()
	in, err := c.SignIn(c.t.Context(), SignIn{Email: email, Code: c.code(email, b), Binding: b, Lang: civic.Arabic})
	if err != nil {
		c.t.Fatal(err)
	}
	return in
}

// actor is who acts with a session's token.
func (c *city) actor(in SignedIn) civic.Actor {
	c.t.Helper()
	a, err := c.Session(c.t.Context(), in.Token)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// codeOf is the stable code of an error, "" for none.
func codeOf(err error) string {
	var e *civic.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func wrong(code string) string {
	if code[0] == '9' {
		return "0" + code[1:]
	}
	return string(code[0]+1) + code[1:]
}
