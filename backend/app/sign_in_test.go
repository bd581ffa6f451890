package app

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/proof"
)

// public are the settings of a city in the open, behind a proxy.
var public = []string{"JEMAA_PUBLIC_URL=https://jemaa.example", "JEMAA_SMTP_URL=smtp://mail.invalid:587", "JEMAA_MAIL_FROM=no-reply@jemaa.example"}

var eightDigits = regexp.MustCompile(`\b(\d{4}) ?(\d{4})\b`)

// codeFor waits for the nth letter to an address and reads the code in it.
func (w *town) codeFor(address string, nth int) string {
	w.t.Helper()
	w.soon("a letter to "+address, func() bool { return len(w.post.to(address)) >= nth })
	m := eightDigits.FindStringSubmatch(w.post.to(address)[nth-1].Text)
	if m == nil {
		w.t.Fatalf("no code in %q", w.post.to(address)[nth-1].Text)
	}
	return m[1] + m[2]
}

func TestSignInByCode(t *testing.T) {
	w := settle(t, public...)
	salma := w.nobody()
	r := salma.do("POST", "/api/v1/auth/codes", map[string]string{"email": "Salma@Example.org"}).want(202)
	if got := r.header.Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-jemaa-code=") || !strings.Contains(got, "HttpOnly") ||
		!strings.Contains(got, "secure") || !strings.Contains(got, "SameSite=Lax") {
		t.Errorf("the binding cookie: %s", got)
	}
	code := w.codeFor("salma@example.org", 1)

	thief := w.nobody()
	thief.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "salma@example.org", "code": code}).refused(400, "auth.code_wrong")
	salma.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "salma@example.org", "code": "00000000"}).refused(400, "auth.code_wrong")
	r = salma.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "salma@example.org", "code": code[:4] + " " + code[4:]}).want(200)
	if r.str("me.email") != "salma@example.org" || r.str("token") != "" {
		t.Errorf("signed in: %s", r.body)
	}
	if got := salma.cookies["__Host-jemaa"]; len(got) < 40 {
		t.Errorf("the session cookie: %q", got)
	}
	if _, still := salma.cookies["__Host-jemaa-code"]; still {
		t.Error("the binding cookie outlives its code")
	}
	if got := salma.do("GET", "/api/v1/me", nil).want(200); got.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("headers: %v", got.header)
	}
	salma.do("PATCH", "/api/v1/me", map[string]string{"name": "Salma", "lang": "ar"}).want(200)
	if got := salma.do("GET", "/api/v1/me", nil, "Accept-Language: fr"); got.str("name") != "Salma" || got.str("lang") != "ar" {
		t.Errorf("%s", got.body)
	}
	kept := salma.cookies["__Host-jemaa"]
	salma.do("DELETE", "/api/v1/auth/sessions/current", nil).want(204)
	known := salma.cookies["__Host-jemaa-known"] // for the next letter; it opens nothing
	if known == "" || len(salma.cookies) != 1 {
		t.Errorf("cookies after signing out: %v", salma.cookies)
	}
	salma.cookies["__Host-jemaa"] = kept
	salma.do("GET", "/api/v1/me", nil).refused(401, "auth.required")
	salma.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "salma@example.org", "code": code}).refused(400, "auth.code_wrong")
}

func TestBearerForScripts(t *testing.T) {
	w := settle(t, public...)
	p := w.nobody()
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": "a@example.org"}).want(202)
	r := p.do("POST", "/api/v1/auth/sessions", map[string]any{"email": "a@example.org", "code": w.codeFor("a@example.org", 1), "bearer": true}).want(200)
	if r.header.Get("Set-Cookie") != "" && p.cookies["__Host-jemaa"] != "" {
		t.Error("a bearer came with a session cookie")
	}
	script := w.nobody()
	script.token = r.str("token")
	script.do("GET", "/api/v1/me", nil, "Sec-Fetch-Site: cross-site").want(200)
	script.do("PATCH", "/api/v1/me", map[string]string{"name": "A"}, "Sec-Fetch-Site: cross-site").want(200)
	script.token = "wrong"
	script.do("GET", "/api/v1/reports", nil).refused(401, "auth.session")
}

