package app

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// demo is a demonstration without rate limits.
var demo = []string{"JEMAA_DEMO=true", "JEMAA_RATE=off"}

// named is a demonstration at a name, for which there can be passkeys.
var named = append([]string{"JEMAA_PUBLIC_URL=http://localhost"}, demo...)

// responsible is the official who answers for potholes in Sidi Belyout.
const responsible = "official.arrondissement-sidi-belyout"

func TestJourneyOfAReport(t *testing.T) { settle(t, demo...).journey(t) }

// journey walks a report's whole life, whatever engines the town stands on.
func (w *town) journey(t *testing.T) {
	anyone, author, neighbour, city := w.nobody(), w.persona("resident"), w.persona("resident2"), w.persona(responsible)

	photo := w.id()
	author.do("PUT", "/api/v1/photos/"+photo, snapshot(1)).want(201)
	author.do("PUT", "/api/v1/photos/"+photo, snapshot(1)).want(200)
	anyone.do("GET", "/media/"+photo+"/320.jpg", nil).refused(404, "photo.not_found")

	id := w.id()
	path := "/api/v1/reports/" + id
	body := pothole(map[string]any{"photos": []string{photo}, "title": "Nid-de-poule", "lang": "fr"})
	sent := author.do("PUT", path, body).want(201)
	author.do("PUT", path, body).want(200)
	neighbour.do("PUT", path, body).refused(409, "report.id_taken")
	if got := sent.str("authority"); got != "arrondissement-sidi-belyout" || sent.str("status") != "submitted" {
		t.Fatalf("%s", sent.body)
	}
	t.Run("is public", func(t *testing.T) { w.public(t, id, photo, sent.str("ref")) })

	author.do("PATCH", path, map[string]string{"title": "Grand nid-de-poule"}, `If-Match: "9.x"`).refused(412, "report.stale")
	edited := author.do("PATCH", path, map[string]string{"title": "Grand nid-de-poule"}, "If-Match: "+author.do("GET", path, nil).header.Get("ETag")).want(200)
	if edited.str("title") != "Grand nid-de-poule" {
		t.Errorf("%s", edited.body)
	}

	if got := neighbour.do("PUT", path+"/support", nil).want(200); got.num("supports") != 1 {
		t.Errorf("%s", got.body)
	}
	neighbour.do("PUT", path+"/support", nil).want(200)
	w.soon("the support is counted", func() bool { return anyone.do("GET", path, nil).num("supports") == 1 })
	w.soon("the supporter follows", func() bool { return neighbour.do("GET", path, nil).at("viewer.following") == true })

	t.Run("the city answers", func(t *testing.T) { w.answered(t, id, author, city) })
	t.Run("who lives there says whether it is true", func(t *testing.T) { w.judged(t, id, author, neighbour, city) })
}

