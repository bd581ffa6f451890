package api

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"jemaa/backend/atlas"
	"jemaa/backend/city"
)

// opened is a door that answers on a real port, with a city and a map behind it
// and nobody's account.
type opened struct {
	*Door
	t    *testing.T
	addr string
}

func open(t *testing.T, change func(*Settings)) *opened {
	t.Helper()
	return openWith(t, change, func(*opened) {})
}

// openWith lets a test add routes of its own before the door opens.
func openWith(t *testing.T, change func(*Settings), add func(*opened)) *opened {
	t.Helper()
	c, err := city.Load("")
	if err != nil {
		t.Fatal(err)
	}
	set := Settings{PublicURL: "https://jemaa.example", Version: "test", Default: c.DefaultLanguage, ReadTimeout: 300 * time.Millisecond}
	set.Limiter = &ledger{}
	if change != nil {
		change(&set)
	}
	d, err := New(set, Services{City: c, Atlas: atlas.New()})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := &opened{d, t, ln.Addr().String()}
	add(o)
	served := make(chan error, 1)
	go func() { served <- d.Serve(ln) }()
	t.Cleanup(func() {
		if err := d.Shutdown(5 * time.Second); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return o
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	body   string
}

// code is the problem's code, "" for none.
func (r reply) code() string {
	var p Problem
	if json.Unmarshal([]byte(r.body), &p) != nil {
		return ""
	}
	return p.Code
}

// send makes a request; headers are "Name: value".
func (o *opened) send(method, path, body string, headers ...string) reply {
	o.t.Helper()
	req, err := http.NewRequestWithContext(o.t.Context(), method, "http://"+o.addr+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			req.Host = value
			continue
		}
		req.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(b)}
}

const asJSON = "Content-Type: application/json"

// raw writes bytes on a connection of its own and gives the status line.
func (o *opened) raw(text string) string {
	o.t.Helper()
	conn, err := net.Dial("tcp", o.addr)
	if err != nil {
		o.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		o.t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func TestEveryRouteHasARow(t *testing.T) {
	o := open(t, nil)
	rows := map[string]bool{}
	for _, r := range o.rows {
		if rows[r.id] {
			t.Errorf("operation %s stands twice", r.id)
		}
		rows[r.id] = true
		if r.unsafe() && !r.rate.closed {
			t.Errorf("%s changes something and its rate class fails open", r.id)
		}
		if summaries[r.id] == "" && r.typed {
			t.Errorf("%s has no summary", r.id)
		}
	}
	known := map[string]bool{}
	for _, r := range o.rows {
		known[r.method+" "+fiberPath(r.path)] = true
		if r.method == get {
			known["HEAD "+fiberPath(r.path)] = true
		}
	}
	for _, r := range o.fiber.GetRoutes(true) {
		if !known[r.Method+" "+r.Path] {
			t.Errorf("%s %s answers without a row", r.Method, r.Path)
		}
	}
}

func TestRouteWithoutARowDoesNotStart(t *testing.T) {
	o := open(t, nil)
	g := &gate{Router: o.fiber, door: o.Door, rows: map[string]row{}}
	g.Add(post, "/back/door", nil)
	if len(g.faults) != 1 {
		t.Fatal("a route without a row was let in")
	}
}

func TestOpenAPI(t *testing.T) {
	o := open(t, nil)
	r := o.send(get, "/api/v1/openapi.json", "")
	var doc struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(r.body), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("version %q", doc.OpenAPI)
	}
	for _, row := range o.rows {
		if row.typed && doc.Paths[row.path][strings.ToLower(row.method)] == nil {
			t.Errorf("%s %s is not in the document", row.method, row.path)
		}
	}
	again, err := New(Settings{PublicURL: "http://x", Version: "test"}, Services{})
	if err != nil || string(again.OpenAPI()) != string(o.OpenAPI()) {
		t.Errorf("the document depends on what is behind the door: %v", err)
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	o := open(t, nil)
	for _, path := range []string{"/", "/fr", "/api/v1/city", "/api/v1/me", "/no/such", "/healthz", "/tiles/reports/0/0/0.mvt"} {
		h := o.send(get, path, "").header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Request-Id") == "" || h.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: headers %v", path, h)
		}
	}
}

func TestPublicAnswersMayBeKept(t *testing.T) {
	o := open(t, nil)
	r := o.send(get, "/api/v1/city", "")
	if r.header.Get("Cache-Control") != "public, max-age=300" || r.header.Get("Access-Control-Allow-Origin") != "*" || r.header.Get("Set-Cookie") != "" {
		t.Errorf("headers %v", r.header)
	}
	etag := r.header.Get("ETag")
	if again := o.send(get, "/api/v1/city", "", "If-None-Match: "+etag); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("asked again: %d with %d bytes", again.status, len(again.body))
	}
	zipped := o.send(get, "/api/v1/city", "", "Accept-Encoding: gzip")
	if zipped.header.Get("Content-Encoding") != "gzip" || zipped.header.Get("ETag") == etag || !strings.Contains(zipped.header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("compressed: %v", zipped.header)
	}
	if len(zipped.body) >= len(r.body)/2 {
		t.Errorf("%d bytes became %d", len(r.body), len(zipped.body))
	}
	if again := o.send(get, "/api/v1/city", "", "Accept-Encoding: gzip", "If-None-Match: "+zipped.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("compressed, asked again: %d", again.status)
	}
	for range 2 {
		pressed := o.send(get, "/api/v1/city", "", "Accept-Encoding: gzip, br")
		if pressed.header.Get("Content-Encoding") != "br" || len(pressed.body) >= len(zipped.body) {
			t.Errorf("brotli: %d bytes, gzip %d", len(pressed.body), len(zipped.body))
		}
		plain, err := io.ReadAll(brotli.NewReader(strings.NewReader(pressed.body)))
		if err != nil || string(plain) != r.body {
			t.Errorf("brotli gives something else: %v", err)
		}
	}
	if head := o.send(http.MethodHead, "/api/v1/city", ""); head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD: %d", head.status)
	}
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	o := open(t, nil)
	rows := []struct{ path, accept, want string }{
		{"/api/v1/me", "", "Connectez-vous pour continuer."},
		{"/api/v1/me", "Accept-Language: en-GB,en;q=0.8", "Sign in to go on."},
		{"/api/v1/me", "Accept-Language: ar-MA,fr;q=0.5", "سجّلوا الدخول للمتابعة."},
		{"/api/v1/me?lang=zgh", "Accept-Language: fr", "ⴽⵛⵎ ⴰⴼⴰⴷ ⴰⴷ ⵜⴽⵎⵎⵍⴷ."},
		{"/api/v1/me", "Accept-Language: ja", "Connectez-vous pour continuer."},
	}
	for _, row := range rows {
		headers := []string{}
		if row.accept != "" {
			headers = append(headers, row.accept)
		}
		r := o.send(get, row.path, "", headers...)
		var p Problem
		if err := json.Unmarshal([]byte(r.body), &p); err != nil {
			t.Fatal(err)
		}
		if p.Detail != row.want || p.Status != 401 || r.status != 401 || p.Code != "auth.required" || p.RequestID != r.header.Get("X-Request-Id") {
			t.Errorf("%s %s: %d %+v", row.path, row.accept, r.status, p)
		}
		if r.header.Get("Content-Type") != "application/problem+json" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", r.header)
		}
	}
}

