package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"pgregory.net/rapid"

	"jemaa/backend/app"
	"jemaa/backend/config"
)

// world is a program with a fresh folder, its people, and what they have made
// so far.
type world struct {
	t      tester
	doc    *document
	base   string
	client *http.Client
	seen   *tally
	log    *journal
	tokens map[string]string
	city   city
	pools  map[string][]string // live values by what they are: report, photo, cursor …
	etags  map[string]string   // of reports by id, of reads by reader and target
	made   int
	last   request // to an operation, to be sent again
}

// city is what of the profile requests need.
type city struct {
	Areas, Authorities, Domains []struct{ Code string }
	Categories                  []struct {
		Code      string
		Questions []struct {
			Code, Type string
			Options    []struct{ Code string }
		}
	}
}

// people are the personas who ask; the third answers for potholes in Sidi
// Belyout.
var people = []string{"resident", "resident2", responsible, "official", "moderator", "admin"}

const (
	ours        = "arrondissement-sidi-belyout"
	responsible = "official." + ours
)

// journal keeps the program's errors, to be told with a failure.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.buf.Len() > 64<<10 {
		j.buf.Reset()
	}
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// tester is what a check and a plain test have in common.
type tester interface {
	rapid.TB
	Cleanup(func())
}

// settle starts a program; it ends with the check.
func settle(t tester, doc *document) *world {
	folder, err := os.MkdirTemp("", "jemaa-contract-")
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Load([]string{
		"JEMAA_ADDR=127.0.0.1:0", "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=error", "JEMAA_DEMO=true", "JEMAA_RATE=off", "JEMAA_DATA=" + folder,
		"JEMAA_PUBLIC_URL=http://localhost", // a name, for passkeys
	})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, doc: doc, log: &journal{}, tokens: map[string]string{}, etags: map[string]string{}, pools: map[string][]string{}, seen: newTally()}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := app.New(context.Background(), c, app.Options{Log: log, Unsure: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- a.Run(ctx) }()
	w.base = "http://" + a.Addr()
	w.client = &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		w.client.CloseIdleConnections()
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return w
}

// scene signs everybody in and makes what a living city has: reports in several
// states, photos, a flag, a case.
func (w *world) scene() {
	w.seen.worlds++
	for _, key := range people {
		w.keep("account", w.signIn(key))
	}
	w.must("", "GET", "/city?lang=fr", nil, &w.city)
	for i := range 2 {
		id := w.id()
		w.must(people[i], "PUT", "/photos/"+id, picture("jpeg", uint8(i)), nil)
		w.keep("photo", id)
	}
	ids := make([]string, 7)
	for i := range ids {
		ids[i] = w.id()
		body := w.pothole()
		if i == 1 {
			body["photos"] = []string{w.pools["photo"][0]}
		}
		var r struct{ Ref string }
		w.must("resident", "PUT", "/reports/"+ids[i], body, &r)
		w.keep("ref", r.Ref)
		w.keep("report", ids[i])
	}
	status := func(id, to string) {
		w.must(responsible, "POST", "/reports/"+id+"/updates", map[string]any{"kind": "status", "status": to, "text": "Vu"}, nil)
	}
	status(ids[2], "acknowledged")
	w.must("resident2", "PUT", "/reports/"+ids[3]+"/support", nil, nil)
	status(ids[3], "resolved")
	w.pools["resolved"], w.pools["open"] = []string{ids[3]}, []string{ids[0], ids[1], ids[2], ids[6]}
	w.must("resident", "DELETE", "/reports/"+ids[4], nil, nil)
	w.must("moderator", "POST", "/moderation/cases/report/"+ids[5]+"/decision", map[string]any{"action": "hide", "reason": "R"}, nil)
	w.must("resident2", "PUT", "/reports/"+ids[6]+"/flag", map[string]any{"reason": "spam"}, nil)
	w.must(responsible, "POST", "/reports/"+ids[6]+"/updates", map[string]any{"kind": "ask", "text": "Où ?"}, nil)
}

// signIn gives a persona a new session, and tells its account.
func (w *world) signIn(key string) string {
	var s struct {
		Token string
		Me    struct{ ID string }
	}
	w.must("", "POST", "/auth/demo", map[string]any{"persona": key, "bearer": true}, &s)
	w.tokens[key] = s.Token
	return s.Me.ID
}