func (w *town) public(t *testing.T, id, photo, ref string) {
	anyone := w.nobody()
	one := anyone.do("GET", "/api/v1/reports/"+id, nil).want(200)
	if one.header.Get("Cache-Control") != "public, max-age=1" || one.header.Get("Set-Cookie") != "" || one.at("viewer") != nil {
		t.Errorf("%v %s", one.header, one.body)
	}
	anyone.do("GET", "/api/v1/reports/"+id, nil, "If-None-Match: "+one.header.Get("ETag")).want(304)
	w.soon("its photo", func() bool { return anyone.do("GET", "/media/"+photo+"/320.jpg", nil).status == 200 })
	big := anyone.do("GET", "/media/"+photo+"/1920.jpg", nil).want(200)
	if big.header.Get("Cache-Control") != "public, max-age=60" || big.header.Get("Content-Type") != "image/jpeg" || big.header.Get("ETag") == "" {
		t.Errorf("%v", big.header)
	}
	for _, query := range []string{
		"", "?area=sidi-belyout&category=pothole", "?domain=mobility", "?area=sidi-belyout&sort=deadline", "?sort=updated&status=submitted,resolved",
		"?authority=arrondissement-sidi-belyout", "?ref=" + ref[:3] + "-" + ref[3:6] + "%20" + ref[6:], "?changed_since=2020-01-01T00:00:00Z",
	} {
		if got := anyone.do("GET", "/api/v1/reports"+query, nil).want(200); got.str("items.0.id") != id {
			t.Errorf("%s: %s", query, got.body)
		}
	}
	for _, query := range []string{"area=anfa&category=pothole&status=submitted", "domain=mobility&sort=deadline", "sort=updated&area=anfa&category=pothole"} {
		anyone.do("GET", "/api/v1/reports?"+query, nil).refused(400, "report.filters_unanswered")
		anyone.do("GET", "/api/v1/search?"+query, nil).want(200)
	}
	w.soon("it is found", func() bool {
		found := anyone.do("GET", "/api/v1/search?q=nids+poules&area=sidi-belyout&facets=status&near=-7.6149,33.5985&metres=100", nil)
		return found.str("items.0.id") == id && found.str("facets.status.0.value") == "submitted"
	})
	w.soon("it is near", func() bool {
		return anyone.do("GET", "/api/v1/reports/similar?lon=-7.615&lat=33.5985&category=pothole", nil).str("items.0.id") == id
	})
	w.soon("it is on the map", func() bool {
		return strings.Contains(string(anyone.do("GET", "/tiles/reports/0/0/0.mvt", nil).body), id)
	})
	page := string(anyone.do("GET", "/fr/reports/"+id, nil, "Accept: text/html").want(200).body)
	for _, want := range []string{"Nid-de-poule", "/media/" + photo + "/960.jpg", "noindex", "Un nid de poule profond devant l’école"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	anyone.do("GET", "/ar/reports/"+id+"/print", nil).want(200)
}

func (w *town) answered(t *testing.T, id string, author, city *person) {
	path := "/api/v1/reports/" + id
	city.do("POST", path+"/updates", map[string]string{"kind": "status", "status": "acknowledged"}).want(201)
	act := w.id()
	question := map[string]string{"id": act, "kind": "ask", "text": "De quel côté de la rue ?"}
	city.do("POST", path+"/updates", question).want(201)
	city.do("POST", path+"/updates", question).want(200)
	if got := author.do("GET", path, nil); got.at("awaiting_answer") != true || !strings.Contains(string(got.body), `"reply"`) {
		t.Errorf("%s", got.body)
	}
	w.soon("the author hears of it", func() bool { return author.do("GET", "/api/v1/notifications", nil).count("items") >= 2 })
	box := author.do("GET", "/api/v1/notifications?lang=ar", nil).want(200)
	if box.num("unread") < 2 || !strings.HasPrefix(box.str("items.0.path"), "/ar/reports/") || box.str("items.0.title") == "" {
		t.Errorf("%s", box.body)
	}
	if got := author.do("POST", "/api/v1/notifications/read", map[string]bool{"all": true}).want(200); got.num("unread") != 0 {
		t.Errorf("%s", got.body)
	}
	if got := city.do("GET", "/api/v1/notifications", nil); got.count("items") != 0 {
		t.Errorf("who acted was told: %s", got.body)
	}
	author.do("POST", path+"/updates", map[string]string{"kind": "reply", "text": "Côté école"}).want(201)
	city.do("POST", path+"/updates", map[string]string{"kind": "note", "text": "Voir avec l’équipe 3"}).want(201)
	if public := author.do("GET", path, nil); strings.Contains(string(public.body), "équipe 3") {
		t.Error("an internal note is public")
	}
	city.do("POST", path+"/updates", map[string]string{"kind": "assign", "assignee": city.me["id"].(string)}).want(201)
	if mine := city.do("GET", "/api/v1/reports?assignee=me&status=acknowledged", nil).want(200); mine.str("items.0.id") != id {
		t.Errorf("the desk: %s", mine.body)
	}
	city.do("POST", path+"/updates", map[string]string{"kind": "status", "status": "declined"}).refused(400, "report.text_empty")
}

func (w *town) judged(t *testing.T, id string, author, neighbour, city *person) {
	path := "/api/v1/reports/" + id
	city.do("POST", path+"/updates", map[string]string{"kind": "status", "status": "resolved", "text": "Rebouché"}).want(201)
	w.soon("the supporter is asked", func() bool {
		return neighbour.do("GET", "/api/v1/notifications", nil).str("items.0.kind") == "confirmation_asked"
	})
	neighbour.do("POST", path+"/confirmation", map[string]any{"resolved": true}).want(200)
	w.soon("the answer counts", func() bool { return w.nobody().do("GET", path, nil).num("confirmations.yes") == 1 })
	no := author.do("POST", path+"/confirmation", map[string]any{"resolved": false, "words": "Toujours là"}).want(200)
	if no.str("status") != "in_progress" || no.at("contested") != true {
		t.Errorf("%s", no.body)
	}
	var v struct {
		Updates []struct {
			Kind string
			By   struct{ Role string }
		}
	}
	if err := json.Unmarshal(w.nobody().do("GET", path, nil).body, &v); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, u := range v.Updates {
		kinds = append(kinds, u.By.Role+" "+u.Kind)
	}
	want := []string{
		"resident submitted", "resident edited", "authority status", "authority ask", "resident reply", "authority status", "resident contested",
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("the timeline is %v", kinds)
	}
}

func TestHiddenIsGoneAndComesBack(t *testing.T) {
	w := settle(t, demo...)
	anyone, author, neighbour, moderator := w.nobody(), w.persona("resident"), w.persona("resident2"), w.persona("moderator")
	photo := w.id()
	author.do("PUT", "/api/v1/photos/"+photo, snapshot(2)).want(201)
	id := author.report(map[string]any{"photos": []string{photo}})
	path := "/api/v1/reports/" + id
	shown := func() bool {
		return anyone.do("GET", path, nil).status == 200 &&
			anyone.do("GET", "/api/v1/reports", nil).count("items") == 1 &&
			anyone.do("GET", "/api/v1/search?q=poule", nil).count("items") == 1 &&
			anyone.do("GET", "/api/v1/reports/similar?lon=-7.6149&lat=33.5985", nil).count("items") == 1 &&
			strings.Contains(string(anyone.do("GET", "/tiles/reports/0/0/0.mvt", nil).body), id) &&
			anyone.do("GET", "/media/"+photo+"/320.jpg", nil).status == 200 &&
			anyone.do("GET", "/fr/reports/"+id, nil).status == 200
	}
	gone := func() bool {
		return anyone.do("GET", path, nil).status == 410 &&
			anyone.do("GET", "/api/v1/reports", nil).count("items") == 0 &&
			anyone.do("GET", "/api/v1/search?q=poule", nil).num("total") == 0 &&
			anyone.do("GET", "/api/v1/reports/similar?lon=-7.6149&lat=33.5985", nil).count("items") == 0 &&
			len(anyone.do("GET", "/tiles/reports/0/0/0.mvt", nil).body) == 0 &&
			anyone.do("GET", "/media/"+photo+"/320.jpg", nil).status == 404 &&
			anyone.do("GET", "/fr/reports/"+id, nil).status == 410
	}
	w.soon("everybody sees it", shown)
	neighbour.do("PUT", path+"/flag", map[string]string{"reason": "private_data", "words": "On voit une plaque"}).want(200)
	w.soon("a case is opened", func() bool {
		return moderator.do("GET", "/api/v1/moderation/cases", nil).want(200).str("items.0.subject.id") == id
	})
	if c := moderator.do("GET", "/api/v1/moderation/cases", nil); c.num("items.0.reasons.private_data") != 1 || c.str("items.0.report.id") != id {
		t.Errorf("%s", c.body)
	}
	decision := "/api/v1/moderation/cases/report/" + id + "/decision"
	moderator.do("POST", decision, map[string]string{"action": "hide", "reason": "Une plaque est lisible"}).want(200)
	w.soon("it is gone everywhere", gone)
	if mine := author.do("GET", path, nil).want(200); mine.str("hidden.reason") != "Une plaque est lisible" {
		t.Errorf("%s", mine.body)
	}
	w.soon("the author is told why", func() bool {
		return strings.Contains(string(author.do("GET", "/api/v1/notifications", nil).body), "Une plaque est lisible")
	})
	if tomb := anyone.do("GET", "/api/v1/reports?changed_since=2020-01-01T00:00:00Z", nil).want(200); tomb.str("gone.0.id") != id {
		t.Errorf("%s", tomb.body)
	}
	moderator.do("POST", decision, map[string]string{"action": "restore", "reason": "Photo changée"}).want(200)
	w.soon("it is back whole", shown)
}

func TestAnonymousStaysAnonymous(t *testing.T) {
	w := settle(t, demo...)
	author, city := w.persona("resident"), w.persona(responsible)
	name, mail := author.me["name"].(string), author.me["email"].(string)
	id := author.report(map[string]any{"anonymous": true})
	path := "/api/v1/reports/" + id
	w.soon("it is found", func() bool { return w.nobody().do("GET", "/api/v1/search?q=poule", nil).count("items") == 1 })
	for _, reader := range []*person{w.nobody(), w.persona("resident2"), city, w.persona("official"), w.persona("moderator"), w.persona("admin")} {
		for _, p := range []string{path, "/api/v1/reports", "/api/v1/search?q=poule", "/api/v1/reports/similar?lon=-7.6149&lat=33.5985", "/fr/reports/" + id, "/fr/reports/" + id + "/print"} {
			body := string(reader.do("GET", p, nil).want(200).body)
			if strings.Contains(body, name) || strings.Contains(body, mail) || strings.Contains(body, author.me["id"].(string)) {
				t.Errorf("%s tells who wrote it", p)
			}
		}
	}
	if got := city.do("POST", path+"/author", nil).want(200); got.str("name") != name {
		t.Errorf("%s", got.body)
	}
}
