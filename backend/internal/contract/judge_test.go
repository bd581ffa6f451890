package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// judge sends a request and holds its answer against the contract.
func (w *world) judge(t tester, r request) {
	w.t = t
	if r.astray {
		w.judgePage(t, r)
		return
	}
	got := w.send(r)
	if got.status == cut {
		return
	}
	p := w.common(t, r, got)
	w.seen.count(r.op.id, got.status, p.Code)
	declared := r.op.response(got.status)
	if declared == nil {
		w.blame(t, r, got, "the operation does not declare %d", got.status)
		return
	}
	w.content(t, r, got, declared)
	switch {
	case r.form == unsound && got.status < 400 && got.status != http.StatusNotModified:
		w.blame(t, r, got, "the contract allows no such request")
	case r.form == sound && formal[p.Code]:
		w.blame(t, r, got, "refused for its form, which the contract allows")
	}
	w.harvest(r, got)
	w.last = r
	if slices.Contains([]string{"signOut", "endSession", "endOthers"}, r.op.id) && got.status < 300 {
		w.signIn(r.as)
	}
}

// formal are the codes that speak of a request's form, which is what the
// contract describes.
var formal = map[string]bool{
	"input.unknown": true, "input.required": true, "input.min_length": true, "input.max_length": true, "input.min_items": true,
	"input.minimum": true, "input.maximum": true, "input.one_of": true, "input.string": true, "input.boolean": true, "input.number": true,
	"input.array": true, "input.object": true, "input.time": true, "input.request": true, "input.json": true, "input.depth": true,
	"input.duplicate": true, "input.type": true, "input.no_body": true,
}

// problem is what of an error's answer is judged.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	RequestID                 string `json:"request_id"`
	Errors                    []struct{ Code, Detail string }
}

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)
	unfilled = regexp.MustCompile(`\{[a-z_]+\}`)
	inside   = regexp.MustCompile(`(?i)\b(sql|sqlite|bson|mongo|bleve|goroutine|panic|runtime|fiber|fasthttp|huma|unmarshal|nil pointer|stack)\b|\.go\b|/root/|/tmp/|jemaa/backend`)
)

// common judges what is promised of every answer, page or operation; it gives
// the problem, if it is one.
func (w *world) common(t tester, r request, got answer) problem {
	var p problem
	if got.status >= 500 {
		w.blame(t, r, got, "a failure of the program's own")
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		"Referrer-Policy": "strict-origin-when-cross-origin",
	} {
		if got.header.Get(name) != want {
			w.blame(t, r, got, "%s is %q", name, got.header.Get(name))
		}
	}
	csp := got.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
		w.blame(t, r, got, "Content-Security-Policy is %q", csp)
	}
	if got.header.Get("X-Request-Id") == "" || got.header.Get("Permissions-Policy") == "" || got.header.Get("Server") != "" ||
		!strings.HasPrefix(got.header.Get("X-Robots-Tag"), "noindex") {
		w.blame(t, r, got, "headers %v", got.header)
	}
	if len(got.body) > 0 && got.header.Get("Content-Type") == "" {
		w.blame(t, r, got, "a body of no type")
	}
	if !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		return p
	}
	w.problem(t, r, got, &p)
	return p
}

// problem judges an error's words: for people, complete, and silent about the
// program's inside.
func (w *world) problem(t tester, r request, got answer, p *problem) {
	if r.method == http.MethodHead {
		return
	}
	if err := json.Unmarshal(got.body, p); err != nil {
		w.blame(t, r, got, "not JSON: %v", err)
	}
	faults := append(p.Errors, struct{ Code, Detail string }{p.Code, p.Detail})
	for _, f := range faults {
		if !codeForm.MatchString(f.Code) || strings.TrimSpace(f.Detail) == "" || strings.Contains(f.Detail, f.Code) || unfilled.MatchString(f.Detail) {
			w.blame(t, r, got, "the problem %q says %q", f.Code, f.Detail)
		}
	}
	if p.Type != "about:blank" || p.Title == "" || p.Status != got.status || p.RequestID != got.header.Get("X-Request-Id") {
		w.blame(t, r, got, "an incomplete problem")
	}
	if got.header.Get("Cache-Control") != "no-store" {
		w.blame(t, r, got, "a problem that may be kept: %q", got.header.Get("Cache-Control"))
	}
	if leak := inside.Find(got.body); leak != nil {
		w.blame(t, r, got, "tells of the inside: %q", leak)
	}
}

// content judges the type and the body of an answer by what is declared.
func (w *world) content(t tester, r request, got answer, declared *openapi3.Response) {
	if len(declared.Content) == 0 {
		if len(got.body) > 0 {
			w.blame(t, r, got, "a body where none is declared")
		}
		return
	}
	kind := got.header.Get("Content-Type")
	media := declared.Content[kind]
	if media == nil {
		w.blame(t, r, got, "type %q is not declared", kind)
		return
	}
	if got.header.Get("Content-Encoding") != "" {
		return // the same text, as other draws see it
	}
	d := json.NewDecoder(bytes.NewReader(got.body))
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		w.blame(t, r, got, "no JSON: %v", err)
		return
	}
	if err := media.Schema.Value.VisitJSON(v, openapi3.MultiErrors()); err != nil {
		w.blame(t, r, got, "the body is not of the declared schema: %v", err)
	}
}

// blame fails with words that are the same each time, so that rapid knows a
// failure again while it makes it smaller. What else there is to know goes to the
// log, and the first time to the whole test's: it may not happen again.
func (w *world) blame(t tester, r request, got answer, why string, args ...any) {
	body := got.body
	if len(body) > 1500 {
		body = body[:1500]
	}
	told := fmt.Sprintf(why, args...) + fmt.Sprintf("\n%s\n-> %d %v\n%s\nlog: %.2000s", r, got.status, got.header, body, w.log)
	t.Log(told)
	w.seen.first(r.op.id+": "+why, told)
	t.Fatalf("%s: %s", r.op.id, why)
}

// harvest keeps what later requests can build on.
func (w *world) harvest(r request, got answer) {
	if got.status >= 300 || got.header.Get("Content-Encoding") != "" {
		return
	}
	if r.method == http.MethodGet && len(w.etags) < 1000 {
		w.etags[r.as+" "+r.target] = got.header.Get("Etag")
	}
	w.keep("etag", got.header.Get("Etag"))
	var b struct {
		ID, Next, Ref, Status string
		Items                 []struct{ ID string }
	}
	if json.Unmarshal(got.body, &b) != nil {
		return
	}
	w.keep("cursor", b.Next)
	if strings.HasPrefix(r.op.path, "/api/v1/reports/{id}") && strings.Contains(got.header.Get("Etag"), ".") {
		w.etags[b.ID] = got.header.Get("Etag")
	}
	switch r.op.id {
	case "addUpdate":
		if b.Status == "resolved" {
			w.keep("resolved", b.ID)
		}
	case "submitReport":
		w.keep("open", b.ID)
		w.keep("report", b.ID)
		w.keep("ref", b.Ref)
	case "putPhoto":
		w.keep("photo", b.ID)
	case "makeToken":
		w.keep("token", b.ID)
	case "listSessions":
		for _, i := range b.Items {
			w.keep("session", i.ID)
		}
	case "subscribePush":
		w.keep("subscription", b.ID)
	case "listNotifications":
		for _, i := range b.Items {
			w.keep("notification", i.ID)
		}
	}
}
