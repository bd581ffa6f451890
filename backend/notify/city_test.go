package notify_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/relay"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
)

// city is a running room beside a report room that is a map.
type city struct {
	*notify.Service
	engine store.Engine

	t      *testing.T
	mu     sync.Mutex
	now    time.Time
	briefs map[civic.Subject]notify.Brief
	backed []backing
	wrote  []backing // who wrote which report
	made   []string  // notifications that were to be pushed
}

// backing is one support, in the order in which they came.
type backing struct {
	report, by civic.ID
	at         civic.Time
}

// Of, Among, By and Made are the report room's answers about supports and authors.
func (c *city) Of(_ context.Context, of civic.Subject, after string, limit int) (out []civic.ID, next string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	start, _ := strconv.Atoi(after)
	for i, b := range c.backed {
		if i < start || b.report != of.ID {
			continue
		}
		if len(out) == limit {
			return out, strconv.Itoa(i), nil
		}
		out = append(out, b.by)
	}
	return out, "", nil
}

func (c *city) Among(_ context.Context, of civic.Subject, accounts []civic.ID) (map[civic.ID]bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[civic.ID]bool{}
	for _, b := range c.backed {
		out[b.by] = out[b.by] || b.report == of.ID && slices.Contains(accounts, b.by)
	}
	return out, nil
}

func (c *city) By(_ context.Context, who civic.ID, _, after string, limit int) (out []notify.Supported, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := len(c.backed)
	if after != "" {
		if end, err = strconv.Atoi(after); err != nil {
			return nil, store.ErrCursor
		}
	}
	for i := end - 1; i >= 0 && len(out) < limit; i-- {
		if b := c.backed[i]; b.by == who {
			out = append(out, notify.Supported{Subject: b.report, At: b.at, Cursor: strconv.Itoa(i)})
		}
	}
	return out, nil
}

func (c *city) Made(_ context.Context, who civic.ID, _, after string, limit int) (out []notify.Supported, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := len(c.wrote)
	if after != "" {
		if end, err = strconv.Atoi(after); err != nil {
			return nil, store.ErrCursor
		}
	}
	for i := end - 1; i >= 0 && len(out) < limit; i-- {
		if b := c.wrote[i]; b.by == who {
			out = append(out, notify.Supported{Subject: b.report, At: b.at, Cursor: strconv.Itoa(i)})
		}
	}
	return out, nil
}

// back does what a message of a support tells of.
func (c *city) back(e relay.Envelope) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, by, _ := strings.Cut(e.DocID, "/")
	c.backed = slices.DeleteFunc(c.backed, func(b backing) bool { return string(b.report) == id && string(b.by) == by })
	if e.Kind == "support.cast" {
		c.backed = append(c.backed, backing{civic.ID(id), civic.ID(by), e.At})
	}
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

func (c *city) brief(_ context.Context, of []civic.Subject) (map[civic.Subject]notify.Brief, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[civic.Subject]notify.Brief{}
	for _, s := range of {
		if b, ok := c.briefs[s]; ok {
			out[s] = b
		}
	}
	return out, nil
}

func (c *city) change(id string, f func(*notify.Brief)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.briefs[report(id)]
	f(&b)
	c.briefs[report(id)] = b
	if !slices.ContainsFunc(c.wrote, func(w backing) bool { return string(w.report) == id }) {
		c.wrote = append(c.wrote, backing{civic.ID(id), b.Author, civic.At(c.now)})
	}
}

func report(id string) civic.Subject { return civic.Subject{Kind: "report", ID: civic.ID(id)} }

func actor(id string) civic.Actor { return civic.Actor{ID: civic.ID(id), Lang: civic.French} }

