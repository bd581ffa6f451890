package account

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/store"
)

var officialOfAnfa = civic.Grant{Role: civic.Official, Authority: "anfa"}

func TestStaffNeverComeInByMail(t *testing.T) {
	for _, g := range []civic.Grant{officialOfAnfa, {Role: civic.Moderator}, {Role: civic.Admin}} {
		t.Run(string(g.Role), func(t *testing.T) {
			c := open(t)
			before := c.signIn("a@b.ma")
			sent := NewToken()
			code := c.code("a@b.ma", sent) // asked for before the grant
			if _, changed, err := c.Grant(t.Context(), "A@b.ma", g); err != nil || !changed {
				t.Fatal(changed, err)
			}
			if _, err := c.Session(t.Context(), before.Token); codeOf(err) != "auth.session_expired" {
				t.Errorf("a resident's session became a staff's: %v", err)
			}
			if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: sent}); codeOf(err) != "auth.code_wrong" {
				t.Errorf("the right code: %v", err)
			}
			if err := c.post(); err != nil {
				t.Fatal(err)
			}
			c.ask("a@b.ma", NewToken())
			got := c.letters()
			if len(got) != 2 || got[0].code != "" || got[1].code != "" || got[1].lang != civic.Arabic {
				t.Errorf("letters %+v, want two refusals", got)
			}
		})
	}
}

// A mail server that is down for days must not keep a refusal for ever, nor bring
// it when nobody remembers what it is about.
func TestRefusalIsGivenUpInTheEnd(t *testing.T) {
	for after, want := range map[time.Duration]int{time.Hour: 1, 25 * time.Hour: 0} {
		c := open(t)
		sent := NewToken()
		code := c.code("a@b.ma", sent)
		if _, _, err := c.Grant(t.Context(), "a@b.ma", officialOfAnfa); err != nil {
			t.Fatal(err)
		}
		_, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: sent})
		if codeOf(err) != "auth.code_wrong" {
			t.Fatal(err)
		}
		c.later(after)
		if err := c.post(); err != nil {
			t.Fatal(err)
		}
		if got := c.letters(); len(got) != want {
			t.Errorf("after %v: %d letters, want %d", after, len(got), want)
		}
	}
}

