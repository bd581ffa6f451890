package api

import (
	"crypto/sha256"
	_ "embed" // the templates
	"encoding/base64"
	"html/template"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/city"
	"jemaa/backend/civic"
	"jemaa/backend/report"
)

//go:embed article.html
var articleText string

//go:embed list.html
var listText string

//go:embed print.html
var printText string

//go:embed print.css
var printStyle string

var (
	articlePage = template.Must(template.New("article").Parse(articleText))
	listPage    = template.Must(template.New("list").Parse(listText))
	printPage   = template.Must(template.Must(articlePage.Clone()).New("print").Parse(printText))
	// barePage stands in for the web app's page in a program built without it.
	barePage = template.Must(template.New("bare").Parse(`<!doctype html><html lang="{{.Lang}}"><head><meta charset="utf-8">` +
		`<title>{{.Title}}</title><meta name="description" content="{{.Description}}">{{if or .Demo .NoIndex}}<meta name="robots" content="noindex">{{end}}` +
		`{{if .Image}}<meta property="og:image" content="{{.Image}}">{{end}}</head><body>{{if .Demo}}<p><strong>Démonstration · عرض تجريبي · Demonstration</strong></p>{{end}}{{.Body}}</body></html>`))
)

// article is a report in words for readers without scripts, and for paper.
type article struct {
	W        pageWords
	Lang     civic.Lang
	R        report.View
	Ref      string
	Title    string
	Category string
	Area     string
	Author   string
	Answers  []answered
	By       string
	Status   string
	Created  stamp
	Due      stamp
	Legal    stamp
	Updates  []entry
	Path     string
	URL      string
	Lead     *report.PhotoView // the first photo, at the head of the page; none on paper
}

type answered struct{ Question, Answer string }

// stamp is a moment for machines and for people, in the city's time.
type stamp struct{ Machine, Human string }

type entry struct {
	At     stamp
	Who    string
	What   string
	Text   string
	Lang   civic.Lang
	Reason string
	Photos []report.PhotoView
}

// line is a report in a list of links.
type line struct {
	Path, Title, Excerpt, Area string
	Status                     string // in words
	Code                       report.Status
	Photo                      civic.ID // none when empty
	Lang                       civic.Lang
	At                         stamp
}

func (d *Door) stampOf(t civic.Time) stamp {
	if t.IsZero() {
		return stamp{}
	}
	zone := d.on.City.Location()
	if zone == nil {
		zone = time.UTC
	}
	return stamp{t.String(), t.In(zone).Format("02/01/2006 15:04")}
}

func (d *Door) titleOfReport(lang civic.Lang, v report.View) string {
	if v.Title != "" {
		return v.Title
	}
	return d.categoryName(lang, v.Category) + " · " + d.areaName(lang, v.Area)
}

func (d *Door) categoryName(lang civic.Lang, code string) string {
	c, _ := d.on.City.Category(code)
	return named(c.Names, lang, code)
}

func (d *Door) areaName(lang civic.Lang, code string) string {
	a, _ := d.on.City.Area(code)
	return named(a.Names, lang, code)
}

func (d *Door) authorityName(lang civic.Lang, code string) string {
	a, _ := d.on.City.AuthorityNamed(code)
	return named(a.Names, lang, code)
}

func named(w civic.Words, lang civic.Lang, code string) string {
	if s := w.In(lang); s != "" {
		return s
	}
	return code
}

func (d *Door) lineOf(lang civic.Lang, s report.Summary) line {
	title := s.Title
	if title == "" {
		title = d.categoryName(lang, s.Category)
	}
	l := line{
		Path: "/" + string(lang) + "/reports/" + string(s.ID), Title: title, Excerpt: s.Excerpt, Lang: s.Lang, Code: s.Status,
		Status: words[lang].statuses[s.Status], Area: d.areaName(lang, s.Area), At: d.stampOf(s.CreatedAt),
	}
	if s.Photo != nil {
		l.Photo = s.Photo.ID
	}
	return l
}

func (d *Door) articleOf(lang civic.Lang, v report.View) article {
	w := words[lang]
	a := article{
		W: w, Lang: lang, R: v, Ref: report.ShowRef(v.Ref), Title: d.titleOfReport(lang, v),
		Category: d.categoryName(lang, v.Category), Area: d.areaName(lang, v.Area), By: d.authorityName(lang, v.Authority),
		Status: w.statuses[v.Status], Created: d.stampOf(v.CreatedAt), Due: d.stampOf(v.DueAt), Legal: d.stampOf(v.LegalDueAt),
		Path: "/" + string(lang) + "/reports/" + string(v.ID), Author: w.resident,
	}
	a.URL = d.set.PublicURL + a.Path
	if v.Author != nil && v.Author.Name != "" {
		a.Author = v.Author.Name
	}
	cat, _ := d.on.City.Category(v.Category)
	for _, q := range cat.Questions {
		for _, said := range v.Answers[q.Code] {
			a.Answers = append(a.Answers, answered{named(q.Names, lang, q.Code), optionName(q, lang, said)})
		}
	}
	for _, u := range v.Updates {
		a.Updates = append(a.Updates, d.entryOf(lang, u))
	}
	return a
}

func optionName(q city.Question, lang civic.Lang, said string) string {
	for _, o := range q.Options {
		if o.Code == said {
			return named(o.Names, lang, said)
		}
	}
	return said
}

func (d *Door) entryOf(lang civic.Lang, u report.UpdateView) entry {
	w := words[lang]
	e := entry{At: d.stampOf(u.At), What: w.kinds[u.Kind], Text: u.Text, Lang: u.Lang, Reason: u.Reason, Photos: u.Photos, Who: w.resident}
	switch {
	case u.By.Authority != "":
		e.Who = d.authorityName(lang, u.By.Authority)
	case u.By.Role == report.ByModerator:
		e.Who = w.moderation
	case u.By.Name != "":
		e.Who = u.By.Name
	}
	if to, ok := w.statuses[report.Status(u.To)]; ok && u.Kind == report.UpdateStatus {
		e.What = to
	}
	if u.Kind == report.UpdateHandOver {
		e.What += " → " + d.authorityName(lang, u.To)
	}
	return e
}

// printReport is a report for paper: plain HTML with a style of its own.
func (d *Door) printReport(c *fiber.Ctx) error {
	lang, v, err := d.publicReport(c)
	if err != nil {
		return d.notShown(c, lang, err)
	}
	body, err := fill(printPage.Lookup("print"), map[string]any{
		"A": d.articleOf(lang, v), "Style": template.CSS(printStyle), "Dir": lang.Dir(), // our own file
		"City": d.on.City.Names.In(lang), "Demo": d.set.Demo, "W": words[lang],
		"QR": qrCode(d.set.PublicURL + "/" + string(lang) + "/reports/" + string(v.ID)),
	})
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(printStyle))
	c.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	c.Set("X-Robots-Tag", "noindex")
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, maxAge(5*time.Second))
	c.Status(http.StatusOK)
	return c.SendString(string(body))
}
