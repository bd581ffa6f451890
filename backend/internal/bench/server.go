package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// city is the settings and the folder of what is served.
type city struct {
	folder string
	env    []string
}

func settings(folder, addr string) []string {
	env := []string{"JEMAA_DEMO=true", "JEMAA_DATA=" + folder, "JEMAA_ADDR=" + addr, "JEMAA_METRICS_ADDR=off", "JEMAA_RATE=off", "JEMAA_LOG=error"}
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "JEMAA_") {
			env = append(env, pair)
		}
	}
	return env
}

// prepare makes the city once and gives a copy: what is created while measuring
// must not be there the next time.
func prepare(ctx context.Context, o options) (city, error) {
	kept := filepath.Join(o.cache, strconv.Itoa(o.reports))
	if err := os.MkdirAll(kept, 0o700); err != nil {
		return city{}, err
	}
	addr, err := free()
	if err != nil {
		return city{}, err
	}
	seed := exec.CommandContext(ctx, o.program, "seed", "--scale", strconv.Itoa(o.reports), "--if-empty")
	seed.Env, seed.Stdout, seed.Stderr = settings(kept, addr), os.Stderr, os.Stderr
	if err := seed.Run(); err != nil {
		return city{}, fmt.Errorf("seed: %w", err)
	}
	used := filepath.Join(o.cache, "copy")
	if err := os.RemoveAll(used); err != nil {
		return city{}, err
	}
	if out, err := exec.CommandContext(ctx, "cp", "-r", "--reflink=auto", kept, used).CombinedOutput(); err != nil {
		return city{}, fmt.Errorf("copy: %w: %s", err, out)
	}
	return city{used, settings(used, addr)}, nil
}

// free finds a port that nobody listens on.
func free() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// server is the program that is measured.
type server struct {
	city
	cmd *exec.Cmd
	url string
}

func serve(ctx context.Context, program string, c city) (*server, error) {
	s := &server{city: c, cmd: exec.Command(program, "serve")}
	s.cmd.Env, s.cmd.Stderr = c.env, os.Stderr
	for _, pair := range c.env {
		if addr, ok := strings.CutPrefix(pair, "JEMAA_ADDR="); ok {
			s.url = "http://" + addr
		}
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if err := s.ready(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// ready waits until every engine answers and the map holds points.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for _, path := range []string{"/readyz", "/tiles/reports/10/490/410.mvt"} {
		for !s.answers(ctx, path) {
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s never answered", path)
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
	select { // what a start sets going has time to end
	case <-ctx.Done():
	case <-time.After(3 * time.Second):
	}
	return nil
}

func (s *server) answers(ctx context.Context, path string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK && (res.ContentLength != 0)
}

// stop ends the server as an operator would, and removes the copy.
func (s *server) stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	var err error
	select {
	case err = <-ended:
	case <-time.After(30 * time.Second):
		err = errors.Join(errors.New("the server did not stop"), s.cmd.Process.Kill())
	}
	return errors.Join(err, os.RemoveAll(s.folder))
}

// resident is the server's resident memory in MB, 0 where /proc can't tell.
func (s *server) resident() int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")))
			return kb / 1024
		}
	}
	return 0
}

// machine says what all this ran on.
func machine() string {
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(b)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	load := ""
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load " + strings.Join(strings.Fields(string(b))[:1], "")
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s%s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), load)
}
