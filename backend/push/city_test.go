package push_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/push"
	"jemaa/backend/push/pushtest"
	"jemaa/backend/store/sqlite"
)

// city is a running room beside a push service.
type city struct {
	*push.Service
	web *pushtest.Server

	t     testing.TB
	conf  push.Config
	mu    sync.Mutex
	now   time.Time
	notes map[string]push.Note
	log   bytes.Buffer
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

func (c *city) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.Write(b)
}

func (c *city) logged() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.log.String()
}

// say gives the notes of notifications called "{topic}.{anything}".
func (c *city) say(_ context.Context, to push.Parcel, lang civic.Lang) (push.Note, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.notes[to.Notification]
	if !ok {
		return push.Note{}, civic.NotFound("notification.not_found")
	}
	n.ID, n.Lang = to.Notification, lang
	if n.Title == "" {
		n.Title = map[civic.Lang]string{civic.Arabic: "تم إصلاح الحفرة", civic.French: "Nid-de-poule réparé"}[lang]
	}
	return n, nil
}

func (c *city) note(id string, n push.Note) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	n.Topic, _, _ = strings.Cut(id, ".")
	n.At = civic.At(c.now)
	n.Path = "/ar/reports/1"
	c.notes[id] = n
	return id
}

func open(t testing.TB, tune ...func(*push.Config)) *city {
	t.Helper()
	kept, err := push.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := push.ParseKeys(kept)
	if err != nil {
		t.Fatal(err)
	}
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	c := &city{t: t, web: pushtest.New(keys.Public), now: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC), notes: map[string]push.Note{}}
	conf := push.Config{
		Engine: e, Clock: c.clock, Keys: keys, Subscriber: "mailto:ops@jemaa.example", PublicURL: "https://jemaa.example",
		Notes: c.say, Log: slog.New(slog.NewTextHandler(c, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Timeout: 3 * time.Second, Patience: 3 * time.Second,
		Door: push.Door{Allow: c.web.Allow, Roots: c.web.Roots()},
	}
	for _, f := range tune {
		f(&conf)
	}
	c.conf = conf
	t.Cleanup(func() { e.Close() })
	c.Service = c.sibling()
	t.Cleanup(func() {
		c.web.Close()
		for _, f := range c.web.Faults() {
			t.Errorf("the push service saw a fault: %s", f)
		}
	})
	return c
}

// sibling is another process on the same store.
func (c *city) sibling() *push.Service {
	c.t.Helper()
	s, err := push.New(c.t.Context(), c.conf)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(s.Close)
	return s
}

func actor(name string) civic.Actor { return civic.Actor{ID: civic.ID(name), Lang: civic.French} }

func offer(b *pushtest.Browser, lang civic.Lang) push.Offer {
	return push.Offer{Endpoint: b.Endpoint, P256dh: b.P256dh, Auth: b.Auth, Lang: lang}
}

// browser subscribes a browser of somebody and gives its subscription's id.
func (c *city) browser(who string, lang civic.Lang) (*pushtest.Browser, string) {
	c.t.Helper()
	b, id := c.web.Subscribe(), string(civic.NewID(c.clock()))
	if err := c.Put(c.t.Context(), actor(who), id, offer(b, lang)); err != nil {
		c.t.Fatal(err)
	}
	return b, id
}

func (c *city) deliver(who string, ids ...string) {
	c.t.Helper()
	var ps []push.Parcel
	for _, id := range ids {
		ps = append(ps, push.Parcel{Account: civic.ID(who), Notification: id})
	}
	if err := c.Deliver(c.t.Context(), ps); err != nil {
		c.t.Fatal(err)
	}
}

func (c *city) retry() int {
	c.t.Helper()
	n, err := c.Retry(c.t.Context(), 100)
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

func (c *city) want(b *pushtest.Browser, got, tries int) {
	c.t.Helper()
	if len(c.web.To(b)) != got || c.web.Tries(b) != tries {
		c.t.Fatalf("%d pushes arrived in %d tries, want %d in %d", len(c.web.To(b)), c.web.Tries(b), got, tries)
	}
}
