package api

import (
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

// protect sets the headers that every answer carries; a page loosens its policy
// to what the web app needs.
func (d *Door) protect(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", d.policies.data)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "strict-origin-when-cross-origin")
	c.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	if d.secure {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	if d.set.Demo {
		c.Set("X-Robots-Tag", "noindex, nofollow")
	}
}
