package api

import (
	"context"
	"crypto/rand"
	"net/netip"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

	"jemaa/backend/account"
	"jemaa/backend/civic"
)

// visit is one request: who asks, in which language, under which number.
type visit struct {
	door    *Door
	id      string
	began   time.Time
	lang    civic.Lang
	actor   civic.Actor
	token   string // of the session, "" without
	bearer  bool
	client  string // the client's network: a /24 of IPv4, a /64 of IPv6
	binding string // of the mail code that this browser asked for
	known   string // that it signed in with an address before
	browser string // ties passkeys' answers to the browser that asked
	device  account.Device
	ifMatch string
	rev     int64  // of the document that is answered; becomes the ETag's first part
	digest  []byte // stands for the answer's text in its ETag; nil: the text itself
	cookies []cookie
	row     *row
	gauge   *gauge   // of the row's rate
	scratch [64]byte // for a header's value
	code    string   // of the error that is answered
}

// cookie is one to set (or, without a value, to drop) with the answer.
type cookie struct {
	name, value string
	age         time.Duration
}

// Visit is what the log and the metrics may know of a request: nothing personal.
type Visit struct {
	ID        string
	Operation string // the route's id, "" when there is none
	Method    string
	Status    int
	Took      time.Duration
	Code      string // of the error, "" for none
}

type visitKey struct{}

// visitOf is the request that a context belongs to.
func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{lang: civic.French} // outside any request: tests of parts
}

func local(c *fiber.Ctx) *visit {
	v, ok := c.Locals(visitKey{}).(*visit)
	if !ok { // the request never reached enter: it was malformed
		return &visit{id: newRequestID(), lang: civic.French, began: time.Now()}
	}
	return v
}

func newRequestID() string { return strings.ToLower(rand.Text()[:16]) }

var (
	langTags    = []language.Tag{language.French, language.Arabic, language.MustParse("zgh"), language.English}
	langMatcher = language.NewMatcher(langTags)
)

// langOf is the language of a reader: what the address asks for, or what the
// account has chosen, or the best that the browser accepts, or the city's own.
func (d *Door) langOf(asked string, a civic.Actor, accept string) civic.Lang {
	if l := civic.Lang(asked); l.Valid() {
		return l
	}
	if a.Lang.Valid() {
		return a.Lang
	}
	if accept == "" || len(accept) > 256 {
		return d.set.Default
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return d.set.Default
	}
	if _, i, sure := langMatcher.Match(tags...); sure >= language.Low {
		return civic.Langs[i]
	}
	return d.set.Default
}

// client is the network that limits count by, from the one header that the proxy
// overwrites, or from the connection: a /24 of IPv4, and of IPv6 the /64 that one
// household gets.
func (d *Door) client(c *fiber.Ctx) string {
	ip, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if d.set.ClientIPHeader != "" {
		if given := strings.TrimSpace(c.Get(d.set.ClientIPHeader)); given != "" {
			var err error
			ip, err = netip.ParseAddr(given)
			ok = err == nil
		}
	}
	if !ok {
		return "net:unknown"
	}
	return networkOf(ip.Unmap().WithZone(""))
}

func networkOf(ip netip.Addr) string {
	bits := 64
	if ip.Is4() {
		bits = 24
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return "net:unknown"
	}
	return string(p.AppendTo([]byte("net:")))
}
