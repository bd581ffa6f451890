package api

import (
	"context"
	"errors"
	"html/template"

	"github.com/gofiber/fiber/v2"

	"jemaa/backend/civic"
	"jemaa/backend/report"
	"jemaa/pwa"
)

// A phone on 3G waits a third of a second for each question it asks. So a page
// names every script of its screen, brings the answer that the screen would ask
// for first, and shows it before any script has come.

// screen is what a path's page announces: modules of the web app by their source.
type screen struct {
	source string
	also   []string
	rooms  []string
}

var (
	resident = []string{"resident"}
	screens  = map[string]screen{
		"":            {source: "src/home/screen.tsx"},
		"reports":     {source: "src/report/list.tsx", rooms: resident},
		"reports/:id": {source: "src/report/page.tsx", rooms: resident},
		"reports/new": {source: "src/report/wizard.tsx", rooms: resident},
		"map":         {source: "src/map/screen.tsx", also: []string{"src/map/leaflet.ts"}, rooms: resident},
		"search":      {source: "src/search/screen.tsx", rooms: resident},
		"sign-in":     {source: "src/account/sign_in.tsx", rooms: resident},
		"inbox":       {source: "src/notify/inbox.tsx", rooms: resident},
		"me":          {source: "src/account/me.tsx", rooms: resident},
		"about":       {source: "src/about/screen.tsx", rooms: resident},
		"desk":        {source: "src/desk/screen.tsx", rooms: []string{"resident", "staff"}},
		"me/verify":   {source: "src/verify/screen.tsx", rooms: resident},
		"counter":     {source: "src/counter/screen.tsx", rooms: resident},
		"admin":       {source: "src/admin/screen.tsx", rooms: resident},
		"moderation":  {source: "src/moderation/queue.tsx", rooms: []string{"resident", "staff"}},
	}
)

// announced names the screen of a path, what it fetches at once, and its rooms
// of words; nothing for a path that has none.
func announced(path string) (source string, also, rooms []string) {
	s := screens[path]
	return s.source, s.also, s.rooms
}

// bring puts the newest reports into home's page or the list's: as the answer
// that the screen would ask for, and readable at once.
func (d *Door) bring(c *fiber.Ctx, lang civic.Lang, rest string, p *pwa.Shell) error {
	path, limit := api+"/reports?sort=new&limit=6", 6
	if rest == "reports" {
		path, limit = api+"/reports?sort=new&limit=20", 20
		p.Title = words[lang].reports + " · " + p.Site
	}
	if len(c.Context().QueryArgs().QueryString()) > 0 { // a filtered list is the screen's own affair
		d.dress(lang, "", p)
		return nil
	}
	page, err := d.on.Reports.List(c.UserContext(), civic.Actor{}, report.Filter{Sort: report.SortNew, Limit: limit})
	if errors.Is(err, context.DeadlineExceeded) {
		d.dress(lang, "", p)
		return nil
	}
	if err != nil {
		return err
	}
	b := d.bootOf(lang)
	b.Page = &bootPage{Path: path, Data: ReportPage{Items: listed(page.Items), Next: page.Next}}
	b.Names = map[string]string{}
	lines := make([]line, len(page.Items))
	for i, s := range page.Items {
		lines[i] = d.lineOf(lang, s)
		b.Names[s.Area], b.Names[s.Category] = d.areaName(lang, s.Area), d.categoryName(lang, s.Category)
	}
	p.Boot = b
	list, err := fill(listPage, map[string]any{"W": words[lang], "Lines": lines, "Lang": lang})
	d.dress(lang, list, p)
	return err
}

// dress gives a page the look of its screen, as the build has drawn it; in a
// program without the web app, the list alone.
func (d *Door) dress(lang civic.Lang, list template.HTML, p *pwa.Shell) {
	p.Body = list
	if d.on.App == nil {
		return
	}
	if drawn, ok := d.on.App.First(string(lang), p.Screen, d.on.City.Names.In(lang), list); ok {
		p.Body = drawn
	}
}

// bootOf is what every page tells the web app.
func (d *Door) bootOf(lang civic.Lang) boot {
	return boot{Lang: lang, Demo: d.set.Demo, Languages: d.on.City.Languages, City: d.on.City.Names.In(lang), Source: d.set.SourceURL}
}

// sendShell sends home and the list, which are the same for everybody until a
// report comes, compressed once and well; the other pages are many, and are
// compressed quickly on their way out.
func (d *Door) sendShell(c *fiber.Ctx, p pwa.Shell) error {
	body := d.on.App.Shell(p)
	common := p.Screen == screens[""].source || p.Screen == screens["reports"].source
	if !common || !accepts(c.Get(fiber.HeaderAcceptEncoding), "br") {
		return c.Send(body)
	}
	tag := etagOf(0, body)
	c.Vary(fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentEncoding, "br")
	c.Set(fiber.HeaderETag, suffixed(tag, "-br"))
	return c.Send(d.pressed.brotli(tag, body))
}