func (w *world) pothole() map[string]any {
	return map[string]any{
		"category": "pothole", "description": "Un nid de poule devant l’école", "answers": map[string]any{"size": []string{"large"}},
		"location": map[string]any{"lon": -7.6149, "lat": 33.5985}, "title": "Nid-de-poule",
	}
}

// keep remembers a live value; a pool stays small, so that requests meet in it.
func (w *world) keep(kind, value string) {
	if value == "" {
		return
	}
	pool := append(w.pools[kind], value)
	if len(pool) > 24 {
		pool = append(pool[:8:8], pool[9:]...) // the scene's own stay
	}
	w.pools[kind] = pool
}

// id makes the next of the scene's ids.
func (w *world) id() string {
	w.made++
	return fmt.Sprintf("01K0C0NTRACT%014d", w.made)
}

// must does something that has to succeed.
func (w *world) must(as, method, path string, body, into any) {
	r := request{method: method, target: "/api/v1" + path, as: as}
	switch b := body.(type) {
	case nil:
	case []byte:
		r.body, r.kind = b, "image/jpeg"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			w.t.Fatal(err)
		}
		r.body, r.kind = text, "application/json"
	}
	got := w.send(r)
	if got.status >= 300 {
		w.t.Fatalf("%s %s as %s: %d %s", method, path, as, got.status, got.body)
	}
	if into != nil {
		if err := json.Unmarshal(got.body, into); err != nil {
			w.t.Fatalf("%s %s: %v: %s", method, path, err, got.body)
		}
	}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// cut is the status of an answer that was never read.
const cut = 0

// send sends a request as it is.
func (w *world) send(r request) answer {
	req, err := http.NewRequest(r.method, w.base+r.target, bytes.NewReader(r.body))
	if err != nil {
		w.t.Fatalf("%s %s: %v", r.method, r.target, err)
	}
	if r.kind != "" {
		req.Header.Set("Content-Type", r.kind)
	}
	switch {
	case r.as == "":
	case r.cookie:
		req.Header.Set("Cookie", "jemaa="+w.tokens[r.as])
	default:
		req.Header.Set("Authorization", "Bearer "+w.tokens[r.as])
	}
	for _, h := range r.headers {
		req.Header.Set(h[0], h[1])
	}
	res, err := w.client.Do(req)
	if err != nil && len(r.body) > 64<<10 {
		return answer{status: cut} // refused while it was being sent, and the refusal went down with the line
	}
	if err != nil {
		w.t.Fatalf("%s: %v", r, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatalf("%s: %v", r, err)
	}
	return answer{res.StatusCode, res.Header, body}
}

// picture is a small photo, another for each shade.
func picture(format string, shade uint8) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for y := range 64 {
		for x := range 96 {
			img.Set(x, y, color.RGBA{shade * 40, uint8(2 * x), uint8(3 * y), 255})
		}
	}
	var b bytes.Buffer
	if format == "png" {
		_ = png.Encode(&b, img) // memory takes everything
		return b.Bytes()
	}
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

// request is one to send.
type request struct {
	op             operation // of the contract; none for pages
	method, target string
	subject        string // the last id of the path
	as             string // a persona; "" for nobody
	cookie         bool   // the session comes as a browser sends it, not as a script
	kind           string // Content-Type
	headers        [][2]string
	body           []byte
	form           form // what the contract says of its form
	astray         bool // may not reach its operation
}

// form is what the contract says of a request's path, query and body together.
type form string

const (
	sound   form = "sound"
	unsound form = "unsound"
	unsure  form = "unsure" // where the contract leaves it open
)

func (r request) String() string {
	body := r.body
	if len(body) > 600 {
		body = body[:600]
	}
	var h strings.Builder
	for _, pair := range r.headers {
		fmt.Fprintf(&h, " [%s: %.80q]", pair[0], pair[1])
	}
	return fmt.Sprintf("%s %.500s as %q (cookie %t)%s %s (%s) %q", r.method, r.target, r.as, r.cookie, h.String(), r.kind, r.form, body)
}
