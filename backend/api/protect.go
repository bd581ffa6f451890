package api

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"jemaa/pwa"
)

// policies are the Content-Security-Policy of each kind of answer.
type policies struct{ page, data string }

func policiesFor(app *pwa.App) policies {
	style := ""
	if app != nil {
		style = " " + app.StyleHash()
	}
	page := []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'" + style, "img-src 'self' data: blob:",
		"connect-src 'self'", "font-src 'self'", "manifest-src 'self'", "worker-src 'self'",
		"base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
	}
	return policies{
		page: strings.Join(page, "; "),
		data: "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
	}
}

// header is one that is written as it stands, its name in its canonical form.
type header struct{ name, value []byte }

// protection is the headers that every answer carries; a page loosens its policy
// to what the web app needs.
func (d *Door) protection() []header {
	all := [][2]string{
		{"Content-Security-Policy", d.policies.data},
		{fiber.HeaderXContentTypeOptions, "nosniff"},
		{fiber.HeaderReferrerPolicy, "strict-origin-when-cross-origin"},
		{"Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{fiber.HeaderXFrameOptions, "DENY"},
	}
	if d.secure {
		all = append(all, [2]string{fiber.HeaderStrictTransportSecurity, "max-age=31536000"})
	}
	if d.set.Demo {
		all = append(all, [2]string{"X-Robots-Tag", "noindex, nofollow"})
	}
	out := make([]header, len(all))
	for i, h := range all {
		out[i] = header{[]byte(http.CanonicalHeaderKey(h[0])), []byte(h[1])}
	}
	return out
}

// protect sets them.
func (d *Door) protect(c *fiber.Ctx) {
	for _, h := range d.protected {
		c.Response().Header.SetCanonical(h.name, h.value)
	}
}
