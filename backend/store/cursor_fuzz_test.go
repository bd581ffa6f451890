package store

import (
	"strings"
	"testing"

	"jemaa/backend/civic"
)

// A cursor is the text of anybody: it is a position, and the same one when it is
// written again, or it is refused.
func FuzzCursor(f *testing.F) {
	for _, p := range []Position{
		{ID: "01K0"}, {Value: "anfa", ID: "x"}, {Value: 1.5, ID: "x"}, {Value: true, ID: "é"}, {Value: civic.Time{}, ID: "x"}, {Value: "2026-02-12T09:00:00.000Z", ID: "x"},
	} {
		f.Add(p.Cursor())
	}
	for _, seed := range []string{"", "AAAA", "e30", "eyJ2Ijp7IiRuZSI6IiJ9LCJpIjoieCJ9", "eyJ2IjoiOTk5OTktMDEtMDFUMDA6MDA6MDBaIiwidCI6dHJ1ZSwiaSI6IngifQ", strings.Repeat("A", 4000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parseCursor(text)
		if err != nil {
			return
		}
		again, err := parseCursor(p.Cursor())
		if err != nil || again != p {
			t.Errorf("%q is %#v, and then %#v: %v", text, p, again, err)
		}
		if p.ID == "" || p.Value != nil && !scalar(p.Value) {
			t.Errorf("%q is %#v", text, p)
		}
	})
}
