package api

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
	"time"
)

// Memory is taken for a body as soon as its length is told: a hundred bytes from
// nobody in particular must not take 256 KiB on every connection there may be.
func TestPhotosOfNobodyTakeLittle(t *testing.T) {
	o := open(t, func(s *Settings) { s.ReadTimeout = 20 * time.Second })
	begin := fmt.Sprintf("PUT /api/v1/photos/01J00000000000000000000001 HTTP/1.1\r\nHost: x\r\n"+
		"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\nabc", ofNobody)
	for range uploadsEach {
		conn, err := net.Dial("tcp", o.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); o.uploads.count() < uploadsEach; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d uploads of nobody are counted", o.uploads.count())
		}
	}
	if line := o.raw(begin); line != "HTTP/1.1 401 Unauthorized" {
		t.Errorf("one more: %s", line)
	}
}

func (s *slots) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.taken)
}
