package api

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/pwa"
)

// Pages are public and the same for everybody: what is personal, the web app
// asks the API for. What people share is readable without any script.

// boot is what the web app finds in its page.
type boot struct {
	Lang      civic.Lang        `json:"lang"`
	Demo      bool              `json:"demo"`
	Languages []civic.Lang      `json:"languages"`
	City      string            `json:"city"`
	Source    string            `json:"source,omitempty"` // where the program's source is (AGPL-3.0, section 13)
	Page      *bootPage         `json:"page,omitempty"`
	Names     map[string]string `json:"names,omitempty"`
}

// bootPage is an answer of the API that the first screen would ask for.
type bootPage struct {
	Path string `json:"path"`
	Data any    `json:"data"`
}

func (d *Door) speaks(l civic.Lang) bool { return l.Valid() && d.on.City.Speaks(l) }

// root leads to the reader's language.
func (d *Door) root(c *fiber.Ctx) error {
	l := d.langOf(c.Query("lang"), civic.Actor{}, c.Get(fiber.HeaderAcceptLanguage))
	if !d.speaks(l) {
		l = d.on.City.DefaultLanguage
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.Redirect("/"+string(l), http.StatusFound)
}

func (d *Door) robots(c *fiber.Ctx) error {
	text := "User-agent: *\nDisallow: /api/\nDisallow: /tiles/\n"
	if d.set.Demo {
		text = "User-agent: *\nDisallow: /\n"
	}
	c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.SendString(text)
}

// pageOrAsset answers for every other path: a file of the web app, a page in one
// of the city's languages, or nothing.
func (d *Door) pageOrAsset(c *fiber.Ctx) error {
	path := c.Path()
	if d.on.App != nil {
		if asset, ok := d.on.App.Asset(path); ok {
			return d.asset(c, asset)
		}
	}
	first, rest, _ := strings.Cut(strings.Trim(path, "/"), "/")
	lang := civic.Lang(first)
	if !d.speaks(lang) {
		if strings.HasPrefix(path, "/api/") || !strings.Contains(c.Get(fiber.HeaderAccept), "text/html") {
			return civic.NotFound("route.unknown")
		}
		return d.lost(c, d.langOf("", civic.Actor{}, c.Get(fiber.HeaderAcceptLanguage)), http.StatusNotFound)
	}
	local(c).lang = lang
	p := d.page(lang, "/"+rest)
	age := 30 * time.Second
	p.Screen, p.Also, p.Rooms = announced(rest)
	switch rest {
	case "", "reports":
		age = time.Second // it lists reports: what is hidden must leave it
		if err := d.bring(c, lang, rest, &p); err != nil {
			return err
		}
	case "reports/new":
		p.NoIndex = true
		if len(c.Context().QueryArgs().QueryString()) == 0 { // else somebody goes on with a draft, at a later question
			d.dress(lang, "", &p)
		}
	default:
		p.NoIndex = true
	}
	return d.sendPage(c, p, http.StatusOK, age)
}

// page is what every page says of itself; path is without the language.
func (d *Door) page(lang civic.Lang, path string) pwa.Shell {
	name := d.on.City.Names.In(lang)
	path = strings.TrimSuffix(path, "/")
	s := pwa.Shell{
		Lang: string(lang), Title: "Jemaa · " + name, Description: strings.ReplaceAll(words[lang].about, "{city}", name),
		URL: d.set.PublicURL + "/" + string(lang) + path, Site: "Jemaa · " + name, Demo: d.set.Demo,
		Boot: d.bootOf(lang),
	}
	for _, l := range d.on.City.Languages {
		s.Alternates = append(s.Alternates, pwa.Alternate{Lang: string(l), URL: d.set.PublicURL + "/" + string(l) + path})
	}
	return s
}

func (d *Door) pageReport(c *fiber.Ctx) error {
	if c.Params("id") == "new" { // the screen on which one is made, not one that is there
		return d.pageOrAsset(c)
	}
	lang, v, err := d.publicReport(c)
	if err != nil {
		return d.notShown(c, lang, err)
	}
	path := "/reports/" + string(v.ID)
	p := d.page(lang, path)
	p.Title = d.titleOfReport(lang, v)
	p.Description = v.Excerpt
	p.Screen, p.Also, p.Rooms = announced("reports/:id")
	if len(v.Photos) > 0 {
		p.Image = d.set.PublicURL + "/media/" + string(v.Photos[0].ID) + "/960.jpg"
		p.Lead = string(v.Photos[0].ID)
	}
	b := d.bootOf(lang)
	b.Page = &bootPage{Path: api + path, Data: v}
	b.Names = map[string]string{v.Area: d.areaName(lang, v.Area), v.Category: d.categoryName(lang, v.Category)}
	p.Boot = b
	a := d.articleOf(lang, v)
	if len(v.Photos) > 0 {
		a.Lead = &v.Photos[0]
	}
	if p.Body, err = fill(articlePage, a); err != nil {
		return err
	}
	return d.sendPage(c, p, http.StatusOK, time.Second)
}

// publicReport reads the report of a page as somebody without a session.
func (d *Door) publicReport(c *fiber.Ctx) (civic.Lang, report.View, error) {
	lang := civic.Lang(c.Params("lang"))
	if !d.speaks(lang) {
		return d.set.Default, report.View{}, civic.NotFound("route.unknown")
	}
	local(c).lang = lang
	id, err := civic.ParseID(c.Params("id"))
	if err != nil {
		return lang, report.View{}, civic.NotFound("report.not_found")
	}
	v, err := d.on.Reports.Get(c.UserContext(), civic.Actor{}, id)
	return lang, v, err
}

// notShown is the web app's page with the status that search engines and caches
// understand; the app itself says the rest (the author may see it).
func (d *Door) notShown(c *fiber.Ctx, lang civic.Lang, err error) error {
	switch civic.KindOf(err) {
	case civic.KindNotFound:
		return d.lost(c, lang, http.StatusNotFound)
	case civic.KindGone:
		return d.lost(c, lang, http.StatusGone)
	}
	return err
}

func (d *Door) lost(c *fiber.Ctx, lang civic.Lang, status int) error {
	if !d.speaks(lang) {
		lang = d.on.City.DefaultLanguage
	}
	p := d.page(lang, "")
	p.URL, p.Alternates, p.NoIndex = "", nil, true
	return d.sendPage(c, p, status, 0)
}

func (d *Door) sendPage(c *fiber.Ctx, p pwa.Shell, status int, age time.Duration) error {
	c.Set("Content-Security-Policy", d.policies.page)
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if age > 0 {
		c.Set(fiber.HeaderCacheControl, maxAge(age))
	}
	c.Status(status)
	if d.on.App != nil {
		return d.sendShell(c, p)
	}
	body, err := fill(barePage, p)
	if err != nil {
		return err
	}
	return c.SendString(string(body))
}

// asset serves a file of the web app in the smallest form the reader takes.
func (d *Door) asset(c *fiber.Ctx, a pwa.Asset) error {
	c.Set(fiber.HeaderContentType, a.ContentType)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if a.Immutable {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	c.Set("Content-Security-Policy", d.policies.page) // a worker's policy is its own script's
	c.Vary(fiber.HeaderAcceptEncoding)
	accept := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case a.Brotli != nil && accepts(accept, "br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		c.Set(fiber.HeaderETag, suffixed(a.ETag, "-br"))
		return c.Send(a.Brotli)
	case a.Gzip != nil && accepts(accept, "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		c.Set(fiber.HeaderETag, suffixed(a.ETag, "-gz"))
		return c.Send(a.Gzip)
	}
	c.Set(fiber.HeaderETag, a.ETag)
	return c.Send(a.Body)
}

func fill(t *template.Template, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // the template has escaped it
}
