package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"jemaa/backend/civic"
)

// enter is the first step of every request: a number, safety headers, an end to
// panics, and the log line. What no route may ever see is refused here.
func (d *Door) enter(c *fiber.Ctx) error {
	v := &visit{door: d, id: newRequestID(), began: d.set.Clock(), lang: d.set.Default, client: d.client(c)}
	defer d.uploads.give(&c.Context().Request.Header)
	c.Locals(visitKey{}, v)
	c.Set("X-Request-Id", v.id)
	d.protect(c)
	err := d.refuse(c)
	if err == nil {
		err = d.run(c, v)
	}
	if err != nil {
		d.answerError(c, v, err)
	}
	d.saw(c, v)
	return nil
}

// knownMethod lets a method that Fiber does not know, which it would refuse in
// plain text before enter, pass for one that no route has.
func knownMethod(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(c.Method())) {
			c.Request.Header.SetMethod(fiber.MethodTrace)
		}
		next(c)
	}
}

// run ends a panic as an error: one request's bug is not everybody's.
func (d *Door) run(c *fiber.Ctx, v *visit) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.set.Log.Error("panic", "request", v.id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("api: panic: %v", p)
		}
	}()
	return c.Next()
}

// refuse turns away what is dangerous to even look at: a compressed body (one
// MiB inflates to a GiB before any limit sees it), and in a demonstration any
// name but this machine's (a page elsewhere could point its own name here).
func (d *Door) refuse(c *fiber.Ctx) error {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		c.Context().SetConnectionClose()
		return civic.Fail(civic.KindUnsupported, "input.encoding")
	}
	if d.set.Demo && !loopbackHost(string(c.Context().Host())) {
		return civic.Denied("demo.host")
	}
	return nil
}

func loopbackHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// saw writes the log line: no address, no query, no account.
func (d *Door) saw(c *fiber.Ctx, v *visit) {
	seen := Visit{
		ID: v.id, Method: c.Method(), Status: c.Response().StatusCode(),
		Took: d.set.Clock().Sub(v.began), Code: v.code,
	}
	if v.row != nil {
		seen.Operation = v.row.id
	}
	level := slog.LevelDebug
	if v.row != nil && v.row.unsafe() {
		level = slog.LevelInfo
	}
	if seen.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if d.set.Log.Enabled(d.base, level) { // or the line is made for nothing
		d.set.Log.Log(d.base, level, "request", "request", seen.ID, "operation", seen.Operation,
			"method", seen.Method, "status", seen.Status, "ms", seen.Took.Milliseconds(), "code", seen.Code)
	}
	d.set.Seen(seen)
}

// failed is Fiber's last resort: requests so malformed that enter never ran.
func (d *Door) failed(c *fiber.Ctx, err error) error {
	defer d.uploads.give(&c.Context().Request.Header)
	v := local(c)
	var fe *fiber.Error
	if errors.As(err, &fe) && fe.Code == http.StatusRequestEntityTooLarge {
		switch c.Get(slotHeader) {
		case slotNone:
			err = civic.Fail(civic.KindLimited, "photo.busy")
		case slotNobody:
			err = civic.Fail(civic.KindUnauthenticated, "auth.required")
		case slotDown:
			err = unsure(slotDown)
		}
	}
	c.Set("X-Request-Id", v.id)
	d.protect(c)
	c.Context().SetConnectionClose()
	d.answerError(c, v, err)
	d.saw(c, v)
	return nil
}
