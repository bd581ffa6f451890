package mail

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"strings"

	"jemaa/backend/civic"
)

// Letters writes the program's letters and sends them. City is the name that
// signs them, in each language; URL is where they say they come from.
type Letters struct {
	Sender Sender
	City   civic.Words
	URL    string
}

// Code sends the one-time code. It stands in the body alone, in two halves that
// are easier to keep in mind.
func (l Letters) Code(ctx context.Context, to string, lang civic.Lang, code string) error {
	return l.send(ctx, to, lang, letter{words: codeWords, code: code})
}

// StaffRefusal tells officials, moderators and admins why no code comes.
func (l Letters) StaffRefusal(ctx context.Context, to string, lang civic.Lang) error {
	return l.send(ctx, to, lang, letter{words: staffWords})
}

type letter struct {
	words map[civic.Lang]text
	code  string
}

// text is a letter's words in one language: paragraphs; %s in the subject is the
// city's name.
type text struct {
	subject string
	before  string // above the code
	after   []string
}

func (l Letters) send(ctx context.Context, to string, lang civic.Lang, what letter) error {
	if !lang.Valid() {
		lang = civic.French
	}
	t := what.words[lang]
	p := page{
		Lang: lang, Dir: lang.Dir(), Subject: fmt.Sprintf(t.subject, l.City.In(lang)), Before: t.before,
		Code: halves(what.code), After: t.after, City: l.City.In(lang), URL: l.URL,
	}
	html, err := p.html()
	if err != nil {
		return refused(err)
	}
	return l.Sender.Send(ctx, Message{To: to, Lang: lang, Subject: p.Subject, Text: p.text(), HTML: html})
}

// halves parts a code with a space: "1234 5678".
func halves(code string) string {
	if len(code) < 2 {
		return code
	}
	return code[:len(code)/2] + " " + code[len(code)/2:]
}

type page struct {
	Lang                       civic.Lang
	Dir, Subject, Before, Code string
	After                      []string
	City, URL                  string
}

func (p page) text() string {
	parts := []string{p.Before}
	if p.Code != "" {
		parts = append(parts, "    "+p.Code)
	}
	parts = append(parts, p.After...)
	parts = append(parts, p.City+"\n"+p.URL)
	return strings.Join(parts, "\n\n") + "\n"
}

// The direction is said on every block, because mail readers drop <html> and
// <body>; the code is isolated, so that its halves keep their order.
var frame = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="{{.Lang}}" dir="{{.Dir}}"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body dir="{{.Dir}}" style="margin:0;padding:24px;font:16px/1.6 system-ui,sans-serif;color:#222;background:#fff">
<div dir="{{.Dir}}" style="max-width:32em">
<p>{{.Before}}</p>
{{if .Code}}<p><bdi dir="ltr" style="font-size:28px;font-weight:bold;letter-spacing:2px">{{.Code}}</bdi></p>
{{end}}{{range .After}}<p>{{.}}</p>
{{end}}<p style="color:#666">{{.City}}<br><a href="{{.URL}}" dir="ltr">{{.URL}}</a></p>
</div></body></html>
`))

func (p page) html() (string, error) {
	var b bytes.Buffer
	if err := frame.Execute(&b, p); err != nil {
		return "", fmt.Errorf("mail: template: %w", err)
	}
	return b.String(), nil
}
