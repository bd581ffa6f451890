package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/civic"
)

func TestSignInMakesOneAccount(t *testing.T) {
	c := open(t)
	b := NewToken()
	code := c.code("  Zineb@Example.ORG ", b)
	in, err := c.SignIn(t.Context(), SignIn{Email: "zineb@example.org", Code: code[:4] + " " + code[4:], Binding: b, Lang: civic.Arabic})
	if err != nil {
		t.Fatal(err)
	}
	actor, err := c.Session(t.Context(), in.Token)
	if err != nil || actor.ID != in.Account || actor.Lang != civic.Arabic || !actor.Is(civic.Resident) {
		t.Fatalf("session gives %+v, %v", actor, err)
	}
	me, err := c.Me(t.Context(), actor)
	if err != nil || me.Email != "zineb@example.org" || me.Name != "" || len(me.Roles) != 1 || me.Demo {
		t.Fatalf("me is %+v, %v", me, err)
	}
	if again := c.signIn("ZINEB@example.org"); again.Account != in.Account || again.Token == in.Token {
		t.Fatalf("second sign-in: account %s, want %s, and another token", again.Account, in.Account)
	}
	if _, err := c.SignIn(t.Context(), SignIn{Email: "zineb@example.org", Code: code, Binding: b}); codeOf(err) != "auth.code_wrong" {
		t.Fatalf("a code used twice: %v", err)
	}
}

func TestArabicDigitsAreDigits(t *testing.T) {
	c := open(t)
	b := NewToken()
	code := strings.Map(func(r rune) rune { return r - '0' + '٠' }, c.code("a@b.ma", b))
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: b}); err != nil {
		t.Fatal(err)
	}
}

// TestEveryFailureReadsAlike: one answer, whatever is wrong.
func TestEveryFailureReadsAlike(t *testing.T) {
	c := open(t)
	b, other := NewToken(), NewToken()
	code := c.code("a@b.ma", b)
	for name, in := range map[string]SignIn{
		"wrong code":       {Email: "a@b.ma", Code: wrong(code), Binding: b},
		"other browser":    {Email: "a@b.ma", Code: code, Binding: other},
		"no browser":       {Email: "a@b.ma", Code: code},
		"unknown address":  {Email: "nobody@b.ma", Code: code, Binding: b},
		"no address":       {Email: "nothing", Code: code, Binding: b},
		"letters":          {Email: "a@b.ma", Code: "abcdefgh", Binding: b},
		"nine digits":      {Email: "a@b.ma", Code: code + "0", Binding: b},
		"very long code":   {Email: "a@b.ma", Code: strings.Repeat("1", 5000), Binding: b},
		"very long cookie": {Email: "a@b.ma", Code: code, Binding: strings.Repeat("x", 5000)},
	} {
		_, err := c.SignIn(t.Context(), in)
		var e *civic.Error
		if !errors.As(err, &e) || e.Kind != civic.KindInvalid || e.Code != "auth.code_wrong" || e.Field != "code" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: b}); err != nil {
		t.Fatalf("the right code after all that: %v", err)
	}
}

func TestCodeLapses(t *testing.T) {
	c := open(t)
	b := NewToken()
	code := c.code("a@b.ma", b)
	c.later(CodeLife)
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: b}); codeOf(err) != "auth.code_wrong" {
		t.Fatalf("after ten minutes: %v", err)
	}
}

func TestNewCodeReplacesTheOneOfTheSameBrowserOnly(t *testing.T) {
	c := open(t)
	phone, laptop := NewToken(), NewToken()
	first, other := c.code("a@b.ma", phone), c.code("a@b.ma", laptop)
	second := c.code("a@b.ma", phone)
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: first, Binding: phone}); codeOf(err) != "auth.code_wrong" {
		t.Fatalf("a replaced code: %v", err)
	}
	for _, in := range []SignIn{{Code: second, Binding: phone}, {Code: other, Binding: laptop}} {
		in.Email = "a@b.ma"
		if _, err := c.SignIn(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFiveTries(t *testing.T) {
	c := open(t)
	b := NewToken()
	code := c.code("a@b.ma", b)
	for range MaxTries {
		if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: wrong(code), Binding: b}); codeOf(err) != "auth.code_wrong" {
			t.Fatal(err)
		}
	}
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: b}); codeOf(err) != "auth.code_wrong" {
		t.Fatalf("the sixth try was heard: %v", err)
	}
}