func TestGrantIsIdempotentAndRevoked(t *testing.T) {
	c := open(t)
	id, changed, err := c.Grant(t.Context(), "new@b.ma", officialOfAnfa)
	if err != nil || !changed {
		t.Fatal(changed, err)
	}
	again, changed, err := c.Grant(t.Context(), "NEW@b.ma", officialOfAnfa)
	if err != nil || changed || again != id {
		t.Fatalf("again: %s %v %v, want %s unchanged", again, changed, err, id)
	}
	if ok, err := c.IsOfficial(t.Context(), id, "anfa"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if ok, err := c.IsOfficial(t.Context(), id, "lydec"); err != nil || ok {
		t.Fatal(ok, err)
	}
	if had, err := c.Revoke(t.Context(), "new@b.ma", officialOfAnfa); err != nil || !had {
		t.Fatal(had, err)
	}
	if had, err := c.Revoke(t.Context(), "new@b.ma", officialOfAnfa); err != nil || had {
		t.Fatal(had, err)
	}
	c.signIn("new@b.ma")
}

func TestGrantRefuses(t *testing.T) {
	c := open(t)
	for want, g := range map[string][]civic.Grant{
		"grant.role":      {{Role: civic.Resident}, {Role: "king"}, {}},
		"grant.authority": {{Role: civic.Official}, {Role: civic.Official, Authority: "atlantis"}, {Role: civic.Admin, Authority: "anfa"}},
	} {
		for _, g := range g {
			if _, _, err := c.Grant(t.Context(), "a@b.ma", g); codeOf(err) != want {
				t.Errorf("%+v: %v, want %s", g, err, want)
			}
		}
	}
	if _, _, err := c.Grant(t.Context(), "a@b", officialOfAnfa); codeOf(err) != "email.malformed" {
		t.Error(err)
	}
	if _, err := c.Revoke(t.Context(), "nobody@b.ma", officialOfAnfa); codeOf(err) != "account.not_found" {
		t.Error(err)
	}
}

func TestOfficials(t *testing.T) {
	c := open(t, DemoPersonas("anfa", "lydec")...)
	actors := map[string]civic.Actor{"nobody": {}}
	for _, p := range c.Personas {
		in, err := c.SignInAs(t.Context(), p.Key, Opening{})
		if err != nil {
			t.Fatal(err)
		}
		if actors[p.Key], err = c.Session(t.Context(), in.Token); err != nil {
			t.Fatalf("%s: %v", p.Key, err)
		}
	}
	for who, want := range map[string]string{
		"nobody": "auth.required", "resident": "auth.denied", "moderator": "auth.denied", "official.lydec": "auth.denied", "official": "", "admin": "",
	} {
		list, err := c.Officials(t.Context(), actors[who], "anfa")
		if codeOf(err) != want {
			t.Errorf("%s: %v, want %q", who, err, want)
		}
		if want == "" && (len(list) != 1 || list[0].ID != actors["official"].ID || list[0].Name == "") {
			t.Errorf("%s sees %+v", who, list)
		}
	}
}

func TestPersonasAreOfDemonstrationsOnly(t *testing.T) {
	c := open(t)
	if _, err := c.SignInAs(t.Context(), "admin", Opening{}); codeOf(err) != "auth.demo_off" || civic.KindOf(err) != civic.KindNotFound {
		t.Fatal(err)
	}
	d := open(t, DemoPersonas("anfa")...)
	keys := []string{}
	for _, p := range d.Personas {
		keys = append(keys, p.Key)
		first, err := d.SignInAs(t.Context(), p.Key, Opening{Bearer: true})
		if err != nil {
			t.Fatal(err)
		}
		second, err := d.SignInAs(t.Context(), p.Key, Opening{Bearer: true})
		if err != nil || second.Account != first.Account {
			t.Fatalf("%s is two people: %v", p.Key, err)
		}
		actor, err := d.Session(t.Context(), first.Token) // the second sign-in did not end it
		if err != nil || !slices.Equal(actor.Grants, p.Grants) && len(p.Grants) > 0 {
			t.Fatalf("%s has %+v, %v", p.Key, actor, err)
		}
		me, err := d.Me(t.Context(), actor)
		if err != nil || me.Name != p.Name || !me.Demo {
			t.Fatalf("%s is %+v, %v", p.Key, me, err)
		}
	}
	if want := []string{"resident", "resident2", "official", "moderator", "admin"}; !slices.Equal(keys, want) {
		t.Fatalf("personas %v, want %v", keys, want)
	}
	if _, err := d.SignInAs(t.Context(), "king", Opening{}); codeOf(err) != "auth.demo_off" {
		t.Fatal(err)
	}
	// In a demonstration staff may come in by mail code too.
	if _, _, err := d.Grant(t.Context(), "a@b.ma", officialOfAnfa); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Session(t.Context(), d.signIn("a@b.ma").Token); err != nil {
		t.Fatal(err)
	}
}

func TestSessionLimits(t *testing.T) {
	c := open(t)
	in := c.signIn("a@b.ma")
	used := func(want string) {
		t.Helper()
		if _, err := c.Session(t.Context(), in.Token); codeOf(err) != want {
			t.Fatalf("at %s: %v, want %q", c.clock(), err, want)
		}
	}
	for range 3 {
		c.later(SessionIdle - time.Hour)
		used("")
	}
	c.later(4 * time.Hour) // 90 days and an hour since the sign-in, one of them idle
	used("auth.session_expired")
	in = c.signIn("a@b.ma")
	c.later(SessionIdle)
	used("auth.session_expired")
	for _, bad := range []string{"", "x", NewToken(), strings.Repeat("x", 4000)} {
		if _, err := c.Session(t.Context(), bad); codeOf(err) != "auth.session_expired" {
			t.Errorf("token %.10q: %v", bad, err)
		}
	}
}

func TestSessionIsWrittenNowAndThenOnly(t *testing.T) {
	c := open(t)
	in := c.signIn("a@b.ma")
	rev := func() int64 {
		e, err := c.sessions.Get(t.Context(), hash(in.Token))
		if err != nil {
			t.Fatal(err)
		}
		return e.Rev
	}
	for range 10 {
		c.later(10 * time.Second)
		if _, err := c.Session(t.Context(), in.Token); err != nil {
			t.Fatal(err)
		}
	}
	if rev() != 1 {
		t.Fatalf("revision %d after two minutes", rev())
	}
	c.later(seenEvery)
	if _, err := c.Session(t.Context(), in.Token); err != nil || rev() != 2 {
		t.Fatalf("revision %d after five minutes, %v", rev(), err)
	}
}

func TestSignOutEndsOneSession(t *testing.T) {
	c := open(t)
	one, two := c.signIn("a@b.ma"), c.signIn("a@b.ma")
	for range 2 {
		if err := c.SignOut(t.Context(), one.Token); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.SignOut(t.Context(), "nothing"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), one.Token); codeOf(err) != "auth.session_expired" {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), two.Token); err != nil {
		t.Fatal(err)
	}
}

func TestSweepRemovesWhatIsOver(t *testing.T) {
	c := open(t)
	gone, kept := c.signIn("a@b.ma"), c.signIn("b@b.ma")
	if err := c.SignOut(t.Context(), gone.Token); err != nil {
		t.Fatal(err)
	}
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "c@b.ma", Binding: NewToken()}); err != nil {
		t.Fatal(err) // its letter still waits
	}
	c.later(2 * time.Hour)
	if n, err := c.Sweep(t.Context()); err != nil || n != 3 { // two addresses' codes, one session
		t.Fatalf("swept %d, %v; want 3", n, err)
	}
	if _, err := c.Session(t.Context(), kept.Token); err != nil {
		t.Fatal(err)
	}
	if err := c.post(); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Sweep(t.Context()); err != nil || n != 1 {
		t.Fatalf("swept %d, %v; want 1", n, err)
	}
}

