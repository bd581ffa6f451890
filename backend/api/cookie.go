package api

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Cookie names. With https they carry the __Host- prefix: the browser then
// takes them only from this very host, over https, for the whole site.
const (
	sessionCookie = "jemaa"
	bindingCookie = "jemaa-code"  // ties a mail code to the browser that asked
	knownCookie   = "jemaa-known" // says that this browser signed in with an address before
	browserCookie = "jemaa-key"   // ties a passkey's answer to the browser that asked
)

func (d *Door) cookieName(name string) string {
	if d.secure {
		return "__Host-" + name
	}
	return name
}

func (d *Door) setCookie(c *fiber.Ctx, name, value string, age time.Duration) {
	ck := &fiber.Cookie{
		Name: d.cookieName(name), Value: value, Path: "/", HTTPOnly: true, Secure: d.secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(age / time.Second),
	}
	if age <= 0 {
		ck.MaxAge, ck.Expires = -1, time.Unix(0, 0)
	}
	c.Cookie(ck)
}

// token finds the session's token: a bearer's first, so that a script with both
// is judged by what it sent on purpose; the second value tells which it was.
func (d *Door) token(cookie func(string) string, authorization string) (token string, bearer bool) {
	scheme, value, ok := strings.Cut(authorization, " ")
	if ok && strings.EqualFold(scheme, "bearer") && value != "" {
		return clip(value), true
	}
	return clip(cookie(d.cookieName(sessionCookie))), false
}

// clip drops what is too long to be a token of ours.
func clip(token string) string {
	if len(token) > 128 {
		return ""
	}
	return token
}
