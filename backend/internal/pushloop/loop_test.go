package pushloop

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"jemaa/backend/app"
	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/push"
)

// TestFirefox is a resident with Firefox, in Arabic: turns notifications on,
// hears in them that the city took up the report, and is led to it by a click.
func TestFirefox(t *testing.T) {
	program := os.Getenv("JEMAA_TEST_FIREFOX")
	if program == "" {
		t.Skip("JEMAA_TEST_FIREFOX names no Firefox: the push loop through a real browser was not run (make test-push)")
	}
	service := startAutopush(t)
	town := startTown(t, service)
	report := town.report()
	f := startFirefox(t, program, service.url())
	f.open(town.url + "/ar")
	f.run(`
		const body = JSON.stringify({persona: 'resident'})
		const made = await fetch('/api/v1/auth/demo', {method: 'POST', headers: {'content-type': 'application/json'}, body})
		if (!made.ok) throw new Error('sign in: ' + made.status)
		const me = await (await fetch('/api/v1/me')).json()
		localStorage.setItem('jemaa-account', me.id)
		await navigator.serviceWorker.ready`, nil)
	f.open(town.url + "/ar/me")
	f.until("the switch", `
		const button = [...document.querySelectorAll('button')].find(b => b.textContent.includes('فعّل الإشعارات'))
		if (!button) return null
		button.click()
		return true`, nil)
	f.until("the subscription", `
		const ready = await navigator.serviceWorker.ready
		const one = await ready.pushManager.getSubscription()
		return one ? one.endpoint : null`, nil)
	f.until("the word that it is on", `return document.body.textContent.includes('الإشعارات مفعلة على هذا الجهاز')`, nil)
	f.open(town.url + "/ar/map")
	town.answer(report)

	var shown struct{ Title, Body, Lang, Dir string }
	f.until("the notification", `
		const ready = await navigator.serviceWorker.ready
		const [one] = await ready.getNotifications()
		return one ? {title: one.title, body: one.body, lang: one.lang, dir: one.dir} : null`, &shown)
	if shown.Lang != "ar" || shown.Dir != "rtl" || !strings.ContainsFunc(shown.Title+shown.Body, func(r rune) bool { return r >= 0x600 && r < 0x700 }) {
		t.Errorf("the notification is %+v", shown)
	}
	select {
	case code := <-service.acked:
		if !strings.HasSuffix(code, " 100") { // decrypted and delivered
			t.Errorf("the browser acknowledged with %s", code)
		}
	case <-time.After(30 * time.Second):
		t.Error("the browser never acknowledged")
	}
	var alert struct{ Title, Dir string }
	f.itself(func() {
		f.until("Firefox's own window", `
			for (const win of Services.wm.getEnumerator('alert:alert')) {
				const title = win.document.getElementById('alertTitleLabel'), box = win.document.getElementById('alertBox')
				if (!title || !box) continue
				const text = title.value || title.getAttribute('value') || title.textContent
				if (!text) continue
				const dir = win.getComputedStyle(win.document.getElementById('alertTextBox') ?? title).direction
				box.click()
				return {title: text, dir}
			}
			return null`, &alert)
	})
	if alert.Title != shown.Title || alert.Dir != "rtl" {
		t.Errorf("Firefox shows %+v for %+v", alert, shown)
	}
	f.until("the report's page in the open window", `
		return location.pathname === given[0] && document.querySelector('h1') ? document.querySelector('h1').textContent : null`, nil, "/ar/reports/"+report)
	t.Logf("shown: %q, %q", shown.Title, shown.Body)
}

// town is the whole program on a free port, whose pushes may go to the service.
type town struct {
	t        *testing.T
	url      string
	resident string // bearer tokens
	official string
}

func startTown(t *testing.T, service *autopush) *town {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // pushes lead to the public URL: it is known before the start
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	_ = ln.Close()
	c, err := config.Load([]string{
		"JEMAA_ADDR=" + addr, "JEMAA_PUBLIC_URL=http://" + addr, "JEMAA_DATA=" + t.TempDir(), "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=error", "JEMAA_DEMO=true", "JEMAA_RATE=off",
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), c, app.Options{Unsure: true, Pushing: push.Door{Allow: service.allow, Roots: service.roots()}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &town{t: t, url: "http://" + a.Addr()}
	w.resident, w.official = w.signIn("resident"), w.signIn("official")
	return w
}

func (w *town) signIn(persona string) string {
	var s struct{ Token string }
	w.do("", http.MethodPost, "/auth/demo", map[string]any{"persona": persona, "bearer": true}, &s)
	return s.Token
}

// do asks the API and decodes a 2xx; anything else ends the test.
func (w *town) do(token, method, path string, in, out any) {
	w.t.Helper()
	var sent bytes.Buffer
	if in != nil {
		if err := json.NewEncoder(&sent).Encode(in); err != nil {
			w.t.Fatal(err)
		}
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+"/api/v1"+path, &sent)
	if err != nil {
		w.t.Fatal(err)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode/100 != 2 {
		w.t.Fatalf("%s %s: %s %s", method, path, res.Status, body)
	}
	if out != nil {
		if err := json.Unmarshal(body, out); err != nil {
			w.t.Fatal(err)
		}
	}
}

// report makes one of the resident's that the official's authority answers for.
func (w *town) report() string {
	w.t.Helper()
	var me struct {
		Roles []struct{ Authority string }
	}
	w.do(w.official, http.MethodGet, "/me", nil, &me)
	var city struct {
		Areas []struct {
			Centroid civic.Point
		}
		Categories []struct {
			Code, Authority string
			Questions       []json.RawMessage
		}
	}
	w.do("", http.MethodGet, "/city", nil, &city)
	for _, c := range city.Categories {
		for _, r := range me.Roles {
			if r.Authority == "" || c.Authority != r.Authority || len(c.Questions) > 0 {
				continue
			}
			id := string(civic.NewID(time.Now()))
			w.do(w.resident, http.MethodPut, "/reports/"+id, map[string]any{
				"category": c.Code, "title": "حفرة في وسط الطريق", "description": "حفرة عميقة أمام المدرسة", "lang": "ar", "location": city.Areas[0].Centroid,
			}, nil)
			return id
		}
	}
	w.t.Fatal("the official answers for no category")
	return ""
}

// answer takes the report up, as the official.
func (w *town) answer(report string) {
	w.t.Helper()
	w.do(w.official, http.MethodPost, "/reports/"+report+"/updates", map[string]any{
		"id": string(civic.NewID(time.Now())), "kind": "status", "status": "acknowledged", "text": "سيزور فريق المكان غدا", "lang": "ar",
	}, nil)
}
