package pwa

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html/template"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const fakeManifest = `{
  "src/main.tsx": {"file": "assets/main-1.js", "isEntry": true, "imports": ["_shared"], "css": ["assets/main-1.css"]},
  "_shared": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"]},
  "src/lead.ts": {"file": "assets/lead-1.js", "isEntry": true},
  "src/words/fr.ts": {"file": "assets/fr-1.js", "imports": ["_shared"]},
  "src/words/ar.ts": {"file": "assets/ar-1.js"},
  "src/words/resident/ar.ts": {"file": "assets/ar-2.js"},
  "src/report/page.tsx": {"file": "assets/page-1.js", "imports": ["src/main.tsx", "_photo"]},
  "_photo": {"file": "assets/photo-1.js"}
}`

func build() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		".gitkeep":                file(""),
		".vite/manifest.json":     file(fakeManifest),
		".vite/shell.json":        file(`{"fr":{"demo":"Démonstration","noscript":"Sans script","loading":"…"},"ar":{"demo":"تجربة","stuck":"لا تستجيب؟","again":"أعد"}}`),
		"assets/main-1.js":        file("main()"),
		"assets/main-1.js.br":     file("br"),
		"assets/main-1.js.gz":     file("gz"),
		"assets/main-1.css":       file("a{color:red}\n"),
		"assets/shared-1.css":     file("b{color:blue}"),
		"worker.js":               file("worker()"),
		"manifest.fr.webmanifest": file("{}"),
		"icons/icon-192.png":      file("png"),
	}
}

func opened(t *testing.T) *App {
	t.Helper()
	app, err := open(build())
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func TestAFreshCloneSaysThatTheAppIsNotBuilt(t *testing.T) {
	_, err := open(fstest.MapFS{".gitkeep": &fstest.MapFile{}})
	if !errors.Is(err, ErrNotBuilt) {
		t.Fatalf("got %v, want ErrNotBuilt", err)
	}
}

func TestABuildWithoutOneOfItsFilesIsRefusedByName(t *testing.T) {
	for _, missing := range []string{".vite/shell.json", "assets/main-1.css"} {
		folder := build()
		delete(folder, missing)
		if _, err := open(folder); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("without %s: got %v, want an error that names it", missing, err)
		}
	}
}

func TestAssetsKnowHowTheyAreSent(t *testing.T) {
	app := opened(t)
	script, ok := app.Asset("/assets/main-1.js")
	if !ok || string(script.Brotli) != "br" || string(script.Gzip) != "gz" || !script.Immutable {
		t.Errorf("script: %+v", script)
	}
	if script.ContentType != "text/javascript; charset=utf-8" || !strings.HasPrefix(script.ETag, `"`) {
		t.Errorf("script: type %q, tag %q", script.ContentType, script.ETag)
	}
	if worker := app.Worker(); worker.Immutable || string(worker.Body) != "worker()" {
		t.Errorf("worker: %+v", worker)
	}
	if _, ok := app.Manifest("fr"); !ok {
		t.Error("no manifest for fr")
	}
	for _, hidden := range []string{"/.vite/manifest.json", "/.gitkeep", "/assets/main-1.js.br", "/../embed.go", ""} {
		if _, ok := app.Asset(hidden); ok {
			t.Errorf("%q is served", hidden)
		}
	}
}

