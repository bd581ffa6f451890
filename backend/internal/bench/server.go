package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

// keep makes a city of so many reports, once, and gives its folder.
func (b *bench) keep(ctx context.Context, reports int) (string, error) {
	kept := b.folder(reports)
	if _, err := os.Stat(filepath.Join(kept, "SEEDED")); err == nil {
		return kept, b.renew(ctx, kept)
	}
	if err := os.MkdirAll(kept, 0o700); err != nil {
		return "", err
	}
	seed := exec.CommandContext(ctx, b.program, "seed", "--scale", strconv.Itoa(reports))
	seed.Env, seed.Stderr = settings("JEMAA_DATA="+kept, "JEMAA_METRICS_ADDR=off"), os.Stderr
	began := time.Now()
	if err := seed.Run(); err != nil {
		return "", fmt.Errorf("seed: %w", err)
	}
	limit := 0.0 // only the largest is promised
	if reports == 1_000_000 {
		limit = 300
	}
	b.say(below(fmt.Sprintf("making a city of %s reports", thousands(float64(reports))), time.Since(began).Seconds(), limit, "s"))
	b.say(below("  processor time of that", (seed.ProcessState.UserTime() + seed.ProcessState.SystemTime()).Seconds(), 0, "s"))
	return kept, b.renew(ctx, kept)
}

// renew lets a program that has never served a kept city do so once: what it
// brings forward, or builds anew, it must not do again in every copy.
func (b *bench) renew(ctx context.Context, kept string) error {
	text, err := os.ReadFile(b.program)
	if err != nil {
		return err
	}
	sum, mark := fmt.Sprintf("%x", sha256.Sum256(text)), kept+".program"
	if last, _ := os.ReadFile(mark); string(last) == sum {
		return nil
	}
	s, err := serve(ctx, b.program, kept)
	if err != nil {
		return err
	}
	if err := errors.Join(s.settled(ctx), s.stop()); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(sum), 0o600)
}

// copy copies a kept city: what is created while measuring must not be there the
// next time.
func (b *bench) copy(ctx context.Context, kept string) (string, error) {
	used, err := os.MkdirTemp(b.cache, "copy")
	if err != nil {
		return "", err
	}
	if out, err := exec.CommandContext(ctx, "cp", "-r", "--reflink=auto", kept+"/.", used).CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("copy: %w: %s", err, out), os.RemoveAll(used))
	}
	syscall.Sync() // writing it back must not slow down what is measured
	return used, nil
}

// settings are a demonstration's, without limits and as quiet as can be.
func settings(own ...string) []string {
	env := []string{"JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_LOG=error", "JEMAA_MAIL_FROM=bench@jemaa.example"}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "JEMAA_") {
			env = append(env, pair)
		}
	}
	return append(env, own...)
}

// free finds ports that nobody listens on.
func free(n int) ([]string, error) {
	var out []string
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close() // once all are known, so that they differ
		out = append(out, ln.Addr().String())
	}
	return out, nil
}

// server is the program that is measured.
type server struct {
	cmd     *exec.Cmd
	folder  string
	addr    string
	metrics string
	health  time.Duration // from its start to the first 200 of /healthz
	ready   time.Duration // and of /readyz
}

// serve starts the program on a folder and waits until it is ready.
func serve(ctx context.Context, program, folder string) (*server, error) {
	return serveTo(ctx, program, folder, nil)
}

// serveTo is serve with a reader of its standard output.
func serveTo(ctx context.Context, program, folder string, out io.Writer) (*server, error) {
	ports, err := free(2)
	if err != nil {
		return nil, err
	}
	s := &server{folder: folder, addr: ports[0], metrics: ports[1]}
	s.cmd = exec.Command(program, serveWord)
	s.cmd.Env = settings("JEMAA_DATA="+folder, "JEMAA_ADDR="+s.addr, "JEMAA_METRICS_ADDR="+s.metrics, "JEMAA_PROFILE=on")
	s.cmd.Stdout, s.cmd.Stderr = out, complaints{new(atomic.Int64)}
	return s, s.begin(ctx)
}

func (s *server) begin(ctx context.Context) (err error) {
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return err
	}
	if s.health, err = s.first(ctx, "/healthz", began); err != nil {
		return errors.Join(err, s.stop())
	}
	if s.ready, err = s.first(ctx, "/readyz", began); err != nil {
		return errors.Join(err, s.stop())
	}
	return nil
}

// first is how long a path took to answer 200 for the first time.
func (s *server) first(ctx context.Context, path string, began time.Time) (time.Duration, error) {
	for time.Since(began) < 3*time.Minute && ctx.Err() == nil {
		status, _, err := fasthttp.GetTimeout(nil, "http://"+s.addr+path, 5*time.Second)
		if err == nil && status == fasthttp.StatusOK {
			return time.Since(began), nil
		}
		time.Sleep(2 * time.Millisecond) // between questions
	}
	return 0, errors.Join(ctx.Err(), fmt.Errorf("%s never answered", path))
}

// settled waits until what a start sets going has ended: the map is filled, the
// index whole, and no message waits.
func (s *server) settled(ctx context.Context) error {
	marks, since := -1.0, time.Now()
	for began := time.Now(); time.Since(began) < 20*time.Minute && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		m, err := s.read()
		if err != nil {
			return err
		}
		if now := m.sum("jemaa_map_marks"); now != marks {
			marks, since = now, time.Now()
		}
		if time.Since(since) > 3*time.Second && m.sum("jemaa_relay_backlog") == 0 && m.sum("jemaa_search_whole") == 1 {
			return nil
		}
	}
	return errors.Join(ctx.Err(), errors.New("the server never came to rest"))
}

// stop ends the server as an operator would.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(30 * time.Second):
		return errors.Join(errors.New("the server did not stop"), s.cmd.Process.Kill(), <-ended)
	}
}

// remove forgets the copy.
func (s *server) remove() error { return os.RemoveAll(s.folder) }

// complaints passes on the first lines that a server logs, without its banner.
type complaints struct{ lines *atomic.Int64 }

const mostComplaints = 10

// Write implements io.Writer.
func (c complaints) Write(text []byte) (int, error) {
	for line := range bytes.Lines(text) {
		logged := bytes.HasPrefix(line, []byte("time=")) || bytes.HasPrefix(line, []byte("jemaa:")) || bytes.Contains(line, []byte("panic"))
		if logged && c.lines.Add(1) <= mostComplaints {
			_, _ = os.Stderr.Write(line)
		}
	}
	return len(text), nil
}
