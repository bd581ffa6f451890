package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
)

// row is one kind of question: ask makes the next of them, all different.
type row struct {
	name  string
	story string
	want  target
	ask   func(*caller, *question) error
	check func(body []byte) error // that an answer is a whole one; nil: any is
}

// The peer's figures, on the same machine: see docs/performance.md.
const (
	peerList   = 1850
	peerGet    = 6000
	peerCreate = 4600
)

func rows() []row {
	return []row{
		{"health", "the client's own cost", target{}, health, nil},
		{"list", "20 by status and area", target{rate: 4 * peerList, p99: 20}, listing, twenty},
		{"list-mine", "the same, signed in", target{}, listingSigned, twenty},
		{"get", "any of 20,000 reports", target{rate: 3 * peerGet}, getAny, whole},
		{"get-hot", "of 200 that everybody reads", target{rate: 3 * peerGet}, getHot, whole},
		{"page", "a report as a page", target{}, reportPage, html},
		{"tile", "from the city to a street", target{}, aTile, nil},
		{"search", "20 and four facets", target{p95: 30}, searching, faceted},
		{"search-typo", "20 in one area, with a typo", target{p95: 30}, searchingTypo, nil},
		{"create", "a report (FULL)", target{rate: 2000}, creating, nil},
	}
}

func health(_ *caller, q *question) error {
	q.get("/healthz", "")
	return nil
}

var statuses = []string{"submitted", "acknowledged", "in_progress", "resolved", "declined"}

func (c *caller) list(q *question, token string) {
	area, status := c.areas[q.rng.IntN(len(c.areas))].Code, statuses[q.rng.IntN(len(statuses))]
	q.get("/api/v1/reports?sort=new&limit=20&area="+area+"&status="+status, token)
}

func listing(c *caller, q *question) error {
	c.list(q, "")
	return nil
}

func listingSigned(c *caller, q *question) error {
	c.list(q, c.resident)
	return nil
}

// twenty wants a full list.
func twenty(body []byte) error {
	if n := bytes.Count(body, []byte(`"rev":`)); n != 20 || !json.Valid(body) {
		return fmt.Errorf("a list of %d, not 20: %.200s", n, body)
	}
	return nil
}

func getAny(c *caller, q *question) error {
	q.get("/api/v1/reports/"+c.ids[q.rng.IntN(len(c.ids))], "")
	return nil
}

func getHot(c *caller, q *question) error {
	q.get("/api/v1/reports/"+c.ids[q.rng.IntN(min(200, len(c.ids)))], "")
	return nil
}

func whole(body []byte) error {
	if !bytes.Contains(body, []byte(`"updates":[{`)) || !json.Valid(body) {
		return fmt.Errorf("not a whole report: %.200s", body)
	}
	return nil
}

func reportPage(c *caller, q *question) error {
	q.get([]string{"/fr", "/ar"}[q.rng.IntN(2)]+"/reports/"+c.ids[q.rng.IntN(len(c.ids))], "")
	q.req.Header.Set("Accept", "text/html")
	return nil
}

func html(body []byte) error {
	if !bytes.Contains(body, []byte("<article")) || !bytes.Contains(body, []byte("</html>")) {
		return fmt.Errorf("not a report's page: %.300s", body)
	}
	return nil
}

// aTile is one of the tiles around an area's middle, from the whole city's zoom
// to a street's.
func aTile(c *caller, q *question) error {
	a, z := c.areas[q.rng.IntN(len(c.areas))], 11+q.rng.IntN(7)
	side := math.Exp2(float64(z))
	lat := a.Centroid.Lat * math.Pi / 180
	x := int((a.Centroid.Lon + 180) / 360 * side)
	y := int((1 - math.Log(math.Tan(lat)+1/math.Cos(lat))/math.Pi) / 2 * side)
	q.get(fmt.Sprintf("/tiles/reports/%d/%d/%d.mvt", z, x, y), "")
	return nil
}

func searching(c *caller, q *question) error {
	words := vocabulary[q.rng.IntN(len(vocabulary))]
	if q.rng.IntN(2) == 0 {
		words += " " + vocabulary[q.rng.IntN(len(vocabulary))]
	}
	q.get("/api/v1/search?limit=20&facets=area,category,status,authority&q="+url.QueryEscape(words), "")
	return nil
}

func faceted(body []byte) error {
	if !bytes.Contains(body, []byte(`"total":`)) || !bytes.Contains(body, []byte(`"facets":{`)) || !json.Valid(body) {
		return fmt.Errorf("no facets: %.200s", body)
	}
	return nil
}

func searchingTypo(c *caller, q *question) error {
	w := []rune(vocabulary[q.rng.IntN(len(vocabulary))])
	if len(w) > 5 {
		w[2+q.rng.IntN(len(w)-3)] = 'x'
	}
	q.get("/api/v1/search?limit=20&area="+c.areas[q.rng.IntN(len(c.areas))].Code+"&q="+url.QueryEscape(string(w)), "")
	return nil
}

func creating(c *caller, q *question) error {
	return c.create(q, fmt.Sprintf("Un trou profond au milieu de la chaussée, devant le numéro %d. Les motos l'évitent au dernier moment.", q.n))
}

func (c *caller) create(q *question, text string) error {
	if len(c.areas) == 0 {
		return errors.New("no areas")
	}
	a := c.areas[q.rng.IntN(len(c.areas))]
	return q.put("/api/v1/reports/"+ulid(), c.resident, map[string]any{
		"category": c.categories[q.rng.IntN(len(c.categories))], "title": "Nid-de-poule", "description": text, "lang": "fr", "location": a.Centroid,
	})
}

// vocabulary is what residents look for, in French, Arabic and Darija in Latin
// letters; a few words no report holds.
var vocabulary = []string{
	"trou", "chaussée", "nid-de-poule", "trottoir", "poussette", "feu rouge", "carrefour", "panneau", "sens interdit", "voitures",
	"passage piéton", "gardien", "abribus", "verre", "automate", "ticket", "école", "piste cyclable", "gravats", "ramassage",
	"camion", "sacs", "chats", "conteneur", "déborde", "décharge", "pneus", "odeur", "canapé", "matelas",
	"fuite", "eau", "canalisation", "sécheresse", "coupure", "immeuble", "égout", "crèche", "plaque", "pluie",
	"garages", "avaloirs", "courant", "réfrigérateur", "câble", "étincelles", "lampadaire", "noir", "banc", "clous",
	"façade", "fissure", "fumée", "plastique", "poussière", "usine", "musique", "salle des fêtes", "ficus", "palmier",
	"plage", "déchets", "chantier", "barrière", "guichet", "état civil", "attente", "rampe", "fauteuil", "formulaire",
	"bibliothèque", "samedi", "wifi", "moustiques", "terrain de foot", "marché", "hammam", "tramway",
	"حفرة", "الطريق", "رصيف", "إشارة", "الضو", "علامة قف", "سيارات", "محطة", "المصعد", "ممر الراجلين",
	"الزبل", "حاوية", "الريحة", "نفايات", "الفيران", "أثاث", "الماء", "تسرب", "مجاري", "بالوعة",
	"الشتا", "الكهرباء", "خيوط", "الزنقة", "البولات", "كرسي", "عمارة", "دخان", "غبار", "ضجيج",
	"حديقة", "شاطئ", "أشغال", "الشباك", "المكتبة", "الدراري", "السوق", "مسجد",
	"7ofra", "triq", "zbel", "camion dyal zbel", "poubelle 3amra", "lma", "qadous", "ddo tafi", "zen9a", "khasser", "bouchon", "lkelab", "riha",
}
