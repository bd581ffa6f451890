package api

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"jemaa/backend/report"
)

// A page of written lines is what encoding/json makes of the page, in every byte.
func TestAWrittenPageIsThePage(t *testing.T) {
	summaries := []report.Summary{
		{ID: "1", Title: "<b>&amp;</b> \"12\" \\ \u2028 حفرة"},
		{ID: "2", Photo: &report.PhotoView{ID: "p", Color: "#fff"}},
		{ID: "3"},
	}
	for n := range len(summaries) + 1 {
		for _, next := range []string{"", "eyJpZCI6IjEifQ-_"} {
			plain := ReportPage{Items: summaries[:n:n], Next: next}
			fast := ReportPage{Items: []report.Summary{}, Next: next, lines: []report.Line{}}
			for _, s := range plain.Items {
				var b bytes.Buffer
				enc := json.NewEncoder(&b)
				enc.SetEscapeHTML(false)
				if err := enc.Encode(s); err != nil {
					t.Fatal(err)
				}
				fast.lines = append(fast.lines, report.Line{Text: bytes.TrimSpace(b.Bytes())})
			}
			var want, got bytes.Buffer
			if err := huma.DefaultJSONFormat.Marshal(&want, plain); err != nil {
				t.Fatal(err)
			}
			if err := strictJSON.Marshal(&got, fast); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Errorf("%d lines:\n%snot\n%s", n, got.String(), want.String())
			}
		}
	}
}
