package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/notify"
)

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

// The relay may be late: an entry tells when the thing happened, and is unread
// even when the reader had read everything in between.
func TestALateEntryTellsItsOwnTime(t *testing.T) {
	c := open(t, 0)
	late := c.message("report.answered", "R1", "official", update("U", ""))
	happened := late.At
	c.later(time.Hour)
	if err := c.MarkAllRead(t.Context(), actor("author")); err != nil {
		t.Fatal(err)
	}
	c.later(time.Minute)
	c.hear(late)
	items := c.list("author", notify.Query{Unread: true})
	if len(items) != 1 || !items[0].At.Equal(happened.Time) || !items[0].ReadAt.IsZero() {
		t.Fatalf("%+v, want one unread entry of %s", items, happened)
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
