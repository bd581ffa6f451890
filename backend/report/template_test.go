package report_test

import (
	"strings"
	"testing"

	"jemaa/backend/civic"
	"jemaa/backend/report"
)

func (w *world) keep(in report.Template) error {
	_, err := w.PutTemplate(w.ctx, w.roads, "roads", in)
	return err
}

func (w *world) kept() string {
	w.t.Helper()
	all, err := w.Templates(w.ctx, w.roads2, "roads")
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, one := range all {
		names = append(names, one.Name)
	}
	return strings.Join(names, " ")
}

func TestTemplatesAreKeptByAuthority(t *testing.T) {
	w := newWorld(t)
	b := report.Template{ID: w.id(), Name: " b ", For: "acknowledged", Texts: civic.Words{civic.French: " Reçu : {ref}, {due} ", civic.Arabic: " "}}
	a := report.Template{ID: w.id(), Name: "a", Texts: civic.Words{civic.Arabic: "شكرا"}}
	for _, in := range []report.Template{b, a, a} { // sending again changes nothing
		wantCode(t, w.keep(in), "")
	}
	if got := w.kept(); got != "a b" {
		t.Errorf("kept %q", got)
	}
	all, _ := w.Templates(w.ctx, w.roads, "roads")
	if got := mustJSON(t, all[1]); got != `{"id":"`+string(b.ID)+`","name":"b","for":"acknowledged","texts":{"fr":"Reçu : {ref}, {due}"}}` {
		t.Errorf("kept as %s", got)
	}
	a.Name = "c"
	wantCode(t, w.keep(a), "")
	if got := w.kept(); got != "b c" {
		t.Errorf("renamed: %q", got)
	}
	for range 2 {
		wantCode(t, w.RemoveTemplate(w.ctx, w.roads, "roads", b.ID), "")
	}
	if got := w.kept(); got != "c" {
		t.Errorf("removed: %q", got)
	}
	if others, err := w.Templates(w.ctx, w.water, "water"); err != nil || len(others) != 0 {
		t.Errorf("water reads %v, %v", others, err)
	}
	wantCode(t, w.RemoveTemplate(w.ctx, w.water, "water", a.ID), "")
	if got := w.kept(); got != "c" {
		t.Errorf("another authority removed it: %q", got)
	}
}

func TestTemplatesAreBounded(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("ⵣ", report.MaxTemplateText)
	whole := civic.Words{civic.French: long, civic.Arabic: long, civic.Tamazigh: long, civic.English: long}
	var last report.Template
	for range report.MaxTemplates {
		last = report.Template{ID: w.id(), Name: strings.Repeat("ⵣ", report.MaxTemplateName), Texts: whole}
		wantCode(t, w.keep(last), "")
	}
	wantCode(t, w.keep(report.Template{ID: w.id(), Name: "n", Texts: whole}), "report.templates_full")
	wantCode(t, w.keep(last), "") // an old one may still be mended
}

func TestTemplatesAreChecked(t *testing.T) {
	w := newWorld(t)
	fr := func(s string) civic.Words { return civic.Words{civic.French: s} }
	for name, c := range map[string]struct {
		in   report.Template
		want string
	}{
		"no words":       {report.Template{Name: "n", Texts: fr(" \n")}, "texts report.text_empty"},
		"nothing at all": {report.Template{}, "name report.text_empty, texts report.text_empty"},
		"long":           {report.Template{Name: strings.Repeat("n", 81), Texts: fr(strings.Repeat("é", 1501))}, "name report.text_long, texts.fr report.text_long"},
		"unknown field":  {report.Template{Name: "n", Texts: fr("{ref} {phone} {x}")}, "texts.fr report.template_field"},
		"unknown use":    {report.Template{Name: "n", For: "assign", Texts: fr("t")}, "for report.act_unknown"},
		"unknown lang":   {report.Template{Name: "n", Texts: civic.Words{"de": "t", "fr": "t"}}, "texts report.lang_unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			c.in.ID = w.id()
			if got := codes(w.keep(c.in)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	wantCode(t, w.keep(report.Template{ID: "x", Name: "n", Texts: fr("t")}), "id.malformed")
	if got := w.kept(); got != "" {
		t.Errorf("kept %q", got)
	}
}
