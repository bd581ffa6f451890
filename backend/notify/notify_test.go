package notify_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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
	made   []string // notifications that were to be pushed
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
	c.Service, err = notify.New(t.Context(), notify.Config{Engine: e, Clock: c.clock, Briefs: c.brief, Step: step})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"R1", "R2"} {
		c.briefs[report(id)] = notify.Brief{
			Author: "author", Title: "Nid-de-poule " + id, Visible: true,
			Category: civic.Words{civic.French: "Voirie", civic.Arabic: "طريق"}, Authority: civic.Words{civic.French: "Anfa", civic.Arabic: "أنفا"},
		}
		c.hear(c.message("report.submitted", id, "author", nil))
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

func TestWhoIsToldWhat(t *testing.T) {
	for _, r := range []struct {
		kind, by string
		data     any
		want     map[string]notify.Kind
	}{
		{"report.status_changed", "official", update("U", "in_progress"), map[string]notify.Kind{"author": notify.StatusChanged, "supporter": notify.StatusChanged, "follower": notify.StatusChanged}},
		{"report.status_changed", "official", update("U", "resolved"), map[string]notify.Kind{"author": notify.ConfirmationAsked, "supporter": notify.ConfirmationAsked, "follower": notify.StatusChanged}},
		{"report.status_changed", "follower", update("U", "resolved"), map[string]notify.Kind{"author": notify.ConfirmationAsked, "supporter": notify.ConfirmationAsked}},
		{"report.answered", "official", update("U", ""), map[string]notify.Kind{"author": notify.Answered, "supporter": notify.Answered, "follower": notify.Answered}},
		{"report.asked", "official", update("U", ""), map[string]notify.Kind{"author": notify.Asked}},
		{"report.contested", "author", update("U", ""), map[string]notify.Kind{"supporter": notify.Contested, "follower": notify.Contested, "official": notify.Contested}},
		{"report.duplicate", "official", map[string]string{"update": "U", "of": "R2"}, map[string]notify.Kind{"author": notify.Duplicate, "supporter": notify.Duplicate, "follower": notify.Duplicate}},
		{"report.handed_over", "official", update("U", "lydec"), map[string]notify.Kind{"author": notify.HandedOver, "supporter": notify.HandedOver, "follower": notify.HandedOver}},
		{"report.hidden", "moderator", map[string]string{"reason": "spam"}, map[string]notify.Kind{"author": notify.Hidden}},
		{"report.restored", "moderator", nil, map[string]notify.Kind{"author": notify.Restored}},
		{"report.noted", "official", nil, nil},
	} {
		t.Run(r.kind+" by "+r.by, func(t *testing.T) {
			c := open(t, 0)
			c.change("R1", func(b *notify.Brief) { b.Staff = []civic.ID{"official"} })
			c.follow("follower", "R1")
			c.follow("gone", "R1")
			c.leave("gone", "R1")
			c.hear(c.support("R1", "supporter"))
			e := c.message(r.kind, "R1", r.by, r.data)
			if !slices.Contains(c.Taker().Kinds, r.kind) {
				if r.want != nil {
					t.Fatalf("%s is not asked for", r.kind)
				}
				return
			}
			c.hear(e)
			for _, who := range []string{"author", "supporter", "follower", "official", "moderator", "gone"} {
				if k, told := r.want[who]; told {
					c.want(who, k)
				} else {
					c.want(who)
				}
			}
			if len(c.made) != len(r.want) {
				t.Errorf("%d pushes were asked for, want %d", len(c.made), len(r.want))
			}
		})
	}
}

func TestOneActIsToldOnce(t *testing.T) {
	c := open(t, 0)
	c.hear(c.message("report.status_changed", "R1", "official", update("U1", "in_progress")),
		c.message("report.answered", "R1", "official", update("U1", "")))
	c.want("author", notify.StatusChanged)
	c.later(time.Minute)
	c.hear(c.message("report.answered", "R1", "official", update("U2", "")))
	c.want("author", notify.Answered, notify.StatusChanged)
}

func TestLeavingWins(t *testing.T) {
	c := open(t, 0)
	c.leave("supporter", "R1")
	c.hear(c.support("R1", "supporter")) // delivered late
	c.leave("author", "R1")
	c.hear(c.message("report.submitted", "R1", "author", nil))
	for _, who := range []string{"supporter", "author"} {
		if on, err := c.IsFollowing(t.Context(), civic.ID(who), report("R1")); err != nil || on {
			t.Errorf("%s follows again: %v", who, err)
		}
	}
	c.hear(c.message("report.status_changed", "R1", "official", update("U1", "in_progress")))
	c.want("supporter")
	c.want("author")
	c.later(time.Minute)
	c.hear(c.message("report.asked", "R1", "official", update("U2", ""))) // a question to them is no news
	c.want("author", notify.Asked)
	c.follow("supporter", "R1")
	c.later(time.Minute)
	c.hear(c.message("report.status_changed", "R1", "official", update("U3", "resolved")))
	c.want("supporter", notify.ConfirmationAsked) // and the support was not forgotten
}

func TestFollowersOfADuplicateHearOfTheOriginal(t *testing.T) {
	c := open(t, 2)
	c.change("R1", func(b *notify.Brief) { b.Author = "other" })
	for _, who := range []string{"a", "b", "c", "d", "e"} {
		c.follow(who, "R1")
	}
	c.leave("b", "R2")  // said no to the original before
	c.follow("c", "R2") // and this one yes
	c.hear(c.message("report.duplicate", "R1", "official", map[string]string{"of": "R2", "update": "U1"}))
	c.later(time.Minute)
	c.hear(c.message("report.answered", "R2", "official", update("U2", "")))
	c.want("a", notify.Answered, notify.Duplicate)
	c.want("b", notify.Duplicate)
	c.want("c", notify.Answered, notify.Duplicate)
	c.hear(c.message("report.duplicate_undone", "R1", "official", map[string]string{"of": "R2", "update": "U3"}))
	c.later(time.Minute)
	c.hear(c.message("report.answered", "R2", "official", update("U4", "")))
	c.want("a", notify.Answered, notify.Duplicate)
	c.want("e", notify.Answered, notify.Duplicate)
	c.want("c", notify.Answered, notify.Answered, notify.Duplicate)
	c.hear(c.message("report.duplicate", "R1", "official", map[string]string{"of": "R2", "update": "U5"}))
	if on, err := c.IsFollowing(t.Context(), "a", report("R2")); err != nil || !on {
		t.Errorf("marked again, a does not follow again: %v", err)
	}
}

func TestAFanOutSurvivesKills(t *testing.T) {
	c := open(t, 7)
	const people = 100
	for i := range people {
		c.follow(fmt.Sprintf("p%03d", i), "R1")
	}
	e := c.message("report.status_changed", "R1", "official", update("U1", "in_progress"))
	if err := c.Taker().Take(t.Context(), []relay.Envelope{e}); err != nil {
		t.Fatal(err)
	}
	for round := 0; c.carry() > 0; round++ {
		if round%3 == 0 { // the acknowledgement was lost, and the first message comes again
			if err := c.Taker().Take(t.Context(), []relay.Envelope{e}); err != nil {
				t.Fatal(err)
			}
		}
		next, err := notify.New(t.Context(), notify.Config{Engine: c.engine, Clock: c.clock, Briefs: c.brief, Step: 7})
		if err != nil {
			t.Fatal(err)
		}
		c.Service = next // another process
	}
	for i := range people {
		c.want(fmt.Sprintf("p%03d", i), notify.StatusChanged)
	}
	slices.Sort(c.made)
	if n := len(slices.Compact(c.made)); n != people+1 || len(c.made) != n {
		t.Errorf("%d pushes were asked for, %d different ones, want %d", len(c.made), n, people+1)
	}
	c.later(48 * time.Hour)
	if n, err := c.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("swept %d, %v; want the fan-out", n, err)
	}
}

