package moderation_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
	"jemaa/backend/store/sqlite"
	"jemaa/backend/store/storetest"
	"jemaa/moderation"
)

type world struct {
	*moderation.Service
	t       *testing.T
	ctx     context.Context
	engine  store.Engine
	mu      sync.Mutex
	now     time.Time
	authors map[civic.Subject]civic.ID
	mod     civic.Actor
	mod2    civic.Actor
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) pass(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

// Author knows the world's subjects; what is not there can't be seen.
func (w *world) Author(_ context.Context, _ civic.Actor, s civic.Subject) (civic.ID, error) {
	if a, ok := w.authors[s]; ok {
		return a, nil
	}
	return "", civic.NotFound("report.not_found")
}

// between lets something happen between the two questions of a recount.
type between struct {
	store.Engine
	asked int
	then  func()
}

func (e *between) ask(collection string) {
	if collection != "flag" || e.then == nil {
		return
	}
	if e.asked++; e.asked == 2 {
		e.then()
	}
}

func (e *between) Find(ctx context.Context, collection string, s store.Scan) ([]store.Record, error) {
	e.ask(collection)
	return e.Engine.Find(ctx, collection, s)
}

func (e *between) Count(ctx context.Context, collection string, s store.Scan) (int64, error) {
	e.ask(collection)
	return e.Engine.Count(ctx, collection, s)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	e, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "city.db"), sqlite.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		storetest.Unspoilt(t, e)
		_ = e.Close()
	})
	w := &world{t: t, ctx: ctx, engine: e, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), authors: map[civic.Subject]civic.ID{}}
	if w.Service, err = moderation.Open(ctx, e, w.clock, w); err != nil {
		t.Fatal(err)
	}
	w.mod, w.mod2 = w.actor(civic.Moderator), w.actor(civic.Moderator)
	return w
}

func (w *world) actor(roles ...civic.Role) civic.Actor {
	a := civic.Actor{ID: civic.NewID(w.clock())}
	for _, r := range roles {
		a.Grants = append(a.Grants, civic.Grant{Role: r})
	}
	return a
}

func (w *world) subject() civic.Subject {
	s := civic.Subject{Kind: "report", ID: civic.NewID(w.clock())}
	w.authors[s] = civic.NewID(w.clock())
	return s
}

