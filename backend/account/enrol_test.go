package account

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
)

func TestStaffEnrolOnce(t *testing.T) {
	c := open(t)
	id, _, err := c.Grant(t.Context(), "a@b.ma", officialOfAnfa)
	if err != nil {
		t.Fatal(err)
	}
	if has, err := c.Enrolled(t.Context(), id); err != nil || has {
		t.Fatal(has, err)
	}
	link, err := c.EnrolAddress(t.Context(), " A@b.ma")
	if err != nil || link.ExpiresAt.Sub(c.now) != EnrolmentLife {
		t.Fatal(link, err)
	}
	p := c.phone()
	in, err := p.enrol(link.Token)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.actor(in); a.ID != id || !a.OfficialOf("anfa") || !a.FreshPasskey(c.Clock.Now()) {
		t.Errorf("came in as %+v", a)
	}
	if _, err := c.phone().enrol(link.Token); codeOf(err) != "enrolment.gone" {
		t.Errorf("again: %v", err)
	}
	if _, err := p.enter(); err != nil {
		t.Error(err)
	}
	if has, err := c.Enrolled(t.Context(), id); err != nil || !has {
		t.Error(has, err)
	}
}

func TestLinksThatOpenNothing(t *testing.T) {
	for name, spoil := range map[string]func(*city, civic.ID, string) string{
		"too late": func(c *city, _ civic.ID, token string) string { c.later(EnrolmentLife); return token },
		"replaced": func(c *city, id civic.ID, token string) string {
			if _, err := c.Enrol(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			return token
		},
		"of somebody else": func(c *city, _ civic.ID, token string) string {
			_, other := c.withKey("b@b.ma")
			return string(other.ID) + token[26:]
		},
		"another":   func(_ *city, id civic.ID, _ string) string { return string(id) + NewToken() },
		"the id":    func(_ *city, id civic.ID, _ string) string { return string(id) },
		"empty":     func(*city, civic.ID, string) string { return "" },
		"very long": func(_ *city, _ civic.ID, token string) string { return strings.Repeat(token, 9) },
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			id, _, err := c.Grant(t.Context(), "a@b.ma", officialOfAnfa)
			if err != nil {
				t.Fatal(err)
			}
			link, err := c.Enrol(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			p := c.phone()
			i, err := c.AskEnrolment(t.Context(), link.Token, p.binding)
			if err != nil {
				t.Fatal(err)
			}
			made, token := p.make(i), spoil(c, id, link.Token)
			if _, err := c.AskEnrolment(t.Context(), token, p.binding); codeOf(err) != "enrolment.gone" {
				t.Errorf("asking: %v", err)
			}
			if _, err := c.CompleteEnrolment(t.Context(), token, made); codeOf(err) != "enrolment.gone" {
				t.Errorf("using: %v", err)
			}
		})
	}
	c := open(t)
	_, resident := c.withKey("a@b.ma")
	if _, err := c.Enrol(t.Context(), resident.ID); codeOf(err) != "enrolment.not_staff" {
		t.Errorf("a resident's: %v", err)
	}
	if _, err := c.EnrolAddress(t.Context(), "nobody@b.ma"); codeOf(err) != "account.not_found" {
		t.Errorf("nobody's: %v", err)
	}
}

// Whoever once read somebody's mail may have given that account a passkey: it
// must not open what the account is given later.
func TestPasskeyFromBeforeTheGrant(t *testing.T) {
	c := open(t)
	p, actor := c.withKey("a@b.ma")
	before, err := p.enter()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Grant(t.Context(), "a@b.ma", officialOfAnfa); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), before.Token); codeOf(err) != "auth.session_expired" {
		t.Errorf("the session: %v", err)
	}
	if _, err := p.enter(); codeOf(err) != "auth.passkey_staff" {
		t.Errorf("the passkey: %v", err)
	}
	link, err := c.Enrol(t.Context(), actor.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.phone().enrol(link.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := p.enter(); codeOf(err) != "auth.passkey_wrong" {
		t.Errorf("the passkey, replaced: %v", err)
	}
}

// An admin alone lets in whom nobody has let in yet, and takes over nobody.
func TestAdminInvitesOnlyTheNew(t *testing.T) {
	c := open(t)
	_, admin := c.staff("1@b.ma", civic.Grant{Role: civic.Admin})
	_, enrolled := c.staff("o@b.ma", officialOfAnfa)
	fresh, _, err := c.Grant(t.Context(), "new@b.ma", officialOfAnfa)
	if err != nil {
		t.Fatal(err)
	}
	_, resident := c.withKey("r@b.ma")
	for name, row := range map[string]struct {
		by   civic.Actor
		whom civic.ID
		want string
	}{
		"nobody": {civic.Actor{}, fresh, "auth.required"}, "official": {enrolled, fresh, "auth.denied"}, "oneself": {admin, admin.ID, "recovery.own"},
		"who has keys": {admin, enrolled.ID, "enrolment.has_keys"}, "a resident": {admin, resident.ID, "enrolment.not_staff"}, "the new": {admin, fresh, ""},
	} {
		if _, err := c.Invite(t.Context(), row.by, row.whom); codeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", name, err, row.want)
		}
	}
	c.later(civic.FreshFor + time.Second)
	if _, err := c.Invite(t.Context(), admin, fresh); codeOf(err) != "auth.fresh_needed" {
		t.Errorf("later: %v", err)
	}
}