func TestInputFaults(t *testing.T) {
	o := open(t, nil)
	rows := []struct {
		name, path, field, code string
	}{
		{"not a number", "/api/v1/city/locate?lon=a&lat=1", "lon", "input.number"},
		{"missing", "/api/v1/city/locate?lat=1", "lon", "input.required"},
		{"too great", "/api/v1/city/locate?lon=181&lat=1", "lon", "input.maximum"},
		{"not one of", "/api/v1/reports?sort=best", "sort", "input.one_of"},
		{"too many", "/api/v1/reports?limit=101", "limit", "input.maximum"},
		{"too long", "/api/v1/search?q=" + strings.Repeat("x", 201), "q", "input.max_length"},
		{"not a time", "/api/v1/reports?from=yesterday", "from", "input.time"},
		{"bad box", "/api/v1/search?bbox=1,2,3", "bbox", "input.format"},
		{"a filter there is not", "/api/v1/reports?catgory=pothole", "catgory", "input.unknown"},
		{"two lists at once", "/api/v1/reports?author=me&area=anfa", "author", "report.filters_alone"},
	}
	for _, row := range rows {
		r := o.send(get, row.path, "", "Accept-Language: en")
		var p Problem
		if err := json.Unmarshal([]byte(r.body), &p); err != nil {
			t.Fatal(row.name, err, r.body)
		}
		if r.status != 400 || p.Code != row.code || p.Field != row.field || strings.Contains(p.Detail, "{") {
			t.Errorf("%s: %d %+v", row.name, r.status, p)
		}
	}
}

