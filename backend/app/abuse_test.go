package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var requestID = regexp.MustCompile(`"request_id":"[^"]*"`)

// deed is one request that changes something and is granted to somebody: every
// route that changes anything has one, from the table of rights.
type deed struct {
	try
	route  string
	who    string   // the role that comes furthest
	grants bool     // whether that is to have it done
	fields []string // that its body may have, "" for no JSON
}

// deeds are one for each route that changes something, whatever routes there are.
func (w *town) deeds() []deed {
	fields := w.bodies()
	var out []deed
	for _, r := range w.door.Routes() {
		if r.Method == "GET" {
			continue
		}
		d := deed{try: table[r.ID][0], route: r.ID, fields: fields[r.ID]}
		d.who = roles[max(0, slices.IndexFunc(d.want[:], func(status int) bool { return status != 401 && status != 403 }))]
		for _, row := range table[r.ID] {
			if i := slices.IndexFunc(row.want[:], func(status int) bool { return status < 300 }); i >= 0 {
				d.try, d.who, d.grants = row, roles[i], true
				break
			}
		}
		out = append(out, d)
	}
	// Whoever ends all sessions ends those of the cast: let it come last.
	slices.SortStableFunc(out, func(a, b deed) int { return strings.Compare(last[a.route], last[b.route]) })
	return out
}

// last are deeds after which the cast has to sign in anew.
var last = map[string]string{"endOthers": "last"}

// bodies are the names that each operation's JSON may have.
func (w *town) bodies() map[string][]string {
	type schema struct {
		Ref        string `json:"$ref"`
		Properties map[string]any
	}
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			RequestBody struct {
				Content map[string]struct{ Schema schema }
			}
		}
		Components struct{ Schemas map[string]schema }
	}
	if err := json.Unmarshal(w.door.OpenAPI(), &doc); err != nil {
		w.t.Fatal(err)
	}
	out := map[string][]string{}
	for _, methods := range doc.Paths {
		for _, op := range methods {
			content, ok := op.RequestBody.Content["application/json"]
			if !ok {
				continue
			}
			s := content.Schema
			if s.Ref != "" {
				s = doc.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
			}
			out[op.OperationID] = slices.Sorted(maps.Keys(s.Properties))
		}
	}
	return out
}

// stage is a deed with what it is done to, and how all of that looks from outside.
type stage struct {
	deed
	*town
	cast   map[string]*person
	doer   *person
	path   string
	report string
}

// set makes a deed ready: a report of its own, and its doer in a browser.
func (w *town) set(cast map[string]*person, d deed) *stage {
	w.t.Helper()
	s := &stage{deed: d, town: w, cast: cast, path: d.path, doer: w.nobody()}
	if strings.Contains(d.path, "{report}") || strings.Contains(d.path, "{photo}") {
		var photo string
		s.report, photo = w.scene(cast, d.setting)
		s.path = strings.NewReplacer("{report}", s.report, "{photo}", photo).Replace(s.path)
	}
	s.path = strings.ReplaceAll(s.path, "{id}", w.id())
	w.soon("the scene is told", w.quiet) // a flag that is heard after a decision opens the case anew
	if p := personaOf[d.who]; p != "" {
		s.doer.do("POST", "/api/v1/auth/demo", map[string]any{"persona": p}).want(200)
	}
	return s
}

// personaOf is who plays a role.
var personaOf = map[string]string{
	"owner": "resident", "other": "resident2", "official": responsible, "stranger": "official", "moderator": "moderator", "admin": "admin",
}

// do is the deed, by its doer.
func (s *stage) do(headers ...string) answer {
	s.t.Helper()
	if s.header != "" {
		headers = append(headers, s.header)
	}
	return s.doer.do(s.method, s.path, s.body, headers...)
}

// looks is all that the deed may change, as those see it who see most of it.
func (s *stage) looks() string {
	s.t.Helper()
	s.soon("what was done is told", s.quiet)
	var b bytes.Buffer
	ask := func(who *person, path string) {
		b.Write(who.do("GET", path, nil).body)
		b.WriteByte('\n')
	}
	if s.report != "" {
		for _, role := range []string{"owner", "official", "moderator"} {
			ask(s.cast[role], "/api/v1/reports/"+s.report)
		}
	}
	ask(s.cast["moderator"], "/api/v1/moderation/cases?limit=100")
	if s.who != "anyone" && s.route != "signOut" {
		ask(s.doer, "/api/v1/me")
		ask(s.doer, "/api/v1/reports?author=me&limit=100")
		ask(s.doer, "/api/v1/reports?followed=me&limit=100")
	}
	return requestID.ReplaceAllString(b.String(), "")
}