func TestParallelTriesAreCountedBeforeTheyAreCompared(t *testing.T) {
	c := open(t)
	var compared atomic.Int64
	c.compared = func() { compared.Add(1) }
	b := NewToken()
	code := c.code("a@b.ma", b)
	var work sync.WaitGroup
	for range 500 {
		work.Go(func() {
			if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: wrong(code), Binding: b}); codeOf(err) != "auth.code_wrong" {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if n := compared.Load(); n != MaxTries {
		t.Fatalf("%d of 500 parallel tries were compared, want %d", n, MaxTries)
	}
}

func TestOneOfManyRightTriesOpensOneSession(t *testing.T) {
	c := open(t)
	b := NewToken()
	code := c.code("a@b.ma", b)
	var opened atomic.Int64
	var work sync.WaitGroup
	for range 50 {
		work.Go(func() {
			_, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: b})
			if err == nil {
				opened.Add(1)
			} else if codeOf(err) != "auth.code_wrong" {
				t.Error(err)
			}
		})
	}
	work.Wait()
	if opened.Load() != 1 {
		t.Fatalf("one code opened %d sessions", opened.Load())
	}
}

// lettersFor asks as often at once, and counts the letters that come of it.
func (c *city) lettersFor(n int, r func(i int) CodeRequest) int {
	c.t.Helper()
	var work sync.WaitGroup
	for i := range n { // from as many browsers at once
		work.Go(func() {
			r := r(i)
			r.Binding = NewToken()
			if err := c.RequestCode(c.t.Context(), r); err != nil {
				c.t.Error(err)
			}
		})
	}
	work.Wait()
	if err := c.post(); err != nil {
		c.t.Fatal(err)
	}
	return len(c.letters())
}

func TestLettersPerHour(t *testing.T) {
	c := open(t)
	rows := []struct {
		name string
		want int
		ask  func(i int) CodeRequest
	}{
		{"nothing speaks for", UnprovenPerHour, func(i int) CodeRequest { return CodeRequest{Network: fmt.Sprint(i)} }},
		{"one network works for", ProvenPerNetwork, func(int) CodeRequest { return CodeRequest{Vouch: Proven, Network: "n"} }},
		{"many networks work for", ProvenPerHour - ProvenPerNetwork, func(i int) CodeRequest { return CodeRequest{Vouch: Proven, Network: fmt.Sprint(i)} }},
		{"the browser is known for", KnownPerHour, func(int) CodeRequest { return CodeRequest{Vouch: Known} }},
	}
	for _, row := range rows { // each whatever the others have used up
		n := c.lettersFor(40, func(i int) CodeRequest {
			r := row.ask(i)
			r.Email = "a@b.ma"
			return r
		})
		if n != row.want {
			t.Errorf("%d letters that %s, want %d", n, row.name, row.want)
		}
	}
	c.later(time.Hour)
	c.code("a@b.ma", NewToken())
}

// Strangers who ask for codes to somebody's address, as many as they can from
// anywhere, don't keep its owner out: the browser that signed in before gets one.
func TestStrangersDoNotLockTheOwnerOut(t *testing.T) {
	c := open(t)
	b := NewToken()
	in, err := c.SignIn(t.Context(), SignIn{Email: "owner@b.ma", Code: c.code("owner@b.ma", b), Binding: b})
	if err != nil {
		t.Fatal(err)
	}
	c.later(30 * 24 * time.Hour)
	for _, v := range []Vouch{Proven, Unproven} {
		c.lettersFor(40, func(i int) CodeRequest {
			return CodeRequest{Email: "owner@b.ma", Vouch: v, Network: fmt.Sprint(i)}
		})
	}
	if c.Knows(in.Known, "other@b.ma") || c.Knows(in.Known+"x", "owner@b.ma") || c.Knows("", "owner@b.ma") || c.Knows(strings.Repeat("A", 32), "owner@b.ma") {
		t.Error("a browser is known that signed in with another address, or never")
	}
	if !c.Knows(in.Known, " Owner@B.ma ") {
		t.Fatal("the browser is not known again")
	}
	b = NewToken()
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "owner@b.ma", Binding: b, Vouch: Known}); err != nil {
		t.Fatal(err)
	}
	if err := c.post(); err != nil {
		t.Fatal(err)
	}
	letters := c.letters()
	if len(letters) != 1 {
		t.Fatalf("the owner got %d letters", len(letters))
	}
	if _, err := c.SignIn(t.Context(), SignIn{Email: "owner@b.ma", Code: letters[0].code, Binding: b}); err != nil {
		t.Errorf("the owner stays out: %v", err)
	}
	c.later(KnownLife)
	if c.Knows(in.Known, "owner@b.ma") {
		t.Errorf("known after %s", KnownLife)
	}
}

