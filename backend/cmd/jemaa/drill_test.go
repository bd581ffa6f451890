package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
)

// raw reads a page as it is.
func (s *server) raw(path, token string) (int, []byte) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, b
}

// run gives a command of the program, with the server's settings.
func (s *server) run(words ...string) string {
	s.t.Helper()
	cmd := exec.Command(program, words...)
	cmd.Env = s.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("jemaa %s: %v: %s", strings.Join(words, " "), err, out)
	}
	return string(out)
}

// demonstration is a server that is not started yet.
func demonstration(t *testing.T) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, addr: ln.Addr().String()}
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	s.env = []string{"JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_LOG=error", "JEMAA_METRICS_ADDR=off",
		"JEMAA_ADDR=" + s.addr, "JEMAA_DATA=" + filepath.Join(t.TempDir(), "city")}
	return s
}

// reports reads every public report, and every photo in it, by its address.
func (s *server) reports() map[string][]byte {
	s.t.Helper()
	out := map[string][]byte{}
	for after := ""; ; {
		status, page := s.do("GET", "/api/v1/reports?limit=100&after="+after, "", nil)
		if status != 200 {
			s.t.Fatalf("%d %v", status, page)
		}
		for _, item := range page["items"].([]any) {
			s.readReport(out, item.(map[string]any)["id"].(string))
		}
		if after, _ = page["next"].(string); after == "" {
			return out
		}
	}
}

func (s *server) readReport(into map[string][]byte, id string) {
	s.t.Helper()
	path := "/api/v1/reports/" + id
	_, into[path] = s.raw(path, "")
	status, doc := s.do("GET", path, "", nil)
	if status != 200 {
		s.t.Fatalf("%s: %d", path, status)
	}
	photos, _ := doc["photos"].([]any)
	for _, p := range photos {
		for _, edge := range []int{320, 960, 1920} {
			path := fmt.Sprintf("/media/%s/%d.jpg", p.(map[string]any)["id"], edge)
			if status, into[path] = s.raw(path, ""); status != 200 {
				s.t.Fatalf("%s: %d", path, status)
			}
		}
	}
}

// writing lets people report until it is stopped; acknowledged tells what was
// answered with 201 so far.
func (s *server) writing(people ...string) (acknowledged func() []string, stop func()) {
	var (
		mu   sync.Mutex
		ids  []string
		work sync.WaitGroup
		end  = make(chan struct{})
	)
	for _, token := range people {
		work.Go(func() {
			for {
				select {
				case <-end:
					return
				default:
				}
				id := string(civic.NewID(time.Now()))
				status, out := s.do("PUT", "/api/v1/reports/"+id, token, map[string]any{
					"category": "pothole", "description": "Pendant la sauvegarde", "answers": map[string]any{"size": []string{"large"}},
					"location": map[string]any{"lon": -7.6149, "lat": 33.5985},
				})
				if status != 201 {
					s.t.Errorf("while it is backed up: %d %v", status, out)
					return
				}
				mu.Lock()
				ids = append(ids, id)
				mu.Unlock()
			}
		})
	}
	acknowledged = func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(ids)
	}
	return acknowledged, func() { close(end); work.Wait() }
}

// The restore drill: a city at work is backed up, its machine is lost, and the
// backup is brought back elsewhere. Everything acknowledged before is there, the
// same to the byte, and people are still signed in.
func TestRestoreDrill(t *testing.T) {
	s := demonstration(t)
	s.run("seed", "--demo", "--count", "40")
	s.start()
	defer func() { s.kill() }()
	resident, neighbour := s.persona("resident"), s.persona("resident2")
	seeded := s.reports()
	_, key := s.do("GET", "/api/v1/push/key", resident, nil)
	acknowledged, stop := s.writing(resident, neighbour)
	for len(acknowledged()) < 20 {
		time.Sleep(time.Millisecond) // between questions
	}
	before := acknowledged()
	file := filepath.Join(t.TempDir(), "city.tar.zst")
	said := s.run("backup", file)
	during := len(acknowledged()) - len(before)
	stop()
	all := acknowledged()
	t.Logf("%d acknowledged before, %d while it was made:\n%s", len(before), during, said)
	s.kill()

	// Elsewhere: another folder, another start.
	s = demonstration(t)
	s.run("restore", "--check", file)
	s.run("restore", file)
	s.start()
	s.holds(seeded, before, all)
	if status, me := s.do("GET", "/api/v1/me", resident, nil); status != 200 {
		t.Errorf("signed out: %d %v", status, me)
	}
	if _, now := s.do("GET", "/api/v1/push/key", resident, nil); now["key"] != key["key"] || now["key"] == nil {
		t.Errorf("another key: %v, was %v", now, key)
	}
	s.persona("official") // signing in anew works too
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, found := s.do("GET", "/api/v1/search?q=sauvegarde", "", nil)
		if n, _ := found["total"].(float64); int(n) >= len(before) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("search was not filled: %v of %d", found["total"], len(before))
		}
	}
}

// holds compares a restored city with what was there: pages to the byte, every
// report that was acknowledged before, and none that nobody sent.
func (s *server) holds(pages map[string][]byte, before, all []string) {
	s.t.Helper()
	here := s.reports()
	for path, was := range pages {
		if !bytes.Equal(here[path], was) {
			s.t.Errorf("%s is not as it was: %.400s, was %.400s", path, here[path], was)
		}
	}
	for _, id := range before {
		if here["/api/v1/reports/"+id] == nil {
			s.t.Errorf("acknowledged before the backup, and not in it: %s", id)
		}
	}
	for path := range here {
		id, report := strings.CutPrefix(path, "/api/v1/reports/")
		if _, old := pages[path]; report && !old && !slices.Contains(all, id) {
			s.t.Errorf("came from nowhere: %s", id)
		}
	}
}

// A folder that a later program has kept is left alone, and the message says what
// to do.
func TestLaterDataIsRefused(t *testing.T) {
	s := demonstration(t)
	s.run("grant", "a@example.org", "moderator")
	_, data, _ := strings.Cut(s.env[len(s.env)-1], "=")
	if err := os.WriteFile(filepath.Join(data, "VERSION"), []byte("41\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "serve")
	cmd.Env = s.env
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "version 41") || !strings.Contains(string(out), "run that version") {
		t.Errorf("%v: %s", err, out)
	}
}