// granted does the deed after all: whatever was refused before was not refused
// for another reason.
func (s *stage) granted(t *testing.T) {
	t.Helper()
	if !s.grants {
		return
	}
	if r := s.do(); r.status >= 300 {
		t.Errorf("%s: %d %s", r.what, r.status, r.body)
	}
}

// Nothing that changes anything can be brought about by another site's page.
func TestNoDeedFromAnotherSite(t *testing.T) {
	w := settle(t, named...)
	cast := w.cast()
	for _, d := range w.deeds() {
		s := w.set(cast, d)
		before := s.looks()
		for _, header := range []string{
			"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: Same-Origin", "Origin: https://evil.example", "Origin: null",
		} {
			if r := s.do(header); r.status != 403 || r.str("code") != "auth.cross_site" {
				t.Errorf("%s with %s: %d %s", d.route, header, r.status, r.body)
			}
		}
		if s.looks() != before {
			t.Errorf("%s was refused and done", d.route)
		}
		s.granted(t)
	}
}

// forged are headers that other servers believe.
var forged = []string{
	"X-HTTP-Method-Override: GET", "X-HTTP-Method: DELETE", "X-Method-Override: GET", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: evil.example",
	"X-Forwarded-Proto: gopher", "X-Forwarded-User: admin", "X-Real-Ip: 127.0.0.1", "X-Client-Ip: 127.0.0.1", "True-Client-Ip: 127.0.0.1",
	"Forwarded: for=127.0.0.1;host=evil.example", "X-Original-Url: /healthz", "X-Rewrite-Url: /healthz", "X-Remote-User: admin", "Remote-User: admin",
	"X-Jemaa-Slot: taken", "X-Jemaa-Role: admin", "X-Jemaa-Actor: admin", "X-User-Id: 1", "X-Request-Id: mine", "X-Csrf-Token: x",
	"X-Requested-With: XMLHttpRequest", "Via: 1.1 evil", "X-Accel-Redirect: /healthz", "Expect-Ct: x",
}

// Headers that other servers believe open nothing here: who was refused is, with
// all of them and in the same words.
func TestForgedHeadersChangeNothing(t *testing.T) {
	w := settle(t, named...)
	cast := w.cast()
	for _, d := range w.deeds() {
		s := w.set(cast, d)
		before := s.looks()
		for i, role := range roles {
			if d.want[i] < 400 {
				continue
			}
			var headers []string
			if s.header != "" {
				headers = append(headers, s.header)
			}
			plain := cast[role].do(s.method, s.path, s.body, headers...)
			dressed := cast[role].do(s.method, s.path, s.body, append(headers, forged...)...)
			if plain.status != d.want[i] || dressed.status != plain.status || dressed.str("code") != plain.str("code") {
				t.Errorf("%s as %s: %d, want %d; dressed up %d %s", d.route, role, plain.status, d.want[i], dressed.status, dressed.body)
			}
			if got := dressed.header.Get("X-Request-Id"); got == "mine" || bytes.Contains(dressed.body, []byte("evil.example")) {
				t.Errorf("%s repeats what was forged: %s", d.route, dressed.body)
			}
		}
		if s.looks() != before {
			t.Errorf("%s was refused and done", d.route)
		}
		if d.grants {
			if r := s.do(forged...); r.status >= 300 {
				t.Errorf("%s, granted, with all of them: %d %s", d.route, r.status, r.body)
			}
		}
	}
}

// inner are fields that documents have and that nobody may send.
var inner = []string{
	"id", "rev", "author", "account", "by", "role", "roles", "grants", "staff", "level", "epoch", "proof", "listed", "public", "hidden", "held",
	"status", "authority", "area", "assignee", "supports", "deadline", "created_at", "changed_at", "purge_at", "demo", "email", "actor", "messages",
	"_id", "$set", "__proto__", "constructor",
}

// A body with one field more than its route takes is refused whole.
func TestNoFieldMoreThanARouteTakes(t *testing.T) {
	w := settle(t, named...)
	cast := w.cast()
	for _, d := range w.deeds() {
		if d.fields == nil {
			continue
		}
		s := w.set(cast, d)
		before := s.looks()
		text, err := json.Marshal(d.body)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range inner {
			if slices.Contains(d.fields, field) {
				continue
			}
			for _, value := range []any{"admin", true, 2, []string{"admin"}, map[string]string{"$ne": ""}} {
				var body map[string]any
				if err := json.Unmarshal(text, &body); err != nil {
					t.Fatal(err)
				}
				body[field] = value
				s.body = body
				if r := s.do(); r.status != 400 || r.str("code") != "input.unknown" || r.str("field") != field {
					t.Errorf("%s with %s = %v: %d %s", d.route, field, value, r.status, r.body)
				}
			}
		}
		if s.looks() != before {
			t.Errorf("%s was refused and done", d.route)
		}
		s.body = d.body
		s.granted(t)
	}
}

