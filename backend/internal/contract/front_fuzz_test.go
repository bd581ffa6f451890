package contract

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// front is a program with people and reports, for the targets that speak to its
// front door. Each answer is judged as in TestEveryAnswerKeepsTheContract.
func front(f *testing.F) *world {
	f.Helper()
	w := settle(f, read(f))
	w.scene()
	return w
}

// addressed is a request to an operation of the contract about a live subject.
func (w *world) addressed(o operation, persona uint8) request {
	r := request{op: o, method: o.method, form: unsure, as: append([]string{""}, people...)[int(persona)%(len(people)+1)]}
	pool := "report"
	switch {
	case strings.Contains(o.path, "/photos/"):
		pool = "photo"
	case strings.Contains(o.path, "/push/"), strings.Contains(o.path, "/templates/"):
		pool = "account"
	}
	r.subject = w.pools[pool][0]
	r.target = strings.NewReplacer("{id}", r.subject, "{code}", ours, "{kind}", "report").Replace(o.path)
	return r
}

// Any bytes of any type to any route that changes something are done, or refused
// with a problem; never a failure.
func FuzzBody(f *testing.F) {
	w := front(f)
	var unsafe []operation
	for _, o := range w.doc.operations {
		if o.method != http.MethodGet {
			unsafe = append(unsafe, o)
		}
	}
	for i, o := range unsafe {
		for _, body := range []string{
			``, `{}`, `{"$where":"1"}`, `[[[[[[[[[[`, `{"title":{"$ne":""}}`, `{"kind":"status","status":"resolved","text":"Vu"}`, `{"reason":"spam"}`,
			`{"category":"pothole","description":"Un trou","location":{"lon":-7.6149,"lat":33.5985},"answers":{"size":["large"]}}`,
		} {
			f.Add(uint8(i), uint8(len(o.id)), "application/json", []byte(body))
		}
	}
	f.Add(uint8(0), uint8(1), "text/plain; charset=\"\xff", []byte("\xef\xbb\xbf{}"))
	f.Fuzz(func(t *testing.T, route, persona uint8, kind string, body []byte) {
		r := w.addressed(unsafe[int(route)%len(unsafe)], persona)
		if len(body) > 60<<10 || !sendable(kind) {
			t.Skip("never reaches a route")
		}
		r.kind, r.body = kind, body
		if r.op.id == "editReport" {
			r.headers = [][2]string{{"If-Match", "1"}}
		}
		w.judge(t, r)
	})
}

// Any query to any route that reads is answered, or refused with a problem.
func FuzzFilters(f *testing.F) {
	w := front(f)
	var reads []operation
	for _, o := range w.doc.operations {
		if o.method == http.MethodGet && len(o.Parameters) > 0 {
			reads = append(reads, o)
		}
	}
	for i := range len(reads) + 2 {
		for _, query := range []string{
			"", "sort=deadline&area=anfa&status=submitted,resolved", "ref=123-456-7890", "after=eyJ2IjoxLCJpIjoieCJ9", "q=nid+de+poule&facets=status",
			"lon=NaN&lat=1e400", "near=-7.6,33.6&metres=5&bbox=1,2,3,4", "changed_since=2026-02-12T09:00:00Z", "limit=101&limit=1", "text=%00%ff", "a[$ne]=1;b",
		} {
			f.Add(uint8(i), uint8(i), query)
		}
	}
	f.Fuzz(func(t *testing.T, route, persona uint8, query string) {
		if len(query) > 8<<10 {
			t.Skip("refused before any route")
		}
		n := int(route) % (len(reads) + 2)
		if n >= len(reads) {
			r := request{method: "GET", target: []string{"/tiles/reports/0/0/0.mvt", "/fr/reports"}[n-len(reads)] + "?" + asQuery(query)}
			w.judgePage(t, r)
			return
		}
		r := w.addressed(reads[n], persona)
		r.target += "?" + asQuery(query)
		w.judge(t, r)
	})
}

// asQuery writes what a request line cannot hold in percents, and leaves the rest
// as it is.
func asQuery(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '#' {
			b.WriteString(url.QueryEscape(string(rune(c))))
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Whatever the headers say, a report is read, or changed, or refused.
func FuzzHeaders(f *testing.F) {
	w := front(f)
	get, edit := w.doc.operation("getReport"), w.doc.operation("editReport")
	for _, row := range [][3]string{
		{"fr, ar;q=0.5", `"1.abc"`, "Bearer x"}, {";q=", `W/"2"`, "bearer "}, {"zgh-Tfng-MA-x-" + strings.Repeat("a-", 100), "*", "Basic Og=="},
		{"*;q=1,*;q=2", `"9223372036854775808"`, "Bearer\t"}, {"i-default,en-GB-oed", `"a","b`, "Negotiate"}, {"a-b-c-d;q=1e9", "-1", "Bearer \x80"},
	} {
		f.Add(row[0], row[1], row[2], "jemaa="+row[2]+"; jemaa-code="+row[1], row[1]+","+row[0])
	}
	f.Fuzz(func(t *testing.T, language, match, authorization, cookie, none string) {
		for _, s := range []string{language, match, authorization, cookie, none} {
			if !sendable(s) || len(s) > 2000 {
				t.Skip("no header")
			}
		}
		r := w.addressed(get, 0)
		r.headers = [][2]string{{"Accept-Language", language}, {"If-None-Match", none}, {"Authorization", authorization}, {"Cookie", cookie}, {"Accept-Encoding", match}}
		w.judge(t, r)
		r = w.addressed(edit, 1)
		r.body, r.kind = []byte(`{"title":"Autre"}`), "application/json"
		r.headers = [][2]string{{"Accept-Language", language}, {"If-Match", match}, {"Origin", none}, {"Sec-Fetch-Site", cookie}}
		w.judge(t, r)
	})
}

// sendable tells whether a client would send a text as a header.
func sendable(s string) bool {
	return s == textproto.TrimString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// Any bytes on a connection get an answer that is HTTP and no failure, or none.
func FuzzConnection(f *testing.F) {
	w := front(f)
	addr := strings.TrimPrefix(w.base, "http://")
	for _, text := range []string{
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /healthz HTTP/1.0\r\n\r\n", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/9\r\n\r\n", "\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"PUT /api/v1/photos/01K0C0NTRACT00000000000001 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n",
		"POST /api/v1/auth/codes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
		"POST /api/v1/auth/codes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\nffffffffffffffff\r\n{}",
		"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("a", 20_000) + "\r\n\r\n", "\x16\x03\x01\x00\x05hello", "GET /%2e%2e/%00 HTTP/1.1\r\nHost: localhost\r\n a: b\r\n\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		if len(sent) > 32<<10 {
			t.Skip("as the shorter ones")
		}
		got, err := exchange(addr, sent)
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(bytes.NewReader(got))
		for {
			if _, err := r.Peek(1); errors.Is(err, io.EOF) {
				return
			}
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				return // a HEAD's answer looks cut short; a second one may really be
			}
			_, _ = io.Copy(io.Discard, res.Body) // may be cut short with the connection
			if res.StatusCode >= 500 || res.StatusCode >= 200 && res.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Fatalf("%q -> %d %v", sent, res.StatusCode, res.Header)
			}
		}
	})
}

// exchange writes everything, closes its half, and reads what comes.
func exchange(addr string, sent []byte) ([]byte, error) {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(15 * time.Second))
	if _, err := conn.Write(sent); err != nil {
		return nil, nil // refused before it was all sent
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	got, err := io.ReadAll(conn)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return got, err
	}
	return got, nil
}
