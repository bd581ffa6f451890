package account

import (
	"slices"
	"testing"
	"time"

	"jemaa/backend/civic"
)

func TestSessionsAreListedAndEnded(t *testing.T) {
	c := open(t)
	p, _ := c.withKey("a@b.ma")
	c.later(time.Minute)
	first, err := p.enter()
	if err != nil {
		t.Fatal(err)
	}
	c.later(time.Minute)
	second, err := p.enter()
	if err != nil {
		t.Fatal(err)
	}
	other, stranger := c.withKey("b@b.ma")
	actor := c.actor(second)
	list, err := c.Sessions(t.Context(), actor, second.Token)
	if err != nil || len(list) != 3 { // the one that registered the passkey too
		t.Fatalf("%+v %v", list, err)
	}
	if !list[0].Current || list[1].Current || list[1].Device != (Device{"Firefox", "Android"}) || list[1].By != civic.ByPasskey || list[2].By != civic.ByCode {
		t.Errorf("%+v", list)
	}
	if err := c.EndSession(t.Context(), stranger, list[1].ID); codeOf(err) != "session.not_found" {
		t.Errorf("by a stranger: %v", err)
	}
	if err := c.EndSession(t.Context(), actor, "nothing"); codeOf(err) != "session.not_found" {
		t.Errorf("that never was: %v", err)
	}
	for range 2 { // again is no error
		if err := c.EndSession(t.Context(), actor, list[1].ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Session(t.Context(), first.Token); codeOf(err) != "auth.session_expired" {
		t.Errorf("ended: %v", err)
	}
	if list, err = c.Sessions(t.Context(), actor, second.Token); err != nil || len(list) != 2 {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := other.enter(); err != nil {
		t.Error(err)
	}
}

// Ending all others ends them in one write, and gives no fresher proof.
func TestEndOthers(t *testing.T) {
	c := open(t)
	p, _ := c.withKey("a@b.ma")
	var all []SignedIn
	for range 3 {
		in, err := p.enter()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, in)
	}
	before := c.actor(all[1])
	token, err := c.MakeToken(t.Context(), before, TokenRequest{Name: "n", Scope: ScopeRead, ExpiresAt: c.Clock.Now().Plus(48 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	c.later(time.Hour)
	next, err := c.EndOthers(t.Context(), before, all[1].Token)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		if _, err := c.Session(t.Context(), in.Token); codeOf(err) != "auth.session_expired" {
			t.Errorf("still open: %v", err)
		}
	}
	after := c.actor(next)
	if after.ID != before.ID || after.Proof != before.Proof || next.ExpiresAt != all[1].ExpiresAt {
		t.Errorf("%+v, was %+v", after, before)
	}
	if list, err := c.Sessions(t.Context(), after, next.Token); err != nil || len(list) != 1 || !list[0].Current {
		t.Errorf("%+v %v", list, err)
	}
	if _, err := c.Session(t.Context(), token.Text); err != nil {
		t.Errorf("a token is no session: %v", err)
	}
}

func TestStaffSessionsAreShorter(t *testing.T) {
	c := open(t)
	resident, _ := c.withKey("r@b.ma")
	official, _ := c.staff("o@b.ma", officialOfAnfa)
	for name, row := range map[string]struct {
		p          *phone
		idle, life time.Duration
	}{
		"resident": {resident, SessionIdle, SessionLife}, "official": {official, StaffIdle, StaffLife},
	} {
		in, err := row.p.enter()
		if err != nil || in.ExpiresAt.Sub(c.now) != row.life {
			t.Fatal(in, err)
		}
		c.later(row.idle)
		if _, err := c.Session(t.Context(), in.Token); codeOf(err) != "auth.session_expired" {
			t.Errorf("%s, unused: %v", name, err)
		}
		if in, err = row.p.enter(); err != nil {
			t.Fatal(err)
		}
		used := time.Duration(0)
		for ; used+row.idle/2 < row.life; used += row.idle / 2 {
			c.later(row.idle / 2)
			if _, err := c.Session(t.Context(), in.Token); err != nil {
				t.Fatalf("%s, used after %v: %v", name, used, err)
			}
		}
		c.later(row.life - used)
		if _, err := c.Session(t.Context(), in.Token); codeOf(err) != "auth.session_expired" {
			t.Errorf("%s, at the end: %v", name, err)
		}
	}
}

func TestTokens(t *testing.T) {
	c := open(t)
	_, actor := c.withKey("a@b.ma")
	day := c.Clock.Now().Plus(24 * time.Hour)
	for name, row := range map[string]struct {
		r    TokenRequest
		want string
	}{
		"no name":      {TokenRequest{" ", ScopeRead, day}, "token.name"},
		"a link":       {TokenRequest{"www.evil.example", ScopeRead, day}, "name.link"},
		"no scope":     {TokenRequest{"n", "", day}, "token.scope"},
		"admin":        {TokenRequest{"n", "admin", day}, "token.scope"},
		"no end":       {TokenRequest{"n", ScopeRead, civic.Time{}}, "token.expiry"},
		"over already": {TokenRequest{"n", ScopeRead, c.Clock.Now()}, "token.expiry"},
		"for ever":     {TokenRequest{"n", ScopeRead, c.Clock.Now().Plus(TokenLife + time.Second)}, "token.expiry"},
	} {
		if _, err := c.MakeToken(t.Context(), actor, row.r); codeOf(err) != row.want {
			t.Errorf("%s: %v, want %q", name, err, row.want)
		}
	}
	made, err := c.MakeToken(t.Context(), actor, TokenRequest{"Script", ScopeRead, day})
	if err != nil {
		t.Fatal(err)
	}
	c.later(time.Minute)
	as, err := c.Session(t.Context(), made.Text)
	if err != nil || as.ID != actor.ID || as.Proof.By != civic.ByToken || !as.Proof.ReadOnly || as.FreshSignIn(c.Clock.Now()) {
		t.Errorf("%+v %v", as, err)
	}
	list, err := c.Tokens(t.Context(), actor)
	if err != nil || len(list) != 1 || list[0].Text != "" || !list[0].UsedAt.Equal(c.now) || list[0].Name != "Script" {
		t.Errorf("%+v %v", list, err)
	}
	for _, text := range []string{made.Text + "x", made.Text[:len(made.Text)-1], tokenPrefix, tokenPrefix + string(actor.ID), made.Text[len(tokenPrefix):]} {
		if _, err := c.Session(t.Context(), text); codeOf(err) != "auth.session_expired" {
			t.Errorf("%s: %v", text, err)
		}
	}
	_, other := c.withKey("b@b.ma")
	if err := c.EndToken(t.Context(), other, made.ID); codeOf(err) != "token.not_found" {
		t.Errorf("by another: %v", err)
	}
	if err := c.EndToken(t.Context(), actor, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), made.Text); codeOf(err) != "auth.session_expired" {
		t.Errorf("revoked: %v", err)
	}
}

func TestTokensAreBoundedAndLapse(t *testing.T) {
	c := open(t)
	p, actor := c.withKey("a@b.ma")
	hour := c.Clock.Now().Plus(time.Hour)
	var texts []string
	for range MaxTokens {
		made, err := c.MakeToken(t.Context(), actor, TokenRequest{"n", ScopeWrite, hour})
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, made.Text)
	}
	if slices.Sort(texts); len(slices.Compact(texts)) != MaxTokens {
		t.Error("tokens repeat")
	}
	if _, err := c.MakeToken(t.Context(), actor, TokenRequest{"n", ScopeWrite, hour}); codeOf(err) != "token.too_many" {
		t.Errorf("one too many: %v", err)
	}
	if as, err := c.Session(t.Context(), texts[0]); err != nil || as.Proof.ReadOnly {
		t.Error(as, err)
	}
	c.later(time.Hour)
	if _, err := c.Session(t.Context(), texts[0]); codeOf(err) != "auth.session_expired" {
		t.Errorf("lapsed: %v", err)
	}
	in, err := p.enter()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.MakeToken(t.Context(), c.actor(in), TokenRequest{"n", ScopeRead, c.Clock.Now().Plus(time.Hour)}); err != nil {
		t.Errorf("the lapsed ones still count: %v", err)
	}
}

// What a resident's script could do must not become what an official's can.
func TestTokenFromBeforeTheGrant(t *testing.T) {
	c := open(t)
	_, actor := c.withKey("a@b.ma")
	made, err := c.MakeToken(t.Context(), actor, TokenRequest{"n", ScopeWrite, c.Clock.Now().Plus(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Grant(t.Context(), "a@b.ma", officialOfAnfa); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), made.Text); codeOf(err) != "auth.session_expired" {
		t.Error(err)
	}
}

func TestDeviceOf(t *testing.T) {
	for agent, want := range map[string]Device{
		"Mozilla/5.0 (Linux; Android 14; SM-A146B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36": {"Samsung Internet", "Android"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0":              {"Edge", "Windows"},
		"Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0":                                                                       {"Firefox", "Android"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1":    {"Safari", "iOS"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36":                      {"Chrome", "macOS"},
		"curl/8.5.0": {"curl", ""}, "": {}, "Go-http-client/1.1": {},
	} {
		if got := DeviceOf(agent); got != want {
			t.Errorf("%s: %+v, want %+v", agent, got, want)
		}
	}
}
