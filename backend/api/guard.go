package api

import (
	"context"
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/account"
	"jemaa/backend/civic"
	"jemaa/backend/store"
)

// guard is what a row demands before its handler runs, and what every answer
// gets afterwards. The handler's context is our own: Fiber's is not cancelled
// when the client leaves, but is the moment a shutdown begins.
func (d *Door) guard(r row) fiber.Handler {
	gauge := r.rate.gauge()
	return func(c *fiber.Ctx) error {
		v := local(c)
		v.row, v.gauge = &r, &gauge
		ctx, cancel := context.WithTimeout(d.base, r.deadline)
		defer cancel()
		if err := d.admit(ctx, c, v); err != nil {
			return err
		}
		c.SetUserContext(context.WithValue(ctx, visitKey{}, v))
		if err := c.Next(); err != nil {
			return err
		}
		return d.finish(c, v)
	}
}

func (d *Door) admit(ctx context.Context, c *fiber.Ctx, v *visit) error {
	r := v.row
	v.token, v.bearer = d.token(func(n string) string { return c.Cookies(n) }, c.Get(fiber.HeaderAuthorization))
	v.binding, v.known = clip(c.Cookies(d.cookieName(bindingCookie))), clip(c.Cookies(d.cookieName(knownCookie)))
	v.ifMatch = c.Get(fiber.HeaderIfMatch)
	if r.inPerson() {
		v.browser = clip(c.Cookies(d.cookieName(browserCookie)))
		v.device = account.DeviceOf(c.Get(fiber.HeaderUserAgent))
	}
	if err := unsure(c.Get(slotHeader)); err != nil {
		return err
	}
	unknown := d.identify(ctx, v)
	v.lang = d.langOf(c.Query("lang"), v.actor, c.Get(fiber.HeaderAcceptLanguage))
	if err := d.sameSite(c, v); err != nil {
		return err
	}
	if err := d.limit(ctx, c, v); err != nil { // who shows a wrong token too
		return err
	}
	if unknown != nil {
		return unknown
	}
	if err := v.sentFor(c.Get(accountHeader)); err != nil {
		return err
	}
	if err := r.need.meets(v.actor); err != nil {
		return err
	}
	if err := r.scope(v.actor.Proof); err != nil {
		return err
	}
	return d.bodyOf(c, r)
}

// identify turns the session's token into an actor. A cookie that names no
// session any more is nobody; a bearer that does is a mistake worth telling.
func (d *Door) identify(ctx context.Context, v *visit) error {
	if v.token == "" || v.row.cache.public && v.row.need == anyone && !v.row.personal() {
		return nil
	}
	actor, err := d.on.actor(ctx, v.token)
	switch civic.KindOf(err) {
	case "":
		if err != nil {
			return err
		}
		v.actor = actor
	case civic.KindUnauthenticated, civic.KindNotFound, civic.KindGone:
		if v.bearer {
			return civic.Fail(civic.KindUnauthenticated, "auth.session")
		}
		v.token = ""
	default:
		return err
	}
	return nil
}

// personal tells whether a public route answers otherwise to somebody signed in.
func (r row) personal() bool { return !r.cache.public }

// sameSite stops other sites from acting with a visitor's cookie: the rules of
// Go's http.CrossOriginProtection (Sec-Fetch-Site, then Origin against Host). A
// bearer token is never sent by a browser on its own.
func (d *Door) sameSite(c *fiber.Ctx, v *visit) error {
	if !v.row.unsafe() || v.bearer {
		return nil
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return nil
	case "":
		origin := c.Get(fiber.HeaderOrigin)
		if origin == "" {
			return nil // neither header: no browser
		}
		u, err := url.Parse(origin)
		if err == nil && u.Host != "" && (u.Host == d.host || u.Host == string(c.Context().Host())) {
			return nil
		}
	}
	return civic.Denied("auth.cross_site")
}

// bodyOf judges a body's form before anybody reads it.
func (d *Door) bodyOf(c *fiber.Ctx, r *row) error {
	body := c.Request().Body()
	switch r.body {
	case noBody:
		if len(body) > 0 {
			return civic.Invalid("input.no_body", "")
		}
	case jsonBody:
		if len(body) > maxJSON {
			return tooLarge(maxJSON)
		}
		if err := exactlyJSON(c.Get(fiber.HeaderContentType)); err != nil {
			return err
		}
		return wellFormed(body)
	case photoBody:
		if c.Get(slotHeader) == slotNone && len(body) > maxJSON {
			return civic.Fail(civic.KindLimited, "photo.busy")
		}
		return exactlyPhoto(c.Get(fiber.HeaderContentType))
	}
	return nil
}

func tooLarge(limit int) error {
	return civic.Fail(civic.KindTooLarge, "input.too_large").With("max", limit)
}

// engineDown makes an engine's silence, or its slowness, an answer that says to
// come back.
func engineDown(err error) bool {
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrClosed)
}
