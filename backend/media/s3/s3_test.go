package s3

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jemaa/backend/media"
	"jemaa/backend/media/mediatest"
)

func open(t *testing.T, c Config) *Bucket {
	t.Helper()
	b, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func config(m mediatest.MinIO, bucket string) Config {
	return Config{
		Endpoint: m.Endpoint, Bucket: bucket, AccessKey: m.AccessKey, SecretKey: m.SecretKey,
		Region: "us-east-1", Timeout: 20 * time.Second,
	}
}

// The real server.
func TestMinIO(t *testing.T) {
	server := mediatest.StartMinIO(t)
	var buckets atomic.Int64
	t.Run("bucket", func(t *testing.T) {
		mediatest.Run(t, func(t *testing.T) media.Bucket {
			b := open(t, config(server, fmt.Sprintf("suite-%d", buckets.Add(1))))
			if err := b.Ping(t.Context()); err != nil {
				t.Fatalf("ping makes the bucket: %v", err)
			}
			return b
		})
	})
	t.Run("missing bucket is not a missing object", func(t *testing.T) {
		b := open(t, config(server, "never-made"))
		_, getErr := b.Get(t.Context(), "a.jpg")
		_, statErr := b.Stat(t.Context(), "a.jpg")
		for verb, err := range map[string]error{
			"get": getErr, "stat": statErr, "put": b.Put(t.Context(), "a.jpg", []byte("x")),
		} {
			if !errors.Is(err, media.ErrUnavailable) || errors.Is(err, media.ErrNotFound) {
				t.Errorf("%s: %v", verb, err)
			}
		}
	})
	t.Run("wrong secret", func(t *testing.T) {
		c := config(server, "suite-1")
		c.SecretKey = "not-the-secret-at-all"
		err := open(t, c).Ping(t.Context())
		if !errors.Is(err, media.ErrUnavailable) {
			t.Errorf("ping: %v", err)
		}
		if strings.Contains(fmt.Sprint(err), c.SecretKey) {
			t.Errorf("the error tells the secret: %v", err)
		}
	})
	t.Run("server killed", func(t *testing.T) {
		c := config(server, "suite-1")
		c.Timeout = 2 * time.Second
		b := open(t, c)
		if err := b.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		server.Stop()
		mediatest.Down(t, b, 3*time.Second)
	})
}

// Servers that fail in ways a real one can't be told to.
func TestFaults(t *testing.T) {
	c := Config{Bucket: "jemaa", AccessKey: "access", SecretKey: "secret-key", Region: "us-east-1", Timeout: 500 * time.Millisecond}
	for name, serve := range map[string]func(net.Conn){
		"accepts and hangs":  func(net.Conn) {},
		"accepts and closes": func(c net.Conn) { _ = c.Close() },
		"talks nonsense":     func(c net.Conn) { _, _ = c.Write([]byte("220 mail ESMTP\r\n")); _ = c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := c
			c.Endpoint = listen(t, serve)
			mediatest.Down(t, open(t, c), time.Second)
		})
	}
	for name, handler := range map[string]http.HandlerFunc{
		"overloaded": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"forbidden":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"redirects":  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(handler)
			t.Cleanup(s.Close)
			c := c
			c.Endpoint = strings.TrimPrefix(s.URL, "http://")
			mediatest.Down(t, open(t, c), time.Second)
		})
	}
}

// A body that breaks off, or that pretends to be endless, is an error and no object.
func TestBrokenBodies(t *testing.T) {
	for name, length := range map[string]string{"breaks off": "1000", "too large": "99999999999"} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", length)
				w.Header().Set("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT")
				_, _ = w.Write([]byte("only this"))
			}))
			t.Cleanup(s.Close)
			b := open(t, Config{
				Endpoint: strings.TrimPrefix(s.URL, "http://"), Bucket: "jemaa", AccessKey: "a", SecretKey: "s",
				Region: "us-east-1", Timeout: 2 * time.Second,
			})
			o, err := b.Get(t.Context(), "a.jpg")
			if !errors.Is(err, media.ErrUnavailable) || o.Body != nil {
				t.Errorf("%d bytes, %v", len(o.Body), err)
			}
		})
	}
}

// A put that fails once is sent again, whole.
func TestPutIsRepeated(t *testing.T) {
	var calls atomic.Int64
	bodies := make(chan string, attempts)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies <- r.Method + " " + r.URL.Path + " " + string(body)
		if calls.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(s.Close)
	b := open(t, Config{
		Endpoint: strings.TrimPrefix(s.URL, "http://"), Bucket: "jemaa", AccessKey: "a", SecretKey: "s", Region: "us-east-1",
	})
	if err := b.Put(t.Context(), "p/a.jpg", []byte("whole")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := <-bodies; got != "PUT /jemaa/p/a.jpg whole" {
			t.Errorf("server heard %q", got)
		}
	}
}

func TestConfigThatCannotBe(t *testing.T) {
	for name, c := range map[string]Config{
		"no region":          {Endpoint: "minio:9000", Bucket: "jemaa"},
		"no bucket":          {Endpoint: "minio:9000", Region: "us-east-1"},
		"no endpoint":        {Bucket: "jemaa", Region: "us-east-1"},
		"endpoint with path": {Endpoint: "minio:9000/x", Bucket: "jemaa", Region: "us-east-1"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// listen gives the address of a server that does one thing to each connection.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		var open []net.Conn
		for {
			c, err := l.Accept()
			if err != nil {
				break
			}
			open = append(open, c)
			serve(c)
		}
		for _, c := range open {
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}