// TestEnsureMendsAKilledSignIn: the login was written, the account was not.
func TestEnsureMendsAKilledSignIn(t *testing.T) {
	c := open(t)
	want := civic.NewID(c.now)
	err := c.logins.Insert(t.Context(), &login{Meta: store.Meta{ID: c.loginID("email", "a@b.ma")}, Kind: "email", Account: want})
	if err != nil {
		t.Fatal(err)
	}
	if in := c.signIn("a@b.ma"); in.Account != want {
		t.Fatalf("account %s, the login says %s", in.Account, want)
	}
}

func TestChange(t *testing.T) {
	c := open(t)
	actor, err := c.Session(t.Context(), c.signIn("a@b.ma").Token)
	if err != nil {
		t.Fatal(err)
	}
	name, lang := "  Zineb \u202e El\u0000  Idrissi ", civic.Tamazigh
	me, err := c.Change(t.Context(), actor, Change{Name: &name, Lang: &lang})
	if err != nil || me.Name != "Zineb El Idrissi" || me.Lang != civic.Tamazigh {
		t.Fatalf("%+v, %v", me, err)
	}
	names, err := c.Names(t.Context(), []civic.ID{actor.ID, "nobody"})
	if err != nil || len(names) != 1 || names[actor.ID] != "Zineb El Idrissi" {
		t.Fatal(names, err)
	}
	contact, err := c.Contact(t.Context(), actor.ID)
	if err != nil || contact != (Contact{"Zineb El Idrissi", "a@b.ma"}) {
		t.Fatal(contact, err)
	}
	if _, err := c.Contact(t.Context(), "nobody"); codeOf(err) != "account.not_found" {
		t.Fatal(err)
	}
	other := civic.Lang("tlh")
	if _, err := c.Change(t.Context(), actor, Change{Lang: &other}); codeOf(err) != "lang.unknown" {
		t.Fatal(err)
	}
	if _, err := c.Change(t.Context(), civic.Actor{}, Change{Name: &name}); codeOf(err) != "auth.required" {
		t.Fatal(err)
	}
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("ن", 60)
	for in, want := range map[string]string{
		"Salma Bennani": "Salma Bennani", "M. Alami": "M. Alami", "A.B. Tazi": "A.B. Tazi", "": "", " \t\n ": "", "\u200d": "",
		"يوسف العلمي": "يوسف العلمي", "ⵢⵓⵙⴼ": "ⵢⵓⵙⴼ", "e\u0301lan": "élan", long: long,
	} {
		if got, err := CleanName(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		long + "a": "name.too_long", strings.Repeat("a", 5000): "name.too_long", "\xff": "name.too_long",
		"see https://x": "name.link", "www.x": "name.link", "buy.example.com": "name.link", "me@x": "name.link", "exa\u202emple.com": "name.link",
	} {
		if _, err := CleanName(in); codeOf(err) != want {
			t.Errorf("%.20q: %v, want %s", in, err, want)
		}
	}
}

func TestNormalizeEmail(t *testing.T) {
	for in, want := range map[string]string{
		"A.b+c@Example.COM": "a.b+c@example.com", " x@y.ma\n": "x@y.ma", "x@جماعة.المغرب": "x@xn--mgbeh7c0c.xn--mgbc0a9azcg",
		"x@sub-1.y.ma": "x@sub-1.y.ma", "o'neil@y.ma": "o'neil@y.ma",
	} {
		if got, err := NormalizeEmail(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "x", "@y.ma", "x@", "x@y", "x y@z.ma", "x@y .ma", ".x@y.ma", "x..y@z.ma", "x@-y.ma", "x@y..ma", "a@b@c.ma",
		"x@y.ma\r\nBcc: z@y.ma", "x@[127.0.0.1]", `"x"@y.ma`, "x\u0000@y.ma", "é@y.ma",
		strings.Repeat("x", 65) + "@y.ma", "x@" + strings.Repeat("y.", 130) + "ma",
	} {
		if got, err := NormalizeEmail(in); codeOf(err) != "email.malformed" {
			t.Errorf("%q: taken as %q, %v", in, got, err)
		}
	}
}

// interrupted lets something happen before the n-th read of a collection.
type interrupted struct {
	store.Engine
	collection string
	n          int
	then       func()
}

func (e *interrupted) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	if collection == e.collection {
		if e.n--; e.n == 0 {
			e.then()
		}
	}
	return e.Engine.Get(ctx, collection, ids)
}

// A request that is under way while its owner signs out must not keep the
// session alive.
func TestSignOutWinsOverARequestUnderWay(t *testing.T) {
	c := open(t)
	in := c.signIn("a@x.ma")
	c.later(time.Hour) // so that the session's use is written
	config := c.Config
	config.Engine = &interrupted{Engine: c.Engine, collection: "session", n: 2, then: func() {
		c.later(time.Millisecond)
		if err := c.SignOut(t.Context(), in.Token); err != nil {
			t.Error(err)
		}
	}}
	other, err := New(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Session(t.Context(), in.Token); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Session(t.Context(), in.Token); codeOf(err) != "auth.session_expired" {
		t.Errorf("signed out, and the session says %v", err)
	}
}
