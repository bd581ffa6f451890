package pwa

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the page's template
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

//go:embed shell.html
var shellText string

var shellPage = template.Must(template.New("shell").Parse(shellText))

// leader is the module that lets a photo come before the app.
const leader = "src/lead.ts"

// Shell is what the server knows about one page.
type Shell struct {
	Lang        string        // fr, ar, zgh, en: chooses the words that are preloaded
	Dir         string        // ltr or rtl; empty follows Lang
	Title       string        // plain text
	Description string        // plain text
	URL         string        // absolute, from the configured public address
	Image       string        // absolute; empty for none
	Lead        string        // id of the photo that the screen shows first, fetched before any script; empty for none
	Canonical   string        // absolute; empty for URL
	Alternates  []Alternate   // this page in the other languages
	Body        template.HTML // readable content for those without scripts and before they arrive; already escaped
	Boot        any           // JSON for the app; what cannot be encoded arrives as null and the app asks for it itself
	Screen      string        // source of the screen to preload, such as "src/report/page.tsx"; empty or unknown for none
	Also        []string      // sources of what the screen fetches at once, to preload too
	Rooms       []string      // rooms of words that the screen needs beside the common ones: "resident", "staff"
	Site        string        // the site's name; empty for Jemaa
	Demo        bool          // mark the page as a demonstration, and keep search engines out
	NoIndex     bool          // keep search engines out
}

// Alternate is the same page in another language.
type Alternate struct {
	Lang string
	URL  string
}

type shellData struct {
	Shell
	Words    shellWords
	Style    template.HTML
	Boot     template.JS
	Entry    string
	First    string // what stands in for the entry where a photo leads
	Preloads []string
	Sheets   []string // styles of the screen beyond the page's own
}

// Shell writes the page: a complete HTML document in UTF-8 that holds no inline script.
func (a *App) Shell(page Shell) []byte {
	if page.Dir == "" {
		page.Dir = direction(page.Lang)
	}
	if page.Canonical == "" {
		page.Canonical = page.URL
	}
	if page.Site == "" {
		page.Site = "Jemaa"
	}
	data := shellData{Shell: page, Words: a.words[page.Lang], Style: template.HTML("<style>" + a.style + "</style>"),
		Boot: bootJSON(page.Boot), Entry: "/" + a.chunks[a.entry].File, First: "/" + a.chunks[leader].File}
	if data.First == "/" {
		data.Lead = "" // a build without it
	}
	first := append([]string{"src/words/" + page.Lang + ".ts", page.Screen}, page.Also...)
	for _, room := range page.Rooms {
		first = append(first, "src/words/"+room+"/"+page.Lang+".ts")
	}
	data.Preloads = a.preloads(first...)
	data.Sheets = a.sheets(first...)
	var out bytes.Buffer
	if err := shellPage.Execute(&out, data); err != nil {
		// Only a template that does not fit its data can fail on a buffer, and the tests execute it.
		panic(fmt.Sprintf("pwa: shell: %v", err))
	}
	return out.Bytes()
}

// First answers a screen as it looks before any data has come, as the build has drawn it, with the city's name and the
// reports put in their places; false when the build has not drawn it. The app takes its place without moving anything.
func (a *App) First(lang, screen, city string, reports template.HTML) (template.HTML, bool) {
	drawn, ok := a.words[lang].First[screen]
	places := strings.NewReplacer("@@city@@", template.HTMLEscapeString(city), "@@reports@@", string(reports))
	return template.HTML(places.Replace(drawn)), ok // drawn by our own build, and what is put in is escaped
}

// StyleHash answers the source expression of the inlined style for a Content-Security-Policy, with its quotes:
// 'sha256-…'.
func (a *App) StyleHash() string { return a.hash }

func direction(lang string) string {
	if lang == "ar" {
		return "rtl"
	}
	return "ltr"
}

// bootJSON relies on encoding/json escaping <, > and &, so that no text can end the script element.
func bootJSON(boot any) template.JS {
	body, err := json.Marshal(boot)
	if err != nil {
		return "null"
	}
	return template.JS(body) // encoded just above
}

// readStyle takes the entry's style, which every page carries inside, and its hash for the policy.
func (a *App) readStyle() error {
	var all strings.Builder
	for _, name := range a.styles(a.entry, nil) {
		asset, ok := a.assets["/"+name]
		if !ok {
			return fmt.Errorf("pwa: open: %s: named in manifest.json but not there", name)
		}
		all.Write(bytes.TrimSpace(asset.Body))
	}
	a.style = all.String()
	if strings.Contains(a.style, "</") {
		return errors.New("pwa: open: the style holds a closing tag")
	}
	sum := sha256.Sum256([]byte(a.style))
	a.hash = "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return nil
}

func (a *App) styles(name string, found []string) []string {
	c := a.chunks[name]
	for _, imported := range c.Imports {
		found = a.styles(imported, found)
	}
	for _, css := range c.CSS {
		if !slices.Contains(found, css) {
			found = append(found, css)
		}
	}
	return found
}

// sheets lists the styles that modules need beyond the page's own, each once.
func (a *App) sheets(names ...string) []string {
	found := a.styles(a.entry, nil)
	own := len(found)
	for _, name := range names {
		found = a.styles(name, found)
	}
	return found[own:]
}

// preloads lists the scripts that the first paint needs beside the entry, each once, imports first.
func (a *App) preloads(names ...string) []string {
	var files []string
	for _, name := range append([]string{a.entry}, names...) {
		files = a.scripts(name, files)
	}
	entry := "/" + a.chunks[a.entry].File
	return slices.DeleteFunc(files, func(file string) bool { return file == entry })
}

func (a *App) scripts(name string, found []string) []string {
	c, ok := a.chunks[name]
	if !ok || slices.Contains(found, "/"+c.File) {
		return found
	}
	found = append(found, "/"+c.File)
	for _, imported := range c.Imports {
		found = a.scripts(imported, found)
	}
	return found
}
