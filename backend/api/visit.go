package api

import (
	"context"
	"crypto/rand"
	"net/netip"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/language"

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
	client  string // the client's address, a whole /64 for IPv6
	binding string // of the mail code that this browser asked for
	ifMatch string
	rev     int64  // of the document that is answered; becomes the ETag's first part
	digest  []byte // stands for the answer's text in its ETag; nil: the text itself
	cookies []cookie
	row     *row
	code    string // of the error that is answered
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

// client is the address that limits count by: from the one header that the proxy
// overwrites, or from the connection. An IPv6 client counts as its /64.
func (d *Door) client(c *fiber.Ctx) string {
	text := c.Context().RemoteIP().String()
	if d.set.ClientIPHeader != "" {
		if given := strings.TrimSpace(c.Get(d.set.ClientIPHeader)); given != "" {
			text = given
		}
	}
	ip, err := netip.ParseAddr(text)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap()
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