// TestFollowsRace: automatic and chosen follows at once end as was chosen.
func TestFollowsRace(t *testing.T) {
	c := open(t, 0)
	e := c.support("R1", "supporter")
	var work sync.WaitGroup
	for range 10 {
		work.Go(func() {
			if err := c.Taker().Take(t.Context(), []relay.Envelope{e}); err != nil {
				t.Error(err)
			}
		})
		work.Go(func() {
			if err := c.Unfollow(t.Context(), actor("supporter"), report("R1")); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if on, err := c.IsFollowing(t.Context(), "supporter", report("R1")); err != nil || on {
		t.Fatalf("follows, %v", err)
	}
}

func TestFollowing(t *testing.T) {
	c := open(t, 0)
	if err := c.Follow(t.Context(), actor("zineb"), report("R9")); codeOf(err) != "notify.subject" {
		t.Errorf("an unknown report: %v", err)
	}
	c.change("R2", func(b *notify.Brief) { b.Visible = false })
	if err := c.Follow(t.Context(), actor("zineb"), report("R2")); codeOf(err) != "notify.subject" {
		t.Errorf("a hidden report: %v", err)
	}
	if err := c.Follow(t.Context(), civic.Actor{}, report("R1")); codeOf(err) != "auth.required" {
		t.Error(err)
	}
	if err := c.Unfollow(t.Context(), civic.Actor{}, report("R1")); codeOf(err) != "auth.required" {
		t.Error(err)
	}
	for i := range 5 {
		id := fmt.Sprintf("S%d", i)
		c.change(id, func(b *notify.Brief) { b.Visible = true })
		c.later(time.Minute)
		c.follow("zineb", id, id)
	}
	c.leave("zineb", "S3")
	var got []civic.ID
	after := ""
	for {
		p, err := c.Following(t.Context(), "zineb", "report", after, 2)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Items...)
		if after = p.Next; after == "" {
			break
		}
	}
	if !slices.Equal(got, []civic.ID{"S4", "S2", "S1", "S0"}) {
		t.Errorf("following %v", got)
	}
	if n, err := c.Followers(t.Context(), report("S3")); err != nil || n != 0 {
		t.Error(n, err)
	}
	if n, err := c.Followers(t.Context(), report("S4")); err != nil || n != 1 {
		t.Error(n, err)
	}
	if _, err := c.Following(t.Context(), "zineb", "report", "nonsense!", 2); codeOf(err) != "cursor.malformed" {
		t.Error(err)
	}
}

func TestInboxIsReadOnceAndByItsOwner(t *testing.T) {
	c := open(t, 0)
	for i := range 5 {
		c.later(time.Minute)
		c.hear(c.message("report.answered", "R1", "official", update(fmt.Sprintf("U%d", i), "")))
	}
	all := c.list("author", notify.Query{})
	if len(all) != 5 || c.unread("author") != 5 {
		t.Fatalf("%d items, %d unread", len(all), c.unread("author"))
	}
	ids := []string{all[0].ID, all[1].ID, "unknown"}
	if err := c.MarkRead(t.Context(), actor("stranger"), ids); err != nil || c.unread("author") != 5 {
		t.Fatalf("a stranger read them: %d unread, %v", c.unread("author"), err)
	}
	if err := c.MarkRead(t.Context(), actor("author"), ids); err != nil || c.unread("author") != 3 {
		t.Fatalf("%d unread, %v", c.unread("author"), err)
	}
	if fresh := c.list("author", notify.Query{Unread: true}); len(fresh) != 3 || fresh[0].ID != all[2].ID {
		t.Fatalf("unread are %+v", fresh)
	}
	if again := c.list("author", notify.Query{}); len(again) != 5 || again[0].ReadAt.IsZero() || !again[2].ReadAt.IsZero() {
		t.Fatalf("read are %+v", again)
	}
	c.later(time.Minute)
	if err := c.MarkAllRead(t.Context(), actor("author")); err != nil || c.unread("author") != 0 {
		t.Fatalf("%d unread, %v", c.unread("author"), err)
	}
	for _, i := range c.list("author", notify.Query{}) {
		if i.ReadAt.IsZero() {
			t.Errorf("%s is not read", i.ID)
		}
	}
	c.later(time.Minute)
	c.hear(c.message("report.answered", "R1", "official", update("V", "")))
	if c.unread("author") != 1 {
		t.Errorf("%d unread, want the new one", c.unread("author"))
	}
	if err := c.MarkRead(t.Context(), actor("author"), make([]string, notify.MaxMarked+1)); codeOf(err) != "notification.too_many" {
		t.Error(err)
	}
	if _, err := c.List(t.Context(), actor("author"), notify.Query{After: "nonsense!"}); codeOf(err) != "cursor.malformed" {
		t.Error(err)
	}
	if _, err := c.List(t.Context(), civic.Actor{}, notify.Query{}); codeOf(err) != "auth.required" {
		t.Error(err)
	}
}

func TestPagesOfAnInbox(t *testing.T) {
	c := open(t, 0)
	for i := range 25 { // all in the same millisecond
		c.hear(c.message("report.answered", "R1", "official", update(fmt.Sprintf("U%d", i), "")))
	}
	seen := map[string]bool{}
	for after := ""; ; {
		p, err := c.List(t.Context(), actor("author"), notify.Query{Limit: 10, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range p.Items {
			seen[i.ID] = true
		}
		if after = p.Next; after == "" {
			break
		}
	}
	if len(seen) != 25 {
		t.Errorf("%d items in all, want 25", len(seen))
	}
	for i := range 120 {
		c.hear(c.message("report.answered", "R1", "official", update(fmt.Sprintf("V%d", i), "")))
	}
	if n := c.unread("author"); n != notify.MaxUnread {
		t.Errorf("%d unread, want %d", n, notify.MaxUnread)
	}
	c.later(366 * 24 * time.Hour)
	if n, err := c.Sweep(t.Context()); err != nil || n != 145 {
		t.Errorf("swept %d, %v", n, err)
	}
}

func TestWhatIsHiddenVanishesAndComesBack(t *testing.T) {
	c := open(t, 0)
	c.follow("follower", "R1")
	c.hear(c.message("report.answered", "R1", "official", update("U1", "")))
	id := c.list("follower", notify.Query{})[0].ID
	c.change("R1", func(b *notify.Brief) { b.Visible, b.Hidden = false, "Publicité" })
	c.later(time.Minute)
	c.hear(c.message("report.hidden", "R1", "moderator", map[string]string{"reason": "Publicité"}))
	c.want("follower")
	if n := c.unread("follower"); n != 0 {
		t.Errorf("%d unread of what is hidden", n)
	}
	if _, err := c.Note(t.Context(), "follower", id, civic.French); codeOf(err) != "notification.not_found" {
		t.Errorf("a push of what is hidden: %v", err)
	}
	c.want("author", notify.Hidden, notify.Answered)
	if i := c.list("author", notify.Query{})[0]; !strings.Contains(i.Body, "Publicité") {
		t.Errorf("the author is not told why: %q", i.Body)
	}
	c.change("R1", func(b *notify.Brief) { b.Visible, b.Hidden = true, "" })
	c.want("follower", notify.Answered)
	if n := c.unread("follower"); n != 1 {
		t.Errorf("%d unread after it came back", n)
	}
}

func TestNoteForAPush(t *testing.T) {
	c := open(t, 0)
	c.change("R1", func(b *notify.Brief) { b.Title = "حفرة \u202eكبيرة" })
	c.hear(c.message("report.answered", "R1", "official", update("U1", "")))
	id := c.list("author", notify.Query{})[0].ID
	n, err := c.Note(t.Context(), "author", id, civic.Arabic)
	if err != nil {
		t.Fatal(err)
	}
	if n.ID != id || n.Topic != "report/R1" || n.Path != "/ar/reports/R1" || n.Lang != civic.Arabic ||
		n.Title != "جواب من \u2068أنفا\u2069" || !strings.Contains(n.Body, "\u2068حفرة كبيرة\u2069") {
		t.Errorf("note %+q", n)
	}
	if _, err := c.Note(t.Context(), "stranger", id, civic.Arabic); codeOf(err) != "notification.not_found" {
		t.Errorf("somebody else's: %v", err)
	}
	if err := c.MarkRead(t.Context(), actor("author"), []string{id}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Note(t.Context(), "author", id, civic.Arabic); codeOf(err) != "notification.not_found" {
		t.Errorf("read already: %v", err)
	}
}

func TestMessagesThatCannotBeReadStopNobody(t *testing.T) {
	c := open(t, 0)
	bad := c.message("report.answered", "R1", "official", nil)
	bad.Data = []byte(`{"update": 7`)
	gone := c.message("report.answered", "R7", "official", nil)
	c.hear(bad, gone, c.message("report.answered", "R1", "official", update("U1", "")))
	c.want("author", notify.Answered)
}