func TestUnknownPaths(t *testing.T) {
	o := open(t, nil)
	rows := []struct {
		method, path, accept string
		status               int
		code                 string
	}{
		{get, "/api/v1/nothing", "text/html", 404, "route.unknown"},
		{get, "/nothing", "*/*", 404, "route.unknown"},
		{get, "/nothing", "text/html", 404, ""},
		{post, "/api/v1/city", "", 405, "route.method"},
		{remove, "/api/v1/nothing", "", 405, "route.method"},
		{"BREW", "/api/v1/city", "", 405, "route.method"},
		{get, "/tiles/reports/1/2/0.mvt", "", 404, "map.tile"},
		{get, "/tiles/reports/a/b/c.mvt", "", 404, "map.tile"},
	}
	for _, row := range rows {
		r := o.send(row.method, row.path, "", "Accept: "+row.accept)
		if r.status != row.status || r.code() != row.code {
			t.Errorf("%s %s: %d %q", row.method, row.path, r.status, r.code())
		}
	}
}

func TestRootLeadsToTheReadersLanguage(t *testing.T) {
	o := open(t, nil)
	for accept, want := range map[string]string{"": "/fr", "ar": "/ar", "en-US,en": "/en", "de": "/fr"} {
		r := o.send(get, "/", "", "Accept-Language: "+accept)
		if r.status != http.StatusFound || r.header.Get("Location") != want {
			t.Errorf("%q: %d to %q", accept, r.status, r.header.Get("Location"))
		}
	}
}

func TestTile(t *testing.T) {
	o := open(t, nil)
	o.on.Atlas.Put(atlas.Mark{ID: "01J00000000000000000000001", Rev: 1, Category: "pothole", Domain: "mobility", Status: "submitted", Open: true})
	r := o.send(get, "/tiles/reports/0/0/0.mvt?status=submitted,resolved", "")
	if r.status != 200 || !strings.Contains(r.body, "pothole") || r.header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" {
		t.Errorf("%d %v %q", r.status, r.header, r.body)
	}
	if empty := o.send(get, "/tiles/reports/0/0/0.mvt?status=resolved", ""); empty.status != 200 || empty.body != "" {
		t.Errorf("%d %q", empty.status, empty.body)
	}
}

func ExampleDoor_OpenAPI() {
	d, err := New(Settings{PublicURL: "https://jemaa.example"}, Services{})
	fmt.Println(err, len(d.OpenAPI()) > 10_000)
	// Output: <nil> true
}

func TestDocumentSaysWhatTypesCannot(t *testing.T) {
	d, err := New(Settings{PublicURL: "https://jemaa.example"}, Services{})
	if err != nil {
		t.Fatal(err)
	}
	text := string(d.OpenAPI())
	for _, want := range []string{
		`"author":{"anyOf":[{"$ref":"#/components/schemas/Author"},{"type":"null"}]}`, `"image/webp"`, `["","fr","ar","zgh","en"]`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the document lacks %s", want)
		}
	}
}
