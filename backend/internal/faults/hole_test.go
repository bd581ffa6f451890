package faults

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// ferretdb starts a server of MongoDB's dialect, which stops at the test's end.
func ferretdb(t *testing.T) (addr string) {
	t.Helper()
	bin := os.Getenv("JEMAA_TEST_FERRETDB_BIN")
	if tools := os.Getenv("JEMAA_TOOLS"); bin == "" && tools != "" {
		bin = filepath.Join(tools, "ferretdb")
	}
	if home, err := os.UserHomeDir(); bin == "" && err == nil {
		bin = filepath.Join(home, ".cache", "jemaa", "tools", "ferretdb")
	}
	if _, err := os.Stat(bin); err != nil {
		t.Skip("SKIPPED: no FerretDB: run tools/ferretdb.sh, or set JEMAA_TEST_FERRETDB_BIN")
	}
	addr = freeAddress(t)
	cmd := exec.Command(bin, addr, t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		stuck := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
		defer stuck.Stop()
		_ = cmd.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil { // it says its address once it listens
		t.Fatalf("ferretdb: %v", err)
	}
	return addr
}

// soon is the longest that anybody may wait to hear that the documents are away.
const soon = 2500 * time.Millisecond

// TestMongoBlackHole lets nothing pass between the program and MongoDB, while
// people read and write. Each is told within 2.5 s to come back; when the line
// is whole again, the program is as it was.
func TestMongoBlackHole(t *testing.T) {
	hole := inFull(30*time.Second, 5*time.Second)
	t.Parallel()
	f := breaking(t, "5 MongoDB black-holed", fmt.Sprintf("%v of nothing passing (toxiproxy), 10 people asking", hole),
		"503 with Retry-After within 2.5 s; goroutines back within 10 s; then all is well")
	l := between(t, ferretdb(t))
	p := run(t, "JEMAA_MONGODB_URI=mongodb://"+l.addr+"/jemaa")
	author := p.signIn("resident")
	category := p.servedBy("official")
	kept := newID(0, 0, 0)
	if err := author.do(t.Context(), http.MethodPut, "/reports/"+kept, report(category, kept), nil); err != nil {
		t.Fatal(err)
	}
	p.settle("before")
	before := p.goroutines()

	l.black()
	slowest, answers := p.askAll(author, category, hole)
	most := p.goroutines()
	status, body, err := fetch(p.url + "/readyz")
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(string(body), `"name":"documents","using":"mongodb","ok":false`) {
		t.Errorf("readyz: %d %v %s", status, err, body)
	}
	l.whole()
	began := time.Now()
	p.eventually("it is well again", func() error {
		return author.do(t.Context(), http.MethodPut, "/reports/"+newID(9, 9, 9), report(category, "neuf"), nil)
	})
	well := time.Since(began)
	p.eventually("goroutines are back", func() error {
		if now := p.goroutines(); now > before+before/4+5 {
			return fmt.Errorf("%v, were %v", now, before)
		}
		return nil
	})
	back := time.Since(began)
	if back > 10*time.Second {
		t.Errorf("goroutines were back after %v", back)
	}
	if err := author.do(t.Context(), http.MethodGet, "/reports/"+kept, nil, nil); err != nil {
		t.Errorf("acknowledged before, and gone: %v", err)
	}
	f.measured("%d answers, all 503, slowest %.2f s; goroutines %v, %v during, back after %.1f s; writing after %.1f s (FerretDB)",
		answers, slowest.Seconds(), before, most, back.Seconds(), well.Seconds())
}

func (p *program) goroutines() float64 {
	n, err := p.metric("go_goroutines")
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// settle waits until the relay has carried everything.
func (p *program) settle(what string) {
	p.t.Helper()
	p.eventually(what+": the relay is done", func() error {
		n, err := p.metric("jemaa_relay_backlog")
		if err == nil && n > 0 {
			err = fmt.Errorf("%v messages wait", n)
		}
		return err
	})
}

// askAll lets people read and write for a while; everybody must be told in time
// to come back. A page that needs no document still comes.
func (p *program) askAll(who *person, category string, while time.Duration) (slowest time.Duration, answers int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	until := time.Now().Add(while)
	ask := []func(n int) error{
		func(n int) error {
			id := newID(1, 1, n)
			return who.do(p.t.Context(), http.MethodPut, "/reports/"+id, report(category, id), nil)
		},
		func(n int) error { return who.do(p.t.Context(), http.MethodGet, "/me", nil, nil) },
		func(n int) error { return nobody(p.url).do(p.t.Context(), http.MethodGet, "/reports", nil, nil) },
		func(n int) error {
			return who.do(p.t.Context(), http.MethodPut, "/photos/"+newID(2, 2, n), picture(byte(n)), nil)
		},
		func(n int) error {
			return nobody(p.url).do(p.t.Context(), http.MethodGet, fmt.Sprintf("/reports/%s", newID(3, 3, n)), nil, nil)
		},
	}
	for i := range 2 * len(ask) {
		wg.Go(func() {
			for n := 0; time.Now().Before(until); n++ {
				began := time.Now()
				err := ask[i%len(ask)](100*i + n)
				took := time.Since(began)
				if fault := toldToComeBack(err, took); fault != nil {
					p.t.Errorf("question %d: %v", i%len(ask), fault)
				}
				mu.Lock()
				answers++
				slowest = max(slowest, took)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return slowest, answers
}

func toldToComeBack(err error, took time.Duration) error {
	var r *refusal
	switch {
	case !errors.As(err, &r):
		return fmt.Errorf("no problem was told: %v after %v", err, took)
	case r.status != http.StatusServiceUnavailable || r.code != "engine.down":
		return fmt.Errorf("after %v: %w", took, err)
	case took > soon:
		return fmt.Errorf("told only after %v", took)
	}
	if n, err := strconv.Atoi(r.retry); err != nil || n < 1 {
		return fmt.Errorf("Retry-After %q", r.retry)
	}
	return nil
}
