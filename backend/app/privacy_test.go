package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jemaa/backend/civic"
	"jemaa/backend/config"
	"jemaa/backend/privacy"
)

// hourglass is a clock that a test turns on.
type hourglass struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (h *hourglass) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.ahead)
}

func (h *hourglass) turn(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ahead += d
}

// written is a log that can be read back.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *written) bytes() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return bytes.Clone(w.b.Bytes())
}

// lasting is a town on the true disk, with a clock that can be turned on.
type lasting struct {
	*town
	glass *hourglass
	log   *written
	stop  func()
}

func settleFor(t *testing.T, folder string, settings ...string) *lasting {
	t.Helper()
	l := &lasting{town: &town{t: t, post: &postbox{}}, glass: &hourglass{}, log: &written{}}
	c, err := config.Load(append([]string{
		"JEMAA_ADDR=127.0.0.1:0", "JEMAA_DATA=" + folder, "JEMAA_METRICS_ADDR=off", "JEMAA_LOG=debug", "JEMAA_RATE=off",
	}, settings...))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(l.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	l.App, err = New(t.Context(), c, Options{Mail: l.post, Clock: l.glass.now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ran := make(chan error, 1)
	go func() { ran <- l.Run(ctx) }()
	l.stop = sync.OnceFunc(func() {
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(l.stop)
	return l
}

// newcomer signs in by mail, as a script.
func (w *town) newcomer(address string) *person {
	w.t.Helper()
	p := w.nobody()
	n := len(w.post.to(address))
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": address}).want(202)
	in := p.do("POST", "/api/v1/auth/sessions", map[string]any{"email": address, "code": w.codeFor(address, n+1), "bearer": true}).want(200)
	p.token = in.str("token")
	return p
}

// marker is how every word begins that the person of these tests leaves.
const marker = "zqxmark"

func mark(where string) string { return marker + where }

// resolved has the responsible official say that a report is resolved.
func (w *town) resolves(report string) {
	w.t.Helper()
	w.persona(responsible).do("POST", "/api/v1/reports/"+report+"/updates", map[string]string{"kind": "status", "status": "resolved"}).want(201)
}

// traced is what somebody left: a report, one whose place and photos are hidden, and
// one of somebody else's that they supported.
type traced struct{ public, private, other string }

// leavesTraces does all that a resident can do, with marked words.
func (p *person) leavesTraces() (left traced) {
	p.t.Helper()
	p.do("PATCH", "/api/v1/me", map[string]string{"name": mark("name")}).want(200)
	photos := make([]string, 4)
	for i := range photos {
		photos[i] = string(civic.NewID(time.Now()))
		p.do("PUT", "/api/v1/photos/"+photos[i], snapshot(uint8(60*i))).want(201)
	}
	left.public = p.report(map[string]any{
		"title": mark("title"), "description": mark("description"), "address": mark("address"), "photos": photos[:1],
	})
	left.private = p.report(map[string]any{
		"category": "public-safety", "answers": map[string]any{"kind": []string{"damage"}}, "title": mark("privatetitle"), "description": mark("privatetext"),
		"address": mark("privateaddress"), "photos": photos[1:2],
	})
	p.persona(responsible).do("POST", "/api/v1/reports/"+left.public+"/updates", map[string]string{"kind": "ask", "text": "Où ?"}).want(201)
	p.do("POST", "/api/v1/reports/"+left.public+"/updates", map[string]any{"kind": "reply", "text": mark("reply"), "photos": photos[2:3]}).want(201)

	left.other = p.persona("resident2").report(nil)
	p.do("PUT", "/api/v1/reports/"+left.other+"/support", nil).want(200)
	p.do("PUT", "/api/v1/reports/"+left.other+"/follow", nil).want(200)
	p.do("PUT", "/api/v1/reports/"+left.other+"/flag", map[string]string{"reason": "other", "words": mark("flag")}).want(200)
	p.resolves(left.other)
	p.do("POST", "/api/v1/reports/"+left.other+"/confirmation", map[string]any{"resolved": false, "words": mark("confirmation"), "photo": photos[3]}).want(200)
	p.persona("resident2").do("PUT", "/api/v1/reports/"+left.public+"/flag", map[string]string{"reason": "other", "words": "Autre"}).want(200)

	point, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	p.do("PUT", "/api/v1/push/subscriptions/"+p.id(), map[string]any{
		"endpoint": "https://push.invalid/" + mark("endpoint"),
		"keys": map[string]string{
			"p256dh": base64.RawURLEncoding.EncodeToString(point.PublicKey().Bytes()),
			"auth":   base64.RawURLEncoding.EncodeToString([]byte("0123456789abcdef")),
		},
	}).want(200)
	p.soon("the relay is done", p.quiet)
	return left
}

// traces lists the files of a folder that hold a word.
func traces(t *testing.T, folder, word string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(word)) {
			at := bytes.Index(b, []byte(word))
			out = append(out, fmt.Sprintf("%s (…%.80q…)", path[len(folder):], b[max(0, at-40):min(len(b), at+60)]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forgotten turns the clock on until the person is gone, and gone once more.
func (l *lasting) forgotten(who string) {
	l.t.Helper()
	l.glass.turn(privacy.Regret + time.Minute)
	work := func() {
		if err := l.privacy.Work(l.t.Context()); err != nil {
			l.t.Fatal(err)
		}
	}
	work()
	l.soon("everything is heard", l.quiet)
	l.glass.turn(2 * time.Hour) // the second look, and what is swept
	work()
	if err := l.sweep(l.t.Context()); err != nil {
		l.t.Fatal(err)
	}
	if found, err := l.engine.Get(l.t.Context(), "departure", []string{who}); err != nil || len(found) > 0 {
		l.t.Errorf("the erasure itself is still there: %v, %v", found, err)
	}
}

// Erasing leaves no word of the person, nor their number, in any document, index, file,
// photo, queue or line of the log.
func TestErasedLeavesNothing(t *testing.T) {
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprintf("keep=%t", keep), func(t *testing.T) { erasedLeavesNothing(t, keep) })
	}
}

func erasedLeavesNothing(t *testing.T, keep bool) {
	folder := t.TempDir()
	l := settleFor(t, folder, demo...)
	address := mark("mail") + "@example.org"
	p := l.newcomer(address)
	who := p.do("GET", "/api/v1/me", nil).want(200).str("id")
	left := p.leavesTraces()
	p.do("POST", "/api/v1/me/takeout", nil).want(202)
	l.soon("the takeout is ready", func() bool { return p.do("GET", "/api/v1/me/takeout", nil).str("state") == "ready" })
	l.soon("search knows the report", func() bool { return l.nobody().do("GET", "/api/v1/search?q="+mark("title"), nil).count("items") == 1 })
	for _, word := range []string{marker, who} {
		if len(traces(t, folder, word)) == 0 {
			t.Fatalf("%s is in no file before: this test proves nothing", word)
		}
	}
	p.do("POST", "/api/v1/me/erasure", map[string]bool{"keep": keep}).want(200)
	me := p.do("GET", "/api/v1/me", nil).want(200)
	if me.str("erasure.stage") != "waiting" {
		t.Errorf("me: %s", me.body)
	}
	l.soon("the letter", func() bool {
		letters := l.post.to(address)
		return strings.Contains(letters[len(letters)-1].Text, me.str("erasure.due_at")[:10])
	})
	l.forgotten(who)
	p.do("GET", "/api/v1/me", nil).want(401)
	l.seenAfter(left, keep)
	log := l.log.bytes()
	l.stop()
	gone := []string{marker, who}
	if keep { // what the public could read stays
		gone = []string{who, mark("name"), mark("mail"), mark("privateaddress"), mark("flag"), mark("confirmation"), mark("endpoint")}
	}
	for _, word := range gone {
		if left := traces(t, folder, word); len(left) > 0 {
			t.Errorf("%s is still in %v", word, left)
		}
		if bytes.Contains(log, []byte(word)) {
			t.Errorf("%s is in the log", word)
		}
	}
}

// seenAfter is what everybody sees once the person is gone.
func (l *lasting) seenAfter(left traced, keep bool) {
	l.t.Helper()
	anyone, official := l.nobody(), l.persona(responsible)
	l.soon("counts are right again", func() bool {
		got := anyone.do("GET", "/api/v1/reports/"+left.other, nil).want(200)
		return got.num("supports") == 0 && got.num("confirmations.no") == 0
	})
	if !keep {
		anyone.do("GET", "/api/v1/reports/"+left.public, nil).refused(410, "report.gone")
		l.persona("moderator").do("GET", "/api/v1/reports/"+left.private, nil).refused(410, "report.gone")
		official.do("POST", "/api/v1/reports/"+left.public+"/updates", map[string]string{"kind": "status", "status": "in_progress"}).want(410)
		return
	}
	got := anyone.do("GET", "/api/v1/reports/"+left.public, nil).want(200)
	if got.str("title") != mark("title") || got.str("author.name") != "" || got.count("photos") != 1 || got.at("awaiting_since") != nil {
		l.t.Errorf("kept: %s", got.body)
	}
	if got.count("photos") == 1 {
		anyone.do("GET", "/media/"+got.str("photos.0.id")+"/320.jpg", nil).want(200)
	}
	if got := l.persona("moderator").do("GET", "/api/v1/reports/"+left.private, nil).want(200); got.count("photos") != 0 || got.str("address") != "" {
		l.t.Errorf("kept of what was hidden: %s", got.body)
	}
	official.do("POST", "/api/v1/reports/"+left.public+"/updates", map[string]string{"kind": "ask", "text": "?"}).refused(409, "report.author_gone")
	official.do("POST", "/api/v1/reports/"+left.public+"/updates", map[string]string{"kind": "status", "status": "resolved"}).want(201)
	official.do("POST", "/api/v1/reports/"+left.public+"/author", nil).refused(409, "report.author_gone")
}

// Whoever asked to be forgotten can change their mind for seven days, and nobody's mind
// is made up for them: not by an old session, not by the last admin.
func TestErasureCanBeTakenBack(t *testing.T) {
	l := settleFor(t, t.TempDir(), demo...)
	p := l.newcomer("salma@example.org")
	who := p.do("GET", "/api/v1/me", nil).str("id")
	l.glass.turn(civic.FreshFor + time.Minute)
	p.do("POST", "/api/v1/me/erasure", map[string]bool{"keep": true}).refused(403, "auth.fresh_needed")
	p.do("POST", "/api/v1/me/takeout", nil).refused(403, "auth.fresh_needed")
	p = l.newcomer("salma@example.org")
	p.do("POST", "/api/v1/me/erasure", map[string]bool{"keep": true}).want(200)
	l.glass.turn(privacy.Regret - time.Hour)
	p.do("DELETE", "/api/v1/me/erasure", nil).want(204)
	if got := p.do("GET", "/api/v1/me", nil).want(200); got.at("erasure") != nil {
		t.Errorf("taken back: %s", got.body)
	}
	l.glass.turn(2 * time.Hour)
	if err := l.privacy.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.do("GET", "/api/v1/me", nil).want(200)

	admin := l.persona("admin")
	admin.do("POST", "/api/v1/me/erasure", map[string]bool{"keep": true}).refused(409, "grant.last_admin")
	admin.do("POST", "/api/v1/admin/people/"+who+"/erasure", map[string]bool{"keep": true}).want(200)
	if got := p.do("GET", "/api/v1/me", nil).want(200); got.str("erasure.stage") != "waiting" {
		t.Errorf("asked for by an admin: %s", got.body)
	}
	l.glass.turn(civic.FreshFor + time.Minute)
	admin.do("POST", "/api/v1/admin/people/"+who+"/erasure", map[string]bool{"keep": true}).refused(403, "auth.fresh_needed")
}

// A takeout holds everything, for its owner alone, freshly signed in, and for seven days.
func TestTakeout(t *testing.T) {
	l := settleFor(t, t.TempDir(), demo...)
	p := l.newcomer(mark("mail") + "@example.org")
	left := p.leavesTraces()
	p.do("GET", "/api/v1/me/takeout", nil).refused(404, "privacy.no_takeout")
	p.do("POST", "/api/v1/me/takeout", nil).want(202)
	l.soon("the takeout is ready", func() bool { return p.do("GET", "/api/v1/me/takeout", nil).str("state") == "ready" })
	got := p.do("GET", "/api/v1/me/takeout/file", nil).want(200)
	z, err := zip.NewReader(bytes.NewReader(got.body), int64(len(got.body)))
	if err != nil {
		t.Fatalf("no ZIP: %v", err)
	}
	var names []string
	var all strings.Builder
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if strings.HasSuffix(f.Name, ".json") {
			all.Write(b)
			if !json.Valid(b) {
				t.Errorf("%s is no JSON", f.Name)
			}
		}
	}
	for _, name := range []string{"account.json", "account.csv", "reports.json", "reports.csv", "supports.csv", "flags.json", "photos.json", "LISEZ-MOI.txt"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not in it: %v", name, names)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.HasSuffix(n, ".jpg") })); n != 4 {
		t.Errorf("%d photos, want 4: %v", n, names)
	}
	for _, word := range []string{"mail", "name", "title", "description", "address", "reply", "privatetext", "privateaddress", "flag", "confirmation"} {
		if !strings.Contains(all.String(), mark(word)) {
			t.Errorf("what they said (%s) is not in it", word)
		}
	}
	for _, secret := range []string{p.token, mark("endpoint"), "created_hash"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%s is in it", secret)
		}
	}
	l.persona("resident2").do("GET", "/api/v1/me/takeout/file", nil).refused(404, "privacy.no_takeout")
	l.glass.turn(civic.FreshFor + time.Minute)
	p.do("GET", "/api/v1/me/takeout/file", nil).refused(403, "auth.fresh_needed")
	l.glass.turn(privacy.TakenLife)
	if err := l.privacy.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(l.folder.in("photos"), "takeouts", "*", "*")); len(left) > 0 {
		t.Errorf("parts that outlive it: %v", left)
	}
	_ = left
}

// Taking an agreement back works at once: devices are forgotten, and an address is
// shown to nobody.
func TestConsentHasEffect(t *testing.T) {
	l := settleFor(t, t.TempDir(), demo...)
	p := l.newcomer("salma@example.org")
	left := p.leavesTraces()
	say := func(purpose string, given bool) answer {
		return p.do("PUT", "/api/v1/me/consents/"+purpose, map[string]any{"given": given, "version": privacy.Terms})
	}
	data := p.do("GET", "/api/v1/me/data", nil).want(200)
	if data.str("consents.0.purpose") != "push" || data.at("consents.0.given") != true {
		t.Errorf("letting a browser show notifications agrees to them: %s", data.body)
	}
	official := l.persona(responsible)
	if got := official.do("POST", "/api/v1/reports/"+left.public+"/author", nil).want(200); got.str("email") != "salma@example.org" {
		t.Errorf("before an objection: %s", got.body)
	}
	say("contact", false).want(200)
	if got := official.do("POST", "/api/v1/reports/"+left.public+"/author", nil).want(200); got.at("email") != nil {
		t.Errorf("after an objection: %s", got.body)
	}
	say("push", false).want(200)
	if got := p.do("GET", "/api/v1/me/data", nil).want(200); strings.Contains(string(got.body), "push_subscriptions") {
		t.Errorf("a device is still known: %s", got.body)
	}
	p.do("PUT", "/api/v1/push/subscriptions/"+p.id(), map[string]any{
		"endpoint": "https://push.invalid/x", "keys": map[string]string{"p256dh": "x", "auth": "y"},
	}).refused(403, "privacy.withdrawn")
	p.do("PUT", "/api/v1/me/consents/push", map[string]any{"given": true, "version": "1999-01-01"}).refused(409, "privacy.version")
	p.do("PUT", "/api/v1/me/consents/spam", map[string]any{"given": true, "version": privacy.Terms}).want(400)
}

// A restored backup brings back nobody who asked to be forgotten since.
func TestRestoreForgetsAgain(t *testing.T) {
	folder, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "ERASURES")
	l := settleFor(t, folder, append(slices.Clone(demo), "JEMAA_ERASURES="+elsewhere)...)
	p, stays := l.newcomer(mark("mail")+"@example.org"), l.newcomer("stays@example.org")
	who := p.do("GET", "/api/v1/me", nil).str("id")
	id := p.report(map[string]any{"title": mark("title")})
	kept := stays.report(nil)
	l.soon("the relay is done", l.quiet)
	backup := filepath.Join(t.TempDir(), "city.tar.zst")
	f, err := os.Create(backup)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.SaveTo(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	f.Close()
	p.do("POST", "/api/v1/me/erasure", map[string]bool{"keep": false}).want(200)
	l.forgotten(who)
	l.stop()
	if list, err := os.ReadFile(elsewhere); err != nil || bytes.Contains(list, []byte(who)) {
		t.Errorf("the list of erasures: %s, %v", list, err)
	}

	restored := filepath.Join(t.TempDir(), "city")
	c := l.config
	c.Data = restored
	if err := Restore(t.Context(), c, backup, io.Discard); err != nil {
		t.Fatal(err)
	}
	again := settleFor(t, restored, append(slices.Clone(demo), "JEMAA_ERASURES="+elsewhere)...)
	again.soon("the report is gone again", func() bool { return again.nobody().do("GET", "/api/v1/reports/"+id, nil).status == 410 })
	again.nobody().do("GET", "/api/v1/reports/"+kept, nil).want(200)
	again.soon("everything is heard", again.quiet)
	again.glass.turn(2 * time.Hour)
	if err := again.privacy.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	again.stop()
	for _, word := range []string{marker, who} {
		if left := traces(t, restored, word); len(left) > 0 {
			t.Errorf("%s is back: %v", word, left)
		}
	}
}

// An account that nobody uses is warned of by mail, and then forgotten, save one whose
// owner came back.
func TestUnusedAccounts(t *testing.T) {
	l := settleFor(t, t.TempDir(), demo...)
	lost := l.newcomer("lost@example.org")
	l.newcomer("back@example.org")
	id := lost.report(nil)
	work := func(d time.Duration) {
		l.glass.turn(d)
		if err := l.privacy.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
		l.soon("everything is heard", l.quiet)
	}
	work(privacy.IdleAfter - time.Hour)
	if n := len(l.post.to("lost@example.org")); n != 1 {
		t.Fatalf("%d letters before the time, want the code alone", n)
	}
	work(2 * time.Hour)
	for _, who := range []string{"lost@example.org", "back@example.org"} {
		letters := l.post.to(who)
		if len(letters) != 2 || !strings.Contains(letters[1].Text, l.glass.now().Add(privacy.IdleWarn).UTC().Format("2006-01-02")) {
			t.Fatalf("the warning to %s: %+v", who, letters)
		}
	}
	l.newcomer("back@example.org")
	work(privacy.IdleWarn + time.Hour)
	work(0)
	if got := l.nobody().do("GET", "/api/v1/reports/"+id, nil).want(200); got.str("author.name") != "" {
		t.Errorf("%s", got.body)
	}
	if got := l.newcomer("back@example.org").do("GET", "/api/v1/me", nil).want(200); got.at("erasure") != nil {
		t.Errorf("who came back: %s", got.body)
	}
	found := l.persona("admin").do("POST", "/api/v1/admin/people/find", map[string]string{"email": "lost@example.org"})
	if found.status != 404 {
		t.Errorf("the lost account: %d %s", found.status, found.body)
	}
	l.persona("admin").do("POST", "/api/v1/admin/people/find", map[string]string{"email": "back@example.org"}).want(200)
}