// flag raises flags by new people and lets the taker run.
func (w *world) flag(s civic.Subject, n int) {
	w.t.Helper()
	for range n {
		if err := w.Flag(w.ctx, w.actor(), s, moderation.Notice{Reason: moderation.Spam, Words: "WORDMARK"}); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := w.Recount(w.ctx, s); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) open() []civic.Subject {
	w.t.Helper()
	var out []civic.Subject
	after := ""
	for {
		p, err := w.Cases(w.ctx, w.mod, moderation.StateOpen, after, 2)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, c := range p.Items {
			out = append(out, c.Subject)
		}
		if after = p.Next; after == "" {
			return out
		}
	}
}

func (w *world) messages(collection string) (out []store.PendingMessage) {
	w.t.Helper()
	pending, err := w.engine.Pending(w.ctx, collection, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, p := range pending {
		out = append(out, p.Messages...)
	}
	return out
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *civic.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func TestFlagOnce(t *testing.T) {
	w := newWorld(t)
	s, a := w.subject(), w.actor()
	for _, reason := range []moderation.Reason{moderation.Spam, moderation.Insult} {
		if err := w.Flag(w.ctx, a, s, moderation.Notice{Reason: reason}); err != nil {
			t.Fatal(err)
		}
	}
	if m := w.messages("flag"); len(m) != 1 || m[0].Kind != "flag.raised" {
		t.Errorf("messages %v", m)
	}
	if got, err := w.Flagged(w.ctx, a, s); err != nil || !got {
		t.Errorf("%v, %v", got, err)
	}
	for _, other := range []civic.Actor{w.actor(), {}} {
		if got, err := w.Flagged(w.ctx, other, s); err != nil || got {
			t.Errorf("%v, %v", got, err)
		}
	}
	wantCode(t, w.Flag(w.ctx, civic.Actor{}, s, moderation.Notice{Reason: moderation.Spam}), "moderation.sign_in")
	wantCode(t, w.Flag(w.ctx, civic.Actor{ID: w.authors[s]}, s, moderation.Notice{Reason: moderation.Spam}), "moderation.own")
	wantCode(t, w.Flag(w.ctx, a, civic.Subject{Kind: "report", ID: "X"}, moderation.Notice{Reason: moderation.Spam}), "report.not_found")
	for in, code := range map[moderation.Notice]string{
		{Reason: "$ne"}:            "moderation.reason_unknown",
		{}:                         "moderation.reason_unknown",
		{Reason: moderation.Other}: "moderation.words_required",
		{Reason: moderation.Other, Words: " \u200b\u202e"}:          "moderation.words_required",
		{Reason: moderation.Spam, Words: strings.Repeat("ن", 1001)}: "moderation.text_long",
	} {
		wantCode(t, w.Flag(w.ctx, w.actor(), s, in), code)
	}
	if err := w.Flag(w.ctx, w.actor(), s, moderation.Notice{Reason: moderation.Other, Words: strings.Repeat("ن", 1000)}); err != nil {
		t.Error(err)
	}
}

func TestQueue(t *testing.T) {
	w := newWorld(t)
	var s []civic.Subject
	for _, flags := range []int{1, 3, 1, 12, 3} {
		w.pass(time.Minute)
		s = append(s, w.subject())
		w.flag(s[len(s)-1], flags)
	}
	w.pass(time.Minute)
	held := w.subject()
	for range 2 {
		if err := w.OpenForPhotos(w.ctx, held, civic.At(w.clock())); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := w.open(), []civic.Subject{s[3], s[1], s[4], s[0], s[2], held}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
	c, err := w.Case(w.ctx, w.mod, s[3])
	if err != nil || c.Flags != 12 || c.Reasons[moderation.Spam] != 12 || len(c.Words) != 12 || !slices.Equal(c.Why, []moderation.Why{moderation.WhyFlags}) {
		t.Errorf("%+v, %v", c, err)
	}
	w.flag(held, 1)
	if c, err = w.Case(w.ctx, w.mod, held); err != nil || len(c.Why) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = w.Case(w.ctx, w.mod, w.subject())
	wantCode(t, err, "moderation.no_case")
	_, err = w.Cases(w.ctx, w.mod, "any", "", 0)
	wantCode(t, err, "moderation.state_unknown")
	_, err = w.Cases(w.ctx, w.mod, moderation.StateOpen, `{"$gt":""}`, 0)
	wantCode(t, err, "moderation.cursor_malformed")
	if err := w.Recount(w.ctx, w.subject()); err != nil || len(w.open()) != 6 {
		t.Errorf("a case without flags: %v", err)
	}
}

// Only moderators read and decide, never on their own.
func TestRights(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	w.flag(s, 1)
	verdict := moderation.Verdict{Action: moderation.Hide, Reason: "r"}
	for name, a := range map[string]civic.Actor{
		"nobody": {}, "resident": w.actor(), "admin": w.actor(civic.Admin), "official": w.actor(civic.Official),
	} {
		code := "moderation.not_moderator"
		if name == "nobody" {
			code = "moderation.sign_in"
		}
		_, err := w.Cases(w.ctx, a, moderation.StateOpen, "", 10)
		wantCode(t, err, code)
		_, err = w.Case(w.ctx, a, s)
		wantCode(t, err, code)
		_, err = w.Decide(w.ctx, a, s, verdict)
		wantCode(t, err, code)
	}
	w.authors[s] = w.mod.ID
	_, err := w.Decide(w.ctx, w.mod, s, verdict)
	wantCode(t, err, "moderation.own")
	if len(w.messages("case")) != 0 {
		t.Error("a refused decision left a message")
	}
	c, err := w.Decide(w.ctx, w.mod2, s, verdict)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	pending, err := w.engine.Pending(w.ctx, "flag", "", 10)
	if err != nil || len(pending) != 1 || strings.Contains(string(b), string(pending[0].Messages[0].By)) {
		t.Errorf("the case names who flagged: %v", err)
	}
}

// Takers and moderators meet on one case: nothing is lost.
func TestRace(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	var wg sync.WaitGroup
	for range 20 {
		a := w.actor()
		wg.Go(func() {
			if err := w.Flag(w.ctx, a, s, moderation.Notice{Reason: moderation.Illegal}); err != nil {
				t.Error(err)
			}
			if err := w.Recount(w.ctx, s); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := w.OpenForPhotos(w.ctx, s, civic.At(w.clock())); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	c, err := w.Case(w.ctx, w.mod, s)
	if err != nil || c.Flags != 20 || len(c.Why) != 2 || c.Reasons[moderation.Illegal] != 20 {
		t.Errorf("%+v, %v", c, err)
	}
}

// A flag that comes in the middle of a recount is told of whole by its own.
func TestFlagDuringRecount(t *testing.T) {
	w := newWorld(t)
	s := w.subject()
	slow := &between{Engine: w.engine, then: func() {
		if err := w.Flag(w.ctx, w.actor(), s, moderation.Notice{Reason: moderation.Insult, Words: "LATEMARK"}); err != nil {
			t.Error(err)
		}
	}}
	counting, err := moderation.Open(w.ctx, slow, w.clock, w)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Flag(w.ctx, w.actor(), s, moderation.Notice{Reason: moderation.Spam}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // one for each flag
		if err := counting.Recount(w.ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	c, err := w.Case(w.ctx, w.mod, s)
	if err != nil || c.Flags != 2 || c.Reasons[moderation.Spam] != 1 || c.Reasons[moderation.Insult] != 1 || !slices.Equal(c.Words, []string{"LATEMARK"}) {
		t.Errorf("%+v, %v", c, err)
	}
}
