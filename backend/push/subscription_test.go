package push_test

import (
	"encoding/base64"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/push"
	"jemaa/backend/push/pushtest"
)

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

func TestPutRefusesHostileOffers(t *testing.T) {
	c := open(t, func(p *push.Config) { p.Door = push.Door{} }) // as in production
	good := c.web.Subscribe()
	good.Endpoint = "https://push.example.com/" + strings.Repeat("x", 200)
	put := func(o push.Offer) error {
		return c.Put(t.Context(), actor("zineb"), string(civic.NewID(time.Now())), o)
	}
	if err := put(offer(good, civic.French)); err != nil {
		t.Fatal(err)
	}
	for _, endpoint := range []string{
		"", "http://push.example.com/x", "https://push.example.com:8443/x", "https://push.example.com:80/x",
		"https://user:pw@push.example.com/x", "https://user@push.example.com/x", "https://push.example.com/x#y",
		"https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://2130706433/x", "https://127.1/x",
		"https://0x7f.1/x", "https://8.8.8.8/x", "https://localhost/x", "https://intranet/x", "https:///x", "https:push.example.com",
		"ftp://push.example.com/x", "file:///etc/passwd", "https://push.example.com/x y", "https://push.example.com/\r\nx",
		"https://pu\u0455h.example.com/x", "https://push.example.com/" + strings.Repeat("x", 512), c.web.Subscribe().Endpoint,
	} {
		o := offer(good, civic.French)
		o.Endpoint = endpoint
		if err := put(o); codeOf(err) != "push.endpoint" {
			t.Errorf("endpoint %.60q: %v", endpoint, err)
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(good.P256dh)
	if err != nil {
		t.Fatal(err)
	}
	off := append([]byte{}, raw...)
	off[64] ^= 1 // no point of the curve
	for _, key := range []string{"", "!", strings.Repeat("A", 5000), good.Auth, base64.RawURLEncoding.EncodeToString(off), base64.RawURLEncoding.EncodeToString(raw[:64])} {
		o := offer(good, civic.French)
		o.P256dh = key
		if err := put(o); codeOf(err) != "push.p256dh" {
			t.Errorf("p256dh %.20q: %v", key, err)
		}
	}
	for _, auth := range []string{"", "!", good.P256dh, base64.RawURLEncoding.EncodeToString(make([]byte, 15))} {
		o := offer(good, civic.French)
		o.Auth = auth
		if err := put(o); codeOf(err) != "push.auth" {
			t.Errorf("auth %.20q: %v", auth, err)
		}
	}
	var e *civic.Error
	if err := put(push.Offer{}); !errors.As(err, &e) || len(e.More) != 2 {
		t.Errorf("three faults at once: %v with %d more", err, len(e.More))
	}
	o := offer(good, civic.French)
	o.P256dh, o.Auth = base64.StdEncoding.EncodeToString(raw), good.Auth+"=="
	if err := put(o); err != nil {
		t.Errorf("the other alphabet: %v", err)
	}
}

// TestDialingLooksAtTheResolvedAddress: a name that passed leads to this machine.
func TestDialingLooksAtTheResolvedAddress(t *testing.T) {
	c := open(t, func(p *push.Config) {
		roots := p.Door.Roots
		// The endpoint passes, but what is dialled is another port: not allowed.
		p.Door = push.Door{Roots: roots, Allow: func() func(netip.AddrPort) bool {
			calls := 0
			return func(netip.AddrPort) bool { calls++; return calls <= 2 }
		}()}
	})
	b, _ := c.browser("zineb", civic.French)
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.want(b, 0, 0)
	if c.Count(push.Blocked) != 1 {
		t.Fatalf("%d blocked, %d failed", c.Count(push.Blocked), c.Count(push.Failed))
	}
}

func TestSubscriptionsBelongToOneAccount(t *testing.T) {
	c := open(t)
	b, id := c.browser("zineb", civic.French)
	if err := c.Put(t.Context(), actor("karim"), id, offer(b, civic.French)); codeOf(err) != "push.conflict" || civic.KindOf(err) != civic.KindConflict {
		t.Fatalf("another account's id: %v", err)
	}
	if err := c.Delete(t.Context(), actor("karim"), id); err != nil {
		t.Fatal(err)
	}
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.want(b, 1, 1)
	for range 2 {
		if err := c.Delete(t.Context(), actor("zineb"), id); err != nil {
			t.Fatal(err)
		}
	}
	c.deliver("zineb", c.note("r2.a", push.Note{}))
	c.want(b, 1, 1)
	if err := c.Put(t.Context(), civic.Actor{}, id, offer(b, civic.French)); codeOf(err) != "auth.required" {
		t.Error(err)
	}
	if err := c.Delete(t.Context(), civic.Actor{}, id); codeOf(err) != "auth.required" {
		t.Error(err)
	}
	if err := c.Put(t.Context(), actor("zineb"), "x", offer(b, civic.French)); codeOf(err) != "id.malformed" {
		t.Error(err)
	}
}

// TestABrowserTellsOnePerson: two people sign in on one browser, one after the other.
func TestABrowserTellsOnePerson(t *testing.T) {
	c := open(t)
	b, _ := c.browser("zineb", civic.French)
	if err := c.Put(t.Context(), actor("karim"), string(civic.NewID(c.clock())), offer(b, civic.French)); err != nil {
		t.Fatal(err)
	}
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.want(b, 0, 0)
	c.deliver("karim", "r1.a")
	c.want(b, 1, 1)
}

func TestTenSubscriptionsAnAccount(t *testing.T) {
	c := open(t)
	var all []*pushtest.Browser
	for range push.MaxSubscriptions + 3 {
		c.later(time.Minute)
		b, _ := c.browser("zineb", civic.French)
		all = append(all, b)
	}
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	for i, b := range all {
		if got, want := len(c.web.To(b)), min(1, i/3); got != want {
			t.Errorf("browser %d got %d pushes, want %d", i, got, want)
		}
	}
}

func TestUnconfirmedSubscriptionsExpire(t *testing.T) {
	c := open(t)
	b, id := c.browser("zineb", civic.French)
	kept, keptID := c.browser("zineb", civic.French)
	c.later(push.Unconfirmed - time.Hour)
	if err := c.Put(t.Context(), actor("zineb"), keptID, offer(kept, civic.French)); err != nil {
		t.Fatal(err)
	}
	c.later(time.Hour)
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	c.want(b, 0, 0)
	c.want(kept, 1, 1)
	c.later(time.Millisecond)
	if n, err := c.Sweep(t.Context()); err != nil || n != 1 {
		t.Fatalf("swept %d, %v", n, err)
	}
	if err := c.Put(t.Context(), actor("karim"), id, offer(b, civic.French)); err != nil {
		t.Fatalf("a swept id: %v", err)
	}
}

func TestABrowserThatComesBackGetsWhatIsOwed(t *testing.T) {
	c := open(t)
	b, id := c.browser("zineb", civic.French)
	c.web.Script(b, pushtest.Reply{Status: 503, RetryAfter: "7200"})
	c.deliver("zineb", c.note("r1.a", push.Note{}))
	fresh := c.web.Subscribe()
	if err := c.Put(t.Context(), actor("zineb"), id, offer(fresh, civic.French)); err != nil {
		t.Fatal(err)
	}
	c.retry()
	c.want(fresh, 1, 1)
	c.want(b, 0, 1)
}
