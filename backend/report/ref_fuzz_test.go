package report

import (
	"strings"
	"testing"
)

// A reference number as anybody types it is ten digits that check, the same when
// it is shown and read again, or it is refused.
func FuzzParseRef(f *testing.F) {
	for _, seed := range []string{"123-456-7890", "٠١٢ ٣٤٥ ٦٧٨٩", "۰۰۰۰۰۰۰۰۰۰", "\u200f000\u2011000\u20110000", "0000000000", "00000000000", "", "x", "\xff0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		ref, err := ParseRef(typed)
		if err != nil {
			return
		}
		if len(ref) != RefDigits || strings.Trim(ref, "0123456789") != "" || checkDigit(ref) != 0 {
			t.Fatalf("%q is read as %q", typed, ref)
		}
		if again, err := ParseRef(ShowRef(ref)); err != nil || again != ref {
			t.Errorf("%q is shown as %q and read as %q, %v", ref, ShowRef(ref), again, err)
		}
		for i := range ref { // any one digit mistyped is noticed
			wrong := ref[:i] + string('0'+(ref[i]-'0'+1)%10) + ref[i+1:]
			if _, err := ParseRef(wrong); err == nil {
				t.Errorf("%q passes for %q", wrong, ref)
			}
		}
	})
}