func open(t *testing.T, step int) *city {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jemaa.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	c := &city{engine: e, t: t, now: time.Date(2026, 10, 5, 8, 0, 0, 0, time.UTC), briefs: map[civic.Subject]notify.Brief{}}
	c.Service, err = notify.New(t.Context(), notify.Config{Engine: e, Clock: c.clock, Briefs: c.brief, Supports: c, Step: step})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"R1", "R2"} {
		c.change(id, func(b *notify.Brief) {
			*b = notify.Brief{
				Author: "author", Title: "Nid-de-poule " + id, Visible: true,
				Category: civic.Words{civic.French: "Voirie", civic.Arabic: "طريق"}, Authority: civic.Words{civic.French: "Anfa", civic.Arabic: "أنفا"},
			}
		})
	}
	return c
}

// message makes what the report room says.
func (c *city) message(kind, report, by string, data any) relay.Envelope {
	return relay.Envelope{Collection: "report", DocID: report, Message: store.Note(kind, civic.At(c.clock()), civic.ID(by), data)}
}

func (c *city) support(report, by string) relay.Envelope {
	e := c.message("support.cast", report+"/"+by, by, map[string]string{"report": report})
	e.Collection = "support"
	return e
}

// hear takes messages, twice, as a relay may, and then what the room says itself.
func (c *city) hear(es ...relay.Envelope) {
	c.t.Helper()
	for _, e := range es {
		if e.Collection == "support" {
			c.back(e)
		}
	}
	es = slices.DeleteFunc(slices.Clone(es), func(e relay.Envelope) bool { return !slices.Contains(c.Taker().Kinds, e.Kind) })
	for range 2 {
		if err := c.Taker().Take(c.t.Context(), es); err != nil {
			c.t.Fatal(err)
		}
	}
	for c.carry() > 0 {
	}
}

// carry takes one round of the room's own messages.
func (c *city) carry() int {
	c.t.Helper()
	waiting, err := c.engine.Pending(c.t.Context(), "fanout", "", 100)
	if err != nil {
		c.t.Fatal(err)
	}
	n := 0
	for _, p := range waiting {
		for _, m := range p.Messages {
			n++
			e := relay.Envelope{Collection: "fanout", DocID: p.DocID, Message: m.Message}
			if err := c.Taker().Take(c.t.Context(), []relay.Envelope{e, e}); err != nil {
				c.t.Fatal(err)
			}
			c.settle("fanout", p.DocID, m.ID)
		}
	}
	if waiting, err = c.engine.Pending(c.t.Context(), "notification", "", 1000); err != nil {
		c.t.Fatal(err)
	}
	for _, p := range waiting {
		for _, m := range p.Messages {
			n++
			c.made = append(c.made, p.DocID)
			c.settle("notification", p.DocID, m.ID)
		}
	}
	return n
}

func (c *city) settle(collection, doc string, m civic.ID) {
	c.t.Helper()
	if err := c.engine.Settle(c.t.Context(), collection, []store.Settlement{{DocID: doc, Message: m, Taker: "notify"}}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *city) list(who string, q notify.Query) []notify.Item {
	c.t.Helper()
	p, err := c.List(c.t.Context(), actor(who), q)
	if err != nil {
		c.t.Fatal(err)
	}
	return p.Items
}

// want checks what kinds stand in an inbox, the latest first.
func (c *city) want(who string, kinds ...notify.Kind) {
	c.t.Helper()
	var got []notify.Kind
	for _, i := range c.list(who, notify.Query{}) {
		got = append(got, i.Kind)
	}
	if !slices.Equal(got, kinds) {
		c.t.Errorf("%s was told %v, want %v", who, got, kinds)
	}
}

func (c *city) unread(who string) int {
	c.t.Helper()
	n, err := c.Unread(c.t.Context(), actor(who))
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

func (c *city) follow(who string, ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		if err := c.Follow(c.t.Context(), actor(who), report(id)); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *city) leave(who, id string) {
	c.t.Helper()
	if err := c.Unfollow(c.t.Context(), actor(who), report(id)); err != nil {
		c.t.Fatal(err)
	}
}

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

func update(id, to string) map[string]string { return map[string]string{"update": id, "to": to} }
