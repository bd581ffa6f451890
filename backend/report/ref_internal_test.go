package report

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A wrong digit and a swap of neighbours are always caught, at every place.
func TestRefCatchesSlips(t *testing.T) {
	for range 2000 {
		ref := newRef()
		if got, err := ParseRef(ref); err != nil || got != ref {
			t.Fatalf("ParseRef(%s) = %s, %v", ref, got, err)
		}
		for i := range len(ref) {
			for d := byte('0'); d <= '9'; d++ {
				if d == ref[i] {
					continue
				}
				if wrong := ref[:i] + string(d) + ref[i+1:]; accepted(wrong) {
					t.Fatalf("%s taken for %s", wrong, ref)
				}
			}
			if i+1 < len(ref) && ref[i] != ref[i+1] {
				if swapped := ref[:i] + string(ref[i+1]) + string(ref[i]) + ref[i+2:]; accepted(swapped) {
					t.Fatalf("%s taken for %s", swapped, ref)
				}
			}
		}
	}
}

func accepted(s string) bool { _, err := ParseRef(s); return err == nil }

func TestParseRef(t *testing.T) {
	ref := "572" + "000" + "000"
	ref += string('0' + checkDigit(ref))
	arabic := strings.Map(func(c rune) rune { return c - '0' + 0x0660 }, ref)
	persian := strings.Map(func(c rune) rune { return c - '0' + 0x06F0 }, ref)
	for _, s := range []string{
		ref, ShowRef(ref), " " + ref[:3] + " " + ref[3:6] + " " + ref[6:] + " ", ref[:5] + "\u2011" + ref[5:],
		arabic, "\u200f" + arabic[:6] + "\u00a0" + arabic[6:], persian, ref[:4] + arabic[8:],
	} {
		if got, err := ParseRef(s); err != nil || got != ref {
			t.Errorf("ParseRef(%q) = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "123", ref + "0", ref[:9], "abc" + ref, ref[:9] + "x", strings.Repeat("1", 5000), "$" + ref} {
		if _, err := ParseRef(s); err == nil || err.Error() != "report.ref_malformed: ref" {
			t.Errorf("ParseRef(%.20q) = %v", s, err)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, s := range []string{"short\n\ntext", strings.Repeat("mot ", 300), strings.Repeat("زبل ", 300), strings.Repeat("x", 500)} {
		got := excerpt(s)
		if n := utf8.RuneCountInString(got); n > MaxExcerpt || strings.Contains(got, "\n") || got == "" {
			t.Errorf("excerpt: %d runes: %q", n, got)
		}
	}
}
