package notify_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/notify"
	"jemaa/backend/relay"
)

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

// Who takes a support back is asked nothing any more, and hears no more of what
// they only followed because of it.
func TestSupportTakenBack(t *testing.T) {
	c := open(t, 0)
	c.follow("follower", "R1")
	c.leave("gone", "R1")
	for _, who := range []string{"supporter", "follower", "gone", "back"} {
		withdrawn := c.support("R1", who)
		withdrawn.Kind = "support.withdrawn"
		c.hear(c.support("R1", who), withdrawn)
	}
	c.hear(c.support("R1", "back"))
	c.hear(c.message("report.status_changed", "R1", "official", update("U1", "resolved")))
	c.want("supporter")
	c.want("follower", notify.StatusChanged)
	c.want("gone")
	c.want("back", notify.ConfirmationAsked)
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
		next, err := notify.New(t.Context(), notify.Config{Engine: c.engine, Clock: c.clock, Briefs: c.brief, Supports: c, Step: 7})
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
	c.change("R1", func(b *notify.Brief) { b.Author = "other" })
	e := c.message("report.duplicate", "R1", "official", map[string]string{"of": "R2", "update": "U1"})
	var work sync.WaitGroup
	for range 10 {
		work.Go(func() {
			if err := c.Taker().Take(t.Context(), []relay.Envelope{e}); err != nil {
				t.Error(err)
			}
		})
		work.Go(func() {
			if err := c.Unfollow(t.Context(), actor("other"), report("R2")); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if on, err := c.IsFollowing(t.Context(), "other", report("R2")); err != nil || on {
		t.Fatalf("follows, %v", err)
	}
}

// Many supporters are told in stretches, each once, beside those who chose to follow.
func TestSupportersAreToldInStretches(t *testing.T) {
	for _, step := range []int{1, 3, 10, 1000} {
		c := open(t, step)
		c.follow("both", "R1")
		c.follow("follower", "R1")
		for i := range 20 {
			c.hear(c.support("R1", fmt.Sprintf("s%02d", i)))
		}
		c.hear(c.support("R1", "both"), c.support("R1", "gone"), c.support("R2", "elsewhere"))
		c.leave("gone", "R1")
		c.hear(c.message("report.status_changed", "R1", "official", update("U1", "resolved")))
		for i := range 20 {
			c.want(fmt.Sprintf("s%02d", i), notify.ConfirmationAsked)
		}
		c.want("both", notify.ConfirmationAsked)
		c.want("follower", notify.StatusChanged)
		c.want("gone")
		c.want("elsewhere")
		if len(c.made) != 23 {
			t.Errorf("in stretches of %d, %d pushes were asked for", step, len(c.made))
		}
		c.hear(c.message("report.duplicate", "R1", "official", map[string]string{"of": "R2", "update": "U2"}))
		if on, err := c.IsFollowing(t.Context(), "s07", report("R2")); err != nil || !on {
			t.Errorf("a supporter of the duplicate does not follow the original: %v", err)
		}
		c.hear(c.message("report.duplicate_undone", "R1", "official", map[string]string{"of": "R2", "update": "U3"}))
		for who, want := range map[string]bool{"s07": false, "elsewhere": true} {
			if on, err := c.IsFollowing(t.Context(), civic.ID(who), report("R2")); err != nil || on != want {
				t.Errorf("%s follows the original: %v, %v", who, on, err)
			}
		}
	}
}

// Leaving what is not there writes nothing: anybody could fill the store with it.
func TestLeavingNothingKeepsNothing(t *testing.T) {
	c := open(t, 0)
	c.leave("zineb", "R9")
	c.change("R9", func(b *notify.Brief) { b.Visible = true })
	c.hear(c.support("R9", "zineb"))
	if on, err := c.IsFollowing(t.Context(), "zineb", report("R9")); err != nil || !on {
		t.Errorf("a leaving from before the report was kept: %v, %v", on, err)
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
		p, err := c.Following(t.Context(), "zineb", notify.Stretch{Kind: "report", After: after, Limit: 2})
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
	for _, after := range []string{"nonsense!", "nonsense!.", ".nonsense", "a.b.c"} {
		if _, err := c.Following(t.Context(), "zineb", notify.Stretch{Kind: "report", After: after}); codeOf(err) != "cursor.malformed" {
			t.Errorf("%s: %v", after, err)
		}
	}
}

// What somebody supports stands among what they follow, each once, the latest first.
func TestFollowingBySupport(t *testing.T) {
	c := open(t, 0)
	for i := range 12 {
		id := fmt.Sprintf("S%02d", i)
		c.change(id, func(b *notify.Brief) { b.Visible = true })
		c.later(time.Minute)
		if i%3 != 1 {
			c.hear(c.support(id, "zineb"))
		}
		if i%3 == 1 || i == 6 { // one both ways
			c.follow("zineb", id)
		}
	}
	c.leave("zineb", "S02")
	want := []civic.ID{"S11", "S10", "S09", "S08", "S07", "S06", "S05", "S04", "S03", "S01", "S00"}
	for _, limit := range []int{1, 2, 5, 100} {
		got := c.followed(t, limit)
		if !slices.Equal(got, want) {
			t.Errorf("in pages of %d: %v", limit, got)
		}
	}
}

// followed walks all that zineb follows, in pages.
func (c *city) followed(t *testing.T, limit int) []civic.ID {
	t.Helper()
	var got []civic.ID
	after := ""
	for range 40 {
		p, err := c.Following(t.Context(), "zineb", notify.Stretch{Kind: "report", After: after, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Items...)
		if after = p.Next; after == "" {
			break
		}
	}
	return got
}

// Authors follow what they made without saying so, until they leave it.
func TestAuthorsFollow(t *testing.T) {
	c := open(t, 0)
	for i := range 7 {
		c.later(time.Minute)
		c.change(fmt.Sprintf("A%d", i), func(b *notify.Brief) { b.Author, b.Visible = "zineb", i != 5 })
	}
	c.follow("zineb", "R1", "A1") // one that is another's, one both ways
	c.leave("zineb", "A3")
	for id, want := range map[string]bool{"A0": true, "A1": true, "A3": false, "A5": true, "R1": true, "R2": false} {
		if on, err := c.IsFollowing(t.Context(), "zineb", report(id)); err != nil || on != want {
			t.Errorf("follows %s: %v, %v", id, on, err)
		}
	}
	for _, limit := range []int{1, 3, 100} {
		got := c.followed(t, limit)
		chosen := got[:min(2, len(got))] // at the same moment, in the order of their ids
		slices.Sort(chosen)
		if want := []civic.ID{"A1", "R1", "A6", "A5", "A4", "A2", "A0"}; !slices.Equal(got, want) {
			t.Errorf("in pages of %d: %v", limit, got)
		}
	}
	c.follow("zineb", "A3")
	for _, id := range []string{"A0", "A1", "A3"} { // by authorship alone, and with a follow of their own
		c.later(time.Minute)
		c.hear(c.message("report.status_changed", id, "official", update("U"+id, "resolved")))
	}
	c.want("zineb", notify.ConfirmationAsked, notify.ConfirmationAsked, notify.ConfirmationAsked)
}
