package app

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// Few photos are under way at once for one person, and few for everybody. What
// ends, however it ends, must leave the way free: or a phone on a bad line shuts
// itself out, and eight hostile accounts shut out the city.
func TestUploadsThatFailLeaveTheWayFree(t *testing.T) {
	w := settle(t, demo...)
	const fails = 5 // one more than a person may have under way
	for name, broken := range map[string]func(token string) string{
		"breaks off": func(token string) string {
			return w.sent(token, "/api/v1/photos/"+w.id(), "", 200_000, true)
		},
		"is too large": func(token string) string {
			return w.sent(token, "/api/v1/photos/"+w.id(), "", 20_000_000, false)
		},
		"goes nowhere": func(token string) string {
			return w.sent(token, "/api/v1/photos/"+w.id()+"/320", "", 3, false)
		},
		"is compressed": func(token string) string {
			return w.sent(token, "/api/v1/photos/"+w.id(), "Content-Encoding: gzip\r\n", 3, false)
		},
		"is no photo": func(token string) string {
			return w.sent(token, "/api/v1/photos/"+w.id(), "", 3, false)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := w.persona("resident")
			for range fails {
				if line := broken(p.token); strings.Contains(line, "429") {
					t.Errorf("refused: %s", line)
				}
			}
			p.do("PUT", "/api/v1/photos/"+w.id(), append(snapshot(1), make([]byte, 100_000)...)).want(201)
		})
	}
}

// sent begins an upload of so many bytes, of which three come, and gives the
// answer's first line; cut, the connection then breaks, and what the server made
// of it is waited for.
func (w *town) sent(token, path, headers string, length int, cut bool) string {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.Addr())
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := fmt.Fprintf(conn, "PUT %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nContent-Type: image/jpeg\r\n%sContent-Length: %d\r\n\r\nabc",
		path, token, headers, length); err != nil {
		w.t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok && cut {
		_ = tcp.CloseWrite()
	}
	r := bufio.NewReader(conn)
	line, err := r.ReadString('\n')
	if err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	if cut {
		_, _ = io.Copy(io.Discard, r)
	}
	return strings.TrimSpace(line)
}