// again says why the same command sent twice is two: all others are one.
var again = map[string]string{
	"askCode":    "each asks for a letter, of which an address gets few",
	"signInDemo": "each opens a session of its own",
}

// The same command twice, as a phone sends it that did not hear the answer, is
// done once.
func TestSentTwiceIsDoneOnce(t *testing.T) {
	w := settle(t, named...)
	cast := w.cast()
	for _, d := range w.deeds() {
		if !d.grants || again[d.route] != "" {
			continue
		}
		if slices.Contains(d.fields, "id") {
			body := map[string]any{"id": w.id()}
			text, err := json.Marshal(d.body)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &body); err != nil {
				t.Fatal(err)
			}
			d.body = body
		}
		s := w.set(cast, d)
		s.granted(t)
		once := s.looks()
		if r := s.do(); r.status >= 500 {
			t.Errorf("%s again: %d %s", d.route, r.status, r.body)
		}
		if twice := s.looks(); twice != once {
			t.Errorf("%s twice is not once:\n%s\n%s", d.route, once, twice)
		}
	}
	for id := range again {
		if len(table[id]) == 0 {
			t.Errorf("%s is no route any more", id)
		}
	}
}

// A cookie planted in a browser before its owner signs in opens nothing after it,
// and the one that ties a code to a browser is never one that came from outside.
func TestPlantedCookiesOpenNothing(t *testing.T) {
	w := settle(t, named...)
	thief := w.nobody()
	thief.do("POST", "/api/v1/auth/demo", map[string]string{"persona": "resident2"}).want(200)
	for i, planted := range []string{thief.cookies["jemaa"], strings.Repeat("a", 43), "x"} {
		address := fmt.Sprintf("victim%d@example.org", i)
		victim := w.nobody()
		victim.cookies["jemaa"], victim.cookies["jemaa-code"] = planted, planted
		victim.do("POST", "/api/v1/auth/codes", map[string]string{"email": address}).want(202)
		if got := victim.cookies["jemaa-code"]; got == planted || len(got) != 43 {
			t.Errorf("the planted %q binds the code: %q", planted, got)
		}
		code := w.codeFor(address, 1)
		stranger := w.nobody()
		stranger.cookies["jemaa-code"] = planted
		stranger.do("POST", "/api/v1/auth/sessions", map[string]string{"email": address, "code": code}).refused(400, "auth.code_wrong")
		victim.do("POST", "/api/v1/auth/sessions", map[string]string{"email": address, "code": code}).want(200)
		if got := victim.cookies["jemaa"]; got == planted || len(got) != 43 {
			t.Errorf("the planted %q is the session: %q", planted, got)
		}
		stranger.cookies["jemaa"] = planted
		stranger.do("GET", "/api/v1/me", nil).refused(401, "auth.required")
	}
	victim := w.nobody()
	victim.cookies["jemaa"] = strings.Repeat("b", 43)
	victim.do("POST", "/api/v1/auth/demo", map[string]string{"persona": "resident"}).want(200)
	if victim.cookies["jemaa"] == strings.Repeat("b", 43) {
		t.Error("a planted cookie became a session")
	}
}

// To ask for a code, and to fail with one, reads alike whoever the address is of.
func TestAddressesReadAlike(t *testing.T) {
	w := settle(t, public...)
	if err := w.Obey(t.Context(), Grant("boss@example.org", "admin", ""), &strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	known := w.nobody()
	known.do("POST", "/api/v1/auth/codes", map[string]string{"email": "known@example.org"}).want(202)
	known.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "known@example.org", "code": w.codeFor("known@example.org", 1)}).want(200)
	seen := map[string]string{}
	for _, address := range []string{"known@example.org", "boss@example.org", "nobody@example.org", "KNOWN@example.org"} {
		p := w.nobody()
		asked := p.do("POST", "/api/v1/auth/codes", map[string]string{"email": address})
		tried := p.do("POST", "/api/v1/auth/sessions", map[string]string{"email": address, "code": "00000000"})
		seen[face(asked)+"\n"+face(tried)] = address
	}
	if len(seen) != 1 {
		t.Errorf("%d different answers: %v", len(seen), seen)
	}
}

// face is all of an answer but what is new in each.
func face(a answer) string {
	h := a.header.Clone()
	h.Del("RateLimit")
	for _, name := range []string{"Date", "X-Request-Id", "Set-Cookie"} {
		if h.Get(name) != "" {
			h.Set(name, strings.Repeat("x", len(h.Get(name))))
		}
	}
	lines := make([]string, 0, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		lines = append(lines, name+": "+strings.Join(h[name], ", "))
	}
	return a.what + " " + strings.Join(lines, "\n") + "\n" + requestID.ReplaceAllString(string(a.body), "")
}
