package app

import (
	"testing"
	"time"

	"jemaa/backend/civic"
)

// log reads the log until it tells what is looked for.
func (p *person) log(what, query string, is func(line answer, i int) bool) {
	p.t.Helper()
	p.soon(what, func() bool {
		page := p.do("GET", "/api/v1/admin/log"+query, nil).want(200)
		for i := range page.count("items") {
			if is(page, i) {
				return true
			}
		}
		return false
	})
}

// An admin gives a role for a time, the person has it from then on, and the log
// tells who, whom, what, why and when.
func TestAnAdminGivesAndTakesARole(t *testing.T) {
	w := settle(t, demo...)
	boss, salma := w.persona("admin"), w.persona("resident")
	salma.do("GET", "/api/v1/moderation/cases", nil).refused(403, "auth.role")
	until := civic.At(time.Now().Add(time.Hour))
	award := map[string]any{"email": salma.me["email"], "role": "moderator", "until": until, "reason": "Remplace Karim"}
	given := boss.do("POST", "/api/v1/admin/grants", award).want(200)
	if given.str("roles.0.role") != "moderator" || given.str("roles.0.until") != until.String() || given.str("roles.0.by.name") == "" {
		t.Errorf("%s", given.body)
	}
	salma.do("GET", "/api/v1/me", nil).refused(401, "auth.session") // a resident's session became none of a moderator's
	salma = w.persona("resident")
	salma.do("GET", "/api/v1/moderation/cases", nil).want(200)

	about := "?about=" + salma.me["id"].(string)
	boss.log("the log tells of it", about, func(l answer, i int) bool {
		at := func(s string) string { return l.str("items." + string(rune('0'+i)) + "." + s) }
		return at("kind") == "role_given" && at("what.role") == "moderator" && at("what.until") == until.String() &&
			at("reason") == "Remplace Karim" && at("about.email") == salma.me["email"] && at("by.email") == boss.me["email"]
	})
	back := map[string]any{"account": salma.me["id"], "role": "moderator", "reason": "Karim est de retour"}
	boss.do("POST", "/api/v1/admin/grants/revoke", back).want(200)
	salma.do("GET", "/api/v1/moderation/cases", nil).refused(403, "auth.role")
	boss.log("the log tells of that too", about+"&kind=role_taken", func(l answer, _ int) bool { return l.str("items.0.reason") == "Karim est de retour" })

	boss.do("POST", "/api/v1/admin/grants/revoke", map[string]any{"account": boss.me["id"], "role": "admin", "reason": "R"}).refused(409, "grant.last_admin")
}

// Reading an anonymous author's name stands in the log.
func TestTheLogTellsOfNamesRead(t *testing.T) {
	w := settle(t, demo...)
	salma, official := w.persona("resident"), w.persona(responsible)
	report := salma.report(map[string]any{"anonymous": true})
	official.do("POST", "/api/v1/reports/"+report+"/author", nil).want(200)
	w.persona("admin").log("the log tells of it", "?by="+official.me["id"].(string), func(l answer, _ int) bool {
		return l.str("items.0.kind") == "author_read" && l.str("items.0.subject") == "report/"+report && l.str("items.0.about.email") == salma.me["email"]
	})
}

// A resident shows a code at a counter, and an official there confirms them; a
// second account of the same person is refused.
func TestAResidentIsConfirmedAtACounter(t *testing.T) {
	w := settle(t, demo...)
	clerk, salma, boss := w.persona("counter"), w.persona("resident"), w.persona("admin")
	confirm := func(p *person) answer {
		code := p.do("POST", "/api/v1/me/verification/counter", nil).want(200).str("code")
		clerk.do("POST", "/api/v1/counter/visitors/find", map[string]string{"code": code}).want(200)
		return clerk.do("POST", "/api/v1/counter/visitors/confirm", map[string]any{
			"code": code, "level": 2, "area": "maarif", "name": "Salma Bennani", "birth_date": "1990-04-12",
		})
	}
	if got := confirm(salma).want(200); got.num("level") != 2 || got.str("area") != "maarif" {
		t.Errorf("%s", got.body)
	}
	if got := salma.do("GET", "/api/v1/me/verification", nil).want(200); got.num("level") != 2 || got.str("area") != "maarif" {
		t.Errorf("%s", got.body)
	}
	confirm(w.persona("resident2")).refused(409, "verify.taken")
	boss.log("the log tells of it", "?kind=level_confirmed", func(l answer, _ int) bool {
		return l.str("items.0.about.email") == salma.me["email"] && l.str("items.0.by.email") == clerk.me["email"] &&
			l.str("items.0.what.through") == "counter" && l.str("items.0.subject") == "area/maarif"
	})
	clerk.do("POST", "/api/v1/counter/visitors/lower", map[string]any{"email": salma.me["email"], "reason": "A déménagé"}).want(204)
	if got := salma.do("GET", "/api/v1/me/verification", nil).want(200); got.num("level") != 0 {
		t.Errorf("%s", got.body)
	}
	confirm(w.persona("resident2")).want(200)
}
