// Package faults breaks the running program in ways that happen, and looks for
// what was promised: a write that was acknowledged is never lost, what follows
// from it comes once, and whoever asks meanwhile hears soon what is the matter.
//
// Each file is one kind of fault. A test starts the real program (program.go),
// is its people (person.go), stands between it and its engines (line.go), breaks
// something, and compares with its own list of what was acknowledged. `go test`
// runs a short form of each; `make faults` the long ones, and prints a table.
package faults

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
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

// program is the real thing, which can be started, stopped and killed.
type program struct {
	t       *testing.T
	env     []string
	url     string
	metrics string // address of the metrics
	folder  string
	cmd     *exec.Cmd
	ended   chan error // what became of cmd
	log     output
	stop    func() // of one that runs inside the test; nil otherwise
	build   func() (string, error)
}

// output is what the program says; it is written and read at the same time.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// String is all of it.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// prepare makes a program with a folder and ports of its own that was not
// started yet. Settings are JEMAA_* pairs, which replace these.
func prepare(t *testing.T, settings ...string) *program {
	t.Helper()
	p := &program{t: t, folder: filepath.Join(t.TempDir(), "city"), build: binary}
	addr := freeAddress(t)
	p.url, p.metrics = "http://"+addr, freeAddress(t)
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "JEMAA_") {
			p.env = append(p.env, pair)
		}
	}
	// Of two pairs with one name the last counts.
	p.env = append(p.env, "GORACE=halt_on_error=0 exitcode=66", "JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_METRICS_ADDR="+p.metrics,
		"JEMAA_LOG=warn", "JEMAA_ADDR="+addr, "JEMAA_DATA="+p.folder)
	p.env = append(p.env, settings...)
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
		said := p.log.String()
		if strings.Contains(said, "WARNING: DATA RACE") || strings.Contains(said, "panic") {
			t.Errorf("the program raced or panicked")
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", excerpt(said))
		}
	})
	return p
}

// excerpt is what matters of what a program said: its first panic or race, and
// the end.
func excerpt(said string) string {
	for _, word := range []string{"panic", "WARNING: DATA RACE"} {
		if i := strings.Index(said, word); i >= 0 {
			return "…" + said[max(0, i-500):min(len(said), i+6000)] + "\n…\n" + tail(said, 4<<10)
		}
	}
	return tail(said, 16<<10)
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// run makes a program and starts it.
func run(t *testing.T, settings ...string) *program {
	t.Helper()
	p := prepare(t, settings...)
	p.start()
	return p
}

// runRacing does the same with the race detector, when the test has it.
func runRacing(t *testing.T) *program {
	t.Helper()
	p := prepare(t)
	if raced {
		p.build = racing
	}
	p.start()
	return p
}

// launch starts the program and does not wait for it.
func (p *program) launch(args ...string) {
	p.t.Helper()
	path, err := p.build()
	if err != nil {
		p.t.Fatal(err)
	}
	if len(args) == 0 {
		args = []string{"serve"}
	}
	p.cmd = exec.Command(path, args...)
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = p.env, &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	cmd, ended := p.cmd, make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	p.ended = ended
}

// start starts the program and waits until it answers, well or not.
func (p *program) start() {
	p.t.Helper()
	p.launch()
	p.eventually("the program answers", func() error {
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("it ended: %v: %s", err, tail(p.log.String(), 2000))
		default:
		}
		status, _, err := fetch(p.url + "/healthz")
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d", status)
		}
		return err
	})
}

// command runs another command of the program on the same city.
func (p *program) command(args ...string) string {
	p.t.Helper()
	path, err := p.build()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = p.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("jemaa %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// kill ends the program as the machine's own end would: nothing of it runs any
// more, and nothing was said.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
	p.cmd = nil
}

// terminate asks the program to stop, and tells how long that took.
func (p *program) terminate() (time.Duration, error) {
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return 0, err
	}
	select {
	case err := <-p.ended:
		p.cmd = nil
		return time.Since(began), err
	case <-time.After(time.Minute):
		return time.Since(began), errors.New("it runs on")
	}
}

// patience is how long eventually waits: long, for machines that are busy.
const patience = 30 * time.Second

// eventually asks again and again until the answer is right.
func (p *program) eventually(what string, check func() error) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: %v", what, err)
		}
		time.Sleep(50 * time.Millisecond) // between questions, not instead of them
	}
}

// fetch reads an address within a few seconds.
func fetch(url string) (status int, body []byte, err error) {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(url)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// metric sums a metric over those of its labels that contain all the texts.
func (p *program) metric(name string, labels ...string) (float64, error) {
	_, body, err := fetch("http://" + p.metrics + "/metrics")
	if err != nil {
		return 0, err
	}
	sum, found := 0.0, false
	for lines := bufio.NewScanner(bytes.NewReader(body)); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), " ")
		if key != name && !strings.HasPrefix(key, name+"{") || !containsAll(key, labels) {
			continue
		}
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return 0, err
		}
		sum, found = sum+n, true
	}
	if !found {
		return 0, fmt.Errorf("no metric %s %v", name, labels)
	}
	return sum, nil
}

func containsAll(s string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(s, part) {
			return false
		}
	}
	return true
}
