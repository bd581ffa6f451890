package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/mail"
	"jemaa/backend/store/storetest"
)

// town is a whole program on a free port with a fresh folder, met through its
// front door.
type town struct {
	*App
	t    *testing.T
	post *postbox
	last int  // for ids
	slow bool // the store is not atomic: one write at a time, the relay's too
}

// postbox keeps the mail that the town sends.
type postbox struct {
	mu      sync.Mutex
	letters []mail.Message
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, m)
	return nil
}

func (p *postbox) to(address string) []mail.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []mail.Message
	for _, m := range p.letters {
		if m.To == address {
			out = append(out, m)
		}
	}
	return out
}

// settle starts a town; settings are JEMAA_* pairs.
func settle(t *testing.T, settings ...string) *town {
	t.Helper()
	w := &town{t: t, post: &postbox{}}
	all := append([]string{
		"JEMAA_ADDR=127.0.0.1:0", "JEMAA_DATA=" + t.TempDir(), "JEMAA_METRICS_ADDR=127.0.0.1:0", "JEMAA_LOG=error",
	}, settings...)
	c, err := config.Load(all)
	if err != nil {
		t.Fatal(err)
	}
	w.start(c)
	return w
}

func (w *town) start(c config.Config) {
	w.t.Helper()
	a, err := New(w.t.Context(), c, Options{Mail: w.post, Unsure: true})
	if err != nil {
		w.t.Fatal(err)
	}
	w.App = a
	ctx, stop := context.WithCancel(context.WithoutCancel(w.t.Context()))
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-ran; err != nil {
			w.t.Error(err)
		}
		if a.tasks.Wait(); a.db != nil {
			storetest.Unspoilt(w.t, a.db)
		}
		if err := a.Close(); err != nil {
			w.t.Error(err)
		}
	})
}

func (w *town) id() string {
	w.last++
	return string(civic.NewID(time.Now()))
}

// person is somebody with a session: a bearer token, or cookies as a browser
// keeps them.
type person struct {
	*town
	token   string
	cookies map[string]string
	me      map[string]any
}

func (w *town) nobody() *person { return &person{town: w, cookies: map[string]string{}} }

// persona signs in as one of the demonstration's people.
func (w *town) persona(key string) *person {
	w.t.Helper()
	p := w.nobody()
	var s struct {
		Me    map[string]any
		Token string
	}
	p.do("POST", "/api/v1/auth/demo", map[string]any{"persona": key, "bearer": true}).want(200).into(&s)
	p.token, p.me = s.Token, s.Me
	return p
}

// answer is what came back.
type answer struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	body   []byte
}

// do sends a request; body is bytes, nil, or anything to be sent as JSON.
func (p *person) do(method, path string, body any, headers ...string) answer {
	p.t.Helper()
	if p.slow && method != "GET" {
		p.soon("the relay is done", p.quiet)
	}
	var content io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case []byte:
		content, kind = bytes.NewReader(b), "image/jpeg"
	default:
		text, err := json.Marshal(body)
		if err != nil {
			p.t.Fatal(err)
		}
		content, kind = bytes.NewReader(text), "application/json"
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, "http://"+p.Addr()+path, content)
	if err != nil {
		p.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if p.token != "" {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	for name, value := range p.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	p.keep(res.Cookies())
	return answer{p.t, method + " " + path, res.StatusCode, res.Header, b}
}

func (p *person) keep(cookies []*http.Cookie) {
	for _, c := range cookies {
		if c.MaxAge < 0 {
			delete(p.cookies, c.Name)
			continue
		}
		p.cookies[c.Name] = c.Value
	}
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d: %s", a.what, a.status, status, a.body)
	}
	return a
}

// refused is the problem's code.
func (a answer) refused(status int, code string) answer {
	a.t.Helper()
	if got := a.want(status).str("code"); got != code {
		a.t.Fatalf("%s: code %q, want %q: %s", a.what, got, code, a.body)
	}
	return a
}

func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.body)
	}
}

// at reads a value by its path: "viewer.can", "items.0.id"; nil when it is not
// there.
func (a answer) at(path string) any {
	a.t.Helper()
	var v any
	a.into(&v)
	for key := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[key]
		case []any:
			var i int
			if _, err := fmt.Sscan(key, &i); err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

func (a answer) str(path string) string {
	s, _ := a.at(path).(string)
	return s
}

func (a answer) num(path string) int {
	f, _ := a.at(path).(float64)
	return int(f)
}

func (a answer) count(path string) int {
	l, _ := a.at(path).([]any)
	return len(l)
}

// soon waits for what the relay and the map bring about by themselves. Two seconds
// are promised; a busy machine under the race detector gets ten.
func (w *town) soon(what string, true_ func() bool) {
	w.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		if true_() {
			return
		}
		select {
		case <-deadline:
			w.t.Fatalf("not within ten seconds: %s", what)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// quiet tells whether no message waits.
func (w *town) quiet() bool {
	w.t.Helper()
	waiting, err := w.relay.Waiting(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range waiting {
		if c.Waiting > 0 {
			return false
		}
	}
	return true
}

// snapshot is a small photo, different for each seed.
func snapshot(seed uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{seed, uint8(x / 3), uint8(y / 2), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// pothole is a report in Sidi Belyout; extra overrides its fields.
func pothole(extra map[string]any) map[string]any {
	out := map[string]any{
		"category": "pothole", "description": "Un nid de poule profond devant l’école", "answers": map[string]any{"size": []string{"large"}},
		"location": map[string]any{"lon": -7.6149, "lat": 33.5985},
	}
	for k, v := range extra {
		out[k] = v
	}
	return out
}

// report sends a report and gives its id.
func (p *person) report(extra map[string]any) string {
	p.t.Helper()
	id := p.id()
	p.do("PUT", "/api/v1/reports/"+id, pothole(extra)).want(201)
	return id
}
