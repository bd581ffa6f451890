package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jemaa/backend/civic"
)

// program is the real binary, built once for all tests.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "jemaa")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "jemaa")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func TestHelp(t *testing.T) {
	out, err := exec.Command(program, "help").CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range commands() {
		if !strings.Contains(string(out), "\n  "+c.name) {
			t.Errorf("help lacks %s", c.name)
		}
		help, err := exec.Command(program, c.name, "--help").CombinedOutput()
		if err != nil || !strings.Contains(string(help), "jemaa "+c.name) || len(help) < 60 {
			t.Errorf("%s --help: %v %s", c.name, err, help)
		}
	}
	for _, wrong := range [][]string{{"fly"}, {"grant", "only@one.example"}, {"serve", "--fast"}, {"version", "please"}} {
		err := exec.Command(program, wrong...).Run()
		if code, ok := err.(*exec.ExitError); !ok || code.ExitCode() != 2 {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

func TestOpenAPIIsJSON(t *testing.T) {
	out, err := exec.Command(program, "openapi").Output()
	if err != nil || !json.Valid(out) {
		t.Fatalf("%v: %.200s", err, out)
	}
}

func TestPublicAddressNeedsMail(t *testing.T) {
	cmd := exec.Command(program, "serve")
	cmd.Env = []string{"JEMAA_PUBLIC_URL=https://jemaa.example", "JEMAA_DATA=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "JEMAA_SMTP_URL") {
		t.Errorf("%v: %s", err, out)
	}
}

// server is a running program that can be killed.
type server struct {
	t    *testing.T
	env  []string
	addr string
	cmd  *exec.Cmd
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command(program, "serve")
	s.cmd.Env = s.env
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 500 {
		if res, err := http.Get("http://" + s.addr + "/healthz"); err == nil {
			res.Body.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("the server does not answer")
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

func (s *server) do(method, path, token string, body any) (int, map[string]any) {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+s.addr+path, content)
	if err != nil {
		s.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, out
}

func (s *server) persona(key string) string {
	_, out := s.do("POST", "/api/v1/auth/demo", "", map[string]any{"persona": key, "bearer": true})
	return out["token"].(string)
}

// What was acknowledged is there after a kill, and so is everything that follows
// from it: found by search, counted, told.
func TestKillBetweenAWriteAndItsConsequences(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, addr: ln.Addr().String()}
	ln.Close()
	s.env = []string{"JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_LOG=error", "JEMAA_METRICS_ADDR=off", "JEMAA_ADDR=" + s.addr, "JEMAA_DATA=" + t.TempDir()}
	s.start()
	defer func() { s.kill() }()
	author, neighbour := s.persona("resident"), s.persona("resident2")
	acknowledged := 0
	for range 4 {
		id := string(civic.NewID(time.Now()))
		status, out := s.do("PUT", "/api/v1/reports/"+id, author, map[string]any{
			"category": "pothole", "description": "Nid de poule", "answers": map[string]any{"size": []string{"large"}},
			"location": map[string]any{"lon": -7.6149, "lat": 33.5985},
		})
		if status != 201 {
			t.Fatalf("%d %v", status, out)
		}
		if status, out = s.do("PUT", "/api/v1/reports/"+id+"/support", neighbour, nil); status != 200 {
			t.Fatalf("%d %v", status, out)
		}
		acknowledged++
		s.kill()
		s.start()
		for range 4 {
			if status, out := s.do("GET", "/api/v1/reports/"+id, neighbour, nil); status != 200 {
				t.Fatalf("acknowledged and lost: %d %v", status, out)
			}
		}
	}
	deadline := time.Now().Add(10 * time.Second)
	for {
		_, found := s.do("GET", "/api/v1/search?q=poule", "", nil)
		_, listed := s.do("GET", "/api/v1/reports", "", nil)
		_, follows := s.do("GET", "/api/v1/reports?followed=me", neighbour, nil)
		counted := 0
		for _, item := range listed["items"].([]any) {
			counted += int(item.(map[string]any)["supports"].(float64))
		}
		if int(found["total"].(float64)) == acknowledged && counted == acknowledged && len(follows["items"].([]any)) == acknowledged {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("of %d: %v found, %d counted, %d followed", acknowledged, found["total"], counted, len(follows["items"].([]any)))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
