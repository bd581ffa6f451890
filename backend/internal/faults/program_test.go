// Package faults breaks the running program in ways that happen, and looks for
// what was promised: a write that was acknowledged is never lost, and what
// follows from it comes once.
package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
)

// program is the real thing, built once, which can be started and killed.
type program struct {
	t      *testing.T
	binary string
	env    []string
	url    string
	cmd    *exec.Cmd
	log    bytes.Buffer
}

func build(t *testing.T) *program {
	t.Helper()
	dir := t.TempDir()
	p := &program{t: t, binary: filepath.Join(dir, "jemaa")}
	if out, err := exec.Command("go", "build", "-o", p.binary, "jemaa/backend/cmd/jemaa").CombinedOutput(); err != nil {
		t.Fatalf("build: %v: %s", err, out)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	p.url = "http://" + addr
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "JEMAA_") {
			p.env = append(p.env, pair)
		}
	}
	p.env = append(p.env, "JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=warn",
		"JEMAA_ADDR="+addr, "JEMAA_DATA="+filepath.Join(dir, "city"))
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
		if t.Failed() {
			t.Logf("the program said:\n%s", p.log.String())
		}
	})
	return p
}

func (p *program) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.binary, "serve")
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = p.env, &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.eventually("the program answers", func() error {
		res, err := http.Get(p.url + "/readyz")
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	})
}

// kill ends the program as a power cut would: nothing of it runs any more.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait() // "signal: killed"
	p.cmd = nil
}

// eventually asks again and again until the answer is right.
func (p *program) eventually(what string, check func() error) {
	p.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
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

// person is somebody with a session, which outlives the program.
type person struct {
	url    string
	token  string
	client *http.Client
}

func (p *program) signIn(persona string) *person {
	p.t.Helper()
	who := &person{url: p.url, client: &http.Client{Timeout: 5 * time.Second}}
	var in struct {
		Token string `json:"token"`
	}
	if err := who.do(p.t.Context(), http.MethodPost, "/auth/demo", map[string]any{"persona": persona, "bearer": true}, &in); err != nil {
		p.t.Fatal(err)
	}
	who.token = in.Token
	return who
}

// refusal is an answer that is not 2xx.
type refusal struct {
	status int
	body   string
}

// Error implements error.
func (r *refusal) Error() string { return fmt.Sprintf("%d: %s", r.status, r.body) }

// do asks the API; a nil error means a 2xx answer that arrived whole.
func (w *person) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, w.url+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	res, err := w.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return &refusal{res.StatusCode, string(b)}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}
