package app

import (
	"testing"
)

// firstTimer signs in by mail for the first time, in a browser of a demonstration.
func (w *town) firstTimer(address string) *person {
	w.t.Helper()
	p := w.nobody()
	p.do("POST", "/api/v1/auth/codes", map[string]string{"email": address}).want(202)
	p.do("POST", "/api/v1/auth/sessions", map[string]string{"email": address, "code": w.codeFor(address, 1)}).want(200)
	return p
}

// Somebody new publishes no links and few reports an hour, has the first one looked
// at, and is told all that; what the city takes up ends it.
func TestSomebodyNewIsLimited(t *testing.T) {
	w := settle(t, "JEMAA_DEMO=true")
	p, moderator, city := w.firstTimer("new@example.org"), w.persona("moderator"), w.persona(responsible)
	if me := p.do("GET", "/api/v1/me", nil).want(200); me.str("trust.level") != "new" || me.num("trust.per_hour") != 5 || me.str("trust.until") == "" {
		t.Errorf("%s", me.body)
	}
	for field, link := range map[string]string{
		"title": "Voir www.exemple.ma", "description": "Gagnez sur https://exemple.ma", "address": "casino.com",
	} {
		r := p.do("PUT", "/api/v1/reports/"+p.id(), pothole(map[string]any{field: link})).refused(400, "report.link_early")
		if r.str("field") != field {
			t.Errorf("%s: %s", field, r.body)
		}
	}
	first := p.report(nil)
	path := "/api/v1/reports/" + first
	p.do("PATCH", path, map[string]string{"description": "bit.ly/gagner"}, "If-Match: 1").refused(400, "report.link_early")
	cases := func() answer { return moderator.do("GET", "/api/v1/moderation/cases", nil).want(200) }
	w.soon("the first report is in the queue", func() bool { return cases().str("items.0.subject.id") == first })
	if c := cases(); c.str("items.0.why.0") != "author" || c.str("items.0.author.level") != "new" {
		t.Errorf("%s", c.body)
	}
	for range 4 {
		p.report(nil)
	}
	if r := p.do("PUT", "/api/v1/reports/"+p.id(), pothole(nil)).refused(429, "report.early"); r.header.Get("Retry-After") == "" {
		t.Errorf("%v", r.header)
	}
	p.do("PUT", path, pothole(nil)).want(200) // the same again is no further one
	if c := cases(); c.count("items") != 1 {
		t.Errorf("%d cases", c.count("items"))
	}

	city.do("POST", path+"/updates", map[string]string{"kind": "status", "status": "acknowledged"}).want(201)
	w.soon("the limits end", func() bool { return p.do("GET", "/api/v1/me", nil).at("trust") == nil })
	for range 3 {
		p.report(map[string]any{"description": "Comme sur https://exemple.ma"})
	}
	if c := cases(); c.str("items.0.author.level") != "known" || c.num("items.0.author.taken_up") != 1 {
		t.Errorf("%s", c.body)
	}
}

// Whose report a moderator hid is watched: photos wait. Once it is shown again, that
// is over.
func TestWhoseReportWasHiddenIsWatched(t *testing.T) {
	w := settle(t, demo...)
	p, moderator := w.firstTimer("spam@example.org"), w.persona("moderator")
	first := p.report(nil)
	decide := func(action string) {
		moderator.do("POST", "/api/v1/moderation/cases/report/"+first+"/decision", map[string]string{"action": action, "reason": "R"}).want(200)
	}
	level := func() string { return p.do("GET", "/api/v1/me", nil).str("trust.level") }
	decide("hide")
	w.soon("it counts", func() bool { return level() == "watched" })
	held := func() bool {
		photo := w.id()
		p.do("PUT", "/api/v1/photos/"+photo, snapshot(uint8(w.last))).want(201)
		id := p.report(map[string]any{"photos": []string{photo}})
		return w.nobody().do("GET", "/api/v1/reports/"+id, nil).want(200).count("photos") == 0
	}
	if !held() {
		t.Error("a photo shows at once")
	}
	decide("restore")
	w.soon("it counts no more", func() bool { return level() == "new" })
	if held() {
		t.Error("a photo waits")
	}
}

// Nobody of a demonstration is new: it would be about little else.
func TestPersonasAreKnown(t *testing.T) {
	w := settle(t, demo...)
	for _, key := range []string{"resident", responsible, "moderator", "admin"} {
		p := w.persona(key)
		if me := p.do("GET", "/api/v1/me", nil); me.at("trust") != nil {
			t.Error(key, string(me.body))
		}
	}
}
