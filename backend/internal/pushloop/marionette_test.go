package pushloop

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// firefox is a browser of its own profile that does what it is told over
// Marionette: length-prefixed JSON, [0, id, command, parameters] there and
// [1, id, error, result] back.
type firefox struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	last int
}

// profile lets pages on this machine ask for pushes from the given service, and
// shows notifications in Firefox's own windows, which can be read and clicked.
func profile(pushService string, marionette int) string {
	prefs := map[string]any{
		"dom.push.serverURL": pushService, "dom.push.connection.enabled": true, "dom.push.testing.allowInsecureServerURL": true,
		"permissions.default.desktop-notification": 1, "alerts.useSystemBackend": false, "alerts.useSystemBackend.windows.notificationserver.enabled": false,
		"dom.serviceWorkers.testing.enabled": true, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
		"marionette.port": marionette, "browser.shell.checkDefaultBrowser": false, "datareporting.policy.dataSubmissionEnabled": false,
		"toolkit.telemetry.reportingpolicy.firstRun": false, "app.update.enabled": false, "browser.aboutwelcome.enabled": false,
		"services.settings.server": "data:,", "network.proxy.type": 0, "intl.accept_languages": "ar,fr",
		"browser.startup.homepage": "about:blank", "extensions.update.enabled": false, "browser.region.network.url": "",
	}
	var b strings.Builder
	for name, value := range prefs {
		text, _ := json.Marshal(value)
		fmt.Fprintf(&b, "user_pref(%q, %s);\n", name, text)
	}
	return b.String()
}

func startFirefox(t *testing.T, program, pushService string) *firefox {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	_ = ln.Close()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "user.js"), []byte(profile(pushService, port)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", home)
	cmd.Env = append(os.Environ(), "HOME="+home, "MOZ_CRASHREPORTER_DISABLE=1", "LANG=C.UTF-8")
	if os.Getenv("JEMAA_TEST_FIREFOX_LOG") != "" {
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f := &firefox{t: t}
	t.Cleanup(func() {
		if f.conn != nil {
			_ = f.conn.Close()
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	f.connect("127.0.0.1:" + strconv.Itoa(port))
	f.do("WebDriver:NewSession", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{"timeouts": map[string]any{"script": 60_000}}}}, nil)
	return f
}

func (f *firefox) connect(addr string) {
	f.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			f.conn, f.in = conn, bufio.NewReader(conn)
			break
		}
		if time.Now().After(deadline) {
			f.t.Fatalf("firefox never listened: %v", err)
		}
		<-time.After(100 * time.Millisecond)
	}
	if _, err := f.read(); err != nil { // who it is
		f.t.Fatal(err)
	}
}

func (f *firefox) read() ([]byte, error) {
	length, err := f.in.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		return nil, err
	}
	b := make([]byte, n)
	_, err = io.ReadFull(f.in, b)
	return b, err
}

// do carries out one command and decodes its result's value.
func (f *firefox) do(command string, parameters map[string]any, into any) {
	f.t.Helper()
	f.last++
	b, err := json.Marshal([]any{0, f.last, command, parameters})
	if err != nil {
		f.t.Fatal(err)
	}
	_ = f.conn.SetDeadline(time.Now().Add(90 * time.Second))
	if _, err := fmt.Fprintf(f.conn, "%d:%s", len(b), b); err != nil {
		f.t.Fatalf("%s: %v", command, err)
	}
	b, err = f.read()
	if err != nil {
		f.t.Fatalf("%s: %v", command, err)
	}
	var answer [4]json.RawMessage
	if err := json.Unmarshal(b, &answer); err != nil {
		f.t.Fatalf("%s: %v", command, err)
	}
	if string(answer[2]) != "null" {
		f.t.Fatalf("%s: %s", command, answer[2])
	}
	if into == nil {
		return
	}
	var result struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.Unmarshal(answer[3], &result); err != nil || json.Unmarshal(result.Value, into) != nil {
		f.t.Fatalf("%s: answered %s", command, answer[3])
	}
}

func (f *firefox) open(url string) {
	f.t.Helper()
	f.do("WebDriver:Navigate", map[string]any{"url": url}, nil)
}

// run runs the body of an async function in the page and gives what it returns.
func (f *firefox) run(body string, into any, args ...any) {
	f.t.Helper()
	if args == nil {
		args = []any{}
	}
	script := "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);" +
		"(async () => {" + body + "})().then(v => done({ok: v ?? null}), e => done({error: String(e)}))"
	var out struct {
		OK    json.RawMessage `json:"ok"`
		Error string          `json:"error"`
	}
	f.do("WebDriver:ExecuteAsyncScript", map[string]any{"script": script, "args": args}, &out)
	if out.Error != "" {
		f.t.Fatalf("%s\n%s", body, out.Error)
	}
	if into != nil {
		if err := json.Unmarshal(out.OK, into); err != nil {
			f.t.Fatalf("%s: %s: %v", body, out.OK, err)
		}
	}
}

// until runs a body again and again until it returns something.
func (f *firefox) until(what, body string, into any, args ...any) {
	f.t.Helper()
	deadline := time.Now().Add(45 * time.Second)
	for {
		var out json.RawMessage
		f.run(body, &out, args...)
		if string(out) != "null" && string(out) != "false" {
			if into != nil {
				if err := json.Unmarshal(out, into); err != nil {
					f.t.Fatalf("%s: %s: %v", what, out, err)
				}
			}
			return
		}
		if time.Now().After(deadline) {
			var page string
			f.run("return document.documentElement.textContent.trim().slice(-1500)", &page)
			f.t.Fatalf("%s never came; the page says:\n%s", what, page)
		}
		<-time.After(150 * time.Millisecond)
	}
}

// itself runs f with scripts acting on Firefox's own windows instead of the page.
func (f *firefox) itself(do func()) {
	f.t.Helper()
	f.do("Marionette:SetContext", map[string]any{"value": "chrome"}, nil)
	do()
	f.do("Marionette:SetContext", map[string]any{"value": "content"}, nil)
}