// A browser that asks again gets a new binding, and what it asked for before opens
// nothing any more.
func TestAskingAgainReplacesWhateverTheBinding(t *testing.T) {
	c := open(t)
	first, second := NewToken(), NewToken()
	old := c.code("a@b.ma", first)
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "a@b.ma", Binding: second, Before: first, Vouch: Known}); err != nil {
		t.Fatal(err)
	}
	if err := c.post(); err != nil {
		t.Fatal(err)
	}
	code := c.letters()[0].code
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: old, Binding: first}); codeOf(err) != "auth.code_wrong" {
		t.Errorf("the code before: %v", err)
	}
	if _, err := c.SignIn(t.Context(), SignIn{Email: "a@b.ma", Code: code, Binding: second}); err != nil {
		t.Errorf("the new one: %v", err)
	}
}

func TestNothingUsableIsKept(t *testing.T) {
	c := open(t)
	b := NewToken()
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "zineb@example.org", Binding: b}); err != nil {
		t.Fatal(err)
	}
	waiting, err := c.Engine.Pending(t.Context(), "code", "", 10)
	if err != nil || len(waiting) != 1 || len(waiting[0].Messages) != 1 {
		t.Fatalf("%d documents wait, %v", len(waiting), err)
	}
	kept, err := c.Engine.Get(t.Context(), "code", []string{waiting[0].DocID})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.post(); err != nil {
		t.Fatal(err)
	}
	code := c.letters()[0].code
	in, err := c.SignIn(t.Context(), SignIn{Email: "zineb@example.org", Code: code, Binding: b})
	if err != nil {
		t.Fatal(err)
	}
	dump := string(kept[0].Doc) + waiting[0].DocID + string(waiting[0].Messages[0].Data)
	for _, secret := range []string{code, b, "zineb", "example.org", in.Token} {
		if strings.Contains(dump, secret) {
			t.Errorf("%q stands in the store: %s", secret, dump)
		}
	}
	if _, err := c.Engine.Get(t.Context(), "session", []string{hash(in.Token)}); err != nil {
		t.Fatal(err)
	}
	if rs, _ := c.Engine.Get(t.Context(), "session", []string{in.Token}); len(rs) != 0 {
		t.Error("a session is kept under its token")
	}
}

func TestLettersOutliveAnOutageButNotTheirCode(t *testing.T) {
	c := open(t)
	b := NewToken()
	c.fail = civic.Fail(civic.KindUnavailable, "mail.unavailable")
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "a@b.ma", Binding: b}); err != nil {
		t.Fatal(err)
	}
	if err := c.post(); civic.KindOf(err) != civic.KindUnavailable {
		t.Fatalf("an outage is told as %v", err)
	}
	c.fail = nil
	if err := c.post(); err != nil || len(c.letters()) != 1 {
		t.Fatalf("after the outage: %v", err)
	}
	for name, spoil := range map[string]func(){
		"replaced": func() {
			if err := c.RequestCode(t.Context(), CodeRequest{Email: "x@b.ma", Binding: b}); err != nil {
				t.Fatal(err)
			}
		},
		"expired": func() { c.later(CodeLife) },
	} {
		if err := c.RequestCode(t.Context(), CodeRequest{Email: "x@b.ma", Binding: b}); err != nil {
			t.Fatal(err)
		}
		spoil()
		if err := c.post(); err != nil {
			t.Fatal(err)
		}
		if got, want := len(c.letters()), map[string]int{"replaced": 1, "expired": 0}[name]; got != want {
			t.Errorf("%s: %d letters, want %d", name, got, want)
		}
		c.later(2 * time.Hour)
	}
	c.fail = civic.Invalid("mail.refused", "email")
	if err := c.RequestCode(t.Context(), CodeRequest{Email: "a@b.ma", Binding: b}); err != nil {
		t.Fatal(err)
	}
	if err := c.post(); err != nil {
		t.Fatalf("a refused letter is tried again: %v", err)
	}
}