func TestStaffKeepOnePasskey(t *testing.T) {
	c := open(t)
	_, actor := c.staff("a@b.ma", officialOfAnfa)
	list, err := c.Passkeys(t.Context(), actor)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := c.RemovePasskey(t.Context(), actor, list[0].ID); codeOf(err) != "passkey.last" {
		t.Errorf("the last: %v", err)
	}
	second := c.phone()
	if _, err := second.register(actor); err != nil {
		t.Fatal(err)
	}
	if err := c.RemovePasskey(t.Context(), actor, list[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := second.enter(); err != nil {
		t.Errorf("the second: %v", err)
	}
}

// Enrolling ends all that was open before.
func TestEnrollingEndsWhatWasOpen(t *testing.T) {
	c := open(t)
	p, actor := c.staff("a@b.ma", officialOfAnfa)
	in, err := p.enter()
	if err != nil {
		t.Fatal(err)
	}
	token, err := c.MakeToken(t.Context(), actor, TokenRequest{Name: "n", Scope: ScopeRead, ExpiresAt: c.Clock.Now().Plus(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	link, err := c.Enrol(t.Context(), actor.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.enter(); err != nil {
		t.Errorf("a link that was not used: %v", err)
	}
	if _, err := c.phone().enrol(link.Token); err != nil {
		t.Fatal(err)
	}
	for _, t1 := range []string{in.Token, token.Text} {
		if _, err := c.Session(t.Context(), t1); codeOf(err) != "auth.session_expired" {
			t.Errorf("still open: %v", err)
		}
	}
	if _, err := p.enter(); codeOf(err) != "auth.passkey_wrong" {
		t.Errorf("the passkey: %v", err)
	}
}

func TestRecoveryTakesTwoAdmins(t *testing.T) {
	c := open(t)
	lost, official := c.staff("o@b.ma", officialOfAnfa)
	first, one := c.staff("1@b.ma", civic.Grant{Role: civic.Admin})
	second, two := c.staff("2@b.ma", civic.Grant{Role: civic.Admin})
	_, resident := c.withKey("r@b.ma")
	old, err := lost.enter()
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		by      civic.Actor
		account civic.ID
		reason  string
		want    string
	}{
		"by nobody": {civic.Actor{}, official.ID, "R", "auth.required"}, "by a resident": {resident, official.ID, "R", "auth.denied"},
		"by an official": {official, one.ID, "R", "auth.denied"}, "of oneself": {one, one.ID, "R", "recovery.own"},
		"of a resident": {one, resident.ID, "R", "enrolment.not_staff"}, "of nobody": {one, civic.NewID(c.now), "R", "account.not_found"},
		"without a reason": {one, official.ID, " ", "recovery.reason"}, "at length": {one, official.ID, strings.Repeat("é", 501), "recovery.reason"},
	} {
		if _, err := c.AskRecovery(t.Context(), row.by, row.account, row.reason); codeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", name, err, row.want)
		}
	}
	if _, err := c.ConfirmRecovery(t.Context(), two, official.ID); codeOf(err) != "recovery.not_found" {
		t.Errorf("nobody asked: %v", err)
	}
	asked, err := c.AskRecovery(t.Context(), one, official.ID, "Téléphone perdu")
	if err != nil || asked.Name != "o@b.ma" || asked.ByName != "1@b.ma" {
		t.Fatalf("%+v %v", asked, err)
	}
	if _, err := c.ConfirmRecovery(t.Context(), one, official.ID); codeOf(err) != "recovery.same_admin" {
		t.Errorf("alone: %v", err)
	}
	if list, err := c.Recoveries(t.Context(), two); err != nil || len(list) != 1 || list[0].Account != official.ID {
		t.Errorf("%+v %v", list, err)
	}
	c.later(civic.FreshFor + time.Second)
	if _, err := c.ConfirmRecovery(t.Context(), two, official.ID); codeOf(err) != "auth.fresh_needed" {
		t.Errorf("without a fresh passkey: %v", err)
	}
	in, err := second.enter()
	if err != nil {
		t.Fatal(err)
	}
	link, err := c.ConfirmRecovery(t.Context(), c.actor(in), official.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), old.Token); codeOf(err) != "auth.session_expired" {
		t.Errorf("the old session: %v", err)
	}
	if _, err := lost.enter(); codeOf(err) != "auth.passkey_wrong" {
		t.Errorf("the lost passkey: %v", err)
	}
	if _, err := c.ConfirmRecovery(t.Context(), c.actor(in), official.ID); codeOf(err) != "recovery.not_found" {
		t.Errorf("twice: %v", err)
	}
	back, err := c.phone().enrol(link.Token)
	if err != nil || !c.actor(back).OfficialOf("anfa") {
		t.Errorf("%v", err)
	}
	if _, err := first.enter(); err != nil {
		t.Error(err)
	}
	c.logs("keyring", official.ID, "log.enrolment_made", "log.enrolled", "log.enrolled")
	c.logs("recovery", official.ID, "log.recovery_asked", "log.recovery_confirmed")
}

// logs tells of every message for the log that waits on a document.
func (c *city) logs(collection string, id civic.ID, want ...string) {
	c.t.Helper()
	waiting, err := c.Engine.Pending(c.t.Context(), collection, "", 100)
	if err != nil {
		c.t.Fatal(err)
	}
	var got []string
	for _, p := range waiting {
		if p.DocID != string(id) {
			continue
		}
		for _, m := range p.Messages {
			got = append(got, m.Kind)
		}
	}
	if !slices.Equal(got, want) {
		c.t.Errorf("%s tells the log %v, want %v", collection, got, want)
	}
}

// What the first admin said counts only while they are one, for a day, and until
// somebody takes it back.
func TestRecoveryLapses(t *testing.T) {
	for name, row := range map[string]struct {
		spoil func(*city, civic.Actor, civic.ID)
		want  string
	}{
		"a day later": {func(c *city, _ civic.Actor, _ civic.ID) { c.later(RecoveryLife) }, "recovery.not_found"},
		"taken back": {func(c *city, by civic.Actor, id civic.ID) {
			if err := c.DropRecovery(t.Context(), by, id); err != nil {
				t.Fatal(err)
			}
		}, "recovery.not_found"},
		"no admin any more": {func(c *city, _ civic.Actor, _ civic.ID) {
			if _, err := c.Revoke(t.Context(), "1@b.ma", civic.Grant{Role: civic.Admin}); err != nil {
				t.Fatal(err)
			}
		}, "recovery.asker"},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t)
			_, official := c.staff("o@b.ma", officialOfAnfa)
			_, one := c.staff("1@b.ma", civic.Grant{Role: civic.Admin})
			second, _ := c.staff("2@b.ma", civic.Grant{Role: civic.Admin})
			if _, err := c.AskRecovery(t.Context(), one, official.ID, "R"); err != nil {
				t.Fatal(err)
			}
			row.spoil(c, one, official.ID)
			in, err := second.enter()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.ConfirmRecovery(t.Context(), c.actor(in), official.ID); codeOf(err) != row.want {
				t.Errorf("%v, want %q", err, row.want)
			}
		})
	}
}