func TestTheShellSpeaksThePagesLanguageAndAnnouncesItsScripts(t *testing.T) {
	page := string(opened(t).Shell(Shell{Lang: "ar", Title: "تبليغ", Screen: "src/report/page.tsx", Rooms: []string{"resident"},
		URL: "https://x.test/ar/", Image: "https://x.test/i.jpg", Demo: true,
		Alternates: []Alternate{{Lang: "fr", URL: "https://x.test/fr/"}}, Body: template.HTML("<h1>تبليغ</h1>")}))
	for _, want := range []string{
		`<html lang="ar" dir="rtl" data-demo>`, `<title>تبليغ</title>`, `<h1>تبليغ</h1>`,
		`<link rel="modulepreload" href="/assets/ar-1.js" fetchpriority="low">`, `<link rel="modulepreload" href="/assets/ar-2.js" fetchpriority="low">`, `<link rel="modulepreload" href="/assets/shared-1.js" fetchpriority="low">`,
		`<link rel="modulepreload" href="/assets/page-1.js" fetchpriority="low">`, `<link rel="modulepreload" href="/assets/photo-1.js" fetchpriority="low">`,
		`<script type="module" src="/assets/main-1.js" fetchpriority="low">`, `href="/manifest.ar.webmanifest"`, `content="noindex"`,
		`<link rel="canonical" href="https://x.test/ar/">`, `hreflang="fr" href="https://x.test/fr/"`,
		`property="og:image" content="https://x.test/i.jpg"`, `<aside class="demo">تجربة</aside>`,
		`<p class="toast">لا تستجيب؟ <a class="btn" href="">أعد</a></p>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Count(page, "/assets/main-1.js") != 1 || strings.Contains(page, "fr-1.js") {
		t.Errorf("the page announces too much:\n%s", page)
	}
}

func TestAPhotoThatLeadsComesBeforeTheApp(t *testing.T) {
	page := string(opened(t).Shell(Shell{Lang: "fr", Screen: "src/report/page.tsx", Lead: "01JD2W8Y4NQ3S6V7X9Z0ABCDEF",
		Body: template.HTML("<article></article>")}))
	for _, want := range []string{
		`imagesrcset="/media/01JD2W8Y4NQ3S6V7X9Z0ABCDEF/320.jpg 320w, /media/01JD2W8Y4NQ3S6V7X9Z0ABCDEF/640.jpg 640w, `,
		`<script type="module" src="/assets/lead-1.js"></script>`, `<link data-later href="/assets/page-1.js">`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if last := strings.LastIndex(page, "data-later"); !strings.HasPrefix(page[last:], `data-later href="/assets/main-1.js"`) {
		t.Errorf("the entry is not the last of what comes later:\n%s", page)
	}
	for _, early := range []string{"modulepreload", "/api/v1/city", `src="/assets/main-1.js"`} {
		if strings.Contains(page, early) {
			t.Errorf("%s is on the line beside the photo:\n%s", early, page)
		}
	}
}

func TestNothingThatPeopleWroteEscapesItsPlace(t *testing.T) {
	evil := `</title></script><script>alert(1)</script>"'`
	page := string(opened(t).Shell(Shell{Lang: "fr", Title: evil, Description: evil, URL: "javascript:alert(1)",
		Boot: map[string]string{"title": evil}}))
	if strings.Contains(page, "<script>alert") || strings.Contains(page, `content="</title>`) {
		t.Errorf("escaped:\n%s", page)
	}
	if strings.Contains(page, `href="javascript:`) {
		t.Error("a script became a link")
	}
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(script, "src=") && !strings.Contains(script, "application/json") {
			t.Errorf("inline script: %s", script)
		}
	}
}

func TestTheStyleHashIsThatOfTheStyleInThePage(t *testing.T) {
	app := opened(t)
	page := string(app.Shell(Shell{Lang: "fr"}))
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)
	if style == nil || style[1] != "b{color:blue}a{color:red}" {
		t.Fatalf("style: %q", style)
	}
	sum := sha256.Sum256([]byte(style[1]))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; app.StyleHash() != want {
		t.Errorf("hash %s, want %s", app.StyleHash(), want)
	}
}

func TestBootThatCannotBeWrittenIsNull(t *testing.T) {
	page := string(opened(t).Shell(Shell{Lang: "fr", Boot: func() {}}))
	if !strings.Contains(page, `id="boot">null</script>`) {
		t.Error("no null boot")
	}
}

// The real build, when there is one, must fit its own promises.
func TestTheRealBuildOpens(t *testing.T) {
	app, err := Open()
	if errors.Is(err, ErrNotBuilt) {
		t.Skip("pwa/dist is empty: run `npm run build` in pwa")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"fr", "ar", "zgh", "en"} {
		if _, ok := app.Manifest(lang); !ok {
			t.Errorf("%s: no web app manifest", lang)
		}
		words := app.words[lang]
		if slices.Contains([]string{words.Demo, words.Loading, words.NoScript, words.Read, words.Stuck, words.Again}, "") {
			t.Errorf("%s: the shell lacks words: %+v", lang, words)
		}
	}
	if len(app.Worker().Body) == 0 {
		t.Error("no worker")
	}
}
