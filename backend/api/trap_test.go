package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
)

func TestStringsOfARequestOutliveIt(t *testing.T) {
	var mu sync.Mutex
	var kept []string
	o := openWith(t, nil, func(o *opened) {
		o.fiber.Post("/keep/:name", func(c *fiber.Ctx) error {
			mu.Lock()
			defer mu.Unlock()
			kept = append(kept, c.Params("name"), c.Query("q"), c.Get("X-Text"), string(c.Body()))
			return nil
		})
	})
	var want []string
	for _, s := range []string{"first", "secnd", "third"} {
		o.send(post, "/keep/"+s+"?q="+s, s, "X-Text: "+s)
		want = append(want, s, s, s, s)
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Equal(kept, want) {
		t.Fatalf("kept %v", kept)
	}
}

func TestCompressedBodiesAreRefused(t *testing.T) {
	o := open(t, func(s *Settings) { s.ReadTimeout = 5 * time.Second })
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	_, _ = io.CopyN(w, zeros{}, 60<<20)
	_ = w.Close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, path := range []string{"/api/v1/auth/codes", "/api/v1/photos/01J00000000000000000000001", "/no/such"} {
		for _, encoding := range []string{"gzip", "br", "deflate", "identity", "gzip, gzip"} {
			r := o.send(post, path, bomb.String(), asJSON, "Content-Encoding: "+encoding)
			if r.status != http.StatusUnsupportedMediaType || r.code() != "input.encoding" {
				t.Fatalf("%s %s: %d %s", path, encoding, r.status, r.body)
			}
		}
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 40<<20 {
		t.Errorf("%d MiB were allocated", grown>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBodiesAreBounded(t *testing.T) {
	o := open(t, func(s *Settings) { s.ReadTimeout = 5 * time.Second })
	if o.fiber.Config().StreamRequestBody || o.fiber.Server().StreamRequestBody {
		t.Error("streaming switches the body limit off")
	}
	big := strings.Repeat("x", maxJSON+1)
	for _, row := range []struct{ method, path, kind string }{
		{post, "/api/v1/auth/codes", asJSON},
		{put, "/api/v1/reports/01J00000000000000000000001", asJSON},
		{put, "/api/v1/photosomething", "Content-Type: image/jpeg"},
	} {
		line := o.raw(fmt.Sprintf("%s %s HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n%s", row.method, row.path, row.kind, len(big), big))
		if line != "HTTP/1.1 413 Request Entity Too Large" {
			t.Errorf("%s: %s", row.path, line)
		}
	}
	photo := strings.Repeat("x", ofNobody+1)
	line := o.raw(fmt.Sprintf("PUT /api/v1/photos/01J00000000000000000000001 HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n"+
		"X-Jemaa-Slot: taken\r\nContent-Length: %d\r\n\r\n%s", len(photo), photo))
	if line != "HTTP/1.1 401 Unauthorized" {
		t.Errorf("a photo of nobody: %s", line)
	}
	line = o.raw("POST /api/v1/auth/codes HTTP/1.1\r\nHost: x\r\n" + asJSON + "\r\nTransfer-Encoding: chunked\r\n\r\n" +
		fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(big), big))
	if line != "HTTP/1.1 413 Request Entity Too Large" {
		t.Errorf("chunked: %s", line)
	}
	line = o.raw("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("h", 20<<10) + "\r\n\r\n")
	if line != "HTTP/1.1 431 Request Header Fields Too Large" {
		t.Errorf("headers: %s", line)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	o := open(t, func(s *Settings) { s.Connections, s.ReadTimeout = 3, 5*time.Second })
	for range 3 {
		conn, err := net.Dial("tcp", o.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
	}
	deadline := time.Now().Add(5 * time.Second)
	for o.fiber.Server().GetOpenConnectionsCount() < 3 && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if line := o.raw("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"); line != "HTTP/1.1 503 Service Unavailable" {
		t.Errorf("one connection too many: %s", line)
	}
}

func TestHalfSentRequestsDoNotHoldTheDoor(t *testing.T) {
	o := open(t, nil) // reads for 300 ms
	var conns []net.Conn
	for range 8 {
		conn, err := net.Dial("tcp", o.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST /api/v1/auth/codes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	if r := o.send(get, "/healthz", ""); r.status != 200 {
		t.Errorf("others wait: %d", r.status)
	}
	began := time.Now()
	if err := o.Shutdown(5 * time.Second); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("shutdown took %s", took)
	}
	_ = conns[0].SetReadDeadline(time.Now().Add(2 * time.Second))
	if b, err := io.ReadAll(conns[0]); err != nil {
		t.Errorf("still open after the shutdown: %q %v", b, err)
	}
}

// own is a row of a test.
func own(deadline time.Duration) row {
	return row{id: "own", need: anyone, rate: writing, body: noBody, deadline: deadline, method: post}
}

func TestShutdownLetsWorkEnd(t *testing.T) {
	started, state := make(chan struct{}), make(chan error, 1)
	o := openWith(t, nil, func(o *opened) {
		o.fiber.Post("/slow", o.guard(own(5*time.Second)), func(c *fiber.Ctx) error {
			close(started)
			<-c.Context().Done() // Fiber's context ends when the shutdown begins
			state <- c.UserContext().Err()
			return c.SendString("done")
		})
	})
	answered := make(chan reply, 1)
	go func() { answered <- o.send(post, "/slow", "") }()
	<-started
	if err := o.Shutdown(5 * time.Second); err != nil {
		t.Fatal(err)
	}
	if err := <-state; err != nil {
		t.Errorf("the work's context ended with the shutdown: %v", err)
	}
	if r := <-answered; r.status != 200 || r.body != "done" {
		t.Errorf("%d %q", r.status, r.body)
	}
}

func TestDeadlineIsAnAnswer(t *testing.T) {
	o := openWith(t, nil, func(o *opened) {
		o.fiber.Post("/slow", o.guard(own(20*time.Millisecond)), func(c *fiber.Ctx) error {
			<-c.UserContext().Done()
			return fmt.Errorf("reading: %w", c.UserContext().Err())
		})
	})
	r := o.send(post, "/slow", "")
	if r.status != 503 || r.code() != "engine.down" || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestPanicsAndSecretsStayInside(t *testing.T) {
	answers := map[string]func(*fiber.Ctx) error{
		"/panic": func(*fiber.Ctx) error { panic("hunter2") },
		"/error": func(*fiber.Ctx) error { return errors.New("mongodb://u:hunter2@host") },
		"/cause": func(*fiber.Ctx) error { return civic.NotFound("report.not_found").By(errors.New("hunter2")) },
	}
	o := openWith(t, nil, func(o *opened) {
		for path, f := range answers {
			o.fiber.Post(path, o.guard(own(time.Second)), f)
		}
	})
	for path, status := range map[string]int{"/panic": 500, "/error": 500, "/cause": 404} {
		r := o.send(post, path, "")
		if r.status != status || strings.Contains(r.body, "hunter2") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestLinksComeFromThePublicAddress(t *testing.T) {
	o := open(t, nil)
	for _, h := range []string{"X-Forwarded-Host: evil.example", "Host: evil.example", "Forwarded: host=evil.example", "X-Forwarded-Proto: gopher"} {
		r := o.send(get, "/fr/about", "", h)
		if strings.Contains(r.body, "evil.example") || strings.Contains(r.body, "gopher") {
			t.Errorf("%s: the page repeats it", h)
		}
		if r := o.send(get, "/", "", h); strings.Contains(r.header.Get("Location"), "evil") {
			t.Errorf("%s: leads to %s", h, r.header.Get("Location"))
		}
	}
}

func TestOnlyExactJSON(t *testing.T) {
	o := open(t, nil)
	body := `{"email":"a@b.example"}`
	rows := []struct {
		name, kind, body string
		status           int
		code             string
	}{
		{"a form", "application/x-www-form-urlencoded", "email=a@b.example", 415, "input.type"},
		{"multipart", "multipart/form-data; boundary=x", body, 415, "input.type"},
		{"text", "text/plain", body, 415, "input.type"},
		{"nothing", "", body, 415, "input.type"},
		{"a relative", "application/problem+json", body, 415, "input.type"},
		{"another charset", "application/json; charset=utf-16", body, 415, "input.type"},
		{"an odd parameter", "application/json; profile=x", body, 415, "input.type"},
		{"syntax", "application/json", `{"email":`, 400, "input.json"},
		{"empty", "application/json", ``, 400, "input.json"},
		{"two values", "application/json", body + body, 400, "input.json"},
		{"not UTF-8", "application/json", "{\"email\":\"\xff\"}", 400, "input.json"},
		{"same key twice", "application/json", `{"email":"a@b.example","email":"c@d.example"}`, 400, "input.duplicate"},
		{"escaped same key", "application/json", `{"email":"a@b.example","\u0065mail":"c@d.example"}`, 400, "input.duplicate"},
		{"unknown field", "application/json", `{"email":"a@b.example","admin":true}`, 400, "input.unknown"},
		{"other case", "application/json", `{"Email":"a@b.example"}`, 400, "input.required"},
		{"wrong type", "application/json", `{"email":["a@b.example"]}`, 400, "input.string"},
		{"an operator", "application/json", `{"email":{"$ne":""}}`, 400, "input.string"},
		{"null for a field", "application/json", `{"email":null}`, 400, "input.format"},
		{"null", "application/json", `null`, 400, "input.object"},
		{"deep", "application/json", strings.Repeat(`[`, 5000), 400, "input.depth"},
	}
	for _, row := range rows {
		r := o.send(post, "/api/v1/auth/codes", row.body, "Content-Type: "+row.kind)
		if r.status != row.status || r.code() != row.code {
			t.Errorf("%s: %d %s", row.name, r.status, r.body)
		}
	}
	if r := o.send(get, "/api/v1/city", "{}", asJSON); r.status != 400 || r.code() != "input.no_body" {
		t.Errorf("a body where none belongs: %d %s", r.status, r.body)
	}
}

func TestOtherSitesCannotAct(t *testing.T) {
	o := open(t, nil)
	rows := []struct {
		headers []string
		refused bool
	}{
		{nil, false}, // no browser
		{[]string{"Sec-Fetch-Site: same-origin"}, false},
		{[]string{"Sec-Fetch-Site: none"}, false},
		{[]string{"Sec-Fetch-Site: cross-site"}, true},
		{[]string{"Sec-Fetch-Site: same-site"}, true},
		{[]string{"Sec-Fetch-Site: cross-site", "Origin: https://jemaa.example"}, true},
		{[]string{"Origin: https://jemaa.example"}, false},
		{[]string{"Origin: https://evil.example"}, true},
		{[]string{"Origin: null"}, true},
		{[]string{"Origin: https://jemaa.example.evil.example"}, true},
	}
	for _, row := range rows {
		r := o.send(post, "/api/v1/auth/demo", `{"persona":"admin"}`, append(row.headers, asJSON)...)
		if refused := r.status == 403 && r.code() == "auth.cross_site"; refused != row.refused {
			t.Errorf("%v: %d %s", row.headers, r.status, r.body)
		}
	}
	if r := o.send(get, "/api/v1/city", "", "Sec-Fetch-Site: cross-site"); r.status != 200 {
		t.Errorf("a public read from elsewhere: %d", r.status)
	}
}

func TestDemonstrationAnswersThisMachineOnly(t *testing.T) {
	o := open(t, func(s *Settings) { s.Demo, s.PublicURL = true, "http://127.0.0.1:8080" })
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1:1": 200, "[::1]:8080": 200,
		"evil.example": 403, "127.0.0.1.evil.example": 403, "10.0.0.1": 403,
	} {
		if r := o.send(get, "/healthz", "", "Host: "+host); r.status != status {
			t.Errorf("%s: %d", host, r.status)
		}
	}
	r := o.send(get, "/robots.txt", "")
	if !strings.Contains(r.body, "Disallow: /\n") || !strings.Contains(r.header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("%q %v", r.body, r.header)
	}
}

func TestCookies(t *testing.T) {
	for address, want := range map[string]string{
		"https://jemaa.example": "__Host-jemaa=tok; max-age=60; path=/; HttpOnly; secure; SameSite=Lax",
		"http://127.0.0.1:8080": "jemaa=tok; max-age=60; path=/; HttpOnly; SameSite=Lax",
	} {
		o := openWith(t, func(s *Settings) { s.PublicURL = address }, func(o *opened) {
			o.fiber.Post("/sets", o.guard(own(time.Second)), func(c *fiber.Ctx) error {
				v := visitOf(c.UserContext())
				v.cookies = append(v.cookies, cookie{sessionCookie, "tok", time.Minute})
				return nil
			})
		})
		r := o.send(post, "/sets", "")
		if got := r.header.Get("Set-Cookie"); got != want {
			t.Errorf("%s: %s", address, got)
		}
		if r.header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("kept: %v", r.header)
		}
	}
}

func TestRevision(t *testing.T) {
	for text, want := range map[string]int64{
		"17": 17, `"17"`: 17, `"17.3f2a"`: 17, `W/"17.3f2a-gz"`: 17, "0": 0, "": 0, "*": 0, `"-1"`: 0, `"x.1"`: 0,
	} {
		got, err := revision(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{
		"gzip": true, "br, gzip": true, "gzip;q=0": false, "gzip; q=0.0": false, "gzip;q=0.5": true, "": false, "br": false, "x-gzip": false,
	} {
		if accepts(header, "gzip") != want {
			t.Errorf("%q: %v", header, !want)
		}
	}
}

func TestVisitOfNothing(t *testing.T) {
	if v := visitOf(context.Background()); v.lang != civic.French || v.actor.SignedIn() {
		t.Errorf("%+v", v)
	}
}