func TestCookiesDoNotServeOtherSites(t *testing.T) {
	w := settle(t, public...)
	p := w.nobody()
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": "a@example.org"}).want(202)
	p.do("POST", "/api/v1/auth/sessions", map[string]any{"email": "a@example.org", "code": w.codeFor("a@example.org", 1)}).want(200)
	p.do("PATCH", "/api/v1/me", map[string]string{"name": "E"}, "Sec-Fetch-Site: cross-site").refused(403, "auth.cross_site")
	p.do("PATCH", "/api/v1/me", map[string]string{"name": "E"}, "Origin: https://evil.example").refused(403, "auth.cross_site")
	p.do("PATCH", "/api/v1/me", map[string]string{"name": "S"}, "Origin: https://jemaa.example").want(200)
}

// Outside a demonstration nobody comes in as a persona, and staff get no code.
func TestStaffAndPersonasStayOut(t *testing.T) {
	w := settle(t, public...)
	w.nobody().do("POST", "/api/v1/auth/demo", map[string]string{"persona": "admin"}).refused(404, "auth.demo_off")
	if err := w.Obey(t.Context(), Grant("boss@example.org", "admin", ""), &strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	p := w.nobody()
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": "boss@example.org"}).want(202)
	w.soon("the refusal", func() bool { return len(w.post.to("boss@example.org")) == 1 })
	if text := w.post.to("boss@example.org")[0].Text; eightDigits.MatchString(text) {
		t.Errorf("staff were sent a code: %s", text)
	}
}

func TestSignInIsLimited(t *testing.T) {
	w := settle(t, public...)
	p := w.nobody()
	for i := range 100 {
		r := p.do("POST", "/api/v1/auth/codes", map[string]string{"email": string(civic.NewID(w.clock())) + "@example.org"})
		if r.status == http.StatusTooManyRequests {
			if r.header.Get("Retry-After") == "" || i < 5 {
				t.Errorf("try %d: %v", i, r.header)
			}
			return
		}
		r.want(202)
	}
	t.Error("a hundred codes were asked for from one address")
}

// A token that opens nothing costs a look into the store: trying them is counted
// by address like everything else.
func TestTokensThatOpenNothingAreLimited(t *testing.T) {
	p := settle(t, public...).nobody()
	p.token = "nothing"
	for range 100 {
		r := p.do("PUT", "/api/v1/reports/"+p.id(), pothole(nil))
		if r.status == http.StatusTooManyRequests {
			return
		}
		r.refused(401, "auth.session")
	}
	t.Error("a hundred tokens were tried from one address")
}

// Strangers who use up the letters to an address don't keep its owner out: the
// browser that signed in before gets one, without any work.
func TestStrangersDoNotLockTheOwnerOut(t *testing.T) {
	w := settle(t, public...)
	owner := w.nobody()
	ask := func(p *person) answer {
		return p.do("POST", "/api/v1/auth/codes", map[string]string{"email": "owner@example.org"})
	}
	ask(owner).want(202)
	owner.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "owner@example.org", "code": w.codeFor("owner@example.org", 1)}).want(200)
	owner.do("DELETE", "/api/v1/auth/sessions/current", nil).want(204)
	for range 5 {
		ask(w.nobody()).want(202)
	}
	w.soon("the strangers' letters", func() bool { return len(w.post.to("owner@example.org")) == 2 && w.quiet() })
	ask(owner).want(202)
	owner.do("POST", "/api/v1/auth/sessions", map[string]string{"email": "owner@example.org", "code": w.codeFor("owner@example.org", 3)}).want(200)
}

// A solved challenge speaks for whoever sends it, once; without one a network gets
// few letters, and that is told.
func TestProofOfWork(t *testing.T) {
	w := settle(t, public...)
	p := w.nobody()
	solved := func() string {
		var c proof.Challenge
		p.do("GET", "/api/v1/auth/challenge", nil).want(200).into(&c)
		text, err := proof.Solve(c)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	good := solved()
	ask := func(address, proof string) answer {
		return p.do("POST", "/api/v1/auth/codes", map[string]string{"email": address, "proof": proof})
	}
	ask("no address", good).refused(400, "email.malformed") // and the proof is not spent
	ask("a@example.org", good).want(202)
	ask("a@example.org", good).refused(400, "proof.spent")
	ask("a@example.org", good[:len(good)-8]).refused(400, "proof.wrong")
	for i := range 12 {
		r := p.do("POST", "/api/v1/auth/codes", map[string]string{"email": fmt.Sprintf("b%d@example.org", i)})
		if i < 10 {
			r.want(202)
		} else if r.refused(429, "limit.rate"); r.header.Get("Retry-After") == "" {
			t.Errorf("without a proof, again: %v", r.header)
		}
	}
	ask("c@example.org", solved()).want(202)
}
