package contract

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// page draws a request to what is outside the document: pages, pictures, tiles,
// and addresses that nothing answers, with any method.
func (w *world) page(t *rapid.T) request {
	fixed := []string{
		"/", "/fr", "/ar/reports", "/xx/reports", "/robots.txt", "/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/city/areas.geojson",
		"/api", "/api/v1/", "/api/v2/reports", "/metrics", "/favicon.ico", "/assets/none.js", "/%2e%2e/%2e%2e/etc/passwd", "//evil.example/x", "/fr/reports/",
		"/.git/config", "/fr/%00", "/fr?lang=%FF", "/\u202e", "/api/v1/reports/", "/fr/search?q=%3Cscript%3E", "/worker.js", "/manifest.ar.webmanifest",
	}
	draw := func(label string, from ...string) string { return one(t, from, label) }
	r := request{method: draw("method", methods...), as: draw("as", append([]string{""}, people...)...)}
	lang := draw("lang", "fr", "ar", "zgh", "en", "de", "..")
	switch dice(t, 6, "page") {
	case 0, 1:
		r.target = draw("path", fixed...)
	case 2:
		r.target = "/" + lang + "/reports/" + w.live(t, "report") + draw("print", "", "/print", "/x")
	case 3:
		r.target = "/media/" + w.live(t, "photo") + "/" + draw("edge", "320", "960", "1920", "1", "-1", "x", "99999999999999999999") + ".jpg"
	case 4:
		z := rapid.IntRange(-1, 23).Draw(t, "z")
		r.target = fmt.Sprintf("/tiles/reports/%d/%d/%d.mvt?%s", z, rapid.IntRange(-1, 9000).Draw(t, "x"), rapid.IntRange(0, 9000).Draw(t, "y"),
			draw("filter", "", "status=submitted", "category=pothole,x&status=", "domain=%00", "status="+strings.Repeat("a,", 2000)))
	default:
		r.target = "/tiles/reports/0/0/0.mvt"
	}
	if r.method != "GET" && r.method != "HEAD" && dice(t, 2, "body") == 0 {
		r.body, r.kind = []byte("{}"), "application/json"
	}
	w.ambience(t, &r)
	return r
}

var methods = []string{"GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW", "get"}

// judgePage sends a request for a page and judges what is promised of every
// answer.
func (w *world) judgePage(t tester, r request) {
	w.t = t
	got := w.send(r)
	p := w.common(t, r, got)
	w.seen.count("page", got.status, p.Code)
	if got.status >= 400 && r.method != "HEAD" && strings.HasPrefix(r.target, "/api/") && p.Code == "" {
		w.blame(t, r, got, "an error of the API that is no problem")
	}
}
