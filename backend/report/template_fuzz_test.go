package report

import (
	"testing"
	"unicode/utf8"

	"jemaa/backend/civic"
)

// What is taken as a template is within its bounds, names only what is known, and
// is taken again as it is.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"Bonjour, {ref} est {due}", "{nom}", "{{ref}}", "{", "}{", "{ref\u202e}", "\xff{area}", " \u200b "} {
		f.Add(seed, seed, "resolved")
	}
	f.Fuzz(func(t *testing.T, name, text, use string) {
		in := Template{ID: "01K0C0NTRACT00000000000001", Name: name, For: TemplateUse(use), Texts: civic.Words{civic.French: text}}
		out, err := in.checked()
		if err != nil {
			if k := civic.KindOf(err); k != civic.KindInvalid {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := out.checked()
		if err != nil || again.Name != out.Name || again.Texts[civic.French] != out.Texts[civic.French] {
			t.Errorf("%+v is taken as %+v, and then %+v: %v", in, out, again, err)
		}
		for _, s := range []string{out.Name, out.Texts[civic.French]} {
			if !utf8.ValidString(s) || utf8.RuneCountInString(s) > MaxTemplateText || civic.Blank(s) {
				t.Errorf("kept: %q", s)
			}
		}
	})
}
