package account

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// admin is an admin for good who has just shown a passkey.
func (c *city) admin(email string) civic.Actor {
	c.t.Helper()
	id, _, err := c.Grant(c.t.Context(), email, civic.Grant{Role: civic.Admin})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.fresh(id)
}

// fresh is an account as it acts right after showing a passkey.
func (c *city) fresh(id civic.ID) civic.Actor {
	c.t.Helper()
	actor, err := c.Actor(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	actor.Proof = civic.Proof{By: civic.ByPasskey, At: civic.Clock(c.clock).Now()}
	return actor
}

type told struct {
	Kind string
	By   civic.ID
	civic.Logged
}

// told are the messages to the log that wait on accounts.
func (c *city) told() []told {
	c.t.Helper()
	waiting, err := c.Engine.Pending(c.t.Context(), "account", "", 1000)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []told
	for _, p := range waiting {
		for _, m := range p.Messages {
			l := told{Kind: m.Kind, By: m.By}
			if err := json.Unmarshal(m.Data, &l.Logged); err != nil {
				c.t.Fatal(err)
			}
			out = append(out, l)
		}
	}
	return out
}

func TestRolesForATime(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	until := civic.At(c.now.Add(48 * time.Hour))
	got, err := c.Give(t.Context(), boss, Award{Email: "Nadia@b.ma", Grant: officialOfAnfa, Until: until, Reason: " Replaces Hicham. "})
	if err != nil || len(got.Roles) != 1 || !got.Roles[0].Until.Equal(until.Time) || got.Roles[0].By != boss.ID {
		t.Fatalf("%+v, %v", got, err)
	}
	c.later(47 * time.Hour)
	if ok, err := c.IsOfficial(t.Context(), got.ID, "anfa"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	c.later(time.Hour) // the very moment
	if ok, err := c.IsOfficial(t.Context(), got.ID, "anfa"); err != nil || ok {
		t.Fatal("the role outlives its end", err)
	}
	for range 2 { // and again, which changes nothing
		if _, err := c.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var kinds []string
	for _, l := range c.told() {
		if l.About == got.ID {
			kinds = append(kinds, fmt.Sprint(l.Kind, l.By == boss.ID, l.What["role"], l.What["authority"], l.What["until"] == until.String(), l.Reason))
		}
	}
	want := []string{"log.role_giventrueofficialanfatrueReplaces Hicham.", "log.role_endedfalseofficialanfatrue"}
	if !slices.Equal(kinds, want) {
		t.Errorf("the log hears %q, want %q", kinds, want)
	}
	if held, err := c.Holders(t.Context(), boss, Holders{Grant: civic.Grant{Role: civic.Official}}); err != nil || len(held.Items) != 0 {
		t.Errorf("still listed: %+v, %v", held, err)
	}
	c.signIn("nadia@b.ma") // by mail, as a resident again
}

func TestAnotherEnd(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	w := Award{Email: "n@b.ma", Grant: officialOfAnfa, Reason: "R", Until: civic.At(c.now.Add(time.Hour))}
	first, err := c.Give(t.Context(), boss, w)
	if err != nil {
		t.Fatal(err)
	}
	epoch := func() int {
		a, err := c.accounts.Get(t.Context(), string(first.ID))
		if err != nil {
			t.Fatal(err)
		}
		return a.Epoch
	}
	before := epoch()
	w.Until = civic.Time{}
	if got, err := c.Give(t.Context(), boss, w); err != nil || len(got.Roles) != 1 || !got.Roles[0].Until.IsZero() {
		t.Fatalf("%+v, %v", got, err)
	}
	if epoch() != before {
		t.Error("another end ended the sessions")
	}
	c.later(2 * time.Hour)
	if ok, err := c.IsOfficial(t.Context(), first.ID, "anfa"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if said := c.told(); said[len(said)-1].Kind != "log.role_term" {
		t.Errorf("the log hears %+v", said)
	}
}

func TestGiveAndTakeRefuse(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	stale, mailed, official, nobody := boss, boss, boss, civic.Actor{}
	stale.Proof.At = civic.At(c.now.Add(-11 * time.Minute))
	mailed.Proof.By = civic.ByCode
	official.Grants = []civic.Grant{officialOfAnfa}
	good := Award{Email: "n@b.ma", Grant: officialOfAnfa, Reason: "R"}
	with := func(change func(*Award)) Award { w := good; change(&w); return w }
	for name, c2 := range map[string]struct {
		actor civic.Actor
		award Award
		want  string
	}{
		"nobody":             {nobody, good, "auth.required"},
		"an official":        {official, good, "auth.denied"},
		"an old passkey":     {stale, good, "auth.fresh_needed"},
		"a fresh mail code":  {mailed, good, "auth.fresh_needed"},
		"no reason":          {boss, with(func(w *Award) { w.Reason = " \u200f\n" }), "grant.reason"},
		"a book of a reason": {boss, with(func(w *Award) { w.Reason = strings.Repeat("é", MaxReason+1) }), "grant.reason"},
		"an end that passed": {boss, with(func(w *Award) { w.Until = civic.At(c.now) }), "grant.until"},
		"an end far away":    {boss, with(func(w *Award) { w.Until = civic.At(c.now.AddDate(11, 0, 0)) }), "grant.until"},
		"no such authority":  {boss, with(func(w *Award) { w.Authority = "atlantis" }), "grant.authority"},
		"no such role":       {boss, with(func(w *Award) { w.Role = "king" }), "grant.role"},
		"no address":         {boss, with(func(w *Award) { w.Email = "n" }), "email.malformed"},
	} {
		if _, err := c.Give(t.Context(), c2.actor, c2.award); codeOf(err) != c2.want {
			t.Errorf("give, %s: %v, want %s", name, err, c2.want)
		}
	}
	got, err := c.Give(t.Context(), boss, good)
	if err != nil {
		t.Fatal(err)
	}
	take := Taking{Account: got.ID, Grant: officialOfAnfa, Reason: "R"}
	for want, actor := range map[string]civic.Actor{"auth.required": nobody, "auth.denied": official, "auth.fresh_needed": stale} {
		if _, err := c.TakeBack(t.Context(), actor, take); codeOf(err) != want {
			t.Errorf("take: %v, want %s", err, want)
		}
	}
	if _, err := c.TakeBack(t.Context(), boss, Taking{Account: "01K000000000000000000000AA", Grant: officialOfAnfa, Reason: "R"}); codeOf(err) != "account.unknown" {
		t.Error(err)
	}
	if got, err := c.TakeBack(t.Context(), boss, take); err != nil || len(got.Roles) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
}

// An admin may give themself a role like anybody else's, and it is told like any.
func TestOwnGrantsAreTold(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	if _, err := c.Give(t.Context(), boss, Award{Email: "boss@b.ma", Grant: civic.Grant{Role: civic.Moderator}, Reason: "For a week"}); err != nil {
		t.Fatal(err)
	}
	said := c.told()
	if l := said[len(said)-1]; l.About != boss.ID || l.By != boss.ID || l.Reason != "For a week" {
		t.Errorf("%+v", l)
	}
}

func TestTheLastAdminStays(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	adminRole := civic.Grant{Role: civic.Admin}
	own := Taking{Account: boss.ID, Grant: adminRole, Reason: "R"}
	if _, err := c.TakeBack(t.Context(), boss, own); codeOf(err) != "grant.last_admin" {
		t.Errorf("the last admin goes: %v", err)
	}
	soon := Award{Email: "boss@b.ma", Grant: adminRole, Reason: "R", Until: civic.At(c.now.Add(time.Hour))}
	if _, err := c.Give(t.Context(), boss, soon); codeOf(err) != "grant.last_admin" {
		t.Errorf("the last admin gets an end: %v", err)
	}
	if _, err := c.Give(t.Context(), boss, Award{Email: "deputy@b.ma", Grant: adminRole, Reason: "R", Until: soon.Until}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TakeBack(t.Context(), boss, own); codeOf(err) != "grant.last_admin" {
		t.Errorf("one for a time is enough: %v", err)
	}
	second := c.admin("second@b.ma")
	if _, err := c.rolls.Purge(t.Context(), rollID); err != nil { // a store from before there was one
		t.Fatal(err)
	}
	if _, err := c.TakeBack(t.Context(), boss, own); err != nil {
		t.Errorf("of two, one may go: %v", err)
	}
	if _, err := c.TakeBack(t.Context(), second, Taking{Account: second.ID, Grant: adminRole, Reason: "R"}); codeOf(err) != "grant.last_admin" {
		t.Errorf("the other went too: %v", err)
	}
}

func TestAdminsWhoTakeEachOthersRoleLeaveOne(t *testing.T) {
	c := open(t)
	for round := range 10 {
		a, b := c.admin(fmt.Sprintf("a%d@b.ma", round)), c.admin(fmt.Sprintf("b%d@b.ma", round))
		c.retire(a.ID, b.ID)
		var work sync.WaitGroup
		for _, pair := range [][2]civic.Actor{{a, b}, {b, a}} {
			work.Go(func() {
				_, err := c.TakeBack(t.Context(), pair[0], Taking{Account: pair[1].ID, Grant: civic.Grant{Role: civic.Admin}, Reason: "R"})
				if err != nil && codeOf(err) != "grant.last_admin" {
					t.Error(err)
				}
			})
		}
		work.Wait()
		left := 0
		if err := c.eachStaff(t.Context(), func(a *Account) {
			if a.adminForGood() {
				left++
			}
		}); err != nil {
			t.Fatal(err)
		}
		if left != 1 {
			t.Fatalf("round %d: %d admins are left", round, left)
		}
	}
}

// retire lets all admins but two go, by the command line.
func (c *city) retire(but ...civic.ID) {
	c.t.Helper()
	held, err := c.Holders(c.t.Context(), c.fresh(but[0]), Holders{Grant: civic.Grant{Role: civic.Admin}, Limit: 100})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, one := range held.Items {
		if slices.Contains(but, one.ID) {
			continue
		}
		if _, err := c.Revoke(c.t.Context(), one.Email, civic.Grant{Role: civic.Admin}); err != nil {
			c.t.Fatal(err)
		}
	}
}

// Accounts written before roles had an end or a giver are read as they are.
func TestGrantsOfAnOlderStore(t *testing.T) {
	c := open(t)
	id := string(civic.NewID(c.now))
	doc := `{"name":"","lang":"fr","contact":"old@b.ma","grants":[{"role":"official","authority":"anfa"}],"staff":true,"epoch":1,"created_at":"2026-01-01T00:00:00.000Z"}`
	err := c.Engine.Insert(t.Context(), "account", store.Record{ID: id, Rev: 1, ChangedAt: civic.At(c.now), Doc: json.RawMessage(doc)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := c.IsOfficial(t.Context(), civic.ID(id), "anfa"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, err := c.Sweep(t.Context()); err != nil || len(c.told()) != 0 {
		t.Fatal(err, c.told())
	}
}

func TestLookingPeopleUp(t *testing.T) {
	c := open(t)
	boss := c.admin("boss@b.ma")
	resident := c.signIn("Zineb@b.ma")
	for i := range 5 {
		if _, _, err := c.Grant(t.Context(), fmt.Sprintf("o%d@b.ma", i), officialOfAnfa); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := c.Lookup(t.Context(), boss, "zineb@B.ma"); err != nil || got.ID != resident.Account || got.Email != "zineb@b.ma" {
		t.Errorf("%+v, %v", got, err)
	}
	for want, typed := range map[string]string{"account.unknown": "zine@b.ma", "email.malformed": "zineb"} {
		if _, err := c.Lookup(t.Context(), boss, typed); codeOf(err) != want {
			t.Errorf("%s: %v", typed, err)
		}
	}
	seen, after := map[civic.ID]bool{}, ""
	for range 20 {
		page, err := c.Holders(t.Context(), boss, Holders{Grant: officialOfAnfa, Limit: 2, After: after})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range page.Items {
			seen[one.ID] = true
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(seen) != 5 || seen[resident.Account] || seen[boss.ID] {
		t.Errorf("%d officials: %v", len(seen), seen)
	}
	for want, actor := range map[string]civic.Actor{"auth.required": {}, "auth.denied": {ID: resident.Account}} {
		if _, err := c.Lookup(t.Context(), actor, "zineb@b.ma"); codeOf(err) != want {
			t.Errorf("lookup: %v, want %s", err, want)
		}
		if _, err := c.Holders(t.Context(), actor, Holders{}); codeOf(err) != want {
			t.Errorf("holders: %v, want %s", err, want)
		}
	}
}