// Whoever reads the whole store can neither answer a challenge, nor use a link,
// nor act with a token.
func TestKeysAreKeptAsHashes(t *testing.T) {
	c := open(t)
	p, actor := c.staff("a@b.ma", officialOfAnfa)
	asked := p.ask()
	token, err := c.MakeToken(t.Context(), actor, TokenRequest{Name: "n", Scope: ScopeRead, ExpiresAt: c.Clock.Now().Plus(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	link, err := c.Enrol(t.Context(), actor.ID)
	if err != nil {
		t.Fatal(err)
	}
	var dump []byte
	for collection, id := range map[string]string{
		"challenge": hash(asked.Challenge), "keyring": string(actor.ID), "token": string(actor.ID),
	} {
		rs, err := c.Engine.Get(t.Context(), collection, []string{id})
		if err != nil || len(rs) != 1 {
			t.Fatalf("%s: %d %v", collection, len(rs), err)
		}
		b, err := json.Marshal(rs[0])
		if err != nil {
			t.Fatal(err)
		}
		dump = append(dump, b...)
	}
	for _, secret := range []string{asked.Challenge, p.binding, token.Text, token.Text[len(tokenPrefix)+26:], link.Token, link.Token[26:]} {
		if strings.Contains(string(dump), secret) {
			t.Errorf("%q stands in the store: %s", secret, dump)
		}
	}
}
